"""A new release's scales on the command line: taken up by an admin's next command, by `db upgrade`, and offered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.cli.conftest import ok, refused, rows_of, run
from tests.services.test_shipped_scales import Release, release
from tests.store.revisions import altering
from tests.upgrades import version_one

__all__ = ["release"]
NOTE = ("claims", "note", "9", "A note.")
BROUGHT = "new with this factdb: scale snopes, version 2\n"


@pytest.fixture
def older(empty_database: Database) -> Database:
    """A desk as version 0.1 left it, with every kind of event; it has changed the scale snopes."""
    with altering(empty_database) as connection:
        schema.run(connection, version_one.REVISION)
        version_one.fill(connection, version_one.EVERY_EVENT)
    return empty_database


def shipped(database: Database) -> dict[str, tuple[int, str]]:
    rows = ok(database, "ratings", "list", "--shipped", "--json").json
    return {row["scale"]: (row["version"], row["state"]) for row in rows}


def test_the_next_writing_command_of_an_admin_takes_them_up(demo: Database, release: Release) -> None:
    release.changes("snopes")
    before = rows_of(demo)
    for words in (("claims", "list"), ("ratings", "list", "--shipped"), ("report", "balance"), ("db", "status")):
        assert "new with this factdb" not in ok(demo, *words).stderr
    assert rows_of(demo) == before
    assert shipped(demo)["snopes"] == (1, "newer")
    for user in ("rita", "ed"):
        assert "snopes" not in ok(demo, *NOTE, user=user).stderr
    assert shipped(demo)["snopes"] == (1, "newer")
    assert BROUGHT in ok(demo, *NOTE).stderr
    assert shipped(demo)["snopes"] == (2, "same")
    assert "snopes" not in ok(demo, *NOTE).stderr
    assert "clean: 22 claims" in ok(demo, "verify").stdout


def test_a_dry_run_and_a_refused_command_take_up_nothing(demo: Database, release: Release, folder: Path) -> None:
    release.changes("snopes")
    before = rows_of(demo)
    refused(run(demo, "claims", "note", "99", "A note."), 3, "99")
    (folder / "a.csv").write_text("claim\nThe bridge cost 4 million.\n")
    ok(demo, "import", "a.csv", "--dry-run")
    assert rows_of(demo) == before


def test_a_changed_scale_is_kept_and_the_shipped_one_offered(demo: Database, release: Release) -> None:
    ok(demo, "ratings", "map", "snopes", "Scam", "--category", "media", "--reason", "A fraud.")
    release.changes("snopes")
    ran = ok(demo, "db", "upgrade")
    assert "nothing was changed" in ran.stdout
    assert (
        "Your desk changed the scale, so its own version stays. See both: factdb ratings list --shipped" in ran.stderr
    )
    listed = ok(demo, "ratings", "list", "--shipped")
    assert "Take a shipped scale: factdb ratings import --shipped SCALE" in listed.stderr
    assert shipped(demo)["snopes"] == (2, "changed by the desk")
    assert "snopes" not in ok(demo, *NOTE).stderr  # it is said once for each release
    assert ok(demo, "ratings", "import", "--shipped", "snopes").stdout == "scale snopes, version 3: added as it ships\n"
    assert ok(demo, "ratings", "import", "--shipped", "snopes").stdout == "scale snopes, version 3: unchanged\n"
    assert shipped(demo)["snopes"] == (3, "same")
    refused(run(demo, "ratings", "import"), 2, "--shipped SCALE")
    refused(run(demo, "ratings", "import", "x.toml", "--shipped", "snopes"), 2, "--shipped SCALE")
    refused(run(demo, "ratings", "import", "--shipped", "nope"), 3, 'no shipped scale "nope"')
    refused(run(demo, "ratings", "list", "--shipped", "--scale", "snopes"), 2, "leave out --scale")


def test_an_older_desk_takes_them_up_with_its_upgrade(older: Database, release: Release) -> None:
    release.names_publishers_once()
    for code in ("snopes", "aap"):
        release.changes(code)
    ran = ok(older, "db", "upgrade", user="wanjiru")
    assert "schema 0015 ->" in ran.stdout
    assert "new with this factdb: scale aap, version 2\n" in ran.stderr
    assert "another version of scale snopes. Your desk changed" in ran.stderr
    assert {code: row for code, row in shipped(older).items() if row != (1, "same")} == {
        "aap": (2, "same"), "snopes": (2, "changed by the desk"),
    }  # fmt: skip
    assert ok(older, "verify", user="wanjiru").exit_code == 0
    assert "clean: 17 claims" in ok(older, "verify", user="wanjiru").stdout


def test_an_older_desk_learns_the_further_names_of_publishers(older: Database, folder: Path) -> None:
    brought = ok(older, "db", "upgrade", user="wanjiru").stderr
    named = {"politifact", "afp", "aap", "washington-post"}
    assert set(re.findall("new with this factdb: scale (.*), version 2", brought)) == named
    assert "another version of scale snopes. Your desk changed" in brought
    assert {code for code, row in shipped(older).items() if row == (2, "same")} == named
    (folder / "a.csv").write_text("claim,check_publisher,check_label\nIt cost 4 million.,AFP Fact Check,False\n")
    ok(older, "import", "a.csv", user="wanjiru")
    with sessions.reading(older) as session:
        checks = "SELECT scale, score FROM v1_other_checks WHERE publisher = 'AFP Fact Check'"
        assert session.connection().exec_driver_sql(checks).all() == [("afp", 0)]
    assert "clean: 18 claims" in ok(older, "verify", user="wanjiru").stdout


def test_an_older_desk_without_news_records_once_that_it_was_compared(older: Database, release: Release) -> None:
    release.names_publishers_once()
    assert "this factdb" not in ok(older, "db", "upgrade", user="wanjiru").stderr.lower()
    assert shipped(older)["aap"] == (1, "same")
    before = rows_of(older)
    ok(older, "db", "upgrade", user="wanjiru")
    assert rows_of(older) == before


def test_a_dump_carries_what_was_taken_up(sqlite_demo: Database, release: Release) -> None:
    release.changes("snopes")
    ok(sqlite_demo, *NOTE)
    ok(sqlite_demo, "db", "dump", "desk.jsonl")
    copy = Database.sqlite(sqlite_demo.path.with_name("copy.db"))
    ok(copy, "db", "load", "desk.jsonl")
    assert "snopes" not in ok(copy, *NOTE).stderr
    assert shipped(copy)["snopes"] == (2, "same")
