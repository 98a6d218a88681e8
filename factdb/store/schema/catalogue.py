"""Describes the database in words: every view and every table, and the meaning of each column."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from factdb.store import search_index
from factdb.store.models import Claim
from factdb.store.views import VIEWS, Audience, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection


class Relation(NamedTuple):
    """A view or a table: its name, its title for people, the meaning of a row, and the meaning of each column.

    `audience` says who reads a view; it is None for a table.
    """

    name: str
    title: str
    meaning: str
    columns: Mapping[str, str]
    audience: Audience | None = None


def relations() -> Iterator[Relation]:
    """Yield the views, and then the tables by name."""
    for view in VIEWS:
        columns = {column.name: column.meaning for column in view.columns}
        yield Relation(view.name, view.title, view.meaning, columns, view.audience)
    for name, table in sorted(Claim.metadata.tables.items()):
        columns = {column.name: column.comment or "" for column in table.columns}
        yield Relation(name, name.replace("_", " ").capitalize(), table.comment or "", columns)


def works() -> Iterator[str]:
    """Yield the names of internal tables: the search index of SQLite, and the tables of the engine itself.

    A database need not have all of them.
    """
    yield from ("alembic_version", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4")
    yield from search_index.NAMES


def comment_on_views(connection: Connection) -> None:
    """Write the meanings of the views and their columns as comments on PostgreSQL; SQLite keeps no comments."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(";\n".join(comments_on_views()))


def comments_on_views() -> Iterator[str]:
    """Yield the statements that comment on the views and their columns."""
    for view in VIEWS:
        yield from _comments(view)


def _comments(view: View) -> Iterator[str]:
    yield f"COMMENT ON VIEW {view.name} IS {quoted(view.meaning)}"
    for column in view.columns:
        yield f"COMMENT ON COLUMN {view.name}.{column.name} IS {quoted(column.meaning)}"


def quoted(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
