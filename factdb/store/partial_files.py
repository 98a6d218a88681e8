"""Writes files that bear their name only when they are whole, and removes what killed writers left half written.

Until it is whole, a file lies in a folder of its own beside its place, NAME.partial-..., which its writer holds locked.
The system lets go of the lock when the writer ends, however it ends. So a folder that can be locked belongs to no
living writer: whoever writes a file beside it next removes it.
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
except ImportError:  # Windows has none: nothing is locked there, and so nothing is removed
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CONTENT = "unfinished"  # the one file in a folder; a folder with any other isn't ours, and stays
_TOKEN_BYTES = 4
_PARTIAL_NAME = re.compile(rf".+\.partial-[0-9a-f]{{{2 * _TOKEN_BYTES}}}", re.DOTALL)


@contextlib.contextmanager
def partial_file(target: Path) -> Iterator[Path]:
    """Yield the path of a new file to write, which is named as its target at the end; where anything fails, it goes."""
    remove_abandoned(target.parent)
    with contextlib.ExitStack() as stack:
        folder = _locked_folder(target, stack)
        stack.callback(_remove, folder)  # while the lock still holds
        yield folder / _CONTENT
        (folder / _CONTENT).replace(target)


@contextlib.contextmanager
def open_whole(target: Path) -> Iterator[IO[bytes]]:
    """Open a file to write, packed where its name ends in .gz: readers see the old file or the new one, never half."""
    try:
        with partial_file(target) as partial, partial.open("wb") as file:
            if target.suffix.lower() == ".gz":  # without its name and the time: equal data makes equal files
                with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
                    yield cast("IO[bytes]", packed)
            else:
                yield file
    except OSError as error:
        raise UnwritableError(target, error.strerror) from error


def remove_abandoned(parent: Path) -> None:
    """Remove what killed writers left half written in a folder.

    What a living process writes stays; so does what can't be locked or removed, for it is in nobody's way.
    """
    with contextlib.suppress(OSError):  # a parent that can't be listed, or isn't there
        for folder in [path for path in parent.iterdir() if _PARTIAL_NAME.fullmatch(path.name)]:
            with contextlib.suppress(OSError), contextlib.ExitStack() as stack:  # a living writer has it, for one
                if _lock(folder, stack):
                    _remove(folder)


def sync_names(parent: Path) -> None:
    """Wait until the names in a folder are on the disk: a file that was renamed has its new name after a power cut."""
    with contextlib.suppress(OSError):  # Windows and some network disks can't
        descriptor = os.open(parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _locked_folder(target: Path, stack: contextlib.ExitStack) -> Path:
    """Make a folder beside a target, locked until the stack ends."""
    while True:
        folder = target.with_name(f"{target.name}.partial-{os.urandom(_TOKEN_BYTES).hex()}")
        folder.mkdir()
        try:
            _lock(folder, stack)
        except (BlockingIOError, FileNotFoundError):
            continue  # somebody who cleans up took it for abandoned in the moment before it was locked
        except OSError:
            return folder  # this disk has no locks: nobody can lock the folder, and so nobody removes it
        if folder.exists():  # else it was removed between opening and locking
            return folder


def _lock(folder: Path, stack: contextlib.ExitStack) -> bool:
    """Lock a folder until the stack ends; return False where there are no locks, raise where another has it."""
    if fcntl is None:
        return False
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    stack.callback(os.close, descriptor)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return True


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):  # what can't be removed now, the next writer removes
        (folder / _CONTENT).unlink(missing_ok=True)
        folder.rmdir()
