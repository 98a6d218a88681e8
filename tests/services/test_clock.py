"""A clock that goes back: the order of what was done is seq, never time, and what the desk said then can be told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from factdb.domain.claim_filter import ClaimFilter
from factdb.errors import NoSuchError
from factdb.reports import corrections
from factdb.services.actor import NOBODY
from factdb.services.claims import queue
from factdb.services.decisions import assessing, correcting, rating
from factdb.services.reads import assessment_list, claim_list_at, claim_page, claim_page_at
from factdb.services.reads.row_types import ClaimPage
from tests.conftest import NOW
from tests.services.conftest import Desk, desk_on
from tests.services.test_history import must_hold_everywhere

DAY = timedelta(days=1)


@pytest.fixture
def yesterday(desk: Desk) -> Desk:
    """The same desk after its clock was set back: the worked example was loaded tomorrow."""
    return desk_on(desk.session, NOW - DAY)


@pytest.fixture
def corrected(yesterday: Desk) -> Desk:
    """Claim 18 was corrected before it was added, as its clock has it."""
    request = rating.RatingRequest(ratings=["half-true"], because=["The transcript has more."])
    correction = correcting.Correction("We read the whole transcript.", request)
    correcting.correct(yesterday.session, yesterday.claim(18), yesterday.ed, correction)
    return yesterday


def test_what_is_done_after_the_clock_went_back_comes_last(corrected: Desk) -> None:
    shown = claim_page.page_of(corrected.session, 18, with_history=True)
    assert [event["seq"] for event in shown["history"]] == list(range(1, len(shown["history"]) + 1))
    assert [event["kind"] for event in shown["history"][-3:]] == ["moved", "corrected", "moved"]
    assert [event["at"] for event in shown["history"]][-4:] == [NOW, *[NOW - DAY] * 3]
    assert (shown["verdict"], shown["verdict_version"], shown["status"]) == ("half-true", 2, "published")
    must_hold_everywhere(corrected.session)


@pytest.mark.parametrize("since", [timedelta(), DAY / 2, DAY, 2 * DAY])
def test_what_the_desk_said_then_is_what_its_history_had_reached(corrected: Desk, since: timedelta) -> None:
    at = NOW - DAY + since
    now, shown = (dict(each) for each in (claim_page.page_of(corrected.session, 18), _then(corrected, at)))
    assert shown.pop("at") == at
    assert shown == now
    listed = {row["id"]: row for row in claim_list_at.rows(corrected.session, ClaimFilter(), at)}
    assert len(listed) == (22 if at >= NOW else 1)  # what the clock says of the others is that nobody had added them
    assert {key: shown[key] for key in listed[18]} == listed[18]


def test_before_anything_was_written_nobody_had_added_it(corrected: Desk) -> None:
    with pytest.raises(NoSuchError, match="18"):
        _then(corrected, NOW - 2 * DAY)
    assert list(claim_list_at.rows(corrected.session, ClaimFilter(), NOW - 2 * DAY)) == []


def test_readers_are_told_of_the_correction_once(corrected: Desk) -> None:
    told = [row for row in corrections.rows(corrected.session) if row["claim"] == 18]
    assert [(row["version"], row["changes"][0]["was"], row["changes"][0]["now"]) for row in told] == [
        (2, "false", "half-true")
    ]


def test_rounds_and_versions_go_on(desk: Desk, yesterday: Desk) -> None:
    for each in (desk, yesterday):
        assessing.assess(each.session, each.claim(9), each.rita, assessing.Opinion(["verbatim"], ["Word for word."]))
        each.rate(each.claim(9), "verbatim", actor=each.rita)
    rows = assessment_list.assessments_of(desk.session, 9, desk.rita.id)
    assert [(row["round"], row["submitted_at"]) for row in rows] == [(1, NOW), (2, NOW - DAY)]
    shown = claim_page.page_of(desk.session, 9)
    assert (shown["quote_verdict"], shown["verdict_version"]) == ("verbatim", 2)
    must_hold_everywhere(desk.session)


def test_a_claim_that_somebody_has_is_not_handed_out_again(desk: Desk, yesterday: Desk) -> None:
    taken = {queue.lease_next(each.session, each.rita).claim_id for each in (desk, yesterday)}
    assert len(taken) == 2
    assert queue.lease_next(yesterday.session, yesterday.ed).claim_id not in taken


def _then(desk: Desk, at: datetime) -> ClaimPage:
    return claim_page_at.page_of(desk.session, 18, at, NOBODY)
