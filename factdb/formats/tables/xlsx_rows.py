"""Reads the rows of a sheet of a workbook (.xlsx) in one pass, in memory that does not grow with the sheet.

openpyxl reads the parts of the workbook and the cells. Its own readers of sheets keep a node for every row, and read a
sheet that does not say how large it is once more; they make objects of cells that only have a format, and give either
formulas or their results, so that two readings would be needed.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet._reader import CELL_TAG, DATA_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from factdb.errors.exchange import FileRefusedError, RowRefusedError
from factdb.formats.tables import sheets
from factdb.formats.tables.tables import Cells

if TYPE_CHECKING:
    from collections.abc import Iterator


def open_book(stream: IO[bytes]) -> tuple[ExcelReader, dict[str, str]]:
    """Read the parts of a workbook, but no sheet; return them, and the part of each sheet by the sheet's name."""
    reader = ExcelReader(stream, read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    parts = {
        str(sheet.name): str(relation.target)
        for sheet, relation in reader.parser.find_sheets()
        if relation.target in reader.valid_files and "chartsheet" not in relation.Type
    }
    if not parts:
        raise ValueError("it has no sheet")
    return reader, parts


def rows(name: str, reader: ExcelReader, part: str) -> Iterator[Cells | RowRefusedError]:
    """Yield the rows of a sheet that hold something; a row with a cell that has no value is refused."""
    book: Any = reader.wb
    line = 0
    try:
        with reader.archive.open(part) as source:
            parser = WorkSheetParser(
                source,
                reader.shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,  # noqa: SLF001 - openpyxl has no public way to them
                timedelta_formats=book._timedelta_formats,  # noqa: SLF001 - as above
            )
            for row in _SheetRows(name, parser).read(source):
                line = row.line
                yield row
    except FileRefusedError:
        raise
    except Exception as error:
        raise sheets.damage(name, error, line + 1) from error


class _SheetRows:
    """The rows of one sheet, as its XML is read; `cells` are those of the current row that hold something."""

    def __init__(self, name: str, parser: Any) -> None:  # noqa: ANN401 - openpyxl's, without types
        self.name = name
        self.parser = parser
        self.cells: dict[int, str] = {}
        self.refusal: tuple[str, str, str] | None = None  # reason, column and value
        self.passed_over = ""  # the place of an empty cell that was skipped

    def read(self, source: Any) -> Iterator[Cells | RowRefusedError]:  # noqa: ANN401 - a part of an archive
        """Yield the rows; nodes are thrown away as soon as they are read."""
        data: Any = None
        row: Any = None
        for event, node in iterparse(source, ("start", "end")):
            tag = node.tag
            if event == "start":
                if tag == ROW_TAG:
                    row = node
                    self.begin(row)
                elif tag == DATA_TAG:
                    data = node
            elif tag == CELL_TAG:
                self.add(node)
                row.clear()
            elif tag == ROW_TAG:
                yield from self.finished()
                data.clear()
            elif tag == DATA_TAG:
                return  # what follows says nothing of the cells

    def begin(self, row: Any) -> None:  # noqa: ANN401 - a node
        """Begin a row at its number, or after the row before."""
        number = row.get("r")
        self.parser.row_counter = int(float(number)) if number else self.parser.row_counter + 1
        self.parser.col_counter = 0
        self.cells, self.refusal, self.passed_over = {}, None, ""
        if self.parser.row_counter > sheets.MOST_ROWS:
            raise FileRefusedError(self.name, sheets.MOST_ROWS + 1, "is beyond the limit of a sheet")

    def add(self, node: Any) -> None:  # noqa: ANN401 - a node
        """Add a cell, unless it is empty."""
        place = node.get("r")
        if not len(node):  # only a format, as of most cells in some sheets
            if place:
                self.passed_over = place
            else:
                self.parser.col_counter += 1
            return
        if not place and self.passed_over:
            self.parser.col_counter = coordinate_to_tuple(self.passed_over)[1]
        self.passed_over = ""
        cell = self.parser.parse_cell(node)
        value = cell["value"]
        if cell["data_type"] == "e":
            self.refusal = self.refusal or ("is an error", place or "", str(value))
        elif value is None and (formula := node.find(FORMULA_TAG)) is not None:
            why = "is a formula without a stored result: save the workbook once in a spreadsheet program"
            self.refusal = self.refusal or (why, place or "", f"={formula.text or ''}")
        if value is not None and (text := sheets.cell_text(value)):
            self.cells[cell["column"]] = text

    def finished(self) -> Iterator[Cells | RowRefusedError]:
        """Yield the row, unless it is empty."""
        line: int = self.parser.row_counter
        if self.refusal:
            why, column, value = self.refusal
            yield RowRefusedError(self.name, line, why, column=column, value=value).of(
                {"_cells": sheets.in_order(self.cells)}
            )
        elif self.cells:
            yield Cells(line, sheets.in_order(self.cells))
