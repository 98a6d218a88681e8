"""Which claims somebody asks for, as they type it, and what the names in it mean, with the near ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from factdb.domain import names
from factdb.domain.enums import Question
from factdb.errors import NoSuchError, TooManyError, UnknownWordError
from factdb.services.decisions import scales
from factdb.services.desk import reviewers
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store.models import Claim, Topic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from factdb.domain.enums import AnswersFor, Attribution, Kind, Status
    from factdb.services.people.namebook import NameBook
    from factdb.store.claims.conditions import ClaimFilter

MOST_CLAIMS = 10_000


def with_numbers(session: Session, wanted: Wanted, so_far: ClaimFilter) -> ClaimFilter:
    """Return the filter with what the names in `wanted` mean."""
    return replace(
        so_far,
        ids=None if wanted.claims is None else claim_ids(session, wanted.claims),
        verdicts=_ratings(session, wanted.verdicts, Question.TRUTH),
        quote_verdicts=_ratings(session, wanted.quote_verdicts, Question.QUOTE),
        speaker_ids=[number for name in wanted.speakers for number in numbers(session, SPEAKERS, name)],
        source_ids=[number for name in wanted.sources for number in numbers(session, SOURCES, name)],
        topic_ids=[number for name in wanted.topics for number in topic_ids(session, name)],
        assignee_ids=[reviewers.find_reviewer(session, handle).id for handle in wanted.assignees],
    )


def claim_ids(session: Session, wanted: Sequence[int | str]) -> list[int]:
    """Return the numbers of claims that are named by number or uid; one that isn't there is refused."""
    if len(wanted) > MOST_CLAIMS:
        raise TooManyError(len(wanted), MOST_CLAIMS)
    found: dict[int | str, int] = {}
    for row in session.execute(select(Claim.id, Claim.uid).where(or_(*_named(wanted)))):
        found |= {row.id: row.id, row.uid: row.id}
    for name in wanted:
        if name not in found:
            raise NoSuchError("claim", name, next_step="those that there are: factdb claims list")
    return [found[name] for name in wanted]


def _named(wanted: Sequence[int | str]) -> list[ColumnElement[bool]]:
    numbered = [name for name in wanted if isinstance(name, int)]
    return [Claim.id.in_(numbered), Claim.uid.in_([name for name in wanted if isinstance(name, str)])]


def numbers(session: Session, book: NameBook[Any], name: str) -> list[int]:
    """Return the ids of those who bear a name, an alias or part of one, those merged into them too.

    Whose number it is wins, and whose main name it is over parts of names: "NPR" isn't "NPR Illinois".
    """
    numbered = book.numbered(session, name)
    if numbered is not None:
        return [each.id for each in book.family(session, numbered)]
    wanted = names.name_key(names.clean_name(name, book.word))
    owner, named = book.owner, book.names
    living = select(func.coalesce(owner.merged_into_id, owner.id)).join(named, getattr(named, book.key) == owner.id)
    part = named.name_key.contains(wanted, autoescape=True)
    own = and_(named.name_key == wanted, named.name == owner.name)
    found = list(session.scalars(living.where(own))) or list(session.scalars(living.where(part)))
    if not found:
        raise NoSuchError(book.word, name, book.near(session, name))
    merged = or_(owner.id.in_(found), owner.merged_into_id.in_(found))
    return sorted(session.scalars(select(owner.id).where(merged)))


def _ratings(session: Session, codes: Sequence[str], question: Question) -> list[str]:
    known = scales.known_codes(session, question)
    for code in codes:
        if code not in known:
            raise UnknownWordError(f"rating on the {question}", code, scales.codes(session, question))
    return list(codes)


def topic_ids(session: Session, name: str) -> list[int]:
    """Return the ids of the living topic of this name and of those merged into it."""
    living = select(func.coalesce(Topic.merged_into_id, Topic.id)).where(Topic.name_key == names.name_key(name))
    found = session.scalar(living)
    if found is None:
        raise NoSuchError("topic", name, names.nearest_names(name, session.scalars(select(Topic.name))))
    same = or_(Topic.id == found, Topic.merged_into_id == found)
    return list(session.scalars(select(Topic.id).where(same).order_by(Topic.id)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims somebody asks for, in their own words: names of speakers, codes of ratings, handles."""

    claims: Sequence[int | str] | None = None
    q: str | None = None
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
