"""Reads tables row by row in the order of what their rows hang on, side by side, and counts what was checked."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Select
    from sqlalchemy.engine import Result

    Row = Sequence[Any]  # owner, key, values

_AT_ONCE = 500


@dataclass(slots=True)
class Reader:
    """One snapshot of the ledger, read through cursors that stay on the server."""

    connection: Connection
    _open: list[Result[Any]] = field(default_factory=list)

    @property
    def is_postgresql(self) -> bool:
        """Which of the two engines it is."""
        return self.connection.dialect.name == "postgresql"

    def rows(self, query: Select[Any]) -> Iterator[Row]:
        """Yield what a query finds, a few rows at a time."""
        result = self.connection.execute(query, execution_options={"yield_per": _AT_ONCE})
        self._open.append(result)
        for rows in result.partitions():
            yield from rows

    @contextmanager
    def check(self) -> Iterator[None]:
        """Read in a savepoint; every cursor is closed before that ends.

        One that were closed by itself after an error, once the savepoint is gone, would break the transaction.
        """
        with self.connection.begin_nested():
            try:
                yield
            finally:
                for result in self._open:
                    result.close()
                self._open.clear()


class Stream:
    """Rows that come in the order of their owner, which is their first column: of type `kind`, else they are strays.

    SQLite holds a column to no type; what could not be put in order with the rest is counted and left out.
    """

    def __init__(self, word: str, rows: Iterator[Row], kind: type = int, numbered: int | None = None) -> None:
        """Take rows; the column at `numbered`, where it is given, must be a whole number too."""
        self.word = word
        self.owner: Any = None
        """What the next row hangs on; None at the end."""
        self.strays = 0
        self.count = 0
        self._kind = kind
        self._numbered = numbered
        self._rows = rows
        self._next = self._step()

    def of(self, owner: object) -> Iterator[Row]:
        """Yield the next rows as long as they hang on this."""
        while self.owner == owner and (row := self._next) is not None:
            self._next = self._step()
            self.count += 1
            yield row

    def _step(self) -> Row | None:
        for row in self._rows:
            self.owner = row[0]
            if type(self.owner) is self._kind and (self._numbered is None or type(row[self._numbered]) is int):
                return row
            self.strays += 1
        self.owner = None
        return None


def owners(streams: Sequence[Stream]) -> Iterator[Any]:
    """Yield what any row hangs on, once and in order; rows that nobody took meanwhile are passed over."""
    while heads := [stream.owner for stream in streams if stream.owner is not None]:
        owner = min(heads)
        yield owner
        for stream in streams:
            if stream.owner == owner:
                for _ in stream.of(owner):
                    pass


# What no chain can tell by itself, whatever is computed again.
_NEEDS_SEALING = "what only sealing can show: a claim removed with all its rows, or a whole chain written again"


@dataclass(slots=True)
class Checked:
    """Counts as they grow; `done` names the checks that ran to their end."""

    claims: int = 0
    events: int = 0
    chains: int = 0
    rows: int = 0
    finished: list[str] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=lambda: [_NEEDS_SEALING])

    def __str__(self) -> str:
        counts = {"claim": self.claims, "event": self.events, "chain": self.chains, "row in other tables": self.rows}
        claims, events, chains, rows = (_counted(count, word) for word, count in counts.items())
        return f"{claims}, {events} in {chains}, {rows}; checked: {', '.join(self.finished)}"


def _counted(count: int, word: str) -> str:
    noun, space, tail = word.partition(" ")
    return f"{count} {noun}{'' if count == 1 else 's'}{space}{tail}"
