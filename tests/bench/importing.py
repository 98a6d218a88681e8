"""Imports beside what the engines can: python -m tests.bench.importing [--claims N] [--postgres URL of a server].

A flat file of claims of 120 characters, by 5,000 speakers in 2,000 sources, becomes normalised rows with their history.
Each import and each peer is a process of its own, into a new desk; peers are given the very rows, hashes and all.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import psycopg
from psycopg.sql import SQL, Identifier

from tests.bench import sentences

_FACTDB = str(Path(sys.executable).with_name("factdb"))
_BARE = str(Path(__file__).with_name("bare_import.py"))
_SPEAKERS, _SOURCES, _LETTERS = 5_000, 2_000, 120
_HEAD = "| import | rows/s | CPU s | peak MB | beside | ratio | goal |\n|---|---|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process took: seconds on the clock, of CPU, and the most memory that it held."""

    wall: float
    cpu: float
    peak_mb: float
    stdout: str = ""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.importing", description="Measure factdb import.")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--postgres", metavar="URL", help="a server on which databases may be made")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "claims.csv"
        write(file, given.claims)
        say(_HEAD)
        for row in _sqlite(file, given.claims):
            say(row)
        for row in _postgresql(file, given.claims, given.postgres) if given.postgres else ():
            say(row)


def write(file: Path, claims: int) -> None:
    """Write a flat file of claims; the same for the same number."""
    rng = Random(5)  # noqa: S311 - the same file every time
    speakers, sources = list(sentences.people(_SPEAKERS)), list(sentences.outlets(_SOURCES))
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["id", "claim", "speaker", "said_on", "source", "occasion"])
        for n in range(1, claims + 1):
            day = date(2010, 1, 1) + timedelta(days=rng.randrange(5_000))
            words = f"{n:08} "
            while len(words) < _LETTERS:
                words += f"{sentences.sentence(rng)} "
            rows.writerow([n, words[:_LETTERS], rng.choice(speakers), day, rng.choice(sources), "a speech"])


def _sqlite(file: Path, claims: int) -> Iterator[str]:
    ours = file.with_name("ours.db")
    imported = _imported(str(ours), file)
    for how, name, goal in (("sqlite", "raw executemany", "1.5"), ("loader", "its own loader, given the rows", "")):
        peer = str(file.with_name(f"{how}.db"))
        init(peer)
        raw = _told(run_measured([sys.executable, _BARE, how, str(ours), peer]))
        yield _row("SQLite", imported, claims, f"{name}: {raw['cpu']:.1f} s CPU", imported.cpu / raw["cpu"], goal)
    utils = shutil.which("sqlite-utils", path=str(Path(sys.executable).parent))
    if utils:
        flat = run_measured([utils, "insert", str(file.with_name("flat.db")), "claims", str(file), "--csv"])
        beside = f"`sqlite-utils insert` of the flat rows: {claims / flat.wall:,.0f} rows/s"
        yield _row("SQLite", imported, claims, beside, flat.wall / imported.wall, "3 times the rows/s")


def _postgresql(file: Path, claims: int, server: str) -> Iterator[str]:
    urls = [database_of(server, name) for name in ("factdb_bench_ours", "factdb_bench_peer")]
    imported = _imported(urls[0], file)
    for how, name, goal in (("core", "SQLAlchemy Core insert", "3 times the rows/s"), ("copy", "psycopg COPY", "")):
        peer = database_of(server, "factdb_bench_peer")
        init(peer)
        raw = _told(run_measured([sys.executable, _BARE, how, urls[0], peer]))
        beside = f"{name} of the same rows: {claims / raw['wall']:,.0f} rows/s"
        yield _row("PostgreSQL", imported, claims, beside, raw["wall"] / imported.wall, goal)


def database_of(server: str, name: str) -> str:
    """Make a database anew on a server; return its URL."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    base, _, options = server.partition("?")
    return f"{base.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")


def _imported(where: str, file: Path) -> Ran:
    init(where)
    return run_measured([_FACTDB, "--db", where, "--as", "bench", "import", str(file)])


def init(where: str) -> None:
    """Make a new desk."""
    subprocess.run([_FACTDB, "--db", where, "--as", "bench", "init"], check=True, capture_output=True)


def run_measured(command: Sequence[str]) -> Ran:
    """Run a process, and return what it and its own processes took."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert child.stdout is not None
    with child.stdout:
        said = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return Ran(time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


def _told(ran: Ran) -> dict[str, float]:
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def _row(engine: str, ran: Ran, claims: int, beside: str, ratio: float, goal: str) -> str:
    ours = f"{claims / ran.wall:,.0f} | {ran.cpu:.1f} | {ran.peak_mb:.0f}"
    return f"| {claims:,} claims, {engine} | {ours} | {beside} | {ratio:.2f} | {goal} |"


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
