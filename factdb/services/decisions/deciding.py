"""Decides claims: moves them to `reviewed` and writes a version of the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import ratings, workflow
from factdb.domain.enums import PUBLIC_STATUSES, Status
from factdb.domain.history.events import ClaimEvent
from factdb.errors.claims import IllegalMoveError
from factdb.errors.decisions import ClaimPublishedError
from factdb.errors.desk import AssessmentsNeededError
from factdb.services.claims import claim_evidence, queue
from factdb.services.decisions import approving, newest_versions, statuses, versions
from factdb.services.desk import desk_policy
from factdb.services.ledger import claim_ledger
from factdb.store.models import Assessment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from factdb.domain.enums import Question
    from factdb.services.actor import Actor
    from factdb.store.models import Claim, Rating


@dataclass(slots=True)
class DecisionResult:
    """The new version, the status changes, and a notice for each verdict against evidence."""

    version: int
    moves: list[statuses.StatusChange] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def decide(
    session: Session,
    claim: Claim,
    actor: Actor,
    decisions: Mapping[Question, versions.Decision],
    although: str | None = None,
) -> DecisionResult:
    """Rate a locked claim: move it to `reviewed`, each step in its history; a reviewed claim gets a revision."""
    actor.require("claims rate")
    path = _path(claim)
    policy = desk_policy.current(session)
    require_assessments(session, claim, decisions)
    # The verdict is written between the moves, because `reviewed` requires a verdict.
    moves = [statuses.set_status(session, claim, actor, step) for step in path[:-1]]
    written = versions.write(session, claim, actor, decisions, although=although)
    # Under four eyes, a verdict is not in force yet: the claim's columns change when it is approved.
    in_force: dict[str, Any] = (
        {} if policy.four_eyes else versions.verdict_columns(newest_versions.standing_verdicts(session, claim.id))
    )
    detail = {**written.detail, **approving.proposal(session, claim)}
    claim_ledger.record(session, claim, actor, ClaimEvent.RATED, detail, **in_force)
    moves += [statuses.set_status(session, claim, actor, step) for step in path[-1:]]
    queue.end_lease(session, claim, actor)
    return DecisionResult(written.version, moves, written.notices)


def require_standing_evidence(
    session: Session, claim_id: int, chosen: Mapping[Question, Rating], searched: str | None, *, may_contradict: bool
) -> None:
    """Refuse ratings that the evidence of a claim cannot carry, before anybody writes reasons for them."""
    for question, rating in chosen.items():
        judged = versions.judgement(claim_id, question, rating)
        stances = [row.stance for row in claim_evidence.active_evidence(session, claim_id, question)]
        ratings.require_evidence(judged, stances, searched)
        if not may_contradict and (contradiction := versions.contradiction_of(session, judged)):
            raise contradiction


def _path(claim: Claim) -> tuple[Status, ...]:
    """Return the moves to `reviewed`; otherwise raise an error that names the first step."""
    if claim.status in workflow.PATH_TO_REVIEWED:
        return workflow.PATH_TO_REVIEWED[claim.status]
    if claim.status in PUBLIC_STATUSES:
        raise ClaimPublishedError(claim.id, claim.status)
    moves = [str(status) for status in workflow.possible_moves(claim.status)]
    hint = f"See the claim: factdb claims show {claim.id}"
    if moves:
        hint = f'Change its status first: factdb claims status {claim.id} {moves[0]} --reason "..."'
    raise IllegalMoveError(claim.id, claim.status, "rated", moves, hint)


def require_assessments(session: Session, claim: Claim, questions: Iterable[Question]) -> None:
    """Raise an error if fewer reviewers have assessed a question than the desk's policy requires."""
    needed = desk_policy.current(session).assessments
    for question in questions if needed else ():
        # Reviewers, not assessments: one reviewer can assess again in a later round.
        raters = select(func.count(Assessment.reviewer_id.distinct()))
        on_question = raters.where(Assessment.claim_id == claim.id, Assessment.question == question)
        assessors = session.scalar(on_question) or 0
        if assessors < needed:
            raise AssessmentsNeededError(claim.id, question, assessors, needed)
