"""Copies rows to PostgreSQL in a thread: while the server writes one batch, the program makes the next.

A connection does one thing at a time. So every statement of a transaction first waits for the rows that are on their
way; so do its commit and its rollback.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    Statements = Sequence[tuple[str, Sequence[tuple[Any, ...]]]]  # each COPY with its rows


class Copier:
    """Copies rows for one connection, in the order in which it is given them."""

    def __init__(self, connection: Connection) -> None:
        """Make the statements of a connection wait for the copier."""
        self._connection = connection
        self._running: Thread | None = None
        self._error: Exception | None = None
        self._later: Statements = ()
        self._is_ahead = False
        event.listen(connection, "before_cursor_execute", self._catch_up)
        event.listen(connection, "commit", self._catch_up)
        event.listen(connection, "rollback", self._stop)

    def copy(self, statements: Statements) -> None:
        """Begin to copy rows; an error is raised where somebody waits for them."""
        self._catch_up()
        self._start(statements)

    def copy_later(self, statements: Statements) -> None:
        """Copy rows with the next statement, or at the end of `ahead`."""
        self._catch_up()
        self._later = statements

    @contextmanager
    def ahead(self) -> Iterator[None]:
        """Run statements that need not see the rows of `copy_later`; then begin to copy these."""
        self._is_ahead = True
        try:
            yield
        finally:
            self._is_ahead = False
        self._wait()
        self._start_later()

    def _catch_up(self, *_: object) -> None:
        self._wait()
        if self._later and not self._is_ahead:
            self._start_later()
            self._wait()

    def _stop(self, *_: object) -> None:
        """Wait before a rollback, which undoes what was copied: no error of it matters any more."""
        self._later = ()
        with suppress(Exception):
            self._wait()

    def _start_later(self) -> None:
        statements, self._later = self._later, ()
        self._start(statements)

    def _start(self, statements: Statements) -> None:
        if statements:
            driver = self._connection.connection.driver_connection
            self._running = Thread(target=self._copy, args=(driver, statements), name="copy")
            self._running.start()

    def _wait(self) -> None:
        """Wait for the rows on their way, and raise the error of their COPY; Ctrl-C leaves them on their way."""
        if self._running is not None:
            self._running.join()
            error, self._running, self._error = self._error, None, None
            if error is not None:
                raise error

    def _copy(self, driver: Any, statements: Statements) -> None:  # noqa: ANN401 - psycopg's connection
        try:
            for statement, rows in statements:
                self._copy_rows(driver, statement, rows)
        except Exception as error:  # noqa: BLE001 - whoever waits raises it
            self._error = error

    def _copy_rows(self, driver: Any, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:  # noqa: ANN401 - as above
        errors: Any = self._connection.dialect.loaded_dbapi
        try:
            with driver.cursor() as cursor, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
        except errors.Error as error:
            raise DBAPIError.instance(statement, None, error, errors.Error) from error
