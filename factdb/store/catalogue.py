"""What the database holds, in words: every public view and every table, with what each of their columns means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from factdb.store.models import Claim
from factdb.store.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Relation(NamedTuple):
    """A view or a table: its name, its title for people, what a row is, and what each column means."""

    name: str
    title: str
    meaning: str
    columns: Mapping[str, str]
    is_view: bool = False


def relations() -> Iterator[Relation]:
    """Yield the public views, and then the tables by name."""
    for view in VIEWS:
        columns = {column.name: column.meaning for column in view.columns}
        yield Relation(view.name, view.title, view.meaning, columns, is_view=True)
    for name, table in sorted(Claim.metadata.tables.items()):
        columns = {column.name: column.comment or "" for column in table.columns}
        yield Relation(name, name.replace("_", " ").capitalize(), table.comment or "", columns)
