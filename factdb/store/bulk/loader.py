"""Writes many rows at once in the session's transaction: by multi-row INSERT on SQLite, by COPY on PostgreSQL.

Rows are tuples of text, integers, booleans and None. Days and times are text as in the history, which both engines
accept. Every key, CHECK and foreign key is enforced as for a single row.
"""

from __future__ import annotations

import itertools
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from factdb.store import search_index
from factdb.store.bulk import numbers
from factdb.store.bulk.copying import Copier
from factdb.store.distribution import is_distributed
from factdb.store.models import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

Row = tuple[Any, ...]

COLUMNS = {name: tuple(table.columns.keys()) for name, table in Claim.metadata.tables.items()}
"""The columns of each table, in the order of its rows."""

_CACHE_KIB = 64_000
# To check a column against its closed list, SQLite builds a small table in each statement; a statement with one claim
# builds six. More values per statement than this bring no gain; the limit of SQLite is 32,766 (since 3.32).
_VALUES = 4_000
# On SQLite, triggers keep the search index up to date. During a load both are dropped, like an index. The guard
# against INSERT OR REPLACE is dropped too, because it looks up each row by all its keys. This is safe: a load uses
# INSERT, which the keys check themselves, and nobody else can read or write the file before the guard is back.
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
    """Writes rows into tables; `_dropped` are the indexes to create again at the end."""

    session: Session
    _dropped: dict[str, str] = field(default_factory=dict)
    _copier: Copier | None = None

    def __post_init__(self) -> None:
        """Give SQLite more memory for sorting and for pages; let PostgreSQL write while the next rows are made."""
        if self.is_postgresql:
            self._copier = Copier(self._connection)
        else:
            self._connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KIB}")

    @property
    def is_postgresql(self) -> bool:
        """Whether the engine is PostgreSQL."""
        return self._connection.dialect.name == "postgresql"

    def write(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Write rows, by table, in the order of the tables; the next statement sees them."""
        self.session.flush()
        if self._copier:
            self._copier.copy(_copies(rows))
        else:
            self._insert(rows)

    def write_later(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Write rows as `write` does, but on PostgreSQL after the statements of the next `ahead`."""
        self.session.flush()
        if self._copier:
            self._copier.copy_later(_copies(rows))
        else:
            self._insert(rows)

    def ahead(self) -> AbstractContextManager[None]:
        """Within this block run what the next batch asks for, and what need not see the rows of `write_later`.

        Then PostgreSQL writes these while the next batch is made.
        """
        return self._copier.ahead() if self._copier else nullcontext()

    def numbers(self, table: str, expected: int) -> Iterator[int]:
        """Yield unused numbers for new rows of a table; each number beyond `expected` costs one query."""
        return numbers.new_ids(self._connection, table, expected)

    def drop_indices(self, tables: Iterable[str]) -> None:
        """Drop the indexes that only serve speed; a large load is faster without them. `finish` creates them again.

        Not on a distributed desk: after rows were read from all workers at once, Citus changes no table in the same
        transaction.
        """
        if is_distributed(self._connection):
            return
        query = _POSTGRESQL_INDICES if self.is_postgresql else _SQLITE_INDICES
        for table in tables:
            definitions = {name: sql for name, sql in self._connection.exec_driver_sql(query, (table,))}  # noqa: C416 - rows
            for name in definitions:
                self._connection.exec_driver_sql(f"DROP {name}")
            self._dropped |= definitions

    def finish(self) -> None:
        """Create the dropped indexes again."""
        for sql in self._dropped.values():
            self._connection.exec_driver_sql(sql)
        for table in search_index.TABLES:
            if f"trigger search_{table}_insert" in self._dropped:
                search_index.rebuild(self._connection, table)
        self._dropped.clear()

    @property
    def _connection(self) -> Connection:
        return self.session.connection()

    def _insert(self, rows: Mapping[str, Sequence[Row]]) -> None:
        for table, table_rows in rows.items():
            if table_rows:
                self._insert_into(table, table_rows)

    def _insert_into(self, table: str, rows: Sequence[Row]) -> None:
        at_once = _VALUES // len(COLUMNS[table])
        even = len(rows) - len(rows) % at_once
        parts = [
            tuple(itertools.chain.from_iterable(rows[start : start + at_once])) for start in range(0, even, at_once)
        ]
        for count, found in ((at_once, parts), (1, rows[even:])):
            if found:
                self._connection.exec_driver_sql(_insertion(table, count), list(found))


def _copies(rows: Mapping[str, Sequence[Row]]) -> list[tuple[str, Sequence[Row]]]:
    return [(f"COPY {table} ({', '.join(COLUMNS[table])}) FROM STDIN", rows[table]) for table in rows if rows[table]]
