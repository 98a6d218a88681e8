"""`claims list --at`: the claims that matched a filter at an earlier time, as rows of v1_claims.

Claims without later changes are read from the database. The others are replayed, and this module applies the filter.
Both come in the order of the days, a page at a time, so that the start of a list replays no more than it shows. Claims
that moved to another day since then are few: they are replayed first.
"""

from __future__ import annotations

import heapq
import sys
from dataclasses import replace
from datetime import date
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, text

from factdb.domain import names
from factdb.errors.claims import PresentLabelsError
from factdb.services.ledger import replay
from factdb.services.reads import claim_list
from factdb.store.claims import conditions, paging, queries
from factdb.store.models import Claim, History, Reviewer, Topic
from factdb.store.models.history import DAY_MOVED
from factdb.store.tables import CLAIMS
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from factdb.domain.claim_filter import ClaimFilter
    from factdb.services.reads.row_types import ClaimRow

StoredRow = dict[str, Any]
DatedRow = tuple[date, StoredRow]
_PAGE = 1_000
_FEW = 5_000
_DAYS = select(Claim.id, Claim.sort_on)
# Criteria that change the order of a list: they are applied to the rows, so that the list stays sorted by day.
_OTHER_ORDERS = frozenset({"changed_since", "due_before", "due_by"})


def rows(
    session: Session,
    claim_filter: ClaimFilter,
    at: datetime,
    sort: str | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Iterator[ClaimRow]:
    """Return the rows that `claim_list.rows` would have returned at an earlier time."""
    if claim_filter.disagrees:
        raise PresentLabelsError
    earlier = _Earlier(session, claim_filter, at)
    moved = _moved_later(session, at)
    unchanged = _unchanged(session, replace(claim_filter, changed_by=at), at, limit)
    changed = _changed(earlier, moved, limit)
    dated = heapq.merge(unchanged, changed, earlier.rows(moved), key=_place)
    merged: Iterator[StoredRow] = (row for _, row in dated)
    if sort is not None:
        claim_list.require_column(sort)
        merged = iter(_sorted(list(merged), sort))
    if after is not None:
        merged = islice(dropwhile(lambda row: row["id"] != after, merged), 1, None)
    # `islice` accepts no number above sys.maxsize, but a user can type one.
    return (claim_list.shown(row) for row in islice(merged, limit and min(limit, sys.maxsize)))


def _place(dated: DatedRow) -> tuple[int, int]:
    """Return the key of the default order: newest first, and within a day by number."""
    day, row = dated
    return -day.toordinal(), row["id"]


def _unchanged(session: Session, claim_filter: ClaimFilter, at: datetime, limit: int | None) -> Iterator[DatedRow]:
    by_day = replace(claim_filter, changed_since=None, due_before=None, due_by=None)
    ids = _few(session, CLAIMS.c.changed_at <= at)
    if ids is not None:
        by_day = replace(by_day, ids=sorted(ids if by_day.ids is None else ids.intersection(by_day.ids)))
    after: int | None = None
    for size in _page_sizes(limit):
        page = session.execute(queries.claims(by_day, None, after, size)).mappings().all()
        numbers = [row["id"] for row in page]
        days = {claim.id: claim.sort_on for claim in session.execute(_DAYS.where(Claim.id.in_(numbers)))}
        rows_of_page = map(dict, page)
        yield from (
            (days[row["id"]], row) for row in rows_of_page if conditions.keeps(claim_filter, row, _OTHER_ORDERS)
        )
        if len(page) < size:
            return
        after = numbers[-1]


def _changed(earlier: _Earlier, moved: frozenset[int], limit: int | None) -> Iterator[DatedRow]:
    """Yield the claims that changed later, by day; without those that also moved to another day."""
    later = CLAIMS.c.changed_at > earlier.at
    # After a clock went back, a claim can have events from before it was added.
    # As a value, not as EXISTS: PostgreSQL might read the whole history for that.
    written = select(History.seq).where(History.claim_id == CLAIMS.c.id, History.at <= earlier.at).limit(1)
    was_there = or_(CLAIMS.c.added_at <= earlier.at, written.scalar_subquery().is_not(None))
    tests: list[ColumnElement[bool]] = [paging.Beside(later), paging.Beside(was_there)]
    ids = _few(earlier.session, later)
    if ids is not None:
        there = select(CLAIMS.c.id).where(CLAIMS.c.id.in_(ids), was_there)
        tests = [CLAIMS.c.id.in_(earlier.session.scalars(there).all())]
    after: int | None = None
    for size in _page_sizes(limit):
        page = paging.page(paging.BY_DAY, [()], tests, after, size)
        numbers = earlier.session.scalars(select(page.c.id).order_by(page.c.place.desc(), page.c.id)).all()
        yield from earlier.rows(frozenset(numbers) - moved)
        if len(numbers) < size:
            return
        after = numbers[-1]


def _few(session: Session, condition: ColumnElement[bool]) -> set[int] | None:
    """Return the claims that a condition on `changed_at` keeps; None if they are many.

    Many are soon met in the order of the days; to meet a few there, the database would read the whole ledger.
    """
    ids = set(session.scalars(select(CLAIMS.c.id).where(condition).limit(_FEW + 1)))
    return ids if len(ids) <= _FEW else None


def _moved_later(session: Session, at: datetime) -> frozenset[int]:
    # Not DISTINCT: SQLite would read the whole history in the order of its claims.
    return frozenset(session.scalars(select(History.claim_id).where(History.at > at, text(DAY_MOVED))))


def _page_sizes(limit: int | None) -> Iterator[int]:
    """Yield the sizes of the pages to read: a short list begins with a small page."""
    size = min(limit or _PAGE, _PAGE)
    while True:
        yield size
        size = min(2 * size, _PAGE)


class _Earlier:
    """Claims as they were at a time, as far as a filter keeps them."""

    def __init__(self, session: Session, claim_filter: ClaimFilter, at: datetime) -> None:
        self.session = session
        self.at = at
        self._filter = claim_filter
        self._lookup = replay.Lookup(session)
        reviewers = select(Reviewer.handle, Reviewer.id).where(Reviewer.id.in_(claim_filter.assignee_ids))
        topics = select(Topic.name_key, Topic.id).where(Topic.id.in_(claim_filter.topic_ids))
        self._reviewers = dict(list(session.execute(reviewers)))
        self._topics = dict(list(session.execute(topics)))

    def rows(self, claim_ids: Collection[int]) -> list[DatedRow]:
        """Replay claims and return those that the filter keeps, by day."""
        ids = sorted(claim_ids if self._filter.ids is None else set(claim_ids).intersection(self._filter.ids))
        pages = (ids[start : start + _PAGE] for start in range(0, len(ids), _PAGE))
        return sorted((row for page in pages for row in self._replayed(page)), key=_place)

    def _replayed(self, ids: Sequence[int]) -> Iterator[DatedRow]:
        current = self.session.execute(select(V1_CLAIMS).where(V1_CLAIMS.c.id.in_(ids))).mappings()
        row_by_number = {row["id"]: dict(row) for row in current}
        for number, state in replay.states_at(self.session, self.at, History.claim_id.in_(ids)):
            row = replay.claim_row(state, row_by_number[number], self._lookup)
            if conditions.keeps(self._filter, {**row, **self._numbers(row)}):
                yield date.fromisoformat(state.columns["sort_on"]), row

    def _numbers(self, row: StoredRow) -> StoredRow:
        """Return a row's assignee and topics by number, only those in the filter."""
        keys = map(names.name_key, (row["topics"] or "").split(", "))
        topic_ids = {self._topics[key] for key in keys if key in self._topics}
        return {"assignee_id": self._reviewers.get(row["assignee"]), "topic_ids": topic_ids}


def _sorted(unsorted: list[StoredRow], sort: str) -> list[StoredRow]:
    """Sort by a column as the database does: NULL last, then by number."""
    column = sort.removeprefix("-")
    filled = sorted((row for row in unsorted if row[column] is not None), key=lambda row: row["id"])
    filled.sort(key=lambda row: row[column], reverse=sort.startswith("-"))
    return [*filled, *sorted((row for row in unsorted if row[column] is None), key=lambda row: row["id"])]
