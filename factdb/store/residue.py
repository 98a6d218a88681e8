"""Clears what the files of a database still hold of removed words: free pages, dead rows, search indexes, copies.

A removed word is gone from every table, but not from the files: SQLite leaves it in free pages and in the segments of
its search index, PostgreSQL in dead rows, in its statistics, in the write-ahead log, in standbys and backups.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from factdb.errors.erasure import CopyLeftError
from factdb.store import backups, search_index
from factdb.store.distribution import is_distributed
from factdb.store.driver import sqlite3
from factdb.store.driver_errors import explaining_errors

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from factdb.store.engine import Database

# Every table from which words can be erased.
TABLES = (
    "captures", "claims", "contacts", "desk_history", "documents", "evidence", "history", "origins",
    "proposed_changes", "reviewers",
)  # fmt: skip
# Revision 0016 switched the statistics of these columns off. Those from before it are made anew from what is left; all
# other statistics are made anew with their tables.
_STALE_STATISTICS = """
SELECT a.attrelid::regclass::text, a.attname FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_statistic s ON s.starelid = a.attrelid AND s.staattnum = a.attnum
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:tables) AND a.attstattarget = 0
"""
_BY_THE_OWNER = (
    "the write-ahead log: CHECKPOINT, then wait until the server recycles it, or: SELECT pg_switch_wal()",
    "standbys: they follow by themselves; check that none is behind",
    "backups and archives of the log (pg_dump, pg_basebackup, pg_wal archives): remove or replace them",
    "the server's log, if it logs statements: remove the files of that time",
)
_BEFORE_DISTRIBUTION = (
    "the rows on the coordinator's disk from before the desk was distributed, which Citus hides: factdb guide scale"
)


@dataclass(slots=True)
class Residue:
    """What only the owner of the server can clear, and the copies beside a SQLite file."""

    by_the_owner: list[str] = field(default_factory=list)
    copies: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)


def clear(database: Database, *, with_backups: bool = False) -> Residue:
    """Clear the files of a database; `with_backups` also removes the copies that upgrades made beside a SQLite file."""
    with explaining_errors(database):
        engine = database.engine("rw")
        if database.is_postgresql:
            with engine.connect() as connection:
                return Residue(_clear_postgresql(connection.execution_options(isolation_level="AUTOCOMMIT")))
        with engine.begin() as connection:
            for table in search_index.TABLES:
                search_index.rebuild(connection, table)
        with engine.connect() as connection:
            _clear_sqlite(connection)
    copies = backups.copies(database.path)
    if not with_backups:
        return Residue(copies=copies)
    for copy in copies:
        _remove(copy)
    return Residue(removed=copies)


def _clear_sqlite(connection: Connection) -> None:
    """Write the file anew, without free pages; outside a transaction, in which SQLite does not do this."""
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute("PRAGMA secure_delete = ON")
        driver.execute("VACUUM")
        if driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            # SQLite raises no error here: somebody still reads the write-ahead log, so it keeps the removed words.
            raise sqlite3.OperationalError("database is locked")
    except sqlite3.Error as error:
        raise DBAPIError.instance(None, None, error, sqlite3.Error) from error


def _remove(copy: Path) -> None:
    try:
        copy.unlink(missing_ok=True)
    except OSError as error:
        raise CopyLeftError(copy, error.strerror) from error


def _clear_postgresql(connection: Connection) -> list[str]:
    """Write the tables anew, without their dead rows; return what this login cannot clear."""
    for table, column in connection.execute(text(_STALE_STATISTICS), {"tables": list(TABLES)}).all():
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 1")
        connection.exec_driver_sql(f"ANALYZE {table} ({column})")
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
    for table in TABLES:
        connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {table}")
    left = [*_BY_THE_OWNER, *([_BEFORE_DISTRIBUTION] if is_distributed(connection) else ())]
    try:
        connection.exec_driver_sql("VACUUM FULL pg_statistic")
    except SQLAlchemyError:
        left.insert(0, "old statistics: VACUUM FULL pg_statistic, as the owner of the database")
    return left
