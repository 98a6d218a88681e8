"""Finds what an erasure names, and the claims in which its words stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from factdb.domain import ids
from factdb.domain.enums import ContactKind, Medium
from factdb.domain.erasure import ErasureSubject, ErasureTarget
from factdb.domain.history.events import ClaimEvent
from factdb.errors import BadValueError, NoSuchError
from factdb.errors.erasure import WrongSubjectError
from factdb.services import claim_lookup
from factdb.services.claims import claim_evidence
from factdb.services.desk import reviewers
from factdb.store.models import Capture, Claim, Contact, Document, Evidence, History, Origin, Reviewer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.store.models import Erasure

_MARKS = {ErasureSubject.COMPLAINT: "c", ErasureSubject.REPLY: "c", ErasureSubject.NOTE: "n"}


@dataclass(frozen=True, slots=True)
class Named:
    """The rows that an erasure names, by number."""

    subject: ErasureSubject
    claim_id: int | None = None
    item: int | None = None
    document_id: int | None = None
    reviewer_id: int | None = None

    @classmethod
    def of(cls, erasure: Erasure) -> Named:
        """Return what a stored erasure names."""
        return cls(erasure.subject, erasure.claim_id, erasure.item, erasure.document_id, erasure.reviewer_id)


def find(session: Session, subject: ErasureSubject, name: str) -> Named:
    """Return what a name means: 7.c2 is contact 2 of claim 7, 7.n3 its note 3, 12.1 capture 1 of document 12."""
    if subject is ErasureSubject.REVIEWER:
        return Named(subject, reviewer_id=reviewers.find_reviewer(session, name).id)
    owner, number = _split(subject, name)
    if subject is ErasureSubject.CAPTURE:
        return _capture(session, subject, owner, number, name)
    claim_id = claim_lookup.claim_number(session, owner)
    if subject is ErasureSubject.INTERVIEW:
        return _interview(session, claim_id, number)
    if subject in {ErasureSubject.COMPLAINT, ErasureSubject.REPLY}:
        _require_contact(session, subject, claim_id, number)
    elif subject is ErasureSubject.NOTE:
        notes = select(History.seq).where(History.claim_id == claim_id, History.kind == ClaimEvent.NOTED)
        if number > len(session.scalars(notes).all()):
            raise _no_such(subject, claim_id, number)
    elif session.get(Origin, (claim_id, number)) is None:
        raise _no_such(subject, claim_id, number)
    return Named(subject, claim_id, number)


def name_of(session: Session, named: Named) -> str:
    """Return the name of an item as `find` reads it."""
    if named.reviewer_id is not None:
        return session.get_one(Reviewer, named.reviewer_id).handle
    owner = named.claim_id or named.document_id
    return f"{owner}.{_MARKS.get(named.subject, '')}{named.item}"


def target_of(session: Session, named: Named) -> ErasureTarget:
    """Return what is erased of the histories of claims."""
    document = named.document_id and session.get_one(Document, named.document_id).uid
    capture = named.item if named.subject is ErasureSubject.CAPTURE else None
    return ErasureTarget(named.subject, named.item, document or None, capture)


def claims_with_words(session: Session, named: Named) -> list[int]:
    """Return the numbers of the claims that can hold the words, in order."""
    if named.claim_id is not None and named.document_id is None:
        return [named.claim_id]
    if named.document_id is None:
        return []
    cited = select(Evidence.claim_id).where(Evidence.document_id == named.document_id)
    # A claim that was once taken from the document says so in its history alone.
    uid = session.get_one(Document, named.document_id).uid
    mentioned = select(History.claim_id).where(History.body.contains(uid, autoescape=True))
    either = or_(Claim.document_id == named.document_id, Claim.id.in_(cited), Claim.id.in_(mentioned))
    return list(session.scalars(select(Claim.id).where(either).order_by(Claim.id)))


def _split(subject: ErasureSubject, name: str) -> tuple[int | str, int]:
    """Read 7.2, 7.c2 or 7.n2; an origin without a number is the first."""
    if "." not in name and subject is ErasureSubject.ORIGIN:
        return ids.claim_name(name), 1
    page = "documents show DOCUMENT" if subject is ErasureSubject.CAPTURE else "claims show CLAIM"
    return ids.item_name(name, _MARKS.get(subject, ""), page)


def _capture(session: Session, subject: ErasureSubject, owner: int | str, number: int, name: str) -> Named:
    if not isinstance(owner, int):
        why = 'is not written like "12.1": document 12, capture 1'
        raise BadValueError("capture", name, why, "See the captures: factdb documents show DOCUMENT")
    if session.get(Capture, (owner, number)) is None:
        step = f"See the captures of the document: factdb documents show {owner}"
        raise NoSuchError("capture", f"{owner}.{number}", next_step=step)
    return Named(subject, item=number, document_id=owner)


def _interview(session: Session, claim_id: int, number: int) -> Named:
    row = claim_evidence.find_evidence(session, claim_id, number)
    medium = session.scalar(select(Document.medium).where(Document.id == row.document_id))
    if medium is not Medium.INTERVIEW:
        raise WrongSubjectError(f"evidence {claim_id}.{number}", "not an interview", "capture", _capture_name(row))
    return Named(ErasureSubject.INTERVIEW, claim_id, number, row.document_id)


def _capture_name(row: Any) -> str:  # noqa: ANN401 - a row of evidence
    return f"{row.document_id or 'DOCUMENT'}.{row.capture_n or 'N'}"


def _require_contact(session: Session, subject: ErasureSubject, claim_id: int, number: int) -> None:
    contact = session.get(Contact, (claim_id, number))
    if contact is None:
        raise _no_such(subject, claim_id, number)
    right = ErasureSubject.COMPLAINT if contact.kind is ContactKind.COMPLAINT else ErasureSubject.REPLY
    if subject is not right:
        kind = "a complaint" if right is ErasureSubject.COMPLAINT else "no complaint"
        raise WrongSubjectError(f"contact {claim_id}.c{number}", kind, right, f"{claim_id}.c{number}")


def _no_such(subject: ErasureSubject, claim_id: int, number: int) -> NoSuchError:
    step = f"See what belongs to the claim: factdb claims show {claim_id}"
    return NoSuchError(subject, f"{claim_id}.{_MARKS.get(subject, '')}{number}", next_step=step)
