"""OpenDocument spreadsheets are read by the values of their cells."""

from __future__ import annotations

import io
import sys
import tracemalloc
import zipfile

import pytest

from factdb.errors import UnreadableFileError
from factdb.errors.exchange import FileRefusedError, MissingExtraError, NoClaimColumnError
from tests.formats.sample_files import only_record, read_file, records_of, refusals_of

_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
)
_NAMES += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def spreadsheet(*rows: str, others: str = "", manifest: str = "", head: str = "") -> bytes:
    """Return a spreadsheet with these rows of XML on its first sheet."""
    sheet = f'<table:table table:name="Claims"><table:table-column/>{"".join(rows)}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}{others}</office:spreadsheet></office:body>"
    content = f"{head}<office:document-content {_NAMES}>{body}</office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return out.getvalue()


def row(*cells: str, times: int = 1) -> str:
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{''.join(cells)}</table:table-row>"


def cell(text: str = "", value: str = "", more: str = "") -> str:
    kind, _, number = value.partition(" ")
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
    typed = f' office:value-type="{kind}"' if kind else ' office:value-type="string"' if text else ""
    typed += f' office:{name}="{number}"' if number else ""
    return f"<table:table-cell{typed} {more}>{f'<text:p>{text}</text:p>' if text else ''}</table:table-cell>"


CLAIM = row(cell("claim"))


def test_cells_are_read_by_their_values_whatever_they_show() -> None:
    headings = ("claim", "id", "said_on", "review date", "n", "percent", "t", "b", "price")
    values = (
        cell("Wells <text:span>are</text:span><text:s text:c='2'/>dry"),
        cell("7.00", "float 7"),
        cell("3/4/21", "date 2021-04-03"),
        cell("01.02.22", "date 2022-02-01T00:00:00"),
        cell("2,5", "float 2.5"),
        cell("50 %", "percentage 0.5"),
        cell("9 Uhr", "time PT09H05M00S"),
        cell("WAHR", "boolean true"),
        cell("3 kr", "currency 3"),
    )
    record = only_record(spreadsheet(row(*map(cell, headings)), row(*values)))
    assert (record.line, record.claim, record.external_id) == (2, "Wells are  dry", "7")
    assert (str(record.said_on), str(record.checks[0].reviewed_on)) == ("2021-04-03", "2022-02-01")
    assert [record.raw[key] for key in ("n", "percent", "t", "b", "price")] == ["2.5", "0.5", "09:05:00", "true", "3"]


def test_paragraphs_are_lines_and_comments_are_left_out() -> None:
    comment = "<office:annotation><text:p>who said so?</text:p></office:annotation>"
    quoted = f"<table:table-cell>{comment}<text:p>a<text:tab/>b</text:p><text:p>c</text:p></table:table-cell>"
    record = only_record(spreadsheet(row(cell("claim"), cell("quote")), row(cell("x"), quoted)))
    assert record.quote == "a\tb\nc"


def test_what_is_repeated_counts_as_often_and_empty_cells_not_at_all() -> None:
    far = '<table:table-cell table:number-columns-repeated="16380"/>'
    rows = (
        row(cell("claim"), cell("a"), cell("b"), far),
        row(cell("x"), cell("y", more='table:number-columns-repeated="2"'), far),
        row(far, times=5),
        f"<table:table-row-group>{row(cell('z'), times=2)}</table:table-row-group>",
        row(far, times=1_048_000),
    )
    found = records_of(spreadsheet(*rows))
    assert [(record.line, record.raw) for record in found] == [
        (2, {"claim": "x", "a": "y", "b": "y"}),
        (8, {"claim": "z", "a": "", "b": ""}),
        (9, {"claim": "z", "a": "", "b": ""}),
    ]


def test_other_sheets_are_named_and_not_read() -> None:
    others = '<table:table table:name="Old &amp; new"><table:table-row/></table:table>'
    found = read_file(spreadsheet(CLAIM, row(cell("x")), others=others))
    assert (found.format, found.remarks) == ("ods", ("only the sheet Claims was read, not Old & new",))
    assert [getattr(record, "claim", None) for record in found.records] == ["x"]


def test_an_error_and_a_formula_without_a_result_refuse_their_rows() -> None:
    error = cell("#REF!", more='calcext:value-type="error" table:formula="of:=[.A9]"')
    formula = cell(more='table:formula="of:=1+1"')
    refusals = refusals_of(spreadsheet(CLAIM, row(error), row(formula), row(cell("fine"))))
    assert [(refusal.line, refusal.reason[:40]) for refusal in refusals] == [
        (2, "is an error"),
        (3, "is a formula without a stored result: sa"),
    ]


def test_empty_rows_take_no_memory() -> None:
    def peak(empty: int) -> int:
        records = read_file(spreadsheet(CLAIM, *[row(cell(), cell())] * empty, row(cell("last")))).records
        tracemalloc.start()
        assert [getattr(record, "line", None) for record in records] == [empty + 2]
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    assert peak(20_000) < peak(2_000) + 200_000


@pytest.mark.parametrize(
    ("file", "error", "why"),
    [
        (spreadsheet(), FileRefusedError, "has no headings"),
        (spreadsheet(row(cell("a"))), NoClaimColumnError, "no column of claims"),
        (spreadsheet(CLAIM, row(cell("x"), times=20_000)), FileRefusedError, "is repeated 20,000 times"),
        (spreadsheet(CLAIM, row(cell("x"), times=2_000_000)), FileRefusedError, "beyond the limit of a sheet"),
        (
            spreadsheet(CLAIM, row(cell("x", more='table:number-columns-repeated="99999999"'))),
            FileRefusedError,
            "beyond the last column",
        ),
        (spreadsheet(CLAIM, row(cell("x", "float five"))), FileRefusedError, "line 2 is where the workbook is damaged"),
        (spreadsheet(CLAIM, "<table:table-row>"), FileRefusedError, "damaged"),
        (spreadsheet(CLAIM, manifest="<encryption-data/>"), FileRefusedError, "it is protected by a password"),
        (
            spreadsheet(CLAIM, row(cell("&a;")), head='<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'),
            FileRefusedError,
            "damaged",
        ),
    ],
    ids=["empty", "no claims", "repeated", "rows", "columns", "number", "cut", "password", "entities"],
)
def test_a_spreadsheet_that_cannot_be_read_is_refused(file: bytes, error: type[Exception], why: str) -> None:
    with pytest.raises(error, match=why):
        list(read_file(file).records)


def test_the_format_is_ods_and_no_other() -> None:
    with pytest.raises(UnreadableFileError, match="as xlsx: it is a spreadsheet"):
        read_file(spreadsheet(CLAIM), "xlsx")


def test_the_extra_is_named_where_its_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "defusedxml", None)
    with pytest.raises(MissingExtraError, match="The library for OpenDocument spreadsheets is") as refusal:
        read_file(spreadsheet(CLAIM))
    assert refusal.value.next_step == "Install it: pip install 'factdb[ods]'"
