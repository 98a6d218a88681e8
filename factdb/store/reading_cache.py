"""What a server's connection to a SQLite file remembers, until anybody writes to the file.

SQLite says in some microseconds whether any other connection, of this process or another, has committed since
(`PRAGMA data_version`, read within the transaction: the number belongs to the state that the transaction sees). So a
value that depends on nothing but the database and its key is as good as read anew. A viewer and the time are no part of
the database: what depends on them needs them in its key, or is not remembered.

Nothing is remembered on PostgreSQL, which has no such number that holds on a standby and behind a pooler too; nor on a
connection that writes, because the number says nothing of a connection's own changes; nor by a program that opens a
connection for one command.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import Connection

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from sqlalchemy.pool import ConnectionPoolEntry

    from factdb.store.sessions import OpenDatabase

T = TypeVar("T")

_PLACE = "factdb.reading_cache"
_MOST_VALUES = 100
_MOST_ESTIMATES, _STILL_GOOD = 5_000, 1.02


@dataclass(slots=True)
class _Memory:
    """The values that were read from one state of the file, the latest used last."""

    state: int | None = None
    values: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    estimates: dict[str, tuple[int, int]] = field(default_factory=dict)  # each with the size of the desk at that time


def start(entry: ConnectionPoolEntry) -> None:
    """Let a connection that only reads remember; its memory ends with it."""
    entry.info[_PLACE] = _Memory()


def until_written(session: OpenDatabase, key: Hashable, read: Callable[[], T]) -> T:
    """Return what `read` returns, or what it returned before in the same state of the database.

    It must be a plain value that nobody changes: it outlives the session.
    """
    memory = _memory(session)
    if memory is None:
        return read()
    connection = session if isinstance(session, Connection) else session.connection()
    driver: Any = connection.connection.driver_connection
    (state,) = driver.execute("PRAGMA data_version").fetchone()
    if memory.state != state:
        memory.state = state
        memory.values.clear()
    if key not in memory.values:
        memory.values[key] = read()
        if len(memory.values) > _MOST_VALUES:
            memory.values.popitem(last=False)
    memory.values.move_to_end(key)
    return cast("T", memory.values[key])


def estimates(session: OpenDatabase, size: int) -> dict[str, int]:
    """Return the remembered numbers that are as good as exact, since the desk had about this size then."""
    memory = _memory(session)
    if memory is None:
        return {}
    return {key: number for key, (number, then) in memory.estimates.items() if then <= size <= then * _STILL_GOOD}


def remember_estimates(session: OpenDatabase, numbers: Mapping[str, int], size: int) -> None:
    """Remember numbers that grow with the desk, such as that of the claims with a common word, at its size now."""
    memory = _memory(session)
    if memory is None:
        return
    if len(memory.estimates) > _MOST_ESTIMATES:
        memory.estimates.clear()
    memory.estimates |= {key: (number, size) for key, number in numbers.items()}


def _memory(session: OpenDatabase) -> _Memory | None:
    connection = session if isinstance(session, Connection) else session.connection()
    memory: _Memory | None = connection.info.get(_PLACE)
    return memory
