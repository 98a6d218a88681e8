"""Whatever a file holds, only our own refusals come of it: hundreds of files spoilt in every way we know."""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factdb.errors import FactdbError
from factdb.errors.exchange import RowRefusedError
from factdb.formats.reading import ImportFormat
from factdb.formats.records.claim_record import ClaimRecord, raw_text
from factdb.formats.rows import Format, write
from tests.formats import test_averitec_reader, test_claimreview_reader, test_google, test_liar, test_workbook
from tests.formats.sample_files import read_file
from tests.formats.test_opening import zipped

TEXT_FORMATS = [each for each in ImportFormat if each is not ImportFormat.XLSX]
ROWS = [
    {"claim": f"Well {n} is dry", "speaker": "Ada Lund", "said_on": "2021-07-26", "topics": "a, b"} for n in range(3)
]
SOUND: dict[str, bytes] = {
    "csv": b'claim,speaker,said_on\n"Well 1, is ""dry""",Ada Lund,2021-07-26\nWell 2,Ada Lund,\n',
    "tsv": b'claim\tspeaker\tsaid_on\n"Well\t1"\tAda Lund\t2021-07-26\nWell 2\tAda Lund\t\n',
    "json": json.dumps(ROWS, indent=1).encode(),
    "jsonl": "\n".join(map(json.dumps, ROWS)).encode(),
    "xlsx": test_workbook.book(["claim", "speaker"], ["Well 1", "Ada Lund"], ["Well 2", None]),
    "claimreview": json.dumps([test_claimreview_reader.REVIEW] * 2, indent=1).encode(),
    "datacommons": json.dumps(
        {"dataFeedElement": [{"item": [test_claimreview_reader.REVIEW]}, {"item": None}]}
    ).encode(),
    "google": json.dumps({"claims": [test_google.CLAIM] * 2}).encode(),
    "averitec": json.dumps([test_averitec_reader.CLAIM] * 2).encode(),
    "liar": (test_liar.row() * 3).encode(),
}
PAGE = b"<html><script type='application/ld+json'>" + json.dumps(test_claimreview_reader.REVIEW).encode() + b"</script>"


def survived(raw: bytes, wanted: str | None = None) -> tuple[int, int]:
    """Read a file to its end; return how many rows were taken and how many refused, the file's own refusal as one.

    Anything but a refusal of ours is raised, and fails the test. What was read can be kept and written.
    """
    took = refused = 0
    whole = ""
    try:
        for each in read_file(raw, wanted).records:
            if isinstance(each, RowRefusedError):
                refused += 1
                assert "\n" not in str(each)
                assert json.dumps(each.as_row())
            else:
                took += 1
                assert isinstance(each, ClaimRecord)
                raw_text(each.raw).encode()
    except FactdbError as error:
        whole = str(error)
        refused += 1
    assert whole == "" or whole.isprintable()
    return took, refused


def spoilt(fmt: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield files made of a sound one, each spoilt in one way."""
    for part in range(1, 10):
        yield f"{fmt} cut at {part} tenths", raw[: len(raw) * part // 10]
    for encoding in ("utf-16-le", "utf-16-be", "utf-32", "cp500"):
        yield f"{fmt} in {encoding}", raw.decode("latin-1").encode(encoding)
    middle = raw.find(b"Well") if b"Well" in raw else len(raw) // 2
    for name, piece in SPOILING.items():
        yield f"{fmt} with {name}", raw[:middle] + piece + raw[middle:]
    yield f"{fmt} packed and cut", gzip.compress(raw)[:-12]
    yield f"{fmt} in a zip cut short", zipped(("x", raw))[:-30]


SPOILING = {
    "a NUL": b"\x00",
    "a byte of Latin-1": b"\xe4",
    "a surrogate": b"\xed\xa0\x80",
    "a surrogate escaped": b"\\ud800",
    "a NUL escaped": b"\\u0000",
    "an open mark": b'"',
    "three open marks": b'"x"y"',
    "a bare CR": b"\r",
    "a line end": b"\n",
    "tabs": b"\t\t\t",
    "a key twice": b'","claim":"a","claim":"b","speaker":"',
    "NaN": b'", "a": NaN, "b": "',
    "Infinity": b'", "a": -Infinity, "b": "',
    "depth": b'", "a": ' + b"[" * 70 + b"]" * 70 + b', "b": "',
    "great depth": b'", "a": ' + b'{"a":' * 50_000,
    "a huge field": b"x" * 120_000,
    "a field beyond csv": b"x" * 140_000,
    "a formula": b'=HYPERLINK("http://a.example")',
    "the end of a page": b"</script></html>",
    "controls": b"\x1b[31m\x07",
    "a long number": b'", "a": ' + b"9" * 6000 + b', "b": "',
}
FILES = [pair for fmt, raw in SOUND.items() for pair in spoilt(fmt, raw)] + list(spoilt("a page", PAGE))


def _format(name: str) -> str:
    return "claimreview" if name.startswith("a page") else name.split(maxsplit=1)[0]


def test_the_sound_files_are_sound() -> None:
    for fmt, raw in {**SOUND, "claimreview": PAGE}.items():
        assert survived(raw, fmt)[1] == 0
        assert read_file(raw).format == fmt
    assert len(FILES) > 300


@pytest.mark.parametrize(("name", "raw"), FILES, ids=[name for name, _ in FILES])
def test_a_spoilt_file_is_refused_in_sentences(name: str, raw: bytes) -> None:
    survived(raw, _format(name))
    survived(raw)


@pytest.mark.parametrize("fmt", ["json", "jsonl"])
@pytest.mark.parametrize("name", [name for name in SPOILING if name not in {"a formula", "the end of a page"}])
def test_what_no_json_may_hold_is_refused_and_not_taken(fmt: str, name: str) -> None:
    raw = SOUND[fmt].replace(b"Well 1", SPOILING[name] + b"Well 1")
    took, refused = survived(raw, fmt)
    assert refused >= 1
    assert took <= 2


@pytest.mark.parametrize("fmt", ["csv", "tsv", "liar"])
@pytest.mark.parametrize("name", ["a NUL", "a byte of Latin-1", "a surrogate", "a huge field"])
def test_what_no_cell_may_hold_is_refused_and_not_taken(fmt: str, name: str) -> None:
    old = b"dry" if fmt == "liar" else b"Well 2"
    took, refused = survived(SOUND[fmt].replace(old, old + SPOILING[name], 1), fmt)
    assert (took < 3, refused) == (True, 1)


@pytest.mark.parametrize("wanted", TEXT_FORMATS)
@pytest.mark.parametrize("fmt", SOUND)
def test_a_file_of_another_format_is_refused_in_a_sentence(fmt: str, wanted: str) -> None:
    survived(SOUND[fmt], wanted)
    if fmt == "xlsx":
        assert survived(SOUND[fmt], wanted) == (0, 1)


@pytest.mark.parametrize("fmt", SOUND)
def test_bytes_changed_anywhere_make_no_other_error(fmt: str) -> None:
    chance = random.Random(fmt)  # noqa: S311 - the same every time
    for _ in range(60):
        raw = bytearray(SOUND[fmt])
        for _ in range(chance.randint(1, 4)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        survived(bytes(raw), fmt)


@settings(max_examples=150)
@given(
    raw=st.binary(max_size=200) | st.text(max_size=200).map(str.encode),
    wanted=st.none() | st.sampled_from(ImportFormat),
)
def test_no_bytes_do_more_than_be_refused(raw: bytes, wanted: str | None) -> None:
    survived(raw, wanted)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def _keyed(*samples: dict[str, object]) -> st.SearchStrategy[object]:
    """Return objects with the keys of samples, and anything under them."""
    keys = sorted({key for sample in samples for key in sample})
    return st.dictionaries(st.sampled_from(keys), _json, max_size=6)


_SHAPES: dict[str, Callable[[object], object]] = {
    "json": lambda row: [{"claim": "x"} | row] if isinstance(row, dict) else row,
    "claimreview": lambda row: {"@type": "ClaimReview", "claimReviewed": "x"} | row if isinstance(row, dict) else row,
    "google": lambda row: {"claims": [{"text": "x", "claimReview": [row]}, row]},
    "averitec": lambda row: [{"claim": "x", "questions": [{"question": "?", "answers": [row]}]}, row],
    "liar": lambda row: row,
}


@pytest.mark.parametrize("fmt", _SHAPES)
@settings(max_examples=80)
@given(data=st.data())
def test_anything_under_a_formats_keys_is_taken_or_refused(fmt: str, data: st.DataObject) -> None:
    keyed = _keyed(
        test_claimreview_reader.REVIEW,
        test_claimreview_reader.REVIEW["itemReviewed"],
        {"reviewRating": 1, "alternateName": 1, "name": 1, "evidence": 1, "checks": 1, "topics": 1, "said_on": 1},
        test_averitec_reader.CLAIM,
        test_averitec_reader.ANSWER,
        test_google.CLAIM,
        test_google.REVIEW,
        dict.fromkeys(("label", "statement", "subject", "id")),
    )
    row = data.draw(keyed)
    if isinstance(row, dict) and row:
        row[data.draw(st.sampled_from(sorted(row)))] = data.draw(keyed | st.lists(keyed, max_size=2))
    survived(json.dumps(_SHAPES[fmt](row)).encode(), fmt)


def test_what_is_refused_can_be_written_as_lines_of_json() -> None:
    text = io.StringIO()
    for each in read_file('{"claim": "\\ud800", "a": 1}\nx\n', "jsonl").records:
        assert isinstance(each, RowRefusedError)
        row = each.as_row()
        write([row], list(row), Format.JSONL, text)
    first, second = text.getvalue().splitlines()
    assert first.startswith('{"claim": "\\ud800", "a": 1, "_error": {"line": 1, "column": "claim"')
    assert second.startswith('{"_text": "x", "_error": {"line": 2')
