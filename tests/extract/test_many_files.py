"""Files are read in several processes, and what becomes of a process that ends."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from factdb.errors.endings import ReaderEndedError
from factdb.extract import many_files
from factdb.extract.many_files import ArticleFile, SpeakerNames


class Killing:
    """Content that ends the process that unpacks it, as a system does that has no memory left."""

    def __reduce__(self) -> tuple[Callable[[int], object], tuple[int]]:
        return os._exit, (1,)


def test_a_process_that_is_killed_is_told_as_such() -> None:
    files = [ArticleFile("a.txt", Killing())]  # type: ignore[arg-type] # no content of a file
    with pytest.raises(ReaderEndedError, match="was killed") as refusal:
        list(many_files.read_files(files, SpeakerNames({}), 2))
    assert "--jobs 1" in refusal.value.next_step
