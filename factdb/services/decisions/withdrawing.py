"""Withdraws evidence: a verdict that rests on it no longer counts, and a published one needs a public correction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factdb.domain import text
from factdb.domain.enums import PUBLIC_STATUSES, Question, Status
from factdb.domain.history.events import ClaimEvent
from factdb.errors.evidence import PublishedEvidenceError
from factdb.services.claims import claim_evidence
from factdb.services.decisions import newest_versions, versions
from factdb.services.decisions.statuses import StatusChange
from factdb.services.ledger import claim_ledger
from factdb.store.models import Verdict

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.models import Claim


def withdraw(session: Session, claim: Claim, actor: Actor, n: int, reason: str) -> tuple[list[int], list[StatusChange]]:
    """Withdraw evidence of a locked claim; return the versions of the verdicts that rested on it, and the moves.

    A reviewed claim goes back to in-review, with the same reason.
    """
    actor.require("evidence withdraw")
    claim_evidence.find_evidence(session, claim.id, n)
    in_force = _in_force(session, claim)
    candidates = [*in_force.values(), *newest_versions.newest_verdicts(session, claim.id).values()]
    resting = {
        (verdict.version, verdict.question) for verdict in candidates if n in versions.cited_numbers(session, verdict)
    }
    if resting and claim.status in PUBLIC_STATUSES:
        raise PublishedEvidenceError(claim.id, n, claim.status)
    columns = _columns_without(claim, in_force, resting)
    claim_evidence.withdraw(session, claim, actor, n, reason, **columns)
    moves = []
    if resting and claim.status is Status.REVIEWED:
        moves.append(StatusChange(claim.id, claim.status, Status.IN_REVIEW))
        detail = {"reason": text.clean(reason, "reason")}
        claim_ledger.record(session, claim, actor, ClaimEvent.MOVED, detail, status=Status.IN_REVIEW)
    return sorted({version for version, _ in resting}), moves


def _in_force(session: Session, claim: Claim) -> dict[Question, Verdict]:
    versions_in_force = {question: getattr(claim, f"{question}_version") for question in Question}
    return {
        question: session.get_one(Verdict, (claim.id, version, question))
        for question, version in versions_in_force.items()
        if version is not None
    }


def _columns_without(
    claim: Claim, in_force: dict[Question, Verdict], resting: set[tuple[int, Question]]
) -> dict[str, Any]:
    """Return the columns of the claim without the verdicts that are no longer in force; nothing if all still are."""
    remaining = {
        question: verdict for question, verdict in in_force.items() if (verdict.version, question) not in resting
    }
    gone = in_force.keys() - remaining.keys()
    if not gone:
        return {}
    cleared = {f"{question}_{part}": None for question in gone for part in ("rating_id", "version")}
    decided_at = claim.decided_at if remaining else None
    return {**cleared, "decided_at": decided_at, **versions.verdict_columns(remaining)}
