"""Requests to erase personal words: an admin asks, and under four eyes another approves before anything goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from factdb.domain import text
from factdb.domain.erasure import ErasureState, ErasureSubject
from factdb.domain.history.events import DeskEvent
from factdb.errors.erasure import (
    ActiveReviewerError,
    ErasureDecidedError,
    ErasureRequestedError,
    NoSuchErasureError,
    NothingToEraseError,
    OneAdminError,
    OwnErasureError,
)
from factdb.services.desk import desk_policy, reviewers
from factdb.services.erasure import removal, targets
from factdb.services.erasure.targets import Named
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.store.models import Claim, Document, Erasure, Reviewer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.erasure.removal import Removal

COLUMNS = (
    "n", "subject", "name", "ground", "state", "asked_by", "asked_at", "decided_by", "decided_at", "reason", "done_at",
)  # fmt: skip
TABLE_COLUMNS = ("n", "subject", "name", "ground", "state", "asked_by", "decided_by")


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """The state of an erasure, and the claims and parts of histories that it removed or would remove."""

    number: int | None
    state: ErasureState
    claims: tuple[int, ...]
    parts: int


def request(
    session: Session, actor: Actor, subject: ErasureSubject, name: str, ground: str, *, dry_run: bool = False
) -> ErasureResult:
    """Ask for an erasure; without four eyes, remove the words at once. An erasure that was cut off is returned."""
    actor.require(f"erase {subject}")
    named = targets.find(session, subject, name)
    ground = text.clean(ground, "ground")
    # Claims are locked before the desk, so that two writers cannot wait for each other.
    claims = claim_ledger.lock(session, targets.claims_with_words(session, named))
    desk_ledger.take_turn(session)
    if (earlier := _unfinished(session, named)) is not None:
        if earlier.state is ErasureState.REQUESTED:
            raise ErasureRequestedError(earlier.n)
        return ErasureResult(None if dry_run else earlier.n, earlier.state, (), 0)
    planned = removal.plan(session, named, claims)
    if not planned.count:
        raise NothingToEraseError(f"{subject} {name}")
    four_eyes = desk_policy.current(session).four_eyes
    _require_erasable(session, named, four_eyes=four_eyes)
    if dry_run:
        return _result(None, ErasureState.REQUESTED, planned)
    erasure = _add(session, actor, named, ground)
    return _result(erasure.n, erasure.state, planned) if four_eyes else _remove(session, actor, erasure, planned)


def approve(session: Session, actor: Actor, number: int) -> ErasureResult:
    """Approve an erasure and remove the words; one that was approved before is returned, to clear the files again."""
    actor.require("erase approve")
    named = Named.of(_find(session, number))
    claims = claim_ledger.lock(session, targets.claims_with_words(session, named))
    erasure = _lock(session, number)
    if erasure.state in {ErasureState.REMOVING, ErasureState.DONE}:
        return ErasureResult(number, erasure.state, (), 0)
    _require_waiting(erasure)
    if erasure.asked_by_id == actor.id and desk_policy.current(session).four_eyes:
        raise OwnErasureError(number, actor.handle)
    return _remove(session, actor, erasure, removal.plan(session, named, claims))


def refuse(session: Session, actor: Actor, number: int, reason: str) -> None:
    """Refuse an erasure that waits for approval; nothing is removed."""
    actor.require("erase refuse")
    erasure = _lock(session, number)
    _require_waiting(erasure)
    reason = text.clean(reason, "reason")
    erasure.state, erasure.reason = ErasureState.REFUSED, reason
    erasure.decided_by_id, erasure.decided_at = actor.id, actor.now
    desk_ledger.record(session, actor, DeskEvent.ERASURE_REFUSED, {"erasure": number, "reason": reason})


def finish(session: Session, actor: Actor, number: int) -> None:
    """Record that no copy of the words is left in the files of the database."""
    actor.require("erase approve")
    erasure = _lock(session, number)
    if erasure.state is ErasureState.REMOVING:
        erasure.state, erasure.done_at = ErasureState.DONE, actor.now
        desk_ledger.record(session, actor, DeskEvent.ERASURE_DONE, {"erasure": number})


def list_erasures(session: Session) -> list[dict[str, Any]]:
    """Return all erasures, oldest first; they name nobody whose words were erased."""
    decider = aliased(Reviewer)
    query = (
        select(Erasure, Reviewer.handle, decider.handle)
        .join(Reviewer, Reviewer.id == Erasure.asked_by_id)
        .join(decider, decider.id == Erasure.decided_by_id, isouter=True)
        .order_by(Erasure.n)
    )
    return [_row(session, erasure, asked, decided) for erasure, asked, decided in session.execute(query)]


def _add(session: Session, actor: Actor, named: Named, ground: str) -> Erasure:
    number = (session.scalar(select(func.max(Erasure.n))) or 0) + 1
    erasure = Erasure(
        n=number,
        subject=named.subject,
        claim_id=named.claim_id,
        item=named.item,
        document_id=named.document_id,
        reviewer_id=named.reviewer_id,
        ground=ground,
        asked_by_id=actor.id,
        asked_at=actor.now,
        state=ErasureState.REQUESTED,
    )
    session.add(erasure)
    session.flush()
    detail = {
        "erasure": number,
        "subject": str(named.subject),
        "claim": named.claim_id and session.get_one(Claim, named.claim_id).uid,
        "item": named.item,
        "document": named.document_id and session.get_one(Document, named.document_id).uid,
        "reviewer": named.reviewer_id and session.get_one(Reviewer, named.reviewer_id).uid,
        "ground": ground,
    }
    desk_ledger.record(session, actor, DeskEvent.ERASURE_REQUESTED, detail)
    return erasure


def _result(number: int | None, state: ErasureState, planned: Removal) -> ErasureResult:
    return ErasureResult(number, state, tuple(claim.id for claim, _ in planned.claims), planned.count)


def _remove(session: Session, actor: Actor, erasure: Erasure, planned: Removal) -> ErasureResult:
    """Approve an erasure and remove its words; the guards of the database are open while its state is `removing`."""
    erasure.state, erasure.decided_by_id, erasure.decided_at = ErasureState.REMOVING, actor.id, actor.now
    session.flush()
    removal.remove(session, actor, erasure.n, planned)
    detail = {"erasure": erasure.n, "words": [list(part) for part in planned.desk]}
    desk_ledger.record(session, actor, DeskEvent.ERASURE_APPROVED, detail)
    return _result(erasure.n, erasure.state, planned)


def _require_erasable(session: Session, named: Named, *, four_eyes: bool) -> None:
    if named.reviewer_id is not None:
        reviewer = session.get_one(Reviewer, named.reviewer_id)
        if reviewer.disabled_at is None:
            raise ActiveReviewerError(reviewer.handle)
    if four_eyes and reviewers.count_admins(session) == 1:
        raise OneAdminError


def _unfinished(session: Session, named: Named) -> Erasure | None:
    """Return the erasure of the same words that waits for approval or was cut off."""
    same = [
        Erasure.subject == named.subject,
        Erasure.claim_id.is_not_distinct_from(named.claim_id),
        Erasure.item.is_not_distinct_from(named.item),
        Erasure.document_id.is_not_distinct_from(named.document_id),
        Erasure.reviewer_id.is_not_distinct_from(named.reviewer_id),
    ]
    waiting = Erasure.state.in_([ErasureState.REQUESTED, ErasureState.REMOVING])
    return session.scalar(select(Erasure).where(*same, waiting))


def _lock(session: Session, number: int) -> Erasure:
    """Wait until nobody else changes the desk, and return the current state of the erasure."""
    desk_ledger.take_turn(session)
    erasure = _find(session, number)
    session.refresh(erasure)
    return erasure


def _find(session: Session, number: int) -> Erasure:
    erasure = session.get(Erasure, number)
    if erasure is None:
        raise NoSuchErasureError(number)
    return erasure


def _require_waiting(erasure: Erasure) -> None:
    if erasure.state is not ErasureState.REQUESTED:
        raise ErasureDecidedError(erasure.n, erasure.state)


def _row(session: Session, erasure: Erasure, asked_by: str, decided_by: str | None) -> dict[str, Any]:
    return {
        "n": erasure.n,
        "subject": str(erasure.subject),
        "name": targets.name_of(session, Named.of(erasure)),
        "ground": erasure.ground,
        "state": str(erasure.state),
        "asked_by": asked_by,
        "asked_at": erasure.asked_at,
        "decided_by": decided_by,
        "decided_at": erasure.decided_at,
        "reason": erasure.reason,
        "done_at": erasure.done_at,
    }
