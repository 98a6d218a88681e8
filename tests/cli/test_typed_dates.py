"""Dates as people write them, in every option that takes one; NOW is 22 November 2026."""

from __future__ import annotations

from pathlib import Path

import pytest

from factdb.store.engine import Database
from tests.cli.conftest import claim, ok, refused, run


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("4 May 2026", "2026-05-04"), ("May 4, 2026", "2026-05-04"), ("yesterday", "2026-11-21"), ("May 2026", "2026-05")],
)
def test_a_claim_takes_a_date_as_people_write_it(demo: Database, typed: str, stored: str) -> None:
    ok(demo, "claims", "edit", "19", "--said-on", typed)
    assert claim(demo, 19)["said_on"] == stored


@pytest.mark.parametrize(
    "words",
    [
        ("claims", "list", "--since", "03/04/2026"),
        ("claims", "list", "--changed-since", "03/04/2026"),
        ("claims", "list", "--at", "03/04/2026"),
        ("claims", "add", "--claim", "x", "--said-on", "03/04/2026"),
        ("claims", "ask", "7", "--to", "NPR", "--on", "03/04/2026"),
        ("speakers", "role", "Biden", "Senator", "--since", "03/04/2026"),
        ("report", "corrections", "--since", "03/04/2026"),
        ("report", "verdicts-by-speaker", "-p", "since=03/04/2026"),
    ],
    ids=" ".join,
)
def test_a_date_that_could_be_two_days_is_refused_with_an_example(
    sqlite_demo: Database, words: tuple[str, ...]
) -> None:
    refused(run(sqlite_demo, *words), 2, "could be 3 April or 4 March", "3 April 2026")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["claims", "list", "--since", "26 July 2021"], ["claims", "list", "--since", "2021-07-26"]),
        (["claims", "list", "--changed-since", "today"], ["claims", "list", "--changed-since", "2026-11-22"]),
        (["claims", "list", "--at", "Nov 22, 2026"], ["claims", "list", "--at", "2026-11-22"]),
        (
            ["report", "verdicts-by-speaker", "-f", "csv", "-p", "since=1 July 2021"],
            ["report", "verdicts-by-speaker", "-f", "csv", "-p", "since=2021-07-01"],
        ),
    ],
    ids=str,
)
def test_a_filter_takes_the_same_dates(sqlite_demo: Database, typed: list[str], meant: list[str]) -> None:
    assert ok(sqlite_demo, *typed).stdout == ok(sqlite_demo, *meant).stdout


def test_a_date_in_the_future_is_taken_with_a_notice(demo: Database, folder: Path) -> None:
    (folder / "said.txt").write_text("The bridge cost 4 million.")
    add = ("articles", "add", "said.txt", "--source", "Example Post", "--published")
    added = ok(demo, *add, "2027-03-02")
    assert "--published 2027-03-02 is in the future\n" in added.stderr
    number = added.stdout.split()[1].rstrip(":")
    assert "--published 2027 is in the future\n" in ok(demo, "articles", "edit", number, "--published", "2027").stderr
    said = ok(demo, "claims", "add", "--claim", "It cost 4 million.", "--said-on", "23 November 2026")
    assert "--said-on 23 November 2026 is in the future\n" in said.stderr
    for day in ("today", "2026", "unknown"):
        assert "future" not in ok(demo, "claims", "edit", "19", "--said-on", day).stderr
