"""Asks an untrusted query of a PostgreSQL server, as a separate program whose memory is limited.

A server can send a row of a gigabyte, of which the driver makes several copies before anybody can refuse it. The
extended protocol accepts only one statement. The transaction is read-only and is never committed. This program cancels
the statement when its time is up, and when the parent closes standard input or is gone: a statement can lift every
limit that is set in the session.
"""

from __future__ import annotations

import contextlib
import os
import sys
from threading import Thread, Timer
from typing import TYPE_CHECKING, Any

from factdb.reports.sql import confinement, values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import psycopg

    Connection = psycopg.Connection[Any]

# Bytes, of the whole process: enough for an answer of the greatest size that is allowed.
_MEMORY = 3 << 28
_CONNECTING = 60  # seconds of CPU beyond the question's own
# What the driver says when the system refuses it memory.
_FULL = ("out of memory", "cannot allocate memory", "can't allocate memory")
_NOTHING = ("EMPTY_QUERY", "didn't produce a result")  # the driver's words for SET, LISTEN, COMMIT and their like


def main() -> None:
    """Answer the request on standard input."""
    confinement.run(_answer)


def _answer(request: Mapping[str, Any]) -> Iterator[object]:
    os.environ.update(request["environment"])  # after the start: so that nobody can read them in the process list
    sys.path += request["modules"]
    try:
        import psycopg  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        yield {"no driver": True}
        return
    confinement.limit_process(memory=_MEMORY, seconds=request["seconds"] + _CONNECTING)
    try:
        connection = psycopg.connect(**request["address"])
    except psycopg.Error as error:
        yield {"no login": _message(error)}
        return
    try:
        with contextlib.closing(connection):  # this rolls everything back
            yield from _asked(connection, request)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - some come from values that the driver cannot read
        message, state = _message(error), getattr(error, "sqlstate", None)
        is_full = not state and any(words in message for words in _FULL)
        line = _line(error, request["sql"])
        yield {"error": confinement.OUT_OF_MEMORY if is_full else message, "state": state, "line": line}


def _asked(connection: Connection, request: Mapping[str, Any]) -> Iterator[object]:
    connection.read_only = True
    connection.execute(request["settings"])
    if privileges := connection.execute(request["privileges"], request["views"]).fetchone():
        yield {"privilege": str(privileges[0]), "login": connection.info.user}
        return
    # Behind a pooler, the driver knows another number than the server.
    for backend, login in connection.execute("SELECT pg_backend_pid(), session_user"):
        confinement.write({"backend": backend, "login": login}, now=True)
    with _stopped_in_time(connection, request["seconds"], request["grace"]):
        yield from _rows(connection, request)


@contextlib.contextmanager
def _stopped_in_time(connection: Connection, seconds: float, grace: float) -> Iterator[None]:
    """Cancel the statement at the end of its time, and at the end of standard input."""

    def cancel() -> None:
        with contextlib.suppress(Exception):  # a server that is gone has nothing to cancel
            connection.cancel_safe(timeout=grace)

    def wait_for_the_parent() -> None:
        os.read(sys.stdin.fileno(), 1)  # past Python's buffer, whose lock would keep the process from ending
        cancel()

    timer = Timer(seconds, cancel)
    timer.daemon = True
    timer.start()
    Thread(target=wait_for_the_parent, daemon=True).start()
    yield
    timer.cancel()


def _rows(connection: Connection, request: Mapping[str, Any]) -> Iterator[object]:
    from psycopg import RawCursor  # noqa: PLC0415 - an extra

    sql, parameters = request["sql"], request["values"]
    # Raw: its parameters are $1, and a % in the question stays a %.
    with RawCursor(connection) as cursor:
        columns: Sequence[str] = ()
        for line in confinement.limited(cursor.stream(sql, parameters or None), request):
            if not columns:
                columns = [column.name for column in cursor.description or ()] or _described(connection, sql)
                yield {"columns": columns}
            yield values.written_row(line) if isinstance(line, tuple) else line


def _described(connection: Connection, sql: str) -> list[str]:
    """Return the columns of an answer without rows; usually they come with the first row."""
    server = connection.pgconn
    server.prepare(b"", sql.encode())
    described = server.describe_prepared(b"")
    return [(described.fname(place) or b"").decode() for place in range(described.nfields)]


def _message(error: Exception) -> str:
    """Return the first line of the server's message."""
    primary = getattr(getattr(error, "diag", None), "message_primary", None)
    message = str(primary or error).strip().partition("\n")[0]
    return confinement.NO_ROWS if message.endswith(_NOTHING) else message


def _line(error: Exception, sql: str) -> int | None:
    """Return the line of the question that the server's error is in, if it tells the place."""
    position = getattr(getattr(error, "diag", None), "statement_position", None)
    return sql.count("\n", 0, int(position) - 1) + 1 if position else None
