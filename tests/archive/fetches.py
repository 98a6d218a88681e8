"""Made-up fetches, for tests that need no server."""

from __future__ import annotations

from datetime import UTC, datetime

from factdb.archive.fetched import Fetched, Hop
from factdb.archive.http_message import HEAD_END, read_message

AT = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)


def hop(address: str, response: bytes, location: str | None = None) -> Hop:
    message = read_message(response)
    assert message
    request = f"GET {address} HTTP/1.1\r\nHost: example.org\r\n\r\n".encode()
    return Hop(address, message.status, message.headers, location, "192.0.2.7", AT, request, response, message.body)


def fetch(
    content: bytes | str,
    *,
    address: str = "https://example.org/page",
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
    hops: tuple[Hop, ...] = (),
    final: str = "",
) -> Fetched:
    """Return a fetch with one response."""
    raw = content.encode() if isinstance(content, str) else content
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(raw)}\r\n\r\n".encode()
    return Fetched(address, (*hops, hop(final or address, head + raw)), raw, 0.1)


def blocks(fetched: Fetched) -> list[bytes]:
    return [block for one in fetched.hops for block in (one.response, one.request)]


def body(block: bytes) -> bytes:
    end = HEAD_END.search(block)
    return block[end.end() :] if end else b""
