"""One reviewer takes the article of the worked example from its text to 22 claims on an empty desk."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from factdb import resources
from factdb.store.engine import Database
from tests.cli.conftest import folder, ok, run_bare

SEED = tomllib.loads((resources.folder("seeds") / "demo" / "desk.toml").read_text(encoding="utf-8"))
MOST_COMMANDS = 25

__all__ = ["folder"]  # the fixture that keeps the machine's own settings away


def words_of(claim: dict[str, Any]) -> list[str]:
    """Return the one command that adds a claim, cites what bears on it, and decides and publishes it."""
    pages = {page["key"]: page["url"] for page in SEED["documents"]}
    options = ["--quote", claim["text"], "--claim", claim["claim"], "--speaker", claim["speaker"]]
    options += ["--attribution", claim["attribution"], "--kind", claim["kind"], "--said-on", claim["said_on"]]
    for name in ("occasion", "resolves_on"):
        options += [f"--{name.replace('_', '-')}", claim[name]] if name in claim else []
    for topic in claim["topics"]:
        options += ["--topic", topic]
    for row in claim["evidence"]:
        page = f"{row['on']}:{row['stance']}:{pages[row['document']]} {row.get('excerpt', '')}"
        options += ["--evidence", page]
    for question, verdict in claim["verdicts"].items():
        options += ["--rate", verdict["rating"], "--because", f"{question}:{verdict['because']}"]
        options += ["--as-of", verdict["as_of"]] if "as_of" in verdict else []
        for flag in verdict.get("flags", []):
            options += ["--flag", f"{question}:{flag}"]
    return ["claims", "add", "--article", "1", *options, *(["--publish"] if claim["verdicts"] else [])]


@pytest.fixture
def typed(empty_database: Database) -> list[list[str]]:
    """The commands of the day."""
    article = SEED["article"]
    text = str(resources.folder("seeds") / "demo" / article["text"])
    about = ["--source", article["source"], "--published", article["published_on"], "--title", article["title"]]
    return [
        ["init"],
        ["articles", "add", text, *about, "--url", article["url"]],
        *(words_of(claim) for claim in SEED["claims"]),
        ["claims", "status", "9", "15", "in-review"],
    ]


def test_the_article_is_worked_off_in_25_commands(
    empty_database: Database, typed: list[list[str]], folder: object
) -> None:
    assert len(typed) <= MOST_COMMANDS
    for words in typed:
        ran = run_bare("--db", empty_database.location, "--as", "ana", *words)
        assert ran.exit_code == 0, (words, ran)
    rows = {row["id"]: row for row in ok(empty_database, "claims", "list", "--json").json}
    for claim in SEED["claims"]:
        row = rows[claim["n"]]
        verdicts = {question: verdict["rating"] for question, verdict in claim["verdicts"].items()}
        assert row["quote"] == claim["text"]
        assert (row["speaker"], row["said_on"]) == (claim["speaker"], claim["said_on"])
        assert (row["verdict"], row["quote_verdict"]) == (verdicts.get("truth"), verdicts.get("quote"))
        assert row["status"] == claim["status"]
        assert row["evidence_count"] == len(claim["evidence"])
        assert sorted(row["flags"]) == sorted({f for each in claim["verdicts"].values() for f in each.get("flags", [])})
