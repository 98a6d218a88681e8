"""Makes tables of the sheets of workbooks: their headings are in the first row that is not empty."""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec
from typing import TYPE_CHECKING

from factdb.errors.exchange import FileRefusedError, MissingExtraError, RowRefusedError
from factdb.errors.import_files import NoHeadingLineError
from factdb.formats.tables import tables
from factdb.formats.tables.tables import Cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.formats.records.values import Options
    from factdb.formats.tables.tables import Table

MOST_ROWS = 1_048_576  # of a sheet, says the format xlsx; a row may say that it has any number
_MIDNIGHT = dt.time()


def require_library(library: str, feature: str, extra: str) -> None:
    """Refuse a kind of file whose library is not installed, with the name of the extra that installs it."""
    if find_spec(library) is None:
        raise MissingExtraError(feature, extra)


def table(name: str, rows: Iterator[Cells | RowRefusedError], options: Options) -> Table:
    """Return the table of a sheet's rows. A refused row of headings refuses the file."""
    first = next((row for row in rows if isinstance(row, RowRefusedError) or any(row.cells)), None)
    if first is None:
        raise NoHeadingLineError(name)
    if isinstance(first, RowRefusedError):
        raise first
    columns = _trim(first.cells)
    return tables.table(name, columns, (_pad(row, len(columns)) for row in rows), options)


def other_sheets_remark(names: list[str]) -> list[str]:
    """Return a sentence that names the sheets after the first, which are not read; [] if there is only one sheet."""
    return [f"only the sheet {names[0]} was read, not {', '.join(names[1:])}"] if len(names) > 1 else []


def cell_text(value: object) -> str:
    """Return the value of a cell as text: days in ISO 8601, whole numbers without a point."""
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


def in_order(cells: dict[int, str]) -> list[str]:
    """Return cells by column, the first of which is 1, as a list: what is missing is empty."""
    return [cells.get(column, "") for column in range(1, max(cells, default=0) + 1)]


def damage(name: str, error: Exception, line: int = 1, what: str = "workbook") -> FileRefusedError:
    """Return the refusal of a broken file: libraries raise whatever its insides stumble over."""
    why = " ".join(str(error).split())[:200] or type(error).__name__
    return FileRefusedError(name, line, f"is where the {what} is damaged ({why})", "Save it again, or save it as CSV.")


def _trim(cells: list[str]) -> list[str]:
    """Return cells without the empty ones at their end, of which a sheet may have thousands."""
    end = next((at for at in range(len(cells), 0, -1) if cells[at - 1].strip()), 0)
    return cells[:end]


def _pad(row: Cells | RowRefusedError, width: int) -> Cells | RowRefusedError:
    """Give a row as many cells as there are headings: a sheet leaves empty ones out, and adds some."""
    if isinstance(row, RowRefusedError):
        return row
    cells = row.cells if len(row.cells) <= width else [*row.cells[:width], *_trim(row.cells[width:])]
    return Cells(row.line, [*cells, *[""] * (width - len(cells))])
