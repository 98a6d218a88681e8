"""Quotation marks in TSV are text, unless the file shows that they stand around its cells."""

from __future__ import annotations

import csv
import io
from typing import Literal

import pytest

from factdb.errors.exchange import FileRefusedError
from factdb.formats.tables.quoting import Quoting, of_tsv
from tests.formats.sample_files import read_file, records_of


def written(rows: list[list[str]], quoting: Literal[0, 1] = csv.QUOTE_MINIMAL) -> str:
    """Return a TSV file as Python and spreadsheets write it."""
    out = io.StringIO()
    csv.writer(out, "excel-tab", quoting=quoting).writerows(rows)
    return out.getvalue()


ROWS = [["claim", "speaker"], ['"So it is," he said.', "Ada Lund"], ["Two\nlines", 'Al "Scar" Ray'], ["Plain", "Bo"]]


def test_marks_at_the_beginning_of_a_cell_are_text() -> None:
    sheet = 'claim\tspeaker\n"It is so," she said.\tAda Lund\nHe said "no".\tAl\n"Never"\t"Scar" Ray\n'
    assert [(record.claim, record.speaker) for record in records_of(sheet, "tsv")] == [
        ('"It is so," she said.', "Ada Lund"),
        ('He said "no".', "Al"),
        ('"Never"', '"Scar" Ray'),
    ]


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_marks_that_a_program_put_around_cells_are_none_of_the_text(quoting: Literal[0, 1]) -> None:
    records = records_of(written(ROWS, quoting), "tsv")
    assert [record.raw for record in records] == [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]


@pytest.mark.parametrize(
    ("head", "means"),
    [
        ("claim\tspeaker\na\tb\n", Quoting.NONE),
        ('claim\tspeaker\n"a, b"\tc\n', Quoting.DOUBLE),  # as Excel writes them
        ('claim\tspeaker\n"a, b"\tc, d\n', Quoting.NONE),
        ('claim\tspeaker\n"a"\tc\n', Quoting.NONE),
        ('"claim"\t"speaker"\n"a"\t"c"\n', Quoting.DOUBLE),
        ('uid\tclaim\n1\t"a"\n', Quoting.DOUBLE),  # factdb's own
        ('claim\tspeaker\n"a ""b"""\tc\n', Quoting.DOUBLE),
        ('claim\tspeaker\n"a ""b"""\t5" pipe\n', Quoting.NONE),
        ('claim\tspeaker\n"a\tb\nc"\td\n', Quoting.NONE),  # two marks in two rows
        ('claim\tspeaker\n"a\nc"\td\n', Quoting.DOUBLE),
        ('claim\tspeaker\r\n"a\r\nc"\td\r\n', Quoting.DOUBLE),
        ('claim\tspeaker\n"a b\tc\n', Quoting.NONE),
    ],
)
def test_what_marks_mean(head: str, means: Quoting) -> None:
    assert of_tsv(head) is means


def test_the_option_decides() -> None:
    sheet = 'claim\tspeaker\n"Never"\tAl\n'
    assert [record.claim for record in records_of(sheet, "tsv", quoting="double")] == ["Never"]
    table = 'claim,speaker\n"So" it is,Al\n'
    with pytest.raises(FileRefusedError) as refused:
        list(read_file(table, "csv").records)
    assert "--quoting none" in refused.value.next_step
    assert [record.claim for record in records_of(table, "csv", quoting="none")] == ['"So" it is']
