"""Packed files, encodings and long lines: read in pieces, or refused with the line where they go wrong."""

from __future__ import annotations

import bz2
import gzip
import io
import zipfile

import pytest

from factdb.errors import UnreadableFileError, UsageError
from factdb.errors.exchange import FileRefusedError
from factdb.formats.files import texts
from factdb.formats.files.opening import open_file, seekable
from factdb.formats.files.texts import Text
from tests.formats.sample_files import only_record, read_file, records_of

LONG = b"claim,b\n" + (b"x" * 50_000 + b",y\n") * 400  # 20 MB, and next to nothing when packed
CSV = "claim,speaker\nBrønnene er tørre,Ada Lund\n"


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, raw in members:
            archive.writestr(name, raw)
    return out.getvalue()


class Pipe(io.BytesIO):
    """A stream that can't be sought in."""

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = 0, /) -> int:
        raise OSError(offset, whence)


@pytest.mark.parametrize(
    "raw",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("utf-16"),
        b"\xfe\xff" + CSV.encode("utf-16-be"),
        CSV.replace("\n", "\r\n").encode(),
        CSV.replace("\n", "\r").encode(),
        gzip.compress(CSV.encode(), mtime=0),
        gzip.compress(CSV.encode("utf-16"), mtime=0),
        zipped(("claims.csv", CSV.encode())),
        zipped(("a/", b""), ("a/b.csv", CSV.encode()), ("__MACOSX/a/._b.csv", b"\0"), method=zipfile.ZIP_LZMA),
    ],
    ids=["utf-8", "its mark", "utf-16", "big endian", "CRLF", "CR", "gz", "gz of utf-16", "zip", "zip of a Mac"],
)  # fmt: skip
@pytest.mark.parametrize("stream", [io.BytesIO, Pipe])
def test_however_it_is_packed_and_encoded_it_is_the_same_text(raw: bytes, stream: type[io.BytesIO]) -> None:
    with seekable(stream(raw)) as source:
        file = open_file(source, "claims")
        assert file.text
        assert [line.strip() for line in file.text.lines()] == CSV.splitlines()


AGAIN = "Download or export the file again"


@pytest.mark.parametrize(
    ("raw", "why", "hint"),
    [
        (CSV.encode("latin-1"), "line 2 is not UTF-8 or UTF-16: byte 0xf8", "--encoding windows-1252"),
        (CSV.encode("utf-16-le"), "looks like UTF-32 or UTF-16 without a byte order mark", "--encoding utf-16-le"),
        (CSV.encode("utf-32"), "looks like UTF-32", "Save it as UTF-8"),
        (CSV.encode("utf-16")[:-1], "line 2 is not UTF-8 or UTF-16", ""),
        (b"\xff\xfe\x00\xd8a\x00", "line 1 is not UTF-8 or UTF-16", ""),
        (b"claim,b\n\xed\xa0\x80,x\n", "line 2 is not UTF-8", ""),
        (b"", "it is empty", AGAIN),
        (gzip.compress(b"", mtime=0), "it is empty", AGAIN),
        (gzip.compress(CSV.encode(), mtime=0)[:-9], "its compressed data is damaged", AGAIN),
        (
            gzip.compress(CSV.encode(), mtime=0)[:20] + b"\xff" * 40,
            "its compressed data is damaged",
            "Download or export the file again",
        ),
        (b"\x1f\x8b\x08", "its compressed data is damaged", AGAIN),
        (zipped(("a.csv", CSV.encode()))[:-5], "its compressed data is damaged", AGAIN),
        (
            zipped(("a.csv", CSV.encode())).replace(b"a.csv", b"b.csv", 1),
            "its compressed data is damaged",
            "Download or export the file again",
        ),
        (zipped(("a.csv", b"x"), ("b.csv", b"y")), r"it contains 2 files \(a.csv, b.csv\)", "Unpack it"),
        (zipped(("a/", b"")), r"it contains 0 files \(nothing\)", ""),
        (gzip.compress(LONG, mtime=0), "unpacks to more than 200 times its size", "Unpack it"),
        (zipped(("a.csv", LONG)), "unpacks to more than 200 times its size", "Unpack"),
        (
            b"claim,b\n" + b"x" * (texts.LONGEST_LINE + 300_000),
            "line 2 has more than 10,000,000 characters",
            "shorten the line",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "file",  # bytes of a gzip hold the time of day
)
def test_what_cannot_be_read_is_refused_in_a_sentence(raw: bytes, why: str, hint: str) -> None:
    with pytest.raises(UnreadableFileError, match=why) as refusal:
        list(read_file(raw, "csv").records)
    assert hint in refusal.value.next_step


def test_an_encoding_can_be_named() -> None:
    assert only_record(CSV.encode("latin-1"), encoding="latin-1").claim == "Brønnene er tørre"
    assert only_record(CSV.encode("utf-16-le"), encoding="utf-16-le").speaker == "Ada Lund"
    assert only_record(CSV.encode("utf-16"), encoding="latin-1").speaker == "Ada Lund"  # its mark says what it is
    for name in ("klingon", "hex", "base64", "a\x00b"):
        with pytest.raises(UsageError, match="There is no encoding"):
            read_file(CSV, encoding=name)
    with pytest.raises(FileRefusedError, match="line 2 is not ascii"):
        list(read_file(CSV, "csv", encoding="ascii").records)


def test_a_zip_with_a_password_is_refused() -> None:
    raw = bytearray(zipped(("a.csv", CSV.encode()), method=zipfile.ZIP_STORED))
    raw[6] |= 1  # the mark of encryption, in the member's own head and in the list of members
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableFileError, match=r"its compressed data is damaged .*password"):
        read_file(bytes(raw))


def test_what_is_packed_in_another_way_is_no_text() -> None:
    with pytest.raises(UnreadableFileError, match="it is packed with bzip2"):
        read_file(bz2.compress(CSV.encode()), "csv")


def test_long_files_are_read_in_pieces_that_lose_nothing() -> None:
    rows = [f"claim {number} “ø”" for number in range(40_000)]
    raw = ("claim\n" + "\n".join(rows)).encode("utf-8-sig")
    assert len(raw) > 3 * texts._PIECE  # noqa: SLF001 - the test is about what lies across pieces
    assert [each.claim for each in records_of(raw, "csv")] == rows


def test_a_fault_far_into_a_file_names_its_line() -> None:
    raw = b"claim\n" + b"some claim of a few words\n" * 30_000 + b"b\xe4d\n"
    with pytest.raises(FileRefusedError, match="line 30002 is not UTF-8"):
        list(read_file(raw, "csv").records)


def test_looking_ahead_takes_nothing_away() -> None:
    text = Text("f", io.BytesIO(b"one\ntwo\n").read)
    assert text.head(2) == text.head(100) == "one\ntwo\n"
    assert list(text.lines()) == ["one\n", "two\n"]
    assert text.head() == ""
