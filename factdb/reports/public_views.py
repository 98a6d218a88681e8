"""Describes the public views for SQL: their columns as rows, and a diagram of how the views join."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Boolean, Date, Integer, Text

from factdb.errors import UnknownWordError
from factdb.store.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.store.view_columns import ViewColumn
    from factdb.store.views import View

COLUMNS = ("view", "column", "type", "meaning")
_TYPES = {Text: "text", BigInteger: "number", Integer: "number", Date: "date", Boolean: "yes or no"}
# The end of a column's name, and the view that such a column joins on.
_JOINS = (
    ("claim_id", "v1_claims"),
    ("repeats_id", "v1_claims"),
    ("document_id", "v1_documents"),
    ("speaker_id", "v1_speakers"),
    ("source_id", "v1_sources"),
    ("publisher_id", "v1_sources"),
    ("reviewer_id", "v1_reviewers"),
    ("_by_id", "v1_reviewers"),
)


def rows(view: str | None = None) -> list[dict[str, object]]:
    """Return the columns of one view, or of all views."""
    names = [shown_view.name for shown_view in VIEWS]
    if view and view not in names:
        raise UnknownWordError("public view", view, names)
    chosen = [shown_view for shown_view in VIEWS if view in {None, "", shown_view.name}]
    return [_row(shown_view, column) for shown_view in chosen for column in shown_view.columns]


def summaries() -> list[dict[str, object]]:
    """Return one row per view: its name, its number of columns, and its meaning."""
    return [{"view": view.name, "columns": len(view.columns), "meaning": view.meaning} for view in VIEWS]


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
            yield column.name, target


def _row(view: View, column: ViewColumn) -> dict[str, object]:
    return {"view": view.name, "column": column.name, "type": _type(column), "meaning": column.meaning}


def _type(column: ViewColumn) -> str:
    return _TYPES.get(type(column.type), "time")


def _word(column: ViewColumn) -> str:
    return _type(column).partition(" ")[0]
