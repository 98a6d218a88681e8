"""`--all` of the commands that propose claims: without it, the article's own words of little worth are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from factdb.store.engine import Database
from tests import minor_proposals
from tests.cli.conftest import ok, refused, run

FACTS = ("--source", "Example Post", "--published", "2026-11-18")
LEFT_OUT = "2 statements of the article's own words are left out: --all shows them\n"


@pytest.fixture(autouse=True)
def article(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article with a quotation, and two sentences of its own that are hardly worth a check."""
    minor_proposals.use(monkeypatch)
    (folder / "a.txt").write_text(minor_proposals.ARTICLE, encoding="utf-8")


def test_propose_leaves_them_out_and_says_so(shared: Database) -> None:
    ran = ok(shared, "articles", "propose", "a.txt", *FACTS, "--json")
    claim = "It cost 4 million. [Before, in the article: The bridge opened on Monday.]"
    assert [(row["n"], row["claim"], row["is_minor"]) for row in ran.json] == [(1, claim, False)]
    assert ran.stderr.endswith(f"1 proposal\n{LEFT_OUT}")
    everything = ok(shared, "articles", "propose", "a.txt", *FACTS, "--json", "--all")
    assert [row["is_minor"] for row in everything.json] == [True, False, True]
    assert "left out" not in everything.stderr


def test_add_accepts_what_propose_shows(demo: Database) -> None:
    ran = ok(demo, "articles", "add", "a.txt", *FACTS, "--accept", "all")
    assert "1 claim: 23" in ran.stdout
    assert LEFT_OUT in ran.stderr
    refused(run(demo, "articles", "add", "a.txt", *FACTS, "--accept", "1"), 2, "no proposal 1")
    ran = ok(demo, "articles", "add", "a.txt", *FACTS, "--accept", "2", "--all")
    assert "1 claim: 24" in ran.stdout
    assert "left out" not in ran.stderr
    assert ok(demo, "claims", "show", "24", "--json").json["claim"] == "The harbour opened in 1990."


def test_what_was_decided_is_not_proposed_again(demo: Database) -> None:
    ok(demo, "articles", "add", "a.txt", *FACTS, "--accept", "all")
    ran = ok(demo, "articles", "propose", "a.txt", *FACTS, "--json", "--all")
    assert [row["claim"] for row in ran.json] == [
        "The bridge opened on Monday [2026-11-16].",
        "The harbour opened in 1990.",
    ]
    number = max(ok(demo, "articles", "list", "--json").ids)
    assert f"1 of 3 was decided before, in article {number}" in ran.stderr


def test_review_has_nothing_to_ask_but_says_what_it_leaves_out(demo: Database) -> None:
    ok(demo, "articles", "add", "a.txt", *FACTS, "--accept", "all")
    number = str(max(ok(demo, "articles", "list", "--json").ids))
    ran = ok(demo, "articles", "review", number)
    assert ran.stdout == f"article {number}: no proposals to review\n"
    assert LEFT_OUT in ran.stderr
    refused(run(demo, "articles", "review", number, "--all"), 2, "terminal")
    details = ok(demo, "articles", "show", number, "--json").json
    assert (details["open_passages"], details["minor_passages"]) == ([], 2)
