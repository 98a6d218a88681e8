"""Four eyes: two reviewers and two editors try every way to publish what a second person did not see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from factdb.domain.enums import Category, Kind, PolicyName, Role, Stance, Status
from factdb.errors import FactdbError, NotPermittedError
from factdb.errors.claims import IllegalMoveError, NameTakenError
from factdb.errors.decisions import ClaimPublishedError, NoRetractionWaitsError, RetractionWaitsError
from factdb.errors.desk import ChangedItError, FourEyesError, ProposalChangedError, StaleProposalError
from factdb.errors.people import NameReasonNeededError, OtherPersonError
from factdb.formats.records.claim_record import CheckRecord
from factdb.services.actor import Actor, find_actor
from factdb.services.claims import editing, notes_and_links
from factdb.services.claims.editing import ClaimChanges
from factdb.services.decisions import approving, correcting, mapping, other_checks, statuses, withdrawing
from factdb.services.decisions.correcting import Correction
from factdb.services.decisions.rating import RatingRequest
from factdb.services.desk import desk_policy, reviewers
from factdb.services.people import merging, sources, speakers, topics
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.services.people.public_names import OwnerEdit
from factdb.store.models import Claim, DeskHistory
from tests.conftest import NOW
from tests.services.conftest import Desk

OTHER = "https://example.org/other"
NOTE = "We mixed up two speeches."
CORRECTION = Correction(NOTE, RatingRequest(("half-true",), ()))
SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def strict(desk: Desk) -> Desk:
    """The desk with four eyes, with a second reviewer rob and a second editor eve."""
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    reviewers.add(desk.session, desk.ana, "rob", Role.REVIEWER)
    for editor in ("eve", "zoe"):
        reviewers.add(desk.session, desk.ana, editor, Role.EDITOR)
    return desk


def person(desk: Desk, handle: str) -> Actor:
    return find_actor(desk.session, handle, SOON)


def proposed(desk: Desk) -> Claim:
    """Return a claim by Joe Biden that rita rated "true" on her page, and that waits for an editor."""
    claim = desk.new(speaker="Joe Biden", source="The Epoch Times")
    desk.cite(claim)
    desk.rate(claim, "true")
    return claim


def publish(desk: Desk, claim: Claim, actor: Actor, version: int | None = None) -> None:
    statuses.set_status(desk.session, claim, actor, Status.PUBLISHED, version=version)


def edit(desk: Desk, claim: Claim) -> None:
    editing.edit(desk.session, claim, person(desk, "rob"), ClaimChanges(claim="The bridge cost 9 million."))


def edit_the_kind(desk: Desk, claim: Claim) -> None:
    editing.edit(desk.session, claim, person(desk, "rob"), ClaimChanges(kind=Kind.CAUSAL))


def add_evidence(desk: Desk, claim: Claim) -> None:
    desk.cite(claim, OTHER, Stance.CONTEXT)


@pytest.mark.parametrize("change", [edit, edit_the_kind, add_evidence])
def test_a_change_after_the_proposal_makes_it_stale(strict: Desk, change: Callable[[Desk, Claim], None]) -> None:
    claim = proposed(strict)
    change(strict, claim)
    with pytest.raises(StaleProposalError, match=f"Claim {claim.id} was changed after version 1 was proposed") as stale:
        publish(strict, claim, strict.ed)
    assert "Ask rita to propose it again" in stale.value.next_step
    assert f"factdb --as rita claims rate {claim.id} --again" in stale.value.next_step
    strict.rate(claim, again=True)
    publish(strict, claim, strict.ed)
    assert (claim.status, claim.truth_version) == (Status.PUBLISHED, 2)


def test_the_name_that_readers_see_is_part_of_the_proposal(strict: Desk) -> None:
    claim = strict.new(speaker="Jim Example", source="The Daily Example")
    strict.cite(claim)
    strict.rate(claim, "true")
    jim = SPEAKERS.named(strict.session, "Jim Example")
    assert speakers.edit(strict.session, person(strict, "rob"), jim, "James Example", None, None).changed == ["name"]
    with pytest.raises(StaleProposalError):
        publish(strict, claim, strict.ed)
    strict.rate(claim, again=True)
    sources.add(strict.session, strict.rita, "The Example Times")
    merging.merge(strict.session, person(strict, "eve"), SOURCES, "The Daily Example", "The Example Times")
    with pytest.raises(StaleProposalError):
        publish(strict, claim, strict.ed)
    strict.rate(claim, again=True)
    with pytest.raises(ChangedItError, match="eve changed claim"):
        publish(strict, claim, person(strict, "eve"))
    publish(strict, claim, strict.ed)


def test_the_desks_own_fields_make_nothing_stale(strict: Desk) -> None:
    claim = proposed(strict)
    changes = ClaimChanges(priority=3, headline="No, it did not", published_url="https://example.org/check")
    editing.edit(strict.session, claim, strict.ed, changes)
    notes_and_links.note(strict.session, claim, strict.ed, "Seen.")
    topics.tag(strict.session, claim, strict.ed, ["bridges"], [])
    statuses.assign(strict.session, claim, strict.ed, strict.rita.id)
    publish(strict, claim, strict.ed, version=1)
    assert claim.status is Status.PUBLISHED


def test_who_changed_the_claim_since_the_last_approval_is_no_second_person(strict: Desk) -> None:
    claim = strict.new(speaker="Joe Biden")
    strict.cite(claim)
    eve = person(strict, "eve")
    editing.edit(strict.session, claim, eve, ClaimChanges(claim="The bridge cost 9 million."))
    strict.rate(claim, "true")
    with pytest.raises(FourEyesError, match="rita proposed version 1") as mine:
        publish(strict, claim, replace(strict.rita, role=Role.EDITOR))
    assert isinstance(mine.value, NotPermittedError)
    with pytest.raises(ChangedItError, match=r"eve changed claim \d+ since the last approval \(claim edited by eve\)"):
        publish(strict, claim, eve)
    publish(strict, claim, strict.ed)
    # From here on, the correction of another is all that eve has to approve.
    correcting.correct(strict.session, claim, strict.ed, Correction(NOTE, RatingRequest(("half-true",), ())))
    publish(strict, claim, eve)
    assert claim.truth_version == 2


def test_an_editor_approves_the_version_that_the_editor_saw(strict: Desk) -> None:
    claim = proposed(strict)
    strict.rate(claim, "half-true", actor=person(strict, "rob"))
    with pytest.raises(ProposalChangedError, match="the newest version is 2") as changed:
        publish(strict, claim, strict.ed, version=1)
    assert changed.value.exit_code == 5
    publish(strict, claim, strict.ed, version=2)


def test_evidence_of_a_proposal_is_not_withdrawn_unseen(strict: Desk) -> None:
    claim = proposed(strict)
    withdrawing.withdraw(strict.session, claim, person(strict, "rob"), 1, "Forged.")
    assert claim.status is Status.IN_REVIEW
    strict.cite(claim, OTHER)
    strict.rate(claim, "true")
    with pytest.raises(ChangedItError, match=r"evidence \d+\.1 withdrawn"):
        publish(strict, claim, replace(person(strict, "rob"), role=Role.EDITOR))
    publish(strict, claim, strict.ed)


def test_adopting_a_check_is_a_proposal_too(strict: Desk) -> None:
    claim = strict.new()
    check = CheckRecord(publisher="PolitiFact", url="https://check.example/1", label="True", scale="politifact")
    other_checks.add(strict.session, claim, strict.ed, check)
    other_checks.adopt(strict.session, claim, strict.ed, 1)
    with pytest.raises(FourEyesError):
        publish(strict, claim, strict.ed)


def test_a_promise_that_another_publisher_checked_is_adopted_as_the_desk_s_own(desk: Desk) -> None:
    meaning = mapping.Meaning(Category.PROMISE, "A kept promise.")
    mapping.map_label(desk.session, desk.ed, "politifact", "Promise Kept", meaning)
    claim = desk.new()
    check = CheckRecord(publisher="PolitiFact", url="https://check.example/2", label="Promise Kept", scale="politifact")
    other_checks.add(desk.session, claim, desk.ed, check)
    adopted = other_checks.adopt(desk.session, claim, desk.rita, 1)
    assert adopted.codes == ["kept"]
    assert "supports the claim" in adopted.notices[0]


def test_a_retraction_waits_for_a_second_editor(strict: Desk) -> None:
    claim = proposed(strict)
    publish(strict, claim, strict.ed)
    retraction = correcting.retract(strict.session, claim, strict.ed, NOTE)
    assert (retraction.version, retraction.withdrawn) == (2, None)
    assert " ".join(map(str, retraction.moves)) == f"claim {claim.id}: published -> correcting"
    with pytest.raises(FourEyesError) as mine:
        statuses.set_status(strict.session, claim, strict.ed, Status.RETRACTED)
    assert mine.value.next_step.endswith(f"factdb --as HANDLE claims status {claim.id} retracted")
    with pytest.raises(RetractionWaitsError):
        publish(strict, claim, person(strict, "eve"))
    correcting.withdraw(strict.session, claim, person(strict, "eve"))
    assert claim.status is Status.PUBLISHED
    with pytest.raises(IllegalMoveError) as alone:
        statuses.set_status(strict.session, claim, person(strict, "eve"), Status.RETRACTED)
    assert alone.value.next_step.endswith(f'factdb claims retract {claim.id} --public-note "..."')
    correcting.correct(strict.session, claim, strict.ed, Correction(NOTE, RatingRequest(("half-true",), ())))
    with pytest.raises(NoRetractionWaitsError, match="no retraction that waits"):
        statuses.set_status(strict.session, claim, person(strict, "eve"), Status.RETRACTED)
    again = correcting.retract(strict.session, claim, strict.ed, NOTE)
    assert (again.version, again.withdrawn, len(again.moves)) == (4, 3, 2), "the correction that waited is named"
    statuses.set_status(strict.session, claim, person(strict, "eve"), Status.RETRACTED)
    assert strict.events(claim)[-1]["public_note"] == NOTE
    assert strict.events(claim)[-1]["changed"]["status"]["now"] == "retracted"


def test_who_changed_a_claim_that_is_to_be_retracted_asks_for_the_retraction(strict: Desk) -> None:
    claim = proposed(strict)
    publish(strict, claim, strict.ed)
    eve = person(strict, "eve")
    replace(strict, rita=eve).cite(claim, OTHER, Stance.CONTEXT)
    correcting.retract(strict.session, claim, strict.ed, NOTE)
    with pytest.raises(ChangedItError) as mine:
        statuses.set_status(strict.session, claim, eve, Status.RETRACTED)
    assert mine.value.next_step.endswith(f"factdb --as HANDLE claims status {claim.id} retracted")
    replace(strict, rita=strict.ana).cite(claim, "https://example.org/third", Stance.CONTEXT)
    strict.session.flush()
    with pytest.raises(StaleProposalError) as stale:
        statuses.set_status(strict.session, claim, person(strict, "zoe"), Status.RETRACTED)
    assert stale.value.next_step.endswith(f"--as ed claims correct {claim.id} --withdraw, and retract it again")


def test_evidence_of_a_published_claim_is_added_by_an_editor_and_dropped_by_two(strict: Desk) -> None:
    claim = proposed(strict)
    strict.cite(claim, OTHER)
    strict.rate(claim, again=True)
    publish(strict, claim, strict.ed)
    with pytest.raises(NotPermittedError, match="needs the role editor"):
        strict.cite(claim, "https://example.org/third")
    request = Correction(NOTE, RatingRequest((), ()), drop_evidence=[(claim.id, 1)])
    correcting.correct(strict.session, claim, strict.ed, request)
    assert claim.evidence_count == 2, "readers still see what the published verdict rests on"
    publish(strict, claim, person(strict, "eve"))
    assert strict.kinds(claim)[-1] == "evidence-withdrawn"
    assert claim.evidence_count == 1


def test_the_kind_of_a_published_claim_changes_only_by_a_correction(strict: Desk) -> None:
    claim = proposed(strict)
    publish(strict, claim, strict.ed)
    with pytest.raises(ClaimPublishedError):
        edit_the_kind(strict, claim)


def test_a_published_name_takes_two_editors_and_a_reason(strict: Desk) -> None:
    claim = strict.new(speaker="Jim Example")
    strict.cite(claim)
    strict.rate(claim, "true")
    publish(strict, claim, strict.ed)
    jim, eve = SPEAKERS.named(strict.session, "Jim Example"), person(strict, "eve")

    def rename(actor: Actor, name: str = "James Example", reason: str | None = None) -> OwnerEdit:
        return speakers.edit(strict.session, actor, jim, name, None, None, reason)

    with pytest.raises(NotPermittedError, match="needs the role editor"):
        rename(strict.rita, reason="His real name.")
    with pytest.raises(NameReasonNeededError, match="in 1 published claim"):
        rename(eve)
    with pytest.raises(NameTakenError) as taken:
        rename(eve, "Joe Biden", reason="Both are the same.")
    assert "speakers merge" in taken.value.next_step
    with pytest.raises(OtherPersonError) as other:
        rename(eve, "George Bush", reason="It was him.")
    assert f"factdb claims correct {claim.id} --speaker" in other.value.next_step
    assert rename(eve, reason="His real name.").waits
    assert rename(eve, reason="His real name.").waits, "the same editor is no second one"
    assert jim.name == "Jim Example"
    done = rename(strict.ed)
    assert (done.changed, done.claims.first) == (["name"], (claim.id,))
    assert jim.name == "James Example"
    edited = strict.desk_events("speaker-edited")[-1]
    assert (edited["reason"], edited["proposed_by"]) == ("His real name.", eve.uid)
    # A proposal is used once.
    assert rename(strict.ed, "Jim Example", reason="No.").waits
    assert rename(eve, "Jim Example").changed == ["name"]
    assert rename(strict.ed, "James Example", reason="Yes.").waits


def test_a_published_name_is_merged_by_two_editors(strict: Desk) -> None:
    claim = strict.new(source="The Daily Example")
    strict.cite(claim)
    strict.rate(claim, "true")
    publish(strict, claim, strict.ed)
    sources.add(strict.session, strict.rita, "The Example Times")
    names = "The Daily Example", "The Example Times"
    with pytest.raises(NameReasonNeededError):
        merging.merge(strict.session, strict.ed, SOURCES, *names)
    assert merging.merge(strict.session, strict.ed, SOURCES, *names, "One outlet.").waits
    before = strict.session.scalar(select(func.count()).select_from(DeskHistory))
    assert merging.merge(strict.session, strict.ed, SOURCES, *names).waits
    assert strict.session.scalar(select(func.count()).select_from(DeskHistory)) == before
    merged = merging.merge(strict.session, person(strict, "eve"), SOURCES, *names)
    assert (merged.waits, merged.public.first) == (False, (claim.id,))
    assert merging.undo(strict.session, strict.ed, SOURCES, names[0], "Two after all.").waits
    assert not merging.undo(strict.session, person(strict, "eve"), SOURCES, names[0]).waits


def test_without_four_eyes_nothing_of_this_is_asked(desk: Desk) -> None:
    claim = desk.new(speaker="Jim Example")
    desk.cite(claim)
    desk.rate(claim, "true", actor=desk.ed)
    editing.edit(desk.session, claim, desk.ed, ClaimChanges(claim="The bridge cost 9 million."))
    desk.cite(claim, OTHER)
    publish(desk, claim, desk.ed)
    desk.cite(claim, "https://example.org/third")
    jim = SPEAKERS.named(desk.session, "Jim Example")
    assert speakers.edit(desk.session, desk.rita, jim, "Somebody Else", None, None).claims.first == (claim.id,)
    correcting.retract(desk.session, claim, desk.ed, NOTE)
    assert claim.status is Status.RETRACTED
    assert all("proposal" not in event for event in desk.events(claim))


def test_many_claims_are_judged_as_publishing_judges_each(strict: Desk) -> None:
    eve = person(strict, "eve")
    plain, stale, by_eve, renamed, contradicted = (proposed(strict) for _ in range(5))
    edit(strict, stale)
    editing.edit(strict.session, by_eve, eve, ClaimChanges(claim="The bridge cost 9 million."))
    strict.rate(by_eve, again=True)
    renamed.speaker_id = strict.new(speaker="Jim Example").speaker_id
    strict.rate(renamed, again=True)
    speakers.edit(strict.session, eve, SPEAKERS.named(strict.session, "Jim Example"), "James Example", None, None)
    strict.rate(renamed, again=True)
    strict.cite(contradicted, OTHER, Stance.REFUTES)
    correcting.correct(strict.session, published := proposed_and_published(strict), eve, CORRECTION)
    claims = [plain, stale, by_eve, renamed, contradicted, published]
    for actor in (strict.ed, eve):
        judged = approving.approvable(strict.session, claims, actor)
        assert judged == {claim.id for claim in claims if is_published(strict, claim, actor)}
        assert plain.id in judged
        assert (by_eve.id in judged, renamed.id in judged, published.id in judged) == (actor is strict.ed,) * 3


def is_published(desk: Desk, claim: Claim, actor: Actor) -> bool:
    """Try to publish a claim, and take it back."""
    attempt = desk.session.begin_nested()
    try:
        publish(desk, claim, actor)
    except FactdbError:
        return False
    else:
        return True
    finally:
        attempt.rollback()


def proposed_and_published(desk: Desk) -> Claim:
    claim = proposed(desk)
    publish(desk, claim, desk.ed)
    return claim
