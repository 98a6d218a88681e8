"""Reads WARC files, our own and those of other tools, record by record; every digest is verified, every size limited.

warcio reads them too, but without limits: a header line of a gzip bomb fills the memory, and it asks for its digests to
be checked by hand.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

from factdb.archive.http_message import HEAD_END, HttpMessage, join_chunks, read_message
from factdb.errors.archive import BadArchiveFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_BLOCK = 50_000_000  # bytes of a record that are handed out; a longer one, such as a video, is only verified
MOST_UNPACKED = 8_000_000_000
MOST_RATIO = 200  # pages pack 3 to 20 times
_ANY_RATIO = 16_000_000
_PIECE = 1 << 16
_LONGEST_HEAD = 65_536
_VERSION = re.compile(rb"WARC/(?:0\.1[78]|1\.[01])\r?\n")
_CUT_OFF = "it is cut off"


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record. `block` is None where it is larger than `LARGEST_BLOCK`. Names of fields are in lower case."""

    fields: dict[str, str]
    block: bytes | None

    @property
    def kind(self) -> str:
        """The type: warcinfo, request, response, revisit, resource, metadata."""
        return self.fields.get("warc-type", "").lower()

    @property
    def address(self) -> str:
        """The address that the record is about; wget writes it in angle brackets."""
        return self.fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")

    @property
    def at(self) -> datetime | None:
        """The moment of the capture."""
        try:
            moment = datetime.fromisoformat(self.fields.get("warc-date", ""))
        except ValueError:
            return None
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment

    def message(self) -> HttpMessage | None:
        """Return the HTTP response in the block, None where there is none."""
        is_http = self.kind == "response" and "application/http" in self.fields.get("content-type", "").lower()
        return read_message(self.block) if is_http and self.block is not None else None


def records(file: IO[bytes], name: str, *, only_gzip: bool = False) -> Iterator[WarcRecord]:
    """Yield the records of a WARC file, packed or not; `name` is the file's in refusals.

    A file that is cut off, unpacks without end, or has a wrong digest is refused at that place.
    """
    reader = _Reader(file, name, only_gzip=only_gzip)
    count = 0
    while reader.fill(1):
        if reader.skip_blank_lines():
            yield reader.record()
            count += 1
    if not count:
        raise BadArchiveFileError(name, "it is empty")


class _Reader:
    """A file that is unpacked piece by piece, and the records in it."""

    def __init__(self, file: IO[bytes], name: str, *, only_gzip: bool) -> None:
        self.name = name
        self._file = file
        self._buffer = bytearray()
        self._packed = self._unpacked = 0
        start = file.read(_PIECE)
        self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16) if start.startswith(b"\x1f\x8b") else None
        if only_gzip and not self._unpacker:
            raise BadArchiveFileError(name, "it is not packed with gzip")
        self._waiting = start

    def fill(self, size: int) -> bool:
        """Read until so many bytes wait, and return whether the file has them."""
        while len(self._buffer) < size:
            piece = self._next_piece()
            if not piece:
                return False
            self._buffer += piece
        return True

    def skip_blank_lines(self) -> bool:
        """Skip what parts records; return whether another record follows."""
        while self.fill(1) and self._buffer[0] in b"\r\n":
            del self._buffer[:1]
        return bool(self._buffer)

    def record(self) -> WarcRecord:
        """Read the record that begins here."""
        fields = self._fields()
        length = fields.get("content-length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 15):  # noqa: PLR2004 - digits of a petabyte
            raise self._refusal("a record does not say how long it is")
        digests = _Digests(fields, self.name)
        size = remaining = int(length)
        block = bytearray() if size <= LARGEST_BLOCK else None
        while remaining:
            if not self.fill(1):
                raise self._refusal(_CUT_OFF)
            piece = bytes(self._buffer[:remaining])
            del self._buffer[: len(piece)]
            remaining -= len(piece)
            digests.update(piece)
            if block is not None:
                block += piece
        if not self.fill(1):
            raise self._refusal(_CUT_OFF)  # two line ends belong to the record
        content = None if block is None else bytes(block)
        digests.verify(content)
        return WarcRecord(fields, content)

    def _fields(self) -> dict[str, str]:
        while not (end := HEAD_END.search(self._buffer)):
            if len(self._buffer) > _LONGEST_HEAD:
                raise self._refusal("it is not a WARC file: a record has no end of its header")
            if not self.fill(len(self._buffer) + 1):
                is_warc = self._buffer.startswith(b"WARC/")
                raise self._refusal(_CUT_OFF if is_warc else "it is not a WARC file")
        head = bytes(self._buffer[: end.start()])
        del self._buffer[: end.end()]
        version = _VERSION.match(head + b"\n")
        if not version:
            raise self._refusal("it is not a WARC file, or a record says a wrong length")
        lines = re.sub(rb"\r?\n[ \t]+", b" ", head[version.end() :]).decode("utf-8", "replace").splitlines()
        pairs = (line.partition(":") for line in lines)
        return {key.strip().lower(): value.strip() for key, _, value in pairs}

    def _next_piece(self) -> bytes:
        """Return the next unpacked bytes, empty at the end."""
        while True:
            raw = self._waiting or self._file.read(_PIECE)
            self._waiting = b""
            if not raw:
                if self._unpacker and self._packed and not self._unpacker.eof:
                    raise self._refusal(_CUT_OFF)
                return b""
            if piece := self._unpack(raw):
                return piece

    def _unpack(self, raw: bytes) -> bytes:
        if self._unpacker is None:
            return raw
        if self._unpacker.eof:  # each record is a member of its own
            self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            piece = self._unpacker.decompress(raw, _PIECE)
        except zlib.error as error:
            raise self._refusal(f"its compressed data is damaged ({error})") from error
        self._waiting = self._unpacker.unused_data or self._unpacker.unconsumed_tail
        self._packed += len(raw) - len(self._waiting)
        self._unpacked += len(piece)
        if self._unpacked > min(MOST_UNPACKED, max(_ANY_RATIO, self._packed * MOST_RATIO)):
            raise self._refusal(f"it unpacks to more than {MOST_RATIO} times its size")
        return piece

    def _refusal(self, why: str) -> BadArchiveFileError:
        return BadArchiveFileError(self.name, why)


class _Digests:
    """The digests that a record names, and those of what was read."""

    def __init__(self, fields: dict[str, str], name: str) -> None:
        self._fields = fields
        self._name = name
        self._block = _Digest.named(fields.get("warc-block-digest"))

    def update(self, piece: bytes) -> None:
        if self._block:
            self._block.hash.update(piece)

    def verify(self, block: bytes | None) -> None:
        """Refuse a record with a wrong digest. Of a revisit the payload is elsewhere."""
        if self._block and not self._block.fits():
            raise self._refusal("block")
        kind = self._fields.get("warc-type", "").lower()
        named = self._fields.get("warc-payload-digest")
        if block is None or kind == "revisit" or "warc-segment-number" in self._fields or not _Digest.named(named):
            return
        is_http = "application/http" in self._fields.get("content-type", "").lower()
        if not any(_Digest.of(named, content) for content in (_payloads(block) if is_http else [block])):
            raise self._refusal("payload")

    def _refusal(self, what: str) -> BadArchiveFileError:
        address = self._fields.get("warc-target-uri") or self._fields.get("warc-record-id", "")
        return BadArchiveFileError(
            self._name, f"the {what} of its record {address} does not have the digest that the record names"
        )


def _payloads(block: bytes) -> Iterator[bytes]:
    """Yield what tools take for the payload: the bytes after the headers, and those without chunks."""
    end = HEAD_END.search(block)
    body = block[end.end() :] if end else b""
    yield body
    if end and b"chunked" in block[: end.start()].lower():
        yield join_chunks(body)


@dataclass(slots=True)
class _Digest:
    """A digest that a record names, in base 16, 32 or 64, and the hash of what was read."""

    value: str
    hash: hashlib._Hash

    @classmethod
    def named(cls, text: str | None) -> _Digest | None:
        """Read a digest; None for one that is missing, or of an algorithm that nobody knows."""
        algorithm, _, value = (text or "").partition(":")
        algorithm = algorithm.strip().lower().replace("-", "")
        if algorithm not in {"md5", "sha1", "sha256", "sha384", "sha512"}:
            return None
        return cls(value.strip(), hashlib.new(algorithm, usedforsecurity=False))

    @classmethod
    def of(cls, text: str | None, content: bytes) -> bool:
        """Return whether a content has a digest."""
        digest = cls.named(text)
        if digest is None:
            return True
        digest.hash.update(content)
        return digest.fits()

    def fits(self) -> bool:
        """Return whether what was read has this digest."""
        raw = self.hash.digest()
        value = self.value.rstrip("=")
        return value.lower() == raw.hex() or value in {
            base64.b32encode(raw).decode().rstrip("="),
            base64.b64encode(raw).decode().rstrip("="),
            base64.urlsafe_b64encode(raw).decode().rstrip("="),
        }
