"""Numbers for new rows, drawn before the rows are written: the first row of a history contains the number."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

# The sequence is looked up once: to look it up for each number takes as long as to draw the number.
_DRAW = text(
    "SELECT nextval(name) FROM (SELECT pg_get_serial_sequence(:table, 'id')::regclass AS name OFFSET 0) AS sequence,"
    " generate_series(1, :amount)"
)


def next_id(session: Session, model: Any) -> int:  # noqa: ANN401 - a model with an id
    """Return an unused number for a new row. The transaction writes: on SQLite, it has the whole file to itself."""
    session.flush()
    return next(new_ids(session.connection(), model.__tablename__, 1))


def new_ids(connection: Connection, table: str, expected: int) -> Iterator[int]:
    """Return unused numbers for new rows of a table: the expected ones at once, and each beyond them by a query."""
    drawn = _new_ids(connection, table, expected)
    return itertools.chain(list(itertools.islice(drawn, expected)), drawn)


def _new_ids(connection: Connection, table: str, expected: int) -> Iterator[int]:
    if connection.dialect.name != "postgresql":
        # Rows of this batch may not be written yet, so all numbers of one batch must come from one iterator.
        last = connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {table}").scalar_one()  # noqa: S608 - a table of ours
        yield from itertools.count(last + 1)
    yield from _drawn(connection, table, expected)
    while True:
        yield from _drawn(connection, table, 1)


def _drawn(connection: Connection, table: str, amount: int) -> list[int]:
    """Draw numbers from PostgreSQL's sequence."""
    return sorted(connection.execute(_DRAW, {"table": table, "amount": amount}).scalars())
