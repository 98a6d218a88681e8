"""Workbooks are read by their first sheet; formulas count as what they showed."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from datetime import UTC, date, datetime, time

import pytest
from openpyxl import Workbook

from factdb.errors import UnreadableFileError
from factdb.errors.exchange import FileRefusedError, NoClaimColumnError
from factdb.formats.tables import sheets
from tests.formats.sample_files import only_record, read_file, records_of, refusals_of


def book(*rows: list[object], others: tuple[str, ...] = ()) -> bytes:
    """Return a workbook with these rows on its first sheet."""
    made = Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(row)
    for title in others:
        made.create_sheet(title)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def altered(raw: bytes, pattern: str, replacement: str) -> bytes:
    """Return a workbook with another text in its first sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in archive.namelist():
            text = archive.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = re.sub(pattern, replacement, text.decode()).encode()
            made.writestr(name, text)
    return out.getvalue()


def test_cells_of_every_type_become_text() -> None:
    record = only_record(
        book(
            [],
            ["claim", "id", "said_on", "reviewed on", "n", "t", "b", None],
            [
                "Wells are dry",
                7,
                datetime(2021, 7, 26, tzinfo=UTC).replace(tzinfo=None),
                date(2022, 1, 3),
                2.5,
                time(9),
                True,
            ],
            [None, " "],
        )
    )
    assert (record.line, record.external_id, str(record.said_on)) == (3, "7", "2021-07-26")
    assert record.checks[0].reviewed_on == date(2022, 1, 3)
    assert [record.raw[key] for key in "ntb"] == ["2.5", "09:00:00", "true"]


def test_other_sheets_are_named_and_not_read() -> None:
    found = read_file(book(["claim"], ["x"], others=("Old", "Notes")))
    assert (found.format, found.remarks) == ("xlsx", ("only the sheet Sheet was read, not Old, Notes",))
    assert len(list(found.records)) == 1
    assert read_file(book(["claim"], ["x"])).remarks == ()


def test_a_formula_counts_as_what_it_showed_else_its_row_is_refused() -> None:
    raw = book(["claim"], ["=A1"], ["fine"])
    (refusal,) = refusals_of(raw)
    assert (refusal.line, refusal.column, refusal.value) == (2, "A2", "=A1")
    shown = altered(raw, "<f>A1</f><v ?/>|<f>A1</f><v></v>", "<f>A1</f><v>17</v>")
    assert [each.claim for each in records_of(shown)] == ["17", "fine"]


def test_an_error_in_a_cell_refuses_its_row() -> None:
    (refusal,) = refusals_of(book(["claim", "id"], ["x", "#REF!"], ["y", 1]))
    assert str(refusal) == 'claims, line 2: B2 "#REF!" is an error.'


def test_rows_longer_than_the_headings_are_refused_where_they_say_more() -> None:
    (refusal,) = refusals_of(book(["claim", None, None], ["x", None, None], ["y", "z"]))
    assert "has 2 cells, but there is 1 heading" in str(refusal)


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (book(), FileRefusedError),
        (book(["a"], ["x"]), NoClaimColumnError),
        (altered(book(["claim"], ["x"]), "</sheetData>.*", ""), FileRefusedError),
        (altered(book(["claim"], ["x"]), r'r="A2"', 'r="2A"'), FileRefusedError),
        (altered(book(["claim"], ["x"]), r'<row r="2"', '<row r="9999999999"'), FileRefusedError),
        (altered(book(["claim"], ["x"]), r'<row r="2"', '<row r="x"'), FileRefusedError),
        (altered(book(["claim"], [5]), "<v>5</v>", "<v>five</v>"), FileRefusedError),
        (book(["claim"], ["x"])[:-40], UnreadableFileError),
        (book(["claim"], ["x"]).replace(b"sheets/sheet1.xml", b"sheets/sheet9.xml"), FileRefusedError),
    ],
    ids=["empty", "no claims", "cut", "cell", "row too far", "row", "number", "cut zip", "part missing"],
)
def test_a_broken_workbook_is_refused_in_a_sentence(
    raw: bytes, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 1_000)  # a million empty rows take seconds, and show no more
    with pytest.raises(error):
        list(read_file(raw).records)


def test_entities_that_grow_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet'
    raw = altered(book(["claim"], ["x"]), "<worksheet", bomb)
    with pytest.raises(FileRefusedError, match="the workbook is damaged"):
        list(read_file(raw).records)


def test_a_workbook_that_unpacks_without_end_is_refused() -> None:
    raw = altered(book(["claim"], ["x"]), "<sheetData>", f"<sheetData>{' ' * 17_000_000}")
    with pytest.raises(UnreadableFileError, match="more than 200 times its size"):
        read_file(raw)


def test_a_workbook_is_no_text_and_text_no_workbook() -> None:
    with pytest.raises(UnreadableFileError, match="as csv: it is a workbook"):
        read_file(book(["claim"]), "csv")
    with pytest.raises(UnreadableFileError, match="as workbook: it is text"):
        read_file("claim\nx\n", "xlsx")


def test_empty_cells_and_rows_with_a_format_are_skipped_in_constant_memory() -> None:
    def peak(empty: int) -> int:
        rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="XFD{n}" s="0"/></row>' for n in range(3, empty + 3))
        last = f'<row r="{empty + 3}"><c r="A{empty + 3}" t="inlineStr"><is><t>last</t></is></c></row>'
        raw = altered(book(["claim"], ["first"]), "</sheetData>", f"{rows}{last}</sheetData>")
        records = read_file(raw).records
        tracemalloc.start()
        claims = [getattr(record, "claim", None) for record in records]
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert claims == ["first", "last"]
        return size

    assert peak(20_000) < peak(2_000) + 100_000


def test_cells_stand_where_they_say_or_after_the_cell_before() -> None:
    row = (
        '<row><c r="A2" s="0"/><c t="inlineStr"><is><t>x</t></is></c><c s="0"/><c><v>4</v></c>'
        '<c r="F2"><v>6</v></c></row>'
    )
    raw = altered(book(list("abcdef"), [None]), "</sheetData>", f"{row}</sheetData>")
    record = only_record(raw, maps=("b=claim",))
    assert record.raw == {"a": "", "b": "x", "c": "", "d": "4", "e": "", "f": "6"}


def test_a_sheet_of_too_many_columns_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="has 2,001 columns, but factdb reads at most 2,000"):
        read_file(book(["claim", *(f"c{n}" for n in range(2_000))]))
