"""Runs an untrusted query on PostgreSQL as a login that may read only the views: its grants protect the rest.

A child process asks the server, because its memory can be limited. When the time is up it cancels the statement; if
that does not help, it is killed, and the desk's own login terminates the backend.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

from factdb.errors.database import NoDriverError
from factdb.errors.reports import (
    QuestionError,
    QuestionTooLargeError,
    QuestionTooSlowError,
    ReaderBusyError,
    ReaderLoginError,
    ReaderMayMoreError,
)
from factdb.reports.sql import backends, questions, values
from factdb.reports.sql.child_process import GRACE, Child
from factdb.reports.sql.confinement import NO_ROWS, OUT_OF_MEMORY
from factdb.reports.sql.questions import MOST_BYTES, Answer, distinct_names
from factdb.reports.sql.refusals import refusal
from factdb.store import postgresql
from factdb.store import reader_login as readers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factdb.reports.sql.questions import SqlQuestion
    from factdb.store.engine import Database

# For the one transaction of the question: a pooler refuses settings when a program connects.
_SETTINGS = (
    "SET LOCAL timezone = 'UTC'; SET LOCAL statement_timeout = {ms}; SET LOCAL lock_timeout = {ms};"
    " SET LOCAL jit = off; SET LOCAL join_collapse_limit = 16"
)
_TO_CANCEL = 3 * GRACE  # seconds after its time, in which the child cancels the statement and reports that
_TO_TERMINATE = 2.0  # seconds in which a terminated backend should be gone
_TO_CONNECT = 5.0  # seconds in which one of the login's connections should become free
_LOOK_AGAIN = 0.2  # seconds
# The driver's own variables. Those of factdb stay here: they name the login that writes.
_VARIABLES = ("PG", "PSYCOPG", "KRB5", "GSS", "SSL", "HOME", "USER", "LOGNAME", "APPDATA")
_REFUSED = {  # the server's codes
    "57014": "cancelled",
    "53200": "memory",
    "53400": "disk space",  # temp_file_limit
}


def ask(database: Database, reader: Database, question: SqlQuestion) -> Answer:
    """Run a query and return its answer. Refuse a login that may do more than read the views.

    The login may open few connections. If they are in use, wait a while for one of them.
    """
    deadline = time.monotonic() + _TO_CONNECT
    while True:
        try:
            return _asked(database, reader, question)
        except ReaderLoginError as error:
            free = backends.free_connections(database, str(postgresql.parameters(reader.location).get("user", "")))
            if free is None or free > 1:
                raise
            if time.monotonic() > deadline:
                raise (ReaderBusyError() if free <= 0 else error) from error
        time.sleep(_LOOK_AGAIN)


def _asked(database: Database, reader: Database, question: SqlQuestion) -> Answer:
    with Child("postgresql_child", _request(reader, question)) as child:
        lines = child.lines()
        start: Mapping[str, Any] = next(lines, {"error": OUT_OF_MEMORY})
        if "backend" not in start:
            raise _not_asked(start, question)
        child.kill_after(question.seconds + _TO_CANCEL)
        try:
            answered = list(lines)
        except KeyboardInterrupt:
            if not child.end(GRACE):
                backends.end(database, reader, start["login"], start["backend"], patience=0)
            raise
        if child.is_late:
            ended = backends.end(database, reader, start["login"], start["backend"], patience=_TO_TERMINATE)
            raise QuestionTooSlowError(question.seconds, is_running=not ended)
    return _answer(answered, question)


def _answer(lines: Sequence[Any], question: SqlQuestion) -> Answer:
    last = lines[-1] if lines else None
    if not isinstance(last, dict):  # it was killed midway, and not by its time
        raise QuestionTooLargeError
    if "error" in last:
        raise _refusal(last, question)
    columns = lines[0]["columns"]
    if not columns:  # SET and its like, to no effect: nothing is committed
        raise QuestionError(NO_ROWS)
    return Answer(distinct_names(columns), [values.read_row(row) for row in lines[1:-1]], last["more"])


def _request(reader: Database, question: SqlQuestion) -> dict[str, object]:
    sql, parameters = questions.numbered(question.sql, question.values)
    privileges, views = readers.privileges_beyond()
    return {
        "address": postgresql.arguments(reader.location, reader.program),
        "settings": _SETTINGS.format(ms=int(question.seconds * 1000) + 100),
        "environment": {name: text for name, text in os.environ.items() if name.startswith(_VARIABLES)},
        "modules": [folder for folder in sys.path if folder],  # where the driver is
        "privileges": privileges,
        "views": views,
        "sql": sql,
        "values": parameters,
        "seconds": question.seconds,
        "grace": GRACE,
        "most_rows": question.most_rows,
        "most_bytes": MOST_BYTES,
    }


def _not_asked(line: Mapping[str, Any], question: SqlQuestion) -> Exception:
    """Return why the question was not put to the server."""
    if "no driver" in line:
        return NoDriverError()
    if "no login" in line:
        return ReaderLoginError(line["no login"])
    if "privilege" in line:
        return ReaderMayMoreError(line["login"], line["privilege"])
    return _refusal(line, question)


def _refusal(line: Mapping[str, Any], question: SqlQuestion) -> Exception:
    reason = _REFUSED.get(line.get("state") or "")
    if reason == "cancelled":  # by the child, or by the limit that stands in the session
        return QuestionTooSlowError(question.seconds)
    if reason or line["error"] == OUT_OF_MEMORY:
        return QuestionTooLargeError(reason or "memory")
    return refusal(line["error"], question, line.get("line"))
