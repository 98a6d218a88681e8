"""Requests for erasures: who may ask, what is refused, who decides, and that nothing goes before."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from factdb.domain.enums import PolicyName, Role
from factdb.domain.erasure import ErasureState, ErasureSubject
from factdb.domain.history.events import DeskEvent
from factdb.errors import BadValueError, FactdbError, NoSuchError, NotPermittedError
from factdb.errors.erasure import (
    ActiveReviewerError,
    ErasureDecidedError,
    ErasureRequestedError,
    NoSuchErasureError,
    NothingToEraseError,
    OneAdminError,
    OwnErasureError,
    WrongSubjectError,
)
from factdb.services.actor import Actor, find_actor
from factdb.services.desk import desk_policy, reviewers
from factdb.services.erasure import requests
from factdb.store.models import DeskHistory, Erasure
from tests.conftest import NOW
from tests.services.conftest import Desk
from tests.services.erasure.people import COMPLAINT, GROUND, Erasable, erase, hashes, must_be_clean, places_of


@pytest.fixture
def second_admin(desk: Desk) -> Actor:
    """Another admin, under four eyes."""
    reviewers.add(desk.session, desk.ana, "una", Role.ADMIN)
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    return find_actor(desk.session, "una", NOW)


def ask(desk: Desk, name: str, **how: Any) -> requests.ErasureResult:  # noqa: ANN401 - of a request
    return requests.request(desk.session, desk.ana, ErasureSubject.COMPLAINT, name, GROUND, **how)


def number_of(result: requests.ErasureResult) -> int:
    assert result.number is not None
    return result.number


def test_a_dry_run_changes_nothing(desk: Desk, planted: Erasable) -> None:
    before, places = hashes(desk.session), places_of(desk.session, COMPLAINT)
    result = ask(desk, planted.complaint, dry_run=True)
    assert (result.number, result.parts, result.claims) == (None, 2, (int(planted.complaint.split(".")[0]),))
    assert hashes(desk.session) == before
    assert places_of(desk.session, COMPLAINT) == places
    assert desk.session.scalar(select(func.count()).select_from(Erasure)) == 0


@pytest.mark.parametrize(
    ("subject", "name", "error", "says"),
    [
        ("complaint", "reply", WrongSubjectError, "no complaint"),
        ("reply", "complaint", WrongSubjectError, "a complaint"),
        ("interview", "cited", WrongSubjectError, "not an interview"),
        ("complaint", "99.c1", FactdbError, "99"),
        ("complaint", "7.c99", NoSuchError, "7.c99"),
        ("note", "7.n99", NoSuchError, "7.n99"),
        ("origin", "7", NoSuchError, "7.1"),
        ("interview", "7.99", NoSuchError, "7.99"),
        ("capture", "999.1", NoSuchError, "999.1"),
        ("capture", "page", BadValueError, "7.2"),
        ("note", "seven", BadValueError, "seven"),
        ("reviewer", "nobody", NoSuchError, "nobody"),
        ("reviewer", "rita", ActiveReviewerError, "rita"),
        ("reviewer", "ana", ActiveReviewerError, "ana"),
    ],
)
def test_what_cannot_be_erased_is_refused(
    desk: Desk, planted: Erasable, subject: str, name: str, error: type[FactdbError], says: str
) -> None:
    cited = f"{desk.new('The bridge is long.').id}.1"
    desk.cite(desk.claim(int(cited.split(".", maxsplit=1)[0])), excerpt="It is long.")
    before = hashes(desk.session)
    written = cited if name == "cited" else getattr(planted, name, name)
    with pytest.raises(error, match=says):
        erase(desk, ErasureSubject(subject), written)
    assert hashes(desk.session) == before


@pytest.mark.parametrize("subject", ErasureSubject)
def test_what_is_erased_already_is_refused(desk: Desk, planted: Erasable, subject: ErasureSubject) -> None:
    name, _ = planted.names[subject]
    erase(desk, subject, name)
    if subject is ErasureSubject.REVIEWER:
        name = requests.list_erasures(desk.session)[0]["name"]
    with pytest.raises(NothingToEraseError, match="no words that can be erased"):
        erase(desk, subject, name)
    must_be_clean(desk.session, 1)


def test_only_an_admin_may_ask_decide_or_finish(desk: Desk, planted: Erasable, second_admin: Actor) -> None:
    number = number_of(ask(desk, planted.complaint))
    for actor in (desk.ed, desk.rita, desk.rae):
        for act in (
            lambda actor=actor: requests.request(
                desk.session, actor, ErasureSubject.NOTE, planted.note, GROUND, dry_run=True
            ),
            lambda actor=actor: requests.approve(desk.session, actor, number),
            lambda actor=actor: requests.refuse(desk.session, actor, number, "No."),
            lambda actor=actor: requests.finish(desk.session, actor, number),
        ):
            with pytest.raises(NotPermittedError):
                act()
    assert requests.approve(desk.session, second_admin, number).parts == 2


@pytest.mark.parametrize("ground", ["", "  "])
def test_a_ground_is_needed(desk: Desk, planted: Erasable, ground: str) -> None:
    with pytest.raises(BadValueError, match="ground"):
        requests.request(desk.session, desk.ana, ErasureSubject.NOTE, planted.note, ground)


# -- four eyes ---------------------------------------------------------------------------------------------------------


def test_a_request_waits_and_nothing_is_removed(desk: Desk, planted: Erasable, second_admin: Actor) -> None:
    places, before = places_of(desk.session, COMPLAINT), hashes(desk.session)
    result = ask(desk, planted.complaint)
    assert (result.state, result.parts) == (ErasureState.REQUESTED, 2)
    assert places_of(desk.session, COMPLAINT) == places
    added = [place for place in hashes(desk.session) if place not in before]
    assert len(added) == 1  # the request, in the history of the desk
    must_be_clean(desk.session, 0)
    number = number_of(result)
    with pytest.raises(OwnErasureError, match="ana asked for erasure 1"):
        requests.approve(desk.session, desk.ana, number)
    assert places_of(desk.session, COMPLAINT) == places
    approved = requests.approve(desk.session, second_admin, number)
    assert (approved.state, approved.parts) == (ErasureState.REMOVING, 2)
    requests.finish(desk.session, second_admin, number)
    assert places_of(desk.session, COMPLAINT) == []
    must_be_clean(desk.session, 1)
    (row,) = requests.list_erasures(desk.session)
    assert (row["state"], row["asked_by"], row["decided_by"]) == ("done", "ana", "una")


def test_the_same_request_twice_is_refused(desk: Desk, planted: Erasable, second_admin: Actor) -> None:
    ask(desk, planted.complaint)
    with pytest.raises(ErasureRequestedError, match="Erasure 1 already asks for this"):
        requests.request(desk.session, second_admin, ErasureSubject.COMPLAINT, planted.complaint, "Another ground")


def test_a_refusal_keeps_the_words_and_can_be_asked_again(desk: Desk, planted: Erasable, second_admin: Actor) -> None:
    places = places_of(desk.session, COMPLAINT)
    number = number_of(ask(desk, planted.complaint))
    requests.refuse(desk.session, desk.ana, number, "The person withdrew it.")  # whoever asked may refuse
    assert places_of(desk.session, COMPLAINT) == places
    assert desk.desk_events(DeskEvent.ERASURE_REFUSED)[0]["reason"] == "The person withdrew it."
    for act in (
        lambda: requests.approve(desk.session, second_admin, number),
        lambda: requests.refuse(desk.session, second_admin, number, "Again."),
    ):
        with pytest.raises(ErasureDecidedError, match="Erasure 1 is refused"):
            act()
    must_be_clean(desk.session, 0)
    assert number_of(ask(desk, planted.complaint)) == number + 1


def test_an_erasure_cannot_be_refused_after_it_was_done(desk: Desk, planted: Erasable, second_admin: Actor) -> None:
    number = number_of(ask(desk, planted.complaint))
    requests.approve(desk.session, second_admin, number)
    with pytest.raises(ErasureDecidedError, match="is removing"):
        requests.refuse(desk.session, desk.ana, number, "Too late.")
    requests.finish(desk.session, second_admin, number)
    events = desk.session.scalar(select(func.count()).select_from(DeskHistory))
    again = requests.approve(desk.session, desk.ana, number)  # only clears the files once more
    requests.finish(desk.session, desk.ana, number)
    assert (again.state, again.parts) == (ErasureState.DONE, 0)
    assert desk.session.scalar(select(func.count()).select_from(DeskHistory)) == events


def test_one_admin_is_told_both_ways(desk: Desk, planted: Erasable) -> None:
    desk_policy.change(desk.session, desk.ana, PolicyName.FOUR_EYES, "on")
    with pytest.raises(OneAdminError, match="has only one") as refused:
        ask(desk, planted.complaint)
    assert "--role admin" in str(refused.value.next_step)
    assert "four-eyes off" in str(refused.value.next_step)
    assert desk.session.scalar(select(func.count()).select_from(Erasure)) == 0


def test_a_disabled_admin_does_not_count(desk: Desk, planted: Erasable, second_admin: Actor) -> None:
    reviewers.disable(desk.session, desk.ana, second_admin.handle)
    with pytest.raises(OneAdminError):
        ask(desk, planted.complaint)


def test_two_requests_for_one_interview(desk: Desk, planted: Erasable, second_admin: Actor) -> None:
    """Each claim names the interview its own way: the second approval finds nothing left, and is recorded."""
    first = f"{planted.complaint.split('.')[0]}.1"
    numbers = [
        number_of(requests.request(desk.session, desk.ana, ErasureSubject.INTERVIEW, name, GROUND))
        for name in (first, planted.interview)
    ]
    parts = [requests.approve(desk.session, second_admin, number).parts for number in numbers]
    assert parts[0] > 0
    assert parts[1] == 0
    for number in numbers:
        requests.finish(desk.session, second_admin, number)
    must_be_clean(desk.session, 2)


def test_an_unknown_number(desk: Desk) -> None:
    with pytest.raises(NoSuchErasureError, match="no erasure 5"):
        requests.approve(desk.session, desk.ana, 5)
    with pytest.raises(NoSuchErasureError, match="no erasure 5"):
        requests.refuse(desk.session, desk.ana, 5, "No.")


def test_a_disabled_admin_may_be_erased_while_another_stays(desk: Desk) -> None:
    reviewers.add(desk.session, desk.ana, "una", Role.ADMIN, "Una")
    reviewers.disable(desk.session, desk.ana, "una")
    erase(desk, ErasureSubject.REVIEWER, "una")
    must_be_clean(desk.session, 1)
    reviewers.add(desk.session, desk.ana, "una", Role.ADMIN, "Una the second")
    must_be_clean(desk.session, 1)
