"""A folder of articles is added by a program that is killed, interrupted, or run twice: whole articles, each once."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from factdb.store import sessions
from factdb.store.models import Capture, Claim, Document, ProposalDecision
from tests.bench import made_articles
from tests.stories.conftest import Program, finished, must_verify

pytestmark = pytest.mark.long
ARTICLES = 80  # two batches
ADD = ("articles", "add", "archive", "--accept", "all", "--jobs", "2")


@pytest.fixture
def archive(on_demo: Program) -> Program:
    """The worked example, and a folder of many articles."""
    made_articles.write(on_demo.folder / "archive", ARTICLES)
    return on_demo


def counts(program: Program) -> tuple[int, int, int, int]:
    """Return the number of the folder's articles, of their texts, of their claims and of the accepted proposals."""
    ours = Document.url.like("https://news%.example/%")
    with sessions.reading(program.database) as session:
        articles = session.scalar(select(func.count()).where(ours)) or 0
        rows = [
            session.scalar(
                select(func.count()).select_from(table).join(Document, document_id == Document.id).where(ours)
            )
            for table, document_id in (
                (Capture, Capture.document_id),
                (Claim, Claim.document_id),
                (ProposalDecision, ProposalDecision.document_id),
            )
        ]
    return articles, rows[0] or 0, rows[1] or 0, rows[2] or 0


def wait_for_articles(program: Program, process: subprocess.Popen[str]) -> None:
    while process.poll() is None and not counts(program)[0]:
        time.sleep(0.02)


def claims_of(output: str) -> int:
    """Return how many claims a program says that it added."""
    return sum(int(count) for count in re.findall(r", (\d+) claims?:", output))


@pytest.mark.parametrize(("end", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_run_that_ends_early_is_finished_by_the_next(archive: Program, end: signal.Signals, code: int) -> None:
    process = archive.start(*ADD)
    wait_for_articles(archive, process)
    process.send_signal(end)
    assert finished(process).returncode == code
    articles, texts, claims, decisions = counts(archive)
    assert 0 < articles == texts < ARTICLES
    assert 0 < claims == decisions
    must_verify(archive.database)
    second = archive.ok(*ADD)
    assert second.stdout.count("already in the ledger") == articles
    after = counts(archive)
    assert after == (ARTICLES, ARTICLES, claims + claims_of(second.stdout), claims + claims_of(second.stdout))
    before = counts(archive)
    archive.ok(*ADD)
    assert counts(archive) == before
    must_verify(archive.database)


def test_two_at_once_lose_nothing_and_add_nothing_twice(archive: Program) -> None:
    some = sorted((archive.folder / "archive").iterdir())[:55]  # two batches
    for file in set((archive.folder / "archive").iterdir()) - set(some):
        file.unlink()
    both = [finished(process) for process in [archive.start(*ADD), archive.start(*ADD)]]
    assert [one.returncode for one in both] == [0, 0], both
    articles, texts, claims, decisions = counts(archive)
    assert (articles, texts) == (len(some), len(some))
    assert claims == decisions == sum(claims_of(one.stdout) for one in both)
    must_verify(archive.database)


def children_of(number: int) -> set[int]:
    return {int(child) for child in Path(f"/proc/{number}/task/{number}/children").read_text().split()}


def size_of_unfinished(program: Program) -> int:
    return sum(file.stat().st_size for file in program.folder.glob("p.jsonl.partial-*/*"))


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_an_end_while_proposing_leaves_no_file_and_no_process(on_sqlite_demo: Program, end: signal.Signals) -> None:
    archive = on_sqlite_demo
    made_articles.write(archive.folder / "archive", ARTICLES)
    process = archive.start("articles", "propose", "archive", "--jobs", "2", "-o", "p.jsonl")
    # Ctrl-C comes when the processes start (a third tracks what they share), kill -9 when some lines are written: from
    # a parent that is gone, a process that only starts can learn nothing, and Python says so.
    while process.poll() is None and not (
        len(children_of(process.pid)) == 3 if end is signal.SIGINT else size_of_unfinished(archive)
    ):
        time.sleep(0.01)
    children = children_of(process.pid)
    process.send_signal(end)
    assert finished(process).returncode in {130, -9}
    assert not (archive.folder / "p.jsonl").exists()
    deadline = time.monotonic() + 20
    while (alive := [child for child in children if Path(f"/proc/{child}").exists()]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert alive == []
    archive.ok("articles", "propose", "archive", "-o", "p.jsonl")
    assert (archive.folder / "p.jsonl").read_text(encoding="utf-8").count("\n") == ARTICLES
    assert list(archive.folder.glob("*partial*")) == []
