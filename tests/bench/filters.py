"""Every single filter of `claims list`, and how long the database takes for its first page and for one deep down."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factdb.domain.claim_filter import ClaimRequest
from factdb.domain.enums import AnswersFor, Attribution, Kind, Status
from factdb.services.reads import claim_list
from factdb.store import sessions
from factdb.store.claims import conditions, queries
from factdb.store.engine import Database
from factdb.store.tables import CLAIMS
from tests.bench import sentences

PAGE = 20
SINGLE: Mapping[str, ClaimRequest] = {
    "no filter": ClaimRequest(),
    "--status": ClaimRequest(statuses=[Status.PUBLISHED]),
    "--verdict": ClaimRequest(verdicts=["false"]),
    "--quote-verdict": ClaimRequest(quote_verdicts=["altered"]),
    "--answers-for source": ClaimRequest(answers_for=AnswersFor.SOURCE),
    "--answers-for speaker": ClaimRequest(answers_for=AnswersFor.SPEAKER),
    "--speaker": ClaimRequest(speakers=[sentences.people(1)[0]]),
    "--source": ClaimRequest(sources=[sentences.outlets(1)[0]]),
    "--topic": ClaimRequest(topics=[sentences.TOPICS[0]]),
    "--kind": ClaimRequest(kinds=[Kind.CAUSAL]),
    "--attribution": ClaimRequest(attributions=[Attribution.NARRATION]),
    "--assignee": ClaimRequest(assignees=["r03"]),
    "--since": ClaimRequest(since=date(2010, 1, 1)),
    "--until": ClaimRequest(until=date(2024, 1, 1)),
    "--changed-since": ClaimRequest(changed_since=datetime(2018, 1, 1, tzinfo=UTC)),
    "--due-before": ClaimRequest(due_before=date(2026, 7, 1)),
    "--no-evidence": ClaimRequest(no_evidence=True),
    "--undecided": ClaimRequest(undecided=True),
}


@dataclass(slots=True)
class Timed:
    """Seconds of a filter's pages, and of the plain list's first page right before; how many claims it keeps."""

    name: str
    claims: int
    plain: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    deep: list[float] = field(default_factory=list)

    def ratios(self) -> tuple[float, float]:
        """Return how the first page and the deep one compare with the plain list's first page."""
        return (
            statistics.median(a / b for a, b in zip(self.first, self.plain, strict=True)),
            statistics.median(a / b for a, b in zip(self.deep, self.plain, strict=True)),
        )


def measure(database: Database, runs: int, wanted: Mapping[str, ClaimRequest] = SINGLE) -> Iterator[Timed]:
    """Time each filter: the plain first page, its own, and a page nine tenths down, in turn.

    The time is the database's alone: planning and reading, by the driver, of SQL that is written out. On SQLite it is
    CPU time of this process, on PostgreSQL, whose server works in another, time as it passes.
    """
    with sessions.reading(database) as session:
        clock = time.perf_counter if database.is_postgresql else time.process_time
        run = _runner(session)
        plain = _sql(session, ClaimRequest(), None)
        for name, each in wanted.items():
            claims, deep = _nine_tenths_down(session, each)
            timed = Timed(name, claims)
            works = {"plain": plain, "first": _sql(session, each, None), "deep": _sql(session, each, deep)}
            for _ in range(runs + 1):
                for what, sql in works.items():
                    start = clock()
                    run(sql)
                    getattr(timed, what).append(clock() - start)
            yield Timed(name, claims, timed.plain[1:], timed.first[1:], timed.deep[1:])


def nine_hundred_thousandth(database: Database) -> int:
    """Return the claim after which nine tenths of all have been listed."""
    with sessions.reading(database) as session:
        return _nine_tenths_down(session, ClaimRequest())[1]


def _nine_tenths_down(session: Session, wanted: ClaimRequest) -> tuple[int, int]:
    which = claim_list.resolve(session, wanted)
    count = session.scalar(queries.count(which)) or 0
    order = conditions.order(which).by
    query = select(CLAIMS.c.id).where(*queries.claim_conditions(which)).order_by(*order)
    return count, session.scalars(query.offset(count * 9 // 10).limit(1)).one()


def _sql(session: Session, wanted: ClaimRequest, after: int | None) -> str:
    query = queries.claims(claim_list.resolve(session, wanted), after=after, limit=PAGE)
    return str(query.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))


def _runner(session: Session) -> Callable[[str], Any]:
    driver: Any = session.connection().connection.driver_connection
    if hasattr(driver, "prepare_threshold"):
        driver.prepare_threshold = None  # a command plans its one query: no plan is kept from the run before
    cursor = driver.cursor()

    def run(sql: str) -> None:
        cursor.execute(sql)
        cursor.fetchall()

    return run
