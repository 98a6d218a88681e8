"""The bench of fetching keeps every page, and prints a row of its table."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from factdb.archive.archived_page import read_capture
from factdb.archive.capture_files import CaptureFolder
from tests.bench import fetching


def test_every_page_is_kept(tmp_path: Path) -> None:
    with fetching.serving() as port:
        (tmp_path / "addresses").write_text("\n".join(f"http://127.0.0.1:{port}/{page}" for page in range(3)))
        fetching.keep(tmp_path / "addresses", tmp_path / "captures")
    folder = CaptureFolder(tmp_path / "captures")
    pages = [read_capture(folder.read(name), name) for name in folder.names()]
    assert sorted(page.address for page in pages) == [f"http://127.0.0.1:{port}/{page}" for page in range(3)]
    assert all(page.status == 200 and b"nine million" in page.content for page in pages)


@pytest.mark.long  # no user waits for a benchmark
@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not installed")
def test_the_bench_prints_a_row(tmp_path: Path) -> None:
    line = fetching.row(5, 1, tmp_path)
    assert line.startswith("| 5 pages fetched and kept: ")
    assert line.count("|") == 6
