"""Refusals of exports: what a format can't hold, and formats that aren't for a terminal."""

from __future__ import annotations

from factdb.errors import FactdbError, UsageError

_OTHER_FORMAT = "choose another format: -f csv, or filter"


class CellRefusedError(FactdbError):
    """A value that no cell of a workbook holds."""

    def __init__(self, column: str, row: int, why: str) -> None:
        """Name the column, the row and the reason."""
        super().__init__(f"{column} of row {row} {why}; nothing was written", _OTHER_FORMAT)


class TooManyRowsError(FactdbError):
    """More rows than a sheet holds."""

    def __init__(self, most: int) -> None:
        """Give the number, its headings among them."""
        super().__init__(f"a sheet holds {most:,} rows, and these are more; nothing was written", _OTHER_FORMAT)


class BinaryOnTerminalError(UsageError):
    """A format that no terminal shows."""

    def __init__(self, fmt: str) -> None:
        """Name the option that gives it a file."""
        super().__init__(f"{fmt} is not for a terminal", "name a file: -o FILE")
