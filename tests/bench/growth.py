"""What commands cost as a desk grows though their answers do not: python -m tests.bench.growth [--claims N,N,...].

Each size is a desk of its own (see `desk`), with repeats, evidence, verdicts, topics and due dates. Each command runs
in this process, warm, without the statistics of ANALYZE and with them. A cell has seconds of CPU and seconds on the
clock; the CPU is that of this process and, where PostgreSQL runs on this machine, of the server.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
from click.testing import CliRunner
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from factdb.cli.main import factdb
from factdb.domain.claim_filter import ClaimFilter
from factdb.domain.enums import Status
from factdb.reports import catalogue, running
from factdb.services.reads import claim_list
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.bench import __main__ as bench
from tests.bench import desk
from tests.bench.cast import LAST
from tests.bench.reporting import Took, took

_OUTPUT = " -o {folder}/claims.parquet"
COMMANDS = (
    "claims list --limit 20",
    "claims due --limit 20",
    "claims list --sort -evidence_count --limit 20",
    "claims list --sort priority --limit 20",
    "claims list --sort speaker --limit 20",
    "claims list --at 2018-01-31 --limit 20",
    "claims list --at 2026-06-01 --limit 20",
    "claims list --q unemployment --rank --limit 20",
    "topics list",
    "report reviewers",
    "report most-repeated",
    f"export claims -f parquet{_OUTPUT}",
)
FACETS = "facets of the published claims"
NOTHING_REPEATS = "report most-repeated, where nothing repeats"
# What a planner knows of a desk that nobody analysed.
_FORGET = {"sqlite": "DELETE FROM sqlite_stat1", "postgresql": "DELETE FROM pg_statistic"}
_ENDED = 0.1  # seconds until the server has noticed that a connection ended
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Make the desks that are not there yet, measure, and print a table for each engine."""
    asked = _arguments()
    sizes = [int(size) for size in asked.claims.split(",")]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(asked.folder or scratch)
        places: dict[str, Callable[[int], Database]] = {
            "SQLite": lambda size: Database.sqlite(folder / f"growth-{size}.db"),
            "PostgreSQL": partial(on_server, asked.postgres),
        }
        for engine in ("SQLite", "PostgreSQL") if asked.postgres else ("SQLite",):
            desks = {size: places[engine](size) for size in sizes}
            for size, database in desks.items():
                bench.fill(database, size)
                schema.upgrade(database, LAST)  # a desk of an earlier run may have an older one
            for line in table(engine, desks, Path(scratch), asked.runs, asked.only):
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description="Measure what grows with a desk.")
    parser.add_argument("--claims", default="10000,100000", help="the sizes of the desks, separated by commas")
    parser.add_argument("--runs", type=int, default=3, help="how often each command is run")
    parser.add_argument("--only", default="", help="only the commands with this part in their text")
    parser.add_argument("--postgres", metavar="URL", help="a server where the login may make databases: growth_N")
    parser.add_argument("--folder", help="where the SQLite desks stay for the next run; default: nowhere")
    return parser.parse_args()


def on_server(server: str, size: int) -> Database:
    """Return the database for a desk of this size, made if it is not there."""
    name = f"growth_{size}"
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchall():
            connection.execute(f"CREATE DATABASE {name}")
    url = make_url(server).set(drivername="postgresql", database=name)
    return desk.named(url.render_as_string(hide_password=False))


def table(engine: str, desks: Mapping[int, Database], scratch: Path, runs: int, only: str = "") -> Iterator[str]:
    """Yield a table: a row for each command, and two columns for each size, without and with statistics."""
    heads = [f"{size:,}, {state}" for size in desks for state in ("no statistics", "analysed")]
    yield f"| {engine}, CPU s / wall s | {' | '.join(heads)} |"
    yield f"|---{'|---' * len(heads)}|"
    names = [name for name in (*COMMANDS, FACETS, NOTHING_REPEATS) if only in name]
    columns = [
        _measured(database, names, scratch, runs, analysed=analysed)
        for database in desks.values()
        for analysed in (False, True)
    ]
    for name in names:
        cells = (f"{column[name].cpu:.2f} / {column[name].wall:.2f}" for column in columns)
        yield f"| `{name.removesuffix(_OUTPUT)}` | {' | '.join(cells)} |"


def _measured(database: Database, names: Sequence[str], scratch: Path, runs: int, *, analysed: bool) -> dict[str, Took]:
    """Return the median time of each command; before several runs, once to warm up."""
    _plan_with(database, analysed=analysed)
    warm_up = min(runs - 1, 1)
    took_by_name = {}
    for name in names:
        arguments = ["--db", database.location, "--as", "bench", *name.format(folder=scratch).split()]
        work = partial(_with_server, database, partial(_succeed, arguments))
        if name == FACETS:
            work = partial(_with_server, database, partial(_facets, database))
        if name == NOTHING_REPEATS:
            work = partial(_without_repeats, database, analysed=analysed)
        timed = [work() for _ in range(warm_up + runs)][warm_up:]
        walls, cpus = [run.wall for run in timed], [run.cpu for run in timed]
        took_by_name[name] = Took(statistics.median(walls), statistics.median(cpus))
    return took_by_name


def _plan_with(database: Database, *, analysed: bool) -> None:
    """Give the planner statistics, or take them."""
    with database.engine("rw").begin() as connection:
        connection.exec_driver_sql("ANALYZE")
        if not analysed:
            connection.exec_driver_sql(_FORGET[connection.dialect.name])


def _with_server(database: Database, work: Callable[[], object]) -> Took:
    """Time a piece of work that opens the database itself."""
    with _server_clock(database) as server_seconds:
        before = server_seconds()
        done = took(work)
        return Took(done.wall, done.cpu + server_seconds() - before)


def _succeed(arguments: Sequence[str]) -> None:
    """Run a command, which must succeed."""
    result = CliRunner().invoke(factdb, arguments, prog_name="factdb", catch_exceptions=False)
    if result.exit_code:
        raise RuntimeError(result.output)


def _facets(database: Database) -> None:
    with sessions.reading(database) as session:
        claim_list.facets(session, ClaimFilter(statuses=[Status.PUBLISHED]))


def _without_repeats(database: Database, *, analysed: bool) -> Took:
    """Time the report on repeats on this desk as it would be without them; the desk keeps them."""
    (report,) = (report for report in catalogue.shipped() if report.name == "most-repeated")
    with database.engine("rw").connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql("UPDATE claims SET repeats_id = NULL WHERE repeats_id IS NOT NULL")
        if analysed:
            connection.exec_driver_sql("ANALYZE")
        timed = took(partial(running.run, report, {}, running.in_session(Session(connection)), LAST))
        transaction.rollback()
    return timed


@contextmanager
def _server_clock(database: Database) -> Iterator[Callable[[], float]]:
    """Yield a function that returns the CPU seconds of all connections that have ended; 0 where nobody can tell."""
    if not database.is_postgresql:
        yield lambda: 0.0
        return
    with database.engine("ro").connect() as connection:
        own = Path(f"/proc/{connection.exec_driver_sql('SELECT pg_backend_pid()').scalar_one()}/stat")
        parent = Path(f"/proc/{own.read_text().rpartition(')')[2].split()[1]}/stat") if own.exists() else None

        def seconds() -> float:
            time.sleep(_ENDED)
            # The times of children that the server has waited for: its connections.
            ticks = parent.read_text().rpartition(")")[2].split()[13:15] if parent else []
            return sum(map(int, ticks)) / _TICKS

        yield seconds


if __name__ == "__main__":
    main()
