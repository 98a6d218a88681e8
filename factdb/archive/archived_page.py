"""Finds the page in an archive: in a capture of ours, in a WARC file of another tool, or in a WACZ file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from factdb.archive import decoding, wacz, warc_reading
from factdb.archive.fetched import header
from factdb.archive.http_message import REDIRECTS, absolute
from factdb.domain import urls
from factdb.errors import BadValueError
from factdb.errors.archive import BadArchiveFileError, NoArchivedPageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from factdb.archive.fetched import Headers
    from factdb.archive.http_message import HttpMessage
    from factdb.archive.warc_reading import WarcRecord

_MOST_HOPS = 10
_OK = range(200, 300)
_Response = tuple["WarcRecord", "HttpMessage"]
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """The response that an archive holds for a page: `content` is its body, unpacked."""

    address: str
    status: int
    headers: Headers
    content: bytes
    at: datetime | None

    @property
    def content_type(self) -> str:
        """The media type that the server named, with its parameters; empty if it named none."""
        return header(self.headers, "content-type") or ""


def read_capture(raw: bytes, name: str) -> ArchivedPage:
    """Return the page of a WARC file that factdb wrote: the last response, where its hops ended."""
    last = None
    for record in warc_reading.records(io.BytesIO(raw), name, only_gzip=True):
        if message := record.message():
            last = record, message
    if last is None:
        raise NoArchivedPageError(name, None)
    return _page(*last, name)


def read_archive(file: IO[bytes], name: str, address: str | None = None) -> ArchivedPage:
    """Return a page of a WARC or WACZ file of any tool: that of an address over its redirects, else the main page.

    `file` can be sought in. Without an address, the main page is the one that a WACZ file names, else the first page of
    HTML that was answered well.
    """
    is_zip = file.read(len(_ZIP)) == _ZIP
    file.seek(0)
    if is_zip:
        with wacz.opened(file, name) as archive:
            return _find(archive.records, name, address or archive.main_address())

    def records() -> Iterator[WarcRecord]:
        file.seek(0)
        return warc_reading.records(file, name)

    return _find(records, name, address)


def _find(records: Callable[[], Iterator[WarcRecord]], name: str, address: str | None) -> ArchivedPage:
    best = _response_for(records, address) if address else _main_response(records())
    if best is None:
        raise NoArchivedPageError(name, address)
    return _page(*best, name)


def _response_for(records: Callable[[], Iterator[WarcRecord]], address: str) -> _Response | None:
    """Return the response for an address. The file is read once for each redirect: their order in it may be any."""
    for _ in range(_MOST_HOPS + 1):
        response, behind = _responses(records(), _key(address))
        location = response and response[1].status in REDIRECTS and response[1].header("location")
        if response is None or not location:
            return response
        target = absolute(address, location)
        if _key(target) == _key(address):
            return behind
        address = target
    return None


def _responses(records: Iterator[WarcRecord], key: str) -> tuple[_Response | None, _Response | None]:
    """Return the first response for an address, and the first one that does not redirect.

    A page may redirect to itself, with a cookie. All of the file is read, so that all of it is verified.
    """
    first = behind = None
    for record in records:
        if record.kind == "response" and _key(record.address) == key and (message := record.message()):
            first = first or (record, message)
            behind = behind or (None if message.status in REDIRECTS else (record, message))
    return first, behind


def _main_response(records: Iterator[WarcRecord]) -> _Response | None:
    """Return the first good page of HTML, else the first good response, else the last one. All of the file is read."""
    html = good = last = None
    for record in records:
        if message := record.message():
            last = record, message
            if message.status in _OK:
                good = good or last
                html = html or (last if "html" in (message.header("content-type") or "").lower() else None)
    return html or good or last


def _key(address: str) -> str:
    """Return an address in the form in which two are compared."""
    try:
        return urls.canonical(address)
    except BadValueError:
        return address


def _page(record: WarcRecord, message: HttpMessage, name: str) -> ArchivedPage:
    codings = message.header("content-encoding") or ""
    try:
        content = decoding.unpack(message.body, codings, warc_reading.LARGEST_BLOCK)
    except decoding.UnpackedTooLargeError:
        why = f"its page unpacks to more than {warc_reading.LARGEST_BLOCK:,} bytes"
        raise BadArchiveFileError(name, why) from None
    except decoding.UnpackingError as error:
        # Some tools store the page unpacked and leave the header as it was.
        if message.body[:1].isspace() or message.body.startswith(b"<"):
            content = message.body
        else:
            raise BadArchiveFileError(name, f"its page cannot be unpacked: {error}") from error
    return ArchivedPage(record.address, message.status, message.headers, content, record.at)
