"""Sessions: who reads sees one moment and writes nothing; who writes is safe, and leaves all or nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from factdb.errors.database import DatabaseError
from factdb.store import sessions
from factdb.store.driver import HAS_SAFE_LOG, has_safe_log
from factdb.store.engine import Database
from tests.store.raw_sql import shell


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_the_write_ahead_log_is_used_where_its_bug_is_mended(version: tuple[int, int, int], *, is_safe: bool) -> None:
    assert has_safe_log(version) == is_safe


def test_a_writer_on_sqlite_is_set_up_to_be_safe(sqlite_demo: Database) -> None:
    wanted = {"foreign_keys": 1, "synchronous": 2, "busy_timeout": 15_000}
    with sessions.writing(sqlite_demo) as session:
        found = {name: session.scalar(text(f"PRAGMA {name}")) for name in wanted}
        assert found == wanted
        assert session.scalar(text("PRAGMA journal_mode")) == ("wal" if HAS_SAFE_LOG else "delete")


def test_who_reads_writes_nothing(demo: Database) -> None:
    with pytest.raises(DatabaseError, match="read-only"), sessions.reading(demo) as session:
        session.execute(text("UPDATE claims SET priority = 3"))


def test_who_reads_sees_one_moment(demo: Database) -> None:
    priorities = text("SELECT DISTINCT priority FROM claims")
    with sessions.reading(demo) as reader:
        assert reader.scalars(priorities).all() == [0]
        if demo.is_postgresql or HAS_SAFE_LOG:  # on SQLite the rollback journal lets nobody commit meanwhile
            with sessions.writing(demo) as writer:
                writer.execute(text("UPDATE claims SET priority = 3"))
        assert reader.scalars(priorities).all() == [0]


def test_a_writer_that_fails_leaves_nothing(demo: Database) -> None:
    def write() -> None:
        with sessions.writing(demo) as session:
            session.execute(text("UPDATE claims SET priority = 1 WHERE id = 1"))
            session.execute(text("UPDATE claims SET priority = 9 WHERE id = 2"))

    with pytest.raises(DatabaseError, match=r"refused the command: .*ck_claims_priority"):
        write()
    with shell(demo) as sql:
        assert sql("SELECT DISTINCT priority FROM claims") == [(0,)]


def kill_a_writer_of(database: Database) -> None:
    """Let a program be killed when half of what it writes is in the file: its cache holds a single page."""
    script = (
        "import os, signal, sqlite3, sys; file = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "file.execute('PRAGMA cache_size = 1'); file.execute('BEGIN IMMEDIATE');"
        "[file.execute(f'UPDATE {table}') for table in ('claims SET priority = 3', 'documents SET title = 1')];"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(database.path)], check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.skipif(HAS_SAFE_LOG, reason="the write-ahead log has no journal")
def test_who_reads_after_a_writer_was_killed_sees_nothing_half_done(sqlite_demo: Database) -> None:
    whole = sqlite_demo.path.read_bytes()
    kill_a_writer_of(sqlite_demo)
    journal = Path(f"{sqlite_demo.path}-journal")
    assert journal.exists()
    assert sqlite_demo.path.read_bytes() != whole
    with sessions.reading(sqlite_demo) as session:
        assert session.scalars(text("SELECT DISTINCT priority FROM claims")).all() == [0]
    assert not journal.exists()
    with shell(sqlite_demo) as sql:
        assert sql("SELECT count(*) FROM documents WHERE title = '1'") == [(0,)]


def test_who_reads_while_another_writes_leaves_its_journal_alone(sqlite_demo: Database) -> None:
    with sessions.writing(sqlite_demo) as writer:
        writer.execute(text("UPDATE claims SET priority = 3"))
        with sessions.reading(sqlite_demo) as reader:
            assert reader.scalars(text("SELECT DISTINCT priority FROM claims")).all() == [0]
    with sessions.reading(sqlite_demo) as reader:
        assert reader.scalars(text("SELECT DISTINCT priority FROM claims")).all() == [3]


_CTRL_C_AT_THE_CLOSE = """
import sys
from pathlib import Path
from factdb.store.engine import Database

def interrupt(connection):
    connection.close()
    raise KeyboardInterrupt

engine = Database.sqlite(Path(sys.argv[1])).engine("ro")
engine.dialect.do_close = interrupt
try:
    with engine.connect():
        pass
except KeyboardInterrupt:
    print("interrupted")
"""


def test_ctrl_c_while_a_connection_closes_shows_no_traceback(sqlite_demo: Database) -> None:
    command = [sys.executable, "-c", _CTRL_C_AT_THE_CLOSE, sqlite_demo.location]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
