"""Ends what still runs for the reader on a PostgreSQL server, and counts its connections.

A cancelled statement may go on: a function that does not look for interrupts ends first, and a block of code can catch
the request. Only the termination of its backend cannot be caught.
"""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from factdb.store.engine import Database

_LOOK_AGAIN = 0.05  # seconds
# By number and login: another program could have been given the number meanwhile.
_ITS_OWN = "FROM pg_stat_activity WHERE pid = :backend AND usename = :login"
_TERMINATE = text(f"SELECT pg_terminate_backend(pid) {_ITS_OWN}")
_RUNS = text(f"SELECT count(*) {_ITS_OWN}")
_FREE = text("""
SELECT rolconnlimit - (SELECT count(*) FROM pg_stat_activity WHERE usename = rolname)
FROM pg_roles WHERE rolname = :login AND rolconnlimit >= 0
""")


def end(database: Database, reader: Database, login: str, backend: int, patience: float) -> bool:
    """Terminate a backend of the reader, and return whether it ended within so many seconds.

    The desk's own login may do that if it is a superuser or a member of the reader's role. Otherwise the reader itself
    may, unless an admin took that function from every login.
    """
    its_own = {"backend": backend, "login": login}
    for owner in (database, reader):
        with suppress(SQLAlchemyError), _connected(owner) as connection:
            connection.execute(_TERMINATE, its_own)
            return _ended(connection, its_own, patience)
    return False


def free_connections(database: Database, login: str) -> int | None:
    """Return how many more connections the login may open; None if there is no limit, or nobody can say."""
    with suppress(SQLAlchemyError), _connected(database) as connection:
        free: int | None = connection.scalar(_FREE, {"login": login})
        return free
    return None


@contextmanager
def _connected(database: Database) -> Iterator[Connection]:
    # Without a transaction: in one, the server shows the same activity again and again.
    with database.engine("ro").connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


def _ended(connection: Connection, its_own: dict[str, object], patience: float) -> bool:
    deadline = time.monotonic() + patience
    while connection.scalar(_RUNS, its_own):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_AGAIN)
    return True
