"""The log of the desk: the events of all claims and of the desk itself, newest first.

Histories are stored by claim, and have no index by time; claims have one by their newest event (`changed_at`). So the
claims that changed last are read first: whatever happened since the oldest of these changes is in their histories.
Then follow the next claims, each time eight times as many. So nothing but the events of one such step is sorted, and
the first rows come at once, however long the histories are.
"""

from __future__ import annotations

import heapq
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, desc, or_, select

from factdb.domain.history import chain
from factdb.services import claim_lookup
from factdb.services.desk import reviewers
from factdb.services.reads import claim_page
from factdb.services.reads.histories import event_words
from factdb.store import history_names
from factdb.store.models import Claim, DeskHistory, History, Reviewer

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from factdb.services.actor import Viewer

Row = dict[str, Any]
COLUMNS = ("at", "by", "claim", "seq", "kind", "what")
TABLE_COLUMNS = ("at", "by", "claim", "what")
_STORED = ("seq", "at", "kind", "body", "words", "hash")
_FIRST, _GROWTH = 100, 8  # claims
_BATCH = 500  # rows that are read together with the names in them


@dataclass(frozen=True, slots=True)
class LogRequest:
    """The events to show: at a time or later, by any of some reviewers, on any of some claims (None: and on none)."""

    since: datetime | None = None
    handles: Sequence[str] = ()
    claims: Sequence[int | str] = ()


@dataclass(frozen=True, slots=True)
class _Scope:
    """A request in one database, with the viewer, who may not see everything."""

    since: datetime | None
    actor_ids: Sequence[int]
    viewer: Viewer

    def conditions(self, history: type[History | DeskHistory]) -> list[ColumnElement[bool]]:
        """Return the conditions for the rows of a history."""
        since = [history.at >= self.since] if self.since is not None else []
        return [*since, history.actor_id.in_(self.actor_ids)] if self.actor_ids else since


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in the log: a time and a claim. At one time, the claim added first comes first."""

    at: datetime
    claim_id: int

    def reaches(self, at: Any, claim_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 - columns of claims or of histories
        """Return the condition for all that comes up to this place."""
        # The first part limits the range of an index; the second alone would not.
        return and_(at >= self.at, or_(at > self.at, claim_id <= self.claim_id))

    def is_before(self, at: Any, claim_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 - the same
        """Return the condition for all that comes after this place."""
        return and_(at <= self.at, or_(at < self.at, claim_id > self.claim_id))


def rows(session: Session, request: LogRequest, viewer: Viewer, limit: int | None = None) -> Generator[Row]:
    """Yield the events of claims and of the desk, newest first, with the body of each in words."""
    actor_ids = [reviewers.find_reviewer(session, handle).id for handle in request.handles]
    scope = _Scope(request.since, actor_ids, viewer)
    if request.claims:
        numbers = claim_lookup.claim_numbers(session, request.claims)
        of_claims = _read(session, _events(scope).where(History.claim_id.in_(numbers)), viewer)
        with closing(of_claims):
            yield from islice(of_claims, limit)
        return
    with closing(_claim_events(session, scope)) as of_claims, closing(_desk_events(session, scope)) as of_desk:
        yield from islice(heapq.merge(of_claims, of_desk, key=itemgetter("at"), reverse=True), limit)


# -- claims ----------------------------------------------------------------------------------------------------


def _claim_events(session: Session, scope: _Scope) -> Generator[Row]:
    last: _Place | None = None
    size = _FIRST
    while True:
        place = _place_after(session, scope, last, size)
        yield from _read(session, _step(scope, last, place), scope.viewer)
        if place is None:
            return
        last, size = place, size * _GROWTH


def _place_after(session: Session, scope: _Scope, last: _Place | None, size: int) -> _Place | None:
    """Return the newest event of the last of the next claims; None if there are no more claims."""
    claims = select(Claim.changed_at, Claim.id).order_by(Claim.changed_at.desc(), Claim.id).limit(size)
    if last is not None:
        claims = claims.where(last.is_before(Claim.changed_at, Claim.id))
    if scope.since is not None:
        claims = claims.where(Claim.changed_at >= scope.since)
    step = claims.subquery()
    row = session.execute(select(step).order_by(step.c.changed_at, desc(step.c.id)).limit(1)).first()
    return _Place(row.changed_at, row.id) if row else None


def _step(scope: _Scope, last: _Place | None, place: _Place | None) -> Select[Any]:
    """Select the events up to a place (None: all) that the steps up to the last place did not have."""
    query = _events(scope)
    # IN and no join: SQLite would begin a join with the whole history.
    if place is not None:
        query = query.where(History.claim_id.in_(_claims_up_to(place)), place.reaches(History.at, History.claim_id))
    elif scope.since is not None:
        query = query.where(History.claim_id.in_(select(Claim.id).where(Claim.changed_at >= scope.since)))
    if last is not None:
        # An event that is newer than its claim's newest was written by a clock that ran ahead: its claim comes late.
        had = and_(History.claim_id.in_(_claims_up_to(last)), last.reaches(History.at, History.claim_id))
        query = query.where(~had)
    return query


def _claims_up_to(place: _Place) -> Select[int]:
    return select(Claim.id).where(place.reaches(Claim.changed_at, Claim.id))


def _events(scope: _Scope) -> Select[Any]:
    """Select columns, not objects: the session would keep a million of them."""
    query = select(*(getattr(History, name) for name in ("claim_id", *_STORED)), Reviewer.handle).join(History.actor)
    return query.where(*scope.conditions(History)).order_by(History.at.desc(), History.claim_id, History.seq.desc())


def _read(session: Session, query: Select[Any], viewer: Viewer) -> Generator[Row]:
    words = event_words.EventWords(session)
    with session.execute(query, execution_options={"yield_per": _BATCH}) as result:
        for batch in result.partitions():
            for number, opened in claim_page.opened_events(session, [(row, row.handle) for row in batch], viewer):
                (event,) = words.of(number, [opened])
                yield _row(event["at"], event["actor"], number, event["seq"], event["body"])


# -- the desk --------------------------------------------------------------------------------------------------


def _desk_events(session: Session, scope: _Scope) -> Generator[Row]:
    """Yield the events of the desk; their one history is in the order of time."""
    first = 0
    if scope.since is not None:
        earlier = select(DeskHistory.seq).where(DeskHistory.at < scope.since).order_by(DeskHistory.seq.desc()).limit(1)
        first = session.scalar(earlier) or 0
    query = select(*(getattr(DeskHistory, name) for name in _STORED), Reviewer.handle).join(DeskHistory.actor)
    query = query.where(DeskHistory.seq > first)
    query = query.where(*scope.conditions(DeskHistory)).order_by(DeskHistory.seq.desc()).limit(_BATCH)
    last: int | None = None
    while batch := session.execute(query if last is None else query.where(DeskHistory.seq < last)).all():
        bodies = [chain.read_opened(event.body, event.words) for event in batch]
        for event, body in zip(batch, history_names.desk_in_words(session, bodies), strict=True):
            yield _row(event.at, event.handle, None, event.seq, body)
        last = batch[-1].seq


def _row(at: datetime, by: str, claim: int | None, seq: int, body: dict[str, Any]) -> Row:
    return {"at": at, "by": by, "claim": claim, "seq": seq, "kind": body["kind"], "body": body}
