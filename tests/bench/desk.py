"""Makes a desk to measure on: python -m tests.bench.desk FILE|URL [--claims N] [--seed N].

5,000 speakers and 2,000 sources for 1,000,000 claims, fewer for less; every claim has a real hash chain, and the desk
its own: that is one, which no two processes can write at once.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

from sqlalchemy import select, update

from factdb.domain.enums import Role
from factdb.services.decisions import scales
from factdb.services.desk import reviewers, setup
from factdb.services.ledger import claim_ledger
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import DeskHead, DeskHistory
from factdb.store.schema import schema
from tests.bench import bulk_load, claim_generator
from tests.bench import cast as casting
from tests.bench.cast import Batch, Cast, Chain, Crowd, Member
from tests.bench.desk_history import DeskHistoryWriter

_PROCESSES = 2
_EDITORS = 6
_REVIEWERS = 24


def make(database: Database, claims: int, seed: int = 7) -> None:
    """Bring an empty database to the newest schema and fill it."""
    schema.upgrade(database, casting.FIRST)
    batch, cast, teller = _cast(database, claims, seed)
    with bulk_load.writer(database) as writer:
        writer.write(batch)
        for chunk in _chunks(cast, seed, claims):
            teller.tell(chunk)
            writer.write(chunk)
    with sessions.writing(database) as session:
        session.execute(update(DeskHead).values(length=teller.chain.seq, head=teller.chain.head))


def _cast(database: Database, claims: int, seed: int) -> tuple[Batch, Cast, DeskHistoryWriter]:
    """Prepare the desk by its own services, and make up the people, outlets and topics."""
    with sessions.writing(database) as session:
        actor = setup.prepare(session, "bench", casting.FIRST).actor
        admin = Member(actor.id, actor.handle, actor.uid)
        roles = (Role.EDITOR if number < _EDITORS else Role.REVIEWER for number in range(_REVIEWERS))
        added = [reviewers.add(session, actor, f"r{number:02}", role) for number, role in enumerate(roles)]
        staff = [Member(reviewer.id, reviewer.handle, reviewer.uid) for reviewer in added]
        known = {code: scales.find_rating(session, code)[0] for code in scales.own_codes(session)}
        ratings = {code: Member(each.id, claim_ledger.rating_code(session, each.id)) for code, each in known.items()}
        last = session.scalars(select(DeskHistory).order_by(DeskHistory.seq.desc()).limit(1)).one()
        chain = Chain("desk", last.seq, last.hash)
    batch, rng = Batch(), Random(seed)  # noqa: S311 - a benchmark's desk isn't secret
    speakers = casting.speakers(batch, chain, rng, admin, max(20, min(5_000, claims // 20)))
    sources = casting.sources(batch, chain, rng, admin, max(10, min(2_000, claims // 50)))
    topics = casting.topics(batch, chain, rng, admin)
    cast = Cast(speakers, sources, topics, Crowd.of(staff), staff[:_EDITORS], ratings)
    return batch, cast, DeskHistoryWriter.of(chain, admin, cast, seed)


def _chunks(cast: Cast, seed: int, claims: int) -> Iterator[Batch]:
    """Yield the chunks in order; more than a few are made by several processes, somewhat ahead."""
    numbers = range(-(-claims // claim_generator.CHUNK))
    if len(numbers) <= _PROCESSES:
        yield from (claim_generator.chunk(cast, seed, number, claims) for number in numbers)
        return
    with ProcessPoolExecutor(_PROCESSES, get_context("spawn")) as pool:
        ahead: deque[Future[Batch]] = deque()
        for number in numbers:
            ahead.append(pool.submit(claim_generator.chunk, cast, seed, number, claims))
            if len(ahead) > _PROCESSES + 1:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def main() -> None:
    """Make the desk that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.desk", description="Make a desk to measure on.")
    parser.add_argument("where", help="a SQLite file or a PostgreSQL URL, empty")
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    start = time.monotonic()
    make(named(given.where), given.claims, given.seed)
    sys.stdout.write(f"{given.claims} claims in {time.monotonic() - start:.0f} s\n")


def named(where: str) -> Database:
    """Return the database of a file or URL."""
    if "://" in where:
        return Database(where, where, is_postgresql=True)
    return Database.sqlite(Path(where))


if __name__ == "__main__":
    main()
