"""The files that wait to be imported: in a private folder, under random names, for one session and one hour."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import tempfile
import weakref
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Lock, Timer
from typing import IO, TYPE_CHECKING

from factdb.domain.text import for_terminal
from factdb.errors.exchange import ERROR_KEY
from factdb.errors.web import (
    ImportRunsError,
    NoSuchUploadError,
    NoUploadError,
    UploadChangedError,
    UploadLostError,
    UploadTooLargeError,
)
from factdb.formats import rows as plain_rows
from factdb.formats.files import opening

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from factdb.services.imports.importing import Taken

MOST_BYTES = 20_000_000
TOO_LARGE = (
    f"The pages import files of at most {MOST_BYTES:,} bytes; this has more. Nothing was imported. "
    "Import it where the desk is: factdb import FILE"
)
MOST_ROWS = 50_000
"""Rows of an upload: their import takes about 15 seconds, in which nobody else can write on SQLite."""
_MOST_UNPACKED = 200_000_000
_LASTS = timedelta(hours=1)
_OF_ONE_SESSION, _AT_ONCE = 5, 20
_LONGEST_NAME = 120
_PIECE = 1 << 18
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do: its numbers, the first refused rows, remarks, and how many texts it repaired.

    `left_out` are columns that look like something a claim needs, and have no field.
    """

    numbers: Taken
    refused: list[str]
    remarks: tuple[str, ...] = ()
    repaired: int = 0
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class Upload:
    """A file that was uploaded. `name` is what the browser called it, and no path; `owner` has the hash of a session.

    `outcome` says what its import did; the file is deleted then.
    """

    token: str
    owner: str
    name: str
    sha256: str
    size: int
    path: Path
    ends_at: datetime
    timer: Timer
    outcome: Outcome | None = None

    @contextmanager
    def open(self, sha256: str | None = None) -> Iterator[IO[bytes]]:
        """Open the file; refuse a form that was made for another one, and a file that was altered on the disk."""
        try:
            stream = self.path.open("rb")
        except OSError:
            raise NoSuchUploadError from None
        with stream:
            if sha256 not in {None, self.sha256} or opening.sha256(stream) != self.sha256:
                raise UploadChangedError
            yield stream

    @property
    def refused_rows(self) -> Path:
        """The file of the rows that the last dry run, or the import, refused; it is there if any were."""
        return self.path.with_suffix(".refused")

    def write_refused(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Keep the refused rows as CSV: corrected, the file can be imported, and its last column is left out."""
        self.refused_rows.unlink(missing_ok=True)
        if not rows:
            return
        columns = [column for column in dict.fromkeys(name for row in rows for name in row) if column != ERROR_KEY]
        descriptor = os.open(self.refused_rows, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
            written = ({name: row.get(name) for name in [*columns, ERROR_KEY]} for row in rows)
            plain_rows.write(written, [*columns, ERROR_KEY], plain_rows.Format.CSV, out)

    def delete_file(self) -> None:
        """Delete the file that was uploaded; the refused rows stay for the hour."""
        self.path.unlink(missing_ok=True)

    def delete(self) -> None:
        """Delete both files."""
        self.timer.cancel()
        self.delete_file()
        self.refused_rows.unlink(missing_ok=True)


@dataclass(slots=True, weakref_slot=True)
class Uploads:
    """All uploads of a server; threads share them. What is known of them is in memory, and ends with the server."""

    _lock: Lock = field(default_factory=Lock)
    _running: Lock = field(default_factory=Lock)
    _uploads: dict[str, Upload] = field(default_factory=dict)
    _folder: Path | None = None

    def keep(self, session: str, file_name: str, stream: IO[bytes], at: datetime) -> Upload:
        """Keep a file for a session, whose token is `session`; the oldest of too many is deleted."""
        name, token = _plain_name(file_name), secrets.token_urlsafe(_TOKEN_BYTES)
        try:
            path = self._path()
            size, sha256 = _copy(stream, path)
        except OSError as error:
            raise UploadLostError(error.strerror or str(error)) from error
        try:
            _require_bounds(path, name, size)
        except (UploadTooLargeError, NoUploadError):
            path.unlink(missing_ok=True)
            raise
        timer = Timer(_LASTS.total_seconds(), self.drop, [token])
        timer.daemon = True
        timer.start()
        upload = Upload(token, _hash(session), name, sha256, size, path, at + _LASTS, timer)
        with self._lock:
            self._uploads[token] = upload
            for extra in self._extra(upload.owner):
                extra.delete()
                del self._uploads[extra.token]
        return upload

    def find(self, token: str, session: str, at: datetime) -> Upload:
        """Return an upload of a session, with what its import did; refuse every other one."""
        with self._lock:
            upload = self._uploads.get(token)
        if upload is None or not secrets.compare_digest(upload.owner, _hash(session)) or upload.ends_at <= at:
            raise NoSuchUploadError
        return upload

    def drop(self, token: str) -> None:
        """Forget an upload, and delete its file."""
        with self._lock:
            upload = self._uploads.pop(token, None)
        if upload:
            upload.delete()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let one import run at once, and refuse a second one: on SQLite, it would only wait."""
        if not self._running.acquire(blocking=False):
            raise ImportRunsError
        try:
            yield
        finally:
            self._running.release()

    def close(self) -> None:
        """Delete all files."""
        with self._lock:
            for upload in self._uploads.values():
                upload.delete()
            self._uploads.clear()
            if self._folder:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = None

    def _extra(self, owner: str) -> list[Upload]:
        """Return the oldest uploads that are too many: of one session, and of all."""
        own = [upload for upload in self._uploads.values() if upload.owner == owner][:-_OF_ONE_SESSION]
        return own or list(self._uploads.values())[:-_AT_ONCE]

    def _path(self) -> Path:
        """Return the path of a new file, in a folder that only the person who runs the server can read."""
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="factdb-imports-"))
                # Also of a server that ends in another way than `close`.
                weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
            return self._folder / secrets.token_hex(16)


def _copy(stream: IO[bytes], path: Path) -> tuple[int, str]:
    """Write a file that only its owner can read; return its size and its SHA-256. A part of it does not stay."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                out.write(piece)
                size += len(piece)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return size, digest.hexdigest()


def _require_bounds(path: Path, name: str, size: int) -> None:
    if not size:
        raise NoUploadError(f"The file {name} is empty.")
    if size > MOST_BYTES:
        raise UploadTooLargeError(name, f"{MOST_BYTES:,} bytes")
    with path.open("rb") as stream:
        if opening.unpacks_beyond(stream, _MOST_UNPACKED):
            raise UploadTooLargeError(name, f"{_MOST_UNPACKED:,} bytes when unpacked")


def _plain_name(file_name: str) -> str:
    """Return the name of a file without its folders; what could control a screen is made visible."""
    last = for_terminal(re.split(r"[/\\]", file_name)[-1]).strip()
    return last[-_LONGEST_NAME:] or "upload"


def _hash(session: str) -> str:
    return hashlib.sha256(session.encode("utf-8", "surrogatepass")).hexdigest()
