"""LIAR is read by its 14 fields, without quoting; its slugs become names."""

from __future__ import annotations

import io
import json

import pytest

from factdb.errors.exchange import FileRefusedError
from factdb.formats.files.opening import open_file
from factdb.formats.liar import COLUMNS, LABELS, name_of_slug
from factdb.formats.reading import sniff
from factdb.formats.records.claim_record import CheckRecord
from tests.formats.sample_files import only_record, read_file, records_of, refusals_of

ROW = '7.json\thalf-true\tSays "the wells\tof Lund are dry.\twater,wells\tada-lund'
CELLS = [
    "7.json", "half-true", 'Says "the wells of Lund are dry.', "water,wells", "ada-lund", "Mayor", "Fjordland", "none",
    "1", "0", "2", "1", "0", "a town meeting",
]  # fmt: skip


def row(**parts: str) -> str:
    """Return a line of LIAR with other fields."""
    return "\t".join(parts.get(column, cell) for column, cell in zip(COLUMNS, CELLS, strict=True)) + "\n"


def test_a_line_is_a_claim_with_politifacts_check() -> None:
    record = only_record(row())
    assert (record.external_id, record.claim) == ("7.json", 'Says "the wells of Lund are dry.')
    assert (record.speaker, record.speaker_title, record.speaker_party) == ("Ada Lund", "Mayor", None)
    assert (record.occasion, record.topics, record.said_on) == ("a town meeting", ("water", "wells"), None)
    assert record.checks == (CheckRecord(publisher="PolitiFact", label="half-true", scale="liar"),)
    assert record.raw == dict(zip(COLUMNS, CELLS, strict=True))
    assert only_record(row(party_affiliation="blue")).speaker_party == "blue"


def test_what_is_empty_is_not_said() -> None:
    record = only_record(row(speaker="", job_title="", context="", subject=""))
    assert (record.speaker, record.speaker_title, record.occasion, record.topics) == (None, None, None, ())


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("ada-lund", "Ada Lund"),
        ("Ada_Lund", "Ada Lund"),
        ("espn", "Espn"),
        ("future45", "Future45"),
        ("ada mcLund", "ada mcLund"),
        ("j.-o-lund", "J. O Lund"),
        ("-", "-"),
    ],
)
def test_a_slug_becomes_a_name_as_far_as_it_tells(slug: str, name: str) -> None:
    assert name_of_slug(slug) == name


def test_every_label_shows_the_format_and_other_words_do_not() -> None:
    assert {read_file(row(label=label)).format for label in LABELS} == {"liar"}
    assert sniff(open_file(io.BytesIO(row(label="true-ish").encode()), "f")) == "tsv"
    assert sniff(open_file(io.BytesIO(row().replace("Mayor\t", "").encode()), "f")) == "tsv"


def test_a_line_that_is_no_row_is_refused_alone() -> None:
    short, label, nul, empty = refusals_of(
        row() + ROW + "\n" + row(label="2") + row(context="a\x00") + "\n" + row(statement=" ") + row()
    )
    assert (short.line, str(short)) == (2, "claims, line 2: the row has 6 fields, but LIAR has 14.")
    assert (label.line, label.column, label.value) == (3, "label", "2")
    assert (nul.line, nul.column) == (4, "context")
    assert (empty.line, empty.column) == (6, "claim")


def test_a_mended_row_is_read_again() -> None:
    (refusal,) = refusals_of(row() + row(label="2"))
    assert refusal.line == 2
    mended = {**refusal.as_row(), "label": "false"}
    (found,) = records_of(json.dumps(mended) + "\n")
    assert found.checks[0].label == "false"
    assert "_error" not in found.raw


def test_a_file_without_rows_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="has no row of LIAR"):
        list(read_file("\n", "liar").records)
