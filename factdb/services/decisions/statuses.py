"""Changes the status of claims; publishing approves every current verdict that is not approved yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb.domain import text, urls, workflow
from factdb.domain.enums import Status
from factdb.domain.history.events import ClaimEvent
from factdb.errors import UnknownWordError
from factdb.errors.claims import RatingIsNoStatusError
from factdb.errors.decisions import NoRetractionWaitsError, RetractionWaitsError
from factdb.services.claims import claim_evidence
from factdb.services.decisions import approving, newest_versions, scales, versions
from factdb.services.ledger import claim_ledger

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.models import Claim


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One status change."""

    claim_id: int
    before: Status
    after: Status

    def __str__(self) -> str:
        return f"claim {self.claim_id}: {self.before} -> {self.after}"


def find_status(session: Session, typed: str, claim_id: int) -> Status:
    """Return the status with this name; for a rating, the error names the command that rates a claim."""
    if (word := text.word(typed)) in set(Status):
        return Status(word)
    if scales.is_rating(session, typed):
        raise RatingIsNoStatusError(typed, claim_id)
    raise UnknownWordError("status", typed, list(Status))


def set_status(
    session: Session,
    claim: Claim,
    actor: Actor,
    new_status: Status,
    reason: str | None = None,
    url: str | None = None,
    version: int | None = None,
) -> StatusChange:
    """Move a locked claim to another status. Publishing puts the newest verdicts in force.

    A URL is the address of the published check. `version` is the version of the verdict that the editor saw.
    """
    previous_status = claim.status
    has_verdict = bool(newest_versions.standing_verdicts(session, claim.id))
    move = workflow.legal_move(claim.id, previous_status, new_status, reason=reason, has_verdict=has_verdict)
    actor.require_role(move.role, f"claims status {new_status}")
    _require_proposed(session, claim, new_status)
    reason = text.clean_optional(reason, "reason")
    detail: dict[str, object] = {"reason": reason} if reason else {}
    changes: dict[str, object] = {"status": new_status}
    dropped: list[int] = []
    if new_status is Status.PUBLISHED:
        # Publishing approves a correction that waits: its verdicts and its changed fields, at once.
        proposed = versions.proposed_columns(session, claim)
        detail["approved"], in_force = approving.approve(session, claim, actor, proposed, version)
        changes |= {**proposed, **in_force, "published_at": actor.now}
        changes["published_url"] = urls.valid_url(url, "published URL") if url else claim.published_url
        dropped = versions.dropped_evidence(session, claim)
    elif new_status is Status.RETRACTED:
        number, detail["public_note"] = versions.proposed_retraction(session, claim) or (0, "")
        approving.require_second_person(session, claim, actor, {}, (number, version))
    claim_ledger.record(session, claim, actor, ClaimEvent.MOVED, detail, **changes)
    for n in dropped:
        claim_evidence.withdraw(session, claim, actor, n, "Dropped in a public correction.")
    return StatusChange(claim.id, previous_status, new_status)


def _require_proposed(session: Session, claim: Claim, new_status: Status) -> None:
    """Refuse to publish what is to be retracted, and to retract what nobody proposed to retract."""
    waits = versions.proposed_retraction(session, claim) is not None
    if new_status is Status.PUBLISHED and waits:
        raise RetractionWaitsError(claim.id)
    if new_status is Status.RETRACTED and not waits:
        raise NoRetractionWaitsError(claim.id, claim.status)


def assign(session: Session, claim: Claim, actor: Actor, reviewer_id: int | None) -> bool:
    """Assign a locked claim to a reviewer, or to nobody; return whether anything changed."""
    actor.require("claims assign")
    # The history records changes: assigning a claim to its assignee is not a change.
    if claim.assignee_id == reviewer_id:
        return False
    claim_ledger.record(session, claim, actor, ClaimEvent.ASSIGNED, assignee_id=reviewer_id)
    return True
