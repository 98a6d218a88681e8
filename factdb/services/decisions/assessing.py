"""Assessments: each reviewer's opinion before the desk decides, hidden from reviewers who have not assessed yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from factdb.domain.enums import Status
from factdb.domain.history.events import ClaimEvent
from factdb.errors.claims import NotAssessableError
from factdb.errors.decisions import NoReasonsError
from factdb.services.claims import queue
from factdb.services.decisions import rating
from factdb.services.desk import desk_policy
from factdb.services.ledger import claim_ledger
from factdb.store import blind_assessments
from factdb.store.models import Assessment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.domain.enums import Confidence, Question
    from factdb.services.actor import Actor
    from factdb.store.models import Claim, Rating

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
        blind_assessments.visible(
            actor.id, blind=desk_policy.current(session).blind, assessments=Assessment.__table__
        ),
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
