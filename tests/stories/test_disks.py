"""Disks that are full, limits on files, read-only files and folders: one sentence, nothing half done."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from factdb.store.engine import Database
from tests.stories.conftest import Program
from tests.stories.forked_program import Forked
from tests.stories.write_commands import WORKS, Attempt

pytestmark = pytest.mark.long  # each write of each command on a full disk

PAGE = 4_096
_NO_RIGHTS_OVER_MODES = ~(1 << 1 | 1 << 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
_CAPABILITIES_3 = 0x20080522


@pytest.fixture(params=WORKS)
def attempt(request: pytest.FixtureRequest, on_sqlite_demo: Program) -> Attempt:
    """Each command in turn."""
    return Attempt(Forked(on_sqlite_demo.database, on_sqlite_demo.folder), WORKS[request.param])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if mount is None or unmount is None:
        pytest.skip("there is no mount")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], check=False, capture_output=True)
    if done.returncode:
        pytest.skip("who runs the tests may not mount a disk")
    yield disk
    subprocess.run([unmount, str(disk)], check=True)


def fill(disk: Path, room: int) -> Path:
    """Leave so many bytes on a disk; return the file that takes the others."""
    filler = disk / "filler"
    filler.write_bytes(b"x" * (shutil.disk_usage(disk).free - room))
    return filler


@pytest.mark.parametrize("work", WORKS)
def test_a_disk_that_is_full(sqlite_demo: Database, folder: Path, small_disk: Path, work: str) -> None:
    file = small_disk / "desk.db"
    shutil.copy(sqlite_demo.path, file)
    attempt = Attempt(Forked(Database.sqlite(file), folder), WORKS[work])
    for pages in (0, 2):  # no journal can be made; not all of it can be written
        filler = fill(small_disk, pages * PAGE)
        attempt.must_fail(attempt.start(), str(file), "the disk is full", "Nothing was left half done")
        filler.unlink()
    attempt.must_work_once()


def no_file_beyond(size: int) -> partial[None]:
    """Return what lets a process write no file beyond this size."""
    return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))


def test_a_limit_on_the_size_of_files(attempt: Attempt) -> None:
    for size in (0, 600):  # no journal can be written; no page of it
        attempt.must_fail(attempt.start(no_file_beyond(size)), str(attempt.database.path), "Nothing was left half done")
    attempt.must_work_once()


@pytest.mark.parametrize("work", ["correct", "assess"])
def test_a_limit_that_is_met_when_half_of_the_pages_are_written(on_sqlite_demo: Program, work: str) -> None:
    attempt = Attempt(Forked(on_sqlite_demo.database, on_sqlite_demo.folder), WORKS[work])
    size = attempt.database.path.stat().st_size
    attempt.must_fail(attempt.start(no_file_beyond(size)), str(attempt.database.path), "Nothing was left half done")
    attempt.must_work_once()


def obey_modes() -> None:
    """Let root be refused by modes like anybody else, in this process."""
    if os.geteuid():
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    rights = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice
    assert libc.capget(header, rights) == 0
    for kind in range(3):
        rights[kind] &= _NO_RIGHTS_OVER_MODES
    assert libc.capset(header, rights) == 0


@pytest.mark.parametrize(("of", "mode"), [("file", 0o444), ("folder", 0o555)])
def test_what_is_read_only_is_read(attempt: Attempt, of: str, mode: int) -> None:
    file = attempt.database.path
    path = file if of == "file" else file.parent
    writable = path.stat().st_mode
    path.chmod(mode)
    attempt.must_fail(attempt.start(obey_modes), f"{file} cannot be written: the file or its folder is read-only")
    assert attempt.program.run_child("claims", "show", "18", before=obey_modes).returncode == 0
    path.chmod(writable)
    attempt.must_work_once()
