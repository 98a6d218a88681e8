"""Workbooks and Parquet: what they can't hold is refused, never cut, and no cell is a formula."""

from __future__ import annotations

import io
import sys

import pytest
from openpyxl import load_workbook

from factdb.errors import FactdbError
from factdb.formats.dump.dump_columns import ColumnKind
from factdb.formats.tables import sheets, table_writer
from factdb.formats.tables.table_writer import ExportFormat

COLUMNS = {"claim": ColumnKind.TEXT, "n": ColumnKind.INT}


def write_workbook(*texts: str) -> io.BytesIO:
    out = io.BytesIO()
    table_writer.write([{"claim": text, "n": 1} for text in texts], COLUMNS, ExportFormat.XLSX, out)
    return out


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    (cell, number) = load_workbook(write_workbook(text)).worksheets[0][2]
    assert (cell.data_type, cell.value, number.value) == ("s", f"'{text}", 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a" * 32_768, "The column claim of row 2 has 32,768 characters, but a cell can hold only 32,767"),
        ("😀" * 16_384, "claim of row 2 has 16,384 characters"),
    ],
)
def test_what_no_cell_holds_is_refused_and_named(text: str, why: str) -> None:
    with pytest.raises(FactdbError, match=why):
        write_workbook("short", text)


def test_what_xml_cannot_hold_is_written_as_a_sign_for_it() -> None:
    (cell, _) = load_workbook(write_workbook("a\x1b[31m\ufffe\x85b\n")).worksheets[0][2]
    assert cell.value == "a\ufffd[31m\ufffd\x85b\n"


def test_a_sheet_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    write_workbook("a", "b")
    with pytest.raises(FactdbError, match=r"There are more rows than a sheet can hold \(3\)"):
        write_workbook("a", "b", "c")


@pytest.mark.parametrize(("fmt", "library"), [("xlsx", "openpyxl"), ("parquet", "pyarrow")])
def test_a_missing_library_is_one_sentence_that_names_its_extra(
    fmt: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(FactdbError) as caught:
        table_writer.write([], COLUMNS, ExportFormat(fmt), io.BytesIO())
    assert f"factdb[{fmt}]" in caught.value.next_step
