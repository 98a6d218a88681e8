"""Opens a plain file, a .gz, or a .zip with one member, and refuses one that would unpack without end."""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import shutil
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING

from factdb.errors import NoSuchError, UnreadableFileError
from factdb.errors.import_files import DamagedArchiveError, UnopenedFileError
from factdb.formats.files.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_BYTES = 50_000_000  # of an article, a file of evidence, a list of names
MOST_UNPACKED = 8_000_000_000
MOST_RATIO = 200  # text packs 3 to 20 times; no desk writes a million equal rows
_SMALL = 16_000_000  # bytes that may have any ratio
_IN_MEMORY = 16_000_000
_HASHED = 1 << 18  # bytes that are hashed at once
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
# Whatever the libraries raise: RuntimeError for a password, NotImplementedError for an unknown way of packing.
_BROKEN = (zlib.error, lzma.LZMAError, EOFError, OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError)
_WORKBOOK = "xl/workbook.xml"
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"


class Kind(StrEnum):
    """The kinds of files that are no text."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file ready to be read: as text, or a file of another kind (`kind`) as bytes that can be sought in."""

    name: str
    text: Text | None = None
    data: IO[bytes] | None = None
    kind: Kind | None = None


_KINDS = {b"PAR1": Kind.PARQUET, b"\xd0\xcf\x11\xe0": Kind.XLS}  # by the first four bytes


@contextmanager
def open_to_read(name: str | Path) -> Iterator[IO[bytes]]:
    """Open a file that somebody named, for reading; nothing is unpacked."""
    try:
        with Path(name).open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise NoSuchError("file", str(name), next_step="Check the name, and the folder that you are in.") from error
    except OSError as error:
        raise UnopenedFileError(name, error) from error


def read_bytes(name: str | Path) -> bytes:
    """Return the bytes of a file that somebody named; a file above the limit is refused."""
    with open_to_read(name) as file:
        return read_limited(file, str(name))


def read_limited(stream: IO[bytes], name: str) -> bytes:
    """Return the bytes of a stream, or refuse more than `MOST_BYTES`."""
    try:
        # One byte more than the limit shows that the input is too large.
        raw = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnopenedFileError(name, error) from error
    if len(raw) > MOST_BYTES:
        raise UnreadableFileError(name, f"it is larger than {MOST_BYTES // 1_000_000} MB")
    return raw


class _PipeCopy(tempfile.SpooledTemporaryFile[bytes]):
    """What a pipe brought: nothing says whether that was all."""


@contextmanager
def seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Return a seekable stream: the stream itself, or for a pipe a temporary file that is deleted afterwards."""
    if stream.seekable():
        yield stream
        return
    # An archive has its list of members at its end, and a workbook is read twice: a pipe allows neither.
    with _PipeCopy(max_size=_IN_MEMORY) as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield copy


def sha256(stream: IO[bytes]) -> str | None:
    """Return the SHA-256 of a whole file in hexadecimal, packed as it is; None if it cannot be read to its end."""
    digest = hashlib.sha256()
    try:
        stream.seek(0)
        while part := stream.read(_HASHED):
            digest.update(part)
        stream.seek(0)
    except OSError:
        return None  # whoever reads the rows meets the same error, and knows its line
    return digest.hexdigest()


def unpacks_beyond(stream: IO[bytes], limit: int) -> bool:
    """Return whether a .gz or a .zip unpacks to more bytes than these; the stream is at its beginning afterwards.

    What is damaged is not beyond: whoever reads it says why.
    """
    stream.seek(0)
    start = stream.read(len(_ZIP))
    stream.seek(0)
    size = 0
    try:
        if start == _ZIP:
            size = sum(member.file_size for member in zipfile.ZipFile(stream).infolist())
        elif start.startswith(_GZIP):
            unpacking = gzip.GzipFile(fileobj=stream, mode="rb")
            while size <= limit and (piece := unpacking.read(_HASHED)):
                size += len(piece)
    except _BROKEN:
        size = 0
    stream.seek(0)
    return size > limit


def open_file(stream: IO[bytes], name: str, encoding: str | None = None) -> OpenedFile:
    """Look at a file's first bytes and open it; `stream` can be sought in, and is closed by the caller afterwards."""
    start = stream.read(len(_ZIP))
    stream.seek(0)
    if start.startswith(_GZIP):
        return _text(gzip.GzipFile(fileobj=stream, mode="rb"), name, encoding, _size(stream))
    if start == _ZIP:
        return _open_archive(stream, name, encoding)
    if start in _KINDS:
        return OpenedFile(name, data=stream, kind=_KINDS[start])
    is_pipe = isinstance(stream, _PipeCopy)
    return OpenedFile(name, text=Text(name, stream.read, encoding, size=_size(stream), is_pipe=is_pipe))


def _open_archive(stream: IO[bytes], name: str, encoding: str | None) -> OpenedFile:
    try:
        archive = zipfile.ZipFile(stream)
        members = [member for member in archive.infolist() if not _is_beside(member)]
        # A workbook is an archive too. openpyxl unpacks it: only the sizes that it names can be checked here.
        if kind := _kind_of(archive, {member.filename for member in members}):
            _require_small(members, name)
            stream.seek(0)
            return OpenedFile(name, data=stream, kind=kind)
        if len(members) != 1:
            listed = ", ".join(member.filename for member in members[:5]) or "nothing"
            raise UnreadableFileError(
                name, f"it contains {len(members)} files ({listed})", "Unpack it, and name one of its files."
            )
        return _text(archive.open(members[0]), name, encoding, members[0].compress_size)
    except _BROKEN as error:
        raise DamagedArchiveError(name, _why(error)) from error


def _kind_of(archive: zipfile.ZipFile, parts: set[str]) -> Kind | None:
    if _WORKBOOK in parts:
        return Kind.XLSX
    if {"mimetype", "content.xml"} <= parts:
        with archive.open("mimetype") as part:
            return Kind.ODS if part.read(len(_SPREADSHEET)) == _SPREADSHEET else None
    return None


def _is_beside(member: zipfile.ZipInfo) -> bool:
    """Return whether a member is a folder, or what a Mac puts next to each file."""
    return member.is_dir() or member.filename.startswith("__MACOSX/")


def _require_small(members: list[zipfile.ZipInfo], name: str) -> None:
    packed, size = sum(member.compress_size for member in members), sum(member.file_size for member in members)
    if size > MOST_UNPACKED or (size > _SMALL and size > packed * MOST_RATIO):
        raise _bomb_refusal(name)


def _text(unpacking: IO[bytes] | gzip.GzipFile, name: str, encoding: str | None, packed: int) -> OpenedFile:
    return OpenedFile(name, text=Text(name, _bounded_reader(unpacking, name, packed), encoding))


def _bounded_reader(unpacking: IO[bytes] | gzip.GzipFile, name: str, packed: int) -> Callable[[int], bytes]:
    limit = min(MOST_UNPACKED, max(_SMALL, packed * MOST_RATIO))
    count = 0

    def read(size: int) -> bytes:
        nonlocal count
        try:
            piece = unpacking.read(size)
        except _BROKEN as error:
            raise DamagedArchiveError(name, _why(error)) from error
        # The size that an archive names for a member may be a lie: what comes out is counted.
        count += len(piece)
        if count > limit:
            raise _bomb_refusal(name)
        return piece

    return read


def _bomb_refusal(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        name, f"it unpacks to more than {MOST_RATIO} times its size", "Unpack it, and check what it contains."
    )


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return size


def _why(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
