"""Describes the views for SQL: their columns as rows, and a diagram of how the views join."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Boolean, Date, Integer, Text

from factdb.errors import UnknownWordError
from factdb.store.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.store.view_columns import ViewColumn
    from factdb.store.views import View

COLUMNS = ("view", "column", "type", "meaning", "for")
SUMMARY_COLUMNS = ("view", "for", "columns", "meaning")
_TYPES = {Text: "text", BigInteger: "number", Integer: "number", Date: "date", Boolean: "yes or no"}
# The end of a column's name, and the view of the same set that such a column joins on.
_JOINS = (
    ("claim_id", "claims"),
    ("repeats_id", "claims"),
    ("other_id", "claims"),
    ("document_id", "documents"),
    ("speaker_id", "speakers"),
    ("source_id", "sources"),
    ("publisher_id", "sources"),
    ("reviewer_id", "reviewers"),
    ("_by_id", "reviewers"),
)


def rows(view: str | None = None) -> list[dict[str, object]]:
    """Return the columns of one view, or of all views."""
    names = [shown_view.name for shown_view in VIEWS]
    if view and view not in names:
        raise UnknownWordError("view", view, names)
    chosen = [shown_view for shown_view in VIEWS if view in {None, "", shown_view.name}]
    return [_row(shown_view, column) for shown_view in chosen for column in shown_view.columns]


def summaries() -> list[dict[str, object]]:
    """Return one row per view: its name, its readers, its number of columns, and its meaning."""
    return [
        {"view": view.name, "for": str(view.audience), "columns": len(view.columns), "meaning": view.meaning}
        for view in VIEWS
    ]


def diagram() -> str:
    """Return the views and their joins as a Mermaid entity-relationship diagram."""
    lines = ["erDiagram"]
    for view in VIEWS:
        lines += [
            f"    {view.name} {{",
            *(f"        {_word(column)} {column.name}" for column in view.columns),
            "    }",
        ]
    lines += [f'    {view.name} }}o--|| {target} : "{column}"' for view in VIEWS for column, target in joins(view)]
    return "\n".join(lines) + "\n"


def joins(view: View) -> Iterator[tuple[str, str]]:
    """Yield each column of a view that joins on the id of another view, with the name of that view."""
    for column in view.columns:
        target = next((target for end, target in _JOINS if column.name.endswith(end)), None)
        if target:
            yield column.name, f"{view.name.partition('_')[0]}_{target}"


def _row(view: View, column: ViewColumn) -> dict[str, object]:
    return {
        "view": view.name,
        "column": column.name,
        "type": _type(column),
        "meaning": column.meaning,
        "for": str(view.audience),
    }


def _type(column: ViewColumn) -> str:
    return _TYPES.get(type(column.type), "time")


def _word(column: ViewColumn) -> str:
    return _type(column).partition(" ")[0]
