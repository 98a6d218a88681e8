"""Adds archives beside one article after another: python -m tests.bench.archives [--articles N] [--postgres URL].

Made-up articles of some 300 words with 17 claims each, in processes of their own, each into a new desk. The peer is the
program itself, which adds one article after another in one process where a program reads the rows of every history
(--json): a tenth of the articles, because it takes long. Both get the same articles first, so that both begin alike.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import made_articles
from tests.bench.importing import Ran, database_of, init, run_measured, say

_HEAD = """\
| what | articles/s | CPU s | CPU ms an article | peak MB | one after another, CPU ms | ratio |
|---|---|---|---|---|---|---|"""
_PROGRAM = [sys.executable, "-m", "factdb"]
_SHARE = 10


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.archives", description="Measure archives of articles.")
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--postgres", metavar="URL", help="a server on which databases may be made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made_articles.write(folder / "archive", options.articles)
        say(_HEAD)
        for row in _rows(folder, options.articles, options.postgres):
            say(row)


def _rows(folder: Path, articles: int, server: str | None) -> Iterator[str]:
    archive, lines = str(folder / "archive"), str(folder / "proposals.jsonl")
    for jobs in ("1", "2"):
        program = [*_PROGRAM, "--db", str(folder / "none.db"), "articles"]
        ran = run_measured([*program, "propose", archive, "--jobs", jobs, "-o", lines])
        yield _row(f"propose, {jobs} {'job' if jobs == '1' else 'jobs'}", ran, articles, None)
    for engine in ("SQLite", "PostgreSQL") if server else ("SQLite",):
        singly = _singly(folder, articles, engine, server)
        for what, words in (
            ("add the proposals", [lines]),
            ("add the folder, 1 job", [archive, "--jobs", "1"]),
            ("add the folder, 2 jobs", [archive, "--jobs", "2"]),
        ):
            ran = run_measured([*_on_new_desk(folder, engine, server), "articles", "add", *words, "--accept", "all"])
            yield _row(f"{what}, {engine}", ran, articles, singly)


def _singly(folder: Path, articles: int, engine: str, server: str | None) -> float:
    """Return the CPU seconds that an article takes when one is added after another."""
    some = sorted(map(str, (folder / "archive").iterdir()))[: max(1, articles // _SHARE)]
    program = _on_new_desk(folder, engine, server)
    return run_measured([*program, "articles", "add", *some, "--accept", "all", "--json"]).cpu / len(some)


def _on_new_desk(folder: Path, engine: str, server: str | None) -> list[str]:
    """Make a new desk, and return the program on it."""
    file = folder / "desk.db"
    file.unlink(missing_ok=True)
    where = database_of(server, "factdb_bench_archives") if server and engine == "PostgreSQL" else str(file)
    init(where)
    return [*_PROGRAM, "--db", where, "--as", "bench"]


def _row(what: str, ran: Ran, articles: int, singly: float | None) -> str:
    each = ran.cpu / articles
    beside = f"{singly * 1_000:.0f} | {singly / each:.1f}" if singly else " | "
    return (
        f"| {what} | {articles / ran.wall:,.0f} | {ran.cpu:.1f} | {each * 1_000:.1f} | {ran.peak_mb:.0f} | {beside} |"
    )


if __name__ == "__main__":
    main()
