"""Decides whether a standby can answer: only if it has what the same person wrote last on this machine.

After each change, the position of the server's log is kept in a file of the person. A standby that has come to this
position shows the change.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from factdb import partial_files
from factdb.store import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from factdb.store.engine import Database

# A server that was promoted is no standby any more, and has everything.
_STATE = """
SELECT NOT pg_is_in_recovery() OR %(position)s::text IS NULL
           OR pg_last_wal_replay_lsn() >= %(position)s::pg_lsn AS is_current,
       coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0)::integer AS seconds
"""
_SERVER = """
SELECT coalesce(host(inet_server_addr()), 'local socket') || ', port ' || current_setting('port'),
       CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE 'primary' END
"""
# To a login without pg_monitor, the server shows that a standby is connected, and not its state.
_STANDBYS = """
SELECT coalesce(nullif(application_name, ''), 'without a name'), coalesce(sync_state, 'state hidden from this login')
FROM pg_stat_replication ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class StandbyState:
    """Whether a standby has what the person wrote last, and the age in seconds of the last change that it has."""

    is_current: bool
    seconds: int


def state(standby: Database, position: str | None) -> StandbyState | None:
    """Return how far the standby is; None if it does not answer."""
    with suppress(Exception):  # any: the primary answers in its place
        with postgresql.connect(standby.location, standby.program, autocommit=True) as connection:
            row = connection.execute(_STATE, {"position": position}).fetchone()
        return StandbyState(*row) if row else None
    return None


def server_facts(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield which server answered, and the standbys that are connected to it."""
    address, part = connection.exec_driver_sql(_SERVER).one()
    yield "server", f"{address}; {part}"
    if standbys := [f"{name} ({state})" for name, state in connection.exec_driver_sql(_STANDBYS)]:
        yield "standbys", ", ".join(standbys)


def answers(database: Database) -> bool:
    """Return whether a server answers."""
    with suppress(Exception), postgresql.connect(database.location, database.program):
        return True
    return False


class Choice(NamedTuple):
    """The database to read from, and what a person should know about it, if anything."""

    database: Database
    notice: str | None = None


def choose(primary: Database, copy: Database | None, position: str | None) -> Choice:
    """Choose the database for lists and pages: the standby, if it has everything up to a position of the log.

    `position` is where the log was after what the person wrote last; None if the person wrote nothing.
    """
    if copy is None or not primary.is_postgresql:
        return Choice(primary)
    standby = state(copy, position)
    if standby is None:
        return Choice(primary, "The standby does not answer. This comes from the primary.")
    if standby.is_current:
        return Choice(copy)
    if answers(primary):
        return Choice(primary)
    return Choice(
        copy, f"The primary does not answer. The standby is {standby.seconds} seconds behind your last change."
    )


def log_position(database: Database) -> str | None:
    """Return the position of the server's log now: what was committed is before it. None if the server is away."""
    with suppress(Exception):  # without it, the next list may be older than the change
        with postgresql.connect(database.location, database.program, autocommit=True) as connection:
            ((position,),) = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchall()
        return str(position)
    return None


def remember(database: Database, folder: Path) -> None:
    """Keep the position of the server's log after a commit."""
    position = log_position(database)
    with suppress(OSError):  # as above
        folder.mkdir(parents=True, exist_ok=True)
        with partial_files.partial_file(_file(folder, database)) as partial:
            partial.write_text(position or "", encoding="ascii")


def last_position(database: Database, folder: Path) -> str | None:
    """Return the position after the last change of the person; None if there is none."""
    with suppress(OSError, ValueError):
        return _file(folder, database).read_text(encoding="ascii") or None
    return None


def _file(folder: Path, database: Database) -> Path:
    name = hashlib.sha256(database.location.encode()).hexdigest()[:16]
    return folder / f"written-{name}.lsn"
