"""Tells from a table's beginning whether quotation marks stand around its cells, or belong to the texts."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Quoting(StrEnum):
    """What quotation marks mean in CSV and TSV."""

    DOUBLE = "double"
    """They stand around cells; inside such a cell each is doubled, and tabs and line ends are text."""
    NONE = "none"
    """They are text like any other character."""


# A cell in quotation marks, or a bare one; the cell and what ends it. A quoted cell that goes on after its closing
# mark is read as a bare one that begins with a mark.
_CELL = re.compile(r'(?:"((?:[^"]|"")*+)"(?=[\t\r\n]|\Z)|([^\t\r\n]*))(\t|\r\n|\r|\n|\Z)')
# What makes a program that quotes only where it must put marks around a cell: these, or an edge of white space.
_NEEDS_MARKS = frozenset('\t\r\n"')


def of_tsv(head: str) -> Quoting:
    """Return what quotation marks mean in a TSV file that begins so.

    Many programs write TSV without quoting, as public data sets are: there `"Never," he said.` is a cell. Marks stand
    around cells only if all headings have them, or if every cell with marks needs them and no bare cell has one.
    """
    heading = head.lstrip("\ufeff\r\n").partition("\n")[0].rstrip("\r").split("\t")
    # factdb's own export has its uid among the headings, and quotes where it must.
    if "uid" in heading or all(len(name) > 1 and name[0] == name[-1] == '"' for name in heading):
        return Quoting.DOUBLE
    return Quoting.DOUBLE if '"' in head and _need_marks(head, len(heading)) else Quoting.NONE


def _need_marks(head: str, columns: int) -> bool:
    """Return whether each cell with marks needs them, and no bare cell has one."""
    quoted: list[str] = []
    has_bare_comma, spans_lines, width = False, False, 0
    for inner, bare, end in _cells(head):
        if bare is None:
            quoted.append(inner)
            spans_lines = spans_lines or "\n" in inner
            if "\n" in inner and "\t" in inner:
                return False  # two marks of two rows, and the cells between them
        elif '"' in bare:
            return False
        else:
            has_bare_comma = has_bare_comma or "," in bare
        width += 1
        if end != "\t":
            # Marks that pair across lines by chance make a row of another length.
            if spans_lines and width != columns:
                return False
            spans_lines, width = False, 0
    # Excel puts marks around cells with a comma in TSV too, but then around all of them.
    signs = _NEEDS_MARKS if has_bare_comma else _NEEDS_MARKS | {","}
    return all(signs.intersection(cell) or cell != cell.strip() for cell in quoted)


def _cells(head: str) -> Iterator[tuple[str, str | None, str]]:
    """Yield each cell of the whole lines of a text: what stands in marks, or else the bare cell; and what ends it."""
    whole = head[: head.rfind("\n") + 1] or head
    at = 0
    while at < len(whole) and (cell := _CELL.match(whole, at)):
        yield cell[1] or "", cell[2], cell[3]
        at = cell.end()
