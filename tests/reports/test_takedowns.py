"""The report on takedowns: numbers and days by kind of person, and nothing of the words or of who asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from factdb.domain.enums import PolicyName, Role
from factdb.domain.erasure import PEOPLE, ErasureSubject
from factdb.reports import takedowns
from factdb.services.actor import Actor, find_actor
from factdb.services.desk import desk_policy, reviewers
from factdb.services.erasure import requests
from factdb.store import sessions
from factdb.store.engine import Database
from tests.conftest import NOW
from tests.services.conftest import desk_on
from tests.services.erasure.people import GROUND, Erasable, plant

GROUND_WORDS = f"{GROUND}, asked by letter"


def at(session: Session, handle: str, days: float) -> Actor:
    return find_actor(session, handle, NOW + timedelta(days=days))


def ask(session: Session, subject: str, name: str, days: float) -> int:
    result = requests.request(session, at(session, "ana", days), ErasureSubject(subject), name, GROUND_WORDS)
    assert result.number is not None
    return result.number


def do(session: Session, number: int, days: float) -> None:
    requests.approve(session, at(session, "una", days), number)
    requests.finish(session, at(session, "una", days), number)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A desk under four eyes, on which erasures were asked, done, refused and cut off."""
    with sessions.writing(database) as session:
        desk = desk_on(session)
        planted: Erasable = plant(desk)
        reviewers.add(session, desk.ana, "una", Role.ADMIN)
        desk_policy.change(session, desk.ana, PolicyName.FOUR_EYES, "on")
        claim = planted.note.partition(".")[0]
        do(session, ask(session, "note", planted.note, 0), 2.9)
        do(session, ask(session, "note", f"{claim}.n1", 1), 10)
        refused = ask(session, "reply", planted.reply, 3)
        requests.refuse(session, at(session, "una", 33), refused, "It was published.")
        ask(session, "complaint", planted.complaint, 5)  # it waits
        requests.approve(session, at(session, "una", 7), ask(session, "reviewer", planted.reviewer, 6))  # cut off
        yield session
        session.rollback()


def rows_by_kind(session: Session, since: datetime | None = None) -> dict[str, tuple[object, ...]]:
    return {str(row["kind"]): tuple(row.values())[1:] for row in takedowns.rows(session, since)}


def test_numbers_and_days(session: Session) -> None:
    # asked, done, refused, open, median and longest days
    assert rows_by_kind(session) == {
        "complainant": (1, 0, 0, 1, None, None),
        "person who was asked": (1, 0, 1, 0, 30, 30),
        "person in a note": (2, 2, 0, 0, 5.5, 9),
        "reviewer": (1, 0, 0, 1, None, None),
    }


def test_since_counts_what_was_asked_later(session: Session) -> None:
    since = rows_by_kind(session, NOW + timedelta(days=1))
    assert since["person in a note"] == (1, 1, 0, 0, 9, 9)
    assert rows_by_kind(session, NOW + timedelta(days=40)) == {}


def test_nothing_of_words_people_or_grounds(session: Session) -> None:
    told = str(takedowns.rows(session)).lower()
    for word in ("qz", "letter", "gdpr", "ana", "una", "published", "zoe"):
        assert word not in told
    assert set(takedowns.rows(session)[0]) == set(takedowns.COLUMNS)


def test_every_subject_has_a_kind_of_person() -> None:
    assert set(PEOPLE) == set(ErasureSubject)
    assert len(set(PEOPLE.values())) == len(PEOPLE)
