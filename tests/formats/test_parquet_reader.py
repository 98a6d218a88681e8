"""Parquet is read as sheets are: dates and numbers as text, lists as lists; our own exports come back as they were."""

from __future__ import annotations

import datetime as dt
import io
import sys
from decimal import Decimal

import pyarrow as pa
import pytest
from pyarrow import parquet

from factdb.errors import UnreadableFileError
from factdb.errors.exchange import FileRefusedError, MissingExtraError, NoClaimColumnError
from factdb.formats.dump.dump_columns import ColumnKind
from factdb.formats.records.claim_record import CheckRecord, ClaimRecord, as_row, fingerprint, raw_text
from factdb.formats.tables import table_writer
from factdb.formats.tables.table_writer import ExportFormat
from tests.formats.sample_files import only_record, read_file, records_of, refusals_of


def parquet_file(**columns: object) -> bytes:
    """Return a Parquet file with these columns."""
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out, compression="zstd")
    return out.getvalue()


def test_values_of_every_type_are_read() -> None:
    record = only_record(
        parquet_file(
            claim=["Wells are dry"],
            id=[7],
            said_on=[dt.date(2021, 7, 26)],
            review_date=[dt.datetime(2022, 1, 3)],  # noqa: DTZ001 - as pandas writes days
            label=[2.0],
            tags=[["water", "wells"]],
            price=[Decimal("2.50")],
            missing=[float("nan")],
            empty=pa.array([None], pa.string()),
            true=[True],
            nested=[{"day": dt.date(2021, 7, 26), "n": None}],
        )
    )
    assert (record.external_id, str(record.said_on), record.topics) == ("7", "2021-07-26", ("water", "wells"))
    assert record.checks == (CheckRecord(label="2", reviewed_on=dt.date(2022, 1, 3)),)
    assert {key: record.raw[key] for key in ("price", "missing", "empty", "true", "nested")} == {
        "price": "2.50",
        "missing": "",
        "empty": "",
        "true": "true",
        "nested": {"day": "2021-07-26", "n": None},
    }


def test_a_row_is_the_same_as_in_csv() -> None:
    of_parquet = only_record(parquet_file(id=[1], claim=["x"]))
    of_csv = only_record("id,claim\n1,x\n")
    assert fingerprint(raw_text(of_parquet.raw)) == fingerprint(raw_text(of_csv.raw))


@pytest.mark.parametrize("said_on", ["2021-07-26", "2021-07", "2021"])
def test_an_export_of_our_own_comes_back_as_it_was(said_on: str) -> None:
    record = ClaimRecord(
        line=1,
        raw={},
        uid="01a22c48-650a-796e-8841-49f53e6c3c27",
        claim="The bridge is new.",
        topics=("Money", "Roads"),
        checks=(CheckRecord(publisher="Us", label="False"),),
    )
    row = {**as_row(record), "said_on": said_on, "said_precision": {10: "day", 7: "month", 4: "year"}[len(said_on)]}
    kinds = dict.fromkeys(row, ColumnKind.TEXT)
    kinds |= {"said_on": ColumnKind.PARTIAL, "topics": ColumnKind.LIST, "checks": ColumnKind.OBJECT}
    kinds["evidence"] = ColumnKind.OBJECT
    out = io.BytesIO()
    table_writer.write([row], kinds, ExportFormat.PARQUET, out)
    back = only_record(out.getvalue())
    assert (back.uid, back.topics, back.checks, back.evidence) == (record.uid, record.topics, record.checks, ())
    assert str(back.said_on) == said_on


def test_rows_that_cannot_be_read_are_refused_alone() -> None:
    file = parquet_file(claim=["a", "b\x00", "c"], url=["", "", "nowhere"])
    assert [str(refusal) for refusal in refusals_of(file)] == [
        'claims, line 2: claim "b\\x00" has the forbidden character U+0000.',
        (
            'claims, line 3: url "nowhere" does not start with http:// or https://. Write the whole address, as in '
            "https://www.example.org/page, or leave the column out: --map url="
        ),
    ]


def test_many_rows_are_read() -> None:
    assert len(records_of(parquet_file(claim=[f"claim {n}" for n in range(1_001)]))) == 1_001


@pytest.mark.parametrize(
    ("file", "error", "why"),
    [
        (parquet_file(a=["x"]), NoClaimColumnError, "no column of claims"),
        (b"PAR1" + b"\x00" * 50, FileRefusedError, "line 1 is where the Parquet file is damaged"),
        (parquet_file(claim=["x"])[:-9], FileRefusedError, "damaged"),
        (parquet_file(claim=["x" * 100_000] * 1_000), UnreadableFileError, "unpacks to more than 500 times its size"),
        (parquet_file(**{f"c{n}": ["x"] for n in range(2_001)}), FileRefusedError, "has 2,001 columns"),
    ],
    ids=["no claims", "no Parquet", "cut", "bomb", "columns"],
)
def test_a_file_that_is_no_table_of_claims_is_refused(file: bytes, error: type[Exception], why: str) -> None:
    with pytest.raises(error, match=why):
        list(read_file(file).records)


def test_the_format_is_parquet_and_no_other() -> None:
    assert read_file(parquet_file(claim=["x"])).format == "parquet"
    with pytest.raises(UnreadableFileError, match="as csv: it is a Parquet file"):
        read_file(parquet_file(claim=["x"]), "csv")
    with pytest.raises(UnreadableFileError, match="as Parquet file: it is text"):
        read_file("claim\nx\n", "parquet")


def test_the_extra_is_named_where_its_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    file = parquet_file(claim=["x"])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match="The library for Parquet files is not installed") as refusal:
        read_file(file)
    assert refusal.value.next_step == "Install it: pip install 'factdb[parquet]'"
