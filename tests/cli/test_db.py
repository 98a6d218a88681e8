"""`factdb db`, and how every command meets a database that it can't use."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

import factdb
from factdb.errors import NotPermittedError
from factdb.store.driver import sqlite3
from factdb.store.engine import Database
from factdb.store.schema import expected_views, schema
from tests.cli.conftest import CommandResult, ok, refused, rows_of, run, run_bare
from tests.databases import Templates
from tests.store.revisions import NEWEST, OLDER, migrate

READING = [
    ["claims"],
    ["claims", "list", "--json"],
    ["claims", "show", "7"],
    ["claims", "history", "7"],
    ["evidence", "list", "7"],
    ["evidence", "show", "7.1"],
    ["articles", "list"],
    ["articles", "show", "1"],
    ["db", "check"],
]
WRITING = [["claims", "note", "7", "x"], ["evidence", "add", "7", "https://example.org/", "--supports"]]


def execute(database: Database, *statements: str) -> None:
    with database.engine("rwc").connect() as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))


def older(database: Database) -> None:
    """Give an empty database the schema of revision 0002."""
    with database.engine("rwc").connect() as connection, connection.begin():
        schema.run(connection, "0002")


def everything_below(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# -- status, check, upgrade, backup ----------------------------------------------------------------------------


def test_status_says_which_database_and_why(shared: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = ok(shared, "db", "status")
    engine = "postgresql" if shared.is_postgresql else f"sqlite {sqlite3.sqlite_version}"
    assert "(from --db)\nuser: ana (from --as)\nengine: " + engine in ran.stdout
    assert ran.stdout.endswith(f"schema: {NEWEST}, current; this factdb has {NEWEST}\n")
    monkeypatch.setenv("FACTDB_DATABASE_URL", shared.location)
    monkeypatch.setenv("FACTDB_USER", "rita")
    assert "(from FACTDB_DATABASE_URL)\nuser: rita (from FACTDB_USER)\n" in run_bare("db", "status").stdout


@pytest.mark.parametrize("is_there", [True, False])
def test_status_says_which_server_answers_and_whether_the_standby_does(
    shared: Database, monkeypatch: pytest.MonkeyPatch, *, is_there: bool
) -> None:
    nobody = "postgresql://ana:secret@127.0.0.1:1/desk?connect_timeout=2"
    monkeypatch.setenv("FACTDB_STANDBY_URL", shared.location if is_there and shared.is_postgresql else nobody)
    status = ok(shared, "db", "status").stdout
    answer = f"(from FACTDB_STANDBY_URL); {'answers' if is_there else 'does not answer'}\n"
    # A SQLite file has neither a server nor a standby.
    assert (answer in status) == shared.is_postgresql
    assert bool(re.search(r"^server: .+, port \d+; primary$", status, re.MULTILINE)) == shared.is_postgresql
    assert "secret" not in status


def test_status_of_an_older_and_of_an_empty_database(empty_database: Database) -> None:
    older(empty_database)
    assert f"schema: 0002, older; this factdb has {NEWEST}\n" in ok(empty_database, "db", "status").stdout


def test_check_is_content_with_what_init_made(shared: Database) -> None:
    assert "the schema matches this factdb\n" in ok(shared, "db", "check").stdout


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("CREATE TABLE mine (id INTEGER PRIMARY KEY)", "mine"),
        ("DROP INDEX ix_evidence_document_id", "ix_evidence_document_id"),
        ("DROP VIEW v1_claims", "v1_claims"),
        ("ALTER TABLE claims ADD COLUMN mine TEXT", "mine"),
    ],
)
def test_check_tells_what_somebody_changed(demo: Database, change: str, told: str) -> None:
    execute(demo, change)
    ran = run(demo, "db", "check")
    assert ran.exit_code == 6, ran
    assert told in ran.stdout
    assert ran.stderr.startswith("factdb: The schema differs in ")


def test_a_missing_guard_is_found(demo: Database) -> None:
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'history' ORDER BY name LIMIT 1"
    if demo.is_postgresql:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = 'history'::regclass LIMIT 1"
    with demo.engine("ro").connect() as connection:
        name = connection.scalar(text(query))
    execute(demo, f"DROP TRIGGER {name}" + (" ON history" if demo.is_postgresql else ""))
    ran = run(demo, "db", "check")
    assert ran.exit_code == 6, ran
    assert str(name) in ran.stdout


def test_check_says_what_it_could_not_check(demo: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    if not demo.is_postgresql:
        pytest.skip("SQLite stores the text of views")
    monkeypatch.setattr(expected_views, "_made", {})
    execute(
        demo,
        "CREATE SCHEMA evil",
        "CREATE FUNCTION evil.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION evil.watch()",
    )
    ran = run(demo, "db", "check")
    assert ran.exit_code == 6, ran
    assert ran.stdout == "unexpected: event trigger watch on ddl_command_end, which calls evil.watch\n"
    assert "not checked: the SQL of the views (their columns " in ran.stderr
    assert "an event trigger could change them" in ran.stderr
    assert "The schema differs in 1 place." in ran.stderr


def test_upgrade_brings_an_older_database_up_to_date(empty_database: Database) -> None:
    older(empty_database)
    dry = ok(empty_database, "db", "upgrade", "--dry-run")
    assert dry.stdout.endswith(f"schema would go 0002 -> {NEWEST}\n")
    refused(
        run(empty_database, "claims", "list"), 1, f"schema 0002. This factdb needs schema {NEWEST}", "factdb db upgrade"
    )
    ran = ok(empty_database, "db", "upgrade")
    assert ran.stdout.endswith(f"schema 0002 -> {NEWEST}\n")
    assert ok(empty_database, "db", "upgrade").stdout.endswith(
        f"has the newest schema, {NEWEST}; nothing was changed\n"
    )
    ok(empty_database, "db", "check")


def test_upgrade_leaves_a_copy_of_a_file_as_it_was(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "desk.db"), "desk.db", is_postgresql=False)
    older(database)
    ran = ok(database, "db", "upgrade")
    copy = Path(ran.stderr.partition("backup of the database before the upgrade: ")[2].strip())
    assert copy.parent == tmp_path
    assert "schema: 0002, older" in run_bare("--db", str(copy), "db", "status").stdout


# By plain SQL, which fits every schema so far.
REVIEWERS = (
    "INSERT INTO reviewers (handle, role) VALUES ('rita', 'editor')",
    "INSERT INTO reviewers (handle, role) VALUES ('ana', 'admin')",
)
# From revision 0016 on, a reviewer has a uid.
WITH_UIDS = tuple(
    statement.replace("role)", "role, uid)").replace("')", f"', 'uid-{place}')")
    for place, statement in enumerate(REVIEWERS)
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def climber(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """An empty database on each engine that goes from one revision to the next, and is copied at each."""
    yield from templates.copy(request.param, "empty", tmp_path_factory.mktemp("climber") / "desk.db")


@pytest.mark.long
@pytest.mark.parametrize("number", OLDER)
def test_an_admin_upgrades_from_every_schema_and_nobody_else(
    climber: Database, templates: Templates, tmp_path: Path, number: str
) -> None:
    migrate(climber, number)
    for database in templates.copy_of(climber, tmp_path / "desk.db"):
        execute(database, *(REVIEWERS if number < "0016" else WITH_UIDS))
        for words in (["db", "upgrade"], ["db", "upgrade", "--dry-run"], ["init"]):
            refused(run(database, *words, user="mallory"), 4, '"mallory" is not an active reviewer of this desk')
            refused(run(database, *words, user="rita"), 4, '"db upgrade" needs the role admin. The role of rita is')
        assert f"schema: {number}, older" in ok(database, "db", "status").stdout
        assert ok(database, "db", "upgrade").stdout.endswith(f"schema {number} -> {NEWEST}\n")


def test_init_by_the_admin_upgrades(empty_database: Database) -> None:
    older(empty_database)
    execute(empty_database, *REVIEWERS)
    assert f"schema 0002 -> {NEWEST}\n" in ok(empty_database, "init").stdout


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reviewers SET role = 'reviewer'",
        "UPDATE reviewers SET disabled_at = '2026-11-22T09:30:00.000000Z' WHERE handle = 'ana'",
        "DELETE FROM reviewers",
    ],
)
def test_an_upgrade_is_let_through_where_nobody_is_admin(empty_database: Database, statement: str) -> None:
    older(empty_database)
    execute(empty_database, *REVIEWERS, statement)
    assert ok(empty_database, "db", "upgrade", user="mallory").stdout.endswith(f"schema 0002 -> {NEWEST}\n")


@pytest.mark.parametrize("words", [["db", "reindex"], ["db", "backup", "copy.db"], ["db", "upgrade"]])
def test_a_stranger_does_not_touch_the_database_as_a_whole(shared: Database, folder: Path, words: list[str]) -> None:
    refused(run(shared, *words, user="mallory"), 4, '"mallory" is not a')
    refused(
        run(shared, *words, user="ed"), 4, f'"{" ".join(words[:2])}" needs the role admin. The role of ed is editor.'
    )
    assert not list(folder.iterdir())


def test_a_door_for_programs_upgrades_for_the_admin(empty_database: Database) -> None:
    older(empty_database)
    execute(empty_database, *REVIEWERS)
    with pytest.raises(NotPermittedError):
        factdb.open(empty_database.location, user="rita", create=True)
    factdb.open(empty_database.location, user="ana", create=True)
    factdb.open(empty_database.location, user="rita", create=True)  # current: nothing to upgrade


def test_backup_is_a_whole_ledger_of_its_own(sqlite_demo: Database, folder: Path) -> None:
    ran = ok(sqlite_demo, "db", "backup", "copy.db")
    assert f"copied to copy.db, {(folder / 'copy.db').stat().st_size} bytes" in ran.stdout
    copy = Database(str(folder / "copy.db"), "copy.db", is_postgresql=False)
    ok(copy, "db", "check")
    assert rows_of(copy) == rows_of(sqlite_demo)
    assert [each.name for each in folder.iterdir()] == ["copy.db"]


def test_backup_overwrites_nothing(sqlite_demo: Database, folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    refused(run(sqlite_demo, "db", "backup", "notes.txt"), 1, "notes.txt already exists. Nothing was overwritten")
    refused(run(sqlite_demo, "db", "backup", "."), 1, "Nothing was overwritten")
    refused(run(sqlite_demo, "db", "backup", "no/folder/copy.db"), 1, "Cannot write no/folder/copy.db")
    assert everything_below(folder) == {str(folder / "notes.txt"): b"mine"}


def test_a_postgresql_database_has_its_own_tool_for_backups(shared: Database, folder: Path) -> None:
    if shared.is_postgresql:
        refused(run(shared, "db", "backup", "copy.db"), 1, "backed up with PostgreSQL's own tool", "pg_dump")
        assert not list(folder.iterdir())


# -- databases that can't be used -----------------------------------------------------------------------------


def unusable(folder: Path) -> dict[str, Path]:
    """Make what people take for a ledger, and isn't."""
    made = {
        "text": b"Dear desk, this is a letter and no database.\n" * 100,
        "json": b'{"claims": []}',
        "random": os.urandom(8192),
    }
    for name, raw in made.items():
        (folder / f"{name}.db").write_bytes(raw)
    return {name: folder / f"{name}.db" for name in made}


def everything(path: Path | str) -> list[CommandResult]:
    return [run_bare("--as", "ana", "--db", str(path), *words) for words in [*READING, *WRITING]]


def test_where_there_is_no_database_init_is_named_and_nothing_made(folder: Path) -> None:
    find = (
        "factdb uses: factdb db status. Name another with --db FILE. Or create it: factdb --db desk.db --as ana init "
    )
    for ran in everything("desk.db"):
        refused(ran, 3, "There is no database", find)
    for words in (["db", "dump", "-"], ["export", "claims"], ["verify"], ["report", "balance"], ["claims", "list"]):
        refused(run_bare("--as", "ana", "--db", "desk.db", *words), 3, "There is no database", find)
    status = run_bare("--as", "ana", "--db", "desk.db", "db", "status")
    assert status.stderr.splitlines()[1].startswith("  Name another with --db FILE. Or create it: factdb --db desk.db")
    for words in (["db", "upgrade", "--dry-run"], ["db", "backup", "copy.db"], ["db", "status"]):
        refused_even_if_told(run_bare("--as", "ana", "--db", "desk.db", *words), "There is no database")
    assert not list(folder.iterdir())
    assert not list((folder.parent / "home").iterdir())


def refused_even_if_told(ran: CommandResult, part: str) -> None:
    """Hold a refusal of a command that says something on stdout all the same."""
    assert ran.exit_code == 3, ran
    assert part in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_empty_database_is_answered_in_the_same_way(empty_database: Database) -> None:
    if not empty_database.is_postgresql:
        empty_database.path.touch()
    for words in [*READING, *WRITING]:
        refused(run(empty_database, *words), 3, " is empty.", "factdb init")
    if not empty_database.is_postgresql:
        assert empty_database.path.read_bytes() == b""
    assert "schema: none, empty" in ok(empty_database, "db", "status").stdout


@pytest.mark.parametrize("what", ["text", "json", "random"])
def test_what_is_no_database_is_left_as_it_is(folder: Path, what: str) -> None:
    path = unusable(folder)[what]
    before = everything_below(folder)
    for ran in everything(path):
        refused(ran, 1, f"{path} is not a database")
    for words in (["init"], ["db", "upgrade"]):
        refused(run_bare("--as", "ana", "--db", str(path), *words), 1, f"{path} is not a database")
    assert everything_below(folder) == before


def test_half_a_database_is_damaged(sqlite_demo: Database, folder: Path) -> None:
    raw = sqlite_demo.path.read_bytes()
    (folder / "half.db").write_bytes(raw[: len(raw) // 2])
    before = everything_below(folder)
    for words in (["claims", "list"], ["claims", "show", "22"], ["claims", "note", "22", "x"], ["db", "check"]):
        ran = run_bare("--as", "ana", "--db", "half.db", *words)
        assert ran.exit_code != 0, (words, ran)
        assert "is damaged" in ran.stderr
        assert "Traceback" not in ran.stderr
    assert everything_below(folder) == before


def test_a_folder_is_no_database(folder: Path) -> None:
    for words in (["claims", "list"], ["init"]):
        refused(run_bare("--as", "ana", "--db", str(folder), *words), 1, "is a folder, not a database")


def test_a_newer_schema_is_refused_and_untouched(demo: Database) -> None:
    execute(demo, "UPDATE alembic_version SET version_num = '9999'")
    for words in [*READING, *WRITING, ["init"], ["init", "--demo"], ["db", "upgrade"]]:
        refused(run(demo, *words), 1, "schema 9999. This factdb knows schemas up to", "Install a newer factdb")
    assert "schema: 9999, newer" in ok(demo, "db", "status").stdout


def test_two_schema_revisions_are_refused_and_checks_find_them(demo: Database) -> None:
    execute(demo, "INSERT INTO alembic_version VALUES ('0013')")
    for words in [*READING, *WRITING, ["init"], ["db", "upgrade"], ["db", "dump", "x.jsonl"]]:
        if words != ["db", "check"]:
            refused(run(demo, *words), 1, 'records 2 schema revisions: "0013", ', "alembic_version")
    for words in (["db", "check"], ["verify"]):
        ran = run(demo, *words)
        assert ran.exit_code == 6, ran
        assert f"alembic_version has 2 rows instead of one: 0013, {NEWEST}" in ran.stdout
    assert f"schema: 0013, {NEWEST}, several; this factdb has {NEWEST}" in ok(demo, "db", "status").stdout


def test_somebody_elses_tables_are_refused_and_untouched(empty_database: Database) -> None:
    execute(empty_database, "CREATE TABLE orders (id INTEGER PRIMARY KEY)", "INSERT INTO orders VALUES (1)")
    for words in [*READING, *WRITING, ["init"], ["init", "--demo"], ["db", "upgrade"]]:
        refused(run(empty_database, *words), 1, "holds tables that factdb did not make", "--db FILE")
    assert "schema: none, foreign" in ok(empty_database, "db", "status").stdout
    with empty_database.engine("ro").connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM orders")) == 1


def test_another_programs_revisions_are_foreign_too(empty_database: Database) -> None:
    execute(
        empty_database,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
        "INSERT INTO alembic_version VALUES ('a1b2c3d4e5f6')",
    )
    for words in (["claims", "list"], ["init"], ["db", "upgrade"]):
        refused(run(empty_database, *words), 1, "holds tables that factdb did not make")


def test_reading_makes_no_file_anywhere(sqlite_demo: Database, folder: Path) -> None:
    place = folder / "desk"
    place.mkdir()
    shutil.copyfile(sqlite_demo.path, place / "desk.db")
    before = everything_below(folder.parent / "work")
    for words in [*READING, ["db", "status"], ["db", "upgrade", "--dry-run"], ["version"]]:
        assert run_bare("--as", "ana", "--db", str(place / "desk.db"), *words).exit_code == 0
    assert everything_below(folder.parent / "work") == before
    assert not list((folder.parent / "home").iterdir())


def test_a_database_in_a_folder_with_odd_letters(sqlite_demo: Database, folder: Path) -> None:
    place = folder / "100% née #1? ünd & so"
    place.mkdir()
    shutil.copyfile(sqlite_demo.path, place / "desk.db")
    ok(Database(str(place / "desk.db"), "", is_postgresql=False), "claims", "note", "9", "x")
    assert len(run_bare("--db", str(place / "desk.db"), "claims", "list", "--json").json) == 22
    assert run_bare("--as", "ana", "--db", str(place / "new.db"), "init").exit_code == 0
    assert sorted(each.name for each in place.iterdir()) == ["desk.db", "new.db"]


# -- servers and settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ana:s3cret@127.0.0.1:1/desk",
        "postgresql://ana:s3cret@127.0.0.1:1/desk?application_name=x",
        "postgresql://ana@127.0.0.1:1/desk?password=s3cret",
        "postgresql://ana:s3c%72et@no-such-host.invalid/desk",
        "postgresql://ana:s3cret@@127.0.0.1:1/desk",
        "postgresql://ana:s3cret@127.0.0.1:port/desk",
        "postgresql://ana:s3cret@127.0.0.1:1/desk?no-such-option=1",
        "mysql://ana:s3cret@127.0.0.1:1/desk",
        "oracle:s3cret",
    ],
)
def test_a_password_is_never_printed(url: str) -> None:
    for words in (["claims", "list"], ["db", "status"], ["init"], ["db", "backup", "x.db"], ["db", "upgrade"]):
        ran = run_bare("--as", "ana", "--db", url, *words)
        assert ran.exit_code in {1, 2}, ran
        assert "s3c" not in ran.stdout + ran.stderr, ran
        assert "Traceback" not in ran.stderr


def test_a_server_that_does_not_answer_is_one_sentence() -> None:
    ran = run_bare("--as", "ana", "--db", "postgresql://ana:s3cret@127.0.0.1:1/desk", "claims", "list")
    refused(ran, 1, "cannot be reached", "Check the URL")
    assert "***" in ran.stderr


def test_a_database_that_the_server_has_not(empty_database: Database) -> None:
    if empty_database.is_postgresql:
        gone = Database(empty_database.location.replace("factdb_test", "no_such"), "", is_postgresql=True)
        refused(run(gone, "claims", "list"), {1, 3}, "does not exist")


def test_settings_come_from_a_file_in_a_folder_above(
    sqlite_demo: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(sqlite_demo.path, folder / "desk.db")
    (folder / "factdb.toml").write_text('database = "desk.db"\nuser = "rita"\n')
    deeper = folder / "a" / "b"
    deeper.mkdir(parents=True)
    monkeypatch.chdir(deeper)
    ran = run_bare("db", "status")
    assert f"database: {folder / 'desk.db'} (from {folder / 'factdb.toml'})\nuser: rita" in ran.stdout
    assert run_bare("claims", "note", "9", "x").exit_code == 0


@pytest.mark.parametrize("content", ["database = 7", "data base", 'datebase = "x"', "[desk]\nname = 1", b"\xff"])
def test_a_settings_file_that_makes_no_sense_is_one_sentence(folder: Path, content: str | bytes) -> None:
    (folder / "factdb.toml").write_bytes(content.encode() if isinstance(content, str) else content)
    refused(run_bare("claims", "list"), {1, 2}, "factdb.toml")
