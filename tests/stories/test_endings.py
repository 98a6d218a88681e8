"""Endings after something was stored: they say so, and their exit code keeps a script from doing it twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

from factdb.cli.main import Refused, _refusal, _unexpected
from factdb.errors import NoSuchError
from factdb.errors.database import DatabaseError
from factdb.errors.endings import Stored
from tests.cli.conftest import rows_of
from tests.databases import Templates
from tests.stories.conftest import Program, must_verify, one_sentence
from tests.stories.forked_program import Child, Forked, forked
from tests.stories.test_servers import stopped

STORED = "What the command had changed until then is stored."
LOOK = "Look at what is stored before you repeat the command."
HISTORY = "The change may be stored. Before you repeat the command, check: factdb claims history 9"
EITHER = "they are stored as a whole, or not at all."
NOTE = ("claims", "note", "9", "one")
# The server waits in the commit itself for a lock that somebody else holds.
SLOW_COMMIT = """
CREATE TABLE gate (id integer);
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN LOCK TABLE gate; RETURN NULL; END';
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON history DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION slow()
"""


def notes(program: Program) -> int:
    """Count the rows of claim 9's history that are notes of this test."""
    return forked(program).ok_child("claims", "history", "9").stdout.count(": one")


def fill(*streams: int) -> None:
    """Let this process's streams of these numbers lead to a device that is full."""
    full = os.open("/dev/full", os.O_WRONLY)
    for stream in streams:
        os.dup2(full, stream)


def lose_reader() -> None:
    """Let this process's output lead to a pipe that nobody reads."""
    there, here = os.pipe()
    os.close(there)
    os.dup2(here, 1)


def test_a_note_that_is_stored_though_its_output_is_lost(on_demo: Program) -> None:
    with Path("/dev/full").open("w") as full:
        one_sentence(on_demo.run(*NOTE, stdout=full), 7, "Cannot write the output: No space left", STORED, LOOK)
    assert notes(on_demo) == 1


def test_a_note_whose_reader_has_gone(on_demo: Program) -> None:
    done = forked(on_demo).run_child(*NOTE, before=lose_reader)
    one_sentence(done, 7, "Cannot write the output: Broken pipe.", STORED, LOOK)
    assert notes(on_demo) == 1


@pytest.mark.parametrize(
    "words",
    [("claims", "list"), ("export", "claims"), ("db", "dump", "-"), ("topics", "merge", "Iraq", "Afghanistan", "-n")],
    ids=" ".join,
)
def test_output_alone_is_incomplete_where_nothing_was_stored(on_demo: Program, words: tuple[str, ...]) -> None:
    before = rows_of(on_demo.database)
    done = forked(on_demo).run_child(*words, before=partial(fill, 1))
    one_sentence(done, 1, "No space left on device. The output is incomplete.")
    assert rows_of(on_demo.database) == before


def test_hints_that_nobody_can_read_are_no_failure(on_sqlite_demo: Program) -> None:
    program = forked(on_sqlite_demo)
    done = program.run_child("claims", "next", before=partial(fill, 2))
    assert (done.returncode, done.stdout.count("\n") > 0) == (0, True)
    assert program.run_child(*NOTE, before=partial(fill, 1, 2)).returncode == 7
    assert program.run_child("claims", "show", "99", before=partial(fill, 2)).returncode == 3


def test_a_device_or_a_pipe_stays_what_it_is(on_sqlite_demo: Program) -> None:
    pipe = on_sqlite_demo.folder / "pipe"
    os.mkfifo(pipe)
    child = forked(on_sqlite_demo).child("claims", "list", "-f", "csv", "-o", "pipe")
    assert pipe.read_text().startswith("id,uid,claim")
    assert child.finished().returncode == 0
    assert pipe.is_fifo()
    assert [path.name for path in on_sqlite_demo.folder.iterdir()] == ["pipe"]


# -- in the midst of a commit ----------------------------------------------------------------------------------


@pytest.fixture
def program(templates: Templates, tmp_path: Path, folder: Path) -> Iterator[Forked]:
    """The program on a server that waits within its commits."""
    for database in templates.copy("postgresql", "demo", tmp_path):
        with database.engine("rw").begin() as connection:
            connection.exec_driver_sql(SLOW_COMMIT)
        yield Forked(database, folder)


def committing(program: Forked, connection: psycopg.Connection) -> tuple[Child, int]:
    """Start to write a note; return the process and its backend, once they are in the commit."""
    connection.execute("LOCK TABLE gate")
    child = program.child(*NOTE)
    return child, stopped(connection)


def test_a_connection_that_ends_in_a_commit(program: Forked) -> None:
    address = program.database.location
    with psycopg.connect(address) as connection:
        child, backend = committing(program, connection)
        connection.execute("SELECT pg_terminate_backend(%s)", (backend,))
        one_sentence(child.finished(), 7, "closed the connection. Changes were being stored", EITHER, HISTORY)
    assert notes(program) == 0


def test_ctrl_c_in_a_commit(program: Forked) -> None:
    address = program.database.location
    with psycopg.connect(address) as connection:
        child, _ = committing(program, connection)
        assert child.process.pid
        os.kill(child.process.pid, signal.SIGINT)
        one_sentence(child.finished(), 130, "Interrupted. Changes were being stored", EITHER, LOOK)
    assert notes(program) in {0, 1}


# -- what is said ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refusal", "exit_code", "sentence"),
    [
        (_unexpected(KeyError("x"), Stored.NOTHING), 1, "Unexpected error: KeyError: 'x'. Nothing was left half done."),
        (_unexpected(KeyError("x"), Stored.CHANGES), 7, f"Unexpected error: KeyError: 'x'. {STORED}"),
        (
            _unexpected(PermissionError(13, "Permission denied", "/x"), Stored.NOTHING),
            1,
            'Cannot use "/x": Permission denied. Nothing was left half done.',
        ),
        (_unexpected(OSError(12, "Cannot allocate memory"), Stored.CHANGES), 7, f"Cannot allocate memory. {STORED}"),
        (_refusal(DatabaseError("It is locked."), Stored.CHANGES), 1, f"It is locked. {STORED}"),
        (_refusal(DatabaseError("It is locked."), Stored.NOTHING), 1, "It is locked."),
        (_refusal(NoSuchError("file", "x"), Stored.CHANGES), 3, 'There is no file "x".'),
    ],
)
def test_what_is_said_of_what_is_stored(refusal: Refused, exit_code: int, sentence: str) -> None:
    assert (refusal.exit_code, refusal.message) == (exit_code, sentence)


def test_what_an_act_stores_is_whole(on_demo: Program) -> None:
    words = ("claims", "rate", "9", "true", "--because", "Read.", "--evidence", "https://e.org/")
    one_sentence(forked(on_demo).run_child(*words, before=partial(fill, 1)), 7, STORED)
    must_verify(on_demo.database)
