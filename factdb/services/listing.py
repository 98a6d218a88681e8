"""Finds claims as people ask for them: resolves the names they type, and reads the rows of v1_claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from factdb.domain import dates, names
from factdb.domain.words import Question
from factdb.errors import NoSuchError, UnknownWordError
from factdb.services import reviewers, scales
from factdb.store import queries
from factdb.store.models import Source, SourceName, Speaker, SpeakerName, Topic
from factdb.store.queries import ClaimFilter
from factdb.store.views import V1_CLAIMS_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from factdb.domain.words import AnswersFor, Attribution, Kind, Status

COLUMNS = tuple(column.name for column in V1_CLAIMS_COLUMNS)
_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims somebody asks for, in their own words: names of speakers, codes of ratings, handles."""

    statuses: Sequence[Status] = ()
    verdicts: Sequence[str] = ()
    quote_verdicts: Sequence[str] = ()
    answers_for: AnswersFor | None = None
    speakers: Sequence[str] = ()
    sources: Sequence[str] = ()
    topics: Sequence[str] = ()
    kinds: Sequence[Kind] = ()
    attributions: Sequence[Attribution] = ()
    assignees: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    changed_since: datetime | None = None
    due_before: date | None = None
    no_evidence: bool = False
    undecided: bool = False


def resolve(session: Session, wanted: Wanted) -> ClaimFilter:
    """Turn names into numbers; a name that nobody bears is refused with the near ones."""
    return ClaimFilter(
        statuses=wanted.statuses,
        verdicts=_ratings(session, wanted.verdicts, Question.TRUTH),
        quote_verdicts=_ratings(session, wanted.quote_verdicts, Question.QUOTE),
        answers_for=wanted.answers_for,
        speaker_ids=[number for name in wanted.speakers for number in speaker_ids(session, name)],
        source_ids=[number for name in wanted.sources for number in source_ids(session, name)],
        topic_ids=[_topic_id(session, name) for name in wanted.topics],
        kinds=wanted.kinds,
        attributions=wanted.attributions,
        assignee_ids=[reviewers.named(session, handle).id for handle in wanted.assignees],
        since=wanted.since,
        until=wanted.until,
        changed_since=wanted.changed_since,
        due_before=wanted.due_before,
        no_evidence=wanted.no_evidence,
        undecided=wanted.undecided,
    )


def rows(
    session: Session,
    wanted: ClaimFilter,
    sort: str | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the claims, keyed by the columns of v1_claims; flags and topics are lists, months are 2021-07."""
    if sort is not None and sort.removeprefix("-") not in COLUMNS:
        raise UnknownWordError("column", sort.removeprefix("-"), COLUMNS)
    found = session.execute(queries.claims(wanted, sort, after, limit), execution_options={"yield_per": _PAGE})
    for row in found.mappings():
        yield listed(dict(row))


def listed(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of v1_claims as people and programs are shown it."""
    row["said_on"] = dates.shown(row["said_on"], row["said_precision"])
    for column in ("flags", "topics"):
        row[column] = row[column].split(", ") if row[column] else []
    return row


def speaker_ids(session: Session, name: str) -> list[int]:
    """Return the ids of the speakers of this name, alias or part of one, those merged into them too."""
    return _ids(session, "speaker", name, Speaker, SpeakerName, SpeakerName.speaker_id)


def source_ids(session: Session, name: str) -> list[int]:
    """Return the ids of the sources of this name, alias or part of one, those merged into them too."""
    return _ids(session, "source", name, Source, SourceName, SourceName.source_id)


def _ids(session: Session, what: str, name: str, owner: Any, named: Any, key: Any) -> list[int]:  # noqa: ANN401 - two pairs of tables that are alike
    """A speaker or source whose own name it is wins over parts of names: "NPR" isn't "NPR Illinois"."""
    wanted = names.name_key(name)
    living = select(func.coalesce(owner.merged_into_id, owner.id)).join(named, key == owner.id)
    part = named.name_key.contains(wanted, autoescape=True)
    own = and_(named.name_key == wanted, named.name == owner.name)
    found = list(session.scalars(living.where(own))) or list(session.scalars(living.where(part)))
    if not found or not wanted:
        raise NoSuchError(what, name, names.near(name, session.scalars(select(named.name))))
    merged = or_(owner.id.in_(found), owner.merged_into_id.in_(found))
    return sorted(session.scalars(select(owner.id).where(merged)))


def _ratings(session: Session, codes: Sequence[str], question: Question) -> list[str]:
    known = scales.known_codes(session, question)
    for code in codes:
        if code not in known:
            raise UnknownWordError(f"rating on the {question}", code, scales.codes(session, question))
    return list(codes)


def _topic_id(session: Session, name: str) -> int:
    found = session.scalar(select(Topic.id).where(Topic.name_key == names.name_key(name)))
    if found is None:
        raise NoSuchError("topic", name, names.near(name, session.scalars(select(Topic.name))))
    return found
