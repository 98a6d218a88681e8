"""Sessions: who reads sees one moment and writes nothing; who writes is safe, and leaves all or nothing."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import text

from factdb.errors.database import DatabaseError
from factdb.store import sessions
from factdb.store.engine import Database, journal_mode
from tests.store.raw import shell


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 7, 0), "delete"),
        ((3, 40, 1), "delete"),
        ((3, 44, 5), "delete"),
        ((3, 44, 6), "wal"),
        ((3, 45, 0), "delete"),
        ((3, 50, 6), "delete"),
        ((3, 50, 7), "wal"),
        ((3, 51, 2), "delete"),
        ((3, 51, 3), "wal"),
        ((3, 52, 0), "wal"),
        ((4, 0, 0), "wal"),
    ],
)
def test_the_write_ahead_log_is_used_where_its_bug_is_mended(version: tuple[int, int, int], mode: str) -> None:
    assert journal_mode(version) == mode


def test_a_writer_on_sqlite_is_set_up_to_be_safe(sqlite_demo: Database) -> None:
    wanted = {"foreign_keys": 1, "synchronous": 2, "busy_timeout": 15_000}
    with sessions.writing(sqlite_demo) as session:
        found = {name: session.scalar(text(f"PRAGMA {name}")) for name in wanted}
        assert found == wanted
        assert session.scalar(text("PRAGMA journal_mode")) == journal_mode(sqlite3.sqlite_version_info)


def test_who_reads_writes_nothing(demo: Database) -> None:
    with pytest.raises(DatabaseError, match="read-only"), sessions.reading(demo) as session:
        session.execute(text("UPDATE claims SET priority = 3"))


def test_who_reads_sees_one_moment(demo: Database) -> None:
    priorities = text("SELECT DISTINCT priority FROM claims")
    with sessions.reading(demo) as reader:
        assert reader.scalars(priorities).all() == [0]
        if demo.is_postgresql:  # on SQLite the rollback journal lets nobody commit meanwhile
            with sessions.writing(demo) as writer:
                writer.execute(text("UPDATE claims SET priority = 3"))
        assert reader.scalars(priorities).all() == [0]


def test_a_writer_that_fails_leaves_nothing(demo: Database) -> None:
    def write() -> None:
        with sessions.writing(demo) as session:
            session.execute(text("UPDATE claims SET priority = 1 WHERE id = 1"))
            session.execute(text("UPDATE claims SET priority = 9 WHERE id = 2"))

    with pytest.raises(DatabaseError, match=r"refused this: .*ck_claims_priority"):
        write()
    with shell(demo) as sql:
        assert sql("SELECT DISTINCT priority FROM claims") == [(0,)]
