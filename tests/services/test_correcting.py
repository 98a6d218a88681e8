"""What was published changes in the open: a new version, told to readers, with the one before still readable."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select

from factdb.domain import dates
from factdb.domain.enums import ChangeKind, Flag, Kind, PolicyName, Question, Stance, Status
from factdb.domain.history.sentences import event_text
from factdb.errors import BadValueError, NotPermittedError
from factdb.errors.claims import IllegalMoveError
from factdb.errors.decisions import (
    CorrectionWaitsError,
    NothingToCorrectError,
    NothingWaitsForApprovalError,
    NotPublishedError,
)
from factdb.errors.desk import AssessmentsNeededError, FourEyesError, PublishApartError
from factdb.errors.evidence import EvidenceContradictsError, EvidenceNeededError, PublishedEvidenceError
from factdb.services.actor import Actor
from factdb.services.claims import claim_evidence
from factdb.services.claims.editing import ClaimChanges
from factdb.services.decisions import correcting, statuses, withdrawing
from factdb.services.decisions.correcting import Correction
from factdb.services.decisions.rating import RatingRequest
from factdb.services.desk import desk_policy
from factdb.services.reads import claim_page
from factdb.services.reads.histories import event_words, version_differences
from factdb.services.reads.row_types import StandingVerdictRow
from factdb.store.models import Claim, ProposedChange, Rating, Verdict
from tests.services.conftest import Desk

NOTE = "Troops stayed on; we had it as kept."
KEPT, SOURCED = 4, 18


def correction(*ratings: str, note: str = NOTE, changes: ClaimChanges | None = None, **request: object) -> Correction:
    request.setdefault("because", ())
    return Correction(note, RatingRequest(ratings=ratings, **request), changes or ClaimChanges())  # type: ignore[arg-type]


def correct(
    desk: Desk, number: int, *ratings: str, actor: Actor | None = None, **given: object
) -> correcting.CorrectionResult:
    return correcting.correct(desk.session, desk.claim(number), actor or desk.ed, correction(*ratings, **given))  # type: ignore[arg-type]


def verdict(desk: Desk, number: int, version: int, question: Question = Question.TRUTH) -> Verdict:
    return desk.session.get_one(Verdict, (number, version, question))


def in_force(desk: Desk, claim: Claim) -> str | None:
    return desk.session.scalar(select(Rating.code).where(Rating.id == claim.truth_rating_id))


def refused(desk: Desk) -> AbstractContextManager[object]:
    """Take back what a refused command wrote, as faces do by rolling back."""
    return desk.session.begin_nested()


def four_eyes(desk: Desk) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")


@pytest.mark.parametrize("is_second_needed", [False, True], ids=["at once", "four eyes"])
def test_the_history_tells_what_a_correction_changes(desk: Desk, *, is_second_needed: bool) -> None:
    if is_second_needed:
        four_eyes(desk)
    before = desk.claim(KEPT).claim
    correct(desk, KEPT, changes=ClaimChanges(claim="All troops left."))
    if is_second_needed:
        statuses.set_status(desk.session, desk.claim(KEPT), desk.ana, Status.PUBLISHED)
    events = event_words.in_words(desk.session, KEPT, claim_page.history_of(desk.session, KEPT))
    *_, decided, published = (event_text(event) for event in events)
    told = f"claim: {before} -> All troops left."
    assert decided.endswith(f"(correction: {NOTE}); {'proposed ' if is_second_needed else ''}{told}")
    assert published == f"correcting -> published{f'; {told}' if is_second_needed else ''}"


def test_a_correction_is_a_new_version_and_published_at_once(desk: Desk) -> None:
    done = correct(desk, KEPT, "compromise")
    claim = desk.claim(KEPT)
    assert (claim.status, claim.truth_version, in_force(desk, claim)) == (Status.PUBLISHED, 2, "compromise")
    assert [str(move) for move in done.moves] == [
        "claim 4: published -> correcting",
        "claim 4: correcting -> published",
    ]
    assert claim.published_at == desk.ed.now
    old, new = verdict(desk, KEPT, 1), verdict(desk, KEPT, 2)
    assert (new.change_kind, new.public_note, new.rationale) == (ChangeKind.CORRECTION, NOTE, NOTE)
    assert (old.change_kind, old.public_note) == (ChangeKind.FIRST, None)
    assert desk.kinds(claim)[-3:] == ["moved", "corrected", "moved"]


def test_what_is_not_named_is_as_it_was(desk: Desk) -> None:
    correct(desk, KEPT, "compromise")
    for question in Question:
        before, after = (verdict(desk, KEPT, version, question) for version in (1, 2))
        if question is Question.QUOTE:
            assert (after.rating_id, after.rationale) == (before.rating_id, before.rationale)
            assert (after.flags, after.as_of, after.searched) == (before.flags, before.as_of, before.searched)
    shown = {(row["version"], row["on"]): row["evidence"] for row in rows(desk, KEPT)}
    assert shown[2, "truth"] == shown[1, "truth"] == ["4.2", "4.3"]
    assert shown[2, "quote"] == shown[1, "quote"] == ["4.1"]


def rows(desk: Desk, number: int) -> list[StandingVerdictRow]:
    page = claim_page.page_of(desk.session, number)
    return [*page["verdicts"], *page["earlier_verdicts"]]


def test_evidence_that_is_named_takes_the_place_of_what_was_inherited(desk: Desk) -> None:
    url = "refutes:https://example.org/troops They stayed."
    because, although = ["They stayed."], "That page is older."
    done = correct(desk, KEPT, "broken", evidence=[url], because=because, flags=["misleading"], although=although)
    assert "1 of 3 pages supports the claim (4.2): the rating says otherwise" in done.notices
    new = verdict(desk, KEPT, 2)
    assert new.although == "That page is older."
    assert (new.rationale, new.flags, new.as_of) == ("They stayed.", (Flag.MISLEADING,), desk.ed.now.date())
    assert [row["evidence"] for row in rows(desk, KEPT) if row["version"] == 2 and row["on"] == "truth"] == [["4.4"]]


def test_a_rating_that_stands_already_keeps_what_is_not_named_beside_it(desk: Desk) -> None:
    before = verdict(desk, KEPT, 1)
    correct(desk, KEPT, "kept", flags=["outdated"])
    after = verdict(desk, KEPT, 2)
    assert (after.rationale, after.as_of, after.flags) == (before.rationale, before.as_of, (Flag.OUTDATED,))


@pytest.mark.parametrize(
    "changes",
    [
        ClaimChanges(occasion=""),
        ClaimChanges(speaker="Joe Biden"),
        ClaimChanges(priority=2),
        ClaimChanges(kind=Kind.PROMISE),
    ],
    ids=["occasion", "speaker", "priority", "kind"],
)
def test_readers_are_not_told_of_a_correction_that_changes_nothing(desk: Desk, changes: ClaimChanges) -> None:
    claim = desk.claim(KEPT)
    claim.occasion, claim.kind = None, Kind.PROMISE
    with pytest.raises(NothingToCorrectError):
        correct(desk, KEPT, "kept", changes=changes)
    with pytest.raises(NothingToCorrectError):
        correct(desk, KEPT, changes=changes, evidence=["4.2", "4.3"])


def test_what_was_searched_for_one_question_is_not_said_of_the_other(desk: Desk) -> None:
    correct(desk, SOURCED, "unproven", searched="The library.")
    correct(desk, SOURCED, "not-found", searched="The archive.")
    assert verdict(desk, SOURCED, 3).searched == "The library."
    assert verdict(desk, SOURCED, 3, Question.QUOTE).searched == "The archive."


def test_a_first_rating_needs_its_assessments_in_a_correction_too(desk: Desk) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.ASSESSMENTS, "1")
    correct(desk, KEPT, "compromise")
    with pytest.raises(AssessmentsNeededError):
        correct(desk, SOURCED, "not-found", searched="The archive.")


def test_a_correction_against_its_evidence_names_the_option_that_drops_it(desk: Desk) -> None:
    with pytest.raises(EvidenceContradictsError) as caught:
        correct(desk, KEPT, "broken", evidence=["refutes:https://example.org/stayed"])
    assert "--drop-evidence 4.2" in caught.value.next_step
    assert "evidence withdraw" not in caught.value.next_step, "it is refused for a published claim"


def test_a_correction_does_not_say_when_readers_see_the_evidence_that_it_rests_on(desk: Desk) -> None:
    done = correct(desk, KEPT, evidence=["supports:https://example.org/again"])
    assert done.notices == ["evidence 4.4: supports the claim"]
    apart = desk.cite(desk.claim(KEPT), "https://example.org/apart")
    assert "readers see the evidence when a correction rests on it" in apart.published_notice[0]


def test_evidence_behind_a_published_verdict_is_dropped_by_a_correction(desk: Desk) -> None:
    claim = desk.claim(KEPT)
    with pytest.raises(PublishedEvidenceError) as caught:
        withdrawing.withdraw(desk.session, claim, desk.rita, 2, "The page is gone.")
    assert "factdb claims correct 4 --drop-evidence 4.2" in caught.value.next_step
    dropping = Correction(NOTE, RatingRequest(ratings=(), because=()), drop_evidence=[(KEPT, 2)])
    with pytest.raises(EvidenceNeededError, match="that supports it"), refused(desk):
        correcting.correct(desk.session, claim, desk.ed, dropping)
    desk.cite(claim, "https://example.org/again")
    request = RatingRequest(ratings=(), because=(), evidence=["https://example.org/again"])
    correcting.correct(desk.session, claim, desk.ed, Correction(NOTE, request, drop_evidence=[(KEPT, 2)]))
    assert (claim.status, claim.truth_version) == (Status.PUBLISHED, 2)
    assert claim_evidence.find_evidence(desk.session, KEPT, 2).withdrawn_at == desk.ed.now
    assert [row["evidence"] for row in rows(desk, KEPT) if (row["version"], row["on"]) == (2, "truth")] == [["4.4"]]
    assert desk.kinds(claim)[-3:] == ["corrected", "evidence-withdrawn", "moved"]


def test_correcting_only_words_lets_an_older_verdict_against_evidence_through(desk: Desk) -> None:
    claim = desk.claim(KEPT)
    desk.cite(claim, "https://example.org/against", Stance.REFUTES)
    done = correct(desk, KEPT, changes=ClaimChanges(claim="Troops leave."))
    assert "1 of 3 pages refutes the claim (4.4): the rating says otherwise" in done.notices
    with pytest.raises(EvidenceContradictsError):
        correct(desk, KEPT, "kept", because=["So it was."])


@pytest.mark.parametrize("kind", [ChangeKind.UPDATE, ChangeKind.CLARIFICATION])
def test_readers_are_told_which_kind_of_change_it_is(desk: Desk, kind: ChangeKind) -> None:
    wanted = Correction(NOTE, RatingRequest(ratings=(), because=["Said at length."]), kind=kind)
    correcting.correct(desk.session, desk.claim(KEPT), desk.ed, wanted)
    assert {verdict(desk, KEPT, 2, question).change_kind for question in Question} == {kind}
    assert verdict(desk, KEPT, 2).rationale == "Said at length."


def test_a_question_that_was_open_can_be_decided_by_a_correction(desk: Desk) -> None:
    desk.cite(desk.claim(7), question=Question.TRUTH, stance=Stance.REFUTES)
    correct(desk, 7, "false", because=["It is not."])
    claim = desk.claim(7)
    assert (claim.truth_version, claim.quote_version) == (2, 2)


def test_the_words_of_a_published_claim_change_with_the_version(desk: Desk) -> None:
    changes = ClaimChanges(claim="Troops leave.", said_on=dates.parse("2021-07"), source="The Bridge Gazette")
    done = correct(desk, KEPT, changes=changes)
    claim = desk.claim(KEPT)
    assert (claim.claim, claim.said_on, claim.truth_version) == ("Troops leave.", date(2021, 7, 1), 2)
    assert "source: The Epoch Times -> The Bridge Gazette" in done.changed
    corrected = desk.events(claim)[-2]
    assert {"claim", "said_on", "said_precision", "source"} <= set(corrected["changed"])


@pytest.mark.parametrize(
    ("number", "error"),
    [(19, NotPublishedError), (9, NotPublishedError)],
)
def test_only_what_is_published_is_corrected_or_retracted(desk: Desk, number: int, error: type[Exception]) -> None:
    with pytest.raises(error, match="Only a published claim is corrected"):
        correct(desk, number, "true")
    with pytest.raises(error, match="Only a published claim is retracted"):
        correcting.retract(desk.session, desk.claim(number), desk.ed, NOTE)


def test_a_correction_of_nothing_and_one_that_tells_nothing_are_refused(desk: Desk) -> None:
    with pytest.raises(NothingToCorrectError):
        correct(desk, KEPT)
    with pytest.raises(BadValueError, match="public note"):
        correct(desk, KEPT, "compromise", note="  ")
    assert desk.claim(KEPT).status is Status.PUBLISHED


@pytest.mark.parametrize("who", ["rita", "rae"])
def test_an_editor_corrects_and_retracts(desk: Desk, who: str) -> None:
    actor: Actor = getattr(desk, who)
    with pytest.raises(NotPermittedError):
        correct(desk, KEPT, "compromise", actor=actor)
    with pytest.raises(NotPermittedError):
        correcting.retract(desk.session, desk.claim(KEPT), actor, NOTE)


def test_under_four_eyes_a_correction_waits_and_the_old_version_stays_in_force(desk: Desk) -> None:
    four_eyes(desk)
    done = correct(desk, KEPT, "compromise", changes=ClaimChanges(claim="Troops leave.", speaker="Ayman Saleh"))
    claim = desk.claim(KEPT)
    assert (claim.status, claim.truth_version, in_force(desk, claim)) == (Status.CORRECTING, 1, "kept")
    assert claim.claim != "Troops leave."
    assert len(done.moves) == 1
    shown = {(row["on"], row["version"]): row["in_force"] for row in claim_page.page_of(desk.session, KEPT)["verdicts"]}
    assert shown == {("quote", 1): True, ("quote", 2): False, ("truth", 1): True, ("truth", 2): False}

    with pytest.raises(CorrectionWaitsError):
        correct(desk, KEPT, "stalled", actor=desk.ana)
    with pytest.raises(FourEyesError, match="ed proposed version 2"):
        statuses.set_status(desk.session, desk.claim(KEPT), desk.ed, Status.PUBLISHED)

    statuses.set_status(desk.session, desk.claim(KEPT), desk.ana, Status.PUBLISHED)
    claim = desk.claim(KEPT)
    assert (claim.status, claim.truth_version, in_force(desk, claim)) == (Status.PUBLISHED, 2, "compromise")
    assert claim.claim == "Troops leave."
    assert claim_page.page_of(desk.session, KEPT)["speaker"] == "Ayman Saleh"
    approved = desk.events(claim)[-1]
    assert approved["approved"] == [[2, "truth"], [2, "quote"]]
    assert {"claim", "speaker", "truth_rating"} <= set(approved["changed"])


def test_admins_are_not_exempt_from_four_eyes(desk: Desk) -> None:
    four_eyes(desk)
    claim = desk.claim(19)
    desk.cite(claim)
    desk.rate(claim, "true", actor=desk.ana)
    assert claim.truth_version is None, "a verdict that nobody approved isn't in force"
    assert claim_page.page_of(desk.session, 19)["verdicts"][0]["in_force"] is False
    with pytest.raises(FourEyesError):
        statuses.set_status(desk.session, claim, desk.ana, Status.PUBLISHED)
    assert claim.status is Status.REVIEWED
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    assert claim_page.page_of(desk.session, 19)["verdict"] == "true"
    assert desk.events(claim)[-1]["changed"]["status"]["now"] == "published"


def test_rating_and_publishing_in_one_go_is_refused_under_four_eyes(desk: Desk) -> None:
    four_eyes(desk)
    claim = desk.claim(19)
    desk.cite(claim)
    with pytest.raises(PublishApartError, match="Nothing was done"):
        desk.rate(claim, "true", actor=desk.ed, publish=True)


def test_a_withdrawn_correction_leaves_what_was_and_its_number_is_not_given_twice(desk: Desk) -> None:
    four_eyes(desk)
    before = desk.claim(KEPT).published_at
    correct(desk, KEPT, "compromise", changes=ClaimChanges(claim="Troops leave."))
    moved = correcting.withdraw(desk.session, desk.claim(KEPT), desk.ana)
    claim = desk.claim(KEPT)
    assert str(moved) == "claim 4: correcting -> published"
    assert (claim.truth_version, claim.published_at) == (1, before)
    assert desk.session.get_one(ProposedChange, (KEPT, 2)).withdrawn_at == desk.ana.now
    with pytest.raises(NothingWaitsForApprovalError):
        correcting.withdraw(desk.session, claim, desk.ana)
    correct(desk, KEPT, "stalled")
    statuses.set_status(desk.session, desk.claim(KEPT), desk.ana, Status.PUBLISHED)
    claim = desk.claim(KEPT)
    assert (claim.truth_version, in_force(desk, claim)) == (3, "stalled")
    assert claim.claim != "Troops leave.", "what was withdrawn doesn't come back"


def test_a_retraction_keeps_all_and_tells_why(desk: Desk) -> None:
    correcting.retract(desk.session, desk.claim(KEPT), desk.ed, NOTE)
    page = claim_page.page_of(desk.session, KEPT)
    assert (page["status"], page["verdict"]) == ("retracted", "kept")
    assert page["retraction"]
    assert page["retraction"]["public_note"] == NOTE
    with pytest.raises(IllegalMoveError):
        statuses.set_status(desk.session, desk.claim(KEPT), desk.ed, Status.PUBLISHED)
    with pytest.raises(NotPublishedError):
        correct(desk, KEPT, "compromise")


def test_a_correction_that_waits_is_withdrawn_by_a_retraction(desk: Desk) -> None:
    four_eyes(desk)
    correct(desk, KEPT, "compromise")
    correcting.retract(desk.session, desk.claim(KEPT), desk.ed, NOTE)
    assert desk.claim(KEPT).status is Status.CORRECTING
    assert desk.session.get_one(ProposedChange, (KEPT, 2)).withdrawn_at is not None
    assert "correction-withdrawn" in desk.kinds(desk.claim(KEPT))


def test_two_versions_are_compared_by_what_they_say(desk: Desk) -> None:
    correct(desk, KEPT, "compromise", changes=ClaimChanges(claim="Troops leave."))
    told = {
        each["what"]: (each["was"], each["now"]) for each in version_differences.differences(desk.session, KEPT, 1, 2)
    }
    assert told["truth: rating"] == ("kept", "compromise")
    assert told["claim"][1] == "Troops leave."
    assert told["quote: public_note"] == (None, NOTE)
    assert version_differences.differences(desk.session, KEPT, 2, 2) == []
    assert "truth: as_of" in told
