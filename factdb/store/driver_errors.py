"""Turns errors of database drivers into error sentences of factdb; the only module that reads drivers' messages."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from factdb.errors import FactdbError, ended
from factdb.errors.database import DatabaseError, LockedError
from factdb.errors.endings import CommitUnknownError, Stored
from factdb.store import postgresql
from factdb.store.driver import is_busy, sqlite3
from factdb.store.engine import BUSY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.store.engine import Database

_BACKUP = "Restore a backup. The newest backups are in the same folder."
_SQLITE = (
    (r"file is not a database", "is not a database", "Name the ledger: --db FILE"),
    (r"image is malformed|malformed database schema", "is damaged", _BACKUP),
    (
        r"is full",
        "cannot grow: the disk is full. Nothing was left half done",
        "Free some space, then repeat the command.",
    ),
    (
        r"readonly database",
        "cannot be written: the file or its folder is read-only",
        "Make it writable, or name another database: --db FILE",
    ),
    (r"unable to open", "cannot be opened", "Check that the file exists, and that you may read and write it."),
    (r"disk i/o error", "cannot be read or written: the disk fails, or is full. Nothing was left half done", ""),
)
_POSTGRESQL = (
    # Of several hosts, each has a line: one that refuses its role says more than one that is silent.
    (
        r"session is read-only|server is in hot standby mode",
        "has no primary now: only a standby answered",
        "Wait until a standby is promoted, or name the primary's host in the URL.",
    ),
    (
        r"session is not read-only|server is not in hot standby mode",
        "has no standby now: only the primary answered",
        "Check target_session_attrs in the URL.",
    ),
    (
        r"in a read-only transaction|during recovery",
        "takes no changes: it is a standby, or read-only",
        "Name all hosts in the URL, and the primary will be used: postgresql://H1,H2/NAME?target_session_attrs=read-write",
    ),
    (
        r"definition of service",
        "is named by a service that no service file defines",
        "Check the name, and PGSERVICEFILE or ~/.pg_service.conf.",
    ),
    (
        r"does not support ssl|ssl error|invalid sslmode|certificate",
        "cannot be reached with the sslmode of the URL",
        "Check sslmode, sslrootcert and sslcert in the URL.",
    ),
    (
        r"system is (starting up|shutting down|in recovery|not yet accepting)",
        "is not ready: its server is starting or stopping",
        "Try again in a moment.",
    ),
    (
        r"password authentication failed",
        "refuses the password",
        "Check the URL in --db or FACTDB_DATABASE_URL.",
    ),
    (r'database ".*" does not exist', "does not exist", "Create it: createdb NAME, then factdb init"),
    (
        r"connection refused",
        "cannot be reached: no server answers there",
        "Check the URL, and check that the server runs.",
    ),
    (r"permission denied", "does not allow this to the database user of the URL", "Ask the owner of the database."),
    (r"terminat", "closed the connection. Nothing was left half done", "Repeat the command."),
    (
        r"connection is (lost|closed|bad)|connection reset|broken pipe|eof detected",
        "closed the connection. Nothing was left half done",
        "Repeat the command.",
    ),
    (
        r"failed to resolve|could not translate host|timeout expired|connection timeout",
        "cannot be reached: no server answers there",
        "Check the URL, and check that the server runs.",
    ),
)

# Messages about a damaged or altered database, not about a failed connection to it.
_DAMAGED = re.compile(r"malformed|no such (table|column)|foreign key mismatch|not a database")
_DAMAGED_STATES = frozenset({"XX001", "XX002", "42P01", "42703"})  # broken data or index, no such table or column


_LOCK_TIMEOUT = "55P03"
_CONNECTION_ENDED = ("08", "57P")  # classes of PostgreSQL's error codes: connection failures, and shutdowns


@contextmanager
def explaining_errors(database: Database) -> Iterator[None]:
    """Raise a `DatabaseError` that names the database for every error of a driver; let factdb's own errors pass."""
    try:
        yield
    except FactdbError:
        raise
    except SQLAlchemyError as error:
        raise sentence(error, database) from error
    except UnicodeDecodeError as error:  # SQLite's message about a broken schema can contain bytes that are not text
        raise DatabaseError(f"The database {database.shown} is damaged.", _BACKUP) from error


@contextmanager
def committing(database: Database) -> Iterator[None]:
    """Commit within this block, and record the outcome; raise an error that says so if nobody knows it."""
    commits, before = database.commits, database.commits.stored
    commits.stored = Stored.UNKNOWN  # it stays if Ctrl-C ends the block
    try:
        yield
    except SQLAlchemyError as error:
        if _is_unanswered(error):
            raise CommitUnknownError(database.shown) from error
        commits.stored = before
        raise
    commits.stored = Stored.CHANGES


def _is_unanswered(error: SQLAlchemyError) -> bool:
    """Return whether a server ended the connection: it may have committed before. SQLite always knows."""
    origin = getattr(error, "orig", None)
    if "psycopg" not in type(origin).__module__:
        return False
    state = getattr(origin, "sqlstate", None)
    return state is None or state.startswith(_CONNECTION_ENDED)


def sentence(error: SQLAlchemyError, database: Database) -> DatabaseError:
    """Return the factdb error that explains a driver's error."""
    where = database.shown
    message = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    if getattr(getattr(error, "orig", None), "sqlstate", None) == _LOCK_TIMEOUT:
        return LockedError(where, BUSY_SECONDS, postgresql.longest_writer(database.location))
    if isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.Error) and is_busy(error.orig):
        return LockedError(where, BUSY_SECONDS)
    rules = _POSTGRESQL if "psycopg" in type(getattr(error, "orig", None)).__module__ else _SQLITE
    for mark, meaning, step in rules:
        if re.search(mark, message.lower()) and not isinstance(error, IntegrityError):
            return DatabaseError(f"The database {where} {meaning}.", step)
    verb = "cannot be reached" if isinstance(error, OperationalError) else "refused the command"
    first = " ".join(message.split("\n")[0].split())
    return DatabaseError(
        f"The database {where} {verb}: {ended(first)} Nothing was left half done.",
        "See the details: factdb --debug ...",
    )


def damage(error: DBAPIError) -> str | None:
    """Return the driver's message if the database is damaged or altered; None for any other error."""
    message = " ".join(str(error.orig).split("\n")[0].split())
    state = getattr(error.orig, "sqlstate", None)
    return message if state in _DAMAGED_STATES or (state is None and _DAMAGED.search(message.lower())) else None
