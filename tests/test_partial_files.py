"""Files that bear their name only when they are whole: what is never seen, what is removed, and what never is."""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

import pytest

from factdb import partial_files
from factdb.partial_files import partial_file
from tests.store.process_pool import processes

WRITERS, FILES = 4, 50


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def abandon(target: Path, content: str | None = "half") -> Path:
    """Leave what a killed writer leaves."""
    folder = target.with_name(f"{target.name}.partial-0123abcd")
    folder.mkdir()
    if content is not None:
        (folder / "unfinished").write_text(content)
    return folder


def test_a_file_bears_its_name_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "desk's [1] 100%.csv"
    target.write_text("before")
    with partial_file(target) as partial:
        partial.write_text("after")
        assert target.read_text() == "before"
    assert names_in(tmp_path) == [target.name]
    assert target.read_text() == "after"


def test_a_file_has_the_rights_that_the_settings_of_its_writer_give_it(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    with partial_file(tmp_path / "target") as partial:
        partial.touch()
    assert (tmp_path / "target").stat().st_mode == (tmp_path / "plain").stat().st_mode


def fail(target: Path, error: BaseException) -> None:
    with partial_file(target) as partial:
        partial.write_text("half")
        raise error


@pytest.mark.parametrize("error", [OSError("full"), ValueError("wrong"), KeyboardInterrupt()])
def test_what_fails_leaves_all_as_it_was(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "desk.csv"
    target.write_text("before")
    with pytest.raises(type(error)):
        fail(target, error)
    assert names_in(tmp_path) == ["desk.csv"]
    assert target.read_text() == "before"


@pytest.mark.parametrize("content", ["half", None])
@pytest.mark.parametrize("name", ["desk.csv", "other.csv", "two\nlines"])
def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path: Path, name: str, content: str | None) -> None:
    abandon(tmp_path / name, content)
    with partial_file(tmp_path / "desk.csv") as partial:
        partial.touch()
    assert names_in(tmp_path) == ["desk.csv"]


def test_what_is_still_written_stays(tmp_path: Path) -> None:
    with partial_file(tmp_path / "desk.csv") as first:
        first.write_text("first")
        with partial_file(tmp_path / "desk.csv") as second:
            second.write_text("second")
        partial_files.remove_abandoned(tmp_path)
        assert (tmp_path / "desk.csv").read_text() == "second"
    assert (tmp_path / "desk.csv").read_text() == "first"
    assert names_in(tmp_path) == ["desk.csv"]


def test_what_no_writer_of_ours_left_stays(tmp_path: Path) -> None:
    (tmp_path / "notes.partial").write_text("mine")
    (tmp_path / "notes.partial-0123abcd").write_text("mine")
    (tmp_path / "drafts.partial-20261122").mkdir()
    (tmp_path / "drafts.partial-20261122" / "letter").write_text("mine")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "unfinished").write_text("mine")
    (tmp_path / "link.partial-0123abcd").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / "pipe.partial-0123abcd")
    before = sorted(tmp_path.rglob("*"))
    partial_files.remove_abandoned(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before
    partial_files.remove_abandoned(tmp_path / "nowhere")


def test_where_there_are_no_locks_files_are_written_and_nothing_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partial_files, "fcntl", None)  # as on Windows
    left = abandon(tmp_path / "desk.csv")
    with partial_file(tmp_path / "desk.csv") as partial:
        partial.write_text("whole")
    assert names_in(tmp_path) == ["desk.csv", left.name]


# -- several at once ------------------------------------------------------------------------------------------


def write_files(number: int, folder: Path) -> int:
    """Write files of one name again and again, as others do too, each removing what it takes for abandoned."""
    for turn in range(FILES):
        with partial_file(folder / f"{turn % 3}.csv") as partial:
            partial.write_text(f"{number} ")
            with partial.open("a") as file:
                file.write(f"{turn}")
    return FILES


def test_writers_in_one_folder_do_not_remove_the_files_of_each_other(tmp_path: Path) -> None:
    with processes(WRITERS) as several:
        assert several.run_in_all(write_files, tmp_path) == [FILES] * WRITERS
    assert names_in(tmp_path) == ["0.csv", "1.csv", "2.csv"]


def lose_folder(_number: int, folder: Path, moment: str, *, is_removed: bool) -> str:
    """Write a file whose folder, just made, somebody who cleans up locks, or has removed, at one moment."""
    moments = iter([moment])
    locks = []

    def audit(event: str, _: tuple[object, ...]) -> None:
        partials = list(folder.glob("*.partial-*")) if event == moment else []
        if not partials or next(moments, None) is None:
            return
        if is_removed:
            partials[0].rmdir()
        else:
            locks.append(os.open(partials[0], os.O_RDONLY))
            fcntl.flock(locks[0], fcntl.LOCK_EX)

    sys.addaudithook(audit)
    with partial_file(folder / "desk.csv") as partial:
        partial.write_text("whole")
    assert next(moments, None) is None, "that moment never came"
    return (folder / "desk.csv").read_text()


@pytest.mark.parametrize(("moment", "is_removed"), [("open", True), ("fcntl.flock", True), ("fcntl.flock", False)])
def test_a_folder_that_is_lost_before_it_is_locked_is_made_anew(
    tmp_path: Path, moment: str, *, is_removed: bool
) -> None:
    with processes(1) as one:
        assert one.run_in_all(lose_folder, tmp_path, moment, is_removed=is_removed) == ["whole"]
    partial_files.remove_abandoned(tmp_path)  # what the one who cleans up had in its hands
    assert names_in(tmp_path) == ["desk.csv"]
