"""Rows are written as they come and are read back as they were."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.enums import Status
from factdb.formats.rows import Format, document, plain, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.formats.rows import Row

COLUMNS = ("id", "claim", "flags")
ROW: Row = {"claim": "“So”, he said", "id": 7, "flags": ["outdated", "satire"], "left out": 1}
MOMENT = datetime(2021, 7, 26, 9, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))


def _written(fmt: Format, *rows: Row, columns: tuple[str, ...] = COLUMNS) -> str:
    out = io.StringIO(newline="")
    assert write(rows, columns, fmt, out) == len(rows)
    return out.getvalue()


def _cell(fmt: Format, value: object) -> str:
    return _written(fmt, {"a": value, "b": 1}, columns=("a", "b")).removeprefix("a,b\n").removesuffix(",1\n")


def _guarded(text: str) -> str:
    return f"'{text}" if text.lstrip("'")[:1] in {*"=+-@\t\r"} else text


# -- JSON


def test_json_is_an_array_with_an_object_a_line_and_keys_in_order() -> None:
    line = '{"id": 7, "claim": "“So”, he said", "flags": ["outdated", "satire"]}'
    assert _written(Format.JSON, ROW, ROW) == f"[\n{line},\n{line}\n]\n"
    assert _written(Format.JSONL, ROW, ROW) == f"{line}\n{line}\n"


def test_no_rows_are_an_empty_array_or_nothing() -> None:
    assert _written(Format.JSON) == "[]\n"
    assert _written(Format.JSONL) == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (Status.IN_REVIEW, "in-review"),
        (date(2021, 7, 26), "2021-07-26"),
        (MOMENT, "2021-07-26T07:00:00.000005Z"),
        (MOMENT.astimezone(UTC).replace(microsecond=0), "2021-07-26T07:00:00.000000Z"),
        (MOMENT.replace(tzinfo=None), "2021-07-26T09:00:00.000005"),
        ({"on": [date(2021, 7, 26)]}, {"on": ["2021-07-26"]}),
        (("a", 1), ["a", 1]),
        (0.5, 0.5),
        (float("nan"), "nan"),
        (Decimal(3), 3),
        (Decimal("2.50"), 2.5),
        (Decimal("Infinity"), "Infinity"),
        (b"\x00\xff", "00ff"),
        (timedelta(hours=1), "1:00:00"),
    ],
)
def test_every_value_has_one_form_in_json(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert json.loads(_written(Format.JSONL, {"a": value}, columns=("a",))) == {"a": expected}
    assert json.loads(document([value])) == [expected]


def test_lone_surrogates_are_escaped_so_that_the_text_can_be_encoded() -> None:
    text = _written(Format.JSONL, {"a": "\ud800 ü"}, columns=("a",))
    assert text.encode() == '{"a": "\\ud800 ü"}\n'.encode()
    assert document("\udfff") == '"\\udfff"'
    assert _cell(Format.CSV, "\ud800") == "\\ud800"


def test_a_document_is_indented_and_readable() -> None:
    assert document({"speaker": "Müller", "flags": []}) == '{\n  "speaker": "Müller",\n  "flags": []\n}'


# -- CSV and TSV


def test_csv_and_tsv_always_have_a_header() -> None:
    assert _written(Format.CSV) == "id,claim,flags\n"
    assert _written(Format.TSV) == "id\tclaim\tflags\n"


def test_csv_and_tsv_quote_what_needs_it() -> None:
    assert _written(Format.CSV, ROW) == 'id,claim,flags\n7,"“So”, he said","outdated, satire"\n'
    assert _written(Format.TSV, ROW) == "id\tclaim\tflags\n7\t“So”, he said\toutdated, satire\n"
    assert _written(Format.TSV, {"a": "b\tc"}, columns=("a",)) == 'a\n"b\tc"\n'


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (-5, "-5"),
        (-0.5, "-0.5"),
        ([], ""),
        ({"a": None}, '"{""a"": null}"'),
        (["a", 1], '"a, 1"'),
        (date(2021, 7, 26), "2021-07-26"),
        (MOMENT, "2021-07-26T07:00:00.000005Z"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@me", "'@me"),
        ("\tx", "'\tx"),
        ("\rx", '"\'\rx"'),
        (["=1", "2"], '"\'=1, 2"'),
        ("1=1", "1=1"),
        (" =1", " =1"),
    ],
)
def test_every_value_has_one_form_in_csv(value: object, cell: str) -> None:
    assert _cell(Format.CSV, value) == cell


def test_a_header_is_guarded_too() -> None:
    assert _written(Format.CSV, columns=("=cmd()", "b")) == "'=cmd(),b\n"


# -- all of them


def test_rows_are_written_as_they_come() -> None:
    out = io.StringIO()

    def rows() -> Iterator[Row]:
        for n in range(1, 4):
            yield {"n": n}
            assert str(n) in out.getvalue()

    for fmt in (Format.JSON, Format.JSONL, Format.CSV, Format.TSV):
        out.truncate(out.seek(0))
        assert write(rows(), ("n",), fmt, out) == 3


def test_a_table_is_not_written_here() -> None:
    with pytest.raises(ValueError, match="table"):
        write([], (), Format.TABLE, io.StringIO())


_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
_value = st.none() | st.booleans() | st.integers() | _text | st.lists(_text)
_rows = st.lists(st.fixed_dictionaries({"a": _value, "b\n": _value}))


@given(_rows)
def test_json_is_read_back_as_it_was(rows: list[Row]) -> None:
    assert json.loads(_written(Format.JSON, *rows, columns=("a", "b\n"))) == rows
    lines = _written(Format.JSONL, *rows, columns=("a", "b\n")).split("\n")
    assert [json.loads(line) for line in lines[:-1]] == rows


@pytest.mark.parametrize(("fmt", "dialect"), [(Format.CSV, "excel"), (Format.TSV, "excel-tab")])
@given(rows=st.lists(st.fixed_dictionaries({"a": _text, "b\n": _text})))
def test_csv_and_tsv_are_read_back_as_they_were(fmt: Format, dialect: str, rows: list[dict[str, str]]) -> None:
    text = _written(fmt, *rows, columns=("a", "b\n"))
    read = list(csv.reader(io.StringIO(text, newline=""), dialect, strict=True))
    guarded = [[_guarded(row["a"]), _guarded(row["b\n"])] for row in rows]
    assert read == [["a", "b\n"], *guarded]


@given(value=_text)
def test_a_row_of_one_cell_is_never_an_empty_line(value: str) -> None:
    text = _written(Format.CSV, {"a": value}, columns=("a",))
    assert len(list(csv.reader(io.StringIO(text, newline="")))[1]) == 1
