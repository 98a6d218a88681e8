"""The test whether a value is among those of a query, in the form that each engine reads fast.

IN with a query that stands for itself can be distributed: each worker answers it with its own rows, and the answers are
sent to all. EXISTS for each row cannot, where the row is in a table that every worker has whole: Citus refuses it. One
PostgreSQL plans both forms alike, as a semi-join. SQLite is never distributed, and would first collect all values for
IN: it gets EXISTS, which ends at the first row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.sql.compiler import SQLCompiler


class _Among(FunctionElement[bool]):
    """Both forms of one test: IN, and EXISTS."""

    inherit_cache = True
    type = Boolean()


def among(column: Any, values: Select[Any]) -> ColumnElement[bool]:  # noqa: ANN401 - a column of a model, or of a table
    """Return the test whether a column is among the values of a query with one column.

    The query must not read the column's own table: with EXISTS it would read the row of the outer query.
    A test that is denied keeps no row where a value is NULL: deny only what has none.
    """
    return _Among(column.in_(values), values.where(values.selected_columns[0] == column).exists())


@compiles(_Among)
def _in(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    return compiler.process(element.clauses.clauses[0], **options)


@compiles(_Among, "sqlite")
def _exists(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    return compiler.process(element.clauses.clauses[1], **options)
