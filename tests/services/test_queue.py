"""Claims are handed out one by one, the most urgent first, and no two people get the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from factdb.domain.enums import PolicyName, Status
from factdb.errors import NotFoundError, NotPermittedError
from factdb.errors.desk import NothingToReleaseError, NothingWaitsError, NotTakenError
from factdb.services import claim_lookup
from factdb.services.actor import Actor
from factdb.services.claims import editing, queue
from factdb.services.claims.editing import ClaimChanges
from factdb.services.claims.queue import LEASED_FOR
from factdb.services.decisions import assessing, statuses
from factdb.services.decisions.assessing import Opinion
from factdb.services.desk import desk_policy
from factdb.store.models import Lease
from tests.services.conftest import Desk

# The demo's open claims, as they are handed out: 9 and 15 in review, 19 new.
WAITING = [9, 15, 19]


def taken(desk: Desk, who: Actor, times: int, topic: str | None = None) -> list[int]:
    return [queue.lease_next(desk.session, who, topic).claim_id for _ in range(times)]


def test_the_oldest_comes_first_and_each_only_once(desk: Desk) -> None:
    assert [*taken(desk, desk.rita, 1), *taken(desk, desk.ed, 1), *taken(desk, desk.rita, 1)] == WAITING
    with pytest.raises(NothingWaitsError):
        queue.lease_next(desk.session, desk.ana)


def test_what_is_due_comes_first_and_then_what_has_priority(desk: Desk) -> None:
    today = desk.rita.now.date()
    days = {"overdue": -1, "soon": 30, "later": 31}
    numbers = {
        name: desk.new(name, kind="promise", resolves_on=today + timedelta(days=offset)).id
        for name, offset in days.items()
    }
    urgent = desk.new("urgent").id
    editing.edit(desk.session, desk.claim(urgent), desk.rita, ClaimChanges(priority=3))
    expected = [numbers["overdue"], numbers["soon"], urgent, *WAITING, numbers["later"]]
    assert taken(desk, desk.rita, len(expected)) == expected


def test_a_lease_runs_out(desk: Desk) -> None:
    handed = queue.lease_next(desk.session, desk.rita)
    assert handed.until == desk.rita.now + LEASED_FOR
    later = replace(desk.ed, now=desk.rita.now + LEASED_FOR)
    assert queue.lease_next(desk.session, later).claim_id == handed.claim_id
    assert claim_lookup.lease_holder(desk.session, handed.claim_id, later.now) == ("ed", later.now + LEASED_FOR)


def test_leases_are_given_back_one_or_all(desk: Desk) -> None:
    taken(desk, desk.rita, 2)
    with pytest.raises(NothingToReleaseError, match="You have not taken claim 19"):
        queue.release(desk.session, desk.rita, [19])
    assert queue.release(desk.session, desk.rita, [15]) == [15]
    assert queue.release(desk.session, desk.rita, []) == [9]
    assert queue.release(desk.session, desk.rita, []) == []
    assert desk.session.scalars(select(Lease)).all() == []


def test_what_is_assigned_or_done_is_not_handed_out(desk: Desk) -> None:
    statuses.assign(desk.session, desk.claim(9), desk.rita, desk.rita.id)
    statuses.set_status(desk.session, desk.claim(19), desk.rita, Status.DECLINED, "Too old.")
    assert taken(desk, desk.ed, 1) == [15]
    assert queue.next_own(desk.session, desk.rita) == queue.QueuedClaim(9, None)
    assert queue.next_own(desk.session, desk.ed).claim_id == 15
    with pytest.raises(NothingWaitsError):
        queue.next_own(desk.session, desk.ana)


def test_by_topic(desk: Desk) -> None:
    about = desk.new("It is long.", topics=["Bridges"]).id
    assert taken(desk, desk.rita, 1, "bridges") == [about]
    with pytest.raises(NothingWaitsError, match='about "bridges"'):
        queue.lease_next(desk.session, desk.rita, "bridges")
    with pytest.raises(NotFoundError, match="no topic"):
        queue.lease_next(desk.session, desk.rita, "Rivers")


def test_who_has_assessed_a_claim_is_handed_others_until_it_can_be_rated(desk: Desk) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.ASSESSMENTS, "2")
    opinion = Opinion(["verbatim"], ["It is."])
    (first,) = taken(desk, desk.rita, 1)
    assessing.assess(desk.session, desk.claim(first), desk.rita, opinion)
    assert claim_lookup.lease_holder(desk.session, first, desk.rita.now) is None, "who assessed it is done with it"
    assert first not in taken(desk, desk.rita, 2)
    assert taken(desk, desk.ed, 1) == [first]
    assessing.assess(desk.session, desk.claim(first), desk.ed, opinion)
    assert taken(desk, desk.rita, 1) == [first]


def test_rating_ends_the_lease_and_readers_take_none(desk: Desk) -> None:
    (number,) = taken(desk, desk.rita, 1)
    claim = desk.claim(number)
    desk.rate(claim, "not-found", searched="The web.")
    assert desk.session.scalars(select(Lease)).all() == []
    with pytest.raises(NotPermittedError):
        queue.lease_next(desk.session, desk.rae)
    assert claim.history_length == len(desk.events(claim)), "a lease writes no history"
    assert date.min < desk.rita.now.date()


def test_an_editor_takes_claims_back_all_or_none(desk: Desk) -> None:
    taken(desk, desk.rita, 2)
    with pytest.raises(NotPermittedError):
        queue.take_back(desk.session, desk.rita, [9])
    with pytest.raises(NotTakenError, match="Nobody has taken claim 19"):
        queue.take_back(desk.session, desk.ed, [9, 19])
    assert claim_lookup.lease_holder(desk.session, 9, desk.ed.now)
    later = replace(desk.ed, now=desk.ed.now + LEASED_FOR)
    with pytest.raises(NotTakenError):
        queue.take_back(desk.session, later, [9])
    assert queue.take_back(desk.session, desk.ed, [15, 9]) == [(9, "rita"), (15, "rita")]
    assert taken(desk, desk.ed, 1) == [9]
