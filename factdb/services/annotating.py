"""What people write on a claim beside its verdicts: notes, and links to other claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain import text
from factdb.domain.words import LinkKind, LinkState
from factdb.errors.rules import SelfLinkError
from factdb.services import ledger
from factdb.store.models import ClaimLink

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.services.act import Act
    from factdb.store.models import Claim


def note(session: Session, claim: Claim, act: Act, words: str) -> None:
    """Write a note on a locked claim: a row of its history."""
    act.may("claims note")
    ledger.record(session, claim, act, "noted", {"note": text.clean(words, "note")})


def link(session: Session, claims: tuple[Claim, Claim], act: Act, kind: LinkKind) -> ClaimLink:
    """Say that two locked claims hang together; both histories tell it. A repeat points at its original."""
    act.may("claims link")
    first, second = claims
    if first.id == second.id:
        raise SelfLinkError(first.id)
    if kind.symmetric and first.id > second.id:
        first, second = second, first
    row = session.get(ClaimLink, (first.id, second.id, kind))
    if row is None:
        row = ClaimLink(claim_id=first.id, other_id=second.id, kind=kind, by_id=act.actor_id, at=act.now)
        session.add(row)
    row.state, row.by_id, row.at = LinkState.CONFIRMED, act.actor_id, act.now
    session.flush()
    repeats = {"repeats_id": second.id} if kind is LinkKind.REPEATS else {}
    ledger.record(session, first, act, "linked", _facts(kind, second), **repeats)
    ledger.record(session, second, act, "linked", {**_facts(kind, first), "from": True})
    return row


def _facts(kind: LinkKind, other: Claim) -> dict[str, object]:
    return {"link": str(kind), "other": other.uid, "state": str(LinkState.CONFIRMED)}
