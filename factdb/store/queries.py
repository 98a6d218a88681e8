"""What the faces ask of claims: each function returns a `Select` that others may compose further."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, or_, select

from factdb.domain import ratings
from factdb.domain.words import AnswersFor, Attribution, Kind, Status
from factdb.store.views import CLAIM_TOPICS, CLAIMS, RATINGS, V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims are wanted: fields are joined by "and", the values of one field by "or"; empty: no matter."""

    ids: Sequence[int] | None = None
    statuses: Sequence[Status] = ()
    verdicts: Sequence[str] = ()
    quote_verdicts: Sequence[str] = ()
    answers_for: AnswersFor | None = None
    speaker_ids: Sequence[int] = ()
    source_ids: Sequence[int] = ()
    topic_ids: Sequence[int] = ()
    kinds: Sequence[Kind] = ()
    attributions: Sequence[Attribution] = ()
    assignee_ids: Sequence[int] = ()
    since: date | None = None
    until: date | None = None
    changed_since: datetime | None = None
    due_before: date | None = None
    due_by: date | None = None
    no_evidence: bool = False
    undecided: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether every claim is wanted."""
        return all(not getattr(self, field.name) for field in fields(self))


def claims(
    wanted: ClaimFilter, sort: str | None = None, after: int | None = None, limit: int | None = None
) -> Select[Any]:
    """Select the wanted claims as v1_claims has them, newest said first and within a day in order of number.

    `sort` is a column of the view, with "-" before it for descending; empty values come last. `after` is the
    number of the claim after which to go on, in the same order: pages are cut by key, never by offset.
    """
    listed = V1_CLAIMS.c
    query = select(V1_CLAIMS).join(CLAIMS, CLAIMS.c.id == listed.id).where(*conditions(wanted))
    if sort is None:
        query = query.order_by(CLAIMS.c.sort_on.desc(), CLAIMS.c.id)
        query = query.where(_after_by_day(after)) if after is not None else query
    else:
        column, descending = listed[sort.removeprefix("-")], sort.startswith("-")
        query = query.order_by(column.is_(None), column.desc() if descending else column, listed.id)
        query = query.where(_after(column, descending, after)) if after is not None else query
    return query.limit(limit) if limit is not None else query


def conditions(wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    """Return the tests on the claim's row that keep what is wanted."""
    tests: list[ColumnElement[bool] | None] = [
        CLAIMS.c.id.in_(wanted.ids) if wanted.ids is not None else None,
        CLAIMS.c.status.in_(wanted.statuses) if wanted.statuses else None,
        CLAIMS.c.truth_rating_id.in_(_ratings(wanted.verdicts)) if wanted.verdicts else None,
        CLAIMS.c.quote_rating_id.in_(_ratings(wanted.quote_verdicts)) if wanted.quote_verdicts else None,
        _answers_for(wanted.answers_for) if wanted.answers_for else None,
        CLAIMS.c.speaker_id.in_(wanted.speaker_ids) if wanted.speaker_ids else None,
        CLAIMS.c.source_id.in_(wanted.source_ids) if wanted.source_ids else None,
        _about(wanted.topic_ids) if wanted.topic_ids else None,
        CLAIMS.c.kind.in_(wanted.kinds) if wanted.kinds else None,
        CLAIMS.c.attribution.in_(wanted.attributions) if wanted.attributions else None,
        CLAIMS.c.assignee_id.in_(wanted.assignee_ids) if wanted.assignee_ids else None,
        and_(CLAIMS.c.sort_on >= wanted.since, CLAIMS.c.said_on.is_not(None)) if wanted.since else None,
        and_(CLAIMS.c.sort_on <= wanted.until, CLAIMS.c.said_on.is_not(None)) if wanted.until else None,
        CLAIMS.c.changed_at >= wanted.changed_since if wanted.changed_since else None,
        CLAIMS.c.resolves_on < wanted.due_before if wanted.due_before else None,
        _open_on(wanted.due_by) if wanted.due_by else None,
        CLAIMS.c.evidence_count == 0 if wanted.no_evidence else None,
        _undecided() if wanted.undecided else None,
    ]
    return [test for test in tests if test is not None]


def count(wanted: ClaimFilter) -> Select[int]:
    """Count the wanted claims."""
    return select(func.count()).select_from(CLAIMS).where(*conditions(wanted))


def _ratings(codes: Sequence[str]) -> Select[int]:
    return select(RATINGS.c.id).where(RATINGS.c.code.in_(codes))


def _answers_for(who: AnswersFor) -> ColumnElement[bool]:
    disputed = CLAIMS.c.quote_rating_id.in_(_ratings(sorted(ratings.DISPUTED_WORDS)))
    return disputed if who is AnswersFor.SOURCE else or_(CLAIMS.c.quote_rating_id.is_(None), ~disputed)


def _about(topic_ids: Sequence[int]) -> ColumnElement[bool]:
    return exists().where(CLAIM_TOPICS.c.claim_id == CLAIMS.c.id, CLAIM_TOPICS.c.topic_id.in_(topic_ids))


def _open_on(day: date) -> ColumnElement[bool]:
    """Keep what falls due by a day and waits for a decision: a stalled promise isn't settled by being rated so."""
    unsettled = CLAIMS.c.truth_rating_id.in_(_ratings(sorted(ratings.UNSETTLED)))
    dropped = CLAIMS.c.status.in_([Status.DECLINED, Status.RETRACTED])
    return and_(CLAIMS.c.resolves_on <= day, or_(_undecided(), unsettled), ~dropped)


def _undecided() -> ColumnElement[bool]:
    return and_(CLAIMS.c.truth_rating_id.is_(None), CLAIMS.c.quote_rating_id.is_(None))


def _after_by_day(after: int) -> ColumnElement[bool]:
    there = CLAIMS.alias("there").c
    day = select(there.sort_on).where(there.id == after).scalar_subquery()
    # The first test alone bounds the index; SQLite would read it from its start for the second.
    return and_(CLAIMS.c.sort_on <= day, or_(CLAIMS.c.sort_on < day, CLAIMS.c.id > after))


def _after(column: ColumnElement[Any], descending: bool, after: int) -> ColumnElement[bool]:  # noqa: FBT001
    there = V1_CLAIMS.alias("there").c
    value = select(there[column.key or ""]).where(there.id == after).scalar_subquery()
    further = column < value if descending else column > value
    later_number = V1_CLAIMS.c.id > after
    return or_(
        and_(value.is_not(None), or_(further, column.is_(None), and_(column == value, later_number))),
        and_(value.is_(None), column.is_(None), later_number),
    )
