"""Turns errors of database drivers into error sentences of factdb; the only module that reads drivers' messages."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from factdb.errors import FactdbError
from factdb.errors.database import DatabaseError
from factdb.store.engine import BUSY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_BACKUP = "restore a backup; the newest lie beside it"
_SQLITE = (
    (r"file is not a database", "is not a database", "name the ledger: --db FILE"),
    (r"image is malformed|malformed database schema", "is damaged", _BACKUP),
    (r"is locked", f"is held by another program; waited {BUSY_SECONDS} seconds", "try again when it is done"),
    (r"is full", "can't grow: the disk is full; nothing was half done", "make room and give the command again"),
    (
        r"readonly database",
        "can't be written: the file or its folder is read-only",
        "make it writable, or name another: --db",
    ),
    (r"unable to open", "can't be opened", "check that it exists and that you may read and write it"),
    (r"disk i/o error", "can't be read or written: the disk fails, or is full; nothing was half done", ""),
)
_POSTGRESQL = (
    (
        r"password authentication failed",
        "refuses the password",
        "check the URL in --db or FACTDB_DATABASE_URL",
    ),
    (r'database ".*" does not exist', "does not exist", "make it: createdb NAME, then factdb init"),
    (
        r"connection refused",
        "can't be reached: no server answers there",
        "check the URL, and that the server runs",
    ),
    (r"permission denied", "may not be used so by this database user", "ask whoever owns the database"),
    (r"terminat", "closed the connection; nothing was half done", "give the command again"),
    (r"read-only", "is read-only", "name another: --db URL"),
)

# Messages about a damaged or altered database, not about a failed connection to it.
_DAMAGED = re.compile(r"malformed|no such (table|column)|foreign key mismatch|not a database")
_DAMAGED_STATES = frozenset({"XX001", "XX002", "42P01", "42703"})  # broken data or index, no such table or column


@contextmanager
def explaining_errors(where: str) -> Iterator[None]:
    """Raise a `DatabaseError` that names `where` for every error of a driver; let factdb's own errors pass."""
    try:
        yield
    except FactdbError:
        raise
    except SQLAlchemyError as error:
        raise sentence(error, where) from error
    except UnicodeDecodeError as error:  # SQLite's message about a broken schema can contain bytes that are not text
        raise DatabaseError(f"{where} is damaged", _BACKUP) from error


def sentence(error: SQLAlchemyError, where: str) -> DatabaseError:
    """Return the factdb error that explains a driver's error."""
    message = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    rules = _POSTGRESQL if "psycopg" in type(getattr(error, "orig", None)).__module__ else _SQLITE
    for mark, meaning, step in rules:
        if re.search(mark, message.lower()) and not isinstance(error, IntegrityError):
            return DatabaseError(f"{where} {meaning}", step)
    verb = "can't be reached" if isinstance(error, OperationalError) else "refused this"
    first = " ".join(message.split("\n")[0].split())
    return DatabaseError(f"{where} {verb}: {first}; nothing was half done", "with --debug: the whole story")


def damage(error: DBAPIError) -> str | None:
    """Return the driver's message if the database is damaged or altered; None for any other error."""
    message = " ".join(str(error.orig).split("\n")[0].split())
    state = getattr(error.orig, "sqlstate", None)
    return message if state in _DAMAGED_STATES or (state is None and _DAMAGED.search(message.lower())) else None
