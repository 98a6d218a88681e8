"""What the review pages cost: python -m tests.bench.pages [--claims N,N] [--postgres URL] [--folder FOLDER] [--only X].

The server runs as people start it, `factdb serve`, in a process of its own. Each page is asked for over one connection,
one request after the other; the list also after a change before each request, as a server has to count anew then. The
list is compared with `bare_pages` in the same run, turn by turn. Then 10,000 requests show whether memory grows, and 50
reviewers save at once.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from factdb.services.actor import find_actor
from factdb.services.claims import notes_and_links
from factdb.services.ledger import claim_ledger
from factdb.services.reads import claim_page
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.bench import __main__ as bench
from tests.bench.cast import LAST
from tests.bench.growth import on_server

PAGES = (
    "/claims", "/claims?status=published", "/claims?q=unemployment", "/claims?status=new&kind=event",
    "/claims/{claim}", "/claims/{claim}/similar", "/claims/{claim}/history", "/claims/{claim}/news",
    "/", "/queue", "/mine", "/corrections", "/replies", "/replies/unasked", "/complaints",
    "/searches", "/articles", "/articles/{article}", "/articles/{article}/edit", "/articles/{article}/proposals",
    "/speakers", "/speakers?q=institute", "/speakers/{few}", "/speakers/duplicates", "/speakers/duplicates.json",
    "/sources", "/sources/{few}", "/sources/duplicates", "/topics", "/topics/{few}",
    "/ratings", "/ratings?scale=factdb-truth", "/ratings/unmapped",
    "/evidence", "/reports", "/reports/verdicts-by-speaker", "/reports/verdicts-by-month?since=2024",
    "/reports/time-to-publish", "/reports/single-source", "/reports/agreement", "/sql",
    "/guide", "/guide?q=evidence", "/guide/web", "/import", "/imports",
    "/desk", "/desk/sessions", "/desk/copies", "/desk/settings", "/account",
)  # fmt: skip
"""All kinds of pages that people open without a form; `few` is the number of a speaker, a source or a topic."""
_FEW = 10  # of those there are so many on the smallest desk; an article has eight claims
_TICKS = os.sysconf("SC_CLK_TCK")
_REVIEWERS, _SAVES = 50, 2_000
_MANY = 10_000
_PERCENT_95 = 0.95


class Cost(NamedTuple):
    """Milliseconds at the median and at the 95th percentile, requests in a second of the server's CPU, bytes."""

    p50: float
    p95: float
    per_cpu: float
    size: int


@dataclass(slots=True)
class Server:
    """A server in a process of its own, and a visitor's connection to it."""

    process: subprocess.Popen[str]
    port: int
    cookie: str = ""

    @property
    def cpu(self) -> float:
        """The seconds of CPU that the server has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def memory(self) -> float:
        """The megabytes that the server holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        match = re.search(r"VmRSS:\s+(\d+)", status)
        return int(match[1]) / 1024 if match else 0.0

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
        """Ask for a page."""
        connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def post(self, connection: http.client.HTTPConnection, path: str, form: dict[str, str]) -> int:
        """Send a form; return the status of the answer."""
        headers = {
            "Cookie": self.cookie,
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def cost(self, paths: Sequence[str], before_each: Callable[[], object] = lambda: None) -> Cost:
        """Ask for pages one after the other; something else may happen before each, which is not counted."""
        connection = self.connect()
        for path in paths[:3]:
            self.get(connection, path)
        before, walls, size = self.cpu, [], 0
        for path in paths:
            before_each()
            start = time.perf_counter()
            status, body = self.get(connection, path)
            walls.append((time.perf_counter() - start) * 1000)
            assert status == 200, (path, status, body[:300])
            size = len(body)
        walls.sort()
        used = max(self.cpu - before, 1 / _TICKS)
        return Cost(statistics.median(walls), walls[int(len(walls) * _PERCENT_95)], len(paths) / used, size)


def main() -> None:
    """Make the desks that are not there yet, measure each, and print what each page costs."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        for size in map(int, asked.claims.split(",")):
            folder = Path(asked.folder or scratch)
            places = {"SQLite": Database.sqlite(folder / f"growth-{size}.db")}
            if asked.postgres:
                places["PostgreSQL"] = on_server(asked.postgres, size)
            for name, database in places.items():
                bench.fill(database, size)
                schema.upgrade(database, LAST)
                with database.engine("rw").begin() as connection:
                    connection.exec_driver_sql("ANALYZE")
                for line in report(name, size, database, asked):
                    sys.stdout.write(f"{line}\n")
                    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages", description="Measure the review pages.")
    parser.add_argument("--claims", default="20000", help="the sizes of the desks, separated by commas")
    parser.add_argument("--requests", type=int, default=100, help="how often each page is asked for")
    parser.add_argument("--only", default="", help="only the pages with this part in their address, and nothing else")
    parser.add_argument("--postgres", metavar="URL", help="a server where the login may make databases: growth_N")
    parser.add_argument("--folder", help="where the SQLite desks stay for the next run; default: nowhere")
    return parser.parse_args()


def report(name: str, size: int, database: Database, asked: argparse.Namespace) -> Iterator[str]:
    """Yield the lines about one desk."""
    requests: int = asked.requests
    with serving(database) as server:
        yield f"{name}, {size:,} claims"
        yield "| page | p50 ms | p95 ms | requests per CPU second | kB |"
        yield "|---|---|---|---|---|"
        for page in (page for page in PAGES if asked.only in page):
            numbers = (
                {"claim": 1 + at * 7 % size, "article": 1 + at * 8 % size, "few": 1 + at % _FEW}
                for at in range(requests)
            )
            paths = [page.format_map(number) for number in numbers]
            yield _row(page, server.cost(paths))
        if asked.only:
            return
        yield _row("/claims after a change", server.cost(["/claims"] * requests, partial(_change, database, size)))
        if not database.is_postgresql:
            yield _beside_bare(server, database, requests)
        start = server.memory
        server.cost(["/claims", "/claims/7"] * (_MANY // 2))
        yield f"memory: {start:.0f} MB, after {_MANY:,} requests {server.memory:.0f} MB"
        yield _saves(server, database, size)


def _row(page: str, cost: Cost) -> str:
    return f"| {page} | {cost.p50:.0f} | {cost.p95:.0f} | {cost.per_cpu:.0f} | {cost.size / 1000:.1f} |"


def _change(database: Database, number: int) -> None:
    """Change a claim as another program does."""
    with sessions.writing(database) as session:
        actor = find_actor(session, "bench", LAST)
        notes_and_links.note(session, claim_ledger.lock_one(session, number), actor, "Changed.")


def _beside_bare(server: Server, database: Database, requests: int) -> str:
    with bare(database) as peer:
        pairs = [(server.cost(["/claims"] * requests), peer.cost(["/claims"] * requests)) for _ in range(3)]
    ratio = statistics.median(ours.per_cpu / theirs.per_cpu for ours, theirs in pairs)
    return f"the list, beside bare Starlette with sqlite3: {ratio:.2f} times its requests per CPU second"


def _saves(server: Server, database: Database, size: int) -> str:
    """Let many reviewers add notes to few claims, each from a page that they have just read."""
    claims = range(1, min(size, 20) + 1)

    def review(reviewer: int) -> tuple[int, int]:
        connection, saved, refused = server.connect(), 0, 0
        for turn in range(_SAVES // _REVIEWERS):
            claim = claims[(reviewer + turn) % len(claims)]
            _, body = server.get(connection, f"/claims/{claim}/news")
            form = {"version": str(json.loads(body)["version"]), "note": f"Save {reviewer}-{turn}."}
            status = server.post(connection, f"/claims/{claim}/note", form)
            saved, refused = saved + (status == 303), refused + (status == 409)
        return saved, refused

    start = time.perf_counter()
    with ThreadPoolExecutor(_REVIEWERS) as threads:
        counts = list(threads.map(review, range(_REVIEWERS)))
    took = time.perf_counter() - start
    saved, conflicts = (sum(column) for column in zip(*counts, strict=True))
    with sessions.reading(database) as session:
        stored = [note["note"] for number in claims for note in claim_page.page_of(session, number)["notes"]]
        notes = sum(note.startswith("Save ") for note in stored)
        broken = list(verify.findings(session, Checked()))
    return (
        f"{_REVIEWERS} reviewers, {_SAVES:,} saves in {took:.0f} s: {saved} saved, {conflicts} conflicts told, "
        f"{_SAVES - saved - conflicts} neither; lost {saved - notes}; verify finds {len(broken)}"
    )


@contextmanager
def serving(database: Database) -> Iterator[Server]:
    """Start `factdb serve`, and sign in."""
    command = [
        sys.executable,
        "-m",
        "factdb",
        "--db",
        database.location,
        "--as",
        "bench",
        "serve",
        "--port",
        "0",
        "--no-open",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _signed_in(process)
        finally:
            process.terminate()


def _signed_in(process: subprocess.Popen[str]) -> Server:
    line = process.stdout.readline() if process.stdout else ""
    match = re.search(r"http://127\.0\.0\.1:(\d+)(/\S+)", line)
    if not match:
        message = f"factdb serve did not print its address: {line}"
        raise RuntimeError(message)
    server = Server(process, int(match[1]))
    connection = server.connect()
    connection.request("GET", match[2])
    answer = connection.getresponse()
    answer.read()
    server.cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
    return server


@contextmanager
def bare(database: Database) -> Iterator[Server]:
    """Start the peer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.bare_pages", database.location, str(port)]
    with subprocess.Popen(command, text=True) as process:
        server = Server(process, port)
        while True:
            try:
                server.get(server.connect(), "/claims")
            except OSError:
                time.sleep(0.1)
            else:
                break
        try:
            yield server
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
