"""Revision 0015: pen names, the name of the desk and the public views come to a desk with rows, and go again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import inspect

from factdb.store.engine import Database
from factdb.store.schema import schema
from factdb.store.views import PUBLIC_VIEWS
from tests.conftest import NOW
from tests.store.raw_sql import shell
from tests.store.revisions import differences, migrate

pytestmark = pytest.mark.long  # this revision is released and doesn't change

BEFORE = "0014"
RULE = "INSERT INTO policies (name, value) VALUES ('desk-name', 'The Example Desk')"


@pytest.fixture
def older(demo: Database) -> Database:
    """The worked example at 0014, with a rule of the desk."""
    migrate(demo, BEFORE)
    with shell(demo) as sql:
        sql("INSERT INTO policies (name, value) VALUES ('four-eyes', 'on'), ('assessments', '2')")
    return demo


def view_names(database: Database) -> set[str]:
    with database.engine("ro").connect() as connection:
        return {name for name in inspect(connection).get_view_names() if name.startswith("public1_")}


def test_an_upgrade_keeps_every_row_and_brings_the_names(older: Database) -> None:
    with shell(older) as sql:
        reviewers, policies = sql("SELECT * FROM reviewers ORDER BY id"), sql("SELECT * FROM policies ORDER BY name")
        assert "ck_policies_name" in sql.refusal(RULE)
    schema.upgrade(older, NOW)
    assert differences(older) == []
    with shell(older) as sql:
        assert [row[:-1] for row in sql("SELECT * FROM reviewers ORDER BY id")] == [(*row, None) for row in reviewers]
        assert sql("SELECT * FROM policies ORDER BY name") == policies
        sql(RULE)
        assert "ck_policies_name" in sql.refusal("INSERT INTO policies (name, value) VALUES ('motto', 'x')")
        assert sql.refusal(RULE)  # the key is still a key
        sql("UPDATE reviewers SET pen_name = 'The night desk' WHERE handle = 'seed'")
        names = set(sql("SELECT DISTINCT decided_by, published_by FROM public1_verdicts"))
        assert names == {("The night desk", "The Example Desk")}
    assert view_names(older) == {view.name for view in PUBLIC_VIEWS}


def test_a_downgrade_takes_the_names_away_and_keeps_all_else(older: Database) -> None:
    with shell(older) as sql:
        tables = sorted(set(sql.tables()) - {"alembic_version"})
        before = sql.content(tables)
    schema.upgrade(older, NOW)
    with shell(older) as sql:
        sql(RULE)
        sql("UPDATE reviewers SET pen_name = 'The night desk' WHERE handle = 'seed'")
    migrate(older, BEFORE)
    with shell(older) as sql:
        assert sql.content(tables) == before
        assert "ck_policies_name" in sql.refusal(RULE)
    assert view_names(older) == set()
    schema.upgrade(older, NOW + timedelta(days=1))
    assert differences(older) == []
