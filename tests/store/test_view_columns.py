"""The views keep their columns, and the order of them, on both engines: new ones are only appended."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect

from factdb.store.engine import Database

RECORD = Path(__file__).with_name("view_columns.txt")
Columns = dict[str, list[str]]


@pytest.fixture
def recorded() -> Columns:
    """The columns that were published, by view: a paragraph a view, which begins with its name."""
    _comment, *paragraphs = RECORD.read_text(encoding="utf-8").split("\n\n")
    return {view: columns for view, *columns in map(str.split, paragraphs)}


@pytest.fixture
def migrated(database: Database) -> Columns:
    """The columns of the views in a database that the migrations built."""
    with database.engine("ro").connect() as connection:
        schema = inspect(connection)
        views = [view for view in schema.get_view_names() if view.startswith(("v1_", "public1_"))]
        return {view: [column["name"] for column in schema.get_columns(view)] for view in views}


def test_published_columns_are_never_renamed_moved_or_removed(recorded: Columns, migrated: Columns) -> None:
    for view, columns in recorded.items():
        assert migrated.get(view, [])[: len(columns)] == columns, (
            f"{view} no longer begins with the columns that the SQL of others rests on: put new columns at its end,"
            " and make a new set (v2, public2) beside it for any other change"
        )


def test_every_public_column_is_recorded(recorded: Columns, migrated: Columns) -> None:
    new = {view: columns[len(recorded.get(view, [])) :] for view, columns in migrated.items()}
    unrecorded = {view: columns for view, columns in new.items() if columns}
    assert not unrecorded, f"append these to {RECORD.name}, so that they are never moved: {unrecorded}"
