"""A day of which only the year or the month is known is shown so in every face, and never as the first of January."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from factdb.cli.articles import article_adding, proposal_review
from factdb.extract import propose
from factdb.store.engine import Database
from tests.cli.conftest import ok
from tests.databases import Templates
from tests.store.raw_sql import shell

# What no face may show: the days as which the table stores 2025, 2025-04, 2024 and 2024-03.
STORED = ("2025-01-01", "2025-04-01", "2024-01-01", "2024-03-01")
WORDS = "The harbour is 20 metres deep."
RATED = ("--rate", "true", "--because", "The survey says so.", "--evidence", "https://example.org/survey", "--publish")
ARTICLE = "Harbour\n\nIn 2010, Ada Lund said the harbour had lost half of its ships.\n\nThe harbour opened in 1990.\n"


def add_partial_days(demo: Database) -> None:
    add = ("claims", "add", "--source", "The Example Times", "--speaker", "Jane Doe", "--claim", WORDS)
    ok(demo, *add, "--said-on", "2025", *RATED)
    ok(demo, *add, "--said-on", "2025-04", "--resolves-on", "2026-12-24")
    ok(demo, *add, "--said-on", "2025-04-07", *RATED)
    ok(demo, "claims", "edit", "24", "--said-on", "2025")
    ok(demo, "claims", "edit", "24", "--said-on", "2025-04")
    ok(demo, "claims", "correct", "25", "--said-on", "2025-04", "--public-note", "It was some day in April.")
    ok(demo, "claims", "link", "24", "23", "--kind", "repeats")
    ok(demo, "claims", "assign", "24", "ana")
    ok(demo, "evidence", "add", "24", "https://example.org/old", "--context", "--published", "2024", "--title", "Old")
    Path("a.txt").write_text(ARTICLE, encoding="utf-8")
    ok(demo, "articles", "add", "a.txt", "--source", "The Example Times", "--published", "2024-03")
    ok(demo, "articles", "edit", newest_article(demo), "--published", "2024")
    ok(demo, "articles", "add", "a.txt", "--accept", "all")


@pytest.fixture
def desk(engine_name: str, templates: Templates, tmp_path: Path, folder: Path) -> Iterator[Database]:
    """The worked example with claims of a year and of a month, a correction, and documents of a year and of a month."""
    (folder / "factdb.toml").write_text('[desk]\nname = "Desk"\nurl = "https://desk.example"\n', encoding="utf-8")
    yield from templates.worked(engine_name, add_partial_days, tmp_path / "desk.db")


def newest_article(desk: Database) -> str:
    return str(max(ok(desk, "articles", "list", "--json").ids))


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("claims", ["2025-04"]),
        ("claims list 23 24 25 -f table", ["2025 ", "2025-04 "]),
        ("claims list 23 24 25 --json", ['"said_on": "2025"', '"said_on": "2025-04"']),
        ("claims list 23 24 25 -f csv", [",2025,year,", ",2025-04,month,"]),
        ("claims list 23 24 --at 2030-01-31 -f csv", [",2025,year,", ",2025-04,month,"]),
        ("claims list --article ARTICLE --json", ['"said_on": "2010"', '"said_on": "2024"']),
        (
            "claims show 23 24",
            ["2025 (explicit)", "2025-04 (explicit)", "2 times since 2025: Jane Doe 2", "Old (web, 2024"],
        ),
        ("claims show 23 --json", ['"said_on": "2025"', '"since": "2025"']),
        ("claims show 24 -f md --at 2030-01-31", ["2025-04"]),
        ("claims show 24 --history", ["edited said on: 2025-04 -> 2025", "edited said on: 2025 -> 2025-04"]),
        ("claims history 24", ["edited said on: 2025-04 -> 2025", "edited said on: 2025 -> 2025-04"]),
        ("claims history 25 --diff 1 2", ["- 2025-04-07\n", "+ 2025-04\n"]),
        ("claims similar 24 --json", ['"said_on": "2025"']),
        ("claims due --within 60d -f csv", ["2025-04"]),
        ("articles list -f csv", [",2024,"]),
        ("articles show ARTICLE", ["2024"]),
        ("articles show ARTICLE --json", ['"published_on": "2024"']),
        ("documents list -f csv", [",2024,"]),
        ("documents show https://example.org/old", ["2024"]),
        ("evidence list 24 -f csv", ["2024"]),
        ("evidence show 24.1", ["2024"]),
        ("export claims 23 24 25 -f csv", [",2025,explicit,", ",2025-04,explicit,"]),
        ("export claims 23 24 -f jsonl", ['"said_on": "2025"', '"said_on": "2025-04"']),
        ("export evidence 24 -f csv", ["2024"]),
        ("export claimreview 23 25 --base-url https://desk.example", ['"2025"', '"2025-04"']),
        ("export averitec 23", ['"2025"']),
        ("report most-repeated -f csv", [",2025,2025-04,"]),
        ("report corrections -f csv", ["said on: 2025-04-07 -> 2025-04"]),
        ("report corrections --json", ['"was": "2025-04-07"', '"now": "2025-04"']),
        ("log", ["said on: 2025-04 -> 2025", "published_on: 2024-03 -> 2024"]),
        ('speakers show "Jane Doe"', ["Jane Doe"]),
    ],
)
def test_no_command_shows_more_of_a_day_than_is_known(desk: Database, command: str, shown: list[str]) -> None:
    printed = ok(desk, *shlex.split(command.replace("ARTICLE", newest_article(desk)))).stdout
    assert [day for day in STORED if day in printed] == []
    assert [words for words in shown if words not in printed] == []


def test_what_a_writing_command_says_of_a_day(desk: Database) -> None:
    assert ok(desk, "claims", "edit", "24", "--said-on", "2025").stdout == "claim 24: said_on: 2025-04 -> 2025\n"
    assert ok(desk, "claims", "edit", "24", "--said-on", "unknown").stdout == "claim 24: said_on: 2025 -> none\n"
    assert (
        ok(desk, "claims", "edit", "24", "--said-on", "2025-01-01").stdout == "claim 24: said_on: none -> 2025-01-01\n"
    )
    assert ok(desk, "claims", "edit", "24", "--said-on", "2025").stdout == "claim 24: said_on: 2025-01-01 -> 2025\n"
    ran = ok(desk, "claims", "correct", "23", "--said-on", "2025-04", "--public-note", "It was in April.")
    assert "claim 23: said_on: 2025 -> 2025-04\n" in ran.stdout
    added = ok(desk, "claims", "add", "--article", newest_article(desk), "--claim", "The harbour is old.")
    assert "said on 2024, the day of publication" in added.stderr
    ok(desk, "policy", "set", "four-eyes", "on")
    ok(desk, "claims", "correct", "25", "--said-on", "2025", "--public-note", "Nobody knows the month.")
    page = ok(desk, "claims", "show", "25").stdout
    assert "said on: 2025-04 -> 2025" in page
    assert not [day for day in STORED if day in page]


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_proposal_shows_the_year_alone(shared: Database, form: str) -> None:
    Path("b.txt").write_text(ARTICLE, encoding="utf-8")
    printed = ok(shared, "articles", "propose", "b.txt", "--published", "2024-03-05", "-f", form).stdout
    assert "2010" in printed
    assert "2010-01-01" not in printed


def test_the_review_on_a_terminal_shows_the_year_alone() -> None:
    proposal = next(other for other in propose(ARTICLE) if other.said_on)
    lines = "\n".join(proposal_review._proposal_lines(1, 1, proposal, ARTICLE, ""))  # noqa: SLF001 - it needs no terminal
    assert f"said on  2010 ({proposal.said_basis})" in lines
    assert article_adding.proposal_row(1, proposal, None)["said_on"] == "2010"


def test_a_day_that_somebody_wrote_into_the_history_is_shown_as_it_stands(sqlite_demo: Database) -> None:
    ok(sqlite_demo, "claims", "edit", "19", "--said-on", "2021")
    with shell(sqlite_demo) as sql:
        sql("DROP TRIGGER guard_history_update")
        sql("UPDATE history SET body = replace(body, '2021-01-01', 'soon') WHERE claim_id = 19 AND seq = 2")
    assert "said on: 2021-07-26 -> soon" in ok(sqlite_demo, "claims", "history", "19").stdout
