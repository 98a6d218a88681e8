"""Measures "have we checked this?": python -m tests.bench.matching FOLDER [--set SET] [--claims N] [--postgres URL].

FOLDER holds CheckThat! as JSON lines: queries (ct20-dev.jsonl, ct22a-dev.jsonl: id, text, gold) and pools
(ct20-pool.jsonl, ct22-pool.jsonl: id, claim, title). The URL names a server's database; others are made beside it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from factdb.domain import dates, ids
from factdb.services.desk import setup
from factdb.services.reads import similar
from factdb.store import sessions
from factdb.store.bulk.loader import COLUMNS, Loader
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.bench.cast import FIRST

_SETS = (("ct20", "ct20-{}"), ("ct22", "ct22a-{}"))
_DEPTH, _LISTED = 5, 50
_BATCH = 5_000
_ROW = itemgetter(*COLUMNS["claims"])
Entry = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how well both sets are found on each engine, and then how long a search takes among many claims."""
    given = _arguments(arguments)
    servers = [None, *([given.postgres] if given.postgres else [])]
    wanted = ("train", "dev") if given.set == "both" else (given.set,)
    for server in servers:
        engine = "PostgreSQL" if server else "SQLite"
        for pool, queries in _SETS:
            known = _read(given.folder / f"{pool}-pool.jsonl")
            names = {number: each["id"] for number, each in enumerate(known, 1)}
            with _desk(server, known) as database, database.engine("ro").connect() as connection:
                for name in map(queries.format, wanted):
                    asked = _read(given.folder / f"{name}.jsonl")
                    _say(f"{engine} {name}: {_score(Session(connection), asked, names)}")
        many = itertools.islice(itertools.cycle(known), given.claims)
        with _desk(server, many) as database, database.engine("ro").connect() as connection:
            times = _times(Session(connection), [each["text"] for each in asked])
            _say(f"{engine}, {given.claims} claims: median {_at(times, 50)} ms, 95th percentile {_at(times, 95)} ms")


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.matching", description="Measure the search for alike.")
    parser.add_argument("folder", type=Path, help="where the sets are")
    parser.add_argument("--set", default="dev", choices=["dev", "train", "both"], help="which queries")
    parser.add_argument("--claims", type=int, default=100_000, help="how many claims it is timed among")
    parser.add_argument("--postgres", metavar="URL", help="a database of a server on which others may be made")
    return parser.parse_args(arguments)


def _read(path: Path) -> list[Entry]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


@contextmanager
def _desk(server: str | None, entries: Iterable[Entry]) -> Iterator[Database]:
    """Make a desk with claims, on SQLite or beside a PostgreSQL database, and remove it at the end."""
    if server is None:
        with tempfile.TemporaryDirectory() as folder:
            database = Database.sqlite(Path(folder) / "desk.db")
            _fill(database, entries)
            yield database
        return
    own = make_url(server).set(drivername="postgresql")
    address, url = own.render_as_string(hide_password=False), own.set(database="factdb_matching")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS factdb_matching WITH (FORCE)")
        connection.execute("CREATE DATABASE factdb_matching")
        database = Database(url.render_as_string(hide_password=False), "the bench", is_postgresql=True)
        _fill(database, entries)
        yield database
        connection.execute("DROP DATABASE factdb_matching WITH (FORCE)")


def _fill(database: Database, entries: Iterable[Entry]) -> None:
    schema.upgrade(database, FIRST)
    with sessions.writing(database) as session:
        actor = setup.prepare(session, "bench", FIRST).actor
        loader = Loader(session)
        loader.drop_indices(["claims"])
        rows = (_ROW(_claim(number, each, actor.id)) for number, each in enumerate(entries, 1))
        while batch := list(itertools.islice(rows, _BATCH)):
            loader.write({"claims": batch})
        loader.finish()
    if database.is_postgresql:
        with database.engine("rw").connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE claims")


def _claim(number: int, entry: Entry, reviewer: int) -> dict[str, Any]:
    """Return a claim's row, of which nothing is known but the words."""
    now = dates.rfc3339(FIRST)
    return {
        **dict.fromkeys(COLUMNS["claims"]), "id": number, "uid": ids.uuid7(FIRST), "claim": entry["claim"],
        "headline": entry.get("title"), "attribution": "paraphrase", "kind": "event", "speaker_id": 1, "source_id": 1,
        "said_precision": "unknown", "said_basis": "none", "sort_on": str(FIRST.date()), "priority": 0,
        "added_by_id": reviewer, "added_at": now, "changed_at": now, "status": "new", "flags": "",
        "evidence_count": 0, "history_length": 1, "history_head": "", "row_version": 1,
    }  # fmt: skip


def _score(session: Session, asked: list[Entry], names: dict[int, str]) -> str:
    """Return the mean average precision, divided by the right claims as CheckThat! does, and the part that is found."""
    precision = found = 0.0
    for query in asked:
        listed = [names[row["id"]] for row in similar.to_text(session, query["text"], _LISTED)]
        right = [place for place, name in enumerate(listed, 1) if name in query["gold"]]
        shown = [place for place in right if place <= _DEPTH]
        precision += sum(count / place for count, place in enumerate(shown, 1)) / len(query["gold"])
        found += bool(right)
    parts = f"MAP@{_DEPTH} {precision / len(asked):.4f}, found in {_LISTED} {found / len(asked):.4f}"
    return f"{parts}, {len(asked)} queries"


def _times(session: Session, texts: list[str]) -> list[float]:
    """Return how many milliseconds each search took, after one that nobody counts."""
    similar.to_text(session, texts[0])
    times = []
    for text in texts:
        start = time.perf_counter()
        similar.to_text(session, text)
        times.append(1000 * (time.perf_counter() - start))
    return times


def _at(times: list[float], percent: int) -> str:
    return f"{statistics.quantiles(times, n=100)[percent - 1]:.1f}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
