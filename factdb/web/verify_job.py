"""The check of the whole desk that a page starts: on a thread of its own, one at once, its outcome kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import TYPE_CHECKING

from factdb.errors import FactdbError
from factdb.errors.web import VerifyRunsError
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import sessions

if TYPE_CHECKING:
    from datetime import datetime

    from factdb.archive.capture_files import CaptureFolder
    from factdb.domain.history.chain import HistoryFinding
    from factdb.store.engine import Database

MOST_FINDINGS = 1_000
"""Findings that are kept; one statement outside factdb may alter every row."""


@dataclass(slots=True)
class Run:
    """A check: who began it and when, what was checked so far, and the first findings.

    `is_over` says that it has ended; with a `failure`, or with neither `is_complete`, it did not come to its end.
    """

    handle: str
    began_at: datetime
    checked: Checked = field(default_factory=Checked)
    findings: list[HistoryFinding] = field(default_factory=list)
    count: int = 0
    failure: str | None = None
    is_complete: bool = False
    is_over: bool = False


@dataclass(slots=True)
class VerifyJob:
    """The last check of a server, or the one that runs; threads share it."""

    run: Run | None = None
    _lock: Lock = field(default_factory=Lock)
    _thread: Thread | None = None

    def start(self, database: Database, folder: CaptureFolder | None, handle: str, at: datetime) -> None:
        """Begin a check; refuse a second one at once, which would only take the first one's time."""
        with self._lock:
            if self.run and not self.run.is_over:
                raise VerifyRunsError(self.run.handle)
            self.run = Run(handle, at)
            # A server that ends does not wait for it: it only reads.
            self._thread = Thread(target=_check, args=(self.run, database, folder), daemon=True)
            self._thread.start()

    def join(self) -> None:
        """Wait for the end of the check."""
        if self._thread:
            self._thread.join()


def _check(run: Run, database: Database, folder: CaptureFolder | None) -> None:
    try:
        with sessions.checking(database, for_long=True) as session:
            for finding in verify.findings(session, run.checked, now=run.began_at, folder=folder):
                run.count += 1
                if run.count <= MOST_FINDINGS:
                    run.findings.append(finding)
        run.is_complete = True
    except FactdbError as error:
        run.failure = f"{error} {error.next_step}".strip()
    finally:
        run.is_over = True
