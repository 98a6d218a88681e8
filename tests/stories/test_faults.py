"""What the ledger survives: kills, Ctrl-C, full disks, held locks."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from factdb.errors.database import DatabaseError, NoDatabaseError
from factdb.services import ledger
from factdb.store import schema
from factdb.store.engine import Database
from factdb.store.models import Claim
from factdb.store.sessions import reading, writing
from tests.conftest import load_demo
from tests.stories.conftest import Program, finished, must_be_whole, number_of_claims, one_sentence

PARTS = (0.5, 0.8)  # of the time that the whole takes; before that it still starts up


@contextlib.contextmanager
def scratch(like: Program, request: pytest.FixtureRequest) -> Iterator[Program]:
    """Yield the program on one more empty database of the same engine."""
    if not like.database.is_postgresql:
        path = like.folder / "scratch.db"
        yield Program(Database(str(path), str(path), is_postgresql=False), like.folder)
        return
    maker = request.getfixturevalue("postgresql")
    database = maker.create()
    yield Program(database, like.folder)
    maker.drop(database)


def seconds(command: Callable[[], object]) -> float:
    start = time.monotonic()
    command()
    return time.monotonic() - start


def killed_at(program: Program, moments: Iterator[float], *words: str) -> None:
    """Give a command again and again, each time killed a little later; nothing half done is ever seen."""
    for moment in moments:
        process = program.start(*words)
        time.sleep(moment)
        process.kill()
        finished(process)
        with contextlib.suppress(NoDatabaseError, DatabaseError):  # not there yet, or not yet up to date
            assert number_of_claims(program.database) in {0, 22}


def test_init_that_is_killed_again_and_again_just_works_in_the_end(
    on_nothing: Program, request: pytest.FixtureRequest
) -> None:
    with scratch(on_nothing, request) as other:
        whole = seconds(lambda: other.ok("init", "--demo"))
    killed_at(on_nothing, (part * whole for part in PARTS), "init", "--demo")
    on_nothing.ok("init", "--demo")
    assert number_of_claims(on_nothing.database) == 22
    must_be_whole(on_nothing.database)


def make_older(database: Database) -> None:
    with database.engine("rwc").connect() as connection, connection.begin():
        schema.run(connection, "0002")


def test_an_upgrade_that_is_killed_again_and_again_just_works_in_the_end(
    on_nothing: Program, request: pytest.FixtureRequest
) -> None:
    with scratch(on_nothing, request) as other:
        make_older(other.database)
        whole = seconds(lambda: other.ok("db", "upgrade"))
    make_older(on_nothing.database)
    killed_at(on_nothing, (part * whole for part in PARTS), "db", "upgrade")
    on_nothing.ok("db", "upgrade")
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
    program.ok("init", "--demo")
    must_be_whole(database)


# -- disks ---------------------------------------------------------------------------------------------------


def no_file_beyond(size: int) -> Callable[[], None]:
    """Return what lets a process write no file beyond this size, as a full disk would."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [0, 100_000, 420_000])
def test_a_disk_that_is_full_during_init(folder: Path, size: int) -> None:
    database = Database(str(folder / "desk.db"), "desk.db", is_postgresql=False)
    program = Program(database, folder)
    one_sentence(program.run("init", "--demo", preexec_fn=no_file_beyond(size)), 1, str(database.path))
    with contextlib.suppress(NoDatabaseError):
        assert number_of_claims(database) == 0
    program.ok("init", "--demo")
    assert number_of_claims(database) == 22
    must_be_whole(database)


def test_a_disk_that_is_full_during_a_change(on_sqlite_demo: Program) -> None:
    path = on_sqlite_demo.database.path
    before = path.read_bytes()
    done = on_sqlite_demo.run("claims", "note", "9", "w" * 90_000, preexec_fn=no_file_beyond(len(before)))
    one_sentence(done, 1, str(path), "nothing was half done")
    assert done.stdout == ""
    must_be_whole(on_sqlite_demo.database)
    assert "w" * 9 not in on_sqlite_demo.ok("claims", "show", "9").stdout


def test_a_disk_that_is_full_while_a_file_is_written(on_sqlite_demo: Program) -> None:
    target = on_sqlite_demo.folder / "claims.json"
    target.write_text("what stood there")
    done = on_sqlite_demo.run("claims", "list", "-o", "claims.json", preexec_fn=no_file_beyond(5_000))
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
        ledger.lock(session, [9])
        process = on_demo.start("claims", "note", "9", "afterwards")
        time.sleep(1.2)
        assert process.poll() is None
    assert finished(process).stdout == "claim 9: noted\n"
    must_be_whole(on_demo.database)


# -- several at once -------------------------------------------------------------------------------------------


def test_two_who_change_one_claim_take_turns(on_demo: Program) -> None:
    commands = [["claims", "note", "9", f"note {n}"] for n in range(2)]
    commands += [["claims", "tag", "9", "--topic", f"topic {n}"] for n in range(2)]
    for done in [finished(process) for process in [on_demo.start(*words) for words in commands]]:
        assert done.returncode == 0, done
    must_be_whole(on_demo.database)
    with reading(on_demo.database) as session:
        assert session.get_one(Claim, 9).history_length == 4 + len(commands)


def test_two_who_act_on_the_same_reading_are_told_who_was_first(on_demo: Program) -> None:
    with reading(on_demo.database) as session:
        version = str(session.get_one(Claim, 9).row_version)
    both = [on_demo.start("--as", who, "claims", "note", "9", who, "--if-version", version) for who in ("ed", "rita")]
    first, second = sorted((finished(process) for process in both), key=lambda done: done.returncode)
    assert first.returncode == 0
    winner = "ed" if "ed" in first.args else "rita"
    one_sentence(second, 5, f"claim 9 changed meanwhile: {winner} was first")
    must_be_whole(on_demo.database)


def test_several_first_commands_at_once_make_one_desk(on_nothing: Program) -> None:
    several = [on_nothing.start("init", "--demo") for _ in range(2)]
    for done in [finished(process) for process in several]:
        assert done.returncode == 0, done
    assert number_of_claims(on_nothing.database) == 22
    must_be_whole(on_nothing.database)
