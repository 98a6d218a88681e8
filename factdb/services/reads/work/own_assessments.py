"""Lists a reviewer's own assessments beside the verdicts that were published, with the reasons of both.

A verdict that is decided and not published stays hidden here, and so do the assessments of everybody else: nobody
learns from this list what a blind round holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from factdb.domain.enums import PUBLIC_STATUSES, Comparison, Question
from factdb.store.models import Assessment, Claim, Rating, Scale, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

_VERDICT_RATING, _VERDICT_SCALE = aliased(Rating, name="verdict_rating"), aliased(Scale, name="verdict_scale")
_IN_FORCE = case((Assessment.question == Question.TRUTH, Claim.truth_version), else_=Claim.quote_version)
# By code: a new version of a scale has new rows for the same ratings.
_SAME = and_(Rating.code == _VERDICT_RATING.code, Scale.code == _VERDICT_SCALE.code)
_COMPARED_AS = case(
    (Verdict.claim_id.is_(None), str(Comparison.NOT_PUBLISHED)),
    (_SAME, str(Comparison.AGREES)),
    else_=str(Comparison.DIFFERS),
)


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
    return [_row(row) for row in session.execute(assessments(chosen, after).limit(limit))]


def assessments(chosen: OwnFilter, after: Place | None = None) -> Select[Any]:
    """Select the assessments of a reviewer with the published verdicts, the newest first."""
    query = select(
        Assessment, Claim.claim, Claim.language, Rating.code.label("rating"), _COMPARED_AS.label("comparison"),
        _VERDICT_RATING.code.label("verdict"), Verdict.rationale.label("reason"), Verdict.public_note, Verdict.version,
    )  # fmt: skip
    newest = Assessment.submitted_at.desc(), Assessment.claim_id, Assessment.question, Assessment.round
    return _compared(query, chosen).where(*_after(chosen, after)).order_by(*newest)


def counts(session: Session, chosen: OwnFilter) -> dict[Comparison, int]:
    """Count the assessments of a reviewer by how they compare, whatever `comparison` the filter has."""
    query = _compared(
        select(_COMPARED_AS.label("comparison"), func.count()), OwnFilter(chosen.reviewer_id, chosen.question)
    )
    counted = {Comparison(word): count for word, count in session.execute(query.group_by("comparison"))}
    return {word: counted.get(word, 0) for word in Comparison}


def _compared(query: Select[Any], chosen: OwnFilter) -> Select[Any]:
    is_published = and_(
        Verdict.claim_id == Assessment.claim_id,
        Verdict.question == Assessment.question,
        Verdict.version == _IN_FORCE,
        Claim.status.in_(PUBLIC_STATUSES),
    )
    conditions: list[ColumnElement[bool]] = [Assessment.reviewer_id == chosen.reviewer_id]
    conditions += [Assessment.question == chosen.question] if chosen.question else []
    conditions += [_COMPARED_AS.in_([chosen.comparison])] if chosen.comparison else []
    return (
        query.select_from(Assessment)
        .join(Claim, Claim.id == Assessment.claim_id)
        .join(Rating, Rating.id == Assessment.rating_id)
        .join(Scale, Scale.id == Rating.scale_id)
        .outerjoin(Verdict, is_published)
        .outerjoin(_VERDICT_RATING, _VERDICT_RATING.id == Verdict.rating_id)
        .outerjoin(_VERDICT_SCALE, _VERDICT_SCALE.id == _VERDICT_RATING.scale_id)
        .where(*conditions)
    )


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
