"""The one SQLite library of this process: `sqlite3`, with which everything in factdb opens SQLite files.

Two libraries in one process drop each other's file locks: both could write at once, and a change would be lost. So the
choice is made once: Python's own where its SQLite has the fix of the write-ahead log, else pysqlite3 where it is
installed and has the fix, else Python's own with the rollback journal. Only the child process of `factdb sql` has
Python's own in any case.
"""

from __future__ import annotations

import re
import sqlite3 as standard
from importlib import import_module
from typing import TYPE_CHECKING, Any

EXTRA = "sqlite"
"""The extra of factdb that installs a SQLite with the fix."""

# These versions fixed the bug that could reset a write-ahead log while it was read.
_MENDED = ((3, 44, 6), (3, 50, 7))
_SAFE_FROM = (3, 51, 3)


def has_safe_log(version: tuple[int, ...]) -> bool:
    """Return whether a version of SQLite has the fix of the write-ahead log."""
    return version >= _SAFE_FROM or any(version[:2] == fix[:2] and version >= fix for fix in _MENDED)


def _choose() -> Any:  # noqa: ANN401 - a module
    if has_safe_log(standard.sqlite_version_info):
        return standard
    try:
        newer = import_module("pysqlite3")
    except ImportError:
        return standard
    return newer if has_safe_log(newer.sqlite_version_info) else standard


if TYPE_CHECKING:
    import sqlite3 as sqlite3  # noqa: PLC0414 - handed on; pysqlite3 has the same interface
else:
    sqlite3 = _choose()

HAS_SAFE_LOG = has_safe_log(sqlite3.sqlite_version_info)
"""Whether this process writes with the write-ahead log; otherwise with the rollback journal."""


def is_busy(error: sqlite3.Error) -> bool:
    """Return whether SQLite refused because somebody else holds a lock; pysqlite3 gives no error codes."""
    return re.search(r"\bis locked\b", str(error)) is not None


def library() -> str:
    """Return the name and the version of the library: "sqlite3 3.40.1"."""
    return f"{sqlite3.__name__} {sqlite3.sqlite_version}"
