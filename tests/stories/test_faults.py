"""What the ledger survives: kills, Ctrl-C, full disks, held locks."""

from __future__ import annotations

import contextlib
import itertools
import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
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
from tests.store.raw_sql import shell
from tests.store.revisions import migrate
from tests.stories.conftest import Program, finished, must_be_whole, number_of_claims, one_sentence
from tests.stories.forked_program import Forked, at_step, die, forked, interrupt, wait_for

pytestmark = pytest.mark.long  # programs that are killed, and full disks

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


# -- kills and Ctrl-C at every step with a file ---------------------------------------------------------------

ENDS: dict[Callable[[], None], int] = {die: -signal.SIGKILL, interrupt: 130}  # with the exit code that each leads to


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def must_be_older(copy: Path) -> None:
    """Hold that a copy is a whole database of the schema before the upgrade."""
    with shell(Database.sqlite(copy)) as sql:
        assert sql("PRAGMA integrity_check") == [("ok",)]
        assert sql("SELECT version_num FROM alembic_version") == [("0002",)]


@pytest.fixture
def older(folder: Path) -> Forked:
    """The program on a SQLite file of an older schema, alone in its folder."""
    database = Database.sqlite(folder / "desk.db")
    migrate(database, "0002")
    return Forked(database, folder)


@pytest.mark.parametrize("end", ENDS)
def test_an_upgrade_that_ends_at_any_step_of_its_backup_leaves_nothing_to_the_next(
    older: Forked, tmp_path: Path, end: Callable[[], None]
) -> None:
    template = shutil.copy(older.database.path, tmp_path / "template")
    for number in itertools.count():
        done = older.run_child("db", "upgrade", before=partial(at_step, number, ".bak", end))
        if done.returncode == 0:
            break
        assert done.returncode == ENDS[end], done
        older.ok_child("db", "upgrade")
        must_be_whole(older.database)
        database, *copies = names_in(older.folder)
        assert (database, len(copies)) in {("desk.db", 1), ("desk.db", 2)}  # it may have ended when its copy was whole
        for copy in copies:
            assert copy.endswith(".bak")
            must_be_older(older.folder / copy)
            (older.folder / copy).unlink()
        shutil.copy(template, older.database.path)
    assert number > 5, "steps: the folder, its lock, the file in it, its name, and what is removed"


@pytest.mark.parametrize("size", [4_096, 50_000, 200_000])
def test_an_upgrade_that_is_killed_within_its_backup_leaves_nothing_to_the_next(older: Forked, size: int) -> None:
    assert older.run_child("db", "upgrade", before=partial(die_beyond, size)).returncode == -signal.SIGXFSZ
    assert [file.stat().st_size for file in older.folder.glob("*.partial-*/*")] == [size]
    older.ok_child("db", "upgrade")
    _, copy = names_in(older.folder)
    must_be_older(older.folder / copy)
    must_be_whole(older.database)


def die_beyond(size: int) -> None:
    """Let this process be killed when it writes a file beyond this size: in the midst of the write."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    "words",
    [("db", "backup", "{}.db"), ("db", "dump", "{}.jsonl.gz"), ("claims", "list", "-o", "{}.csv")],
    ids=["backup", "dump", "list"],
)
def test_a_file_that_is_not_whole_when_its_writer_ends_goes_when_the_next_is_written(
    on_sqlite_demo: Program, words: tuple[str, ...], end: Callable[[], None]
) -> None:
    program = forked(on_sqlite_demo)
    last, first = ([word.format(day) for word in words] for day in ("tuesday", "monday"))
    program.ok_child(*last)
    (whole,) = program.folder.iterdir()
    expected = whole.read_bytes()
    for number in itertools.count():
        done = program.run_child(*first, before=partial(at_step, number, "monday", end))
        if done.returncode == 0:
            break
        assert done.returncode == ENDS[end], done
        whole.unlink()
        program.ok_child(*last)
        assert whole.read_bytes() == expected
        assert names_in(program.folder) in ([whole.name], [first[-1], whole.name])
        for complete in program.folder.glob("monday.*"):
            assert complete.read_bytes() == expected
            complete.unlink()
    assert number > 4


def test_what_a_living_program_still_writes_is_left_to_it(on_sqlite_demo: Program) -> None:
    program = forked(on_sqlite_demo)
    go_on = program.folder.parent / "go on"
    slow = program.child(
        "db", "backup", "a.db", before=partial(at_step, 0, "a.db", partial(wait_for, go_on), "os.rename")
    )
    slow.read_first_output()
    (unfinished,) = program.folder.glob("a.db.partial-*/*")
    content = unfinished.read_bytes()
    program.ok_child("db", "backup", "b.db")
    program.ok_child("claims", "list", "-o", "a.db.csv")
    assert unfinished.read_bytes() == content
    go_on.touch()
    assert slow.finished().returncode == 0
    assert names_in(program.folder) == ["a.db", "a.db.csv", "b.db"]
    assert (program.folder / "a.db").read_bytes() == content == (program.folder / "b.db").read_bytes()


def test_of_two_backups_to_one_name_the_first_that_is_whole_stays(on_sqlite_demo: Program) -> None:
    program = forked(on_sqlite_demo)
    go_on = program.folder.parent / "go on"
    wait = partial(at_step, 0, "copy.db", partial(wait_for, go_on), "sqlite3.connect")
    slow = program.child("db", "backup", "copy.db", before=wait)
    slow.read_first_output()
    program.ok_child("db", "backup", "copy.db")
    copy = program.folder / "copy.db"
    content, number = copy.read_bytes(), copy.stat().st_ino
    go_on.touch()
    one_sentence(slow.finished(), 1, "copy.db already exists. Nothing was overwritten")
    assert names_in(program.folder) == ["copy.db"]
    assert (copy.read_bytes(), copy.stat().st_ino) == (content, number)


def test_an_upgrade_that_waits_for_one_that_is_killed_cleans_up_after_it(older: Forked) -> None:
    never = older.folder.parent / "never"
    wait = partial(at_step, 0, ".bak", partial(wait_for, never), "os.rename")
    slow = older.child("db", "upgrade", before=wait)
    slow.read_first_output()
    assert len(list(older.folder.glob("*.partial-*/*"))) == 1
    several = [older.child("db", "upgrade") for _ in range(2)]
    slow.kill()
    assert [child.finished().returncode for child in several] == [0, 0]
    database, copy = names_in(older.folder)
    assert database == "desk.db"
    must_be_older(older.folder / copy)
    must_be_whole(older.database)


# -- Ctrl-C --------------------------------------------------------------------------------------------------


def test_ctrl_c_while_it_reads_is_one_sentence(on_demo: Program) -> None:
    process = on_demo.start("claims", "note", "9", "-", stdin=subprocess.PIPE)
    assert process.stdin is not None
    os.write(process.stdin.fileno(), b"words " * 100_000)  # more than a pipe holds: it is reading now
    process.send_signal(signal.SIGINT)
    done = finished(process)
    one_sentence(done, 130, "Interrupted")
    assert done.stdout == ""
    must_be_whole(on_demo.database)


def test_ctrl_c_in_the_midst_of_writing_leaves_nothing_half_done(folder: Path) -> None:
    database = Database(str(folder / "desk.db"), "desk.db", is_postgresql=False)
    program = Program(database, folder)
    process = program.start("init", "--demo")
    while process.poll() is None and not any(folder.glob("desk.db-*")):  # its journal: it writes
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    one_sentence(finished(process), 130, "Interrupted. Nothing was left half done.")
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
    one_sentence(done, 1, str(path), "half done")
    assert done.stdout == ""
    must_be_whole(on_sqlite_demo.database)
    assert "w" * 9 not in program.ok_child("claims", "show", "9").stdout


def test_a_disk_that_is_full_while_a_file_is_written(on_sqlite_demo: Program) -> None:
    target = on_sqlite_demo.folder / "claims.json"
    target.write_text("what stood there")
    done = forked(on_sqlite_demo).run_child("claims", "list", "-o", "claims.json", before=no_file_beyond(5_000))
    one_sentence(done, 1, "Cannot write claims.json")
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
    assert child.finished().stdout == "claim 9: noted, 9.n2\n"
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
    one_sentence(second, 5, f"Claim 9 has changed since you read it: {winner} changed it")
    must_be_whole(on_demo.database)


def test_several_first_commands_at_once_make_one_desk(on_nothing: Program) -> None:
    several = [forked(on_nothing).child("init", "--demo") for _ in range(2)]
    for done in [child.finished() for child in several]:
        assert done.returncode == 0, done
    assert number_of_claims(on_nothing.database) == 22
    must_be_whole(on_nothing.database)
