"""Connects to a PostgreSQL server as its own programs do: several hosts, service files and sockets included.

The URL goes to libpq as it is. Nothing is set when a connection starts: behind a pooler, the next transaction can run
on another connection. So each transaction sets what it needs, for itself.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from factdb.errors.database import NoDriverError, NotAUrlError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import psycopg

CONNECT_SECONDS = 10
UPGRADE_LOCK = 0x66616363  # "facc": the advisory lock that upgrades take in turn
DESK_LOCK = 0x66616374  # "fact": the advisory lock for desk-wide writers
_PREPARE = "prepare_threshold"  # psycopg's own, which libpq does not know
_SCHEME = "postgresql://"
# Whoever writes holds one of these on a table of the desk, and a desk-wide writer an advisory lock. Readers hold none.
# Of another login, the server shows an ordinary user only the name and the process.
_LONGEST_WRITER = """
SELECT concat_ws(', ', nullif(holder.application_name, ''), 'login ' || holder.usename,
                 'from ' || host(holder.client_addr),
                 'since ' || to_char(holder.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS') || ' UTC',
                 'process ' || holder.pid)
FROM pg_stat_activity holder
WHERE holder.datname = current_database() AND holder.pid <> pg_backend_pid()
  AND EXISTS (SELECT FROM pg_locks lock WHERE lock.pid = holder.pid AND lock.granted
              AND lock.mode <> 'AccessShareLock' AND lock.locktype IN ('relation', 'advisory'))
ORDER BY holder.xact_start LIMIT 1
"""


def connect(location: str, program: str, **options: Any) -> psycopg.Connection[Any]:  # noqa: ANN401 - psycopg's own
    """Connect; `options` are psycopg's own."""
    library = _driver()
    connection: psycopg.Connection[Any] = library.connect(**arguments(location, program) | options)
    return connection


def arguments(location: str, program: str) -> dict[str, Any]:
    """Return what psycopg needs to connect: the URL, and what neither the URL nor the environment says.

    `program` is the name that the server shows. Statements are prepared only if the URL has a `prepare_threshold`.
    """
    address, threshold = _without_threshold(location)
    options: dict[str, Any] = {"prepare_threshold": threshold, "fallback_application_name": program}
    has_own_timeout = parameters(location).keys() & {"connect_timeout", "service"}
    if not (has_own_timeout or os.environ.keys() & {"PGCONNECT_TIMEOUT", "PGSERVICE"}):
        options["connect_timeout"] = CONNECT_SECONDS
    return {"conninfo": address, **options}


def parameters(location: str) -> Mapping[str, Any]:
    """Return the parameters of a URL, as libpq names them; refuse a URL that libpq cannot read."""
    library = _driver()
    _refuse_raw_at_sign(location)
    address, _ = _without_threshold(location)
    try:
        named: Mapping[str, Any] = library.conninfo.conninfo_to_dict(address)
    except library.ProgrammingError as error:
        # Other messages of libpq repeat the URL, with its password.
        reason = str(error).strip()
        raise NotAUrlError(reason if reason.startswith("invalid URI query parameter") else None) from error
    return named


def longest_writer(location: str) -> str | None:
    """Return the program that has been writing for the longest time, in words; None if nobody can say."""
    with suppress(Exception):  # it only adds to an error that is shown in any case
        connection = connect(location, "factdb", autocommit=True)
        with connection:
            row = connection.execute(_LONGEST_WRITER).fetchone()
            return str(row[0]) if row else None
    return None


def with_login(location: str, user: str, password: str) -> str:
    """Return the URL of another login of the same database; the rest stays as it was written."""
    from urllib.parse import quote, urlsplit, urlunsplit  # noqa: PLC0415 - only an admin who makes a login needs it

    parts = urlsplit(location)
    login = f"{quote(user, safe='')}:{quote(password, safe='')}@{parts.netloc.rpartition('@')[2]}"
    pairs = [pair for pair in parts.query.split("&") if pair.partition("=")[0] not in {"user", "password"}]
    return urlunsplit(parts._replace(netloc=login, query="&".join(pairs)))


def _driver() -> Any:  # noqa: ANN401 - the module
    try:
        import psycopg  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise NoDriverError from error
    return psycopg


def _without_threshold(location: str) -> tuple[str, int | None]:
    """Return the URL without psycopg's own parameter, and the parameter's value."""
    address, question, query = location.replace(" ", "%20").partition("?")  # libpq reads no spaces
    pairs = query.split("&") if question else []
    values = [pair.partition("=")[2] for pair in pairs if pair.partition("=")[0] == _PREPARE]
    parameters = "&".join(pair for pair in pairs if pair.partition("=")[0] != _PREPARE)
    if values and not (values[-1].isascii() and values[-1].isdecimal()):
        raise NotAUrlError(f"{_PREPARE} is not a whole number")
    return (f"{address}?{parameters}" if parameters else address), (int(values[-1]) if values else None)


def _refuse_raw_at_sign(location: str) -> None:
    """Refuse an "@" within a password or a parameter: libpq would read half of the password as a host, and print it."""
    authority, slash, path = location.removeprefix(_SCHEME).partition("/")
    if authority.count("@") > 1 or "@" in slash + path:
        raise NotAUrlError('it has an "@" that is not written as %40')
