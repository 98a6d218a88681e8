"""`factdb init`: from nothing to a desk that works, and again without changing anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.cli.conftest import ok, refused, rows_of, run, run_bare
from tests.store.revisions import NEWEST


def test_init_makes_the_schema_the_scales_and_an_admin(empty_database: Database) -> None:
    ran = ok(empty_database, "init", user="Ana")
    assert f"schema none -> {NEWEST}" in ran.stdout
    assert "scales loaded: factdb-truth, factdb-promise, factdb-quote\n" in ran.stdout
    assert "See also 9 scales of other publishers" in ran.stderr
    assert "ana is the desk's admin\n" in ran.stdout
    assert "Try next: factdb articles add" in ran.stderr
    assert ok(empty_database, "db", "check").exit_code == 0
    assert ok(empty_database, "claims", "list", "--json").json == []


def test_init_again_changes_nothing_and_says_so(demo: Database) -> None:
    before = rows_of(demo)
    for words in (["init"], ["init", "--demo"]):
        assert "is ready already; nothing was changed\n" in ok(demo, *words).stdout
    assert rows_of(demo) == before


def test_the_worked_example_says_what_it_is_and_what_to_try(empty_database: Database) -> None:
    ran = ok(empty_database, "init", "--demo")
    assert "loaded the worked example: 1 article, 22 claims\n" in ran.stdout
    assert "These verdicts illustrate factdb. They are not fact-checks published by any organisation." in ran.stdout
    assert "Try next:" in ran.stderr
    assert len(ok(empty_database, "claims", "list", "--json").json) == 22


def test_what_it_says_to_try_works(demo: Database) -> None:
    lines = ok(demo, "init", "--demo").stderr.splitlines()
    commands = [line.split("factdb ")[1].split("   ")[0] for line in lines if "factdb " in line]
    assert commands
    for command in commands:
        words = command.replace('"..."', "because").replace("URL", "https://example.org/a").split()
        ok(demo, *words)


def test_the_worked_example_may_come_after_init(database: Database) -> None:
    ran = ok(database, "init", "--demo")
    assert "22 claims" in ran.stdout
    assert "schema" not in ran.stdout
    ok(database, "claims", "add", "--claim", "The next number.")
    assert max(ok(database, "claims", "list", "--json").ids) == 23


def test_those_who_entered_the_worked_example_act_no_more(demo: Database) -> None:
    for handle in ("seed", "seed-editor"):
        refused(run(demo, "claims", "note", "9", "x", user=handle), 4, f'"{handle}" may no longer act')
    (history, *_) = ok(demo, "claims", "show", "7", "--history", "--json").json["history"]
    assert history["actor"] == "seed"


def test_a_desk_with_claims_of_its_own_takes_no_worked_example(database: Database) -> None:
    ok(database, "claims", "add", "--claim", "Ours.")
    before = rows_of(database)
    refused(run(database, "init", "--demo"), 1, "This desk already has claims", "factdb --db demo.db init --demo")
    assert rows_of(database) == before
    ok(database, "init")


def test_who_comes_second_is_no_admin(database: Database) -> None:
    before = rows_of(database)
    for words in (["init"], ["init", "--demo"]):
        refused(run(database, *words, user="zoe"), 4, '"zoe" is not a reviewer of this desk')
    refused(run(database, "init", "--demo", user="rae"), 4, "The role of rae is reader")
    assert rows_of(database) == before


def test_the_login_name_becomes_a_handle(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "DESK\\Ana Müller")
    assert "ana-muller is the desk's admin\n" in ok_without_user(empty_database, "init")
    assert "user: ana-muller (from the login name)\n" in ok_without_user(empty_database, "db", "status")


def ok_without_user(database: Database, *words: str) -> str:
    ran = run(database, *words, user=None)
    assert ran.exit_code == 0, ran
    return ran.stdout


def test_an_older_database_is_brought_up_to_date_and_copied_first(empty_database: Database) -> None:
    engine = empty_database.engine("rwc")
    with engine.connect() as connection, connection.begin():
        schema.run(connection, "0002")
    ran = ok(empty_database, "init")
    assert f"schema 0002 -> {NEWEST}" in ran.stdout
    assert ("backup of the database before the upgrade: " in ran.stderr) is not empty_database.is_postgresql


def test_where_nothing_is_said_the_database_is_in_the_users_own_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTDB_USER", "ana")
    assert run_bare("init").exit_code == 0
    assert (folder.parent / "home/data/factdb/factdb.db").is_file()
    assert "(from the default)" in run_bare("db", "status").stdout
    assert not list(folder.iterdir())


def test_init_makes_the_folders_that_are_missing(folder: Path) -> None:
    assert run_bare("--as", "ana", "--db", "a/b/desk.db", "init").exit_code == 0
    assert [each.name for each in (folder / "a/b").iterdir()] == ["desk.db"]
