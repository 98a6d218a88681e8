"""Reads the first sheet of a workbook (.xlsx), by openpyxl (the extra "xlsx"), a row at a time."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from decimal import Decimal
from itertools import islice, zip_longest
from typing import IO, TYPE_CHECKING, Any

from factdb.errors.exchange import (
    CellRefusedError,
    FileRefusedError,
    MissingExtraError,
    RowRefusedError,
    TooManyRowsError,
)
from factdb.formats import rows as plain_rows
from factdb.formats.tables import tables
from factdb.formats.tables.tables import Cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from factdb.formats.records.values import Options
    from factdb.formats.rows import Row
    from factdb.formats.tables.tables import Table

MOST_ROWS = 1_048_576  # of a sheet, says its format; a row may say that it has any number
_MIDNIGHT = dt.time()


def read(stream: IO[bytes], name: str, options: Options) -> tuple[Table, list[str]]:
    """Return the table of the first sheet, and remarks about the reading.

    A formula counts as its value when the workbook was saved; where no value is stored, the row is refused.
    """
    rows, remarks = _open(stream, name)
    first = next((row for row in rows if isinstance(row, RowRefusedError) or any(row.cells)), None)
    if first is None:
        raise FileRefusedError(name, 1, "has no headings, and neither has any other line")
    if isinstance(first, RowRefusedError):
        raise first
    columns = _trim(first.cells)
    return tables.table(name, columns, (_pad(row, len(columns)) for row in rows), options), remarks


def _open(stream: IO[bytes], name: str) -> tuple[Iterator[Cells | RowRefusedError], list[str]]:
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("workbooks", "xlsx") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that say nothing of the cells
            # openpyxl gives formulas or their saved values; a formula without a value is not an empty cell.
            shown = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            written = load_workbook(stream, read_only=True, keep_links=False)
        pairs = zip_longest(_rows(shown), _rows(written), fillvalue=())
    except Exception as error:
        raise _broken_refusal(name, error) from error
    others = shown.sheetnames[1:]
    remarks = [f"only the sheet {shown.sheetnames[0]} was read, not {', '.join(others)}"] if others else []
    return _cells(name, pairs), remarks


def _rows(book: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - of cells that openpyxl gives no common type
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a sheet says of its size need not be true
    return iter(sheet.iter_rows())


def _cells(name: str, pairs: Iterator[tuple[Any, Any]]) -> Iterator[Cells | RowRefusedError]:
    line = 0
    try:
        for line, (shown, written) in enumerate(islice(pairs, MOST_ROWS), start=1):
            yield _row(name, line, shown, written)
    except Exception as error:
        raise _broken_refusal(name, error, line + 1) from error
    if next(pairs, None) is not None:
        raise FileRefusedError(name, MOST_ROWS + 1, "is beyond the limit of a sheet")


def _row(name: str, line: int, shown: tuple[Any, ...], written: tuple[Any, ...]) -> Cells | RowRefusedError:
    cells = [_text(cell.value) for cell in shown]
    for cell, formula in zip(shown, written, strict=False):
        column = getattr(formula, "coordinate", "")
        if cell.data_type == "e":
            return RowRefusedError(name, line, "is an error", column=column, value=cell.value).of({"_cells": cells})
        if formula.data_type == "f" and cell.value is None:
            why = "is a formula without a stored result: save the workbook once in a spreadsheet program"
            value = str(getattr(formula.value, "text", formula.value))
            return RowRefusedError(name, line, why, column=column, value=value).of({"_cells": cells})
    return Cells(line, cells)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        # A workbook has no dates without a time: a day is its midnight.
        case dt.datetime() if value.time() == _MIDNIGHT:
            return value.date().isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        # Every number of a workbook may come as a float; a year or an id is written without a point.
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _trim(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _pad(row: Cells | RowRefusedError, width: int) -> Cells | RowRefusedError:
    """Give a row as many cells as there are headings: a sheet leaves empty ones out, and adds some."""
    if isinstance(row, RowRefusedError):
        return row
    cells = row.cells if len(row.cells) <= width else [*row.cells[:width], *_trim(row.cells[width:])]
    return Cells(row.line, [*cells, *[""] * (width - len(cells))])


def _broken_refusal(name: str, error: Exception, line: int = 1) -> FileRefusedError:
    """Say that a workbook is broken: openpyxl raises whatever its insides stumble over."""
    why = " ".join(str(error).split())[:200] or type(error).__name__
    return FileRefusedError(
        name, line, f"is where the workbook is damaged ({why})", "Save it again, or save it as CSV."
    )


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
    if isinstance(value, Decimal):
        value = plain_rows.plain(value)
    if value is None or isinstance(value, int | float):
        return value
    text = plain_rows.cell(value)
    if len(text.encode("utf-16-le", "surrogatepass")) > LONGEST_CELL * 2:
        raise CellRefusedError(column, row, f"has {len(text):,} characters, but a cell can hold only {LONGEST_CELL:,}")
    if bad := _NEVER.search(text):
        raise CellRefusedError(column, row, f"has U+{ord(bad[0]):04X}, which a workbook cannot hold")
    return text
