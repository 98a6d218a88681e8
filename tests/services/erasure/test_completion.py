"""The end of an erasure: what is left in files is cleared, and an erasure that was cut off is listed and finished."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from factdb.domain.enums import ContactKind, PolicyName, Role
from factdb.domain.erasure import ErasureState, ErasureSubject
from factdb.errors import FactdbError
from factdb.errors.database import DatabaseError
from factdb.errors.erasure import CutOffErasureError
from factdb.services.actor import find_actor
from factdb.services.desk import desk_policy, reviewers
from factdb.services.erasure import completion, requests
from factdb.store import residue, sessions
from factdb.store.driver import sqlite3
from factdb.store.engine import Database
from factdb.store.models import Contact, Erasure
from tests.conftest import NOW
from tests.databases import Templates
from tests.services.conftest import desk_on
from tests.services.erasure.people import COMPLAINT, GROUND, Erasable, places_of, plant, verified

LATER = NOW + timedelta(days=1)


@pytest.fixture
def planted(database: Database) -> Erasable:
    """A desk with words that can be erased."""
    with sessions.writing(database) as session:
        return plant(desk_on(session))


def ask(database: Database, name: str, handle: str = "ana", subject: str = "complaint") -> requests.ErasureResult:
    with sessions.writing(database) as session:
        actor = find_actor(session, handle, NOW)
        return requests.request(session, actor, ErasureSubject(subject), name, GROUND)


def state_of(database: Database, number: int = 1) -> ErasureState:
    with sessions.reading(database) as session:
        return session.scalars(select(Erasure.state).where(Erasure.n == number)).one()


def findings(database: Database) -> list[str]:
    with sessions.reading(database) as session:
        return verified(session)[0]


def fail(*_: object, **__: object) -> None:
    raise DatabaseError("The database is locked by another program.", "Try again.")


def test_a_cut_off_erasure_is_listed_and_finished(
    database: Database, planted: Erasable, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = ask(database, planted.complaint)
    assert (result.number, result.state) == (1, ErasureState.REMOVING)
    with monkeypatch.context() as broken:
        broken.setattr(residue, "clear", fail)
        with pytest.raises(CutOffErasureError, match="words of erasure 1 are removed") as cut:
            completion.complete(database, "ana", NOW, 1, with_backups=False)
    assert cut.value.next_step == "Finish it: factdb erase approve 1"
    assert state_of(database) is ErasureState.REMOVING
    assert findings(database) == ["erasure 1 was cut off; to finish it: factdb erase approve 1"]
    with sessions.reading(database) as session:
        assert places_of(session, COMPLAINT) == []
    again = ask(database, planted.complaint)  # the same command
    assert (again.number, again.state, again.parts) == (1, ErasureState.REMOVING, 0)
    completion.complete(database, "ana", LATER, 1, with_backups=False)
    assert state_of(database) is ErasureState.DONE
    assert findings(database) == []


def test_any_admin_finishes_what_was_cut_off(database: Database, planted: Erasable) -> None:
    with sessions.writing(database) as session:
        desk = desk_on(session)
        reviewers.add(session, desk.ana, "una", Role.ADMIN)
        desk_policy.change(session, desk.ana, PolicyName.FOUR_EYES, "on")
    assert ask(database, planted.complaint).state is ErasureState.REQUESTED
    with sessions.writing(database) as session:
        requests.approve(session, find_actor(session, "una", NOW), 1)
    with sessions.writing(database) as session:
        # Whoever asked may finish it: it was approved already.
        assert requests.approve(session, find_actor(session, "ana", NOW), 1).state is ErasureState.REMOVING
    completion.complete(database, "ana", LATER, 1, with_backups=False)
    assert findings(database) == []


def test_two_erasures_that_were_cut_off_are_both_listed(database: Database, planted: Erasable) -> None:
    ask(database, planted.complaint)
    ask(database, planted.note, subject="note")
    assert [line.partition(" was")[0] for line in findings(database)] == ["erasure 1", "erasure 2"]
    for number in (1, 2):
        completion.complete(database, "ana", LATER, number, with_backups=False)
    assert findings(database) == []


def test_a_dry_run_of_a_cut_off_erasure_finishes_nothing(database: Database, planted: Erasable) -> None:
    ask(database, planted.complaint)
    with sessions.writing(database) as session:
        actor = find_actor(session, "ana", NOW)
        result = requests.request(session, actor, ErasureSubject.COMPLAINT, planted.complaint, GROUND, dry_run=True)
    assert (result.number, result.state) == (None, ErasureState.REMOVING)


def test_two_admins_at_once(database: Database, planted: Erasable) -> None:
    with sessions.writing(database) as session:
        reviewers.add(session, desk_on(session).ana, "una", Role.ADMIN)
    outcomes: list[object] = []
    start = threading.Barrier(2)

    def erase(handle: str) -> None:
        start.wait()
        try:
            outcomes.append(ask(database, planted.complaint, handle).parts)
        except FactdbError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=erase, args=[handle]) for handle in ("ana", "una")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The second one comes after the first, and finds the erasure that must be finished.
    assert sorted(outcomes, key=str) == [0, 2]
    completion.complete(database, "una", LATER, 1, with_backups=False)
    assert findings(database) == []
    with sessions.reading(database) as session:
        assert len(requests.list_erasures(session)) == 1


@pytest.fixture
def file(templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """A desk in a file, with words that can be erased."""
    for database in templates.copy("sqlite", "desk", tmp_path / "desk.db"):
        with sessions.writing(database) as session:
            plant(desk_on(session))
        yield database


def complaint_in(database: Database) -> str:
    with sessions.reading(database) as session:
        return f"{session.scalars(select(Contact.claim_id).where(Contact.kind == ContactKind.COMPLAINT)).one()}.c2"


@contextmanager
def reading_on(path: Path) -> Iterator[None]:
    """Read a file, and do not stop."""
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM claims").fetchall()
        yield


def test_a_reader_of_the_file_cuts_an_erasure_off(file: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(file, complaint_in(file)).parts == 2
    monkeypatch.setattr("factdb.store.engine.BUSY_SECONDS", 1)
    with reading_on(file.path), pytest.raises(CutOffErasureError, match="is locked by another program"):
        completion.complete(file, "ana", NOW, 1, with_backups=False)
    assert state_of(file) is ErasureState.REMOVING
    completion.complete(file, "ana", LATER, 1, with_backups=False)
    assert state_of(file) is ErasureState.DONE
    assert findings(file) == []


def test_a_copy_that_cannot_be_removed_is_named(file: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = file.path.with_name(f"{file.path.name}.before-0016-20261122T093000000000.bak")
    copy.write_bytes(b"an old copy")
    ask(file, complaint_in(file))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", refuse)
        with pytest.raises(CutOffErasureError, match=r"could not be removed: Permission denied"):
            completion.complete(file, "ana", NOW, 1, with_backups=True)
    left = completion.complete(file, "ana", NOW, 1, with_backups=True)
    assert left.removed == [copy]
    assert not copy.exists()
    assert findings(file) == []
