"""Statuses, notes, links, topics, assignments, reviewers and scales: what the desk says about claims and itself."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from factdb.domain.enums import LinkKind, Question, Role, Stance, Status
from factdb.errors import BadValueError, NoSuchError, NotPermittedError, UnknownWordError
from factdb.errors.claims import IllegalMoveError, RatingIsNoStatusError, ReasonNeededError, RuleError
from factdb.services.actor import find_actor
from factdb.services.claims import notes_and_links
from factdb.services.decisions import mapping, scales, statuses
from factdb.services.desk import reviewers, setup
from factdb.services.ledger import claim_ledger
from factdb.services.people import topics
from factdb.services.reads import filter_names
from factdb.store.models import ClaimLink, DeskHistory
from tests.conftest import NOW
from tests.services.conftest import PAGE, Desk

# -- statuses -------------------------------------------------------------------------------------------------


def test_a_move_is_made_and_told(desk: Desk) -> None:
    claim = desk.claim(19)
    moved = statuses.set_status(desk.session, claim, desk.rita, Status.DECLINED, "Settled elsewhere.")
    assert (str(moved), claim.status) == ("claim 19: new -> declined", "declined")
    event = desk.events(claim)[-1]
    assert (event["kind"], event["actor"], event["reason"]) == ("moved", desk.rita.uid, "Settled elsewhere.")
    assert event["changed"] == {"status": {"was": "new", "now": "declined"}}


def test_publishing_an_undecided_claim_is_refused_with_the_moves(desk: Desk) -> None:
    claim = desk.claim(19)
    with pytest.raises(IllegalMoveError, match="It can become in-review or declined"):
        statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    with pytest.raises(ReasonNeededError):
        statuses.set_status(desk.session, claim, desk.ed, Status.DECLINED)
    assert claim.status == "new"


@pytest.mark.parametrize(("who", "needed"), [("rita", "editor"), ("rae", "editor")])
def test_publishing_takes_an_editor(desk: Desk, who: str, needed: str) -> None:
    claim = desk.new()
    desk.rate(claim, "not-checkable")
    actor = getattr(desk, who)
    with pytest.raises(NotPermittedError, match=f'"claims status published" needs the role {needed}'):
        statuses.set_status(desk.session, claim, actor, Status.PUBLISHED)
    assert statuses.set_status(desk.session, claim, desk.ana, Status.PUBLISHED).after == "published"


def test_publishing_approves_what_stands_and_was_not_approved(desk: Desk) -> None:
    claim = desk.new()
    desk.cite(claim)
    desk.cite(claim, question=Question.QUOTE)
    desk.rate(claim, "true")
    desk.rate(claim, "verbatim", "half-true")
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    assert desk.events(claim)[-1]["approved"] == [[2, "truth"], [2, "quote"]]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "desk.example.org/1"])
def test_where_it_was_published_must_be_an_address(desk: Desk, url: str) -> None:
    claim = desk.new()
    desk.rate(claim, "not-checkable")
    with pytest.raises(BadValueError):
        statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED, url=url)


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b", " "])
def test_a_hostile_reason_is_refused(desk: Desk, bad: str) -> None:
    with pytest.raises(BadValueError):
        statuses.set_status(desk.session, desk.claim(19), desk.rita, Status.DECLINED, bad)


def test_a_rating_given_as_a_status_is_answered(desk: Desk) -> None:
    assert statuses.find_status(desk.session, "in-review", 7) is Status.IN_REVIEW
    with pytest.raises(RatingIsNoStatusError) as caught:
        statuses.find_status(desk.session, "false", 7)
    assert f"{caught.value} {caught.value.next_step}".strip() == (
        '"false" is a rating, not a status. Rate the claim: factdb claims rate 7 false --because "..."'
    )
    assert caught.value.exit_code == 2
    with pytest.raises(UnknownWordError, match='There is no status "verified"'):
        statuses.find_status(desk.session, "verified", 7)


def test_a_claim_is_given_to_somebody_once(desk: Desk) -> None:
    claim = desk.claim(19)
    assert statuses.assign(desk.session, claim, desk.rita, desk.ed.id)
    assert not statuses.assign(desk.session, claim, desk.rita, desk.ed.id)
    assert desk.events(claim)[-1]["changed"] == {"assignee": {"was": None, "now": desk.ed.uid}}
    assert statuses.assign(desk.session, claim, desk.rita, None)
    with pytest.raises(NotPermittedError, match='"claims assign" needs the role reviewer'):
        statuses.assign(desk.session, claim, desk.rae, desk.rae.id)


# -- notes and links ------------------------------------------------------------------------------------------


def test_a_note_is_a_row_of_history(desk: Desk) -> None:
    claim = desk.claim(7)
    version = claim.row_version
    notes_and_links.note(desk.session, claim, desk.rita, "  The transcript\r\nhas been asked for. ")
    event = desk.events(claim)[-1]
    assert (event["kind"], event["note"]) == ("noted", "The transcript\nhas been asked for.")
    assert claim.row_version == version + 1


@pytest.mark.parametrize("bad", ["", " \n", "a\0b", "a\ud800b"])
def test_an_empty_or_hostile_note_is_refused(desk: Desk, bad: str) -> None:
    with pytest.raises(BadValueError):
        notes_and_links.note(desk.session, desk.claim(7), desk.rita, bad)


def test_a_reader_notes_links_and_tags_nothing(desk: Desk) -> None:
    claim, other = desk.claim(7), desk.claim(8)
    with pytest.raises(NotPermittedError, match="claims note"):
        notes_and_links.note(desk.session, claim, desk.rae, "x")
    with pytest.raises(NotPermittedError, match="claims link"):
        notes_and_links.link(desk.session, (claim, other), desk.rae, LinkKind.SIMILAR)
    with pytest.raises(NotPermittedError, match="claims tag"):
        topics.tag(desk.session, claim, desk.rae, ["x"], [])


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_stands_in_both_histories(desk: Desk, kind: LinkKind) -> None:
    one, other = desk.claim(20), desk.claim(3)
    row = notes_and_links.link(desk.session, (one, other), desk.rita, kind)
    expected = (3, 20) if kind in {"contradicts", "similar"} else (20, 3)
    assert (row.claim_id, row.other_id, row.state) == (*expected, "confirmed")
    told = {claim.id: desk.events(claim)[-1] for claim in (one, other)}
    assert (told[20]["other"], told[3]["other"]) == (other.uid, one.uid)
    assert {event["link"] for event in told.values()} == {str(kind)}
    assert [number for number, event in told.items() if event.get("from")] == [expected[1]]


def test_a_symmetric_link_is_one_whoever_is_named_first(desk: Desk) -> None:
    one, other = desk.claim(3), desk.claim(20)
    rows = [
        notes_and_links.link(desk.session, pair, desk.rita, LinkKind.SIMILAR) for pair in ((one, other), (other, one))
    ]
    assert rows[0] is rows[1]


def test_a_repeat_points_at_its_original(desk: Desk) -> None:
    repeat, original = desk.claim(20), desk.claim(3)
    notes_and_links.link(desk.session, (repeat, original), desk.rita, LinkKind.REPEATS)
    assert (repeat.repeats_id, original.repeats_id) == (3, None)
    assert desk.events(repeat)[-1]["changed"] == {"repeats": {"was": None, "now": original.uid}}


def test_no_claim_is_linked_to_itself(desk: Desk) -> None:
    claim = desk.claim(3)
    with pytest.raises(RuleError, match="cannot be linked to itself"):
        notes_and_links.link(desk.session, (claim, claim), desk.rita, LinkKind.SIMILAR)


def test_the_worked_example_has_its_two_contradictions(desk: Desk) -> None:
    links = desk.session.execute(select(ClaimLink.claim_id, ClaimLink.other_id, ClaimLink.kind)).all()
    assert sorted(links) == [(2, 11, "contradicts"), (18, 22, "contradicts")]


# -- topics ---------------------------------------------------------------------------------------------------


def test_topics_are_put_on_and_taken_off(desk: Desk) -> None:
    claim = desk.claim(7)
    assert topics.tag(desk.session, claim, desk.rita, ["Iraq", "isis"], ["Terrorism"]) == ["Iraq", "ISIS"]
    event = desk.events(claim)[-1]
    assert event["topics"] == {"was": ["ISIS", "terrorism"], "now": ["Iraq", "ISIS"]}


def test_topics_that_change_nothing_leave_no_trace(desk: Desk) -> None:
    claim = desk.claim(7)
    before = desk.events(claim)
    assert topics.tag(desk.session, claim, desk.rita, ["isis", "ISIS"], []) is None
    assert desk.events(claim) == before


def test_a_topic_that_is_not_on_the_claim_can_not_be_taken_off(desk: Desk) -> None:
    with pytest.raises(NoSuchError, match='no topic "Iraq" on claim 7') as caught:
        topics.tag(desk.session, desk.claim(7), desk.rita, [], ["Iraq"])
    assert "ISIS" in caught.value.next_step
    with pytest.raises(BadValueError, match="has a comma"):
        topics.tag(desk.session, desk.claim(7), desk.rita, ["a, b"], [])


# -- the ledger's door ----------------------------------------------------------------------------------------


def test_claims_are_locked_in_the_order_of_their_numbers_by_number_or_uid(desk: Desk) -> None:
    uid = desk.claim(3).uid
    assert [claim.id for claim in claim_ledger.lock(desk.session, [20, uid, 7, 3])] == [3, 7, 20]


@pytest.mark.parametrize("name", [999, "01900000-0000-7000-8000-000000000000"])
def test_a_claim_that_is_not_there_is_not_locked(desk: Desk, name: int | str) -> None:
    with pytest.raises(NoSuchError, match="no claim") as caught:
        claim_ledger.lock(desk.session, [3, name])
    assert caught.value.exit_code == 3


def test_the_version_that_was_read_may_be_told(desk: Desk) -> None:
    version = desk.claim(7).row_version
    assert claim_ledger.lock_one(desk.session, 7, version).id == 7


# -- the desk itself ------------------------------------------------------------------------------------------


def test_reviewers_are_added_and_disabled_by_admins(desk: Desk) -> None:
    added = reviewers.add(desk.session, desk.ana, "Zoe", Role.REVIEWER, "Zoe Doe")
    assert (added.handle, added.role) == ("zoe", "reviewer")
    with pytest.raises(RuleError, match='The name "zoe" already belongs to a reviewer'):
        reviewers.add(desk.session, desk.ana, "zoe", Role.READER)
    for actor in (desk.ed, desk.rita, desk.rae):
        with pytest.raises(NotPermittedError):
            reviewers.add(desk.session, actor, "mallory", Role.ADMIN)
        with pytest.raises(NotPermittedError):
            reviewers.disable(desk.session, actor, "ana")
    reviewers.disable(desk.session, desk.ana, "zoe")
    reviewers.disable(desk.session, desk.ana, "zoe")
    assert [event["uid"] for event in desk.desk_events("reviewer-disabled")][-1] == added.uid
    assert [event["handle"] for event in desk.desk_events("reviewer-added")][-1] == "zoe"
    with pytest.raises(RuleError, match="zoe may no longer act"):
        reviewers.find_active_reviewer(desk.session, "zoe")
    with pytest.raises(NoSuchError, match='no reviewer "ritta"') as caught:
        reviewers.find_reviewer(desk.session, "ritta")
    assert caught.value.next_step == "Did you mean: rita"


def test_who_acts_becomes_an_admin_only_while_there_is_none(desk: Desk) -> None:
    assert reviewers.first_admin(desk.session, "ed", NOW)[1] is False
    assert find_actor(desk.session, "ed", NOW).role == "editor"
    reviewers.find_reviewer(desk.session, "ana").disabled_at = NOW
    actor, made = reviewers.first_admin(desk.session, "newcomer", NOW)
    assert (actor.handle, actor.role, made) == ("newcomer", "admin", True)


def test_a_desk_that_is_prepared_again_stays_as_it_is(desk: Desk) -> None:
    before = desk.session.scalars(select(DeskHistory.seq)).all()
    again = setup.prepare(desk.session, "ana", NOW)
    assert (again.became_admin, again.scales) == (False, [])
    assert desk.session.scalars(select(DeskHistory.seq)).all() == before


def test_the_desk_s_history_tells_what_was_added(desk: Desk) -> None:
    added = [(event["scale"].get("publisher"), event["scale"]["code"]) for event in desk.desk_events("scale-added")]
    assert added[:3] == [(None, "factdb-truth"), (None, "factdb-promise"), (None, "factdb-quote")]
    assert all(publisher for publisher, _ in added[3:])
    desk.cite(desk.new(topics=["Bridges"]), PAGE)
    assert desk.desk_events("topic-added")[-1]["name"] == "Bridges"
    document = desk.desk_events("document-added")[-1]
    assert (document["document"]["url"], document["actor"]) == (PAGE, desk.rita.uid)


OTHERS: dict[str, Any] = {
    "code": "gazette",
    "publisher": "The Bridge Gazette",
    "question": "truth",
    "ratings": [
        {"code": "pinocchio", "label": "Pinocchio", "category": "truth", "score": 0, "flags": ["misleading"]},
        {"code": "true", "label": "True", "category": "truth", "score": 4},
        {"code": "hm", "label": "Hm"},
    ],
}


def test_another_publisher_s_rating_is_named_with_its_scale(desk: Desk) -> None:
    outcomes = [mapping.import_scales(desk.session, desk.ana, [OTHERS])[0].outcome for _ in range(2)]
    assert outcomes == ["added", "unchanged"]
    rating, question = scales.find_rating(desk.session, "gazette:pinocchio")
    assert (rating.score, question) == (0, "truth")
    assert scales.find_rating(desk.session, "true")[0].id != scales.find_rating(desk.session, "gazette:true")[0].id
    with pytest.raises(UnknownWordError):
        scales.find_rating(desk.session, "pinocchio")
    claim = desk.new()
    desk.cite(claim, stance=Stance.REFUTES)
    desk.rate(claim, "gazette:pinocchio")
    assert list(claim.flags) == ["misleading"]
    assert "pinocchio" in filter_names.codes_on_question(desk.session, Question.TRUTH)
    assert "pinocchio" not in scales.own_codes(desk.session)
