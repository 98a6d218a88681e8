"""Reads tables in parallel, row by row in the order of their owners, and counts what was checked."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Select
    from sqlalchemy.engine import Result

    Row = Sequence[Any]  # owner, key, values

_AT_ONCE = 500


@dataclass(slots=True)
class Reader:
    """One snapshot of the ledger, read through server-side cursors, and the time of the check."""

    connection: Connection
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    _open: list[Result[Any]] = field(default_factory=list)

    @property
    def is_postgresql(self) -> bool:
        """Whether the engine is PostgreSQL."""
        return self.connection.dialect.name == "postgresql"

    def rows(self, query: Select[Any]) -> Iterator[Row]:
        """Yield the rows of a query, read in small parts."""
        result = self.connection.execute(query, execution_options={"yield_per": _AT_ONCE})
        self._open.append(result)
        for rows in result.partitions():
            yield from rows

    @contextmanager
    def check(self) -> Iterator[None]:
        """Read in a savepoint; close every cursor before it ends.

        A cursor that is closed later, after an error removed the savepoint, would break the transaction.
        """
        with self.connection.begin_nested():
            try:
                yield
            finally:
                for result in self._open:
                    result.close()
                self._open.clear()


class Stream:
    """Rows in the order of their owner, which is their first column, of type `kind`; other rows are strays.

    SQLite does not enforce the type of a column. Rows that cannot be sorted with the others are counted and left out.
    """

    def __init__(self, word: str, rows: Iterator[Row], kind: type = int, numbered: int | None = None) -> None:
        """Set the rows; with `numbered`, the column at this position must be an integer too."""
        self.word = word
        self.owner: Any = None
        """The owner of the next row; None at the end."""
        self.strays = 0
        self.count = 0
        self._kind = kind
        self._numbered = numbered
        self._rows = rows
        self._next = self._step()

    def of(self, owner: object) -> Iterator[Row]:
        """Yield the next rows of this owner."""
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
    """Yield each owner of any row, once and in order; rows that were not read meanwhile are skipped."""
    while heads := [stream.owner for stream in streams if stream.owner is not None]:
        owner = min(heads)
        yield owner
        for stream in streams:
            if stream.owner == owner:
                for _ in stream.of(owner):
                    pass


# Changes that a chain alone cannot reveal, even if every hash is computed again.
_NEEDS_SEALING = (
    "what only sealing can show: a claim removed with all its rows, or a chain written again up to its head"
)


@dataclass(slots=True)
class Checked:
    """Counts of checked rows, and the numbers of erasures; `finished` has the checks that were completed.

    `compared` counts the histories of an old copy.
    """

    claims: int = 0
    events: int = 0
    chains: int = 0
    rows: int = 0
    erased: set[int] = field(default_factory=set)
    compared: int = 0
    finished: list[str] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=lambda: [_NEEDS_SEALING])

    def __str__(self) -> str:
        counts = {"claim": self.claims, "event": self.events, "chain": self.chains, "row in other tables": self.rows}
        claims, events, chains, rows = (_counted(count, word) for word, count in counts.items())
        erased = f", {len(self.erased)} erased" if self.erased else ""
        return f"{claims}, {events} in {chains}, {rows}{erased}; checked: {', '.join(self.finished)}"


def _counted(count: int, word: str) -> str:
    noun, space, tail = word.partition(" ")
    return f"{count} {noun}{'' if count == 1 else 's'}{space}{tail}"
