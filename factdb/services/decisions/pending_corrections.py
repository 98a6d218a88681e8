"""Changes of a published claim's own fields that wait for approval, by code and uid as history keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain.history import chain
from factdb.services.ledger import claim_ledger
from factdb.store.models import ProposedChange

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.models import Claim


def waiting(session: Session, claim_id: int) -> ProposedChange | None:
    """Return the correction of a claim that was proposed last, unless it was withdrawn."""
    query = select(ProposedChange).where(ProposedChange.claim_id == claim_id, ProposedChange.withdrawn_at.is_(None))
    return session.scalar(query.order_by(ProposedChange.version.desc()).limit(1))


def fields(session: Session, claim: Claim) -> dict[str, Any]:
    """Return the columns that a claim in correction gets when it is approved; of any other claim: none."""
    found = waiting(session, claim.id) if claim.status == "correcting" else None
    if found is None:
        return {}
    kept = chain.read(found.fields)
    return dict(claim_ledger.decoded(session, name, value) for name, value in kept.items())


def keep(session: Session, claim: Claim, version: int, columns: dict[str, Any]) -> dict[str, object]:
    """Keep columns until they are approved; return them as history keeps them."""
    coded = {claim_ledger.key(name): claim_ledger.coded(session, name, value) for name, value in columns.items()}
    session.add(ProposedChange(claim_id=claim.id, version=version, fields=chain.canonical(coded), withdrawn_at=None))
    session.flush()
    return coded


def withdraw(session: Session, claim: Claim, actor: Actor) -> int | None:
    """Let what waits be proposed no longer; return its version. The caller writes the history."""
    found = waiting(session, claim.id) if claim.status == "correcting" else None
    if found is None:
        return None
    found.withdrawn_at = actor.now
    session.flush()
    return found.version
