"""Replays claims at an earlier time from their histories: the state with reviewers by handle, and its v1_claims row.

A history is ordered by seq, never by time: the state is the one after the last row written until that time. Names of
people, outlets and pages are the current ones; earlier names are in the desk history.
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text
from sqlalchemy.orm import aliased

from factdb.domain import names, ratings
from factdb.domain.history import chain
from factdb.domain.history.claim_replay import ClaimReplay, replay
from factdb.store import history_names
from factdb.store.models import Claim, DeskHistory, Document, History, Rating, Scale, Source, Speaker, Topic
from factdb.store.models.history import TOPIC_RENAMED
from factdb.store.tables import living_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

Event = tuple[datetime, str, str | None]
_COPIED = (
    "claim", "quote", "attribution", "kind", "speaker_title", "speaker_party", "said_precision", "occasion", "status",
    "assignee", "published_url", "evidence_count", "language", "priority", "headline", "attributed_to",
)  # fmt: skip
_DAYS = ("said_on", "resolves_on")
_MOMENTS = ("decided_at", "published_at", "added_at")


def states_at(
    session: Session, moment: datetime, *conditions: ColumnElement[bool]
) -> Iterator[tuple[int, ClaimReplay]]:
    """Yield number and state of the claims that existed at a time, one after another."""
    columns = History.claim_id, History.at, History.body, History.words
    query = select(*columns).where(*conditions).order_by(History.claim_id, History.seq)
    handles = history_names.handles(session)
    with session.execute(query, execution_options={"yield_per": 1_000}) as rows:
        for number, events in groupby(rows, key=lambda row: int(row.claim_id)):
            written = _written_until([(event.at, event.body, event.words) for event in events], moment)
            bodies = (chain.read_opened(body, words) for _, body, words in written)
            if written:
                yield number, replay(history_names.with_handles(body, handles) for body in bodies)


def _written_until(events: Sequence[Event], moment: datetime) -> Sequence[Event]:
    """Return the rows up to the last one written until a time: a clock may have run backwards, the order is seq."""
    written = [index for index, (when, *_) in enumerate(events, start=1) if when <= moment]
    return events[: written[-1]] if written else ()


def parse_moment(stored: str | None) -> datetime | None:
    """Return a time in the form of the tables."""
    return datetime.fromisoformat(stored) if stored else None


def claim_row(state: ClaimReplay, current: dict[str, Any], lookup: Lookup) -> dict[str, Any]:
    """Return the row of v1_claims for a state; columns that are not in the history come from the `current` row."""
    columns = state.columns
    row = {**current, **{name: columns[name] for name in _COPIED}}
    row |= {name: date.fromisoformat(columns[name]) if columns[name] else None for name in _DAYS}
    row |= {name: parse_moment(columns[name]) for name in _MOMENTS}
    row["speaker_id"], row["speaker"] = lookup.person(columns["speaker"])
    row["source_id"], row["source"] = lookup.outlet(columns["source"])
    page = lookup.page(columns["document"]) if columns["document"] else None
    row |= {"document_id": page and page.id, "document_title": page and page.title, "document_url": page and page.url}
    row |= _verdicts(state, lookup)
    row["flags"] = ", ".join(columns["flags"]) or None
    row["topics"] = ", ".join(sorted({lookup.topic(name) for name in state.topics}, key=names.name_key)) or None
    row["repeats_id"] = lookup.claim_id(columns["repeats"])
    row["changed_at"] = parse_moment(state.at)
    return row


def _verdicts(state: ClaimReplay, lookup: Lookup) -> dict[str, Any]:
    columns = state.columns
    truth, quote = (lookup.ratings.get(columns[f"{question}_rating"]) for question in ("truth", "quote"))
    return {
        "verdict": truth and truth.code,
        "verdict_category": truth and truth.category,
        "verdict_score": truth and truth.score,
        "quote_verdict": quote and quote.code,
        "answers_for": ratings.answers_for(quote.code if quote else None),
        "verdict_version": max(columns["truth_version"] or 0, columns["quote_version"] or 0) or None,
    }


class Lookup:
    """The current names and numbers for codes and uids of histories; each is looked up once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ratings = self._all_ratings()
        self._topics = self._all_topics()
        self._renamed = self._all_renames()
        self._named: dict[tuple[type[Any], str], tuple[int, str | None]] = {}
        self._pages: dict[str, Document] = {}

    def claim_id(self, uid: str | None) -> int | None:
        """Return the number of a claim."""
        return self.session.scalar(select(Claim.id).where(Claim.uid == uid)) if uid else None

    def person(self, uid: str) -> tuple[int, str | None]:
        """Return number and name of a speaker after merges; the unknown speaker has no name."""
        return self._living(Speaker, uid)

    def outlet(self, uid: str) -> tuple[int, str | None]:
        """Return number and name of a source after merges; the unknown source has no name."""
        return self._living(Source, uid)

    def page(self, uid: str) -> Document:
        """Return a document."""
        if uid not in self._pages:
            self._pages[uid] = self.session.scalars(select(Document).where(Document.uid == uid)).one()
        return self._pages[uid]

    def topic(self, name: str) -> str:
        """Return the current name of a topic, after renames and merges."""
        key = names.name_key(name)
        # At most as many steps as renames, because swapped names lead in a circle.
        for _ in self._renamed:
            if key in self._topics or key not in self._renamed:
                break
            key = names.name_key(self._renamed[key])
        return self._topics.get(key, name)

    def _all_topics(self) -> dict[str, str]:
        living = aliased(Topic)
        query = select(Topic.name_key, living.name)
        rows = self.session.execute(query.join(living, living.id == living_id(Topic)))
        return {row.name_key: row.name for row in rows}

    def _all_renames(self) -> dict[str, str]:
        events = select(DeskHistory.body).where(text(TOPIC_RENAMED)).order_by(DeskHistory.seq)
        bodies = [chain.read(body) for body in self.session.scalars(events)]
        return {names.name_key(str(body["was"])): str(body["now"]) for body in bodies}

    def _living(self, model: type[Any], uid: str) -> tuple[int, str | None]:
        if (model, uid) not in self._named:
            living = select(living_id(model)).where(model.uid == uid).scalar_subquery()
            row = self.session.execute(select(model.id, model.name, model.kind).where(model.id == living)).one()
            self._named[model, uid] = row.id, None if row.kind == "unknown" else row.name
        return self._named[model, uid]

    def _all_ratings(self) -> dict[str, Rating]:
        rows = self.session.execute(select(Rating, Scale.code, Scale.version).join(Rating.scale))
        return {f"{scale}@{version}:{rating.code}": rating for rating, scale, version in rows}
