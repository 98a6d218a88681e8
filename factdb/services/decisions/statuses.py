"""Changes the status of claims; publishing approves every current verdict that is not approved yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb.domain import text, urls, workflow
from factdb.domain.enums import Status
from factdb.domain.history.events import ClaimEvent
from factdb.errors import UnknownWordError
from factdb.errors.claims import RatingIsNoStatusError
from factdb.services.decisions import scales, versions
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
) -> StatusChange:
    """Change the status of a locked claim, and write it into the history; `url` is the published fact-check."""
    previous_status = claim.status
    has_verdict = bool(versions.newest_verdicts(session, claim.id))
    move = workflow.legal_move(claim.id, previous_status, new_status, reason=reason, has_verdict=has_verdict)
    actor.require_role(move.role, f"claims status {new_status}")
    reason = text.clean_optional(reason, "reason")
    detail: dict[str, object] = {"reason": reason} if reason else {}
    changes: dict[str, object] = {"status": new_status}
    if new_status is Status.PUBLISHED:
        # Publishing approves a correction that waits: its verdicts and its changed fields, at once.
        proposed = versions.proposed_columns(session, claim)
        detail["approved"], in_force = versions.approve(session, claim, actor)
        changes |= {**proposed, **in_force, "published_at": actor.now}
        changes["published_url"] = urls.valid_url(url, "published URL") if url else claim.published_url
    claim_ledger.record(session, claim, actor, ClaimEvent.MOVED, detail, **changes)
    return StatusChange(claim.id, previous_status, new_status)


def assign(session: Session, claim: Claim, actor: Actor, reviewer_id: int | None) -> bool:
    """Assign a locked claim to a reviewer, or to nobody; return whether anything changed."""
    actor.require("claims assign")
    # The history records changes: assigning a claim to its assignee is not a change.
    if claim.assignee_id == reviewer_id:
        return False
    claim_ledger.record(session, claim, actor, ClaimEvent.ASSIGNED, assignee_id=reviewer_id)
    return True
