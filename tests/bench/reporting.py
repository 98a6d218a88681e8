"""Reports, search and questions in SQL: python -m tests.bench.reporting [--claims N] [--postgres URL] [--desk FILE].

Reports stand beside the same question written by hand over the tables, searches beside the engine's own index, and
`factdb sql` beside the engine's own shell; all of them on one desk, in turn, in one run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from factdb.domain.claim_filter import ClaimRequest
from factdb.domain.search import query
from factdb.reports import running
from factdb.reports.catalogue import Report
from factdb.services.reads import claim_list, similar
from factdb.services.reads.row_types import SearchedRow
from factdb.store import reader_login as readers
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.search_index import WORDS
from tests.bench import __main__ as bench
from tests.bench import desk, handwritten_sql, paired_runs
from tests.bench.cast import LAST

_FACTDB = str(Path(sys.executable).with_name("factdb"))
_HEADS = (
    "| report | by hand: wall, CPU s | its rows: wall, CPU s | with counts | ratio | goal |\n|---|---|---|---|---|---|",
    "\n| search | median ms | p95 ms | ids alone, by the index of claims: ms |\n|---|---|---|---|",
    "\n| `factdb sql` | the engine's shell | ratio of CPU | ratio of wall |\n|---|---|---|---|",
)
_GOAL = {"verdicts by speaker and month": "1.2"}
_PAGE, _ALIKE = 20, 40
_ROLE, _PASSWORD = "factdb_bench_reader", "bench"
_QUESTIONS = {
    "a trivial question": "SELECT 1 AS one",
    "verdicts of all claims": "SELECT speaker, verdict, count(*) AS claims FROM v1_claims GROUP BY speaker, verdict",
}
_SEARCHES = {
    "a common word": "unemployment",
    "a word of every claim": "said",
    "a rare word": "{rare}",
    "a phrase": '"lowest level since"',
    "a beginning": "unempl*",
    "with an exclusion": "unemployment -belmont",
}


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds on the clock, and of this process's CPU: on PostgreSQL the server works elsewhere."""

    wall: float
    cpu: float


def main() -> None:
    """Make the desks that aren't there yet, measure, and print."""
    given = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(given.desk) if given.desk else Path(scratch) / "desk.db"
        databases = {"SQLite": Database.sqlite(file)}
        if given.postgres:
            databases["PostgreSQL"] = desk.named(given.postgres)
        for database in databases.values():
            bench.fill(database, given.claims)
        for head, rows in zip(_HEADS, (reports, searches, questions), strict=True):
            _say(head)
            for engine, database in databases.items():
                for row in rows(engine, database, given.runs):
                    _say(row)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reporting", description="Measure reports and search.")
    parser.add_argument("--claims", type=int, default=20_000, help="how many the desks hold; in full: 1000000")
    parser.add_argument("--runs", type=int, default=5, help="how often each is run")
    parser.add_argument("--postgres", metavar="URL", help="a database that is empty, or was filled by an earlier run")
    parser.add_argument("--desk", metavar="FILE", help="a SQLite desk of an earlier run, or where it is to stay")
    return parser.parse_args()


# -- reports -------------------------------------------------------------------------------------------------


def reports(engine: str, database: Database, runs: int) -> Iterator[str]:
    """Yield a row for each report; its ratio is of CPU on SQLite, of the clock on PostgreSQL."""
    for report in handwritten_sql.questions():
        with sessions.reading(database) as session:
            ours, hand, whole = measured(session, report, runs)
        clock = "wall" if database.is_postgresql else "cpu"
        ratio = _middle(ours, clock) / _middle(hand, clock)
        times = f"{_seconds(hand)} | {_seconds(ours)} | {_middle(whole, 'wall'):.2f}"
        yield f"| `{report.name}`, {engine} | {times} | {ratio:.2f} | {_GOAL.get(report.name, '')} |"


def measured(session: Session, report: Report, runs: int) -> tuple[list[Took], list[Took], list[Took]]:
    """Time a report's rows, the same by hand, and the report with its counts, in turn, once more than is counted."""
    rows: list[Any] = []

    def execute(sql: str, values: Any) -> running.Found:  # noqa: ANN401 - as running has it
        found = running.in_session(session)(sql, values)
        rows.append(found[1])
        return found

    hand = handwritten_sql.written(report, session.get_bind().dialect.name)
    values = {**running.days(LAST.date()), **{each.name: each.default for each in report.parameters}}
    works = (
        partial(execute, report.rows, values),
        partial(execute, hand, values),
        partial(running.run, report, {}, execute, LAST),
    )
    timed = [[took(work) for work in works] for _ in range(runs + 1)][min(runs, 1) :]
    if rows[0] != rows[1]:
        message = f"{report.name}: what was written by hand gives other rows"
        raise AssertionError(message)
    ours, by_hands, whole = zip(*timed, strict=True)
    return list(ours), list(by_hands), list(whole)


def took(work: Callable[[], object]) -> Took:
    """Time a piece of work."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - wall, time.process_time() - cpu)


def _middle(timed: Sequence[Took], clock: str) -> float:
    return float(statistics.median(getattr(each, clock) for each in timed))


def _seconds(timed: Sequence[Took]) -> str:
    return f"{_middle(timed, 'wall'):.2f}, {_middle(timed, 'cpu'):.2f}"


# -- searches ------------------------------------------------------------------------------------------------


def searches(engine: str, database: Database, runs: int) -> Iterator[str]:
    """Yield a row for each search, newest first and ranked, and one for what looks alike."""
    with sessions.reading(database) as session:
        rare = session.scalar(text("SELECT max(id) FROM speakers WHERE kind = 'organization'"))
        for what, pattern in _SEARCHES.items():
            typed = pattern.format(rare=rare)
            bare = f"{1000 * _middle(_repeated(partial(_ids, session, typed), runs), 'wall'):.0f}"
            for option, ranks in (("", False), (" --rank", True)):
                timed = _repeated(partial(_found, session, typed, ranks=ranks), runs)
                name = f"`claims list --q`{option}, {what}, {engine}"
                yield f"| {name} | {_spread(timed)} | {'' if ranks else bare} |"
        claims = session.scalar(text("SELECT max(id) FROM claims")) or 0
        numbers = range(max(claims // _ALIKE, 1), claims + 1, max(claims // _ALIKE, 1))
        similar.to_claim(session, 1)
        timed = [took(partial(similar.to_claim, session, number)) for number in numbers]
        yield f"| `claims similar ID`, {len(timed)} claims, {engine} | {_spread(timed)} |  |"


def _found(session: Session, typed: str, *, ranks: bool) -> list[SearchedRow]:
    wanted = claim_list.resolve(session, ClaimRequest(q=typed))
    rows = claim_list.ranked(session, wanted, _PAGE) if ranks else claim_list.rows(session, wanted, limit=_PAGE)
    return list(claim_list.searched(session, wanted, rows))


def _ids(session: Session, typed: str) -> list[Any]:
    """Ask the index of claims' own words for the newest that have all parts: no names, no evidence, no rows."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    test = f"{WORDS} @@ to_tsquery('factdb', :{{0}})" if is_postgresql else "id IN (SELECT rowid FROM {1} MATCH :{0})"
    tests, values = [], {}
    for place, part in enumerate(query.parse(typed)):
        one = test.format(f"part{place}", "search_claims WHERE search_claims")
        tests.append(f"NOT ({one})" if part.is_excluded else one)
        values[f"part{place}"] = part.tsquery if is_postgresql else part.fts5
    order = f"ORDER BY sort_on DESC, id LIMIT {_PAGE}"
    return list(session.scalars(text(f"SELECT id FROM claims WHERE {' AND '.join(tests)} {order}"), values))  # noqa: S608 - bound


def _repeated(work: Callable[[], object], runs: int) -> list[Took]:
    return [took(work) for _ in range(runs + 1)][min(runs, 1) :]


def _spread(timed: Sequence[Took]) -> str:
    """Return the median and the 95th percentile, in milliseconds; of few runs that is the slowest."""
    walls = sorted(1000 * each.wall for each in timed)
    return f"{statistics.median(walls):.0f} | {walls[int(0.95 * (len(walls) - 1) + 0.5)]:.0f}"


# -- questions in SQL ----------------------------------------------------------------------------------------


def questions(engine: str, database: Database, runs: int) -> Iterator[str]:
    """Yield a row for each question; a shell that isn't there is passed over."""
    with _shell(database) as shell:
        for what, sql in _QUESTIONS.items() if shell else ():
            ours = (_FACTDB, "--db", database.location, "sql", sql, "--timeout", "10m", "-f", "csv")
            found = paired_runs.measure(paired_runs.Pair(what, ours, shell[0], (*shell, sql)), runs)
            cells = [f"{what}, {engine}: {found.ours:.2f} s CPU, {found.our_wall:.2f} s"]
            cells += [f"`{Path(shell[0]).name}`: {found.peer:.2f} s CPU, {found.peer_wall:.2f} s"]
            yield f"| {' | '.join(cells)} | {found.ratio:.2f} | {found.our_wall / found.peer_wall:.2f} |"


@contextmanager
def _shell(database: Database) -> Iterator[tuple[str, ...]]:
    """Yield the command that the engine's own shell is started by, empty where there is none; both read alone."""
    program = shutil.which("psql" if database.is_postgresql else "sqlite3")
    if not program or not database.is_postgresql:
        yield (program, "-readonly", database.location) if program else ()
        return
    with _reader(database) as url:
        os.environ["FACTDB_READER_URL"] = url
        yield (program, make_url(url).set(drivername="postgresql").render_as_string(hide_password=False), "-c")


@contextmanager
def _reader(database: Database) -> Iterator[str]:
    """Make a login that may read the public views, and remove it at the end."""
    with database.engine("rw").begin() as connection:
        if not readers.make(connection, _ROLE, _PASSWORD):
            readers.set_password(connection, _ROLE, _PASSWORD)
    url = make_url(database.location).set(username=_ROLE, password=_PASSWORD)
    yield url.render_as_string(hide_password=False)
    with database.engine("rw").begin() as connection:
        for statement in (f"DROP OWNED BY {_ROLE}", f"DROP ROLE {_ROLE}"):
            connection.exec_driver_sql(statement)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
