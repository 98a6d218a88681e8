"""Assessments: each reviewer's opinion before the desk decides, hidden from reviewers who have not assessed yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from factdb.domain.enums import Status
from factdb.domain.history.events import ClaimEvent
from factdb.errors.claims import NotAssessableError
from factdb.errors.decisions import NoReasonsError
from factdb.services.claims import queue
from factdb.services.decisions import rating
from factdb.services.desk import desk_policy
from factdb.services.ledger import claim_ledger
from factdb.store import blind_assessments
from factdb.store.models import Assessment, Claim, Rating, Reviewer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import BindParameter, Select
    from sqlalchemy.orm import Session

    from factdb.domain.enums import Confidence, Question
    from factdb.services.actor import Actor
    from factdb.services.reads.row_types import AssessmentRow

    HiddenAssessments = set[tuple[str, str, int]]

HIDDEN = "assessed, hidden until you have"
COLUMNS = (
    "claim", "on", "reviewer", "round", "rating", "because", "confidence", "submitted_at", "saw_others", "hidden",
)  # fmt: skip
_CLOSED = (Status.DECLINED, Status.RETRACTED)


@dataclass(frozen=True, slots=True)
class Opinion:
    """A reviewer's opinion: a rating for each question, reasons as in a rating request, and the confidence."""

    ratings: Sequence[str]
    because: Sequence[str]
    confidence: Confidence | None = None


def assess(session: Session, claim: Claim, actor: Actor, opinion: Opinion) -> list[Assessment]:
    """Record the actor's assessment of a locked claim; a second assessment of a question starts a new round."""
    actor.require("claims assess")
    if claim.status in _CLOSED:
        raise NotAssessableError(claim.id, claim.status)
    chosen = rating.chosen_ratings(session, opinion.ratings)
    reasons = rating.reasons_for(opinion.because, chosen)
    rows = [_new_assessment(session, claim, actor, question, chosen[question]) for question in chosen]
    for row in rows:
        if row.question not in reasons:
            raise NoReasonsError(row.question, f"{row.question}:..." if opinion.because else "...")
        row.rationale, row.confidence = reasons[row.question], opinion.confidence
    session.add_all(rows)
    session.flush()
    facts = {str(row.question): _history_facts(session, row) for row in rows}
    claim_ledger.record(session, claim, actor, ClaimEvent.ASSESSED, {"assessments": facts})
    queue.end_lease(session, claim, actor)
    return rows


def assessments_of(session: Session, claim_id: int, viewer_id: int | None) -> list[AssessmentRow]:
    """Return the assessments of a claim, in order; for those that the viewer may not see yet, only that they exist."""
    query = _assessments(blind=desk_policy.current(session).blind, is_reviewer=viewer_id is not None)
    return [_assessment_row(*row) for row in session.execute(query, {"claim": claim_id, "viewer": viewer_id})]


def hidden_by_claim(session: Session, ids: Sequence[int], viewer_id: int | None) -> dict[int, HiddenAssessments]:
    """Return hidden assessments of several claims, by claim."""
    query = _unseen(blind=desk_policy.current(session).blind, is_reviewer=viewer_id is not None)
    hidden: dict[int, HiddenAssessments] = {claim_id: set() for claim_id in ids}
    for row, uid in session.execute(query, {"ids": ids, "viewer": viewer_id}):
        hidden[row.claim_id].add((str(row.question), uid, row.round))
    return hidden


# Pages ask for these often, and to make a statement takes longer than to run it.
_VIEWER: BindParameter[int] = bindparam("viewer")


@cache
def _assessments(*, blind: bool, is_reviewer: bool) -> Select[Assessment, str, str, bool]:
    is_visible = blind_assessments.visible(_VIEWER if is_reviewer else None, blind=blind).label("is_visible")
    query = select(Assessment, Rating.code, Reviewer.handle, is_visible)
    query = query.join(Assessment.rating).join(Assessment.reviewer).where(Assessment.claim_id == bindparam("claim"))
    # Descending by its name, truth comes before quote.
    return query.order_by(Assessment.question.desc(), Assessment.round, Assessment.submitted_at, Reviewer.handle)


@cache
def _unseen(*, blind: bool, is_reviewer: bool) -> Select[Assessment, str]:
    unseen = ~blind_assessments.visible(_VIEWER if is_reviewer else None, blind=blind)
    query = select(Assessment, Reviewer.uid).join(Assessment.reviewer)
    return query.where(Assessment.claim_id.in_(bindparam("ids", expanding=True)), unseen)


def hide_opinions(body: dict[str, Any], hidden: HiddenAssessments) -> dict[str, Any]:
    """Return a body of the history without hidden opinions; it still says that somebody assessed."""
    if body["kind"] != ClaimEvent.ASSESSED:
        return body
    assessments = {
        question: {"round": facts["round"], "hidden": HIDDEN}
        if (question, body["actor"], facts["round"]) in hidden
        else facts
        for question, facts in body["assessments"].items()
    }
    return {**body, "assessments": assessments}


def _new_assessment(session: Session, claim: Claim, actor: Actor, question: Question, chosen: Rating) -> Assessment:
    mine = Assessment.claim_id == claim.id, Assessment.question == question, Assessment.reviewer_id == actor.id
    number = claim_ledger.next_number(session, Assessment.round, *mine)
    return Assessment(
        claim_id=claim.id,
        question=question,
        reviewer_id=actor.id,
        round=number,
        rating_id=chosen.id,
        submitted_at=actor.now,
        # Before this assessment is stored, because storing it makes the others visible to its reviewer.
        saw_others=_could_see_others(session, claim, actor, question, number),
    )


def _could_see_others(session: Session, claim: Claim, actor: Actor, question: Question, its_round: int) -> bool:
    """Return whether the actor can see another assessment of this round or a later one before assessing."""
    visible_to_actor = select(func.count()).select_from(Assessment).where(
        Assessment.claim_id == claim.id,
        Assessment.question == question,
        Assessment.round >= its_round,
        Assessment.reviewer_id != actor.id,
        blind_assessments.visible(actor.id, blind=desk_policy.current(session).blind),
    )  # fmt: skip
    return bool(session.scalar(visible_to_actor))


def _history_facts(session: Session, row: Assessment) -> dict[str, object]:
    return {
        "round": row.round,
        "rating": claim_ledger.rating_code(session, row.rating_id),
        "because": row.rationale,
        "confidence": str(row.confidence) if row.confidence else None,
        "saw_others": row.saw_others,
    }


def _assessment_row(assessment: Assessment, code: str, handle: str, is_visible: bool) -> AssessmentRow:  # noqa: FBT001 - a row's column
    return {
        "claim": assessment.claim_id,
        "on": str(assessment.question),
        "reviewer": handle,
        "round": assessment.round,
        "submitted_at": assessment.submitted_at,
        "hidden": not is_visible,
        "rating": code if is_visible else None,
        "because": assessment.rationale if is_visible else None,
        "confidence": str(assessment.confidence) if is_visible and assessment.confidence else None,
        "saw_others": assessment.saw_others if is_visible else None,
    }
