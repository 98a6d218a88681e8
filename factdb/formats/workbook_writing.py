"""Writes rows as a workbook (.xlsx), by openpyxl (the extra "xlsx"), a row at a time."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from factdb.errors.exchange import CellRefusedError, MissingExtraError, TooManyRowsError
from factdb.formats import rows as plain_rows
from factdb.formats.workbook import MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from factdb.formats.rows import Row

LONGEST_CELL = 32_767  # characters, as spreadsheet programs count them: UTF-16 units
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(rows: Iterable[Row], columns: Sequence[str], out: IO[bytes]) -> int:
    """Write one sheet, and return how many rows there were. What a cell can't hold is refused, never cut."""
    try:
        from openpyxl import Workbook  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("workbooks", "xlsx") from None
    book = Workbook(write_only=True)
    sheet = book.create_sheet("factdb")
    count = 0
    try:
        sheet.append(list(columns))
        for count, row in enumerate(rows, start=1):
            if count >= MOST_ROWS:
                raise TooManyRowsError(MOST_ROWS)
            sheet.append([_cell(row[column], column, count) for column in columns])
    finally:
        sheet.close()
    book.save(out)
    return count


def _cell(value: object, column: str, row: int) -> str | float | None:
    if value is None or isinstance(value, int | float):
        return value
    text = plain_rows.cell(value)
    if len(text.encode("utf-16-le", "surrogatepass")) > LONGEST_CELL * 2:
        raise CellRefusedError(column, row, f"has {len(text):,} characters where a cell takes {LONGEST_CELL:,}")
    if bad := _NEVER.search(text):
        raise CellRefusedError(column, row, f"holds U+{ord(bad[0]):04X}, which no workbook can")
    return text
