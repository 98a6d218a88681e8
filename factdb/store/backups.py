"""Names the backups that upgrades make next to a SQLite database, and removes superfluous backups."""

from __future__ import annotations

import contextlib
import filecmp
import glob
import re
from typing import TYPE_CHECKING

from factdb import partial_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path


def backup_path(database: Path, revision: str, now: datetime) -> Path:
    """Return the path of the backup that is made before an upgrade to a revision."""
    return database.with_name(f"{database.name}.before-{revision}-{now:%Y%m%dT%H%M%S%f}.bak")


def remove_superfluous(database: Path, newest: Path, limit: int) -> None:
    """Keep `limit` backups and remove the others: first those with an equal later backup, never the newest one.

    An upgrade that failed and is started again copies the same database again. Without this order, three failures
    would remove every backup of an older state.
    """
    # The backup that was just made is not always the latest by name: clocks are set back.
    earlier = sorted(set(copies(database)) - {newest}, key=_timestamp)
    if len(earlier) < limit:
        return
    unique = [copy for number, copy in enumerate(earlier, start=1) if not _has_equal(copy, [*earlier[number:], newest])]
    repeated = [copy for copy in earlier if copy not in unique]
    for superfluous in [*repeated, *unique][: 1 - limit]:
        superfluous.unlink(missing_ok=True)


def remove_abandoned(database: Path) -> None:
    """Remove incomplete copies that killed upgrades left; the caller holds the lock for upgrades."""
    partial_files.remove_abandoned(database.parent)
    with contextlib.suppress(OSError):
        # Earlier versions wrote to these names under the same lock, so no running program has them open.
        for half in copies(database, r"\.partial(-journal)?"):
            half.unlink(missing_ok=True)


def copies(database: Path, ending: str = "") -> list[Path]:
    """Return the backups that upgrades made next to a database, not files with similar names made by people."""
    files = database.parent.glob(f"{glob.escape(database.name)}.before-*")
    return [file for file in files if re.fullmatch(_names(database) + ending, file.name)]


def _names(database: Path) -> str:
    return rf"{re.escape(database.name)}\.before-\w+-\d{{8}}T\d{{12}}\.bak"


def _timestamp(backup: Path) -> str:
    return backup.name.rsplit("-", 1)[-1]


def _has_equal(copy: Path, candidates: Iterable[Path]) -> bool:
    with contextlib.suppress(OSError):  # an unreadable file may differ, so it counts as unique
        return any(filecmp.cmp(copy, candidate, shallow=False) for candidate in candidates)
    return False
