"""`articles propose FOLDER` writes a line for each article, and `articles add` takes files and lines alike."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from factdb.store.engine import Database
from tests.cli.conftest import CommandResult, ok, refused, rows_of, run

BRIDGE = "Bridge opens\n\n“The bridge cost 4 million,” Ann Lee said. “It will be repaired by June.”\n"
FERRY = "“The ferry carried 41,000 people,” Lee said. According to Ann Lee, 300 jobs were lost.\n"
ABOUT = ("--source", "The Example Times", "--published", "2024-03-05")


@pytest.fixture
def archive(folder: Path) -> Path:
    """A folder of two articles, one of them in a folder of its own, and of a file that nobody can read."""
    (folder / "archive" / "b").mkdir(parents=True)
    (folder / "archive" / "a.txt").write_text(BRIDGE, encoding="utf-8")
    (folder / "archive" / "b" / "c.txt").write_text(FERRY, encoding="utf-8")
    (folder / "archive" / "broken.txt").write_bytes(b"\xff\xfe\x00")
    return folder / "archive"


def left_out(ran: CommandResult, count: int) -> None:
    assert ran.exit_code == 1, ran
    assert f"{count} file{' was' if count == 1 else 's were'} left out" in ran.stderr


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_folder_is_proposed_in_order_by_any_number_of_processes(
    sqlite_demo: Database, archive: Path, folder: Path
) -> None:
    before = rows_of(sqlite_demo)
    for jobs in ("1", "2"):
        ran = run(sqlite_demo, "articles", "propose", "archive", *ABOUT, "--jobs", jobs, "-o", f"{jobs}.jsonl")
        left_out(ran, 1)
        assert "Cannot read archive/broken.txt" in ran.stderr
        assert f"factdb articles add {jobs}.jsonl --accept all" in ran.stderr
    assert rows_of(sqlite_demo) == before
    assert (folder / "1.jsonl").read_bytes() == (folder / "2.jsonl").read_bytes()
    first, second = lines(folder / "1.jsonl")
    assert (first["article"]["file"], second["article"]["file"]) == ("archive/a.txt", "archive/b/c.txt")
    (archive / "broken.txt").unlink()
    single = ok(sqlite_demo, "articles", "propose", "archive/a.txt", *ABOUT, "--json").json
    assert first["proposals"] == single
    assert first["article"]["text"] == BRIDGE
    assert [proposal["text"] for proposal in second["proposals"]]


def test_lines_and_files_give_the_same_claims(database: Database, archive: Path) -> None:
    (archive / "broken.txt").unlink()
    ok(database, "articles", "propose", "archive", *ABOUT, "-o", "p.jsonl.gz")
    added = ok(database, "articles", "add", "p.jsonl.gz", "--accept", "all")
    assert "article 1: added" in added.stdout
    assert "Undo: factdb undo" in added.stderr
    before = rows_of(database)
    again = ok(database, "articles", "add", "archive", *ABOUT, "--accept", "all")
    assert again.stdout.count("already in the ledger") == 2
    assert ok(database, "articles", "add", "p.jsonl.gz", "--accept", "all").stdout == again.stdout
    assert rows_of(database) == before
    # What is decided is not proposed again: nothing is left of the folder.
    assert '"proposals": []' in ok(database, "articles", "propose", "archive", *ABOUT).stdout
    ok(database, "verify")


SPOILT: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda line: line["proposals"][0].update(end=9_999), "no passage from"),
    (lambda line: line["proposals"][0].update(start=1), "is another than that of the proposal"),
    (lambda line: line["proposals"][0].update(claim=" "), "has no claim"),
    (lambda line: line["proposals"][0].update(kind="guess"), '"guess"'),
    (lambda line: line["proposals"][0].update(said_on="May 4"), '"May 4"'),
    (lambda line: line["proposals"][0].pop("attribution"), "no line of factdb articles propose"),
    (lambda line: line["article"].update(text=""), "no text of an article"),
    (lambda line: line["article"].update(text="Other words.", source=None), "no passage from"),
    (lambda line: line["article"].update(source=None), "does not say all that factdb needs"),
    (lambda line: line.clear(), "no line of factdb articles propose"),
]


def test_a_line_that_does_not_hold_is_refused_alone(sqlite_demo: Database, archive: Path, folder: Path) -> None:
    run(sqlite_demo, "articles", "propose", "archive", *ABOUT, "-o", "p.jsonl")
    first, whole = (folder / "p.jsonl").read_text(encoding="utf-8").splitlines()
    spoilt = [json.loads(first) for _ in SPOILT]
    for line, (spoil, _) in zip(spoilt, SPOILT, strict=True):
        spoil(line)
    written = ["", "no JSON", *map(json.dumps, spoilt), whole]
    (folder / "p.jsonl").write_text("\n".join(written), encoding="utf-8")
    ran = run(sqlite_demo, "articles", "add", "p.jsonl", "--accept", "all")
    left_out(ran, 1 + len(SPOILT))
    for number, why in enumerate(["it is not JSON", *(why for _, why in SPOILT)], start=2):
        assert re.search(rf"p\.jsonl, line {number}\b.*{re.escape(why)}", ran.stderr), (number, why, ran)
    assert ran.stdout.count("added") == 1


def test_an_edited_proposal_is_added_as_edited(sqlite_demo: Database, archive: Path, folder: Path) -> None:
    run(sqlite_demo, "articles", "propose", "archive", *ABOUT, "-o", "p.jsonl")
    first, _ = lines(folder / "p.jsonl")
    del first["proposals"][1:]
    first["proposals"][0] |= {"speaker": "Cora Weiss", "said_on": "2024-03", "claim": "The bridge was dear."}
    (folder / "p.jsonl").write_text(json.dumps(first) + "\n", encoding="utf-8")
    number = ok(sqlite_demo, "articles", "add", "p.jsonl", "--accept", "all").stdout.split()[-1]
    claim = ok(sqlite_demo, "claims", "show", number, "--json").json
    assert (claim["speaker"], claim["claim"]) == ("Cora Weiss", "The bridge was dear.")
    assert (claim["said_on"], claim["said_precision"]) == ("2024-03", "month")


def test_what_makes_no_file_of_proposals(sqlite_demo: Database, archive: Path, folder: Path) -> None:
    (folder / "empty").mkdir()
    refused(run(sqlite_demo, "articles", "propose", "empty"), 3, "article in the folder", "end in .htm")
    for words in (("-f", "csv"), ("-c", "claim"), ("-o", "p.csv")):
        refused(run(sqlite_demo, "articles", "propose", "archive", *words), 2, "a line for each article")
    (archive / "a.txt").unlink()
    (archive / "b" / "c.txt").unlink()
    left_out(run(sqlite_demo, "articles", "propose", "archive", "-o", "p.jsonl"), 1)
    assert not (folder / "p.jsonl").exists()
    ran = run(sqlite_demo, "articles", "add", "p.jsonl", "--source", "X")
    refused(ran, 2, "has the facts of its articles")


def test_nothing_is_needed_but_the_folder(archive: Path, folder: Path, sqlite_demo: Database) -> None:
    (archive / "broken.txt").unlink()
    nowhere = Database(str(folder / "none.db"), "none.db", is_postgresql=False)
    ran = ok(nowhere, "articles", "propose", "archive")
    assert len(ran.stdout.splitlines()) == 2
    assert "2 articles without a source or a day" in ran.stderr
    assert not (folder / "none.db").exists()
