"""Reads the rows of an OpenDocument spreadsheet (.ods) by the values of its cells, not by what they show.

A day shown as 3/4/21 has its value, 2021-04-03, beside it. Empty cells and rows, which are written once for thousands,
are skipped.
"""

from __future__ import annotations

import html
import re
import zipfile
from typing import IO, TYPE_CHECKING, Any

from factdb.errors.exchange import FileRefusedError, RowRefusedError
from factdb.formats.tables import sheets
from factdb.formats.tables.tables import Cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.formats.records.values import Options
    from factdb.formats.tables.tables import Table

_OFFICE, _TABLE, _TEXT, _CALC = (
    "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}",
    "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}",
    "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}",
    "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}",
)
_SHEET, _ROW = f"{_TABLE}table", f"{_TABLE}table-row"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_SHEET_NAME = re.compile(rb'<table:table\s[^>]*?\btable:name="([^"]*)"')
_PIECE, _LONGEST_TAG = 1 << 20, 2_000
_MOST_COLUMNS, _MOST_EQUAL_ROWS = 16_384, 10_000
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def read(stream: IO[bytes], name: str, options: Options) -> tuple[Table, list[str]]:
    """Return the table of the first sheet, and remarks about the reading."""
    sheets.require_library("defusedxml", "OpenDocument spreadsheets", "ods")
    try:
        archive = _open(stream)
        names = _sheet_names(archive)
    except Exception as error:
        raise sheets.damage(name, error) from error
    return sheets.table(name, _rows(archive, name), options), sheets.other_sheets_remark(names)


def _open(stream: IO[bytes]) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(stream)
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ValueError("it is protected by a password")
    return archive


def _sheet_names(archive: zipfile.ZipFile) -> list[str]:
    """Return the names of all sheets: a look at the tags, before the first sheet is read as XML."""
    names: list[str] = []
    with archive.open("content.xml") as source:
        tail = b""
        while piece := source.read(_PIECE):
            text = tail + piece
            end = 0
            for match in _SHEET_NAME.finditer(text):
                names.append(html.unescape(match[1].decode("utf-8", "replace")))
                end = match.end()
            tail = text[max(end, len(text) - _LONGEST_TAG) :]
    return names


def _rows(archive: zipfile.ZipFile, name: str) -> Iterator[Cells | RowRefusedError]:
    line = 0
    try:
        with archive.open("content.xml") as source:
            for row in _SheetRows(name).read(source):
                line = row.line
                yield row
    except FileRefusedError:
        raise
    except Exception as error:
        raise sheets.damage(name, error, line + 1) from error


class _SheetRows:
    """The rows of the first sheet, as its XML is read; `cells` are those of the current row that hold something."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.line = 0
        self.times = 1
        self.column = 0
        self.cells: dict[int, str] = {}
        self.refusal: tuple[str, str] | None = None  # reason and value

    def read(self, source: Any) -> Iterator[Cells | RowRefusedError]:  # noqa: ANN401 - a part of an archive
        """Yield the rows; nodes are thrown away as soon as they are read."""
        from defusedxml.ElementTree import iterparse  # noqa: PLC0415 - an extra

        parents: list[Any] = []
        for event, node in iterparse(source, ("start", "end")):
            if event == "start":
                parents.append(node)
                if node.tag == _ROW:
                    # Its attributes go with its first cell.
                    self.times = _repeats(node, "rows")
                    self.column, self.cells, self.refusal = 0, {}, None
                continue
            parents.pop()
            if node.tag in _CELLS:
                self.add(node)
                parents[-1].clear()
            elif node.tag == _ROW:
                yield from self.finished()
                parents[-1].clear()
            elif node.tag == _SHEET:
                return

    def add(self, node: Any) -> None:  # noqa: ANN401 - a node
        """Add a cell as often as it is repeated, unless it is empty."""
        times = _repeats(node, "columns")
        try:
            text = _text(node)
        except _NoValueError as error:
            self.refusal = self.refusal or (str(error), _shown(node))
            text = _shown(node)
        if text.strip():
            if self.column + times > _MOST_COLUMNS:
                raise FileRefusedError(self.name, self.line + 1, "is beyond the last column of a sheet")
            self.cells |= dict.fromkeys(range(self.column + 1, self.column + times + 1), text)
        self.column += times

    def finished(self) -> Iterator[Cells | RowRefusedError]:
        """Yield the row as often as it is repeated, unless it is empty."""
        first, times = self.line + 1, self.times
        self.line += times
        if not self.cells and not self.refusal:
            return
        if self.line > sheets.MOST_ROWS:
            raise FileRefusedError(self.name, sheets.MOST_ROWS + 1, "is beyond the limit of a sheet")
        if times > _MOST_EQUAL_ROWS:
            raise FileRefusedError(self.name, first, f"is repeated {times:,} times")
        cells = sheets.in_order(self.cells)
        for line in range(first, first + times):
            if self.refusal:
                why, value = self.refusal
                yield RowRefusedError(self.name, line, why, value=value).of({"_cells": cells})
            else:
                yield Cells(line, cells)


class _NoValueError(Exception):
    """A cell without a value."""


def _repeats(node: Any, what: str) -> int:  # noqa: ANN401 - a node
    return int(node.get(f"{_TABLE}number-{what}-repeated", "1"))


def _text(node: Any) -> str:  # noqa: ANN401 - a node
    """Return the value of a cell as text."""
    kind = node.get(f"{_OFFICE}value-type", "")
    if node.get(f"{_CALC}value-type") == "error":
        raise _NoValueError("is an error")
    match kind:
        case "float" | "percentage" | "currency":
            value = node.get(f"{_OFFICE}value")
            return value if re.fullmatch(r"-?\d+", value) else sheets.cell_text(float(value))
        case "date":
            return str(node.get(f"{_OFFICE}date-value")).removesuffix("T00:00:00")
        case "time":
            value = str(node.get(f"{_OFFICE}time-value"))
            parts = _DURATION.fullmatch(value)
            return ":".join(part.zfill(2) for part in parts.groups()) if parts else value
        case "boolean":
            return str(node.get(f"{_OFFICE}boolean-value"))
    shown = _shown(node)
    if node.get(f"{_TABLE}formula") and not kind and not shown:
        raise _NoValueError("is a formula without a stored result: save the spreadsheet once in a spreadsheet program")
    stored = node.get(f"{_OFFICE}string-value")
    return shown if stored is None else str(stored)


def _shown(node: Any) -> str:  # noqa: ANN401 - a node
    """Return the paragraphs of a cell; its comment is none of them."""
    return "\n".join("".join(_pieces(paragraph)) for paragraph in node.findall(f"{_TEXT}p"))


def _pieces(node: Any) -> Iterator[str]:  # noqa: ANN401 - a node
    yield node.text or ""
    for inner in node:
        match inner.tag.removeprefix(_TEXT):
            case "s":
                yield " " * min(int(inner.get(f"{_TEXT}c", "1")), _LONGEST_TAG)
            case "tab":
                yield "\t"
            case "line-break":
                yield "\n"
            case _ if inner.tag.startswith(_TEXT):
                yield from _pieces(inner)
        yield inner.tail or ""
