"""Lists a reviewer's own assessments beside the verdicts that were published, with the reasons of both.

A verdict that is decided and not published stays hidden here, and so do the assessments of everybody else: nobody
learns from this list what a blind round holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, TypeVarTuple

from sqlalchemy import and_, case, func, null, or_, select
from sqlalchemy.orm import aliased

from factdb.domain.enums import PUBLIC_STATUSES, Comparison, Question
from factdb.store.models import Assessment, Claim, Rating, Scale, Verdict
from factdb.store.reading_cache import until_written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

Columns = TypeVarTuple("Columns")
_PUBLISHED, _PUBLISHED_SCALE = aliased(Rating, name="published"), aliased(Scale, name="published_scale")
_IS_PUBLIC = Claim.status.in_(PUBLIC_STATUSES)
_ON_TRUTH = Assessment.question == Question.TRUTH
_VERSION_IN_FORCE = case((_ON_TRUTH, Claim.truth_version), else_=Claim.quote_version)
# The claim has the rating in force too: what counts and filters reads no verdicts.
_RATING_IN_FORCE = case((~_IS_PUBLIC, null()), (_ON_TRUTH, Claim.truth_rating_id), else_=Claim.quote_rating_id)
# By code: a new version of a scale has new rows for the same ratings.
_IS_SAME = and_(Rating.code == _PUBLISHED.code, Scale.code == _PUBLISHED_SCALE.code)
_COMPARED_AS = case(
    (_PUBLISHED.id.is_(None), str(Comparison.NOT_PUBLISHED)),
    (_IS_SAME, str(Comparison.AGREES)),
    else_=str(Comparison.DIFFERS),
)
_NEWEST = (Assessment.submitted_at.desc(), Assessment.claim_id, Assessment.question, Assessment.round)


class OwnAssessmentRow(TypedDict):
    """An assessment beside the published verdict; of a question without one, `verdict` and what follows are None.

    `saw_others` says whether others' assessments were visible when it was made. `note` is what readers were told when
    the verdict was last changed.
    """

    claim: int
    says: str
    language: str | None
    on: str
    round: int
    rating: str
    because: str
    confidence: str | None
    submitted_at: datetime
    saw_others: bool
    comparison: str
    verdict: str | None
    reason: str | None
    note: str | None
    version: int | None


COLUMNS = tuple(OwnAssessmentRow.__annotations__)
TABLE_COLUMNS = ("claim", "on", "rating", "verdict", "comparison", "reason")


@dataclass(frozen=True, slots=True)
class OwnFilter:
    """Whose assessments to list, of which question, and how they compare; None for all."""

    reviewer_id: int | None
    question: Question | None = None
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An assessment of the reviewer after which a list continues."""

    claim_id: int
    question: Question
    round: int


def rows(
    session: Session, chosen: OwnFilter, after: Place | None = None, limit: int | None = None
) -> list[OwnAssessmentRow]:
    """Return the assessments of a reviewer, the newest first."""
    return [_row(row) for row in session.execute(assessments(chosen, after, limit))]


def assessments(chosen: OwnFilter, after: Place | None = None, limit: int | None = None) -> Select[Any]:
    """Select the assessments of a reviewer with the published verdicts, the newest first."""
    # Sorted and cut before the words are read: a reviewer may have assessed tens of thousands of claims.
    keys = select(Assessment.claim_id, Assessment.question, Assessment.round)
    if chosen.comparison:
        keys = _compared(keys.join(Claim, Claim.id == Assessment.claim_id), Assessment.rating_id, _RATING_IN_FORCE)
        keys = keys.where(_COMPARED_AS.in_([chosen.comparison]))
    page = keys.where(*_of(chosen), *_after(chosen, after)).order_by(*_NEWEST).limit(limit).subquery()
    in_page = (
        Assessment.claim_id == page.c.claim_id,
        Assessment.question == page.c.question,
        Assessment.round == page.c.round,
    )
    in_force = Verdict.claim_id == Claim.id, Verdict.question == Assessment.question
    query = (
        select(
            Assessment, Claim.claim, Claim.language, Rating.code.label("rating"), _COMPARED_AS.label("comparison"),
            _PUBLISHED.code.label("verdict"), Verdict.rationale.label("reason"), Verdict.public_note, Verdict.version,
        )
        .select_from(page)
        .join(Assessment, and_(*in_page, *_of(chosen)))
        .join(Claim, Claim.id == Assessment.claim_id)
        .outerjoin(Verdict, and_(*in_force, Verdict.version == _VERSION_IN_FORCE, _IS_PUBLIC))
    )  # fmt: skip
    return _compared(query, Assessment.rating_id, Verdict.rating_id).order_by(*_NEWEST)


def counts(session: Session, chosen: OwnFilter) -> dict[Comparison, int]:
    """Count the assessments of a reviewer by how they compare, whatever `comparison` the filter has."""

    def read() -> dict[Comparison, int]:
        counted = {Comparison(row.comparison): int(row.times) for row in session.execute(_counts(chosen))}
        return {word: counted.get(word, 0) for word in Comparison}

    return until_written(session, (counts, chosen.reviewer_id, chosen.question), read)


def _counts(chosen: OwnFilter) -> Select[Any]:
    pair = Assessment.rating_id, _RATING_IN_FORCE.label("published_id")
    grouped = select(*pair, func.count().label("times")).join(Claim, Claim.id == Assessment.claim_id)
    pairs = grouped.where(*_of(chosen)).group_by(*pair).subquery()
    query = select(_COMPARED_AS.label("comparison"), func.sum(pairs.c.times).label("times"))
    compared = _compared(query.select_from(pairs), pairs.c.rating_id, pairs.c.published_id)
    return compared.group_by(_COMPARED_AS)


def _compared(query: Select[*Columns], rating_id: Any, published_id: Any) -> Select[*Columns]:  # noqa: ANN401 - columns
    """Join the ratings and scales that `_COMPARED_AS` needs."""
    return (
        query.join(Rating, Rating.id == rating_id)
        .join(Scale, Scale.id == Rating.scale_id)
        .outerjoin(_PUBLISHED, _PUBLISHED.id == published_id)
        .outerjoin(_PUBLISHED_SCALE, _PUBLISHED_SCALE.id == _PUBLISHED.scale_id)
    )


def _of(chosen: OwnFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Assessment.reviewer_id == chosen.reviewer_id]
    return conditions + ([Assessment.question == chosen.question] if chosen.question else [])


def _after(chosen: OwnFilter, after: Place | None) -> Sequence[ColumnElement[bool]]:
    """Return the condition that the list continues after an assessment; one that is not there ends it."""
    if after is None:
        return ()
    last = aliased(Assessment)
    moment = (
        select(last.submitted_at)
        .where(
            last.claim_id == after.claim_id,
            last.question == after.question,
            last.round == after.round,
            last.reviewer_id == chosen.reviewer_id,
        )
        .scalar_subquery()
    )
    column = Assessment
    beside = or_(
        column.claim_id > after.claim_id,
        and_(column.claim_id == after.claim_id, column.question > after.question),
        and_(column.claim_id == after.claim_id, column.question == after.question, column.round > after.round),
    )
    return (or_(column.submitted_at < moment, and_(column.submitted_at == moment, beside)),)


def _row(row: Any) -> OwnAssessmentRow:  # noqa: ANN401 - a row of `assessments`
    assessment: Assessment = row.Assessment
    return {
        "claim": assessment.claim_id,
        "says": row.claim,
        "language": row.language,
        "on": str(assessment.question),
        "round": assessment.round,
        "rating": row.rating,
        "because": assessment.rationale,
        "confidence": str(assessment.confidence) if assessment.confidence else None,
        "submitted_at": assessment.submitted_at,
        "saw_others": assessment.saw_others,
        "comparison": row.comparison,
        "verdict": row.verdict,
        "reason": row.reason,
        "note": row.public_note,
        "version": row.version,
    }
