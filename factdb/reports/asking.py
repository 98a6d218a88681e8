"""Asks the ledger one question in SQL that nobody vouches for, and returns the rows of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors.reports import NoReaderError

if TYPE_CHECKING:
    from factdb.reports.questions import Answer, Question
    from factdb.store.engine import Database


def ask(database: Database, reader: Database | None, question: Question) -> Answer:
    """Ask; on PostgreSQL as `reader`, a login that may read the public views and nothing else."""
    if not database.is_postgresql:
        from factdb.reports import sqlite_asking  # noqa: PLC0415 - each engine's own way, and its imports

        return sqlite_asking.ask(database, question)
    if reader is None:
        raise NoReaderError
    from factdb.reports import postgresql_asking  # noqa: PLC0415 - the same

    return postgresql_asking.ask(reader, question)
