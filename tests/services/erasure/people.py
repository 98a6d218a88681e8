"""A desk on which every kind of erasable words stands, each with words of its own that occur nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factdb.domain.enums import Channel, ContactKind, Medium, Outcome, Role, Stance, Status
from factdb.domain.erasure import ErasureSubject
from factdb.services.claims import claim_evidence, contacts, editing, notes_and_links
from factdb.services.decisions import correcting, rating, statuses
from factdb.services.desk import reviewers
from factdb.services.documents import captures, documents
from factdb.services.erasure import requests
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store.base import Base
from factdb.store.models import Claim, Origin
from tests.services.claim_files import import_file
from tests.services.conftest import Desk

GROUND = "GDPR Art. 17"
# Every erasable word has this in it, and then what it belongs to.
COMPLAINT, REPLY, NOTE, INTERVIEW = "qzcomplaint", "qzreply", "qznote", "qzinterview"
CAPTURE, ORIGIN, REVIEWER, OTHER_PAGE = "qzcapture", "qzorigin", "qzreviewer", "qzother"
PAGE = f"Before stands {CAPTURE}alpha here. “The {CAPTURE}beta bridge fell,” said Ann. The {CAPTURE}gamma end.\n"
QUOTE, OTHER_QUOTE = f"The {CAPTURE}beta bridge fell,", f"The {CAPTURE}gamma end."
# Without an id: it is recognised by its fingerprint alone.
FILE = f"claim,speaker,occasion,remark\nThe tide is high.,The mayor,A visit,{ORIGIN} Wilma\n"


@dataclass(frozen=True)
class Erasable:
    """What can be erased on this desk: the names as they are typed, and the words that must go."""

    complaint: str
    reply: str
    note: str
    interview: str
    capture: str
    origin: str
    reviewer: str

    @property
    def names(self) -> dict[ErasureSubject, tuple[str, str]]:
        """The name and the words of each subject."""
        words = COMPLAINT, REPLY, NOTE, INTERVIEW, CAPTURE, ORIGIN, REVIEWER
        return {
            subject: (getattr(self, subject.value), word) for subject, word in zip(ErasureSubject, words, strict=True)
        }


def plant(desk: Desk) -> Erasable:
    """Write words of every kind on the worked example."""
    session = desk.session
    reviewers.add(session, desk.ana, f"{REVIEWER}-zoe", Role.REVIEWER, f"Zoe {REVIEWER}")
    reviewers.edit(session, desk.ana, f"{REVIEWER}-zoe", f"Zoe Poe {REVIEWER}", Role.EDITOR, f"The {REVIEWER} pen")
    reviewers.disable(session, desk.ana, f"{REVIEWER}-zoe")
    claim = desk.new("The quay was closed.", speaker="Ann Mayor")
    draft = contacts.ContactDraft(ContactKind.REPLY, f"Ray {REPLY}", Channel.EMAIL, text=f"Is it so, {REPLY}?")
    contacts.add(session, claim, desk.rita, draft)
    contacts.answer(session, claim, desk.rita, 1, Outcome.ANSWERED, f"It is, says {REPLY}.")
    draft = contacts.ContactDraft(ContactKind.COMPLAINT, f"Cy {COMPLAINT}", Channel.PHONE, text=f"Wrong, {COMPLAINT}!")
    contacts.add(session, claim, desk.rita, draft)
    contacts.answer(session, claim, desk.rita, 2, Outcome.REFUSED, f"Not so, {COMPLAINT}.")
    notes_and_links.note(session, claim, desk.rita, "A note that stays.")
    notes_and_links.note(session, claim, desk.rita, f"Ask {NOTE} at home.")
    interview = _interview(desk, claim, desk.new("The quay is safe.", speaker="Ann Mayor"))
    import_file(desk, FILE, name="tide.csv")
    origin = session.scalars(select(Origin.claim_id).where(Origin.raw.contains(ORIGIN))).one()
    return Erasable(
        complaint=f"{claim.id}.c2",
        reply=f"{claim.id}.c1",
        note=f"{claim.id}.n2",
        interview=interview,
        capture=_capture(desk),
        origin=f"{origin}.1",
        reviewer=f"{REVIEWER}-zoe",
    )


def _interview(desk: Desk, *claims: Claim) -> str:
    """Cite one interview for two claims; return its name."""
    talk = documents.DocumentDraft(
        title=f"Interview with Xan {INTERVIEW}", author=f"Xan {INTERVIEW}", medium=Medium.INTERVIEW
    )
    reading = captures.Reading.of_text(f"I saw it, said {INTERVIEW}. It is red.", f"{INTERVIEW}.txt")
    for claim, excerpt in zip(claims, (f"I saw it, said {INTERVIEW}.", "It is red."), strict=True):
        draft = claim_evidence.EvidenceDraft(
            talk, Stance.SUPPORTS, reading=reading, excerpt=excerpt, note=f"{INTERVIEW} called back."
        )
        added = claim_evidence.add(desk.session, claim, desk.rita, draft)
    return f"{claims[1].id}.{added.evidence.n}"


def _capture(desk: Desk) -> str:
    """Take three claims from a page, cite it twice, correct one claim and edit another; return the capture's name."""
    session = desk.session
    page = documents.DocumentDraft(url="https://news.example/fell", source="The News", is_article=True)
    reading = captures.Reading.of_text(PAGE, f"{CAPTURE}.txt")
    stored = documents.store_document(session, desk.rita, page, reading)
    published, edited = (
        desk.new(words, speaker="Ann Mayor", quote=quote, article=stored.document.id)
        for words, quote in (("The bridge fell.", QUOTE), ("It is the end.", OTHER_QUOTE))
    )
    for claim in (published, edited):
        draft = claim_evidence.EvidenceDraft(page, Stance.SUPPORTS, reading=reading, excerpt=OTHER_QUOTE, note="So.")
        claim_evidence.add(session, claim, desk.rita, draft)
    desk.rate(published, "true")
    statuses.set_status(session, published, desk.ed, Status.PUBLISHED, url="https://desk.example/fell")
    request = rating.RatingRequest(ratings=["half-true"], because=["It stood."])
    changes = editing.ClaimChanges(quote=OTHER_QUOTE)
    correcting.correct(session, published, desk.ed, correcting.Correction("We misheard.", request, changes))
    editing.edit(session, edited, desk.rita, editing.ClaimChanges(quote=QUOTE))
    assert stored.capture
    return f"{stored.document.id}.{stored.capture.n}"


def erase(desk: Desk, subject: ErasureSubject, name: str, **how: Any) -> requests.ErasureResult:  # noqa: ANN401 - of a request
    """Erase words, and say that the files are cleared."""
    result = requests.request(desk.session, desk.ana, subject, name, GROUND, **how)
    if result.number is not None and result.state == "removing":
        requests.finish(desk.session, desk.ana, result.number)
    return result


def places_of(session: Session, words: str) -> list[str]:
    """Return the tables and columns that hold words, whatever their type."""
    session.flush()
    places = []
    for table in sorted(Base.metadata.tables):
        for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}").mappings():  # noqa: S608 - tables of ours
            places += [f"{table}.{column}" for column, value in row.items() if words in str(value).lower()]
    return sorted(set(places))


def hashes(session: Session) -> dict[Any, tuple[str, str, str]]:
    """Return id, hash and body of every row of both histories, by place."""
    query = (
        "SELECT claim_id, seq, id, hash, body FROM history UNION ALL SELECT 0, seq, id, hash, body FROM desk_history"
    )
    rows = session.connection().exec_driver_sql(query)
    return {(claim, seq): (event, row_hash, body) for claim, seq, event, row_hash, body in rows}


def verified(session: Session) -> tuple[list[str], Checked]:
    """Return what verify finds, and what it counted."""
    session.flush()
    checked = Checked()
    return [str(finding) for finding in verify.findings(session, checked)], checked


def must_be_clean(session: Session, erased: int) -> None:
    """Hold that verify finds nothing and counts so many erasures."""
    findings, checked = verified(session)
    assert findings == []
    assert len(checked.erased) == erased


def claim_of(session: Session, name: str) -> Claim:
    """Return the claim of an item."""
    return session.get_one(Claim, int(name.partition(".")[0]))
