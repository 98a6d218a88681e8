"""The benchmarks run: what they make is a desk whose histories hold, and what they print is a table."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from factdb.services.verifying import whole
from factdb.services.verifying.checked import Checked
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Claim, ClaimTopic, Evidence, Speaker, Verdict
from tests.bench import desk, filters
from tests.conftest import Templates

CLAIMS = 1_000


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def small_desk(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A made desk on each engine, one for all tests that write nothing."""
    for database in templates.copy(request.param, "empty", tmp_path_factory.mktemp("small") / "desk.db"):
        desk.make(database, CLAIMS)
        yield database


def test_a_made_desk_is_sound(small_desk: Database) -> None:
    with sessions.reading(small_desk) as session:
        assert session.scalar(select(func.count(Claim.id))) == CLAIMS
        for table in (Speaker, Evidence, Verdict, ClaimTopic):
            assert session.scalar(select(func.count()).select_from(table))
        assert [str(finding) for finding in whole.findings(session, Checked())] == []


def test_every_filter_is_timed(small_desk: Database) -> None:
    timed = list(filters.measure(small_desk, 1))
    assert [each.name for each in timed] == list(filters.SINGLE)
    assert all(ratio > 0 for each in timed for ratio in each.ratios())


def test_the_benchmarks_print_a_table() -> None:
    command = [sys.executable, "-m", "tests.bench", "--claims", str(CLAIMS // 2), "--runs", "1", "--changes", "5"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[:2] == ["| factdb | against | ratio | goal |", "|---|---|---|---|"]
    assert len(lines) >= 8
    assert all(line.count("|") == 5 for line in lines)
    assert sum("`factdb verify`" in line for line in lines) == 1
    (writers,) = (line for line in lines if "8 writers x 5 status changes on 2 claims, SQLite" in line)
    assert writers.count(" 0 errors, 0 lost, 0 broken chains |") == 2
