"""`claims list --at`: the claims that matched a filter at an earlier time, as rows of v1_claims.

Claims without later changes are read from the database. The others are replayed, and this module applies the filter.
"""

from __future__ import annotations

import heapq
import sys
from dataclasses import replace
from datetime import date
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import names
from factdb.services.ledger import replay
from factdb.services.reads import claim_list
from factdb.store.claims import conditions, queries
from factdb.store.models import Claim, History, Reviewer, Topic
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.domain.claim_filter import ClaimFilter
    from factdb.services.reads.row_types import ClaimRow

StoredRow = dict[str, Any]
DatedRow = tuple[date, StoredRow]
_PAGE = 1_000
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
    unchanged = _unchanged(session, replace(claim_filter, changed_by=at))
    replayed = sorted(_replayed(session, claim_filter, at), key=_place)
    merged: Iterator[StoredRow] = (row for _, row in heapq.merge(unchanged, replayed, key=_place))
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


def _unchanged(session: Session, claim_filter: ClaimFilter) -> Iterator[DatedRow]:
    by_day = replace(claim_filter, changed_since=None, due_before=None, due_by=None)
    after: int | None = None
    while page := session.execute(queries.claims(by_day, None, after, _PAGE)).mappings().all():
        numbers = [row["id"] for row in page]
        days = {claim.id: claim.sort_on for claim in session.execute(_DAYS.where(Claim.id.in_(numbers)))}
        rows_of_page = map(dict, page)
        yield from (
            (days[row["id"]], row) for row in rows_of_page if conditions.keeps(claim_filter, row, _OTHER_ORDERS)
        )
        after = numbers[-1]


def _replayed(session: Session, claim_filter: ClaimFilter, at: datetime) -> Iterator[DatedRow]:
    lookup, numbers = replay.Lookup(session), _Numbers(session, claim_filter)
    changed = select(Claim.id).where(Claim.changed_at > at)
    among = [History.claim_id.in_(claim_filter.ids)] if claim_filter.ids is not None else []
    for number, state in replay.states_at(session, at, History.claim_id.in_(changed), *among):
        current = session.execute(select(V1_CLAIMS).where(V1_CLAIMS.c.id == number)).mappings().one()
        row = replay.claim_row(state, dict(current), lookup)
        if conditions.keeps(claim_filter, {**row, **numbers.of_row(row)}):
            yield date.fromisoformat(state.columns["sort_on"]), row


class _Numbers:
    """The numbers in a filter for the handles and topics of replayed rows."""

    def __init__(self, session: Session, claim_filter: ClaimFilter) -> None:
        reviewers = select(Reviewer.handle, Reviewer.id).where(Reviewer.id.in_(claim_filter.assignee_ids))
        topics = select(Topic.name_key, Topic.id).where(Topic.id.in_(claim_filter.topic_ids))
        self.reviewers = dict(list(session.execute(reviewers)))
        self.topics = dict(list(session.execute(topics)))

    def of_row(self, row: StoredRow) -> StoredRow:
        """Return a row with its assignee and topics by number, only those in the filter."""
        keys = map(names.name_key, (row["topics"] or "").split(", "))
        topic_ids = {self.topics[key] for key in keys if key in self.topics}
        return {"assignee_id": self.reviewers.get(row["assignee"]), "topic_ids": topic_ids}


def _sorted(unsorted: list[StoredRow], sort: str) -> list[StoredRow]:
    """Sort by a column as the database does: NULL last, then by number."""
    column = sort.removeprefix("-")
    filled = sorted((row for row in unsorted if row[column] is not None), key=lambda row: row["id"])
    filled.sort(key=lambda row: row[column], reverse=sort.startswith("-"))
    return [*filled, *sorted((row for row in unsorted if row[column] is None), key=lambda row: row["id"])]
