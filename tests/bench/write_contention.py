"""Measures writers at once: how long the services take beside bare statements, what failed, and what broke."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from factdb.store.engine import Database
from tests.bench import writers
from tests.bench.bare_writes import bare
from tests.bench.writers import WRITERS, Change
from tests.databases import Postgresql, prepare
from tests.store.process_pool import Processes, processes

_CHANGES_A_CLAIM = 20  # of all writers: 200 claims for 500 changes each


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What became of the changes of all writers."""

    seconds: float
    errors: int
    lost: int
    broken: int

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, {self.errors} errors, {self.lost} lost, {self.broken} broken chains"


def rows(folder: Path, postgres: str | None, changes: int) -> Iterator[str]:
    """Yield a row of the table for each engine: both crowds on a desk of their own, one after the other."""
    work = f"{WRITERS} writers x {changes} status changes on {_claims(changes)} claims"
    with processes(WRITERS) as several:
        for engine in ["SQLite", *(["PostgreSQL"] if postgres else [])]:
            with _desk(folder, postgres, engine, "ours") as database:
                ours = measure(several, writers.by_services, database, changes)
            with _desk(folder, postgres, engine, "bare") as database:
                peer = measure(several, bare, database, changes)
            against = f"the driver alone: {'BEGIN IMMEDIATE' if engine == 'SQLite' else 'FOR UPDATE'}, the same rows"
            ratio = ours.seconds / peer.seconds
            yield f"| {work}, {engine}: {ours} | {against}: {peer} | {ratio:.2f} | 0 errors, 0 broken chains |"


def measure(several: Processes, change: Change, database: Database, changes: int) -> WriteResult:
    """Let every process make its changes."""
    numbers = writers.claims_in_review(database, _claims(changes))
    start = time.perf_counter()
    errors = [each for found in several.run_in_all(writers.write, change, database, numbers, changes) for each in found]
    seconds = time.perf_counter() - start
    broken = writers.broken(database)
    for each in (*errors, *broken):
        sys.stderr.write(f"{each}\n")
    return WriteResult(seconds, len(errors), len(writers.lost(database, changes)), len(broken))


def _claims(changes: int) -> int:
    return WRITERS * changes // _CHANGES_A_CLAIM


@contextmanager
def _desk(folder: Path, postgres: str | None, engine: str, name: str) -> Iterator[Database]:
    """Make an empty desk beside the measured one, and take it away again."""
    if engine == "SQLite" or postgres is None:
        database = Database.sqlite(folder / f"{name}.db")
        prepare(database)
        yield database
        database.path.unlink()
        return
    maker = Postgresql(postgres)
    database = maker.create()
    prepare(database)
    yield database
    maker.drop(database)
