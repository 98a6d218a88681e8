"""The folder of captures: files named by the SHA-256 of their content, written whole or not at all.

ab/cd/abcd... holds the file whose hash begins so. Only factdb writes here, and only the owner may read. A file gets its
name when all of it is on the disk; what a killed writer left goes when the next one writes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb import partial_files
from factdb.errors.archive import CaptureDamagedError, CaptureMissingError, CaptureNotStoredError, ForeignFolderError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PIECE = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_OWNER_ONLY = 0o700, 0o600  # folders and files


class _AttemptEndedError(Exception):
    """Ends an attempt to write, of which nothing should stay."""


@dataclass(slots=True)
class FileCopies:
    """What was copied into a folder: the number of files, their size in bytes, and how many were damaged."""

    path: Path
    count: int = 0
    size: int = 0
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class CaptureFolder:
    """A folder of captures; it is made when the first one is written."""

    path: Path

    def require_room(self, content: bytes) -> None:
        """Refuse a folder that does not take a content; nothing stays of the attempt."""
        try:
            _make_folders(self.path)
            with (
                contextlib.suppress(_AttemptEndedError),
                partial_files.partial_file(self.path / "attempt") as unfinished,
            ):
                unfinished.write_bytes(content)
                raise _AttemptEndedError
        except OSError as error:
            raise CaptureNotStoredError(self.path, error.strerror or str(error)) from error

    def require_owner(self, desk: str) -> None:
        """Refuse the folder of another desk; the first desk that writes here puts its name there."""
        try:
            owner = self._owner.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            self._write(self._owner, desk.encode())
            return
        except (OSError, UnicodeDecodeError) as error:
            raise CaptureNotStoredError(self.path, str(error)) from error
        if owner != desk:
            raise ForeignFolderError(self.path)

    @property
    def _owner(self) -> Path:
        return self.path / "desk"

    def place(self, sha256: str) -> Path:
        """Return where the file of a hash is, or would be."""
        if not _SHA256.fullmatch(sha256):
            raise CaptureMissingError(self.path, ascii(sha256))
        return self.path / sha256[:2] / sha256[2:4] / sha256

    def write(self, content: bytes) -> str:
        """Store a content, and return its SHA-256. One that is stored already stays; a damaged one is replaced."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = self.place(sha256)
        try:
            if not (place.exists() and self._actual(place) == sha256):
                self._write(place, content)
        except OSError as error:
            raise CaptureNotStoredError(self.path, error.strerror or str(error)) from error
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return a content; refuse one that is missing or is no longer what was stored."""
        try:
            content = self.place(sha256).read_bytes()
        except FileNotFoundError:
            raise CaptureMissingError(self.path, sha256) from None
        if (actual := hashlib.sha256(content).hexdigest()) != sha256:
            raise CaptureDamagedError(self.path, sha256, actual)
        return content

    def verify(self, sha256: str) -> None:
        """Refuse a file that is missing or changed, without holding it in memory."""
        try:
            actual = self._actual(self.place(sha256))
        except FileNotFoundError:
            raise CaptureMissingError(self.path, sha256) from None
        if actual != sha256:
            raise CaptureDamagedError(self.path, sha256, actual)

    def remove(self, sha256: str) -> bool:
        """Remove a file, and return whether it was there; folders that become empty go too."""
        place = self.place(sha256)
        try:
            place.unlink()
        except FileNotFoundError:
            return False
        partial_files.sync_names(place.parent)
        for folder in (place.parent, place.parent.parent):
            with contextlib.suppress(OSError):  # it holds other files
                folder.rmdir()
        return True

    def names(self) -> Iterator[str]:
        """Yield the hashes of all files, in order; what else lies in the folder is left out."""
        for place in sorted(self.path.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if _SHA256.fullmatch(place.name) and place == self.place(place.name):
                yield place.name

    def copy_to(self, other: CaptureFolder) -> FileCopies:
        """Copy every file to another folder; a damaged one is left out, and counted."""
        copies = FileCopies(other.path)
        if self._owner.exists():
            other.require_owner(self._owner.read_text(encoding="utf-8").strip())
        for sha256 in self.names():
            try:
                content = self.read(sha256)
            except (CaptureMissingError, CaptureDamagedError):
                copies.damaged += 1
                continue
            other.write(content)
            copies.count += 1
            copies.size += len(content)
        return copies

    def remove_unfinished(self) -> None:
        """Remove what killed writers left; what a running writer has locked stays."""
        partial_files.remove_abandoned(self.path)

    def _write(self, place: Path, content: bytes) -> None:
        _make_folders(place.parent)
        with partial_files.partial_file(place, self.path) as unfinished:
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY[1])
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        partial_files.sync_names(place.parent)

    @staticmethod
    def _actual(place: Path) -> str:
        digest = hashlib.sha256()
        with place.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
        return digest.hexdigest()


def _make_folders(folder: Path) -> None:
    """Make a folder and those above it, each for the owner only, and let their names reach the disk."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    with contextlib.suppress(FileExistsError):  # another writer was quicker
        folder.mkdir(mode=_OWNER_ONLY[0])
    partial_files.sync_names(folder.parent)
