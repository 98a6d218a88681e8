"""Reads input and opens output: files or standard streams; an output file named .gz is compressed."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from factdb import partial_files
from factdb.domain.text import decode
from factdb.errors import NoSuchError, UsageError
from factdb.errors.database import TakenFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.cli.desk import Desk

_ARTICLE_ENDINGS = frozenset({".txt", ".text", ".html", ".htm", ".xhtml", ".pdf", ".vtt", ".srt"})


def read_bytes(name: str) -> bytes:
    """Return the bytes of a file, or of standard input where the name is -."""
    from factdb.formats.files import opening  # it loads the archives' libraries, which most commands do without

    return opening.read_limited(standard_input(), "standard input") if name == "-" else opening.read_bytes(name)


def standard_input() -> IO[bytes]:
    """Return standard input; refuse where it is closed, as by `<&-` or in some schedulers."""
    # Python sets a standard stream that is closed at its start to None.
    if sys.stdin is None:
        raise UsageError("Standard input is closed.", "Name a file, or let the command read one: < FILE")
    return sys.stdin.buffer


def read_text(name: str) -> str:
    """Return the text of a UTF-8 file, without a byte-order mark."""
    return decode(read_bytes(name), "standard input" if name == "-" else name)


def files_named(typed_evidence: Sequence[str]) -> dict[str, bytes]:
    """Return the bytes of the files that typed evidence names, by name."""
    from factdb.domain.typed_evidence import EvidenceKind, read

    rows = [read(typed, os.path.isfile) for typed in typed_evidence]
    return {row.value: read_bytes(row.value) for row in rows if row.kind is EvidenceKind.FILE}


def read_names() -> list[str]:
    """Return the names in a list on standard input: the first column of each line, without the heading."""
    raw = read_bytes("-")
    text = decode(raw, "standard input") if raw.strip() else ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    names = [line.replace(",", "\t").split("\t")[0].strip('"') for line in lines]
    # `factdb claims list` in a pipe begins with a heading.
    return names[1:] if names[:1] == ["id"] else names


def article_files(names: Sequence[str]) -> Iterator[str]:
    """Yield the named files; for a folder, the article files in it, sorted by name."""
    for name in names:
        folder = Path(name)
        if name != "-" and "://" not in name and folder.is_dir():
            paths = sorted(str(file) for file in folder.rglob("*") if _may_be_article(file))
            if not paths:
                endings = ", ".join(sorted(_ARTICLE_ENDINGS))
                raise NoSuchError(
                    "article in the folder", name, next_step=f"The names of article files end in {endings}."
                )
            yield from paths
        else:
            yield name


def _may_be_article(path: Path) -> bool:
    """Return whether a path has the name of an article and is a file, or a link that leads nowhere, which is refused.

    A folder named like a page has its own files, and whoever opened a pipe would wait for its other end.
    """
    return path.suffix.casefold() in _ARTICLE_ENDINGS and (path.is_file() or not path.exists())


@contextmanager
def open_to_write(path: Path | None) -> Iterator[IO[bytes]]:
    """Open a file for writing, or standard output where there is no path."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with partial_files.open_whole(path) as file:
        yield file


@contextmanager
def open_to_read(name: str) -> Iterator[IO[bytes]]:
    """Open a file for reading, or standard input for "-"; nothing is unpacked."""
    if name == "-":
        yield standard_input()
        return
    from factdb.formats.files import opening

    with opening.open_to_read(name) as file:
        yield file


def output_path(desk: Desk, name: str | None) -> Path | None:
    """Return the path of an output file, None for standard output; raise if it is the ledger itself."""
    path = Path(name) if name and name != "-" else None
    ledger = None if desk.database.is_postgresql else desk.database.path
    if path is not None and ledger is not None and path.exists() and ledger.exists() and path.samefile(ledger):
        raise TakenFileError(path)
    return path


def display_name(name: str) -> str:
    """Return the name of a file in a sentence."""
    return "standard input" if name == "-" else name
