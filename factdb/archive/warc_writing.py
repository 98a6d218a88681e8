"""Writes a fetch as a WARC 1.1 file: every request and response byte for byte, each record a gzip member of its own.

warcio's own writer parses HTTP headers and writes them anew, and its digests are SHA-1: the bytes here are those that
went over the wire, and the digests SHA-256. Tests hold the files against `warcio check`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
import zlib
from typing import TYPE_CHECKING

from factdb.archive.http_message import HEAD_END

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from factdb.archive.fetched import Fetched, FetchFailure, Hop
    from factdb.archive.warc_reading import WarcRecord

VERSION = "WARC/1.1"
_BREAKS_A_LINE = re.compile(r"[\x00-\x1f\x7f]")
_LEVEL = 9


def write_warc(fetch: Fetched | FetchFailure, software: str, operator: str | None = None) -> bytes:
    """Return the file of a fetch, with all its hops; `software` and `operator` say who made it."""
    about = {
        "software": software,
        "format": f"WARC File Format {VERSION.partition('/')[2]}",
        "operator": operator or "",
    }
    info = "".join(f"{name}: {_line(value)}\r\n" for name, value in about.items() if value)
    info_id = _record_id()
    records = [_record("warcinfo", info_id, fetch.at, "application/warc-fields", info.encode())]
    for hop in fetch.hops:
        records += _hop_records(hop, info_id)
    return b"".join(records)


def write_resource(address: str, at: datetime, media_type: str, content: bytes) -> bytes:
    """Return a file that somebody handed in as a record of its own, under the address that it is about."""
    return _record("resource", _record_id(), at, media_type, content, [("WARC-Target-URI", address)])


def write_again(record: WarcRecord) -> bytes:
    """Return a record of another tool as a member of gzip; nothing of one that is too large to be read."""
    if record.block is None:
        return b""
    head = "".join(f"{name}: {_line(value)}\r\n" for name, value in record.fields.items())
    return _packed(head, record.block)


def _hop_records(hop: Hop, info_id: str) -> Iterator[bytes]:
    """Yield the records of a request and of its response, which name each other."""
    response_id = _record_id()
    about = [("WARC-Target-URI", hop.address), ("WARC-IP-Address", hop.ip), ("WARC-Warcinfo-ID", info_id)]
    yield _record("response", response_id, hop.at, "application/http;msgtype=response", hop.response, about)
    about.append(("WARC-Concurrent-To", response_id))
    yield _record("request", _record_id(), hop.at, "application/http;msgtype=request", hop.request, about)


def _record(
    kind: str, record_id: str, at: datetime, media_type: str, block: bytes, about: Sequence[tuple[str, str]] = ()
) -> bytes:
    fields = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"),
        *about,
        ("WARC-Block-Digest", sha256(block)),
    ]
    if kind != "warcinfo":
        fields.append(("WARC-Payload-Digest", sha256(block if kind == "resource" else payload(block))))
    fields += [("Content-Type", media_type), ("Content-Length", str(len(block)))]
    head = "".join(f"{name}: {_line(value)}\r\n" for name, value in fields)
    return _packed(head, block)


def _packed(head: str, block: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    pieces = (f"{VERSION}\r\n{head}\r\n".encode(), block, b"\r\n\r\n")
    return b"".join([*map(packer.compress, pieces), packer.flush()])


def payload(block: bytes) -> bytes:
    """Return what follows the HTTP headers in a block, as it was sent: chunks are not joined, as warcio reads it."""
    end = HEAD_END.search(block)
    return block[end.end() :] if end else b""


def sha256(content: bytes) -> str:
    """Return a digest as WARC writes it: the algorithm, and the hash in base 32."""
    return f"sha256:{base64.b32encode(hashlib.sha256(content).digest()).decode()}"


def _record_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _line(value: str) -> str:
    return _BREAKS_A_LINE.sub(" ", value)
