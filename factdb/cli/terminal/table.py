"""Lays out rows as a table for a terminal: as wide as the text needs, at most as wide as the terminal.

Widths are counted in terminal cells. The last column gets the rest of the line; if it does not fit, and the rest is too
short to read, the last column moves to a line of its own below the others. If there are too many columns to read any of
them, each row becomes several lines, one for each column.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells

from factdb.cli.terminal import display
from factdb.cli.terminal.layout import printable, wrap
from factdb.formats.rows import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from factdb.formats.rows import Row

_GAP = "  "
# Cells of every column but the last, if the table is too wide.
_WIDEST_CELL = 24
# With fewer cells the last column takes a line of its own.
_READABLE = 30
_LEAST = 6  # cells of a column that can still be read
_INDENT = "    "


def lines(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the table, the heading first; nothing if there are no rows."""
    cells = [[_cell(row.get(name)) for name in columns] for row in rows]
    if not cells:
        return
    total = shutil.get_terminal_size().columns
    full_widths = [_column_width(name, [row[place] for row in cells]) for place, name in enumerate(columns)]
    if _total_width([min(width, _LEAST) for width in full_widths[:-1]]) > total:
        yield from _records(cells, columns)
        return
    head = columns[:-1]
    widths = (
        full_widths[:-1]
        if _total_width(full_widths) <= total
        else [min(width, _WIDEST_CELL) for width in full_widths[:-1]]
    )
    last_width = total - sum(widths) - len(_GAP) * len(widths)
    if last_width >= min(_READABLE, full_widths[-1]) or not head:
        yield display.heading(_join_cells(columns, [*widths, last_width], columns))
        yield from (_join_cells(row, [*widths, last_width], columns) for row in cells)
        return
    yield display.heading(_join_cells(head, _squeeze(widths, total), head))
    for row in cells:
        yield _join_cells(row[:-1], _squeeze(widths, total), head)
        if row[-1]:
            yield _INDENT + cut(row[-1], total - len(_INDENT))


def _column_width(name: str, values: Sequence[str]) -> int:
    return max(map(cell_len, [name, *values]))


def _total_width(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _records(cells: Iterable[Sequence[str]], columns: Sequence[str]) -> Iterator[str]:
    indent = max(map(cell_len, columns)) + len(_GAP)
    for number, row in enumerate(cells):
        if number:
            yield ""
        for name, cell in zip(columns, row, strict=True):
            first = name + " " * (indent - cell_len(name))
            yield from wrap(cell, first, " " * indent) if cell else [name]


def _squeeze(widths: Sequence[int], total: int) -> list[int]:
    """Narrow the widest columns, one cell at a time, until the row fits."""
    narrow = list(widths)
    while _total_width(narrow) > total and max(narrow) > 1:
        narrow[narrow.index(max(narrow))] -= 1
    return narrow


def _join_cells(cells: Sequence[str], widths: Sequence[int], names: Sequence[str]) -> str:
    return _GAP.join(map(_pad_cell, cells, widths, names)).rstrip()


def _pad_cell(cell: str, width: int, name: str) -> str:
    text = cut(cell, width)
    padding = " " * (width - cell_len(text))
    return (display.paint(text, cell) if name in display.PAINTED_COLUMNS else text) + padding


def cut(text: str, width: int) -> str:
    """Return a text cut to `width` cells, with a mark at the cut."""
    if cell_len(text) <= width:
        return text
    mark = printable("…")
    return chop_cells(text, width - len(mark))[0] + mark if width > len(mark) else mark[: max(width, 0)]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return printable(", ".join(map(str, value)) if isinstance(value, list) else str(plain(value)))
