"""Lays out rows as a table for a terminal: as wide as the text needs, at most as wide as the terminal.

Widths are counted in cells, as wide and combining characters take them. The last column gets what is left;
where that is too little to read, it takes a line of its own below the others.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len, chop_cells

from factdb.domain.text import for_terminal
from factdb.formats.rows import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from factdb.formats.rows import Row

_GAP = "  "
_WIDEST_CELL = 24
_READABLE = 30
_INDENT = "    "


def lines(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the table, its heading first; nothing where there are no rows."""
    cells = [[_cell(row.get(name)) for name in columns] for row in rows]
    if not cells:
        return
    total = shutil.get_terminal_size().columns
    *head, last = columns
    widths = [_width(name, [row[place] for row in cells]) for place, name in enumerate(head)]
    left = total - sum(widths) - len(_GAP) * len(widths)
    if left >= _READABLE or not head:
        yield click.style(_joined([*head, last], [*widths, left]), bold=True)
        yield from (_joined(row, [*widths, left]) for row in cells)
        return
    yield click.style(_joined(head, _squeezed(widths, total)), bold=True)
    for row in cells:
        yield _joined(row[:-1], _squeezed(widths, total))
        yield _INDENT + _cut(row[-1], total - len(_INDENT))


def _width(name: str, values: Sequence[str]) -> int:
    return min(max(map(cell_len, [name, *values])), _WIDEST_CELL)


def _squeezed(widths: Sequence[int], total: int) -> list[int]:
    """Narrow the widest columns, one cell at a time, until the row fits."""
    narrow = list(widths)
    while sum(narrow) + len(_GAP) * (len(narrow) - 1) > total and max(narrow) > 1:
        narrow[narrow.index(max(narrow))] -= 1
    return narrow


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(_padded(_cut(cell, width), width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _cut(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return (chop_cells(text, max(width - 1, 1))[0] + "…") if width > 1 else "…"[:width]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return for_terminal(", ".join(map(str, value)) if isinstance(value, list) else str(plain(value)))
