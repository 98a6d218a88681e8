"""The benchmarks run: what they make is a desk whose histories hold, and what they print is a table."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from factdb.domain import history
from factdb.store import schema, sessions
from factdb.store.engine import Database
from factdb.store.models import Claim, ClaimTopic, DeskHistory, Evidence, History, Speaker, Verdict
from tests.bench import desk, filters

CLAIMS = 1_000


@pytest.fixture
def small_desk(empty_database: Database) -> Database:
    desk.make(empty_database, CLAIMS)
    return empty_database


def test_a_made_desk_is_sound(small_desk: Database) -> None:
    with sessions.reading(small_desk) as session:
        assert schema.differences(session.connection()) == []
        assert session.scalar(select(func.count(Claim.id))) == CLAIMS
        for table in (Speaker, Evidence, Verdict, ClaimTopic):
            assert session.scalar(select(func.count()).select_from(table))
        if not small_desk.is_postgresql:
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        for claim in session.scalars(select(Claim).where(Claim.id % 10 == 0)):
            events = select(History).where(History.claim_id == claim.id).order_by(History.seq)
            rows = session.scalars(events).all()
            assert (claim.history_length, claim.history_head) == (len(rows), rows[-1].hash)
            assert_chain(claim.uid, rows)
        assert_chain("desk", session.scalars(select(DeskHistory).order_by(DeskHistory.seq)).all())
        stale = select(ClaimTopic).join(ClaimTopic.claim).where(ClaimTopic.sort_on != Claim.sort_on)
        assert session.scalars(stale).all() == []


def assert_chain(uid: str, rows: Sequence[History | DeskHistory]) -> None:
    prev = history.GENESIS
    for seq, row in enumerate(rows, start=1):
        assert (row.seq, row.prev) == (seq, prev)
        assert row.hash == history.digest(prev, row.id, uid, seq, row.body)
        assert row.body == history.canonical(history.read(row.body))
        prev = row.hash


def test_every_filter_is_timed(small_desk: Database) -> None:
    timed = list(filters.measure(small_desk, 1))
    assert [each.name for each in timed] == list(filters.SINGLE)
    assert all(ratio > 0 for each in timed for ratio in each.ratios())


def test_the_benchmarks_print_a_table() -> None:
    command = [sys.executable, "-m", "tests.bench", "--claims", str(CLAIMS), "--runs", "1", "--changes", "2"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[:2] == ["| factdb | against | ratio | goal |", "|---|---|---|---|"]
    assert len(lines) >= 8
    assert all(line.count("|") == 5 for line in lines)
    (writers,) = (line for line in lines if "8 writers x 2 status changes on 200 claims, SQLite" in line)
    assert writers.count(" 0 errors, 0 lost, 0 broken chains |") == 2
