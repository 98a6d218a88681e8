"""Locks that another program holds: waited for, and where that takes too long, told in one sentence."""

from __future__ import annotations

import fcntl
import os
import sys
import time
from dataclasses import replace

import pytest

from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.store import engine, sessions
from tests.stories.conftest import Program, one_sentence
from tests.stories.forked_program import Before, forked
from tests.stories.write_commands import WORKS, Attempt

WAITED = ("correct", "assess", "policy")


def in_a_hurry() -> None:
    """Wait a second where the program waits fifteen."""
    engine.BUSY_SECONDS = 1


def test_whoever_holds_the_lock_is_waited_for(on_demo: Program) -> None:
    with sessions.writing(on_demo.database) as session:
        claim_ledger.lock(session, [15, 18])
        desk_ledger.take_turn(session)
        children = [forked(on_demo).child(*WORKS[work].words) for work in WAITED]
        time.sleep(1)
        assert [child.process.exitcode for child in children] == [None] * len(children)
    for child in children:
        assert child.finished().returncode == 0


def test_a_claim_that_is_held_keeps_nobody_from_another(on_demo: Program) -> None:
    if not on_demo.database.is_postgresql:
        pytest.skip("on SQLite who writes holds the whole file")
    with sessions.writing(on_demo.database) as session:
        claim_ledger.lock(session, [9])
        assert "claim 15" in forked(on_demo).run_child("claims", "next").stdout
    assert "claim 9" in forked(on_demo).run_child("claims", "next").stdout


@pytest.mark.parametrize(
    "before", [in_a_hurry, pytest.param(None, marks=pytest.mark.full_size)], ids=["a second", "as it is"]
)
def test_whoever_holds_the_lock_too_long_is_told_of_with_the_file(
    on_sqlite_demo: Program, before: Before | None
) -> None:
    attempts = [Attempt(forked(on_sqlite_demo), work) for work in WORKS.values()]
    with sessions.writing(on_sqlite_demo.database) as session:
        claim_ledger.lock(session, [15])
        for attempt, child in [(attempt, attempt.start(before)) for attempt in attempts]:
            attempt.must_fail(
                child, f"{on_sqlite_demo.database.path} is locked by another program (factdb waited 15 seconds)"
            )
    attempts[0].must_work_once()


def test_a_server_names_who_holds_the_lock(on_demo: Program) -> None:
    if not on_demo.database.is_postgresql:
        pytest.skip("SQLite knows nobody's name")
    holder = replace(on_demo.database, program="factdb ed")
    with sessions.writing(holder) as session:
        claim_ledger.lock(session, [15])
        done = forked(on_demo).run_child("claims", "note", "15", "too late", before=in_a_hurry)
    one_sentence(done, 1, "is locked by another program (factdb waited 15 seconds): factdb ed, login postgres, ")
    assert " UTC, process " in done.stderr


SMALLEST_PIPE = 4096  # bytes; Linux makes none smaller
SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ, which the module fcntl of Python 3.11 lacks on some systems


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux makes a pipe so small that the demo fills it")
@pytest.mark.parametrize(
    "reading",
    [
        ("export", "claims", "-f", "jsonl"),
        ("export", "history", "-f", "csv"),
        ("db", "dump", "-"),
        ("claims", "list", "-f", "jsonl"),
    ],
    ids=" ".join,
)
def test_whoever_reads_slowly_keeps_nobody_from_writing(on_sqlite_demo: Program, reading: tuple[str, ...]) -> None:
    out, sink = os.pipe()
    fcntl.fcntl(sink, SET_PIPE_SIZE, SMALLEST_PIPE)
    with on_sqlite_demo.start(*reading, stdout=sink) as reader, os.fdopen(out, "rb") as output:
        os.close(sink)
        first = output.read(SMALLEST_PIPE // 2)
        done = forked(on_sqlite_demo).run_child("claims", "note", "15", "Nobody waits.", before=in_a_hurry)
        assert done.returncode == 0, done
        assert reader.poll() is None, "the reader has printed all before anybody wrote: this shows nothing"
        whole = first + output.read()
        assert reader.wait() == 0
    assert b"Nobody waits." not in whole  # it has seen one moment, before the note
