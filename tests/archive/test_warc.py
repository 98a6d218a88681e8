"""WARC files: ours pass warcio's check and come back byte for byte, other tools' are read, bad ones are refused."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from factdb.archive import archived_page, warc_reading
from factdb.archive.client import Client
from factdb.archive.fetched import Fetched
from factdb.archive.http_message import join_chunks, read_message
from factdb.archive.warc_writing import write_warc
from factdb.errors.archive import BadArchiveFileError, NoArchivedPageError
from tests.archive import fetches
from tests.archive.fault_server import FaultServer, page

PAGES = ["/ok", "/chunked", "/gzip", "/deflate", "/early-hints", "/until-closed", "/moved", "/cookie-loop"]


def check(raw: bytes, folder: Path) -> str:
    """Return what `warcio check` says: nothing where all is well."""
    file = folder / "capture.warc.gz"
    file.write_bytes(raw)
    done = subprocess.run(
        [Path(sys.executable).with_name("warcio"), "check", file], capture_output=True, text=True, check=False
    )
    return f"{done.returncode} {done.stdout}{done.stderr}"


def records(raw: bytes) -> list[warc_reading.WarcRecord]:
    return list(warc_reading.records(io.BytesIO(raw), "test.warc"))


def test_captures_of_pages_pass_warcio_check(client: Client, server: FaultServer, tmp_path: Path) -> None:
    raw = b""
    for path in PAGES:
        outcome = client.fetch(server.url(path))
        assert isinstance(outcome, Fetched)
        capture = write_warc(outcome, "factdb/test", "Desk\r\nWARC-Type: forged")
        assert archived_page.read_capture(capture, "test").content == page().encode()
        assert archived_page.read_capture(capture, "test").address == outcome.final_address
        raw += capture
    assert check(raw, tmp_path) == "0 "
    altered = bytearray(gzip.decompress(raw))
    altered[altered.index(b"nine million")] ^= 1
    assert check(gzip.compress(bytes(altered)), tmp_path).startswith("1 ")


def test_a_page_in_br_is_read_back(client: Client, server: FaultServer) -> None:
    capture = write_warc(client.fetch(server.url("/br")), "factdb/test")  # on which warcio 1.8's check stumbles
    assert archived_page.read_capture(capture, "test").content == page().encode()


def test_every_record_is_a_member_of_gzip_with_its_digests(client: Client, server: FaultServer) -> None:
    outcome = client.fetch(server.url("/moved"))
    raw = write_warc(outcome, "factdb/test", "Desk")
    members = []
    while raw:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        members.append(unpacker.decompress(raw))
        raw = unpacker.unused_data
    assert [member.split(b"\r\n")[1] for member in members] == [
        b"WARC-Type: warcinfo", b"WARC-Type: response", b"WARC-Type: request", b"WARC-Type: response",
        b"WARC-Type: request",
    ]  # fmt: skip
    assert all(member.startswith(b"WARC/1.1\r\n") and b"WARC-Block-Digest: sha256:" in member for member in members)
    assert all(b"WARC-IP-Address: 127.0.0.1" in member for member in members[1:])
    assert b"operator: Desk" in members[0]


def test_a_failure_is_kept_as_far_as_it_came(client: Client, server: FaultServer) -> None:
    outcome = client.fetch(server.url("/circle"))
    assert [record.kind for record in records(write_warc(outcome, "factdb/test"))] == ["warcinfo"] + [
        "response", "request"
    ] * 2  # fmt: skip
    nothing = client.fetch("http://nowhere.test/")
    assert [record.kind for record in records(write_warc(nothing, "factdb/test"))] == ["warcinfo"]


@given(st.binary(max_size=3_000), st.lists(st.binary(max_size=40), max_size=5))
def test_any_bytes_come_back(content: bytes, names: list[bytes]) -> None:
    head = b"".join(b"X-%d: %s\r\n" % (at, name.hex().encode()) for at, name in enumerate(names))
    response = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + content
    hops = (fetches.hop("https://example.org/é?a=\u2028", response),)
    fetched = Fetched("https://example.org/", hops, content, 0.0)
    raw = write_warc(fetched, "factdb/test")
    assert [record.block for record in records(raw)[1:]] == fetches.blocks(fetched)
    assert archived_page.read_capture(raw, "test").content == content
    assert records(gzip.decompress(raw)) == records(raw)  # a file that is not packed is read too


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_read_or_refused(raw: bytes) -> None:
    for start in (b"", b"WARC/1.1\r\n", b"\x1f\x8b\x08"):
        with contextlib.suppress(BadArchiveFileError):  # the only way to refuse
            records(start + raw)
    read_message(b"HTTP/1.1 200 OK\r\n" + raw)
    join_chunks(raw)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_one_altered_byte_is_refused_or_harmless(place: int, mask: int) -> None:
    """Bytes of a gzip header, such as its time, carry nothing; every other byte is under a checksum."""
    raw = bytearray(CAPTURE)
    raw[place % len(raw)] ^= mask
    with contextlib.suppress(BadArchiveFileError):
        assert [record.block for record in records(bytes(raw))] == [record.block for record in records(CAPTURE)]


CAPTURE = write_warc(fetches.fetch(page()), "factdb/test", "Desk")
PLAIN = gzip.decompress(CAPTURE)
BAD = {
    "cut off in a record": (CAPTURE[:-30], "it is cut off"),
    "cut off in a header": (PLAIN[:40], "it is cut off"),
    "cut off in a plain record": (PLAIN[:-60], "it is cut off"),
    "nothing": (b"", "it is empty"),
    "text": (b"Hello, this is no archive.\n", "it is not a WARC file"),
    "damaged packing": (CAPTURE[:60] + b"\xff\xff" + CAPTURE[62:], "its compressed data is damaged"),
    "a wrong block": (PLAIN.replace(b"nine million", b"four million"), "the block of its record"),
    "a wrong payload": (
        PLAIN.replace(b"WARC-Payload-Digest: sha256:", b"WARC-Payload-Digest: sha256:A", 1),
        "the payload of its record",
    ),
    "a bomb": (
        gzip.compress(b"WARC/1.1\r\nContent-Length: 20000000\r\n\r\n" + bytes(20_000_000)),
        "200 times its size",
    ),
    "a line without end": (gzip.compress(b"WARC/1.1\r\nX: " + b"x" * 9_000_000), "no end of its header"),
    "no length": (b"WARC/1.1\r\nWARC-Type: response\r\n\r\n", "does not say how long"),
    "a wrong length": (b"WARC/1.1\r\nContent-Length: 3\r\n\r\nabcdef\r\n\r\n", "wrong length"),
    "a negative length": (b"WARC/1.1\r\nContent-Length: -3\r\n\r\n", "does not say how long"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_a_sentence(name: str) -> None:
    raw, why = BAD[name]
    with pytest.raises(BadArchiveFileError) as refusal:
        archived_page.read_archive(io.BytesIO(raw), "evidence.warc")
    assert why in str(refusal.value)
    assert str(refusal.value).startswith("Cannot read evidence.warc: ")
    assert refusal.value.next_step


def test_a_capture_that_is_not_packed_or_has_no_response_is_refused() -> None:
    with pytest.raises(BadArchiveFileError, match="not packed with gzip"):
        archived_page.read_capture(PLAIN, "capture")
    with pytest.raises(NoArchivedPageError, match="no page"):
        archived_page.read_capture(_only_info(), "capture")


def _only_info() -> bytes:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    unpacker.decompress(CAPTURE)
    return CAPTURE[: -len(unpacker.unused_data)]


def of_warcio(*responses: tuple[str, str, list[tuple[str, str]], bytes], packed: bool = True) -> io.BytesIO:
    """Return a file as another tool writes it: SHA-1 digests, and headers written anew."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "other"}))
    for address, status, headers, content in responses:
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(address, "response", io.BytesIO(content), len(content), http_headers=http)
        )
    file.seek(0)
    return file


HTML = [("Content-Type", "text/html")]
CRAWL = (
    ("http://example.org/robots.txt", "200 OK", [("Content-Type", "text/plain")], b"User-agent: *"),
    ("http://example.org/b", "200 OK", HTML, b"<p>b"),
    ("http://example.org/a", "301 Moved", [("Location", "/b")], b""),
    ("http://example.org/c", "404 Not Found", HTML, b"<p>none"),
    ("http://example.org/br", "200 OK", [*HTML, ("Content-Encoding", "br")], brotli.compress(b"<p>br")),
    ("http://example.org/unpacked", "200 OK", [*HTML, ("Content-Encoding", "gzip")], b"<p>unpacked"),
    (
        "http://example.org/chunks",
        "200 OK",
        [*HTML, ("Transfer-Encoding", "chunked")],
        b"3\r\n<p>\r\n2\r\nch\r\n0\r\n\r\n",
    ),
    ("http://example.org/joined", "200 OK", [*HTML, ("Transfer-Encoding", "chunked")], b"<p>joined"),
)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    ("address", "content"),
    [
        (None, b"<p>b"),
        ("http://example.org/a", b"<p>b"),
        ("https://example.org/b", None),
        ("http://example.org/b?utm_source=x#part", b"<p>b"),
        ("http://example.org/c", b"<p>none"),
        ("http://example.org/br", b"<p>br"),
        ("http://example.org/unpacked", b"<p>unpacked"),
        ("http://example.org/chunks", b"<p>ch"),
        ("http://example.org/joined", b"<p>joined"),
    ],
)
def test_the_page_of_an_address_in_another_tools_file(address: str | None, content: bytes | None, packed: bool) -> None:  # noqa: FBT001
    file = of_warcio(*CRAWL, packed=packed)
    if content is None:
        with pytest.raises(NoArchivedPageError, match="no response for"):
            archived_page.read_archive(file, "crawl.warc", address)
        return
    found = archived_page.read_archive(file, "crawl.warc", address)
    assert found.content == content
    assert found.at is not None


def circle() -> Iterator[tuple[str, str, list[tuple[str, str]], bytes]]:
    for here, there in (("a", "b"), ("b", "a")):
        yield f"http://example.org/{here}", "302 Found", [("Location", f"/{there}")], b""


def test_redirects_in_a_circle_end() -> None:
    with pytest.raises(NoArchivedPageError):
        archived_page.read_archive(of_warcio(*circle()), "crawl.warc", "http://example.org/a")


def test_a_bomb_in_a_response_is_refused() -> None:
    bomb = gzip.compress(bytes(1_000_000)) * 51
    with pytest.raises(BadArchiveFileError, match="unpacks to more than"):
        archived_page.read_archive(
            of_warcio(("http://example.org/", "200 OK", [*HTML, ("Content-Encoding", "gzip")], bomb)), "crawl.warc"
        )


@pytest.mark.parametrize("write", [lambda raw: raw.hex(), lambda raw: raw.hex().upper()])
def test_digests_in_other_writing_are_understood(write: object) -> None:
    block = b"HTTP/1.1 200 OK\r\n\r\nhello"
    for algorithm in ("sha1", "sha-256", "md5"):
        digest = hashlib.new(algorithm.replace("-", ""), block).digest()
        named = write(digest)  # type: ignore[operator]
        raw = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <http://example.org/>\r\nContent-Type: "
            f"application/http\r\nWARC-Block-Digest: {algorithm}:{named}\r\nContent-Length: {len(block)}\r\n\r\n"
        ).encode() + block
        assert archived_page.read_archive(io.BytesIO(raw + b"\r\n\r\n"), "x").address == "http://example.org/"
        with pytest.raises(BadArchiveFileError, match="block of its record"):
            records(raw.replace(b"hello", b"hallo") + b"\r\n\r\n")
