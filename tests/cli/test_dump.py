"""`factdb db dump` and `db load`: files and pipes, what is overwritten, and what is said."""

from __future__ import annotations

import gzip
from pathlib import Path

from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, rows_of, run


def test_a_desk_goes_through_a_packed_file(sqlite_demo: Database, folder: Path) -> None:
    ran = ok(sqlite_demo, "db", "dump", "desk.jsonl.gz")
    assert ran.stdout == ""
    assert "desk.db dumped: 22 claims, " in ran.stderr
    assert "The desk has no claims" not in ran.stderr
    rows = ran.stderr.split()[-2]
    new = Database.sqlite(folder / "new.db")
    assert ok(new, "db", "load", "desk.jsonl.gz", "-n").stdout == f"would load desk.jsonl.gz: 22 claims, {rows} rows\n"
    assert [each.name for each in folder.iterdir()] == ["desk.jsonl.gz"]
    assert ok(new, "db", "load", "desk.jsonl.gz").stdout == f"loaded desk.jsonl.gz: 22 claims, {rows} rows\n"
    assert rows_of(new) == rows_of(sqlite_demo)
    ok(new, "verify")
    refused(run(new, "db", "load", "desk.jsonl.gz"), 1, "new.db already holds rows", "Load into a new database")


def test_a_desk_goes_through_a_pipe(sqlite_demo: Database, folder: Path) -> None:
    dumped = ok(sqlite_demo, "db", "dump", "-").stdout
    ok(sqlite_demo, "db", "dump", "desk.JSONL.GZ")
    assert gzip.decompress((folder / "desk.JSONL.GZ").read_bytes()).decode() == dumped
    new = Database.sqlite(folder / "new.db")
    assert ok(new, "db", "load", "-", given=dumped).stdout.startswith("loaded standard input: 22 claims, ")
    assert ok(new, "db", "dump", "-").stdout == dumped


def test_notices_name_an_empty_desk_and_passwords_that_stay_behind(database: Database, folder: Path) -> None:
    empty = "The desk has no claims. Is this the right database? factdb db status\n"
    invite = "Invite each reviewer who uses the browser: factdb reviewers invite HANDLE\n"
    assert empty in ok(database, "db", "dump", "many.jsonl").stderr
    new = Database.sqlite(folder / "new.db")
    assert invite not in ok(new, "db", "load", "many.jsonl", "-n").stderr
    assert invite in ok(new, "db", "load", "many.jsonl").stderr
    alone = Database.sqlite(folder / "alone.db")
    ok(alone, "init")
    ok(alone, "db", "dump", "one.jsonl")
    assert ok(Database.sqlite(folder / "one.db"), "db", "load", "one.jsonl").stderr == "Check the copy: factdb verify\n"


def test_nothing_is_overwritten_unasked(sqlite_demo: Database, folder: Path) -> None:
    (folder / "desk.jsonl").write_text("mine")
    refused(run(sqlite_demo, "db", "dump", "desk.jsonl"), 1, "desk.jsonl already exists", "--yes")
    refused(run(sqlite_demo, "db", "dump", "no/desk.jsonl"), 1, "Cannot write no/desk.jsonl")
    assert (folder / "desk.jsonl").read_text() == "mine"
    for words in (["db", "dump", sqlite_demo.location, "-y"], ["export", "claims", "-o", sqlite_demo.location]):
        refused(run(sqlite_demo, *words), 1, "already exists. Nothing was overwritten")
    ok(sqlite_demo, "db", "dump", "desk.jsonl", "-y")
    assert (folder / "desk.jsonl").read_text().startswith('{"format":"factdb-dump","version":1,')
    assert [each.name for each in folder.iterdir()] == ["desk.jsonl"]


def test_what_is_no_dump_makes_no_database(folder: Path) -> None:
    new = Database.sqlite(folder / "new.db")
    (folder / "notes.txt").write_text("mine")
    (folder / "none").write_text("")
    for name, why in (("notes.txt", "a dump of factdb"), ("none", "a dump of factdb"), (".", "Cannot read")):
        refused(run(new, "db", "load", name), 1, why)
    refused(run(new, "db", "load", "nix"), 3, 'no file "nix"')
    assert not new.path.exists()
