"""`factdb verify --against`: an old copy shows what no check of one database can, such as a claim that is gone."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from factdb.store.base import Base
from factdb.store.driver import sqlite3
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.cli.conftest import CommandResult, ok, refused, run
from tests.conftest import NOW
from tests.databases import Templates
from tests.store.revisions import altering
from tests.tampering.forger import open_forger
from tests.upgrades import version_one


def against(database: Database, copy: Path) -> CommandResult:
    return run(database, "verify", "--against", str(copy), user="rae")


def found(database: Database, copy: Path) -> list[str]:
    ran = against(database, copy)
    assert ran.exit_code == 6, ran
    return ran.stdout.splitlines()


@pytest.fixture
def copies(demo: Database, folder: Path) -> list[Path]:
    """A dump of the desk, and on SQLite its file: copies of version 2."""
    dump = folder / "old.jsonl.gz"
    ok(demo, "db", "dump", str(dump))
    if demo.is_postgresql:
        return [dump]
    file = folder / "old.db"
    shutil.copyfile(demo.path, file)
    return [dump, file]


def test_a_copy_of_the_same_time_and_a_shorter_one(demo: Database, copies: list[Path]) -> None:
    for _ in range(2):
        for copy in copies:
            ran = against(demo, copy)
            assert ran.exit_code == 0, ran
        ok(demo, "claims", "note", "7", "A note that the copy does not have.")
        ok(demo, "policy", "set", "blind", "off")


def test_the_program_is_told_how_much_was_compared(demo: Database, copies: list[Path]) -> None:
    document = ok(demo, "verify", "--json", "--against", str(copies[0])).json
    assert (document["clean"], document["compared"]) == (True, 23)  # 22 claims and the desk
    assert "the old copy" in document["checked"]


def test_a_longer_copy(demo: Database, folder: Path) -> None:
    ok(demo, "db", "dump", str(folder / "before.jsonl"))
    ok(demo, "claims", "note", "7", "A note that only the copy has.")
    ok(demo, "db", "dump", str(folder / "after.jsonl"))
    older = Database.sqlite(folder / "older.db")
    ok(older, "db", "load", str(folder / "before.jsonl"))
    (line,) = found(older, folder / "after.jsonl")
    assert line.startswith("claim 7: the copy has ")
    assert line.endswith("rows of its history, the ledger had fewer")


def test_an_erasure_is_no_difference(demo: Database, copies: list[Path]) -> None:
    ok(demo, "claims", "note", "7", "Ask Lena.")
    copy = copies[0].with_name("with-note.jsonl")
    ok(demo, "db", "dump", str(copy))
    ok(demo, "erase", "note", "7.n1", "--ground", "GDPR Art. 17")
    assert against(demo, copy).exit_code == 0


def test_a_claim_that_is_gone_as_a_whole(demo: Database, copies: list[Path]) -> None:
    """All its rows are removed: nothing in the ledger itself says that it was there."""
    with open_forger(demo) as forger, forger.for_good():
        tables = [name for name, columns in _columns(demo).items() if "claim_id" in columns]
        for table in tables:
            forger(f"DELETE FROM {table} WHERE claim_id = 22")  # noqa: S608 - tables of ours
        forger("DELETE FROM claim_links WHERE other_id = 22")
        forger("DELETE FROM claims WHERE id = 22")
    for copy in copies:
        assert "claim 22: the copy has this claim, the ledger does not" in found(demo, copy)


def _columns(database: Database) -> dict[str, set[str]]:
    return {name: {column.name for column in table.columns} for name, table in Base.metadata.tables.items()}


def test_a_history_that_was_written_again(demo: Database, copies: list[Path]) -> None:
    """One word is changed, and every later row is chained anew: verify alone finds nothing in the chain."""
    with open_forger(demo) as forger, forger.for_good():
        seq = forger("SELECT max(seq) FROM history WHERE claim_id = 4")[0][0]
        forger.reseal_after(4, seq - 1, forger.reseal(4, seq - 1, '"at":"2026', '"at":"2025'))
    for copy in copies:
        assert any(line.startswith(f"claim 4, seq {seq}: the copy has another row here") for line in found(demo, copy))


def test_a_history_that_was_cut(demo: Database, copies: list[Path]) -> None:
    with open_forger(demo) as forger, forger.for_good():
        last = forger("SELECT max(seq) FROM history WHERE claim_id = 4")[0][0]
        before = forger.row(4, last - 1)
        forger("DELETE FROM history WHERE claim_id = 4 AND seq = :last", last=last)
        forger(
            "UPDATE claims SET history_length = :length, history_head = :head WHERE id = 4",
            length=last - 1, head=before.hash,
        )  # fmt: skip
    for copy in copies:
        assert f"claim 4: the copy has {last} rows of its history, the ledger had fewer" in found(demo, copy)


def test_a_desk_history_that_is_shorter_than_the_copy(demo: Database, folder: Path) -> None:
    ok(demo, "db", "dump", str(folder / "before.jsonl"))
    ok(demo, "policy", "set", "blind", "off")
    ok(demo, "db", "dump", str(folder / "after.jsonl"))
    older = Database.sqlite(folder / "older.db")
    ok(older, "db", "load", str(folder / "before.jsonl"))
    (line,) = found(older, folder / "after.jsonl")
    assert line.startswith("desk history, seq ")
    assert line.endswith("the copy has another desk history: one of the two was written again")


# -- copies of version 1 -----------------------------------------------------------------------------------------------


class OldDesk:
    """A desk of factdb 0.1 in a file and its dump, and the same desk after its upgrade."""

    def __init__(self, file: Path, database: Database) -> None:
        """Take the file and the upgraded desk; copy the dump beside the file."""
        self.file, self.dump = file, file.with_name("version-1.jsonl.gz")
        shutil.copyfile(version_one.EVERY_EVENT, self.dump)
        self.database = database

    def forge(self, *statements: str) -> Path:
        """Alter the file as somebody does who keeps the copy."""
        with closing(sqlite3.connect(self.file)) as connection:
            triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        return self.file


def fill_version_one(database: Database) -> None:
    with altering(database) as connection:
        schema.run(connection, version_one.REVISION)
        version_one.fill(connection, version_one.EVERY_EVENT)


def upgrade_version_one(database: Database) -> None:
    fill_version_one(database)
    schema.upgrade(database, NOW)


@pytest.fixture
def old_desk(engine_name: str, templates: Templates, tmp_path: Path, folder: Path) -> Iterator[OldDesk]:
    """The desk with every event."""
    for file in templates.worked("sqlite", fill_version_one, folder / "version-1.db", on="empty"):
        for database in templates.worked(engine_name, upgrade_version_one, tmp_path / "desk.db", on="empty"):
            yield OldDesk(file.path, database)


def test_a_copy_of_version_1_fits_the_upgraded_desk(old_desk: OldDesk) -> None:
    for copy in (old_desk.dump, old_desk.file):
        ran = against(old_desk.database, copy)
        assert ran.exit_code == 0, ran


def test_a_shorter_copy_of_version_1(old_desk: OldDesk) -> None:
    """Its rows were written anew since, so only the id of its last row can be compared; that is said."""
    copy = old_desk.forge(
        "DELETE FROM history WHERE claim_id = 4 AND seq > 3",
        "UPDATE claims SET history_length = 3, history_head = (SELECT hash FROM history WHERE claim_id = 4 AND seq = 3)"
        " WHERE id = 4",
        "DELETE FROM desk_history WHERE seq > 50",
    )
    ran = against(old_desk.database, copy)
    assert ran.exit_code == 0, ran
    assert "the hashes of 1 histor" in ran.stderr


FORGED = {
    "another row at the end": (
        (
            "UPDATE history SET hash = replace(hash, 'a', 'b') WHERE claim_id = 4 AND seq = "
            "(SELECT history_length FROM claims WHERE id = 4)"
        ),
        "claim 4: the copy has another history than the ledger had before revision 0016",
    ),
    "a longer history": (
        "UPDATE claims SET history_length = 90 WHERE id = 4",
        "claim 4: the copy has 90 rows of its history, the ledger had fewer",
    ),
    "another claim": (
        "UPDATE claims SET uid = 'x' WHERE id = 4",
        "claim 4: the copy has this claim, the ledger does not",
    ),
    "another desk history": (
        "UPDATE desk_history SET hash = 'x' WHERE seq = (SELECT max(seq) FROM desk_history)",
        "the copy has another desk history: one of the two was written again",
    ),
    "a desk history that goes elsewhere": (
        "UPDATE desk_history SET id = 'x' WHERE seq = (SELECT max(seq) FROM desk_history)",
        "the copy has another desk history: one of the two was written again",
    ),
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGED)
def test_a_copy_of_version_1_that_differs(old_desk: OldDesk, forgery: str) -> None:
    statement, line = FORGED[forgery]
    shown = found(old_desk.database, old_desk.forge(statement))
    assert any(line in other for other in shown), shown


def test_a_shorter_copy_of_version_1_with_other_rows(old_desk: OldDesk) -> None:
    copy = old_desk.forge(
        "DELETE FROM history WHERE claim_id = 4 AND seq > 3",
        "UPDATE history SET id = 'x' WHERE claim_id = 4 AND seq = 3",
        "UPDATE claims SET history_length = 3 WHERE id = 4",
        "DELETE FROM desk_history WHERE seq > 50",
        "UPDATE desk_history SET id = 'y' WHERE seq = 50",
    )
    shown = found(old_desk.database, copy)
    assert "claim 4, seq 3: the copy has another row here: one of the two was written again" in shown
    assert any(line.startswith("desk history, seq 50: the copy has another desk history") for line in shown)


# -- no copy -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def files(sqlite_demo: Database, folder: Path) -> dict[str, Path]:
    """Files that are no copies."""
    made = {name: folder / name for name in ("notes.txt", "empty", "newer.jsonl", "other.db", "cut.jsonl")}
    made["notes.txt"].write_text("Ask Lena.\n")
    made["empty"].write_bytes(b"")
    dump = ok(sqlite_demo, "db", "dump", "-").stdout
    made["newer.jsonl"].write_text(dump.replace('"version":1', '"version":9', 1))
    made["cut.jsonl"].write_text("".join(dump.splitlines(keepends=True)[:40]))
    with closing(sqlite3.connect(made["other.db"])) as connection:
        connection.execute("CREATE TABLE recipes (id)")
        connection.commit()
    return made


@pytest.mark.parametrize("name", ["notes.txt", "empty", "newer.jsonl", "other.db"])
def test_what_is_no_copy_is_refused_in_one_sentence(sqlite_demo: Database, files: dict[str, Path], name: str) -> None:
    refused(run(sqlite_demo, "verify", "--against", str(files[name])), {1, 2, 3, 4, 5}, name)


def test_a_file_that_is_not_there(sqlite_demo: Database) -> None:
    refused(run(sqlite_demo, "verify", "--against", "nowhere.db"), {1, 2, 3, 4, 5}, "nowhere.db")


def test_a_server_is_no_copy(sqlite_demo: Database) -> None:
    ran = run(sqlite_demo, "verify", "--against", "postgresql://ana:secret@localhost/copy")
    refused(ran, 1, "An old copy is a SQLite file or a dump", "db dump FILE")
    assert "secret" not in ran.stderr


def test_a_dump_that_was_cut_is_refused(sqlite_demo: Database, files: dict[str, Path]) -> None:
    ran = run(sqlite_demo, "verify", "--against", str(files["cut.jsonl"]))
    assert ran.exit_code not in {0, 6}, ran
    assert "cut.jsonl" in ran.stderr


def test_a_packed_dump_and_a_pipe_are_read(sqlite_demo: Database, folder: Path) -> None:
    dump = ok(sqlite_demo, "db", "dump", "-").stdout
    (folder / "old.jsonl.gz").write_bytes(gzip.compress(dump.encode()))
    assert against(sqlite_demo, folder / "old.jsonl.gz").exit_code == 0
    assert run(sqlite_demo, "verify", "--against", "-", given=dump).exit_code == 0
