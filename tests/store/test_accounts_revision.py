"""Revision 0020: the tables of accounts come to a desk with rows, and go again; nothing else changes."""

from __future__ import annotations

from datetime import timedelta

from factdb import resources
from factdb.services.actor import find_actor
from factdb.services.desk import accounts
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models.accounts import SECRET_TABLES
from factdb.store.schema import schema
from tests.conftest import NOW
from tests.store.raw_sql import shell
from tests.store.revisions import differences, migrate

NUMBERS = resources.revisions()
AFTER = "0020"
BEFORE = NUMBERS[NUMBERS.index(AFTER) - 1]


def test_accounts_come_and_go_with_every_other_row_in_place(demo: Database) -> None:
    with sessions.writing(demo) as session:
        invitation = accounts.invite(session, find_actor(session, "ana", NOW), "rita")
        accounts.redeem(session, invitation, "four random words here", NOW)
    migrate(demo, AFTER)
    with shell(demo) as sql:
        others = sorted(set(sql.tables()) - SECRET_TABLES - {"alembic_version"})
        before = sql.content(others)
        assert set(sql.tables()) >= SECRET_TABLES
    migrate(demo, BEFORE)
    with shell(demo) as sql:
        assert not SECRET_TABLES & set(sql.tables())
        assert sql.content(others) == before
    migrate(demo, AFTER)
    with shell(demo) as sql:
        assert sql.content(others) == before
        assert not any(sql.content(sorted(SECRET_TABLES)).values())
    schema.upgrade(demo, NOW + timedelta(days=1))
    assert differences(demo) == []
