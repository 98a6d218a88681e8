"""The folder of captures: written whole or not at all, by several writers, on full disks, under kill -9."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from factdb import partial_files
from factdb.archive.capture_files import CaptureFolder
from factdb.errors.archive import CaptureDamagedError, CaptureMissingError, CaptureNotStoredError

CONTENT = b"a capture" * 1_000
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> CaptureFolder:
    """A folder that is not there yet."""
    return CaptureFolder(tmp_path / "desk" / "captures")


def files(folder: CaptureFolder) -> list[str]:
    return sorted(path.relative_to(folder.path).as_posix() for path in folder.path.rglob("*") if path.is_file())


def test_a_file_is_written_read_and_removed(folder: CaptureFolder) -> None:
    assert folder.write(CONTENT) == folder.write(CONTENT) == NAME
    assert files(folder) == [f"{NAME[:2]}/{NAME[2:4]}/{NAME}"]
    assert folder.read(NAME) == CONTENT
    folder.verify(NAME)
    assert list(folder.names()) == [NAME]
    assert folder.remove(NAME) is True
    assert folder.remove(NAME) is False
    assert list(folder.path.iterdir()) == []
    assert list(folder.names()) == []


def test_only_the_owner_may_read(folder: CaptureFolder) -> None:
    before = os.umask(0)
    try:
        folder.write(CONTENT)
    finally:
        os.umask(before)
    for path in (folder.path, *folder.path.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", NAME.upper(), f"{NAME}\n"])
def test_what_is_not_there_is_missing(folder: CaptureFolder, name: str) -> None:
    for act in (folder.read, folder.verify):
        with pytest.raises(CaptureMissingError, match="has no file"):
            act(name)


def test_one_flipped_byte_is_named_and_the_next_write_mends_it(folder: CaptureFolder) -> None:
    folder.write(CONTENT)
    place = folder.place(NAME)
    place.write_bytes(b"A" + CONTENT[1:])
    for act in (folder.read, folder.verify):
        with pytest.raises(CaptureDamagedError, match=f"The file {NAME} in .* was changed or damaged") as refusal:
            act(NAME)
        assert refusal.value.exit_code == 6
    folder.write(CONTENT)
    folder.verify(NAME)


def test_other_files_in_the_folder_are_left_alone(folder: CaptureFolder) -> None:
    folder.write(CONTENT)
    (folder.place(NAME).parent / "notes.txt").write_text("mine")
    (folder.path / "README").write_text("mine")
    assert list(folder.names()) == [NAME]
    folder.remove(NAME)
    assert files(folder) == [f"{NAME[:2]}/{NAME[2:4]}/notes.txt", "README"]


def test_writers_at_once_leave_one_whole_file_each(folder: CaptureFolder) -> None:
    contents = [bytes([at % 5]) * 50_000 for at in range(40)]
    with ThreadPoolExecutor(8) as threads:
        names = list(threads.map(folder.write, contents))
    assert [folder.read(name) for name in names] == contents
    assert len(files(folder)) == 5


WRITER = """
import sys
from pathlib import Path
from factdb.archive.capture_files import CaptureFolder
folder = CaptureFolder(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    print(folder.write(b"%d " % number * 100_000), flush=True)
"""


def test_two_programs_at_once(folder: CaptureFolder) -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", WRITER, folder.path, "30"], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    outputs = [program.communicate()[0].split() for program in programs]
    assert [program.returncode for program in programs] == [0, 0]
    assert outputs[0] == outputs[1]
    assert sorted(outputs[0]) == list(folder.names())
    for name in outputs[0]:
        folder.verify(name)
    assert len(files(folder)) == 30


def test_a_full_disk_leaves_nothing_half_done(folder: CaptureFolder) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, 4_096))

    done = subprocess.run(
        [sys.executable, "-c", WRITER, folder.path, "1"], capture_output=True, text=True, check=False, preexec_fn=limit
    )
    assert "CaptureNotStoredError: Cannot store a capture in" in done.stderr
    assert "Nothing was left half done." in done.stderr
    assert files(folder) == []


def test_a_folder_that_cannot_be_made_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CaptureNotStoredError, match="Cannot store a capture"):
        CaptureFolder(tmp_path / "file" / "captures").write(CONTENT)


def test_kill_9_at_any_moment_leaves_whole_files_and_the_next_writer_cleans_up(folder: CaptureFolder) -> None:
    told: list[str] = []
    for number in range(6):
        program = subprocess.Popen(
            [sys.executable, "-c", WRITER, folder.path, "2000"], stdout=subprocess.PIPE, text=True
        )
        assert program.stdout
        told.append(program.stdout.readline().strip())
        time.sleep(number * 0.011)
        program.kill()
        told += [line for line in program.communicate()[0].splitlines() if len(line) == 64]
    for name in {*told, *folder.names()}:
        folder.verify(name)
    folder.write(CONTENT)
    assert not any("unfinished" in name for name in files(folder))


def test_a_killed_write_is_cleaned_up_and_a_running_one_is_not(folder: CaptureFolder) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, 4_096))

    # Python ignores this signal when it starts; here it ends the program in the midst of a write.
    code = f"import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n{WRITER}"
    done = subprocess.run([sys.executable, "-c", code, folder.path, "1"], preexec_fn=limit, check=False)
    assert done.returncode == -signal.SIGXFSZ
    (left,) = files(folder)
    assert left.endswith("/unfinished")
    with partial_files.partial_file(folder.place(NAME), folder.path) as running:  # a writer in the midst of its work
        running.write_bytes(b"half")
        CaptureFolder(folder.path).write(CONTENT)
        assert running.exists()
    assert not (folder.path / left).exists()
