"""`claims list --at`: the claims that a filter kept at a moment, as rows of v1_claims.

Claims that haven't changed since are read from the database as they are; the others are replayed, and held against the
filter here.
"""

from __future__ import annotations

import heapq
import sys
from dataclasses import replace
from datetime import date
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import names, ratings
from factdb.domain.enums import Status
from factdb.services.ledger import replay
from factdb.services.reads import claim_list
from factdb.store.claims import queries
from factdb.store.models import Claim, History, Reviewer, Topic
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.store.claims.conditions import ClaimFilter

Row = dict[str, Any]
_PAGE = 1_000
_DAYS = select(Claim.id, Claim.sort_on)


def rows(
    session: Session,
    wanted: ClaimFilter,
    at: datetime,
    sort: str | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Iterator[Row]:
    """Return what `listing.rows` would have returned at a moment."""
    unchanged = _unchanged(session, replace(wanted, changed_by=at))
    replayed = sorted(_replayed(session, wanted, at), key=_place)
    merged: Iterator[Row] = (row for _, row in heapq.merge(unchanged, replayed, key=_place))
    if sort is not None:
        claim_list.require_column(sort)
        merged = iter(_sorted(list(merged), sort))
    if after is not None:
        merged = islice(dropwhile(lambda row: row["id"] != after, merged), 1, None)
    return (claim_list.listed(row) for row in islice(merged, limit and min(limit, sys.maxsize)))


Placed = tuple[date, Row]


def _place(placed: Placed) -> tuple[int, int]:
    """Return the key of the default order: newest first, and within a day by number."""
    day, row = placed
    return -day.toordinal(), row["id"]


def _unchanged(session: Session, wanted: ClaimFilter) -> Iterator[Placed]:
    by_day = replace(wanted, changed_since=None, due_before=None, due_by=None)  # they would come in another order
    after: int | None = None
    while page := session.execute(queries.claims(by_day, None, after, _PAGE)).mappings().all():
        numbers = [row["id"] for row in page]
        days = {found.id: found.sort_on for found in session.execute(_DAYS.where(Claim.id.in_(numbers)))}
        yield from ((days[row["id"]], dict(row)) for row in page if _dated(wanted, dict(row)))
        after = numbers[-1]


def _replayed(session: Session, wanted: ClaimFilter, at: datetime) -> Iterator[Placed]:
    lookup, keeps = replay.Lookup(session), _test(session, wanted)
    changed = select(Claim.id).where(Claim.changed_at > at)
    only = [History.claim_id.in_(wanted.ids)] if wanted.ids is not None else []
    for number, state in replay.at(session, at, History.claim_id.in_(changed), *only):
        current = session.execute(select(V1_CLAIMS).where(V1_CLAIMS.c.id == number)).mappings().one()
        row = replay.as_listed(state, dict(current), lookup)
        if keeps(row):
            yield date.fromisoformat(state.columns["sort_on"]), row


def _test(session: Session, wanted: ClaimFilter) -> Callable[[Row], bool]:
    """Return what `filters.tests` tells of a row in the database, of one that was replayed."""
    about = _topics(session, wanted)
    handles = set(session.scalars(select(Reviewer.handle).where(Reviewer.id.in_(wanted.assignee_ids))))
    one_of: dict[str, Any] = {
        "status": wanted.statuses,
        "verdict": wanted.verdicts,
        "quote_verdict": wanted.quote_verdicts,
        "answers_for": [wanted.answers_for] if wanted.answers_for else [],
        "speaker_id": wanted.speaker_ids,
        "source_id": wanted.source_ids,
        "kind": wanted.kinds,
        "attribution": wanted.attributions,
        "assignee": handles,
    }
    given = {column: set(values) for column, values in one_of.items() if values}

    def keeps(row: Row) -> bool:
        return (
            all(row[column] in values for column, values in given.items())
            and (not wanted.topic_ids or not about.isdisjoint(map(names.name_key, (row["topics"] or "").split(", "))))
            and _dated(wanted, row)
            and not (wanted.no_evidence and row["evidence_count"])
            and not (wanted.undecided and (row["verdict"] or row["quote_verdict"]))
        )

    return keeps


def _topics(session: Session, wanted: ClaimFilter) -> set[str]:
    return set(session.scalars(select(Topic.name_key).where(Topic.id.in_(wanted.topic_ids))))


def _dated(wanted: ClaimFilter, row: Row) -> bool:
    said, due = row["said_on"], row["resolves_on"]
    return (
        (wanted.since is None or (said is not None and said >= wanted.since))
        and (wanted.until is None or (said is not None and said <= wanted.until))
        and (wanted.changed_since is None or row["changed_at"] >= wanted.changed_since)
        and (wanted.due_before is None or (due is not None and due < wanted.due_before))
        and (wanted.due_by is None or (due is not None and due <= wanted.due_by and _waits(row)))
    )


def _waits(row: Row) -> bool:
    dropped = row["status"] in {Status.DECLINED, Status.RETRACTED}
    undecided = row["verdict"] is None and row["quote_verdict"] is None
    return not dropped and (undecided or row["verdict"] in ratings.UNSETTLED)


def _sorted(found: list[Row], sort: str) -> list[Row]:
    """Order by a column as the database does: empty values last, then by number."""
    column = sort.removeprefix("-")
    known = sorted((row for row in found if row[column] is not None), key=lambda row: row["id"])
    known.sort(key=lambda row: row[column], reverse=sort.startswith("-"))
    return [*known, *sorted((row for row in found if row[column] is None), key=lambda row: row["id"])]
