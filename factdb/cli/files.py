"""Reads what people hand in: a file, or - for standard input; never more than a sensible size."""

from __future__ import annotations

import sys
from pathlib import Path

from factdb.domain.text import decode
from factdb.errors import NoSuchError, UnreadableFileError

MOST_BYTES = 50_000_000


def read_bytes(name: str) -> bytes:
    """Return the bytes of a file, or of standard input where the name is -."""
    shown = "standard input" if name == "-" else name
    try:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1) if name == "-" else _file(Path(name))
    except FileNotFoundError as error:
        raise NoSuchError("file", name, next_step="is that its name, as seen from the folder you are in?") from error
    except OSError as error:
        raise UnreadableFileError(shown, error.strerror or "it can't be opened") from error
    if len(raw) > MOST_BYTES:
        raise UnreadableFileError(shown, f"it is larger than {MOST_BYTES // 1_000_000} MB")
    return raw


def read_text(name: str) -> str:
    """Return a text in UTF-8, a byte-order mark dropped."""
    return decode(read_bytes(name), "standard input" if name == "-" else name)


def _file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def read_names() -> list[str]:
    """Return the names that a list in a pipe gives: the first column of each line, without its heading."""
    raw = read_bytes("-")
    text = decode(raw, "standard input") if raw.strip() else ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    names = [line.replace(",", "\t").split("\t")[0].strip('"') for line in lines]
    return names[1:] if names[:1] == ["id"] else names
