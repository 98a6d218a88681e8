"""Opens a session on a database with the current schema: one for reading, one for writing."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from factdb.store import reading_cache
from factdb.store.driver_errors import committing, explaining_errors
from factdb.store.schema import revision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from factdb.store.engine import Database


@contextmanager
def reading(database: Database, *, for_long: bool = False) -> Iterator[Session]:
    """Open a session that sees the database at one moment and cannot write.

    `for_long` is for whoever may read long, or print slowly meanwhile: writers need not wait for that.
    """
    with _session(database, "copy" if for_long else "ro") as session:
        yield session


@contextmanager
def checking(database: Database, *, for_long: bool = False) -> Iterator[Session]:
    """Open a session for reading, for a check that reports several schema revisions instead of refusing them."""
    with _session(database, "copy" if for_long else "ro", revision.require_checkable) as session:
        yield session


@contextmanager
def writing(database: Database) -> Iterator[Session]:
    """Open a session for one transaction: committed at the end, rolled back on any error."""
    with _session(database, "rw") as session:
        yield session
        if session.in_transaction():  # a dry run has rolled back already
            session.flush()  # what fails here was never committed
            with committing(database):
                session.commit()


@contextmanager
def _session(
    database: Database, mode: str, require: Callable[[Connection, str], None] = revision.require_usable
) -> Iterator[Session]:
    engine = database.engine(mode)
    with explaining_errors(database), Session(engine, expire_on_commit=False, autoflush=True) as session:
        connection = session.connection()
        reading_cache.until_written(connection, require, partial(require, connection, database.shown))
        yield session
