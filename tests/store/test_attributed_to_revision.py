"""Revision 0022: claims get attributed_to, which both views of claims show at their end; rows and rights stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import inspect

from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.store.raw_sql import shell
from tests.store.revisions import differences, migrate

BEFORE, REVISION = "0021", "0022"
VIEWS = ("v1_claims", "public1_claims")


def columns(database: Database, name: str) -> list[str]:
    with database.engine("ro").connect() as connection:
        return [column["name"] for column in inspect(connection).get_columns(name)]


def test_the_column_comes_and_goes_with_every_row_in_place(demo: Database) -> None:
    migrate(demo, BEFORE)
    before = {name: columns(demo, name) for name in VIEWS}
    assert "attributed_to" not in [*before["v1_claims"], *before["public1_claims"], *columns(demo, "claims")]
    with shell(demo) as sql:
        tables = sorted(set(sql.tables()) - {"alembic_version", "claims"})
        content = sql.content(tables)
        rows = {name: sql(f"SELECT * FROM {name} ORDER BY id") for name in VIEWS}  # noqa: S608 - the names above
        assert rows["public1_claims"]
    migrate(demo, REVISION)  # and no further: later revisions write other rows anew
    with shell(demo) as sql:
        assert sql.content(tables) == content
    schema.upgrade(demo, NOW + timedelta(days=1))
    assert differences(demo) == []
    assert {name: columns(demo, name) for name in VIEWS} == {
        name: [*listed, "attributed_to"] for name, listed in before.items()
    }
    with shell(demo) as sql:
        for name in VIEWS:
            assert sql(f"SELECT * FROM {name} ORDER BY id") == [(*row, None) for row in rows[name]]  # noqa: S608
        sql("UPDATE claims SET attributed_to = 'some experts'")
        for name in VIEWS:
            assert sql(f"SELECT DISTINCT attributed_to FROM {name}") == [("some experts",)]  # noqa: S608


def test_a_login_that_reads_the_views_still_does_and_sees_what_is_published(demo: Database) -> None:
    if not demo.is_postgresql:
        pytest.skip("SQLite has no logins and no barriers")
    migrate(demo, BEFORE)
    granted = "SELECT relname, grantee::regrole::text FROM pg_class, aclexplode(relacl)"
    barriers = "SELECT relname FROM pg_class WHERE reloptions @> '{security_barrier=true}'"
    with shell(demo) as sql:
        sql("GRANT SELECT ON v1_claims, public1_claims TO pg_monitor")
        before = set(sql(barriers))
    assert ("public1_claims",) in before
    schema.upgrade(demo, NOW)
    with shell(demo) as sql:
        assert {(name, "pg_monitor") for name in VIEWS} <= set(sql(granted))
        assert set(sql(barriers)) == before
