"""Revision 0019: indexes and a leaner view come to a desk with rows, and go again; the view's rows stay the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import inspect

from factdb import resources
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.store.raw_sql import shell
from tests.store.revisions import differences, migrate

pytestmark = pytest.mark.long  # this revision is released and doesn't change

NUMBERS = resources.revisions()
BEFORE = NUMBERS[NUMBERS.index("0019") - 1]
CHANGES = "SELECT * FROM v1_status_changes ORDER BY claim_id, seq"


def indexes(database: Database) -> set[str]:
    with database.engine("ro").connect() as connection:
        inspector = inspect(connection)
        return {str(index["name"]) for table in inspector.get_table_names() for index in inspector.get_indexes(table)}


def test_the_indexes_come_and_go_with_every_row_in_place(demo: Database) -> None:
    with shell(demo) as sql:
        tables = sorted(set(sql.tables()) - {"alembic_version"})
        before, changes = sql.content(tables), sql(CHANGES)
    new = indexes(demo)
    migrate(demo, "0019")
    own = indexes(demo)
    migrate(demo, BEFORE)
    assert len(own - indexes(demo)) == 8
    with shell(demo) as sql:
        assert sql(CHANGES) == changes
        assert len(changes) > 25
    schema.upgrade(demo, NOW + timedelta(days=1))
    assert differences(demo) == []
    assert indexes(demo) == new
    with shell(demo) as sql:
        assert sql(CHANGES) == changes
        assert sql.content(tables) == before
