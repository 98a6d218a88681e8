"""Turns a filter of claims into conditions: in SQL, and in Python for claims replayed from the history."""

from __future__ import annotations

from dataclasses import dataclass
from operator import ge, le, lt
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, exists, false, func, literal_column, or_, select

from factdb.domain import ratings
from factdb.domain.enums import DECIDED_STATUSES, AnswersFor, Question, Status
from factdb.store import search_index
from factdb.store.claims import paging
from factdb.store.tables import CLAIM_TOPICS, CLAIMS, RATINGS
from factdb.store.views import V1_OTHER_CHECKS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnClause, ColumnElement, Select

    from factdb.domain.claim_filter import ClaimFilter
    from factdb.store.claims.paging import Order

    Row = Mapping[str, Any]

_DROPPED = frozenset({Status.DECLINED, Status.RETRACTED})
_DISPUTED = sorted(ratings.DISPUTED_WORDS)


@dataclass(frozen=True, slots=True)
class CriterionTest:
    """One criterion: its SQL condition, and its condition for replayed rows of v1_claims.

    `keeps` takes the row and the criterion's value. A criterion without `keeps` is applied before the replay: it
    decides which claims are read, and up to what time.
    """

    sql: Callable[[Any], ColumnElement[bool]]
    keeps: Callable[[Row, Any], bool] | None = None


def _one_of(column: ColumnClause[Any], listed_as: str) -> CriterionTest:
    return CriterionTest(column.in_, lambda row, values: row[listed_as] in values)


def _compared(column: ColumnClause[Any], compare: Callable[[Any, Any], Any]) -> CriterionTest:
    def keeps(row: Row, bound: Any) -> bool:  # noqa: ANN401 - a day or a moment, as the column is
        return row[column.key] is not None and bool(compare(row[column.key], bound))

    return CriterionTest(lambda bound: compare(column, bound), keeps)


def _rated_as(column: ColumnClause[int], listed_as: str) -> CriterionTest:
    return CriterionTest(lambda codes: column.in_(_ratings(codes)), lambda row, codes: row[listed_as] in codes)


def _ratings(codes: Sequence[str]) -> Select[int]:
    return select(RATINGS.c.id).where(RATINGS.c.code.in_(codes))


def _answers_for(who: AnswersFor) -> ColumnElement[bool]:
    disputed = CLAIMS.c.quote_rating_id.in_(_ratings(_DISPUTED))
    return disputed if who is AnswersFor.SOURCE else or_(CLAIMS.c.quote_rating_id.is_(None), ~disputed)


def _about(topic_ids: Sequence[int]) -> ColumnElement[bool]:
    return exists().where(CLAIM_TOPICS.c.claim_id == CLAIMS.c.id, CLAIM_TOPICS.c.topic_id.in_(topic_ids))


def _assigned_to(ids: Sequence[int | None]) -> ColumnElement[bool]:
    """Keep the claims of these reviewers; None stands for claims that nobody has."""
    assigned = CLAIMS.c.assignee_id.in_([number for number in ids if number is not None])
    return or_(assigned, CLAIMS.c.assignee_id.is_(None)) if None in ids else assigned


def _row_is_assigned_to(row: Row, ids: Sequence[int | None]) -> bool:
    return None in ids if row["assignee"] is None else row["assignee_id"] in ids and row["assignee_id"] is not None


def _waits_by(day: date) -> ColumnElement[bool]:
    """Keep claims that are due by a day and not decided; a promise rated as stalled still counts as not decided."""
    truth, quote = CLAIMS.c.truth_rating_id, CLAIMS.c.quote_rating_id
    # CASE and not OR: for OR, SQLite reads an index for each side, and so every undecided claim of all years.
    waits = case((truth.is_(None), quote.is_(None)), else_=truth.in_(_ratings(sorted(ratings.UNSETTLED))))
    return and_(CLAIMS.c.resolves_on <= day, waits, CLAIMS.c.status.not_in(sorted(_DROPPED)))


def _row_waits_by(row: Row, day: date) -> bool:
    undecided_or_unsettled = _row_is_undecided(row) or row["verdict"] in ratings.UNSETTLED
    due = row["resolves_on"]
    return due is not None and due <= day and row["status"] not in _DROPPED and undecided_or_unsettled


def decided() -> ColumnElement[bool]:
    """Keep the claims whose verdicts count: in force, on a claim that is reviewed, published or being corrected."""
    return and_(CLAIMS.c.status.in_(DECIDED_STATUSES), ~undecided())


def undecided() -> ColumnElement[bool]:
    """Keep the claims that have no verdict in force on either question."""
    return and_(CLAIMS.c.truth_rating_id.is_(None), CLAIMS.c.quote_rating_id.is_(None))


def _checked_by_others() -> ColumnElement[bool]:
    """Keep open claims that another publisher checked, and the desk did not decide."""
    # Not EXISTS: the view reads the scales of all publishers, and would do that for each claim.
    checked = CLAIMS.c.id.in_(select(V1_OTHER_CHECKS.c.claim_id))
    return and_(checked, ~decided(), CLAIMS.c.status.not_in(sorted(_DROPPED)))


def _row_is_checked_by_others(row: Row) -> bool:
    is_decided = row["status"] in DECIDED_STATUSES and not _row_is_undecided(row)
    return bool(row["other_checks"]) and not is_decided and row["status"] not in _DROPPED


def _disagrees() -> ColumnElement[bool]:
    """Keep decided claims of whose truth a check that counts has another category or score than the verdict."""
    check, ours = V1_OTHER_CHECKS.c, RATINGS.c
    differs = or_(check.category != ours.category, func.coalesce(check.score, -1) != func.coalesce(ours.score, -1))
    verdict = CLAIMS.alias("decided").c
    compared = (
        select(verdict.id)
        .join(RATINGS, ours.id == verdict.truth_rating_id)
        .join(V1_OTHER_CHECKS, check.claim_id == verdict.id)
        .where(verdict.status.in_(DECIDED_STATUSES), check.newest, check.mapped, ours.category.is_not(None), differs)
    )
    return CLAIMS.c.id.in_(compared)


def _row_is_undecided(row: Row) -> bool:
    return row["verdict"] is None and row["quote_verdict"] is None


# Every criterion that a filter can have. A replayed row also has `assignee_id` and `topic_ids`.
TESTS = {
    "words": CriterionTest(search_index.matches),
    "ids": CriterionTest(CLAIMS.c.id.in_),
    "statuses": _one_of(CLAIMS.c.status, "status"),
    "verdicts": _rated_as(CLAIMS.c.truth_rating_id, "verdict"),
    "quote_verdicts": _rated_as(CLAIMS.c.quote_rating_id, "quote_verdict"),
    "answers_for": CriterionTest(_answers_for, lambda row, who: row["answers_for"] == who),
    "speaker_ids": _one_of(CLAIMS.c.speaker_id, "speaker_id"),
    "source_ids": _one_of(CLAIMS.c.source_id, "source_id"),
    "topic_ids": CriterionTest(_about, lambda row, topic_ids: not row["topic_ids"].isdisjoint(topic_ids)),
    "kinds": _one_of(CLAIMS.c.kind, "kind"),
    "attributions": _one_of(CLAIMS.c.attribution, "attribution"),
    "assignee_ids": CriterionTest(_assigned_to, _row_is_assigned_to),
    "document_ids": _one_of(CLAIMS.c.document_id, "document_id"),
    "since": _compared(CLAIMS.c.said_on, ge),
    "until": _compared(CLAIMS.c.said_on, le),
    "changed_since": _compared(CLAIMS.c.changed_at, ge),
    "changed_by": CriterionTest(lambda moment: CLAIMS.c.changed_at <= moment),
    "due_before": _compared(CLAIMS.c.resolves_on, lt),
    "due_by": CriterionTest(_waits_by, _row_waits_by),
    # Written as a literal: a partial index only serves a query that contains its condition literally.
    "no_evidence": CriterionTest(
        lambda _: CLAIMS.c.evidence_count == literal_column("0"), lambda row, _: not row["evidence_count"]
    ),
    "undecided": CriterionTest(lambda _: undecided(), lambda row, _: _row_is_undecided(row)),
    "checked_by_others": CriterionTest(lambda _: _checked_by_others(), lambda row, _: _row_is_checked_by_others(row)),
    # Labels mean what they mean today: an earlier list cannot have it.
    "disagrees": CriterionTest(lambda _: _disagrees()),
}


def criteria(claim_filter: ClaimFilter) -> dict[str, Any]:
    """Return the criteria that the filter uses, by name; an empty list of ids is a criterion too: it keeps no claim."""
    values = {name: getattr(claim_filter, name) for name in TESTS}
    return {name: value for name, value in values.items() if value or (name == "ids" and value is not None)}


def tests(claim_filter: ClaimFilter) -> dict[str, ColumnElement[bool]]:
    """Return the SQL conditions of a filter, by criterion."""
    return {name: TESTS[name].sql(value) for name, value in criteria(claim_filter).items()}


def keeps(claim_filter: ClaimFilter, row: Row, only: frozenset[str] = frozenset(TESTS)) -> bool:
    """Return whether a filter keeps a replayed row of v1_claims; `only` names the criteria to apply."""
    values_by_name = {name: value for name, value in criteria(claim_filter).items() if name in only}
    return all(test(row, value) for name, value in values_by_name.items() if (test := TESTS[name].keeps))


# -- the order of a list, and the index that a page is read from ---------------------------------------


def order(claim_filter: ClaimFilter) -> Order:
    """Return the default order of a list: newest change first, soonest due first, or else newest day first."""
    if claim_filter.changed_since:
        return paging.BY_CHANGE
    return paging.BY_DUE_DAY if claim_filter.due_before or claim_filter.due_by else paging.BY_DAY


def days(claim_filter: ClaimFilter, place: ColumnClause[date], after: int | None) -> list[ColumnElement[bool]]:
    """Return conditions on the first and last day of a list; claims with a known day are listed by that day.

    After a claim, the list begins at that claim: with two upper bounds, SQLite could start reading at the higher one.
    """
    last = [place >= claim_filter.since] if claim_filter.since else []
    return [*last, place <= claim_filter.until] if claim_filter.until and after is None else last


# The criteria that have an index with the claims of each value in order; those with the fewest claims come first.
_INDEXED = {
    "assignee_ids": CLAIMS.c.assignee_id,
    "speaker_ids": CLAIMS.c.speaker_id,
    "topic_ids": CLAIM_TOPICS.c.topic_id,
    "source_ids": CLAIMS.c.source_id,
    "statuses": CLAIMS.c.status,
    "kinds": CLAIMS.c.kind,
    "attributions": CLAIMS.c.attribution,
}


def values(claim_filter: ClaimFilter) -> dict[str, list[ColumnElement[bool]]]:
    """Return, by criterion, one condition per value; together they keep the same claims as the criterion."""
    by_value = {
        name: [_equals(column, value) for value in getattr(claim_filter, name)] for name, column in _INDEXED.items()
    }
    if order(claim_filter) is not paging.BY_DAY:
        del by_value["topic_ids"]
    if None in claim_filter.assignee_ids:  # the index has assigned claims only
        del by_value["assignee_ids"]
    if claim_filter.ratings is not None:
        by_value["verdicts"] = _rated(claim_filter, Question.TRUTH, claim_filter.verdicts)
        by_value["quote_verdicts"] = _rated(claim_filter, Question.QUOTE, claim_filter.quote_verdicts)
        by_value["answers_for"] = _answering(claim_filter)
    return {name: value_tests for name, value_tests in by_value.items() if value_tests}


def _equals(column: ColumnClause[object], value: object) -> ColumnElement[bool]:
    return column == value


def _rated(claim_filter: ClaimFilter, question: Question, codes: Sequence[str]) -> list[ColumnElement[bool]]:
    column = CLAIMS.c[f"{question}_rating_id"]
    numbers = [number for code in codes for number in (claim_filter.ratings or {}).get((question, code), ())]
    return [column == number for number in numbers] or ([false()] if codes else [])


def _answering(claim_filter: ClaimFilter) -> list[ColumnElement[bool]]:
    if claim_filter.answers_for is None:
        return []
    if claim_filter.answers_for is AnswersFor.SOURCE:
        return _rated(claim_filter, Question.QUOTE, _DISPUTED)
    codes = [code for question, code in claim_filter.ratings or {} if question == Question.QUOTE]
    undisputed = [code for code in codes if code not in ratings.DISPUTED_WORDS]
    return [CLAIMS.c.quote_rating_id.is_(None), *_rated(claim_filter, Question.QUOTE, undisputed)]
