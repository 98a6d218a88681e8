"""Whether a schema is this program's: what `db check` notices, and how keys and constraints are named."""

from __future__ import annotations

import re
from contextlib import closing

import pytest
from sqlalchemy import inspect

from factdb.store.driver import sqlite3
from factdb.store.engine import Database
from factdb.store.schema import schema, schema_text
from tests.store.raw_sql import TABLES, shell
from tests.store.revisions import differences


def test_the_schema_s_text_is_the_one_that_ships(demo: Database) -> None:
    with demo.engine("ro").connect() as connection:
        assert schema_text.lines(connection) == schema_text.shipped(connection.dialect.name)


ON_BOTH = [
    "DROP VIEW v1_claims",
    "ALTER TABLE claims ADD COLUMN extra text",
    "CREATE TABLE extra (id integer)",
    "CREATE VIEW extra AS SELECT id FROM claims",
    "DROP INDEX ix_claims_sort_on_id",
    "CREATE INDEX extra ON claims (status)",
    "ALTER TABLE speaker_roles RENAME COLUMN title TO office",
]
ON_SQLITE = [
    *(f"DROP TRIGGER guard_history_{event}" for event in ("insert", "update", "delete")),
    "DROP TRIGGER guard_claims_insert",
    "CREATE TRIGGER extra AFTER INSERT ON history BEGIN SELECT 1; END",
]
# What SQLite has no statement for is done by rewriting the schema's own text.
ON_SQLITE_TEXT = [
    ("claims", "'declined', ", ""),
    ("claims", "claim TEXT NOT NULL", "claim TEXT"),
    ("evidence", "ON DELETE RESTRICT", "ON DELETE CASCADE"),
    ("v1_claims", "'misattributed', ", ""),
    ("guard_history_update", "BEFORE UPDATE", "AFTER UPDATE"),
]
ON_POSTGRESQL = [
    "DROP TRIGGER guard_history_update ON history",
    "DROP TRIGGER guard_history_erase ON history",
    "ALTER TABLE history DISABLE TRIGGER guard_history_delete",
    (
        "CREATE OR REPLACE FUNCTION factdb_refuse_unless_erasing() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN NEW; END $$"
    ),
    "ALTER TABLE history ENABLE TRIGGER guard_history_truncate",
    "ALTER TABLE claims DROP CONSTRAINT ck_claims_status",
    "ALTER TABLE claims DROP CONSTRAINT fk_claims_speaker_id",
    "ALTER TABLE claims ALTER COLUMN claim DROP NOT NULL",
    "ALTER TABLE claims ALTER COLUMN priority SET DEFAULT 3",
    "ALTER TABLE documents ALTER COLUMN typed_url TYPE varchar(10)",
    "ALTER TABLE speaker_names RENAME CONSTRAINT pk_speaker_names TO names",
    "CREATE OR REPLACE FUNCTION factdb_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
]


def must_be_noticed(database: Database, change: str, *, before: str = "") -> None:
    with shell(database) as sql:
        if before:
            sql(before)
        sql(change)
    assert differences(database)


@pytest.mark.parametrize("change", ON_BOTH)
def test_a_change_to_the_schema_is_noticed(database: Database, change: str) -> None:
    if "RENAME" in change or "ALTER" in change:
        with shell(database) as sql:
            sql(change)
        assert any(found.startswith("against the models: ") for found in differences(database))
    else:
        must_be_noticed(database, change)


@pytest.mark.parametrize("change", ON_SQLITE)
def test_a_missing_guard_is_noticed_on_sqlite(sqlite_demo: Database, change: str) -> None:
    must_be_noticed(sqlite_demo, change)


@pytest.mark.parametrize(("name", "was", "now"), ON_SQLITE_TEXT)
def test_a_rewritten_schema_is_noticed_on_sqlite(sqlite_demo: Database, name: str, was: str, now: str) -> None:
    quoted = [each.replace("'", "''") for each in (was, now)]
    change = (
        f"UPDATE sqlite_master SET sql = replace(sql, '{quoted[0]}', '{quoted[1]}')"  # noqa: S608
        f" WHERE name = '{name}' AND instr(sql, '{quoted[0]}')"
    )
    must_be_noticed(sqlite_demo, change, before="PRAGMA writable_schema = ON")


def test_what_is_missing_is_noticed_on_postgresql(database: Database) -> None:
    if not database.is_postgresql:
        pytest.skip("PostgreSQL's own statements")
    unnoticed = []
    for change in ON_POSTGRESQL:
        with database.engine("rwc").connect() as connection, connection.begin() as transaction:
            connection.exec_driver_sql(change)
            if not schema.differences(connection):
                unnoticed.append(change)
            transaction.rollback()
    assert not unnoticed
    assert differences(database) == []


def test_every_constraint_is_named_by_the_convention(demo: Database) -> None:
    with demo.engine("ro").connect() as connection:
        there = inspect(connection)
        for table in TABLES:
            assert there.get_pk_constraint(table)["name"] == f"pk_{table}"
            for key in there.get_foreign_keys(table):
                assert key["name"] == f"fk_{table}_{'_'.join(key['constrained_columns'])}"
            for unique in there.get_unique_constraints(table):
                assert unique["name"] == f"uq_{table}_{'_'.join(unique['column_names'])}"
            for check in there.get_check_constraints(table):
                assert re.fullmatch(rf"ck_{table}_\w+", check["name"] or "")
            for index in there.get_indexes(table):
                assert re.fullmatch(rf"(ix|uq)_{table}_\w+", index["name"] or "")


def test_nothing_is_deleted_with_what_it_refers_to(demo: Database) -> None:
    with demo.engine("ro").connect() as connection:
        there = inspect(connection)
        keys = [key for table in TABLES for key in there.get_foreign_keys(table)]
    assert len(keys) > 30
    assert {key["options"].get("ondelete") for key in keys} == {"RESTRICT"}


def test_the_table_that_sqlite_stores_beside_a_definition_is_compared(sqlite_demo: Database) -> None:
    with closing(sqlite3.connect(sqlite_demo.path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET tbl_name = 'Captures' WHERE name = 'ix_captures_sha256'")
        connection.commit()
    with sqlite_demo.engine("ro").connect() as connection:
        assert schema_text.differences(connection) == ["unexpected: index ix_captures_sha256 belongs to Captures"]
