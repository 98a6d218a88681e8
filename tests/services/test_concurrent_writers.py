"""Several processes that write at once take turns: nothing is lost, nothing forks, nobody waits for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from factdb.domain.enums import Role
from factdb.services.desk import reviewers
from factdb.services.people import topics
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Claim, Document, Evidence, Lease, Reviewer, Source, Speaker, SpeakerRole, Topic
from tests.bench import writers
from tests.services.concurrent_writers import (
    NEW_PAGE,
    WRITERS,
    Refusal,
    add_the_same_names,
    add_the_same_speaker,
    collect_refusals,
    disable_the_next,
    give_an_office,
    link_both_ways,
    merge_into_the_next,
    note_if_version,
    take_until_none_waits,
    taker,
    toggle,
)
from tests.services.conftest import desk_on
from tests.services.test_history import must_hold_everywhere
from tests.store.process_pool import Processes, processes

ROUNDS = 4
WAIT_ALREADY = (9, 15, 19)  # in the worked example
WAITING = 21


@pytest.fixture(scope="module")
def several() -> Iterator[Processes]:
    """Eight processes, started once."""
    with processes(WRITERS) as started:
        yield started


def refused(answers: list[list[Refusal]]) -> list[Refusal]:
    return [refusal for each in answers for refusal in each]


def test_writers_of_one_claim_all_succeed_in_turn(demo: Database, several: Processes) -> None:
    assert refused(several.run_in_all(collect_refusals, toggle, demo, rounds=ROUNDS)) == []
    with sessions.reading(demo) as session:
        desk = desk_on(session)
        moves = [event for event in desk.events(session.get_one(Claim, 9)) if event.get("reason")]
        must_hold_everywhere(session)  # which holds every "was" against the "now" before it
    assert Counter(event["reason"] for event in moves) == {f"writer {n}": ROUNDS for n in range(WRITERS)}
    seen = [event["changed"]["status"]["now"] for event in moves]
    assert seen == ["on-hold", "in-review"] * (WRITERS * ROUNDS // 2)


@pytest.mark.parametrize(
    ("changes", "claims"), [(10, 10), pytest.param(200, 50, marks=pytest.mark.full_size)], ids=["small", "full"]
)
def test_no_change_of_many_writers_is_lost_and_no_history_forks(
    database: Database, several: Processes, changes: int, claims: int
) -> None:
    numbers = writers.claims_in_review(database, claims)
    errors = several.run_in_all(writers.write, writers.by_services, database, numbers, changes)
    assert errors == [[]] * WRITERS
    assert writers.lost(database, changes) == []
    with sessions.reading(database) as session:
        lengths = select(func.sum(Claim.history_length))
        assert session.scalar(lengths) == 2 * claims + WRITERS * changes  # each was added and taken into review before
        must_hold_everywhere(session)


def test_several_who_ask_for_work_at_once_never_get_the_same(demo: Database, several: Processes) -> None:
    with sessions.writing(demo) as session:
        desk = desk_on(session)
        for n in range(WAITING):
            desk.new(f"Bridge {n} fell.")
        waiting = [desk.claim(number).id for number in WAIT_ALREADY] + list(range(23, 23 + WAITING))
    handed = several.run_in_all(take_until_none_waits, demo)
    assert sorted(number for each in handed for number in each) == sorted(waiting)
    with sessions.reading(demo) as session:
        desk = desk_on(session)
        theirs = {number: taker(desk, writer).id for writer, each in enumerate(handed) for number in each}
        assert {lease.claim_id: lease.reviewer_id for lease in session.scalars(select(Lease))} == theirs


def test_of_those_who_read_the_same_version_one_is_first_and_the_others_are_told_who(
    demo: Database, several: Processes
) -> None:
    with sessions.reading(demo) as session:
        version = session.get_one(Claim, 7).row_version
    losers = refused(several.run_in_all(collect_refusals, note_if_version, demo, version))
    assert len(losers) == WRITERS - 1
    now = f"You read version {version}. The current version is {version + 1}."
    for exit_code, sentence in losers:
        assert exit_code == 5
        assert "Claim 7 has changed since you read it: rita changed it at 2026-11-22 09:30:00 UTC (noted). " in sentence
        assert now in sentence
        assert sentence.endswith("Read the claim again: factdb claims show 7")
    with sessions.reading(demo) as session:
        assert session.get_one(Claim, 7).row_version == version + 1
        must_hold_everywhere(session)


def test_news_that_several_bring_at_once_is_kept_once(demo: Database, several: Processes) -> None:
    assert refused(several.run_in_all(collect_refusals, add_the_same_names, demo)) == []
    with sessions.reading(demo) as session:
        for model, column, value in (
            (Document, Document.url, NEW_PAGE),
            (Speaker, Speaker.name, "Somebody New"),
            (Source, Source.name, "The New Gazette"),
            (Topic, Topic.name, "New things"),
        ):
            assert session.scalar(select(func.count()).select_from(model).where(column == value)) == 1
        cited = select(Evidence.claim_id).join(Evidence.document).where(Document.url == NEW_PAGE)
        assert sorted(session.scalars(cited)) == list(range(1, WRITERS + 1))
        must_hold_everywhere(session)


def test_who_names_claims_in_another_order_does_not_wait_for_ever(demo: Database, several: Processes) -> None:
    assert refused(several.run_in_all(collect_refusals, link_both_ways, demo, rounds=2)) == []
    with sessions.reading(demo) as session:
        must_hold_everywhere(session)


def test_a_speaker_whom_several_add_at_once_is_there_once(demo: Database, several: Processes) -> None:
    losers = refused(several.run_in_all(collect_refusals, add_the_same_speaker, demo))
    assert len(losers) == WRITERS - 1
    assert {exit_code for exit_code, _ in losers} == {1}
    with sessions.reading(demo) as session:
        assert len(session.scalars(select(Speaker).where(Speaker.name == "Jane Doe")).all()) == 1
        must_hold_everywhere(session)


def test_offices_that_several_add_at_once_have_numbers_of_their_own(demo: Database, several: Processes) -> None:
    assert refused(several.run_in_all(collect_refusals, give_an_office, demo)) == []
    with sessions.reading(demo) as session:
        numbers = session.scalars(select(SpeakerRole.n).where(SpeakerRole.speaker_id == 2))
        assert sorted(numbers) == list(range(1, WRITERS + 2))


def test_topics_merged_in_a_circle_at_once_leave_one_that_lives(demo: Database, several: Processes) -> None:
    with sessions.writing(demo) as session:
        topics.find_or_add(session, desk_on(session).rita, [f"Topic {n}" for n in range(WRITERS)])
    losers = refused(several.run_in_all(collect_refusals, merge_into_the_next, demo))
    assert len(losers) == 1
    with sessions.reading(demo) as session:
        found = session.scalars(select(Topic).where(Topic.name.startswith("Topic "))).all()
        (living,) = (topic.id for topic in found if topic.merged_into_id is None)
        assert {topic.merged_into_id for topic in found} == {None, living}
        must_hold_everywhere(session)


def test_admins_who_disable_one_another_at_once_never_lock_the_desk_out(demo: Database, several: Processes) -> None:
    with sessions.writing(demo) as session:
        desk = desk_on(session)
        for n in range(WRITERS):
            reviewers.add(session, desk.ana, f"admin{n}", Role.ADMIN)
        reviewers.edit(session, desk.ana, "ana", None, Role.READER)  # the others are the only admins
    several.run_in_all(collect_refusals, disable_the_next, demo)
    with sessions.reading(demo) as session:
        admins = select(func.count()).where(Reviewer.role == Role.ADMIN, Reviewer.disabled_at.is_(None))
        assert session.scalar(admins)
        must_hold_everywhere(session)
