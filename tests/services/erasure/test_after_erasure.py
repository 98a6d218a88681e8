"""After an erasure, work on the claim goes on: its history stays whole, and erased words are not asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from factdb.domain.enums import Channel, ContactKind, Medium, Outcome, Role, Stance, Status
from factdb.domain.erasure import ErasureSubject
from factdb.domain.history.sealing import ERASED
from factdb.services.actor import find_actor
from factdb.services.claims import claim_evidence, contacts, editing, notes_and_links
from factdb.services.decisions import correcting, rating, statuses
from factdb.services.desk import reviewers
from factdb.services.documents import captures, documents
from factdb.services.reads.quotation_checks import Checker
from factdb.store.models import Capture, Claim, Contact, Document, Origin, OtherCheck
from tests.conftest import NOW
from tests.services.claim_files import import_file, row_counts
from tests.services.conftest import Desk
from tests.services.erasure import people
from tests.services.erasure.people import Erasable, claim_of, erase, must_be_clean


@pytest.fixture
def planted(desk: Desk, planted: Erasable) -> Erasable:
    """The desk after all seven erasures."""
    for subject, (name, _) in planted.names.items():
        erase(desk, subject, name)
    return planted


def of_page(desk: Desk, words: str) -> Claim:
    return desk.claim(desk.session.scalars(select(Claim.id).where(Claim.claim == words)).one())


def test_the_quotation_is_edited_and_edited_again(desk: Desk, planted: Erasable) -> None:
    claim = of_page(desk, "It is the end.")
    for quote in ("“It ended,” he wrote.", "“It did not end.”"):
        editing.edit(desk.session, claim, desk.rita, editing.ClaimChanges(quote=quote))
        assert claim.quote == quote
    assert [event["changed"]["quote"]["was"] for event in desk.events(claim)[-2:]] == [ERASED, "“It ended,” he wrote."]
    must_be_clean(desk.session, 7)
    # What was typed after an erasure can be erased too, and what was erased before stays recorded.
    assert erase(desk, ErasureSubject.CAPTURE, planted.capture).parts == 2
    assert claim.quote == ERASED
    must_be_clean(desk.session, 8)


def test_a_published_claim_is_corrected(desk: Desk, planted: Erasable) -> None:
    claim = of_page(desk, "The bridge fell.")
    request = rating.RatingRequest(ratings=["true"], because=["It fell after all."])
    changes = editing.ClaimChanges(quote="“It fell.”", occasion="A visit")
    correcting.correct(desk.session, claim, desk.ed, correcting.Correction("It fell.", request, changes))
    assert claim.quote == "“It fell.”"
    must_be_clean(desk.session, 7)


def test_contacts_go_on(desk: Desk, planted: Erasable) -> None:
    claim = claim_of(desk.session, planted.complaint)
    asked = contacts.ContactDraft(ContactKind.REPLY, "Another person", Channel.EMAIL, text="Is it so?")
    contact = contacts.add(desk.session, claim, desk.rita, asked)
    contacts.answer(desk.session, claim, desk.rita, contact.n, Outcome.ANSWERED, "It is.")
    notes_and_links.note(desk.session, claim, desk.rita, "A third note.")
    assert contact.n == 3
    must_be_clean(desk.session, 7)
    erase(desk, ErasureSubject.NOTE, f"{claim.id}.n3")
    must_be_clean(desk.session, 8)


def test_an_open_contact_is_answered_after_its_erasure(desk: Desk) -> None:
    claim = desk.new()
    draft = contacts.ContactDraft(ContactKind.COMPLAINT, "Cy", Channel.EMAIL, text="Wrong!")
    contacts.add(desk.session, claim, desk.rita, draft)
    erase(desk, ErasureSubject.COMPLAINT, f"{claim.id}.c1")
    contacts.answer(desk.session, claim, desk.rita, 1, Outcome.REFUSED, "It is right, Cy.")
    must_be_clean(desk.session, 1)
    # The answer names the person: it is erased by asking again.
    assert erase(desk, ErasureSubject.COMPLAINT, f"{claim.id}.c1").parts == 1
    contact = desk.session.get_one(Contact, (claim.id, 1))
    assert (contact.answer, contact.outcome) == (ERASED, Outcome.REFUSED)
    must_be_clean(desk.session, 2)


def test_new_evidence_from_the_same_page_and_the_same_interview(desk: Desk, planted: Erasable) -> None:
    claim = claim_of(desk.session, planted.interview)
    page = documents.DocumentDraft(url="https://news.example/fell")
    reading = captures.Reading.of_text("The News has a new text.", "new.txt")
    draft = claim_evidence.EvidenceDraft(page, Stance.REFUTES, reading=reading, excerpt="a new text", note="New.")
    added = claim_evidence.add(desk.session, claim, desk.rita, draft)
    assert (added.document.id, added.evidence.capture_n) == (int(planted.capture.split(".")[0]), 2)
    talk = documents.DocumentDraft(title="Interview with somebody else", medium=Medium.INTERVIEW)
    draft = claim_evidence.EvidenceDraft(talk, Stance.SUPPORTS, note="By telephone.")
    assert desk.session.get_one(Document, claim_evidence.add(desk.session, claim, desk.rita, draft).document.id).title
    claim_evidence.withdraw(desk.session, claim, desk.rita, 1, "We cannot read it any more.")
    must_be_clean(desk.session, 7)


def test_the_same_text_is_read_again(desk: Desk, planted: Erasable) -> None:
    """The erased capture is not recognised: whoever reads the page again stores it again, as a new capture."""
    number = int(planted.capture.split(".")[0])
    page = documents.DocumentDraft(url="https://news.example/fell")
    documents.store_document(desk.session, desk.rita, page, captures.Reading.of_text(people.PAGE))
    assert desk.session.get_one(Capture, (number, 2)).text == people.PAGE
    must_be_clean(desk.session, 7)
    erase(desk, ErasureSubject.CAPTURE, f"{number}.2")
    must_be_clean(desk.session, 8)


def test_a_quotation_without_words_is_not_compared(desk: Desk, planted: Erasable) -> None:
    for words in ("The bridge fell.", "It is the end."):
        claim = of_page(desk, words)
        desk.session.flush()
        checked = Checker(desk.session).check(claim.id)
        assert checked.row()["claim"] == claim.id
    must_be_clean(desk.session, 7)


def test_a_claim_is_published_after_its_capture_was_erased(desk: Desk, planted: Erasable) -> None:
    claim = of_page(desk, "It is the end.")
    desk.rate(claim, "true", evidence=[f"{claim.id}.1"])
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED, url="https://desk.example/end")
    must_be_clean(desk.session, 7)


# -- imports -----------------------------------------------------------------------------------------------------------


def test_the_same_file_without_ids_is_new_again(desk: Desk, planted: Erasable) -> None:
    """Its row was recognised by a fingerprint, and the fingerprint of erased words would tell what they were."""
    assert row_counts(import_file(desk, people.FILE, name="tide.csv")) == [1, 0, 0]
    must_be_clean(desk.session, 7)


@pytest.mark.parametrize("changed", [False, True])
def test_the_same_file_with_ids_finds_its_claim(desk: Desk, changed: bool) -> None:  # noqa: FBT001 - a case
    head = "id,claim,speaker,source,url,verdict,publisher,occasion,remark"
    text = head + "\n7,It is high.,The mayor,June Post,https://june.example/1,{0},Checkers,A visit,Wanda\n"
    import_file(desk, text.format("False"), name="tide.csv")
    number = desk.session.scalars(select(Origin.claim_id).where(Origin.raw.contains("Wanda"))).one()
    erase(desk, ErasureSubject.ORIGIN, f"{number}.1")
    taken = import_file(desk, text.format("True" if changed else "False"), name="tide.csv")
    assert (row_counts(taken), taken.refused) == ([0, 0, 1], 0)
    must_be_clean(desk.session, 1)
    newest = desk.session.scalar(select(func.max(Origin.n)).where(Origin.claim_id == number))
    # Nobody can say any more what changed in the row, and its words do not come back.
    assert newest == 1
    labels = select(OtherCheck.label).where(OtherCheck.claim_id == number)
    assert desk.session.scalars(labels).all() == ["False"]
    assert people.places_of(desk.session, "wanda") == []


# -- people ------------------------------------------------------------------------------------------------------------


def test_an_erased_reviewer_returns_under_a_new_name(desk: Desk, planted: Erasable) -> None:
    (handle,) = (row["handle"] for row in reviewers.list_reviewers(desk.session) if row["handle"].startswith("erased-"))
    reviewers.enable(desk.session, desk.ana, handle)
    reviewers.edit(desk.session, desk.ana, handle, "Zed", Role.REVIEWER, "The pen")
    later = replace(desk, rita=find_actor(desk.session, handle, NOW))
    later.new("The dam holds.")
    must_be_clean(desk.session, 7)
    reviewers.disable(desk.session, desk.ana, handle)
    erase(desk, ErasureSubject.REVIEWER, handle)
    must_be_clean(desk.session, 8)
    reviewers.add(desk.session, desk.ana, planted.reviewer, Role.REVIEWER)  # the handle is free
    must_be_clean(desk.session, 8)
