"""Runs the benchmarks and prints the README's table: python -m tests.bench [--claims N] [--postgres URL] ..."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from factdb.domain.claim_filter import ClaimFilter
from factdb.store import sessions
from factdb.store.claims.queries import count
from factdb.store.engine import Database
from tests.bench import desk, filters, paired_runs, verification, write_contention
from tests.bench.filters import Timed
from tests.bench.paired_runs import Pair

_FACTDB = str(Path(sys.executable).with_name("factdb"))
_BARE = (sys.executable, str(Path(__file__).with_name("bare_list.py")))
_HEAD = "| factdb | against | ratio | goal |\n|---|---|---|---|"
_FILTER_GOAL = 2.0
_VERIFIED = 3  # whole runs over the desk: each takes minutes where that is large


def main() -> None:
    """Make the desks that aren't there yet, measure, and print."""
    given = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(given.folder or scratch) / f"desk-{given.claims}.db"
        databases = {"SQLite": Database.sqlite(file)}
        if given.postgres:
            databases["PostgreSQL"] = desk.named(given.postgres)
        for database in databases.values():
            fill(database, given.claims)
        tenth = Database.sqlite(file.with_name(f"desk-{given.claims // 10}.db"))
        fill(tenth, given.claims // 10)
        _say(_HEAD)
        for row in _rows(databases, given.runs):
            _say(row)
        for engine, database in databases.items():
            beside = None if database.is_postgresql else tenth
            for row in verification.rows(engine, database, beside, min(given.runs, _VERIFIED)):
                _say(row)
        for row in write_contention.rows(Path(scratch), given.postgres, given.changes):
            _say(row)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure factdb beside its peers.")
    parser.add_argument("--claims", type=int, default=20_000, help="how many the desks hold; in full: 1000000")
    parser.add_argument("--runs", type=int, default=15, help="how often each pair is run")
    parser.add_argument("--changes", type=int, default=500, help="how many each of the eight writers makes")
    parser.add_argument("--postgres", metavar="URL", help="a database that is empty, or was filled by an earlier run")
    parser.add_argument("--folder", help="where the SQLite desk stays for the next run; default: nowhere")
    return parser.parse_args()


def fill(database: Database, claims: int) -> None:
    """Make the desk, unless an earlier run left it."""
    if database.is_postgresql or not database.path.exists():
        if database.is_postgresql and _holds(database) == claims:
            return
        desk.make(database, claims)


def _holds(database: Database) -> int:
    with database.engine("ro").connect() as connection:
        if not connection.dialect.has_table(connection, "claims"):
            return 0
    with sessions.reading(database) as session:
        return session.scalar(count(ClaimFilter())) or 0


def _rows(databases: dict[str, Database], runs: int) -> Iterator[str]:
    click = (sys.executable, "-c", "import click")
    yield _row(Pair("`factdb --help`", (_FACTDB, "--help"), '`python -c "import click"`', click, 1.3), runs)
    for engine, database in databases.items():
        for pair in _commands(engine, database):
            yield _row(pair, runs)
        yield from _pages(engine, list(filters.measure(database, runs * 2)))


def _commands(engine: str, database: Database) -> Iterator[Pair]:
    """Yield what is measured as whole commands, on one engine."""
    where = database.location
    deep = str(filters.nine_hundred_thousandth(database))
    factdb = (_FACTDB, "--db", where, "claims")
    listed = (*factdb, "list", "--limit", str(filters.PAGE))
    name = f"`factdb claims list --limit {filters.PAGE}`"
    yield Pair(f"{name}, {engine}", listed, "a bare script: click + sqlalchemy + the same query", (*_BARE, where), 1.2)
    yield Pair(
        f"the same, `--after` nine tenths of all, {engine}", (*listed, "--after", deep), name, listed, _FILTER_GOAL
    )
    yield Pair(f"`factdb claims show ID`, {engine}", (*factdb, "show", deep), name, listed)
    utils = shutil.which("sqlite-utils")
    if utils and not database.is_postgresql:
        peer = (utils, "rows", where, "v1_claims", "--limit", str(filters.PAGE))
        yield Pair(f"{name}, {engine}", listed, "`sqlite-utils rows FILE v1_claims --limit 20`", peer)
        peer = (utils, "rows", where, "v1_claims", "--where", f"id = {deep}")
        yield Pair(f"`factdb claims show ID`, {engine}", (*factdb, "show", deep), "`sqlite-utils rows`, that row", peer)


def _row(pair: Pair, runs: int) -> str:
    found = paired_runs.measure(pair, runs)
    goal = pair.goal or ""
    return f"| {pair.work}: {found.ours:.2f} s | {pair.against}: {found.peer:.2f} s | {found.ratio:.2f} | {goal} |"


def _pages(engine: str, timed: list[Timed]) -> Iterator[str]:
    """Yield two rows: the slowest of all filters on the first page, and the slowest deep down."""
    for place, what in enumerate(("the first page", "a page nine tenths down")):
        worst = max(timed, key=lambda each: each.ratios()[place])
        work = f"{what} of each of {len(timed) - 1} filters, in the database, {engine}; slowest: `{worst.name}`"
        yield f"| {work} | the first page without a filter | {worst.ratios()[place]:.2f} | {_FILTER_GOAL} |"
    for each in timed:
        first, deep = each.ratios()
        sys.stderr.write(f"{engine:10} {each.name:22} {each.claims:9} claims  first {first:5.2f}  deep {deep:5.2f}\n")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
