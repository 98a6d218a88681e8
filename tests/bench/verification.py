"""Times `factdb verify`, as a process of its own: events a second of CPU, and the most memory that it had."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from factdb.store.engine import Database

GOAL = 20_000  # events a second
_FLAT = 1.3
# The most memory is read from /proc: what getrusage tells a process begins with what its parent had.
_PROGRAM = """
import contextlib, io, json, re, sys, time
from factdb.cli.main import factdb
out = io.StringIO()
with contextlib.redirect_stdout(out):
    factdb(["--db", sys.argv[1], "verify", "--json"], standalone_mode=False)
most = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())
print(json.dumps([json.loads(out.getvalue())["events"], time.process_time(), int(most[1]) // 1024]))
"""


@dataclass(frozen=True, slots=True)
class Verified:
    """How many events were held, the CPU seconds that it took, the start of the program among them, and the MB."""

    events: int
    seconds: float
    megabytes: int

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds


def measure(database: Database, runs: int) -> Verified:
    """Verify a clean desk several times; return the median by time."""
    found = sorted((_once(database) for _ in range(runs)), key=lambda each: each.seconds)
    return found[statistics.median_low(range(runs))]


def rows(engine: str, database: Database, tenth: Database | None, runs: int) -> Iterator[str]:
    """Yield the rows of the table: how fast, and how flat beside a desk of a tenth of the claims."""
    found = measure(database, runs)
    work = f"`factdb verify`, {engine}: {found.events:,} events, {found.rate:,.0f} a second, {found.megabytes} MB"
    yield f"| {work} | {GOAL:,} events a second | {GOAL / found.rate:.2f} | 1.0 |"
    if tenth is not None:
        less = measure(tenth, runs)
        ratio = found.megabytes / less.megabytes
        yield f"| the memory of that | on a tenth of the claims: {less.megabytes} MB | {ratio:.2f} | {_FLAT} |"


def _once(database: Database) -> Verified:
    command = [sys.executable, "-c", _PROGRAM, database.location]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Verified(*json.loads(done.stdout))
