"""Revision 0026: indexes for pages come to a desk with rows, and go again; nothing else changes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from factdb import resources
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.store.raw_sql import shell
from tests.store.revisions import differences, migrate

NUMBERS = resources.revisions()
AFTER = "0026"
BEFORE = NUMBERS[NUMBERS.index(AFTER) - 1]
INDEXES = {"ix_documents_articles", "ix_documents_source_id", "ix_verdicts_corrections", "ix_page_checks_not_as_cited"}


def indexes(database: Database) -> set[str]:
    catalogue = "SELECT indexname FROM pg_indexes" if database.is_postgresql else "SELECT name FROM sqlite_master"
    with database.engine("ro").connect() as connection:
        return set(connection.scalars(text(catalogue)))


def test_the_indexes_come_and_go_with_every_row_in_place(demo: Database) -> None:
    with shell(demo) as sql:
        tables = sorted(set(sql.tables()) - {"alembic_version"})
        before = sql.content(tables)
    migrate(demo, AFTER)
    assert indexes(demo) >= INDEXES
    migrate(demo, BEFORE)
    assert indexes(demo).isdisjoint(INDEXES)
    with shell(demo) as sql:
        assert sql.content(tables) == before
    schema.upgrade(demo, NOW + timedelta(days=1))
    assert differences(demo) == []
    assert indexes(demo) >= INDEXES
    with shell(demo) as sql:
        assert sql.content(tables) == before
