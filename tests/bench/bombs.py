"""Puts SQL bombs to `factdb sql` on PostgreSQL, one at a time: python -m tests.bench.bombs [--code FOLDER] ...

A bomb is a short question that wants gigabytes or never ends. Printed for each: how the client ended and after how many
seconds, the most memory that the client took, the most that the backend took, and when the backend was gone. The server
is one of our own, with the worked example in it; `--code` measures another checkout of factdb, `--limit` gives every
process of the server an address space of so many MB, as `LimitAS=` does in systemd. It reads /proc, so it needs Linux.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from factdb.store.engine import Database
from tests.databases import Postgresql, embedded_server, load_demo, prepare
from tests.reports.attacks import make_reader

BOMBS = {
    "format": "SELECT format('%1000000000s', 'x')",
    "format, three columns":
    "SELECT format('%700000000s', 'x'), format('%800000000s', 'y'), format('%900000000s', 'z')",
    "repeat": "SELECT repeat('x', 1000000000)",
    "lpad": "SELECT lpad('x', 250000000, 'yz')",
    "a row of 900 MB": "SELECT repeat('x', 300000000), repeat('y', 300000000), repeat('z', 300000000)",
    "rows of 8 MB": "SELECT repeat('x', 8000000) FROM generate_series(1, 1000)",
    "string_agg": "SELECT string_agg(repeat('x', 1000), '') FROM generate_series(1, 1000000)",
    "array_agg": "SELECT array_agg(n) FROM (SELECT generate_series(1, 200000000) AS n) AS numbers",
    "json_agg": "SELECT json_agg(n) FROM (SELECT generate_series(1, 200000000) AS n) AS numbers",
    "jsonb_agg": "SELECT jsonb_agg(n) FROM (SELECT generate_series(1, 200000000) AS n) AS numbers",
    "array_fill": "SELECT array_fill(1, ARRAY[130000000])",
    "regexp_replace": "SELECT length(regexp_replace(repeat('a', 100000000), 'a', 'bb', 'g'))",
    "regexp_split": "SELECT count(*) FROM regexp_split_to_array(repeat('a,', 100000000), ',') AS parts",
    "WITH RECURSIVE, endless":
    "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
    "WITH RECURSIVE, doubling": "WITH RECURSIVE r (words) AS (SELECT 'x' UNION ALL SELECT words || words FROM r "
    "WHERE length(words) < 500000000) SELECT count(*), max(length(words)) FROM r",
    "cross join, sorted": "SELECT count(*) FROM (SELECT a.claim, b.quote, c.id FROM v1_claims a, v1_claims b, "
    "v1_claims c, v1_claims d, v1_claims e ORDER BY random() LIMIT 100000000) AS pairs",
    "work_mem lifted": "WITH lifted AS MATERIALIZED (SELECT set_config('work_mem', '16GB', false)) "
    "SELECT count(*) FROM (SELECT n, md5(n::text) FROM lifted, generate_series(1, 50000000) AS n ORDER BY 2 "
    "LIMIT 49000000) AS sorted",
    "pg_sleep, timeout lifted": "SELECT set_config('statement_timeout', '0', false), pg_sleep(600)",
    "DO, cancel caught": "DO $$BEGIN LOOP BEGIN PERFORM pg_sleep(600); EXCEPTION WHEN query_canceled THEN NULL; END; "
    "END LOOP; END$$",
}  # fmt: skip
HEAD = (
    "| bomb | the client says | client: s | client: MB | backend: MB | backend gone after s |\n"
    "|---|---|---|---|---|---|"
)
ROLE = f"factdb_bombs_{os.getpid()}"
_EVERY = 0.02  # seconds between two looks
_ENOUGH = 9_000  # MB that must be free before a bomb, and the least that may be left while it runs
_LEAST = 3_000
_LONGEST = 60  # seconds until a backend is ended by this script
_MB = 1 << 20


@dataclass(slots=True)
class Explosion:
    """What came of one bomb; memory in MB, times in seconds from the client's start."""

    said: str = ""
    client_seconds: float = 0.0
    client_memory: float = 0.0
    backend_memory: float = 0.0
    backend_seconds: float | None = None
    ended_by: str = ""
    backends: set[int] = field(default_factory=set)

    def row(self, name: str) -> str:
        """Return the row of the table."""
        gone = "no backend" if self.backend_seconds is None else f"{self.backend_seconds:.1f}{self.ended_by}"
        memory = f"{self.client_memory:.0f} | {self.backend_memory:.0f}"
        return f"| {name} | {self.said} | {self.client_seconds:.1f} | {memory} | {gone} |"


def main() -> None:
    """Start a server, set the desk up, and print a row for each bomb."""
    arguments = _arguments()
    sys.stdout.write(f"{HEAD}\n")
    with desk(arguments.limit) as (database, reader, watching):
        for name in arguments.bomb or BOMBS:
            explosion = explode(BOMBS[name], database, reader, watching, arguments)
            sys.stdout.write(f"{explosion.row(name)}\n")
            sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bombs", description="Put SQL bombs to factdb sql.")
    parser.add_argument("--code", default=str(Path(__file__).parents[2]), help="the checkout that is measured")
    parser.add_argument("--timeout", default="5s", help="how long a question may take")
    parser.add_argument("--limit", type=int, metavar="MB", help="address space of each process of the server")
    parser.add_argument("--bomb", action="append", choices=list(BOMBS), help="only this one (repeatable)")
    return parser.parse_args()


@contextmanager
def desk(limit: int | None = None) -> Iterator[tuple[Database, Database, psycopg.Connection[Any]]]:
    """Yield a desk on a server of its own, the login that asks, and a connection that watches."""
    servers = embedded_server()
    with _limited(limit):
        server = next(servers)
    try:
        database = Postgresql(server).create()
        prepare(database)
        load_demo(database)
        reader = make_reader(database, ROLE)
        with psycopg.connect(server, autocommit=True) as watching:
            yield database, reader, watching
    finally:
        next(servers, None)


@contextmanager
def _limited(megabytes: int | None) -> Iterator[None]:
    """Limit the processes that are started meanwhile, and all that they start."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    if megabytes:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * _MB, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


def explode(
    sql: str, database: Database, reader: Database, watching: psycopg.Connection[Any], arguments: argparse.Namespace
) -> Explosion:
    """Ask, and look at the client and the backend until both are gone."""
    while _free() < _ENOUGH:
        sys.stderr.write(f"{_free()} MB are free: waiting for {_ENOUGH}\n")
        time.sleep(5)
    command = (sys.executable, "-m", "factdb", "--db", database.location, "--as", "ana", "sql", sql)
    environment = {**os.environ, "PYTHONPATH": arguments.code, "FACTDB_READER_URL": reader.location}
    explosion, start = Explosion(), time.perf_counter()
    client = subprocess.Popen(
        (*command, "--timeout", arguments.timeout, "-f", "csv"), cwd=arguments.code, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while client.poll() is None or _backends(watching):
        _look(explosion, client, watching, time.perf_counter() - start)
        time.sleep(_EVERY)
    explosion.said = _first_sentence(client.communicate()[1])
    explosion.client_seconds = explosion.client_seconds or time.perf_counter() - start
    if explosion.backends:
        explosion.backend_seconds = time.perf_counter() - start
    return explosion


def _look(explosion: Explosion, client: subprocess.Popen[str], watching: psycopg.Connection[Any], now: float) -> None:
    if client.poll() is None:
        explosion.client_memory = max(explosion.client_memory, sum(map(_memory, _family(client.pid))))
    elif not explosion.client_seconds:
        explosion.client_seconds = now
    backends = _backends(watching)
    explosion.backends |= backends
    explosion.backend_memory = max(explosion.backend_memory, sum(map(_memory, backends)))
    if (_free() < _LEAST or now > _LONGEST) and not explosion.ended_by:
        explosion.ended_by = f", killed: {'no end' if now > _LONGEST else 'the machine was full'}"
        for backend in backends:
            with suppress(ProcessLookupError):
                os.kill(backend, signal.SIGTERM if now > _LONGEST else signal.SIGKILL)


def _backends(watching: psycopg.Connection[Any]) -> set[int]:
    """Return the processes of the server that work for the reader, parallel workers included."""
    rows = watching.execute("SELECT pid FROM pg_stat_activity WHERE usename = %s", (ROLE,)).fetchall()
    return {pid for (pid,) in rows}


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all processes that it started."""
    yield pid
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            yield from _family(int(child))


def _memory(pid: int) -> float:
    """Return the MB of memory that a process has for itself; the server's shared buffers are not counted."""
    with suppress(OSError):
        if size := re.search(r"RssAnon:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii")):
            return int(size[1]) / 1024
    return 0.0


def _free() -> int:
    """Return how many MB of memory programs can still get."""
    size = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
    return int(size[1]) // 1024 if size else 0


def _first_sentence(said: str) -> str:
    sentence = said.partition("\n")[0].removeprefix("factdb: ") or "nothing"
    return sentence if len(sentence) <= 120 else f"{sentence[:119]}…"


if __name__ == "__main__":
    main()
