"""Revision 0025: saved searches come to a desk with rows, and go again; nothing else changes."""

from __future__ import annotations

from datetime import timedelta

from factdb import resources
from factdb.services.actor import find_actor
from factdb.services.desk import saved_searches
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.store.raw_sql import shell
from tests.store.revisions import differences, migrate

NUMBERS = resources.revisions()
AFTER = "0025"
BEFORE = NUMBERS[NUMBERS.index(AFTER) - 1]


def test_searches_come_and_go_with_every_other_row_in_place(demo: Database) -> None:
    with sessions.writing(demo) as session:
        saved_searches.save(session, find_actor(session, "ana", NOW), "Open", [("open", "yes")])
    migrate(demo, AFTER)
    with shell(demo) as sql:
        others = sorted(set(sql.tables()) - {"saved_searches", "alembic_version"})
        before = sql.content(others)
        assert len(sql("SELECT * FROM saved_searches")) == 1
        assert sql.refusal("UPDATE saved_searches SET name_key = ''")
        assert sql.refusal("INSERT INTO saved_searches SELECT * FROM saved_searches")
    migrate(demo, BEFORE)
    with shell(demo) as sql:
        assert "saved_searches" not in sql.tables()
        assert sql.content(others) == before
    migrate(demo, AFTER)
    with shell(demo) as sql:
        assert sql.content(others) == before
        assert sql("SELECT * FROM saved_searches") == []
    schema.upgrade(demo, NOW + timedelta(days=1))
    assert differences(demo) == []
