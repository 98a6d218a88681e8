"""Runs the benchmarks and prints the README's table: python -m tests.bench [RUNS]."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from factdb.services import demo, setup
from factdb.store import schema, sessions
from factdb.store.engine import Database
from tests.bench.pairs import Pair, measure

_FACTDB = (str(Path(sys.executable).with_name("factdb")),)
_PYTHON = (sys.executable,)


def pairs(path: Path) -> list[Pair]:
    """Return what is measured on a desk with the worked example."""
    listed = ("--db", str(path), "claims", "list", "--limit", "20")
    return [
        Pair("`factdb --help`", (*_FACTDB, "--help"), (*_PYTHON, "-c", "import click"), 1.3),
        Pair(
            "`factdb claims list --limit 20`",
            (*_FACTDB, *listed),
            (*_PYTHON, str(Path(__file__).with_name("bare_list.py")), str(path)),
            1.2,
        ),
    ]


def make_desk(path: Path) -> None:
    """Make a desk with the worked example."""
    now, database = datetime.now(UTC), Database.sqlite(path)
    schema.upgrade(database, now)
    with sessions.writing(database) as session:
        demo.load(session, setup.prepare(session, "bench", now).act)


def main(runs: int) -> None:
    """Print a row for each pair: CPU seconds of both, the ratio, and the goal."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        make_desk(path)
        for pair in pairs(path):
            found = measure(pair, runs, {"PYTHONDONTWRITEBYTECODE": ""})
            row = f"| {pair.work} | {found.ours:.3f} s | {found.peer:.3f} s | {found.ratio:.2f} | <= {pair.goal} |"
            sys.stdout.write(row + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
