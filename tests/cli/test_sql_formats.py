"""`factdb sql` and reports as workbooks, Parquet, Markdown and charts, on both engines."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from factdb.cli.terminal import output
from factdb.formats.tables import table_writer
from factdb.formats.tables.table_writer import ExportFormat
from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, run

SPEAKERS = "SELECT speaker_id, speaker, count(*) AS claims FROM v1_claims WHERE speaker_id IN (2, 3) GROUP BY 1, 2"
ROWS = [(2, "Joe Biden", 6), (3, "Jen Psaki", 2)]
WORKBOOK = {"report": ("report", "balance"), "log": ("report", "corrections"), "views": ("report", "views")}


def sheet(path: Path) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def test_the_ending_of_the_file_or_the_option_sets_the_format(sqlite_demo: Database, folder: Path) -> None:
    query = f"{SPEAKERS} ORDER BY 1"
    ok(sqlite_demo, "sql", query, "-o", "a.xlsx")
    assert sheet(folder / "a.xlsx") == [("speaker_id", "speaker", "claims"), *ROWS]
    ok(sqlite_demo, "sql", query, "-f", "parquet", "-o", "a.data", "-c", "speaker,claims")
    table = parquet.read_table(folder / "a.data")
    assert [str(field.type) for field in table.schema] == ["string", "int64"]
    assert table.to_pylist() == [{"speaker": name, "claims": claims} for _, name, claims in ROWS]
    for words in (("-f", "md"), ("-f", "markdown"), ("-o", "a.md"), ("-o", "a.markdown")):
        ran = ok(sqlite_demo, "sql", query, "-c", "speaker", *words)
        text = ran.stdout or (folder / words[1]).read_text()
        assert text == "| speaker |\n| --- |\n| Joe Biden |\n| Jen Psaki |\n"


@pytest.mark.parametrize("words", WORKBOOK.values(), ids=WORKBOOK)
def test_reports_are_workbooks_and_parquet_too(shared: Database, folder: Path, words: tuple[str, ...]) -> None:
    ok(shared, *words, "-o", "a.parquet")
    ok(shared, *words, "-f", "xlsx", "-o", "a.xlsx")
    table = parquet.read_table(folder / "a.parquet")
    assert sheet(folder / "a.xlsx")[0] == tuple(table.column_names)
    assert len(sheet(folder / "a.xlsx")) == 1 + table.num_rows


def test_a_report_says_beside_the_file_what_it_counted(shared: Database) -> None:
    assert "claims counted: 22" in ok(shared, "report", "balance", "-o", "a.xlsx").stderr


def test_a_terminal_is_not_sent_a_workbook(sqlite_demo: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    refused(run(sqlite_demo, "sql", SPEAKERS, "-f", "xlsx"), 2, "cannot show the format xlsx", "-o FILE")
    refused(run(sqlite_demo, "report", "balance", "-f", "parquet"), 2, "cannot show the format parquet")


def test_the_types_of_an_answer_are_those_of_its_values() -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    columns: dict[str, tuple[list[Any], str, list[Any]]] = {
        "whole": ([1, None], "int64", [1, None]),
        "share": ([1, Decimal("2.5")], "double", [1.0, 2.5]),
        "huge": ([2**70, 1], "double", [float(2**70), 1.0]),
        "yes": ([True, False], "bool", [True, False]),
        "day": ([date(2026, 11, 22), None], "date32[day]", [date(2026, 11, 22), None]),
        "time": ([noon, None], "timestamp[us, tz=UTC]", [noon, None]),
        "no_zone": ([noon.replace(tzinfo=None), None], "string", ["2026-11-22T12:00:00.000000", None]),
        "list": ([["a", "b"], []], "string", ['["a", "b"]', "[]"]),
        "mixed": (["a", 1], "string", ["a", "1"]),
        "nothing": ([None, None], "string", [None, None]),
    }
    rows = [{name: values[place] for name, (values, _, _) in columns.items()} for place in (0, 1)]
    out = io.BytesIO()
    table_writer.write(rows, table_writer.kinds_of(rows, list(columns)), ExportFormat.PARQUET, out)
    table = parquet.read_table(io.BytesIO(out.getvalue()))
    assert {field.name: str(field.type) for field in table.schema} == {
        name: entry[1] for name, entry in columns.items()
    }
    assert table.to_pydict() == {name: entry[2] for name, entry in columns.items()}
    out = io.BytesIO()
    table_writer.write(rows, table_writer.kinds_of(rows, ["share"]), ExportFormat.XLSX, out)
    assert [cell.value for (cell,) in load_workbook(out).worksheets[0].iter_rows()] == ["share", 1, 2.5]


def test_a_query_is_drawn_with_its_texts_as_names_and_its_numbers_as_bars(sqlite_demo: Database) -> None:
    lines = ok(sqlite_demo, "sql", f"{SPEAKERS} ORDER BY 1", "--chart").stdout.splitlines()
    assert [line.split(" █")[0] for line in lines] == ["2: Joe Biden", "3: Jen Psaki"]
    assert [line.rsplit(" ", 1)[1] for line in lines] == ["6", "2"]
    assert 2.5 < lines[0].count("█") / lines[1].count("█") < 3.5
    chosen = ok(sqlite_demo, "sql", f"{SPEAKERS} ORDER BY 1", "--chart", "-c", "claims,speaker")
    assert [line.split(" █")[0].strip() for line in chosen.stdout.splitlines()] == ["Joe Biden", "Jen Psaki"]
    assert chosen.stderr == "2 rows\n"
    by_number = ok(sqlite_demo, "sql", "SELECT 0 AS priority, 3 AS claims UNION ALL SELECT 2, 1", "--chart").stdout
    assert [line.split()[0] for line in by_number.splitlines()] == ["0", "2"]


def test_what_can_not_be_drawn_is_refused(sqlite_demo: Database) -> None:
    refused(run(sqlite_demo, "sql", "SELECT speaker FROM v1_claims", "--chart"), 2, "no column of numbers", "count(*)")
    refused(run(sqlite_demo, "sql", "SELECT 1 AS id WHERE 0", "--chart"), 2, "no column of numbers")
    refused(run(sqlite_demo, "sql", SPEAKERS, "--chart", "-o", "a.csv"), 2, "only in the terminal", "Leave out --chart")
    refused(run(sqlite_demo, "report", "balance", "--chart", "--json"), 2, "only in the terminal", "-f svg")
