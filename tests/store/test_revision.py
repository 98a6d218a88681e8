"""What isn't ours, isn't current or is no database at all is refused in one sentence, and left as it was."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from sqlalchemy import select, text

from factdb import errors
from factdb.errors.database import (
    DatabaseError,
    ForeignSchemaError,
    NoDatabaseError,
    SchemaTooNewError,
    SchemaTooOldError,
    SeveralRevisionsError,
)
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.schema import revision, schema
from factdb.store.schema.revision import Standing
from factdb.store.views import V1_CLAIMS
from tests.conftest import NOW
from tests.store.raw_sql import shell
from tests.store.revisions import NEWEST, OLDER, altering, migrate


def must_refuse(database: Database, error: type[errors.FactdbError], sentence: str, *, upgrade: bool = True) -> None:
    """Read, write and upgrade: each ends in one sentence with a next step."""

    def read() -> None:
        with sessions.reading(database) as session:
            session.execute(select(V1_CLAIMS)).all()

    def write() -> None:
        with sessions.writing(database) as session:
            session.execute(text("UPDATE claims SET priority = 3"))

    def bring_up_to_date() -> None:
        schema.upgrade(database, NOW)

    for attempt in [read, write, *([bring_up_to_date] if upgrade else [])]:
        with pytest.raises(error, match=sentence) as caught:
            attempt()
        assert "\n" not in str(caught.value)
        assert caught.value.next_step


def test_a_newer_database_is_left_alone(demo: Database) -> None:
    with shell(demo) as sql:
        sql("UPDATE alembic_version SET version_num = '9999'")
        before = sql.content()
    sentence = rf"has schema 9999\. This factdb knows schemas up to {NEWEST}\. Nothing was done"
    must_refuse(demo, SchemaTooNewError, sentence)
    with shell(demo) as sql:
        assert sql.content() == before


def test_an_older_one_is_read_only_after_its_upgrade(demo: Database) -> None:
    migrate(demo, OLDER[-1])
    sentence = rf"has schema {OLDER[-1]}\. This factdb needs schema {NEWEST}"
    must_refuse(demo, SchemaTooOldError, sentence, upgrade=False)


@pytest.mark.parametrize("number", [None, "1a2b3c4d5e6f", "0000"])
def test_another_program_s_tables_are_left_alone(empty_database: Database, number: str | None) -> None:
    with shell(empty_database) as sql:
        sql("CREATE TABLE customers (id integer)")
        if number:
            sql(f"CREATE TABLE alembic_version AS SELECT '{number}' AS version_num")
        tables = sql.tables()
    must_refuse(empty_database, ForeignSchemaError, r"holds tables that factdb did not make\. Nothing was done")
    with shell(empty_database) as sql:
        assert sql.tables() == tables


@pytest.mark.parametrize("other", [OLDER[-1], "9999", "1a2b3c4d5e6f"])
def test_a_database_with_two_revisions_is_left_alone(demo: Database, other: str) -> None:
    with shell(demo) as sql:
        sql(f"INSERT INTO alembic_version VALUES ('{other}')")  # noqa: S608 - a number that stands above
        before = sql.content()
    listed = ", ".join(f'"{number}"' for number in sorted([other, NEWEST]))
    must_refuse(demo, SeveralRevisionsError, rf"records 2 schema revisions: {listed}\. .* Nothing was done")
    with sessions.checking(demo) as session:
        (line,) = schema.differences(session.connection())
        assert line.startswith("alembic_version has 2 rows instead of one: ")
    with shell(demo) as sql:
        assert sql.content() == before


def test_two_revisions_without_the_newest_cannot_even_be_checked(empty_database: Database) -> None:
    migrate(empty_database, OLDER[0])
    with shell(empty_database) as sql:
        sql("INSERT INTO alembic_version VALUES ('9999')")
    must_refuse(empty_database, SeveralRevisionsError, "records 2 schema revisions")
    with pytest.raises(SeveralRevisionsError), sessions.checking(empty_database):
        pass


def test_an_empty_database_says_how_to_begin(empty_database: Database) -> None:
    if not empty_database.is_postgresql:
        empty_database.path.touch()
    must_refuse(empty_database, NoDatabaseError, r"The database .* is empty", upgrade=False)
    if not empty_database.is_postgresql:
        assert empty_database.path.read_bytes() == b""


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    database = Database.sqlite(tmp_path / "desk.db")
    must_refuse(database, NoDatabaseError, "There is no database", upgrade=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [b"Dear desk,\nplease find enclosed ...\n" * 100, b'{"claims": []}', random.Random(1).randbytes(20_000)],  # noqa: S311
    ids=["text", "JSON", "random bytes"],
)
def test_what_is_not_a_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "desk.db"
    file.write_bytes(content)
    must_refuse(Database.sqlite(file), DatabaseError, "is not a database")
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_half_a_file_is_told_to_be_damaged(sqlite_demo: Database) -> None:
    whole = sqlite_demo.path.read_bytes()
    sqlite_demo.path.write_bytes(whole[: len(whole) // 2])
    must_refuse(sqlite_demo, DatabaseError, "is damaged")
    assert sqlite_demo.path.read_bytes() == whole[: len(whole) // 2]


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    must_refuse(Database.sqlite(tmp_path), DatabaseError, "is a folder, not a database")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_is_read(sqlite_demo: Database) -> None:
    sqlite_demo.path.chmod(0o444)
    with sessions.reading(sqlite_demo) as session:
        assert session.execute(select(V1_CLAIMS)).all()
    with pytest.raises(DatabaseError, match="read-only"), sessions.writing(sqlite_demo) as session:
        session.execute(text("UPDATE claims SET priority = 3"))


def test_a_database_that_is_not_there_on_the_server(empty_database: Database) -> None:
    if not empty_database.is_postgresql:
        pytest.skip("a missing file is another test")
    elsewhere = empty_database.location.replace("factdb_test", "factdb_nowhere")
    database = Database(elsewhere, "postgresql nowhere", is_postgresql=True)
    must_refuse(database, DatabaseError, "postgresql nowhere does not exist")


def test_standings(empty_database: Database) -> None:
    with altering(empty_database) as connection:
        assert revision.standing(connection) is Standing.EMPTY
        schema.run(connection, OLDER[0])
        assert revision.standing(connection) is Standing.OLDER
        schema.run(connection, "head")
        assert revision.standing(connection) is Standing.CURRENT
