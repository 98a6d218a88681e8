"""Writes files that get their name only when they are complete, and removes the partial files of killed writers.

Until it is complete, a file is in a folder next to its target, NAME.partial-..., which its writer keeps locked. The
system releases the lock when the writer ends for any reason. So a folder that can be locked has no running writer: the
next writer in the same place removes it.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import re
from typing import IO, TYPE_CHECKING, cast

from factdb.errors.database import UnwritableError

try:
    import fcntl
except ImportError:  # not on Windows: nothing is locked there, and so nothing is removed
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CONTENT = "unfinished"  # the only file in such a folder; a folder with other files is not ours and stays
_TOKEN_BYTES = 4
_PARTIAL_NAME = re.compile(rf".+\.partial-[0-9a-f]{{{2 * _TOKEN_BYTES}}}", re.DOTALL)


@contextlib.contextmanager
def partial_file(target: Path, parent: Path | None = None) -> Iterator[Path]:
    """Yield the path of a new file to write. At the end it gets the name of its target; on an error it is removed.

    It is written in `parent`, on the same disk; by default where its target is.
    """
    parent = parent or target.parent
    remove_abandoned(parent)
    with contextlib.ExitStack() as stack:
        folder = _locked_folder(parent / target.name, stack)
        stack.callback(_remove, folder)  # before the lock is released
        yield folder / _CONTENT
        (folder / _CONTENT).replace(target)


@contextlib.contextmanager
def open_whole(target: Path, *, packed: bool = True) -> Iterator[IO[bytes]]:
    """Open a file to write, packed where its name ends in .gz: readers see the old file or the new one, never half.

    What is packed already says `packed=False`. A pipe or a device is written as it is: replaced by a file, /dev/null
    would be lost to the whole machine.
    """
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                yield file
            return
        with partial_file(target) as partial, partial.open("wb") as file:
            if packed and target.suffix.lower() == ".gz":  # without its name and the time: equal data makes equal files
                with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packer:
                    yield cast("IO[bytes]", packer)
            else:
                yield file
    except OSError as error:
        raise UnwritableError(target, error.strerror) from error


def remove_abandoned(parent: Path) -> None:
    """Remove the partial files that killed writers left in a folder.

    Files of a running writer stay. Files that cannot be locked or removed stay too; they do no harm.
    """
    with contextlib.suppress(OSError):  # the parent folder cannot be listed, or does not exist
        for folder in [path for path in parent.iterdir() if _PARTIAL_NAME.fullmatch(path.name)]:
            with (
                contextlib.suppress(OSError),
                contextlib.ExitStack() as stack,
            ):  # a running writer may have it
                if _lock(folder, stack):
                    _remove(folder)


def sync_names(parent: Path) -> None:
    """Wait until the names in a folder are on the disk, so that a renamed file keeps its new name after a power cut."""
    with contextlib.suppress(OSError):  # Windows and some network disks cannot do this
        descriptor = os.open(parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _locked_folder(target: Path, stack: contextlib.ExitStack) -> Path:
    """Create a folder next to a target, locked until the stack ends."""
    while True:
        folder = target.with_name(f"{target.name}.partial-{os.urandom(_TOKEN_BYTES).hex()}")
        folder.mkdir()
        try:
            _lock(folder, stack)
        except (BlockingIOError, FileNotFoundError):
            continue  # another writer removed it as abandoned, just before it was locked
        except OSError:
            return folder  # this disk has no locks: nobody can lock the folder, so nobody removes it
        if folder.exists():  # otherwise it was removed between opening and locking
            return folder


def _lock(folder: Path, stack: contextlib.ExitStack) -> bool:
    """Lock a folder until the stack ends. Return False if the disk has no locks; raise if another process has it."""
    if fcntl is None:
        return False
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    stack.callback(os.close, descriptor)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return True


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):  # if it cannot be removed now, the next writer removes it
        (folder / _CONTENT).unlink(missing_ok=True)
        folder.rmdir()
