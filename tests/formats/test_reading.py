"""A file's format shows by its beginning, or it is asked for."""

from __future__ import annotations

import json
import sys
import tracemalloc

import pytest

from factdb.errors import UnreadableFileError
from factdb.errors.exchange import MissingExtraError, UnknownFormatError
from factdb.errors.import_files import OtherKindError
from factdb.formats.files.opening import Kind
from factdb.formats.reading import ImportFormat
from tests.formats import test_workbook
from tests.formats.sample_files import read_file, records_of


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("claim,speaker\nx,y\n", "csv"),
        ("\n\nclaim;speaker\nx;y\n", "csv"),
        ("claim\tspeaker\nx\ty\n", "tsv"),
        ('[{"claim": "x"}]', "json"),
        (' {"claim": "x"}', "json"),
        ('{"claim": "x"}\n{"claim": "y"}\n', "jsonl"),
        ('{\n"claim": "x"\n}\n', "json"),
        ('[{"claim": "the \\"@type\\": \\"DataFeed\\" and \\"claimReview\\": [ of it"}]', "json"),
        ('[{"claim": "x", "required_reannotation": false, "fact_checking_strategies": []}]', "averitec"),
        ('{"claims": [{"text": "x", "claimReview" : []}]}', "google"),
        ('{"@type": "DataFeed", "dataFeedElement": []}', "datacommons"),
        ('{"@graph": [{"@type": ["Review", "ClaimReview"], "claimReviewed": "x"}]}', "claimreview"),
        ('[{"type": "http://schema.org/ClaimReview", "properties": {"claimReviewed": "x"}}]', "claimreview"),
        ("<!doctype html><html></html>", "claimreview"),
        ("\n<script>", "claimreview"),
    ],
)
def test_a_format_is_seen_at_a_files_beginning(file: str, expected: str) -> None:
    assert read_file(file).format == expected


@pytest.mark.parametrize("file", ["claim\nx\n", "Wells are dry.", "<svg/>", "\n\n"])
def test_a_file_that_does_not_show_its_format_is_asked_about(file: str) -> None:
    with pytest.raises(UnknownFormatError, match="Cannot tell the format of claims") as refusal:
        read_file(file)
    assert refusal.value.next_step == f"Name the format: --from {'|'.join(ImportFormat)}"


def test_a_pdf_is_named_as_such() -> None:
    with pytest.raises(OtherKindError, match="it is a PDF"):
        read_file("%PDF-1.7")


def test_what_is_asked_for_is_done_whatever_the_file_shows() -> None:
    assert [each.claim for each in records_of("claim\nx\n", "csv")] == ["x"]
    assert [each.claim for each in records_of('[{"claim": "x", "fact_checking_strategies": []}]', "json")] == ["x"]


@pytest.mark.parametrize("wanted", [each for each in ImportFormat if each not in {*map(ImportFormat, Kind)}])
def test_an_empty_file_is_refused_by_every_reader(wanted: str) -> None:
    with pytest.raises(UnreadableFileError, match="it is empty"):
        list(read_file("", wanted).records)


@pytest.mark.parametrize("wanted", [ImportFormat.JSON, ImportFormat.AVERITEC, ImportFormat.GOOGLE])
def test_a_file_cut_short_is_refused_after_what_stands_before(wanted: str) -> None:
    row = {"claim": "x", "text": "x"}
    records = read_file(f"[{json.dumps(row)}, {json.dumps(row)[:-4]}", wanted).records
    assert getattr(next(records), "claim", None) == "x"
    (refusal,) = records
    assert str(refusal).endswith("line 1: the row begins a value that never ends: the file is cut off.")


def test_a_long_file_is_never_in_memory_as_a_whole() -> None:
    row = {"claim": "a claim of many words " * 20, "speaker": "Ada Lund"}
    lines = "".join(f"{json.dumps({**row, 'id': number})}\n" for number in range(10_000)).encode()
    array = b"[" + lines.strip().replace(b"\n", b",\n") + b"]"
    for raw, wanted in ((lines, "jsonl"), (array, "json")):
        records = read_file(raw, wanted).records
        tracemalloc.start()
        count = sum(1 for _ in records)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (count, len(raw) > 4_800_000) == (10_000, True)
        assert peak < 3_300_000


@pytest.mark.parametrize(
    ("file", "library", "sentence", "extra"),
    [
        (test_workbook.book(["claim"], ["x"]), "openpyxl", "The library for workbooks is not installed", "xlsx"),
        (b"<html></html>", "extruct.w3cmicrodata", "The library for web pages is not installed", "pages"),
    ],
    ids=["workbook", "page"],
)
def test_a_library_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, file: bytes, library: str, sentence: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=sentence) as refusal:
        list(read_file(file).records)
    assert refusal.value.next_step == f"Install it: pip install 'factdb[{extra}]'"
