"""The benchmarks run: what they make is a desk whose histories hold, and what they print is a table."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Claim, ClaimTopic, Evidence, Speaker, Verdict
from tests.bench import __main__, archives, bombs, desk, filters, growth, handwritten_sql, reporting
from tests.databases import Templates

CLAIMS = 1_000

pytestmark = pytest.mark.long  # no user waits for a benchmark


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
        assert [str(finding) for finding in verify.findings(session, Checked())] == []


def test_every_filter_is_timed(small_desk: Database) -> None:
    timed = list(filters.measure(small_desk, 1))
    assert [each.name for each in timed] == list(filters.SINGLE)
    assert all(ratio > 0 for each in timed for ratio in each.ratios())


def test_the_benchmarks_print_a_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", "--claims", str(CLAIMS // 2), "--runs", "1", "--changes", "5"])
    __main__.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["| factdb | against | ratio | goal |", "|---|---|---|---|"]
    assert len(lines) >= 8
    assert all(line.count("|") == 5 for line in lines)
    assert sum("`factdb verify`" in line for line in lines) == 1
    (writers,) = (line for line in lines if "8 writers x 5 status changes on 2 claims, SQLite" in line)
    assert writers.count(" 0 errors, 0 lost, 0 broken chains |") == 2


def test_what_is_written_by_hand_gives_the_rows_of_the_reports(small_desk: Database) -> None:
    for report in handwritten_sql.questions():
        with sessions.reading(small_desk) as session:
            timed = reporting.measured(session, report, 0)
        assert [len(each) for each in timed] == [1, 1, 1]


def test_searches_are_timed_beside_the_index(small_desk: Database) -> None:
    rows = list(reporting.searches("here", small_desk, 0))
    assert [row.count("|") for row in rows] == [5] * 13
    assert sum("`claims similar ID`" in row for row in rows) == 1


def test_what_grows_is_a_table_of_all_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["growth", "--claims", "100,200", "--runs", "1"])
    growth.main()
    lines = capsys.readouterr().out.splitlines()
    assert [line.count("|") for line in lines] == [6] * len(lines)
    assert len(lines) == 2 + len(growth.COMMANDS) + 2


def test_a_made_desk_has_repeats_and_what_falls_due(small_desk: Database) -> None:
    with sessions.reading(small_desk) as session:
        for column in (Claim.repeats_id, Claim.resolves_on):
            assert (session.scalar(select(func.count(column))) or 0) > CLAIMS // 30


def test_bombs_are_a_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["bombs", "--timeout", "300ms", "--bomb", "pg_sleep, timeout lifted"])
    bombs.main()
    *head, row = capsys.readouterr().out.splitlines()
    assert head == bombs.HEAD.splitlines()
    assert row.startswith("| pg_sleep, timeout lifted | The question took longer than 0.3 s and was stopped. |")
    assert [line.count("|") for line in (*head, row)] == [7, 7, 7]


def test_reports_searches_and_questions_are_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["reporting", "--claims", "100", "--runs", "1", "--desk", str(tmp_path / "d.db")])
    reporting.main()
    for table in capsys.readouterr().out.split("\n\n"):
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_archives_are_measured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["archives", "--articles", "2"])
    archives.main()
    head, _, *rows = capsys.readouterr().out.splitlines()
    assert [row.split(" | ")[0] for row in rows] == [
        "| propose, 1 job", "| propose, 2 jobs", "| add the proposals, SQLite", "| add the folder, 1 job, SQLite",
        "| add the folder, 2 jobs, SQLite",
    ]  # fmt: skip
    assert {row.count("|") for row in (head, *rows)} == {8}
