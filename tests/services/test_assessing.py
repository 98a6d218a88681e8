"""Assessments are each reviewer's own: unseen until one has given one's own, in pages, histories and lists alike."""

from __future__ import annotations

import json

import pytest

from factdb.domain import policy_settings
from factdb.domain.enums import Confidence, PolicyName, Question, Status
from factdb.errors import BadValueError, NotPermittedError
from factdb.errors.claims import NotAssessableError
from factdb.errors.decisions import NoReasonsError, TwoRatingsError
from factdb.errors.desk import AssessmentsNeededError
from factdb.services.actor import NOBODY, Actor, Viewer
from factdb.services.decisions import assessing, statuses
from factdb.services.decisions.assessing import Opinion
from factdb.services.desk import desk_policy
from factdb.services.reads import assessment_list, claim_page, claim_page_at
from factdb.store.models import Assessment
from tests.services.conftest import Desk

MINUTES = "Because of the minutes of that day."


def assess(desk: Desk, who: Actor, *ratings: str, number: int = 19, because: str = "It is so.") -> list[Assessment]:
    opinion = Opinion(ratings or ("true",), [because], Confidence.HIGH)
    return assessing.assess(desk.session, desk.claim(number), who, opinion)


def seen(desk: Desk, who: Actor | None, number: int = 19) -> dict[tuple[str, str, int], bool]:
    """Return which assessments somebody sees."""
    rows = assessment_list.assessments_of(desk.session, number, who.id if who else None)
    return {(row["on"], row["reviewer"], row["round"]): not row["hidden"] for row in rows}


def policy(desk: Desk, name: PolicyName, value: str) -> None:
    desk_policy.change(desk.session, desk.ana, name, value)


def test_nobody_sees_anothers_before_their_own(desk: Desk) -> None:
    assess(desk, desk.rita, because=MINUTES)
    assert seen(desk, desk.rita) == {("truth", "rita", 1): True}
    assert seen(desk, desk.ed) == {("truth", "rita", 1): False}
    assert seen(desk, None) == {("truth", "rita", 1): False}
    for viewer in (NOBODY, Viewer(desk.ed.id, desk.ed.now), Viewer(desk.ana.id, desk.ana.now)):
        page = claim_page.page_of(desk.session, 19, viewer=viewer, with_history=True)
        past = claim_page_at.page_of(desk.session, 19, desk.rita.now, viewer, with_history=True)
        for told in (page, past):
            assert MINUTES not in json.dumps(told, default=str)
            assert told["assessments"][0]["rating"] is None
            assert assessment_list.HIDDEN in json.dumps(told["history"], default=str)

    assess(desk, desk.ed, "false")
    assert seen(desk, desk.ed) == {("truth", "rita", 1): True, ("truth", "ed", 1): True}
    assert seen(desk, desk.rita) == {("truth", "rita", 1): True, ("truth", "ed", 1): True}
    assert seen(desk, desk.ana) == {("truth", "rita", 1): False, ("truth", "ed", 1): False}
    own = claim_page.page_of(desk.session, 19, viewer=Viewer(desk.ed.id, desk.ed.now), with_history=True)
    assert MINUTES in json.dumps(own, default=str)


def test_each_question_and_each_round_has_its_own_blindness(desk: Desk) -> None:
    assess(desk, desk.rita, "true")
    assess(desk, desk.ed, "verbatim")
    assert seen(desk, desk.ed)["truth", "rita", 1] is False
    assess(desk, desk.ed, "false")
    assess(desk, desk.rita, "mostly-true")
    assert seen(desk, desk.ed)["truth", "rita", 2] is False
    assert seen(desk, desk.rita)["truth", "ed", 1] is True
    assert seen(desk, desk.rita)["quote", "ed", 1] is False


def test_a_decision_opens_them_to_everybody(desk: Desk) -> None:
    assess(desk, desk.rita, because=MINUTES)
    claim = desk.claim(19)
    desk.cite(claim)
    desk.rate(claim, "true", actor=desk.rita)
    assert seen(desk, None) == {("truth", "rita", 1): True}


def test_under_four_eyes_a_proposed_verdict_opens_nothing(desk: Desk) -> None:
    policy(desk, PolicyName.FOUR_EYES, "on")
    assess(desk, desk.rita)
    claim = desk.claim(19)
    desk.cite(claim)
    desk.rate(claim, "true", actor=desk.rita)
    assert seen(desk, desk.ed) == {("truth", "rita", 1): False}
    statuses.set_status(desk.session, claim, desk.ed, Status.PUBLISHED)
    assert seen(desk, desk.ed) == {("truth", "rita", 1): True}


def test_what_could_be_seen_before_is_recorded(desk: Desk) -> None:
    (first,) = assess(desk, desk.rita)
    (second,) = assess(desk, desk.ed)
    assert (first.saw_others, second.saw_others) == (False, False)
    policy(desk, PolicyName.BLIND, "off")
    (third,) = assess(desk, desk.ana)
    assert third.saw_others is True
    assert desk.events(desk.claim(19))[-1]["assessments"]["truth"] == {
        "round": 1,
        "rating": "factdb-truth@1:true",
        "because": "It is so.",
        "confidence": "high",
        "saw_others": True,
    }


def test_an_assessment_moves_nothing_and_decides_nothing(desk: Desk) -> None:
    assess(desk, desk.rita, "true", "verbatim")
    claim = desk.claim(19)
    assert (claim.status, claim.truth_rating_id, claim.quote_rating_id) == (Status.NEW, None, None)


def test_a_claim_is_rated_once_enough_have_assessed_it(desk: Desk) -> None:
    policy(desk, PolicyName.ASSESSMENTS, "2")
    claim = desk.claim(19)
    desk.cite(claim)
    for who in (desk.rita, desk.rita):
        assess(desk, who)
        with pytest.raises(
            AssessmentsNeededError, match=r"needs assessments by 2 reviewers on the truth before it is rated\. It has 1"
        ):
            desk.rate(claim, "true")
    assess(desk, desk.ed)
    with pytest.raises(AssessmentsNeededError, match=r"on the quotation before it is rated\. It has 0"):
        desk.rate(claim, "true", "not-found", searched="The web.")
    desk.rate(claim, "true")
    assert claim.status is Status.REVIEWED


def test_what_is_refused(desk: Desk) -> None:
    with pytest.raises(NotPermittedError):
        assess(desk, desk.rae)
    with pytest.raises(TwoRatingsError):
        assess(desk, desk.rita, "true", "false")
    with pytest.raises(NoReasonsError):
        assessing.assess(desk.session, desk.claim(19), desk.rita, Opinion(["true"], []))
    claim = desk.claim(19)
    statuses.set_status(desk.session, claim, desk.rita, Status.DECLINED, "Nobody cares.")
    with pytest.raises(NotAssessableError):
        assess(desk, desk.rita)
    assert [row.question for row in desk.session.query(Assessment).all()] == []


def test_reasons_can_differ_by_question(desk: Desk) -> None:
    opinion = Opinion(["true", "verbatim"], ["It is so.", "quote:Word for word."])
    rows = assessing.assess(desk.session, desk.claim(19), desk.rita, opinion)
    assert {row.question: row.rationale for row in rows} == {
        Question.TRUTH: "It is so.",
        Question.QUOTE: "Word for word.",
    }


@pytest.mark.parametrize(
    ("typed", "stored"), [("yes", "on"), ("YES", "on"), (" On ", "on"), ("No", "off"), ("no", "off"), ("OFF", "off")]
)
def test_yes_and_no_are_on_and_off_in_any_case(typed: str, stored: str) -> None:
    assert policy_settings.parse_rule(PolicyName.FOUR_EYES, typed) == stored


def test_a_policy_is_read_strictly_and_told_in_the_desk_s_history(desk: Desk) -> None:
    assert desk_policy.change(desk.session, desk.ana, PolicyName.ASSESSMENTS, "03") == ("0", "3")
    assert desk_policy.change(desk.session, desk.ana, PolicyName.ASSESSMENTS, "3") == ("3", "3")
    assert [event["now"] for event in desk.desk_events("policy-set")] == ["3"]
    for name, value in (("four-eyes", "maybe"), ("assessments", "-1"), ("assessments", "²"), ("blind", "2")):
        with pytest.raises(BadValueError, match=r"is not on or off|is not a number") as refusal:
            desk_policy.change(desk.session, desk.ana, PolicyName(name), value)
        assert refusal.value.next_step.startswith(f"Write it so: factdb policy set {name} ")
    with pytest.raises(NotPermittedError):
        desk_policy.change(desk.session, desk.ed, PolicyName.BLIND, "off")
