"""Notes on claims, and links between claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from factdb.domain import text
from factdb.domain.enums import LinkKind, LinkState
from factdb.domain.history.events import ClaimEvent
from factdb.errors.claims import RepeatError, SelfLinkError
from factdb.services.ledger import claim_ledger
from factdb.store.models import Claim, ClaimLink, History

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor


def note(session: Session, claim: Claim, actor: Actor, words: str) -> int:
    """Add a note to a locked claim, as a row of its history; return the number of the note, from 1."""
    actor.require("claims note")
    claim_ledger.record(session, claim, actor, ClaimEvent.NOTED, {"note": text.clean(words, "note")})
    notes = select(func.count()).where(History.claim_id == claim.id, History.kind == ClaimEvent.NOTED)
    return session.scalar(notes) or 0


def link(
    session: Session, claims: tuple[Claim, Claim], actor: Actor, kind: LinkKind, state: LinkState = LinkState.CONFIRMED
) -> ClaimLink:
    """Link two locked claims, or reject a link; both histories record it.

    A confirmed repeat points to its original; a rejected one no longer does.
    """
    actor.require("claims link")
    first, second = claims
    if first.id == second.id:
        raise SelfLinkError(first.id)
    # One row for both directions of a symmetric link: the smaller number comes first.
    if kind.symmetric and first.id > second.id:
        first, second = second, first
    row = session.get(ClaimLink, (first.id, second.id, kind))
    if row is None:
        row = ClaimLink(claim_id=first.id, other_id=second.id, kind=kind)
        session.add(row)
    row.state, row.by_id, row.at = state, actor.id, actor.now
    repeats = _repeats(session, first, second, state) if kind is LinkKind.REPEATS else {}
    session.flush()
    # In both histories, because each is replayed without the other.
    facts = {"link": str(kind), "state": str(state)}
    claim_ledger.record(session, first, actor, ClaimEvent.LINKED, {**facts, "other": second.uid}, **repeats)
    claim_ledger.record(session, second, actor, ClaimEvent.LINKED, {**facts, "other": first.uid, "from": True})
    return row


def _repeats(session: Session, first: Claim, second: Claim, state: LinkState) -> dict[str, object]:
    """Return the changes of a repeat: it points to the original, even if the other claim is a repeat itself."""
    if state is not LinkState.CONFIRMED:
        return {"repeats_id": None} if first.repeats_id == second.id else {}
    # A repeat points directly to its original: readers follow one link, never a chain.
    original = second.repeats_id or second.id
    if original == first.id:
        raise RepeatError(first.id, second.id, f"claim {second.id} already repeats claim {first.id}")
    if session.scalar(select(exists().where(Claim.repeats_id == first.id))):
        raise RepeatError(first.id, second.id, f"claim {first.id} is repeated by other claims")
    return {"repeats_id": original}
