"""The words for an unnamed source on the command line: typed, proposed, shown, edited, listed, exported and dumped."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from factdb.store.engine import Database
from tests.cli.conftest import claim, ok, refused, run

WORDS = "some officials"
ADDED = (
    "claims", "add", "--source", "The Example Times", "--claim", "The bridge may close.", "--attribution", "narration",
    "--attributed-to", WORDS,
)  # fmt: skip


def test_a_claim_is_added_shown_and_listed_with_them(demo: Database) -> None:
    ok(demo, *ADDED)
    added = claim(demo, 23)
    assert (added["speaker"], added["attributed_to"]) == ("The Example Times", WORDS)
    assert (
        "  said by     The Example Times (attributed to “some officials”)\n" in ok(demo, "claims", "show", "23").stdout
    )
    assert (
        ok(demo, "claims", "list", "23", "-c", "id,attributed_to", "-f", "csv").stdout
        == f"id,attributed_to\n23,{WORDS}\n"
    )
    assert "attributed_to" in ok(demo, "claims", "list", "-L", "1", "-f", "csv").stdout.splitlines()[0].split(",")
    assert ok(demo, "claims", "list", "19", "--json").json[0]["attributed_to"] is None
    long = "x" * 201
    refused(run(demo, *ADDED[:-1], long), 2, "attributed to", "limit 200")


def test_an_edit_and_its_way_back(demo: Database) -> None:
    ran = ok(demo, "claims", "edit", "19", "--attributed-to", WORDS)
    assert ran.stdout == f"claim 19: attributed_to: none -> {WORDS}\n"
    assert "Undo: factdb claims edit 19 --attributed-to ''" in ran.stderr
    ok(demo, "undo", "--yes")
    assert claim(demo, 19)["attributed_to"] is None
    history = ok(demo, "claims", "history", "19").stdout
    assert WORDS in history
    ok(demo, "verify")


def test_after_publication_only_a_correction_changes_them(demo: Database) -> None:
    refused(run(demo, "claims", "edit", "7", "--attributed-to", WORDS), 1, "factdb claims correct 7")
    ran = ok(demo, "claims", "correct", "7", "--attributed-to", WORDS, "--public-note", "The article cites officials.")
    assert f"claim 7: attributed_to: none -> {WORDS}" in ran.stdout
    if not demo.is_postgresql:  # there, a question needs a login of its own
        query = "SELECT attributed_to FROM public1_claims WHERE id = 7"
        assert ok(demo, "sql", query, "-f", "csv").stdout == f"attributed_to\n{WORDS}\n"
    assert "attributed to: none -> some officials" in ok(demo, "report", "corrections", "-f", "csv").stdout


def test_an_accepted_proposal_has_them(demo: Database, folder: Path) -> None:
    text = "The bridge opened at noon.\n\nSome officials warned that the bridge may close in winter.\n"
    (folder / "bridge.txt").write_text(text, encoding="utf-8")
    facts = ("--source", "The Example Times", "--published", "2024-03-05")
    ok(demo, "articles", "add", "bridge.txt", *facts, "--accept", "all")
    listed = ok(demo, "claims", "list", "--source", "The Example Times", "--json").json
    assert {row["claim"]: row["attributed_to"] for row in listed} == {
        "The bridge opened at noon.": None,
        "Some officials warned that the bridge may close in winter.": "Some officials",
    }


def test_files_go_out_and_come_back(demo: Database, folder: Path) -> None:
    ok(demo, *ADDED)
    sheet = ok(demo, "export", "claims", "--source", "The Example Times", "-f", "csv").stdout
    (row,) = csv.DictReader(io.StringIO(sheet))
    assert row["attributed_to"] == WORDS
    (folder / "back.csv").write_text(sheet.replace(WORDS, "an aide"), encoding="utf-8")
    assert "0 added, 1 changed, 0 same" in ok(demo, "import", "back.csv").stdout
    lines = ok(demo, "export", "claims", "--source", "The Example Times", "-f", "jsonl").stdout
    assert json.loads(lines)["attributed_to"] == "an aide"


def test_a_dump_carries_them(sqlite_demo: Database, folder: Path) -> None:
    ok(sqlite_demo, *ADDED)
    ok(sqlite_demo, "db", "dump", "desk.jsonl")
    copy = Database.sqlite(folder / "copy.db")
    ok(copy, "db", "load", "desk.jsonl")
    assert claim(copy, 23)["attributed_to"] == WORDS
    ok(copy, "verify")
