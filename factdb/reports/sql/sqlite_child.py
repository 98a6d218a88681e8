"""Runs one untrusted query on a SQLite file, as a separate program that can be killed.

Several barriers contain a hostile query:

- The ledger is attached to an in-memory database, read-only and under a random name. Names in a query resolve to
  temporary views: the ledger's views for SQL, and for every other table a view that always fails. A query cannot
  reach a table by its name. It also cannot use a WITH that has the name of such a view: SQLite tells the authorizer
  that such a WITH is the view.
- The authorizer allows SELECT, the views for SQL, the tables that these views read, and functions known to be safe.
- No other database can be attached, nothing can be written, no file can be opened; memory and time are limited.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import secrets
import sqlite3
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from factdb.reports.sql import confinement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

# Bytes. The heap is SQLite's alone: sorting 1,000,000 claims with all their columns takes 600 MB of it. The process
# needs room for Python and the rows as well: without this limit, a row of many long texts would double in it.
_HEAP = 3 << 28
_MEMORY = 1 << 30
_STEPS = 1_000  # SQLite instructions between two checks of the time
_LONGEST_WAIT = 15_000  # milliseconds to wait for another program's lock
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 10_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 1_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 500,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 1_000_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 100,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
    # One for the ledger itself: a query cannot attach another file.
    sqlite3.SQLITE_LIMIT_ATTACHED: 1,
}
_FUNCTIONS = frozenset(
    """
    -> ->> abs acos asin atan atan2 avg ceil ceiling char coalesce concat concat_ws cos count cume_dist current_date
    current_time current_timestamp date datetime degrees dense_rank exp first_value floor format glob group_concat hex
    ifnull iif instr json json_array json_array_length json_extract json_group_array json_group_object json_object
    json_quote json_type json_valid julianday lag last_value lead length like likelihood likely ln log log10 log2 lower
    ltrim max median min mod nth_value ntile nullif octet_length percent_rank percentile percentile_cont
    percentile_disc pi pow power printf quote radians random rank replace round row_number rtrim sign sin sqrt strftime
    string_agg substr substring subtype sum tan time timediff total trim trunc typeof unhex unicode unixepoch unistr
    unlikely upper
    """.split()  # noqa: SIM905 - a hundred lines of quotation marks would be harder to read
)
_TABLE_FUNCTIONS = frozenset({"json_each", "json_tree"})
_SYNTAX = re.compile(r'near "(.+)": syntax error', re.DOTALL)
_MOST_PLACES = 100


def main() -> None:
    """Answer the request on standard input."""
    confinement.run(_answer)


def _answer(request: Mapping[str, Any]) -> Iterator[object]:
    try:
        yield from _rows(request)
    except (sqlite3.Error, sqlite3.Warning) as error:
        yield {"error": _message(error), "line": _line(str(error), request["sql"])}


def _line(message: str, sql: str) -> int | None:
    """Return the line of a syntax error, which the driver does not tell.

    The text up to the error, and no shorter part of it, has the same error: a shorter part is only incomplete.
    """
    near = _SYNTAX.fullmatch(message)
    if near is None:
        return None
    word = re.escape(near[1])
    places = re.finditer(rf"(?<!\w){word}(?!\w)" if re.fullmatch(r"\w+", near[1]) else word, sql)
    with contextlib.closing(sqlite3.connect(":memory:")) as blank:
        for place in itertools.islice(places, _MOST_PLACES):
            try:
                blank.execute(f"EXPLAIN {sql[: place.end()]}")
            except sqlite3.Error as error:
                if str(error) == message:
                    return sql.count("\n", 0, place.start()) + 1
    return None


def _rows(request: Mapping[str, Any]) -> Iterator[object]:
    connection = _opened(request["path"], request["views"], request["seconds"])
    # Only after the ledger is open: from here on the process cannot open any file.
    confinement.limit_process(memory=_MEMORY, seconds=request["seconds"], files=0)
    deadline = time.monotonic() + request["seconds"]
    connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
    cursor = connection.execute(request["sql"], request["values"])
    if cursor.description is None:
        yield {"error": "the statement does not ask for rows"}
        return
    yield {"columns": [column[0] for column in cursor.description]}
    plain = ([value.hex() if isinstance(value, bytes) else value for value in row] for row in cursor)
    yield from confinement.limited(plain, request)


def _opened(path: str, views: Iterable[str], seconds: float) -> sqlite3.Connection:
    ledger = f"ledger_{secrets.token_hex(16)}"
    connection = sqlite3.connect("file::memory:", uri=True, isolation_level=None)
    connection.text_factory = _decoded
    patience = min(int(seconds * 1000), _LONGEST_WAIT)
    for setting in (f"busy_timeout = {patience}", "temp_store = MEMORY", f"hard_heap_limit = {_HEAP}"):
        connection.execute(f"PRAGMA {setting}")
    for name in sorted(_TABLE_FUNCTIONS):  # the first call declares their tables, which a query may not do
        connection.execute(f"SELECT * FROM {name}('[]')")  # noqa: S608 - a name of our own
    connection.execute(f"ATTACH ? AS {ledger}", (f"file:{quote(path)}?mode=ro",))
    public = frozenset(views)
    master = f"SELECT name FROM {ledger}.sqlite_master WHERE type IN ('table', 'view')"  # noqa: S608 - a name of our own
    for (name,) in connection.execute(master).fetchall():
        _stand_in(connection, ledger, name, is_public=name in public)
    connection.execute("BEGIN")  # all rows come from one moment, and no file needs to be opened from here on
    connection.execute(master).fetchone()
    connection.execute("PRAGMA query_only = ON")
    for limit, value in _LIMITS.items():
        connection.setlimit(limit, value)
    connection.set_authorizer(_authorizer(ledger, public))
    return connection


def _stand_in(connection: sqlite3.Connection, ledger: str, name: str, *, is_public: bool) -> None:
    """Create a temporary view with this name: a copy of the view, or one that always fails."""
    if name.startswith("sqlite_"):  # the authorizer refuses these by their names
        return
    own, target = _quoted(name), f"{ledger}.{_quoted(name)}" if is_public else _quoted(f"{name}, which is not public")
    connection.execute(f"CREATE TEMP VIEW {own} AS SELECT * FROM {target}")  # noqa: S608 - quoted above


def _authorizer(ledger: str, public: frozenset[str]) -> Callable[..., int]:
    def may_read(table: str, column: str, database: str | None, source: str | None) -> bool:
        if table.startswith(("sqlite_", "pragma_")):
            return False
        if database == ledger:
            return source in public
        if database == "temp":
            return table in public
        # A table that a view joins, with none of its columns read, is named without database and view, like a WITH.
        # In the query itself, such a name is one of the temporary views. A module's table must first be declared,
        # which is refused.
        return column == "" or table in _TABLE_FUNCTIONS

    def authorize(action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
        if action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE}:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FUNCTIONS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ and may_read((first or "").lower(), second or "", database, source):
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    return authorize


def _message(error: Exception) -> str:
    return "interrupted" if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT" else str(error)


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
