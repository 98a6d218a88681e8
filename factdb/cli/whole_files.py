"""Opens what data goes to and comes from: a file or a standard stream, packed where the name ends in .gz.

A file appears under its name only when it is whole.
"""

from __future__ import annotations

import gzip
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from factdb.errors import NoSuchError, UnreadableFileError
from factdb.errors.database import TakenFileError, UnwritableError
from factdb.store import partial_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.cli.desk import Desk


@contextmanager
def written(path: Path | None) -> Iterator[IO[bytes]]:
    """Open a file to write, or standard output where there is no path."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with partial_files.partial_file(path) as partial, partial.open("wb") as file:
            if path.suffix.lower() == ".gz":  # without its name and the time: equal data makes equal files
                with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
                    yield cast("IO[bytes]", packed)
            else:
                yield file
    except OSError as error:
        raise UnwritableError(path, error.strerror) from error


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """Open a file as it is, or standard input for -."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise NoSuchError("file", name, next_step="is that its name, as seen from the folder you are in?") from error
    except OSError as error:
        raise UnreadableFileError(name, error.strerror or "it can't be read") from error


def place(desk: Desk, name: str | None) -> Path | None:
    """Return the path of a file that is to be written, None for standard output; the ledger itself is refused."""
    path = Path(name) if name and name != "-" else None
    ledger = None if desk.database.is_postgresql else desk.database.path
    if path is not None and ledger is not None and path.exists() and ledger.exists() and path.samefile(ledger):
        raise TakenFileError(path)
    return path


def shown(name: str) -> str:
    """Return what a sentence calls a file."""
    return "standard input" if name == "-" else name


def ending(path: Path) -> str:
    """Return what a file's name says of its format: csv of claims.csv and of claims.CSV.gz."""
    bare = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return bare.suffix.removeprefix(".").lower()
