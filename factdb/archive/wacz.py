"""Reads WACZ files, which browsertrix and ArchiveWeb.page write: WARC files in a zip, with their hashes."""

from __future__ import annotations

import hashlib
import itertools
import json
import lzma
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from factdb.archive import warc_reading
from factdb.errors.archive import BadArchiveFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.archive.warc_reading import WarcRecord

_PACKAGE, _PACKAGE_DIGEST, _PAGES = "datapackage.json", "datapackage-digest.json", "pages/pages.jsonl"
_MOST_MEMBERS = 10_000
_LARGEST_LIST = 20_000_000  # bytes of a list of files or pages
_MOST_PAGES = 1_000  # lines that are looked at for the first page
_PIECE = 1 << 20
# Whatever the libraries raise: RuntimeError for a password, NotImplementedError for an unknown way of packing.
_BROKEN = (zlib.error, lzma.LZMAError, EOFError, OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Wacz:
    """An open WACZ file whose names, sizes and hashes were verified."""

    archive: zipfile.ZipFile
    name: str

    def records(self) -> Iterator[WarcRecord]:
        """Yield the records of all its WARC files."""
        names = sorted(name for name in self.archive.namelist() if _is_warc(name))
        if not names:
            raise BadArchiveFileError(self.name, "it contains no WARC file", "Check that it is a WACZ file.")
        for member in names:
            try:
                with self.archive.open(member) as file:
                    yield from warc_reading.records(file, f"{self.name}: {member}")
            except _BROKEN as error:
                raise _damaged(self.name, error) from error

    def main_address(self) -> str | None:
        """Return the address of the page that was archived: the one that the file names, else the first of its list."""
        named = _object(self, _PACKAGE).get("mainPageURL")
        if isinstance(named, str):
            return named
        if _PAGES not in self.archive.namelist():
            return None
        for line in itertools.islice(_small(self, _PAGES).decode("utf-8", "replace").splitlines(), _MOST_PAGES):
            address = _json_object(self, line).get("url") if line.strip() else None
            if isinstance(address, str):
                return address
        return None


@contextmanager
def opened(file: IO[bytes], name: str) -> Iterator[Wacz]:
    """Open a WACZ file; refuse dangerous names, bombs and wrong hashes. Nothing is unpacked to the disk."""
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as error:
        raise _damaged(name, error) from error
    with archive:
        wacz = Wacz(archive, name)
        _require_safe(wacz)
        _require_hashes(wacz)
        yield wacz


def _is_warc(member: str) -> bool:
    return member.startswith("archive/") and member.lower().endswith((".warc", ".warc.gz"))


def _require_safe(wacz: Wacz) -> None:
    members = wacz.archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise BadArchiveFileError(wacz.name, f"it contains {len(members):,} files")
    if len({member.filename for member in members}) < len(members):
        raise BadArchiveFileError(wacz.name, "it contains two files of one name")
    for member in members:
        path = PurePosixPath(member.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in path.parts[0]:
            raise BadArchiveFileError(wacz.name, f"it contains a file with a dangerous name: {member.filename!a}")
        limit = max(16_000_000, member.compress_size * warc_reading.MOST_RATIO)
        if member.file_size > min(limit, warc_reading.MOST_UNPACKED):
            why = f"{member.filename} unpacks to more than {warc_reading.MOST_RATIO} times its size"
            raise BadArchiveFileError(wacz.name, why)


def _require_hashes(wacz: Wacz) -> None:
    """Refuse a file whose parts are not those that its list names."""
    if _PACKAGE not in wacz.archive.namelist():
        raise BadArchiveFileError(wacz.name, f"it has no {_PACKAGE}", "Check that it is a WACZ file.")
    if _PACKAGE_DIGEST in wacz.archive.namelist():
        _require_hash(wacz, _PACKAGE, _object(wacz, _PACKAGE_DIGEST).get("hash"))
    resources = _object(wacz, _PACKAGE).get("resources")
    listed = set()
    for resource in resources if isinstance(resources, list) else []:
        path = resource.get("path") if isinstance(resource, dict) else None
        if not isinstance(path, str):
            raise BadArchiveFileError(wacz.name, f"its {_PACKAGE} lists a file without a name")
        _require_hash(wacz, path, resource.get("hash"))
        listed.add(path)
    if unlisted := [name for name in wacz.archive.namelist() if _is_warc(name) and name not in listed]:
        raise BadArchiveFileError(wacz.name, f"its {_PACKAGE} does not list {unlisted[0]}")


def _require_hash(wacz: Wacz, member: str, named: object) -> None:
    algorithm, _, value = str(named).partition(":")
    if algorithm not in {"sha256", "sha512", "md5"}:
        raise BadArchiveFileError(wacz.name, f"it names no hash of {member}")
    digest = hashlib.new(algorithm, usedforsecurity=False)
    try:
        with wacz.archive.open(member) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except KeyError:
        raise BadArchiveFileError(wacz.name, f"{member} is missing in it") from None
    except _BROKEN as error:
        raise _damaged(wacz.name, error) from error
    if digest.hexdigest() != value.lower():
        raise BadArchiveFileError(wacz.name, f"{member} in it does not have the hash that its list names")


def _object(wacz: Wacz, member: str) -> dict[str, object]:
    return _json_object(wacz, _small(wacz, member))


def _json_object(wacz: Wacz, text: str | bytes) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadArchiveFileError(wacz.name, "one of its lists is not valid JSON") from error
    return value if isinstance(value, dict) else {}


def _small(wacz: Wacz, member: str) -> bytes:
    try:
        with wacz.archive.open(member) as file:
            raw = file.read(_LARGEST_LIST + 1)
    except _BROKEN as error:
        raise _damaged(wacz.name, error) from error
    if len(raw) > _LARGEST_LIST:
        raise BadArchiveFileError(wacz.name, f"its {member} is larger than {_LARGEST_LIST:,} bytes")
    return raw


def _damaged(name: str, error: Exception) -> BadArchiveFileError:
    return BadArchiveFileError(
        name, f"its compressed data is damaged ({str(error).rstrip('.') or type(error).__name__})"
    )
