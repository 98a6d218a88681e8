"""A pipe that is cut off inside a row, and a file that is cut off, lose no row in silence."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from factdb.errors import UnreadableFileError
from factdb.errors.exchange import RowRefusedError
from factdb.formats.files import opening
from factdb.formats.reading import ImportFormat, read
from factdb.formats.records.claim_record import ClaimRecord

ROWS = 20_000


def through_a_pipe(raw: bytes, form: str | None = None) -> list[ClaimRecord | RowRefusedError]:
    """Return the rows of a file that comes through a pipe."""
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as out:
        out.write(raw)
    with os.fdopen(reader, "rb") as pipe, opening.seekable(pipe) as stream:
        return list(read(stream, "a pipe", ImportFormat(form) if form else None).records)


def lines_refused(rows: list[ClaimRecord | RowRefusedError]) -> list[int]:
    """Return the lines of refused rows."""
    return [row.line for row in rows if isinstance(row, RowRefusedError)]


LIAR = b"7.json\thalf-true\tWe built a bridge.\troads\tann-mayor\tMayor\tOhio\tnone\t1\t0\t2\t1\t0\ta rally\n"


@pytest.mark.parametrize(
    ("whole", "form", "why"),
    [
        (b"claim,speaker\nOne.,Ann\nTwo.,Brandon\n", "csv", "the pipe may be cut off"),
        (b"claim\tspeaker\nOne.\tAnn\nTwo.\tBrandon\n", "tsv", "the pipe may be cut off"),
        (LIAR + LIAR.replace(b"7.json", b"8.json"), "liar", "the pipe may be cut off"),
        (b'{"claim": "One."}\n{"claim": "Two."}\n', "jsonl", "is not valid JSON"),
        (b'[{"claim": "One."}, {"claim": "Two."}]\n', "json", "the file is cut off"),
    ],
)
def test_a_pipe_cut_off_inside_its_last_row_is_refused_by_that_row(whole: bytes, form: str, why: str) -> None:
    assert (len(through_a_pipe(whole, form)), lines_refused(through_a_pipe(whole, form))) == (2, [])
    cut = through_a_pipe(whole[:-4], form)
    assert len(cut) == 2
    assert isinstance(cut[0], ClaimRecord)
    assert isinstance(cut[1], RowRefusedError)
    assert why in str(cut[1])


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        (b'{"claim": "One."}', "jsonl"),
        (b'[{"claim": "One."}]', "json"),
        (b'{"claim": "One."} {"claim": "Two."}', "json"),
    ],
)
def test_json_needs_no_line_end_in_a_pipe(raw: bytes, form: str) -> None:
    assert lines_refused(through_a_pipe(raw, form)) == []


def test_a_file_needs_no_line_end() -> None:
    rows = list(read(io.BytesIO(b"claim,speaker\nOne.,Ann"), "f").records)
    assert [type(row) for row in rows] == [ClaimRecord]


def test_a_file_cut_off_inside_quotation_marks_is_refused_by_its_last_row() -> None:
    rows = list(read(io.BytesIO(b'claim,speaker\nOne.,Ann\nTwo.,"B'), "f").records)
    assert lines_refused(rows) == [3]
    with pytest.raises(UnreadableFileError, match="line 1 opens a quotation mark"):
        read(io.BytesIO(b'claim,"speaker'), "f")


@pytest.mark.parametrize("raw", [b'[{"claim": "One"', b'{"claim": "On', b"["])
def test_json_that_is_cut_off_in_its_first_value_is_refused_whole(raw: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=r"ends|cut off"):
        list(read(io.BytesIO(raw), "f.json", ImportFormat.JSON).records)


def _csv(number: int) -> str:
    return f"Claim {number}.,Ann\n"


def _jsonl(number: int) -> str:
    return f'{{"claim": "Claim {number}."}}\n'


@pytest.mark.parametrize(("form", "head", "row"), [("csv", "claim,speaker\n", _csv), ("jsonl", "", _jsonl)])
def test_a_file_that_becomes_shorter_while_it_is_read_is_refused(
    tmp_path: Path, form: str, head: str, row: Callable[[int], str]
) -> None:
    path = tmp_path / f"claims.{form}"
    whole = head + "".join(map(row, range(ROWS)))
    path.write_text(whole)

    def read_and_cut() -> Iterator[ClaimRecord | RowRefusedError]:
        with path.open("rb") as stream:
            records = read(stream, path.name, ImportFormat(form)).records
            yield next(records)
            os.truncate(path, whole.index(row(ROWS - 10)))  # between two rows: each that is left is whole
            yield from records

    rows = list(read_and_cut())
    assert len(rows) == ROWS - 10
    assert isinstance(rows[-1], RowRefusedError)
    assert "became shorter while it was read" in str(rows[-1])
    assert len(lines_refused(rows)) == 1
