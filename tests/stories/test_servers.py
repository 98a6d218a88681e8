"""PostgreSQL that goes away in the midst of a command: one sentence, nothing half done, nothing twice in the end."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.databases import Postgresql, Templates
from tests.stories.forked_program import Forked
from tests.stories.write_commands import WORKS, Attempt

_WAITS = (
    "SELECT pid FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name LIKE 'factdb%' AND wait_event_type = 'Lock'"
)
_SECONDS = 30


@pytest.fixture
def program(templates: Templates, tmp_path: Path, folder: Path) -> Iterator[Forked]:
    """The program on the worked example, on PostgreSQL."""
    for database in templates.copy("postgresql", "demo", tmp_path):
        yield Forked(database, folder)


@contextmanager
def held(program: Forked, table: str) -> Iterator[psycopg.Connection]:
    """Keep everybody out of a table, in a transaction of another program."""
    address = program.database.location
    with psycopg.connect(address) as connection:
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield connection


def stopped(connection: psycopg.Connection) -> int:
    """Return the backend of the command, once it waits for a lock."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        connection.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees one moment of this too
        found = connection.execute(_WAITS).fetchone()
        if found:
            return int(found[0])
        time.sleep(0.02)
    pytest.fail("the command didn't come to the table")


@pytest.mark.parametrize(
    ("work", "table"),
    [
        ("correct", "claims"),
        ("correct", "approvals"),
        ("assess", "history"),
        ("policy", "desk_history"),
        ("next", "leases"),
    ],
)
def test_a_backend_that_is_terminated(program: Forked, work: str, table: str) -> None:
    attempt = Attempt(program, WORKS[work])
    with held(program, table) as other:
        child = attempt.start()
        other.execute("SELECT pg_terminate_backend(%s)", (stopped(other),))
        child.process.join(_SECONDS)
    attempt.must_fail(child, "closed the connection. Nothing was left half done", "Repeat the command.")
    attempt.must_work_once()


@pytest.mark.skipif("FACTDB_TEST_POSTGRES_URL" in os.environ, reason="the server is not ours to bring down")
def test_a_server_that_crashes_and_comes_back(program: Forked, postgresql: Postgresql) -> None:
    attempt = Attempt(program, WORKS["correct"])
    with held(program, "history") as other:
        child = attempt.start()
        stopped(other)
        os.kill(other.info.backend_pid, signal.SIGKILL)  # whereupon the server ends all others and recovers
        child.process.join(_SECONDS)
        other.close()
    wait_for(postgresql.server)
    attempt.must_fail(child, "closed the connection. Nothing was left half done", "Repeat the command.")
    attempt.must_work_once()


def wait_for(server: str) -> None:
    """Wait until a server takes connections again."""
    until = time.monotonic() + _SECONDS
    while True:
        try:
            psycopg.connect(server).close()
        except psycopg.OperationalError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            return
