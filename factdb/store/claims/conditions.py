"""What a filter of claims is, and what it means in SQL: its tests, the values indices are read by, and its order."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, exists, false, literal_column, or_, select

from factdb.domain import ratings
from factdb.domain.enums import AnswersFor, Question, Status
from factdb.store import search_index
from factdb.store.claims import paging
from factdb.store.views import CLAIM_TOPICS, CLAIMS, RATINGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnClause, ColumnElement, Select

    from factdb.domain.enums import Attribution, Kind
    from factdb.domain.search.query import SearchPart
    from factdb.store.claims.paging import Order

# The fields of which an index has the claims of each value in order, those of fewest claims first.
_ONE_OF = {
    "assignee_ids": CLAIMS.c.assignee_id,
    "speaker_ids": CLAIMS.c.speaker_id,
    "topic_ids": CLAIM_TOPICS.c.topic_id,
    "source_ids": CLAIMS.c.source_id,
    "statuses": CLAIMS.c.status,
    "kinds": CLAIMS.c.kind,
    "attributions": CLAIMS.c.attribution,
}
_DISPUTED = sorted(ratings.DISPUTED_WORDS)


def order(wanted: ClaimFilter) -> Order:
    """Return the order that claims are listed in by default: what changed newest first, what is due soonest first."""
    if wanted.changed_since:
        return paging.BY_CHANGE
    return paging.BY_DUE_DAY if wanted.due_before or wanted.due_by else paging.BY_DAY


def tests(wanted: ClaimFilter) -> dict[str, ColumnElement[bool]]:
    """Return the tests on a claim's row that keep what is wanted, by the field that they stand for."""
    row = CLAIMS.c
    each: dict[str, ColumnElement[bool] | None] = {
        "words": search_index.has(wanted.words) if wanted.words else None,
        "ids": row.id.in_(wanted.ids) if wanted.ids is not None else None,
        "statuses": row.status.in_(wanted.statuses) if wanted.statuses else None,
        "verdicts": row.truth_rating_id.in_(_ratings(wanted.verdicts)) if wanted.verdicts else None,
        "quote_verdicts": row.quote_rating_id.in_(_ratings(wanted.quote_verdicts)) if wanted.quote_verdicts else None,
        "answers_for": _answers_for(wanted.answers_for) if wanted.answers_for else None,
        "speaker_ids": row.speaker_id.in_(wanted.speaker_ids) if wanted.speaker_ids else None,
        "source_ids": row.source_id.in_(wanted.source_ids) if wanted.source_ids else None,
        "topic_ids": _about(wanted.topic_ids) if wanted.topic_ids else None,
        "kinds": row.kind.in_(wanted.kinds) if wanted.kinds else None,
        "attributions": row.attribution.in_(wanted.attributions) if wanted.attributions else None,
        "assignee_ids": row.assignee_id.in_(wanted.assignee_ids) if wanted.assignee_ids else None,
        "since": row.said_on >= wanted.since if wanted.since else None,
        "until": row.said_on <= wanted.until if wanted.until else None,
        "changed_since": row.changed_at >= wanted.changed_since if wanted.changed_since else None,
        "changed_by": row.changed_at <= wanted.changed_by if wanted.changed_by else None,
        "due_before": row.resolves_on < wanted.due_before if wanted.due_before else None,
        "due_by": _open_on(wanted.due_by) if wanted.due_by else None,
        # Written out: an index of some rows serves a query that says literally which.
        "no_evidence": row.evidence_count == literal_column("0") if wanted.no_evidence else None,
        "undecided": undecided() if wanted.undecided else None,
    }
    return {field: test for field, test in each.items() if test is not None}


def days(wanted: ClaimFilter, place: ColumnClause[date], after: int | None) -> list[ColumnElement[bool]]:
    """Return where the days of a list begin and end: claims of a known day are listed by that day.

    After a claim the list begins there: of two upper bounds SQLite may read the index from the one that lies higher.
    """
    last = [place >= wanted.since] if wanted.since else []
    return [*last, place <= wanted.until] if wanted.until and after is None else last


def values(wanted: ClaimFilter) -> dict[str, list[ColumnElement[bool]]]:
    """Return, by field, a test for each value: together they keep what the field's own test does."""
    found = {field: [_is(column, value) for value in getattr(wanted, field)] for field, column in _ONE_OF.items()}
    if order(wanted) is not paging.BY_DAY:
        del found["topic_ids"]
    if wanted.ratings is not None:
        found["verdicts"] = _rated(wanted, Question.TRUTH, wanted.verdicts)
        found["quote_verdicts"] = _rated(wanted, Question.QUOTE, wanted.quote_verdicts)
        found["answers_for"] = _answering(wanted)
    return {field: each for field, each in found.items() if each}


def _is(column: ColumnClause[object], value: object) -> ColumnElement[bool]:
    return column == value


def _ratings(codes: Sequence[str]) -> Select[int]:
    return select(RATINGS.c.id).where(RATINGS.c.code.in_(codes))


def _rated(wanted: ClaimFilter, question: Question, codes: Sequence[str]) -> list[ColumnElement[bool]]:
    column = CLAIMS.c[f"{question}_rating_id"]
    numbers = [number for code in codes for number in (wanted.ratings or {}).get((question, code), ())]
    return [column == number for number in numbers] or ([false()] if codes else [])


def _answers_for(who: AnswersFor) -> ColumnElement[bool]:
    disputed = CLAIMS.c.quote_rating_id.in_(_ratings(_DISPUTED))
    return disputed if who is AnswersFor.SOURCE else or_(CLAIMS.c.quote_rating_id.is_(None), ~disputed)


def _answering(wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    if wanted.answers_for is None:
        return []
    if wanted.answers_for is AnswersFor.SOURCE:
        return _rated(wanted, Question.QUOTE, _DISPUTED)
    known = [code for question, code in wanted.ratings or {} if question == Question.QUOTE]
    undisputed = [code for code in known if code not in ratings.DISPUTED_WORDS]
    return [CLAIMS.c.quote_rating_id.is_(None), *_rated(wanted, Question.QUOTE, undisputed)]


def _about(topic_ids: Sequence[int]) -> ColumnElement[bool]:
    return exists().where(CLAIM_TOPICS.c.claim_id == CLAIMS.c.id, CLAIM_TOPICS.c.topic_id.in_(topic_ids))


def _open_on(day: date) -> ColumnElement[bool]:
    """Keep what falls due by a day and waits for a decision: a stalled promise isn't settled by being rated so."""
    truth, quote = CLAIMS.c.truth_rating_id, CLAIMS.c.quote_rating_id
    # CASE and not OR: for that SQLite reads an index of each side, and so every undecided claim of all years.
    waits = case((truth.is_(None), quote.is_(None)), else_=truth.in_(_ratings(sorted(ratings.UNSETTLED))))
    dropped = CLAIMS.c.status.in_([Status.DECLINED, Status.RETRACTED])
    return and_(CLAIMS.c.resolves_on <= day, waits, ~dropped)


def undecided() -> ColumnElement[bool]:
    """Keep the claims that have no verdict in force on either question."""
    return and_(CLAIMS.c.truth_rating_id.is_(None), CLAIMS.c.quote_rating_id.is_(None))


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims are wanted: fields are joined by "and", the values of one field by "or"; empty: no matter.

    `ratings` holds the numbers of the ratings by question and code, as `rating_numbers` has them: without it a page
    of a verdict's claims is right too, but sorted from all of them.
    """

    ids: Sequence[int] | None = None
    words: Sequence[SearchPart] = ()
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
    changed_by: datetime | None = None
    due_before: date | None = None
    due_by: date | None = None
    no_evidence: bool = False
    undecided: bool = False
    ratings: Mapping[tuple[str, str], Sequence[int]] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every claim is wanted."""
        return all(not getattr(self, field.name) for field in fields(self) if field.name != "ratings")
