"""Runs an untrusted query on PostgreSQL as a login that may read only the views: its grants protect the rest.

The extended protocol accepts only one statement. The transaction is read-only and is rolled back. This module itself
cancels the statement when its time is up, because a statement can lift every limit that is set in the session.
"""

from __future__ import annotations

import contextlib
from threading import Thread
from typing import TYPE_CHECKING, Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from factdb.errors.database import NoDriverError, NotAUrlError
from factdb.errors.reports import QuestionError, QuestionTooSlowError, ReaderLoginError, ReaderMayMoreError
from factdb.reports.sql import questions
from factdb.reports.sql.questions import MOST_BYTES, Answer, distinct_names
from factdb.reports.sql.refusals import refusal
from factdb.store import reader_login as readers

if TYPE_CHECKING:
    import psycopg

    from factdb.reports.sql.questions import SqlQuestion
    from factdb.store.engine import Database

_NOTHING = ("EMPTY_QUERY", "didn't produce a result")  # the driver's words for SET, LISTEN, COMMIT and their like
_GRACE = 0.5  # seconds that a cancelled statement has to end
_OPTIONS = "-c timezone=UTC -c statement_timeout={ms} -c lock_timeout={ms} -c jit=off -c join_collapse_limit=16"


class _Asking(Thread):
    """The thread in which the statement runs, so that the caller can stop waiting for it."""

    def __init__(self, connection: psycopg.Connection[Any], question: SqlQuestion) -> None:
        super().__init__(daemon=True)
        self.connection = connection
        self.question = question
        self.columns: tuple[str, ...] = ()
        self.rows: list[tuple[Any, ...]] = []
        self.has_more = False
        self.error: Exception | None = None

    def run(self) -> None:
        """Read rows until there are no more, or too many."""
        try:
            self._read()
        except Exception as error:  # noqa: BLE001 - it is raised again in the thread that waits
            self.error = error

    def _read(self) -> None:
        from psycopg import RawCursor  # noqa: PLC0415 - an extra

        sql, values = questions.numbered(self.question.sql, self.question.values)
        size = 0
        # Raw: its parameters are $1, and a % in the question stays a %.
        with RawCursor(self.connection) as cursor:
            for row in cursor.stream(sql, values or None):
                self.columns = tuple(column.name for column in cursor.description or ())
                size += sum(len(value) if isinstance(value, str | bytes) else 8 for value in row)
                if len(self.rows) == self.question.most_rows or size > MOST_BYTES:
                    self.has_more = True
                    return
                self.rows.append(row)
        self.columns = self.columns or self._described(sql)

    def _described(self, sql: str) -> tuple[str, ...]:
        """Return the columns of an answer without rows; usually they come with the first row."""
        server = self.connection.pgconn
        server.prepare(b"", sql.encode())
        described = server.describe_prepared(b"")
        return tuple((described.fname(place) or b"").decode() for place in range(described.nfields))


def ask(reader: Database, question: SqlQuestion) -> Answer:
    """Run a query and return its answer. Refuse a login that may do more than read the views."""
    with _connected(reader, question.seconds) as connection:
        if privilege := readers.may_also(connection):
            raise ReaderMayMoreError(str(connection.info.user), privilege)
        asking = _Asking(connection, question)
        asking.start()
        try:
            asking.join(question.seconds)
        except KeyboardInterrupt:  # stop it on the server too: Python takes an interrupted thread for an ended one
            _cancel(connection, asking)
            raise
        if asking.is_alive():
            _cancel(connection, asking)
            raise QuestionTooSlowError(question.seconds)
    if asking.error:
        raise _refusal(asking.error, question) from asking.error
    if not asking.columns:  # SET and its like, to no effect: nothing is committed
        raise QuestionError("the statement does not ask for rows")
    return Answer(distinct_names(asking.columns), asking.rows, asking.has_more)


@contextlib.contextmanager
def _connected(reader: Database, seconds: float) -> Any:  # noqa: ANN401 - a generator of a connection
    try:
        import psycopg  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise NoDriverError from error
    options = _OPTIONS.format(ms=int(seconds * 1000) + 100)
    try:
        url = make_url(reader.location)
        _, address = url.get_dialect()().create_connect_args(url)
        own = {"connect_timeout": 10, "application_name": "factdb sql", "options": options}
        connection = psycopg.connect(**{**address, **own})
    except ArgumentError as error:
        raise NotAUrlError(reader.shown) from error
    except psycopg.Error as error:
        raise ReaderLoginError(_refusal_of(error)) from error
    connection.read_only = True
    try:
        yield connection
    finally:
        with contextlib.suppress(psycopg.Error):
            connection.close()  # this rolls everything back


def _cancel(connection: psycopg.Connection[Any], asking: _Asking) -> None:
    with contextlib.suppress(Exception):  # a server that is gone has nothing to cancel
        connection.cancel_safe(timeout=_GRACE)
    asking.join(_GRACE)


def _refusal(error: Exception, question: SqlQuestion) -> Exception:
    if getattr(error, "sqlstate", None) == "57014":  # cancelled, by the limit that stands in the session
        return QuestionTooSlowError(question.seconds)
    return refusal(_refusal_of(error), question)


def _refusal_of(error: Exception) -> str:
    """Return the first line of the server's message."""
    primary = getattr(getattr(error, "diag", None), "message_primary", None)
    message = str(primary or error).strip().partition("\n")[0]
    return "the statement does not ask for rows" if message.endswith(_NOTHING) else message
