"""The views: on both engines the columns that are documented."""

from __future__ import annotations

from sqlalchemy import inspect, text

from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.views import VIEWS


def test_every_view_and_column_says_what_it_is() -> None:
    assert all(view.title and view.meaning for view in VIEWS)
    assert [column.name for view in VIEWS for column in view.columns if not column.meaning] == []


def test_the_database_has_the_views_as_they_are_documented(demo: Database) -> None:
    with sessions.reading(demo) as session:
        there = inspect(session.connection())
        public = [name for name in there.get_view_names() if name.startswith(("v1_", "public1_"))]
        found = {name: [column["name"] for column in there.get_columns(name)] for name in public}
        assert found == {view.name: [column.name for column in view.columns] for view in VIEWS}
        if demo.is_postgresql:
            comment = text("SELECT col_description('v1_claims'::regclass, 1), obj_description('v1_claims'::regclass)")
            assert tuple(session.execute(comment).one()) == (VIEWS[0].columns[0].meaning, VIEWS[0].meaning)
