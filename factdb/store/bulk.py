"""Writes many rows at once through the driver, in the session's transaction: INSERT of many on SQLite, else COPY.

Rows are tuples of text, whole numbers, true and false and None: days and moments as history writes them, which both
engines take. Every key, CHECK and foreign key holds as it does for a single row.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from factdb.store import search_index
from factdb.store.models import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

Row = tuple[Any, ...]

COLUMNS = {name: tuple(table.columns.keys()) for name, table in Claim.metadata.tables.items()}
"""The columns of each table, in the order of its rows."""

_CACHE_KIB = 64_000
# SQLite tests a column against its closed list by a small table that it makes anew in each statement: a statement of
# one claim makes six. More values than so many gain nothing; what a statement may hold is 32,766 (SQLite 3.32).
_VALUES = 4_000
# On SQLite the search index follows its rows by triggers: it is dropped like an index, with them. So is the guard
# against INSERT OR REPLACE, which looks each row up by all its keys: a load says INSERT, which the keys themselves
# refuse, and nobody else sees or writes the file before the guard stands again.
_SQLITE_INDICES = """
SELECT type || ' ' || name, sql FROM sqlite_master WHERE tbl_name = ? AND (type = 'index' AND sql LIKE 'CREATE INDEX%'
OR type = 'trigger' AND (name GLOB 'search_*' OR name = 'guard_' || tbl_name || '_insert'))
"""
_POSTGRESQL_INDICES = """
SELECT 'index ' || indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = to_regclass(%s) AND NOT indisunique
"""


@cache
def _insertion(table: str, rows: int) -> str:
    marks = f"({', '.join('?' * len(COLUMNS[table]))})"
    return f"INSERT INTO {table} ({', '.join(COLUMNS[table])}) VALUES {', '.join([marks] * rows)}"  # noqa: S608 - ours


@dataclass(slots=True)
class Loader:
    """Writes rows into tables; `_dropped` are the indices that wait to be made again."""

    session: Session
    _dropped: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give SQLite room to sort and to hold pages."""
        if not self.is_postgresql:
            self._driver.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")

    @property
    def is_postgresql(self) -> bool:
        """Which of the two engines it is."""
        return self._connection.dialect.name == "postgresql"

    def write(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Write rows, by table, in the order in which the tables are named."""
        self.session.flush()
        for table, table_rows in rows.items():
            if table_rows:
                self._copy(table, table_rows) if self.is_postgresql else self._insert(table, table_rows)

    def numbers(self, table: str, expected: int) -> Iterator[int]:
        """Yield numbers for new rows of a table, which nobody else gets; more than were expected cost a query each."""
        if not self.is_postgresql:
            # The transaction has the whole file to itself. Rows that a batch made already may not be written yet: all
            # numbers of one batch come from one iterator.
            last = self._connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {table}").scalar_one()  # noqa: S608
            yield from itertools.count(last + 1)
        yield from self._drawn(table, expected)
        while True:
            yield from self._drawn(table, 1)

    def _drawn(self, table: str, amount: int) -> list[int]:
        """Draw so many numbers from PostgreSQL's own sequence."""
        query = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :amount)")
        return sorted(self._connection.execute(query, {"table": table, "amount": amount}).scalars())

    def drop_indices(self, tables: Iterable[str]) -> None:
        """Drop the indices that are there for speed alone until a large load ends: it is faster without."""
        query = _POSTGRESQL_INDICES if self.is_postgresql else _SQLITE_INDICES
        for table in tables:
            definitions = {name: sql for name, sql in self._connection.exec_driver_sql(query, (table,))}  # noqa: C416 - rows
            for name in definitions:
                self._connection.exec_driver_sql(f"DROP {name}")
            self._dropped |= definitions

    def finish(self) -> None:
        """Make again the indices that were dropped."""
        for sql in self._dropped.values():
            self._connection.exec_driver_sql(sql)
        for table in search_index.TABLES:
            if f"trigger search_{table}_insert" in self._dropped:
                search_index.rebuild(self._connection, table)
        self._dropped.clear()

    @property
    def _connection(self) -> Connection:
        return self.session.connection()

    @property
    def _driver(self) -> Any:  # noqa: ANN401 - sqlite3's or psycopg's
        return self._connection.connection.driver_connection

    def _insert(self, table: str, rows: Sequence[Row]) -> None:
        at_once = _VALUES // len(COLUMNS[table])
        even = len(rows) - len(rows) % at_once
        parts = [
            tuple(itertools.chain.from_iterable(rows[start : start + at_once])) for start in range(0, even, at_once)
        ]
        for count, found in ((at_once, parts), (1, rows[even:])):
            if found:
                self._connection.exec_driver_sql(_insertion(table, count), list(found))

    def _copy(self, table: str, rows: Sequence[Row]) -> None:
        statement = f"COPY {table} ({', '.join(COLUMNS[table])}) FROM STDIN"
        errors: Any = self._connection.dialect.loaded_dbapi
        try:
            with self._driver.cursor() as cursor, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
        except errors.Error as error:
            raise DBAPIError.instance(statement, None, error, errors.Error) from error
