"""Reads HTTP responses from bytes: those that a WARC file holds, and those that a connection brought."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from factdb.archive.fetched import header

if TYPE_CHECKING:
    from factdb.archive.fetched import Headers

_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b[^\n]*(?:\n|$)")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[^\r\n]*\r?\n")


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """A response: `body` is without chunks, but still compressed where the server compressed it."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first header of a name, in lower case."""
        return header(self.headers, name)


def read_message(block: bytes) -> HttpMessage | None:
    """Return the response that a block holds; None where it does not begin like one."""
    first = _STATUS_LINE.match(block)
    if not first:
        return None
    end = HEAD_END.search(block, first.end() - 2)
    head, body = (block[first.end() : end.start()], block[end.end() :]) if end else (block[first.end() :], b"")
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).splitlines()
    pairs = (text(line).partition(":") for line in lines)
    headers = tuple((name.strip(), value.strip()) for name, colon, value in pairs if colon)
    # Some tools join the chunks and leave the header as it was.
    is_chunked = "chunked" in (header(headers, "transfer-encoding") or "").lower()
    return HttpMessage(int(first[1]), headers, join_chunks(body) if is_chunked else body)


def join_chunks(body: bytes) -> bytes:
    """Return a chunked body in one piece; one that has no chunks, or stops in the midst of one, as far as it goes."""
    pieces: list[bytes] = []
    place = 0
    while size := _CHUNK_SIZE.match(body, place):
        length = int(size[1], 16)
        if not length:
            return b"".join(pieces)
        pieces.append(body[size.end() : size.end() + length])
        place = size.end() + length
        if body[place : place + 1] not in {b"\r", b"\n", b""}:
            return body  # what looked like the size of a chunk was text
        place += 2 if body[place : place + 2] == b"\r\n" else 1
    return b"".join(pieces) if place else body


def text(raw: bytes) -> str:
    """Return the text of a header, which servers write in UTF-8 or in Latin-1."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def absolute(base: str, location: str) -> str:
    """Return the address that a redirect names; spaces in it are a common slip of servers."""
    try:
        return urljoin(base, location.strip().replace(" ", "%20"))
    except ValueError:
        return location
