"""What the ledger survives: kills, Ctrl-C, full disks, held locks."""

from __future__ import annotations

import contextlib
import itertools
import os
import resource
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from factdb.errors.database import DatabaseError, NoDatabaseError
from factdb.services.ledger import claim_ledger
from factdb.store.engine import Database
from factdb.store.models import Claim
from factdb.store.schema import schema
from factdb.store.sessions import reading, writing
from tests.databases import load_demo
from tests.stories.children import Forked, forked
from tests.stories.conftest import Program, finished, must_be_whole, number_of_claims, one_sentence

FIRST_KILL = 0.03  # seconds: a fraction of what an init or an upgrade takes


def killed_until_done(program: Forked, *words: str) -> None:
    """Give a command again and again, killed twice as late each time, until it is through; no half is ever seen."""
    for turn in itertools.count():
        child = program.child(*words)
        child.process.join(FIRST_KILL * 2**turn)
        if child.process.exitcode is not None:
            break
        child.kill()
        with contextlib.suppress(NoDatabaseError, DatabaseError):  # not there yet, or not yet up to date
            assert number_of_claims(program.database) in {0, 22}
    assert turn, "it was never killed"
    assert child.finished().returncode == 0


def test_init_that_is_killed_again_and_again_just_works_in_the_end(on_nothing: Program) -> None:
    killed_until_done(forked(on_nothing), "init", "--demo")
    assert number_of_claims(on_nothing.database) == 22
    must_be_whole(on_nothing.database)


def test_an_upgrade_that_is_killed_again_and_again_just_works_in_the_end(on_nothing: Program) -> None:
    with on_nothing.database.engine("rwc").connect() as connection, connection.begin():
        schema.run(connection, "0002")
    killed_until_done(forked(on_nothing), "db", "upgrade")
    load_demo(on_nothing.database)
    assert number_of_claims(on_nothing.database) == 22
    must_be_whole(on_nothing.database)
    if not on_nothing.database.is_postgresql:
        copies = list(on_nothing.database.path.parent.glob("*.bak"))
        assert len(copies) <= schema.BACKUPS_KEPT
        assert not list(on_nothing.database.path.parent.glob("*.partial*"))


# -- Ctrl-C --------------------------------------------------------------------------------------------------


def test_ctrl_c_while_it_reads_is_one_sentence(on_demo: Program) -> None:
    process = on_demo.start("claims", "note", "9", "-", stdin=subprocess.PIPE)
    assert process.stdin is not None
    os.write(process.stdin.fileno(), b"words " * 100_000)  # more than a pipe holds: it is reading now
    process.send_signal(signal.SIGINT)
    done = finished(process)
    one_sentence(done, 130, "interrupted")
    assert done.stdout == ""
    must_be_whole(on_demo.database)


def test_ctrl_c_in_the_midst_of_writing_leaves_nothing_half_done(folder: Path) -> None:
    database = Database(str(folder / "desk.db"), "desk.db", is_postgresql=False)
    program = Program(database, folder)
    process = program.start("init", "--demo")
    while process.poll() is None and not any(folder.glob("desk.db-*")):  # its journal: it writes
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    one_sentence(finished(process), 130, "interrupted; nothing was half done")
    forked(program).ok_child("init", "--demo")
    must_be_whole(database)


# -- disks ---------------------------------------------------------------------------------------------------


def no_file_beyond(size: int) -> partial[None]:
    """Return what lets a process write no file beyond this size, as a full disk would."""
    return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [0, 100_000, 420_000])
def test_a_disk_that_is_full_during_init(folder: Path, size: int) -> None:
    database = Database(str(folder / "desk.db"), "desk.db", is_postgresql=False)
    program = Forked(database, folder)
    one_sentence(program.run_child("init", "--demo", before=no_file_beyond(size)), 1, str(database.path))
    with contextlib.suppress(NoDatabaseError):
        assert number_of_claims(database) == 0
    program.ok_child("init", "--demo")
    assert number_of_claims(database) == 22
    must_be_whole(database)


def test_a_disk_that_is_full_during_a_change(on_sqlite_demo: Program) -> None:
    path = on_sqlite_demo.database.path
    before = path.read_bytes()
    program = forked(on_sqlite_demo)
    done = program.run_child("claims", "note", "9", "w" * 90_000, before=no_file_beyond(len(before)))
    one_sentence(done, 1, str(path), "nothing was half done")
    assert done.stdout == ""
    must_be_whole(on_sqlite_demo.database)
    assert "w" * 9 not in program.ok_child("claims", "show", "9").stdout


def test_a_disk_that_is_full_while_a_file_is_written(on_sqlite_demo: Program) -> None:
    target = on_sqlite_demo.folder / "claims.json"
    target.write_text("what stood there")
    done = forked(on_sqlite_demo).run_child("claims", "list", "-o", "claims.json", before=no_file_beyond(5_000))
    one_sentence(done, 1, "claims.json can't be written")
    assert [each.name for each in on_sqlite_demo.folder.iterdir()] == ["claims.json"]
    assert target.read_text() == "what stood there"


@pytest.mark.parametrize("words", [("claims", "list"), ("claims", "show", "7")])
def test_a_disk_that_is_full_behind_stdout(on_sqlite_demo: Program, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = on_sqlite_demo.run(*words, stdout=full)
    assert done.returncode == 1, done
    assert "No space left on device" in done.stderr
    assert "Exception ignored" not in done.stderr


# -- locks ---------------------------------------------------------------------------------------------------


def test_another_program_that_holds_the_lock_is_waited_for(on_demo: Program) -> None:
    with writing(on_demo.database) as session:
        claim_ledger.lock(session, [9])
        child = forked(on_demo).child("claims", "note", "9", "afterwards")
        time.sleep(1.2)
        assert child.process.exitcode is None
    assert child.finished().stdout == "claim 9: noted\n"
    must_be_whole(on_demo.database)


# -- several at once -------------------------------------------------------------------------------------------


def test_two_who_change_one_claim_take_turns(on_demo: Program) -> None:
    commands = [["claims", "note", "9", f"note {n}"] for n in range(2)]
    commands += [["claims", "tag", "9", "--topic", f"topic {n}"] for n in range(2)]
    for done in [child.finished() for child in [forked(on_demo).child(*words) for words in commands]]:
        assert done.returncode == 0, done
    must_be_whole(on_demo.database)
    with reading(on_demo.database) as session:
        assert session.get_one(Claim, 9).history_length == 4 + len(commands)


def test_two_who_act_on_the_same_reading_are_told_who_was_first(on_demo: Program) -> None:
    with reading(on_demo.database) as session:
        version = str(session.get_one(Claim, 9).row_version)
    both = {
        who: forked(on_demo).child("--as", who, "claims", "note", "9", who, "--if-version", version)
        for who in ("ed", "rita")
    }
    (first, winner), (second, _) = sorted(
        ((child.finished(), who) for who, child in both.items()), key=lambda done: done[0].returncode
    )
    assert first.returncode == 0
    one_sentence(second, 5, f"claim 9 changed meanwhile: {winner} was first")
    must_be_whole(on_demo.database)


def test_several_first_commands_at_once_make_one_desk(on_nothing: Program) -> None:
    several = [forked(on_nothing).child("init", "--demo") for _ in range(2)]
    for done in [child.finished() for child in several]:
        assert done.returncode == 0, done
    assert number_of_claims(on_nothing.database) == 22
    must_be_whole(on_nothing.database)
