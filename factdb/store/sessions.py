"""Opens a database with the current schema: a connection to select from, a session to read or to write models.

A connection selects from the tables and views in `tables` and `views`. It does not import SQLAlchemy's ORM, nor the
models: the commands that people repeat all day need neither, and both together take longer than the command itself.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from factdb.store import reading_cache
from factdb.store.driver_errors import committing, explaining_errors
from factdb.store.schema import revision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from factdb.store.engine import Database

    OpenDatabase: TypeAlias = Connection | Session
    """What a service needs that only selects from tables and views: either of the two."""


@contextmanager
def selecting(database: Database, *, for_long: bool = False) -> Iterator[Connection]:
    """Open a connection that sees the database at one moment and cannot write; `for_long` as for `reading`."""
    engine = database.engine("copy" if for_long else "ro")
    with explaining_errors(database), engine.connect() as connection:
        _check(connection, database, revision.require_usable)
        yield connection


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
    from sqlalchemy.orm import Session  # noqa: PLC0415 - whoever only selects does not wait for it

    with explaining_errors(database), Session(database.engine(mode), expire_on_commit=False) as session:
        _check(session.connection(), database, require)
        yield session


def _check(connection: Connection, database: Database, require: Callable[[Connection, str], None]) -> None:
    reading_cache.until_written(connection, require, partial(require, connection, database.shown))
