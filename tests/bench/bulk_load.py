"""Writes rows as fast as a driver can: indices and guards are taken away first, and made again at the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Protocol

import psycopg

from factdb.store import search_index
from factdb.store.engine import Database
from tests.bench.cast import Batch

_INDICES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid::regclass::text IN (SELECT tablename FROM pg_tables WHERE schemaname = current_schema())
  AND NOT indisunique
"""


class Writer(Protocol):
    """Takes batches of rows."""

    def write(self, batch: Batch) -> None:
        """Write them."""


class SqliteWriter:
    """Writes with executemany, in one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def write(self, batch: Batch) -> None:
        """Write a batch."""
        for table, rows in batch.rows.items():
            columns = batch.columns[table]
            marks = ", ".join("?" * len(columns))
            self.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608


class PostgresqlWriter:
    """Writes with COPY."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def write(self, batch: Batch) -> None:
        """Write a batch."""
        for table, rows in batch.rows.items():
            columns = ", ".join(batch.columns[table])
            with self.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


@contextmanager
def writer(database: Database) -> Iterator[Writer]:
    """Open a database to fill it: foreign keys aren't tested, and the planner learns of the rows at the end."""
    yield from _postgresql(database) if database.is_postgresql else _sqlite(database)


def _sqlite(database: Database) -> Iterator[Writer]:
    with closing(sqlite3.connect(database.path, isolation_level=None)) as connection:
        for pragma in ("foreign_keys = OFF", "synchronous = OFF", "journal_mode = OFF", "cache_size = -400000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        made_again = """SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')
            AND sql IS NOT NULL AND name NOT GLOB 'search_s[op]*'"""  # names are few: their words follow
        objects = connection.execute(made_again).fetchall()
        for kind, name, _ in objects:
            connection.execute(f"DROP {kind} {name}")
        yield SqliteWriter(connection)
        for _, _, sql in objects:
            connection.execute(sql)
        for table in search_index.FOLLOWING:
            connection.execute(f"INSERT INTO search_{table} (search_{table}) VALUES ('rebuild')")  # noqa: S608 - a table of ours
        connection.execute("COMMIT")
        connection.execute("ANALYZE")


def _postgresql(database: Database) -> Iterator[Writer]:
    address = database.location
    with psycopg.connect(address, autocommit=True) as connection:
        # Row by row, eight foreign keys would take most of the time; a database for a benchmark goes without the test.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '1GB'")
        indices = connection.execute(_INDICES).fetchall()
        with connection.transaction():
            for name, _ in indices:
                connection.execute(f"DROP INDEX {name}")
            yield PostgresqlWriter(connection)
            for _, sql in indices:
                connection.execute(sql)
            _number_on(connection, ("claims", "documents", "speakers", "sources", "topics"))
        connection.execute("VACUUM ANALYZE")


def _number_on(connection: psycopg.Connection, tables: Sequence[str]) -> None:
    for table in tables:
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608
