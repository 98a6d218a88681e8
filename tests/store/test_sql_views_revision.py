"""Revision 0018: more views come to a desk with rows, v1_claims gets columns at its end, and all goes again."""

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
BEFORE = NUMBERS[NUMBERS.index("0018") - 1]
NEW = {
    "v1_claim_links", "v1_claim_flags", "v1_verdict_evidence", "v1_speaker_names", "v1_speaker_roles",
    "public1_claim_flags", "public1_speaker_roles",
}  # fmt: skip
COLUMNS = ["priority", "headline"]
LATER = ["attributed_to"]  # of a later revision


def views(database: Database) -> set[str]:
    with database.engine("ro").connect() as connection:
        return set(inspect(connection).get_view_names())


def columns_of_claims(database: Database) -> list[str]:
    with database.engine("ro").connect() as connection:
        return [column["name"] for column in inspect(connection).get_columns("v1_claims")]


def test_the_views_come_and_go_with_every_row_in_place(demo: Database) -> None:
    with shell(demo) as sql:
        sql("UPDATE claims SET priority = 3, headline = 'A headline' WHERE id = 1")
        new_row = sql("SELECT * FROM v1_claims WHERE id = 1")
        tables = sorted(set(sql.tables()) - {"alembic_version"})
        before = sql.content(tables)
    migrate(demo, BEFORE)
    assert not views(demo) & NEW
    columns = columns_of_claims(demo)
    assert not set(COLUMNS) & set(columns)
    with shell(demo) as sql:
        assert [(*row, 3, "A headline", None) for row in sql("SELECT * FROM v1_claims WHERE id = 1")] == new_row
    schema.upgrade(demo, NOW + timedelta(days=1))
    assert differences(demo) == []
    assert views(demo) >= NEW
    assert columns_of_claims(demo) == [*columns, *COLUMNS, *LATER]
    with shell(demo) as sql:
        assert sql("SELECT * FROM v1_claims WHERE id = 1") == new_row
        assert sql.content(tables) == before


def test_a_login_that_reads_the_claims_still_does_after_the_upgrade(demo: Database) -> None:
    if not demo.is_postgresql:
        pytest.skip("SQLite has no logins")
    migrate(demo, BEFORE)
    granted = "SELECT grantee::regrole::text FROM pg_class, aclexplode(relacl) WHERE relname = 'v1_claims'"
    with shell(demo) as sql:
        sql("GRANT SELECT ON v1_claims TO pg_monitor")
    schema.upgrade(demo, NOW)
    with shell(demo) as sql:
        assert ("pg_monitor",) in sql(granted)
