"""Reads and writes the first sheet of workbooks: .xlsx by openpyxl, old ones (.xls) by python-calamine, both extras."""

from __future__ import annotations

import warnings
from decimal import Decimal
from typing import IO, TYPE_CHECKING

from factdb.domain.text import replace_not_in_xml
from factdb.errors.exchange import CellRefusedError, TooManyRowsError
from factdb.formats import rows as plain_rows
from factdb.formats.tables import sheets
from factdb.formats.tables.tables import Cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from factdb.formats.records.values import Options
    from factdb.formats.rows import Row
    from factdb.formats.tables.tables import Table


def read(stream: IO[bytes], name: str, options: Options) -> tuple[Table, list[str]]:
    """Return the table of the first sheet, and remarks about the reading.

    A formula counts as its value when the workbook was saved; where no value is stored, the row is refused.
    """
    sheets.require_library("openpyxl", "workbooks", "xlsx")
    from factdb.formats.tables import xlsx_rows  # noqa: PLC0415 - its library is an extra

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that say nothing of the cells
            reader, parts = xlsx_rows.open_book(stream)
    except Exception as error:
        raise sheets.damage(name, error) from error
    first, *_ = parts.values()
    rows = xlsx_rows.rows(name, reader, first)
    return sheets.table(name, rows, options), sheets.other_sheets_remark([*parts])


_ERRORS_REMARK = "in .xls, cells with an error such as #REF! are read as empty: save the file as .xlsx to find them"


def read_old(stream: IO[bytes], name: str, options: Options) -> tuple[Table, list[str]]:
    """Return the table of the first sheet of an .xls, and remarks. Such a sheet has at most 65,536 rows."""
    sheets.require_library("python_calamine", "old workbooks (.xls)", "xls")
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - an extra

    try:
        book = CalamineWorkbook.from_filelike(stream)
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception as error:
        raise sheets.damage(name, error) from error
    cells = (Cells(line, [sheets.cell_text(value) for value in row]) for line, row in enumerate(rows, start=1))
    return sheets.table(name, cells, options), [_ERRORS_REMARK, *sheets.other_sheets_remark(book.sheet_names)]


LONGEST_CELL = 32_767  # characters, as spreadsheet programs count them: UTF-16 units


def write(rows: Iterable[Row], columns: Sequence[str], out: IO[bytes]) -> int:
    """Write one sheet, and return how many rows there were.

    A text that is too long is refused, never cut; a control character, which XML cannot hold, is written as U+FFFD.
    """
    sheets.require_library("openpyxl", "workbooks", "xlsx")
    from openpyxl import Workbook  # noqa: PLC0415 - an extra

    book = Workbook(write_only=True)
    sheet = book.create_sheet("factdb")
    count = 0
    try:
        sheet.append(list(columns))
        for count, row in enumerate(rows, start=1):
            if count >= sheets.MOST_ROWS:
                raise TooManyRowsError(sheets.MOST_ROWS)
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
    return replace_not_in_xml(text)
