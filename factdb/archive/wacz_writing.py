"""Writes kept pages as one WARC file, or as a WACZ file: the WARC, its index and its list of pages in a zip.

Readers such as ReplayWeb.page open a WACZ file at its list of pages, and find each page by the index.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from factdb.archive import warc_reading, warc_writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

WARC_TYPE = "application/warc"
_WARC, _PAGES = "archive/data.warc.gz", "pages/pages.jsonl"
_INDEX, _INDEX_BLOCKS = "indexes/index.idx", "indexes/index.cdx.gz"
_PACKAGE, _PACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"
_WACZ_VERSION = "1.1.1"
_PIECE = 1 << 16
_LINES_A_BLOCK = 3_000
_LONGEST_TITLE = 500
_ID_LENGTH = 22
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the same pages give the same bytes


@dataclass(frozen=True, slots=True)
class PageToWrite:
    """A kept page: its address, its title, when it was read, and its file.

    `content` is a WARC file that factdb wrote. What somebody handed in has a `media_type`: an archive of another tool
    is written anew, record by record, and any other file becomes a record.
    """

    address: str
    title: str
    at: datetime
    content: bytes
    media_type: str | None = None

    @property
    def warc(self) -> bytes:
        """The page as the bytes of a WARC file."""
        if self.media_type is None:
            return self.content
        if self.media_type == WARC_TYPE:
            records = warc_reading.records(io.BytesIO(self.content), self.title)
            return b"".join(warc_writing.write_again(record) for record in records)
        return warc_writing.write_resource(self.address, self.at, self.media_type, self.content)


def write_warc(pages: Iterable[PageToWrite], out: IO[bytes]) -> int:
    """Write the pages as one WARC file, a member of gzip a record; return their number."""
    count = 0
    for page in pages:
        out.write(page.warc)
        count += 1
    return count


def write_wacz(pages: Iterable[PageToWrite], out: IO[bytes], title: str, software: str) -> int:
    """Write the pages as a WACZ file; return their number."""
    lines: list[str] = []
    listed = [{"format": "json-pages-1.0", "id": "pages", "title": title}]
    newest = ""
    with tempfile.TemporaryFile() as warc, zipfile.ZipFile(out, "w") as archive:
        digest = hashlib.sha256()
        for page in pages:
            raw = page.warc
            lines += _index_lines(raw, warc.tell())
            warc.write(raw)
            digest.update(raw)
            moment = f"{page.at:%Y-%m-%dT%H:%M:%SZ}"
            newest = max(newest, moment)
            name = hashlib.sha256(f"{page.address} {moment}".encode()).hexdigest()[:_ID_LENGTH]
            listed.append({"id": name, "url": page.address, "ts": moment, "title": page.title[:_LONGEST_TITLE]})
        entry = _entry(_WARC)
        entry.file_size = size = warc.tell()  # said before: a header for huge files misleads readers of small ones
        warc.seek(0)
        with archive.open(entry, "w") as member:
            shutil.copyfileobj(warc, member)
        resources = [_resource(_WARC, digest.hexdigest(), size)]
        pages_list = "".join(f"{_json(row)}\n" for row in listed).encode()
        for name, content in (*_index(sorted(lines)), (_PAGES, pages_list)):
            archive.writestr(_entry(name), content)
            resources.append(_resource(name, hashlib.sha256(content).hexdigest(), len(content)))
        package = _package(title, software, newest, resources)
        archive.writestr(_entry(_PACKAGE), package)
        stamp = {"path": _PACKAGE, "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
        archive.writestr(_entry(_PACKAGE_DIGEST), _json(stamp).encode())
    return len(listed) - 1


def _package(title: str, software: str, created: str, resources: list[dict[str, Any]]) -> bytes:
    facts = {
        "profile": "data-package",
        "wacz_version": _WACZ_VERSION,
        "title": title,
        "software": software,
        "created": created or "1980-01-01T00:00:00Z",
        "resources": resources,
    }
    return json.dumps(facts, ensure_ascii=False, indent=2).encode()


def _resource(path: str, sha256: str, size: int) -> dict[str, Any]:
    return {"name": path.rpartition("/")[2], "path": path, "hash": f"sha256:{sha256}", "bytes": size}


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _FIRST_DAY)  # stored, not packed: readers jump to a record


def _index(lines: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the index: its lines in packed blocks, and where each block begins."""
    blocks = b""
    starts = [f"!meta 0 {_json({'format': 'cdxj-gzip-1.0', 'filename': _INDEX_BLOCKS.rpartition('/')[2]})}"]
    for first in range(0, len(lines), _LINES_A_BLOCK):
        text = "".join(f"{line}\n" for line in lines[first : first + _LINES_A_BLOCK])
        block = gzip.compress(text.encode(), mtime=0)
        digest = f"sha256:{hashlib.sha256(block).hexdigest()}"
        key = " ".join(lines[first].split(" ", 2)[:2])
        starts.append(f"{key} {_json({'offset': len(blocks), 'length': len(block), 'digest': digest})}")
        blocks += block
    yield _INDEX_BLOCKS, blocks or gzip.compress(b"", mtime=0)
    yield _INDEX, "".join(f"{line}\n" for line in starts).encode()


def _index_lines(raw: bytes, start: int) -> Iterator[str]:
    """Yield a line of the index (CDXJ) for each response and resource in a WARC file that begins at `start`."""
    for offset, member in _members(raw):
        record = next(warc_reading.records(io.BytesIO(member), "capture", only_gzip=True))
        if record.kind not in {"response", "resource"} or record.at is None:
            continue
        message = record.message()
        content_type = message.header("content-type") if message else record.fields.get("content-type")
        entry = {
            "url": record.address,
            "mime": (content_type or "application/octet-stream").partition(";")[0].strip(),
            "status": str(message.status if message else 200),
            "digest": record.fields.get("warc-payload-digest", record.fields.get("warc-block-digest", "")),
            "length": str(len(member)),
            "offset": str(start + offset),
            "filename": _WARC.rpartition("/")[2],
        }
        yield f"{sort_key(record.address)} {record.at:%Y%m%d%H%M%S} {_json(entry)}"


# The sort that the index of the Internet Archive has: pages of one host stand together, and "www." parts nobody.
def sort_key(address: str) -> str:
    """Return an address in the order of an index (SURT): org,example)/path."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    is_usual = parts.port in {None, 80 if parts.scheme == "http" else 443}
    port = "" if is_usual else f":{parts.port}"
    query = f"?{parts.query.lower()}" if parts.query else ""
    return f"{','.join(reversed(host.split('.')))}{port}){(parts.path or '/').lower()}{query}".replace(" ", "%20")


def _members(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the members of gzip in a file, each with the place where it begins."""
    offset, whole = 0, memoryview(raw)
    while offset < len(raw):
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        at = offset
        while at < len(raw) and not unpacker.eof:
            unpacker.decompress(whole[at : at + _PIECE])
            at += _PIECE
        end = min(at, len(raw)) - len(unpacker.unused_data)
        yield offset, raw[offset:end]
        offset = end


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
