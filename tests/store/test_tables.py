"""The tables that reading commands select from have the names and the types of the models' tables."""

from __future__ import annotations

import pytest
from sqlalchemy import TableClause, Text
from sqlalchemy.types import TypeEngine

from factdb.store import tables
from factdb.store.column_types import Word
from factdb.store.models.indices import METADATA

TABLES = [table for table in vars(tables).values() if isinstance(table, TableClause)]
MANY = 20


def as_read(of_type: TypeEngine[object]) -> str:
    """Return the name of a column's type; a word of a closed list is read as text."""
    return Text.__name__ if isinstance(of_type, Word) else type(of_type).__name__


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_a_table_has_columns_of_its_model(table: TableClause) -> None:
    columns = METADATA.tables[table.name].columns
    assert {name: as_read(column.type) for name, column in table.columns.items()} == {
        name: as_read(columns[name].type)
        for name in table.columns.keys()  # noqa: SIM118 - a collection of columns
    }


def test_each_table_stands_once() -> None:
    assert len({table.name for table in TABLES}) == len(TABLES) > MANY
