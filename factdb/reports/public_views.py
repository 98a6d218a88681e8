"""What there is to ask in SQL: the public views with their columns, as rows and as a diagram of how they join."""

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
# What a column that ends so joins on; the rest of its name says in which part.
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
    """Return the columns of a view, or of all of them."""
    names = [shown_view.name for shown_view in VIEWS]
    if view and view not in names:
        raise UnknownWordError("public view", view, names)
    chosen = [shown_view for shown_view in VIEWS if view in {None, "", shown_view.name}]
    return [_row(shown_view, column) for shown_view in chosen for column in shown_view.columns]


def summaries() -> list[dict[str, object]]:
    """Return each view, with what a row of it is."""
    return [{"view": view.name, "columns": len(view.columns), "meaning": view.meaning} for view in VIEWS]


def diagram() -> str:
    """Return the views and what joins them in Mermaid's language for diagrams of entities."""
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
    """Yield the columns of a view that join on another's id, and which."""
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
