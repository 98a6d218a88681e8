"""Five reviewers with names that occur nowhere else, who do everything on a desk that outsiders could read of."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from factdb.domain.enums import ChangeKind, Channel, ContactKind, Outcome, PolicyName, Role, Stance, Status
from factdb.formats.records.claim_record import CheckRecord
from factdb.services.actor import Actor, find_actor
from factdb.services.claims import adding, claim_evidence, contacts, notes_and_links
from factdb.services.decisions import assessing, correcting, other_checks, rating, statuses
from factdb.services.desk import desk_policy, reviewers
from factdb.services.documents import documents
from factdb.services.ledger import claim_ledger
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Claim
from tests.conftest import NOW

CANARIES = {
    "canary-kestrel": ("Kestrel Canaryson", Role.REVIEWER),
    "canary-osprey": ("Osprey Canaryson", Role.REVIEWER),
    "canary-heron": ("Heron Canaryson", Role.EDITOR),
    "canary-egret": ("Egret Canaryson", Role.EDITOR),
    "canary-plover": ("Plover Canaryson", Role.ADMIN),
}
MARK = "canary"
"""What each handle and each name has in it, in small or in large letters."""
PEN_NAME, DESK_NAME = "The bridge team", "The Example Desk"


def plant(database: Database) -> None:
    """Let the five add, assess, rate, publish, correct, retract and note claims, on the worked example."""
    with sessions.writing(database) as session:
        ana = find_actor(session, "ana", NOW)
        for handle, (name, role) in CANARIES.items():
            reviewers.add(session, ana, handle, role, name)
        reviewers.edit(session, ana, "canary-kestrel", None, None, PEN_NAME)
        desk_policy.change(session, ana, PolicyName.DESK_NAME, DESK_NAME)
        _corrected(session, _published(session, "The bridge cost 4 million."))
        _open_correction(session, _published(session, "The bridge opened in May."))
        retracted = _published(session, "The bridge is closed.")
        correcting.retract(session, retracted, _actor(session, "heron", 5), "We took it back.")
        _unpublished(session)


def _actor(session: Session, name: str, hours: int = 1) -> Actor:
    return find_actor(session, f"canary-{name}", NOW + timedelta(hours=hours))


def _published(session: Session, words: str) -> Claim:
    """Add a claim that all five worked on, and publish it."""
    kestrel, osprey, heron, plover = (_actor(session, name) for name in ("kestrel", "osprey", "heron", "plover"))
    draft = adding.ClaimDraft(claim=words, source="The Example Times", speaker="Jane Doe", topics=["bridges"])
    claim = adding.add(session, kestrel, draft).claim
    page = documents.DocumentDraft(url="https://example.org/accounts", source="The Example City")
    evidence = claim_evidence.EvidenceDraft(page, Stance.SUPPORTS, excerpt="4 million", note="See page 3.")
    claim_evidence.add(session, claim, osprey, evidence)
    check = CheckRecord(publisher="Snopes", url="https://snopes.example/bridge", label="True", scale="snopes")
    other_checks.add(session, claim, osprey, check)
    assessing.assess(session, claim, osprey, assessing.Opinion(["true"], ["So the accounts say."]))
    statuses.assign(session, claim, plover, osprey.id)
    notes_and_links.note(session, claim, osprey, "Ask the city.")
    for kind in ContactKind:
        contact = contacts.add(session, claim, osprey, contacts.ContactDraft(kind, "Jane", Channel.EMAIL, None, "Why?"))
        outcome = Outcome.ANSWERED if kind is ContactKind.REPLY else Outcome.REFUSED
        contacts.answer(session, claim, osprey, contact.n, outcome, "Because.")
    rating.rate(session, claim, kestrel, rating.RatingRequest(["true"], ["So the accounts say."]))
    statuses.set_status(session, claim, heron, Status.PUBLISHED, url="https://example.org/checks/bridge")
    return claim


def _corrected(session: Session, claim: Claim) -> None:
    page, although = "https://example.org/new", "The other page is older."
    request = rating.RatingRequest(["false"], ["It cost 9."], [page], stance=Stance.REFUTES, although=although)
    correction = correcting.Correction("We misread the accounts.", request, kind=ChangeKind.CORRECTION)
    correcting.correct(session, claim_ledger.lock_one(session, claim.id), _actor(session, "egret", 2), correction)


def _open_correction(session: Session, claim: Claim) -> None:
    plover = _actor(session, "plover", 3)
    desk_policy.change(session, plover, PolicyName.FOUR_EYES, "on")
    _corrected(session, claim)
    desk_policy.change(session, plover, PolicyName.FOUR_EYES, "off")


def _unpublished(session: Session) -> None:
    kestrel = _actor(session, "kestrel", 4)
    claim = adding.add(session, kestrel, adding.ClaimDraft(claim="The bridge will fall.", speaker="Jane Doe")).claim
    statuses.assign(session, claim, kestrel, kestrel.id)
