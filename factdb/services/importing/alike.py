"""Counts the rows of one file that are known alike, in a temporary file of SQLite's, so that memory stays flat."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGEST = 12  # bytes: two of a billion rows share one by chance once in 100 billion files


class Alike:
    """Which of the rows so far is known by a name, and which of those is this one."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Begin to count."""
        self._database = database
        database.execute("CREATE TABLE seen (name BLOB PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID")

    def number(self, name: str) -> int:
        """Count one more row that is known by this name; return its number among them, from 1."""
        key = hashlib.blake2b(name.encode(), digest_size=_DIGEST).digest()
        if self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, 1)", (key,)).rowcount:
            return 1
        self._database.execute("UPDATE seen SET count = count + 1 WHERE name = ?", (key,))
        return int(self._database.execute("SELECT count FROM seen WHERE name = ?", (key,)).fetchone()[0])


@contextmanager
def counting() -> Iterator[Alike]:
    """Count the rows of one file; what it takes is gone afterwards."""
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -16000")
        database.execute("BEGIN")
        yield Alike(database)
