"""What a server's connections remember ends when anybody writes: another process, another connection, another file."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from factdb.store import driver, reading_cache, sessions
from factdb.store.engine import Database

# By a program of its own: nothing in this process can know of it.
_RENAME = "UPDATE reviewers SET name = 'New' WHERE handle = 'ana'"
_ELSEWHERE = """
import sys
from factdb.store.driver import sqlite3
file = sqlite3.connect(sys.argv[1])
file.execute(sys.argv[2])
file.commit()
"""


@pytest.fixture
def served(database: Database) -> Iterator[Database]:
    """A database as a server has it, with connections that stay open."""
    pooled = database.pooled()
    yield pooled
    pooled.close()


@pytest.fixture
def served_file(sqlite_demo: Database) -> Iterator[Database]:
    """The same, on SQLite alone."""
    pooled = sqlite_demo.pooled()
    yield pooled
    pooled.close()


def name_of_ana(session: Session) -> str | None:
    name: str | None = session.execute(text("SELECT name FROM reviewers WHERE handle = 'ana'")).scalar_one()
    return name


class Reader:
    """Reads the name of ana through the cache, and counts how often the database was asked."""

    def __init__(self) -> None:
        self.reads = 0

    def __call__(self, session: Session) -> str | None:
        def read() -> str | None:
            self.reads += 1
            return name_of_ana(session)

        return reading_cache.until_written(session.connection(), "name", read)


def read_anew(database: Database, reader: Callable[[Session], str | None]) -> str | None:
    with sessions.reading(database) as session:
        return reader(session)


def test_a_write_is_seen_by_the_next_session(served: Database) -> None:
    reader = Reader()
    assert read_anew(served, reader) is None
    with sessions.writing(served) as session:
        session.execute(text(_RENAME))
        assert reader(session) == "New"  # a writer sees its own changes at once
    assert read_anew(served, reader) == "New"


def test_nothing_is_read_twice_from_one_state(served_file: Database) -> None:
    reader = Reader()
    assert [read_anew(served_file, reader) for _ in range(3)] == [None] * 3
    assert reader.reads == 1


def test_a_program_that_opens_one_connection_remembers_nothing(sqlite_demo: Database) -> None:
    reader = Reader()
    assert [read_anew(sqlite_demo, reader) for _ in range(2)] == [None] * 2
    assert reader.reads == 2


def test_a_write_of_another_process_is_seen(served_file: Database) -> None:
    reader = Reader()
    assert read_anew(served_file, reader) is None
    subprocess.run([sys.executable, "-c", _ELSEWHERE, served_file.location, _RENAME], check=True)
    assert read_anew(served_file, reader) == "New"


def test_every_connection_sees_it(served_file: Database) -> None:
    reader = Reader()
    with sessions.reading(served_file) as one, sessions.reading(served_file) as two:
        assert (reader(one), reader(two)) == (None, None)
    with sessions.writing(served_file) as session:
        session.execute(text(_RENAME))
    with sessions.reading(served_file) as one, sessions.reading(served_file) as two:
        assert (reader(one), reader(two)) == ("New", "New")


@pytest.mark.skipif(not driver.HAS_SAFE_LOG, reason="without the write-ahead log, a writer waits for the reader")
def test_a_session_goes_on_seeing_its_own_state(served_file: Database) -> None:
    reader = Reader()
    with sessions.reading(served_file) as session:
        assert name_of_ana(session) is None
        with sessions.writing(served_file) as writing:
            writing.execute(text(_RENAME))
        # What it remembers from here belongs to the old state, and to no later session.
        assert reader(session) is None
    assert read_anew(served_file, reader) == "New"


def test_another_file_in_its_place_is_seen(served_file: Database, tmp_path: Path) -> None:
    reader = Reader()
    copy = tmp_path / "copy.db"
    with sessions.writing(served_file):
        shutil.copyfile(served_file.path, copy)
    assert read_anew(served_file, reader) is None
    subprocess.run([sys.executable, "-c", _ELSEWHERE, str(copy), _RENAME], check=True)
    served_file.path.unlink()
    for journal in served_file.path.parent.glob(f"{served_file.path.name}-*"):
        journal.unlink()
    copy.rename(served_file.path)
    assert read_anew(served_file, reader) == "New"


def test_a_failure_is_not_remembered(served_file: Database) -> None:
    def fail() -> None:
        raise RuntimeError

    for _ in range(2):
        with sessions.reading(served_file) as session, pytest.raises(RuntimeError):
            reading_cache.until_written(session.connection(), "key", fail)


def test_what_is_asked_for_long_ago_is_forgotten(served_file: Database) -> None:
    with sessions.reading(served_file) as session:
        connection = session.connection()
        assert reading_cache.until_written(connection, "first", lambda: 1) == 1
        for number in range(200):
            reading_cache.until_written(connection, number, lambda: 0)
        assert reading_cache.until_written(connection, "first", lambda: 2) == 2
        assert reading_cache.until_written(connection, 199, lambda: 2) == 0


def test_an_estimate_holds_until_the_desk_has_grown(served_file: Database) -> None:
    with sessions.reading(served_file) as session:
        reading_cache.remember_estimates(session, {"water": 13_000}, 100_000)
    with sessions.reading(served_file) as session:
        assert reading_cache.estimates(session, 101_000) == {"water": 13_000}
        assert reading_cache.estimates(session, 103_000) == {}
        assert reading_cache.estimates(session, 99_000) == {}


def test_a_command_remembers_no_estimate(database: Database) -> None:
    with sessions.reading(database) as session:
        reading_cache.remember_estimates(session, {"water": 13_000}, 100_000)
        assert reading_cache.estimates(session, 100_000) == {}
