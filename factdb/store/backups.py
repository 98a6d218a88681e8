"""Names the copies that upgrades make beside a SQLite database, and removes those that nobody needs any more."""

from __future__ import annotations

import contextlib
import filecmp
import glob
import re
from typing import TYPE_CHECKING

from factdb.store import partial_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path


def backup_path(database: Path, revision: str, now: datetime) -> Path:
    """Return where a database is copied to before it is brought to a revision."""
    return database.with_name(f"{database.name}.before-{revision}-{now:%Y%m%dT%H%M%S%f}.bak")


def remove_superfluous(database: Path, newest: Path, limit: int) -> None:
    """Remove all copies but so many: never the one that was just made, first those that have a later equal.

    An upgrade that is killed or fails, and is given again, copies the same database again: without that order,
    three failures would push out every copy of an older state.
    """
    # By name, the copy that was just made needn't be the latest: clocks are set back.
    earlier = sorted(set(_copies(database)) - {newest}, key=_timestamp)
    if len(earlier) < limit:
        return
    unique = [copy for number, copy in enumerate(earlier, start=1) if not _has_equal(copy, [*earlier[number:], newest])]
    repeated = [copy for copy in earlier if copy not in unique]
    for superfluous in [*repeated, *unique][: 1 - limit]:
        superfluous.unlink(missing_ok=True)


def remove_abandoned(database: Path) -> None:
    """Remove what killed upgrades left half copied; the caller holds the lock that upgrades take in turn."""
    partial_files.remove_abandoned(database.parent)
    with contextlib.suppress(OSError):
        # Earlier versions wrote to these names, under the same lock: no living program has them open.
        for half in _copies(database, r"\.partial(-journal)?"):
            half.unlink(missing_ok=True)


def _copies(database: Path, ending: str = "") -> list[Path]:
    """Return the copies beside a database that upgrades made, not those that people named much the same."""
    files = database.parent.glob(f"{glob.escape(database.name)}.before-*")
    return [file for file in files if re.fullmatch(_names(database) + ending, file.name)]


def _names(database: Path) -> str:
    return rf"{re.escape(database.name)}\.before-\w+-\d{{8}}T\d{{12}}\.bak"


def _timestamp(backup: Path) -> str:
    return backup.name.rsplit("-", 1)[-1]


def _has_equal(copy: Path, candidates: Iterable[Path]) -> bool:
    with contextlib.suppress(OSError):  # what can't be read may differ, and is as good as unique
        return any(filecmp.cmp(copy, candidate, shallow=False) for candidate in candidates)
    return False
