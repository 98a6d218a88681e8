"""Contacts about a claim: requests for a reply, complaints, and requests to outlets for a correction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from factdb.domain import text
from factdb.domain.enums import Channel, ContactKind, Outcome
from factdb.domain.history.events import ClaimEvent
from factdb.errors import BadValueError, NoSuchError
from factdb.errors.desk import ContactAnsweredError, ContactOutcomeError
from factdb.services.ledger import claim_ledger
from factdb.store.models import Contact

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.models import Claim

_COMMANDS = {
    ContactKind.REPLY: "claims ask",
    ContactKind.COMPLAINT: "claims complain",
    ContactKind.OUTREACH: "claims outreach",
}
# A request for a reply is answered or not; a complaint or a request for a correction leads to one or is refused.
OUTCOMES = {
    ContactKind.REPLY: (Outcome.ANSWERED, Outcome.NO_ANSWER),
    ContactKind.COMPLAINT: (Outcome.CORRECTED, Outcome.REFUSED),
    ContactKind.OUTREACH: (Outcome.CORRECTED, Outcome.REFUSED, Outcome.NO_ANSWER),
}
_EASTERNMOST = timedelta(hours=14)
# Readers see the answer, or the reason for a refusal: these two outcomes need the words.
_NEED_WORDS = frozenset({Outcome.ANSWERED, Outcome.REFUSED})


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """The facts of a contact: with whom, how, and when (default: today)."""

    kind: ContactKind
    who: str
    how: Channel
    on: date | None = None
    text: str | None = None


def add(session: Session, claim: Claim, actor: Actor, draft: ContactDraft) -> Contact:
    """Record a contact about a locked claim: a request for a reply or a correction, or a complaint."""
    actor.require(_COMMANDS[draft.kind])
    words = text.clean(draft.text or "", "complaint") if draft.kind is ContactKind.COMPLAINT else draft.text
    # The day begins in the east: it may be tomorrow there while it is still today in UTC.
    if draft.on is not None and draft.on > (actor.now + _EASTERNMOST).date():
        raise BadValueError("date", draft.on.isoformat(), "is in the future", "Record only what has happened.")
    contact = Contact(
        claim_id=claim.id,
        n=claim_ledger.next_number(session, Contact.n, Contact.claim_id == claim.id),
        kind=draft.kind,
        who=text.clean(draft.who, "who", lines=False),
        how=draft.how,
        made_on=draft.on or actor.now.date(),
        text=text.clean_optional(words, "text"),
        answer=None,
        outcome=None,
        added_by_id=actor.id,
        added_at=actor.now,
        answered_at=None,
    )
    session.add(contact)
    session.flush()
    claim_ledger.record(
        session, claim, actor, ClaimEvent.CONTACTED, {"n": contact.n, "contact": _history_facts(contact)}
    )
    return contact


def answer(session: Session, claim: Claim, actor: Actor, n: int, outcome: Outcome, words: str | None) -> Contact:
    """Record the outcome of a contact; it cannot be changed later."""
    actor.require("claims reply")
    contact = session.get(Contact, (claim.id, n))
    if contact is None:
        raise NoSuchError("contact", f"{claim.id}.c{n}", next_step=f"See all contacts: factdb claims show {claim.id}")
    if contact.outcome is not None:
        raise ContactAnsweredError(f"{claim.id}.c{n}", contact.outcome)
    words = text.clean_optional(words, "answer")
    if outcome not in OUTCOMES[contact.kind] or (outcome in _NEED_WORDS and words is None):
        raise ContactOutcomeError(f"{claim.id}.c{n}", contact.kind, outcome, OUTCOMES[contact.kind])
    contact.outcome, contact.answer, contact.answered_at = outcome, words, actor.now
    claim_ledger.record(
        session, claim, actor, ClaimEvent.CONTACT_ANSWERED, {"n": n, "answer": words, "outcome": str(outcome)}
    )
    return contact


def _history_facts(contact: Contact) -> dict[str, object]:
    return {
        "kind": str(contact.kind),
        "who": contact.who,
        "how": str(contact.how),
        "made_on": contact.made_on.isoformat(),
        "text": contact.text,
    }
