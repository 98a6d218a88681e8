"""What an erasure takes: the words go from every column of every table, and no earlier row of a history changes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from factdb.domain.enums import Channel, ContactKind, Medium, PolicyName, Stance, Status
from factdb.domain.erasure import ErasureSubject
from factdb.domain.history import chain
from factdb.domain.history.events import ClaimEvent, DeskEvent
from factdb.domain.history.sealing import ERASED
from factdb.services.claims import claim_evidence, contacts, editing
from factdb.services.decisions import correcting, rating, statuses
from factdb.services.desk import desk_policy
from factdb.services.documents import captures, documents
from factdb.store.models import (
    Capture,
    Claim,
    Contact,
    Document,
    Evidence,
    History,
    Origin,
    ProposedChange,
    Reviewer,
    SavedSearch,
)
from tests.services.conftest import Desk
from tests.services.erasure import people
from tests.services.erasure.people import Erasable, claim_of, erase, hashes, must_be_clean, places_of

EVERY_WORD = (
    people.COMPLAINT, people.REPLY, people.NOTE, people.INTERVIEW, people.CAPTURE, people.ORIGIN, people.REVIEWER,
)  # fmt: skip


@pytest.mark.parametrize("subject", ErasureSubject)
def test_the_words_are_in_no_table_and_the_others_stay(desk: Desk, planted: Erasable, subject: ErasureSubject) -> None:
    name, words = planted.names[subject]
    before = hashes(desk.session)
    others = {other: places_of(desk.session, other) for other in EVERY_WORD if other != words}
    assert places_of(desk.session, words)
    result = erase(desk, subject, name)
    assert result.parts
    assert places_of(desk.session, words) == []
    assert {other: places_of(desk.session, other) for other in others} == others
    after = hashes(desk.session)
    assert {place: after[place] for place in before} == before
    must_be_clean(desk.session, 1)


def test_all_of_them_one_after_another(desk: Desk, planted: Erasable) -> None:
    before = hashes(desk.session)
    for number, (subject, (name, _)) in enumerate(planted.names.items(), start=1):
        erase(desk, subject, name)
        must_be_clean(desk.session, number)
    assert [places_of(desk.session, words) for words in EVERY_WORD] == [[]] * len(EVERY_WORD)
    after = hashes(desk.session)
    assert {place: after[place] for place in before} == before


def test_each_claim_says_in_its_history_what_was_erased(desk: Desk, planted: Erasable) -> None:
    claim = claim_of(desk.session, planted.complaint)
    erase(desk, ErasureSubject.COMPLAINT, planted.complaint)
    event = desk.events(claim)[-1]
    kinds = desk.kinds(claim)
    first, answer = kinds.index(ClaimEvent.CONTACTED, kinds.index(ClaimEvent.CONTACTED) + 1), len(kinds) - 1
    assert (event["kind"], event["erasure"]) == (ClaimEvent.ERASED, 1)
    assert event["words"][0] == [first + 1, "contact"]
    assert [part for _, part in event["words"]] == ["contact", "answer"]
    assert all(seq <= answer for seq, _ in event["words"])
    requested, approved = desk.desk_events(DeskEvent.ERASURE_REQUESTED), desk.desk_events(DeskEvent.ERASURE_APPROVED)
    assert requested[0]["claim"] == claim.uid
    assert requested[0]["ground"] == people.GROUND
    assert approved[0]["words"] == []


def test_a_contact_keeps_what_is_not_personal(desk: Desk, planted: Erasable) -> None:
    erase(desk, ErasureSubject.COMPLAINT, planted.complaint)
    number = claim_of(desk.session, planted.complaint).id
    complaint, reply = (desk.session.get_one(Contact, (number, n)) for n in (2, 1))
    assert (complaint.who, complaint.text, complaint.answer) == (ERASED, ERASED, ERASED)
    assert (complaint.kind, complaint.how, complaint.outcome) == ("complaint", "phone", "refused")
    assert people.REPLY in reply.who


def test_an_unanswered_contact_has_no_answer_afterwards(desk: Desk) -> None:
    claim = desk.new()
    contacts.add(
        desk.session, claim, desk.rita, contacts.ContactDraft(ContactKind.COMPLAINT, "Cy", Channel.EMAIL, text="Wrong!")
    )
    erase(desk, ErasureSubject.COMPLAINT, f"{claim.id}.c1")
    assert desk.session.get_one(Contact, (claim.id, 1)).answer is None
    must_be_clean(desk.session, 1)


def test_one_note_of_several_goes(desk: Desk, planted: Erasable) -> None:
    erase(desk, ErasureSubject.NOTE, planted.note)
    notes = [event["note"] for event in desk.events(claim_of(desk.session, planted.note)) if "note" in event]
    assert notes == ["A note that stays.", ERASED]


def test_an_interview_goes_from_both_claims_that_cite_it(desk: Desk, planted: Erasable) -> None:
    result = erase(desk, ErasureSubject.INTERVIEW, planted.interview)
    assert result.claims == (claim_of(desk.session, planted.complaint).id, claim_of(desk.session, planted.interview).id)
    rows = desk.session.scalars(select(Evidence).where(Evidence.claim_id.in_(result.claims))).all()
    assert [(row.excerpt, row.note) for row in rows] == [(ERASED, ERASED)] * 2
    document = desk.session.get_one(Document, rows[0].document_id)
    assert (document.title, document.author, document.medium) == (ERASED, ERASED, Medium.INTERVIEW)
    capture = desk.session.get_one(Capture, (document.id, 1))
    assert (capture.text, capture.sha256, capture.file_name) == (None, ERASED, None)


def test_all_copies_of_a_capture_go(desk: Desk, planted: Erasable) -> None:
    document, n = map(int, planted.capture.split("."))
    sha256 = desk.session.get_one(Capture, (document, n)).sha256
    assert sha256
    assert {"captures.sha256", "desk_history.words", "history.words"} <= set(places_of(desk.session, sha256))
    published, edited = erase(desk, ErasureSubject.CAPTURE, planted.capture).claims
    assert places_of(desk.session, sha256) == []
    for number in (published, edited):
        claim = desk.session.get_one(Claim, number)
        assert (claim.quote, claim.prefix, claim.suffix) == (ERASED, ERASED, ERASED)
        assert claim.claim in {"The bridge fell.", "It is the end."}
        # The remark of a reviewer is the desk's own; only a remark on an interview is about the person.
        evidence = desk.session.get_one(Evidence, (number, 1))
        assert (evidence.excerpt, evidence.note) == (ERASED, "So.")
    capture = desk.session.get_one(Capture, (document, n))
    assert (capture.text, capture.sha256, capture.file_name) == (None, ERASED, None)


def test_a_correction_that_waits_has_copies_of_a_capture_too(desk: Desk, planted: Erasable) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    number = desk.session.scalars(select(Claim.id).where(Claim.claim == "The bridge fell.")).one()
    request = rating.RatingRequest(ratings=["unproven"], because=["It stood."])
    changes = editing.ClaimChanges(quote=people.QUOTE, occasion="A visit")
    correcting.correct(
        desk.session, desk.claim(number), desk.ed, correcting.Correction("We misheard again.", request, changes)
    )
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "off")
    assert "proposed_changes.fields" in places_of(desk.session, people.CAPTURE)
    erase(desk, ErasureSubject.CAPTURE, planted.capture)
    assert places_of(desk.session, people.CAPTURE) == []
    row = desk.session.scalars(select(ProposedChange).where(ProposedChange.claim_id == number)).one()
    assert chain.read(row.fields)["quote"] == ERASED
    assert chain.read(row.fields)["occasion"] == "A visit"
    must_be_clean(desk.session, 1)
    # The waiting correction can still be decided.
    statuses.set_status(desk.session, desk.claim(number), desk.ana, Status.PUBLISHED)
    assert desk.claim(number).quote == ERASED
    must_be_clean(desk.session, 1)


def test_a_later_capture_of_the_same_page_stays(desk: Desk, planted: Erasable) -> None:
    number = int(planted.capture.partition(".")[0])
    page = documents.DocumentDraft(url="https://news.example/fell")
    later = captures.Reading.of_text("The News regrets an error.", "later.txt")
    claim = desk.new("The News regrets.", article=None)
    draft = claim_evidence.EvidenceDraft(page, Stance.SUPPORTS, reading=later, excerpt="The News regrets an error.")
    claim_evidence.add(desk.session, claim, desk.rita, draft)
    assert claim.id not in erase(desk, ErasureSubject.CAPTURE, planted.capture).claims
    capture = desk.session.get_one(Capture, (number, 2))
    assert capture.text == later.text
    assert capture.sha256 == later.sha256
    assert desk.session.get_one(Evidence, (claim.id, 1)).excerpt == "The News regrets an error."
    must_be_clean(desk.session, 1)


def test_a_claim_whose_quotation_was_changed_and_changed_back(desk: Desk, planted: Erasable) -> None:
    """Earlier rows of its history still have the words of the page."""
    number = desk.session.scalars(select(Claim.id).where(Claim.claim == "It is the end.")).one()
    editing.edit(desk.session, desk.claim(number), desk.rita, editing.ClaimChanges(quote=people.OTHER_QUOTE))
    changed = [event for event in desk.events(desk.claim(number)) if "quote" in event.get("changed", {})]
    assert len(changed) == 2
    erase(desk, ErasureSubject.CAPTURE, planted.capture)
    for event in desk.events(desk.claim(number)):
        assert set(event.get("changed", {}).get("quote", {}).values()) <= {ERASED}
    must_be_clean(desk.session, 1)


def test_an_imported_row_goes_with_its_fingerprint(desk: Desk, planted: Erasable) -> None:
    claim = claim_of(desk.session, planted.origin)
    fingerprint = desk.session.get_one(Origin, (claim.id, 1)).fingerprint
    assert places_of(desk.session, fingerprint) == ["history.words", "origins.fingerprint"]
    erase(desk, ErasureSubject.ORIGIN, str(claim.id))  # without a number: the first
    origin = desk.session.get_one(Origin, (claim.id, 1))
    assert (origin.fingerprint, origin.raw, origin.file) == (ERASED, ERASED, "tide.csv")
    assert claim.claim == "The tide is high."
    assert places_of(desk.session, fingerprint) == []


def test_a_reviewer_has_another_handle_afterwards(desk: Desk, planted: Erasable) -> None:
    erase(desk, ErasureSubject.REVIEWER, planted.reviewer)
    reviewer = desk.session.scalars(select(Reviewer).where(Reviewer.handle.startswith("erased-"))).one()
    assert (reviewer.name, reviewer.pen_name, reviewer.role) == (ERASED, ERASED, "editor")
    assert reviewer.handle == f"erased-{reviewer.uid[-12:]}"
    assert reviewer.disabled_at


def test_the_saved_searches_of_a_reviewer_go_with_the_names(desk: Desk, planted: Erasable) -> None:
    reviewer = desk.session.scalars(select(Reviewer).where(Reviewer.handle == planted.reviewer)).one()
    for owner in (reviewer.id, desk.rita.id):
        row = {"reviewer_id": owner, "name_key": "mine", "name": "Mine", "query": "open=yes", "saved_at": desk.rita.now}
        desk.session.add(SavedSearch(**row))
    erase(desk, ErasureSubject.REVIEWER, planted.reviewer)
    assert desk.session.scalars(select(SavedSearch.reviewer_id)).all() == [desk.rita.id]


def test_words_lie_beside_no_row_without_a_commitment(desk: Desk, planted: Erasable) -> None:
    """A column that holds a word in clear beside the sealed words would be missed by every erasure."""
    for words in EVERY_WORD:
        assert not {"history.body", "desk_history.body"} & set(places_of(desk.session, words))
    bodies = desk.session.scalars(select(History.body)).all()
    assert bodies
