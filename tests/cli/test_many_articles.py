"""`articles propose FOLDER` writes a line for each article, and `articles add` takes files and lines alike."""

from __future__ import annotations

import json
import os
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


def left_out(ran: CommandResult, count: int, noun: str = "file") -> None:
    assert ran.exit_code == 1, ran
    assert f"{count} {noun}{' was' if count == 1 else 's were'} left out" in ran.stderr


def propose_one(database: Database, folder: Path, **facts: object) -> dict[str, Any]:
    """Propose the bridge alone, and return its line with other facts of the article."""
    (folder / "one").mkdir()
    (folder / "one" / "a.txt").write_text(BRIDGE, encoding="utf-8")
    ok(database, "articles", "propose", "one", *ABOUT, "-o", "p.jsonl")
    (line,) = lines(folder / "p.jsonl")
    line["article"] |= facts
    return line


def add_line(database: Database, folder: Path, line: dict[str, Any]) -> CommandResult:
    (folder / "p.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    return run(database, "articles", "add", "p.jsonl", "--accept", "all")


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
    (lambda line: line["proposals"][0].pop("attribution"), "it has no attribution"),
    (lambda line: line["proposals"][0].update(said_on=20240304), "said_on is no text"),
    (lambda line: line["proposals"][0].update(is_minor="false"), "is_minor is neither true nor false"),
    (lambda line: line["proposals"][0].update(marks="split"), "marks is no list of texts"),
    (lambda line: line["proposals"][0].update(topics=["bridges"]), '"topics"'),
    (lambda line: line["proposals"].append(line["proposals"][0]), "two proposals have the same passage"),
    (lambda line: line.update(proposals={}), "proposals is no list"),
    (lambda line: line.update(article="a.txt"), "article is no object"),
    (lambda line: line["article"].update(pubished="2024-03-04"), '"pubished" (near: published)'),
    (lambda line: line["article"].update(url="no address"), "white space"),
    (lambda line: line["article"].update(title="a\ud800"), "U+D800"),
    (lambda line: line["article"].update(text=""), "no text of an article"),
    (lambda line: line["article"].update(text="Other words.", source=None), "no passage from"),
    (lambda line: line["article"].update(source=None), "--source to factdb articles propose"),
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
    left_out(ran, 1 + len(SPOILT), "line")
    assert "Cannot read" not in ran.stderr.replace("Cannot read the date", "")  # the line is named, once
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


def test_the_way_back_from_many_articles_fits_a_screen(database: Database, folder: Path) -> None:
    (folder / "many").mkdir()
    for number in range(1, 30):
        (folder / "many" / f"{number}.txt").write_text(BRIDGE.replace("4 million", f"{number} million"))
    added = ok(database, "articles", "add", "many", *ABOUT, "--accept", "all")
    assert "58" in added.stdout.splitlines()[-1]
    assert added.stderr.count("Undo: factdb undo") == 1
    undone = ok(database, "undo", "--yes")
    assert len(undone.stderr.splitlines()) < 50
    assert max(map(len, undone.stderr.splitlines())) < 250
    assert re.search(r"and \d+ more changes: factdb log", undone.stderr)
    assert " 39 40 ... declined" in undone.stderr
    assert set(ok(database, "claims", "list", "-f", "csv", "-c", "status").stdout.split()[1:]) == {"declined"}


def test_a_day_that_was_corrected_in_the_file_does_not_follow_the_article(
    database: Database, folder: Path, archive: Path
) -> None:
    line = propose_one(database, folder)
    first, second = line["proposals"]
    first["said_on"] = "2024-03-01"
    assert second["said_basis"] == "published"
    assert add_line(database, folder, line).exit_code == 0
    ok(database, "articles", "edit", "1", "--published", "2024-03-06")
    claims = ok(database, "claims", "list", "-f", "jsonl", "-c", "id,said_on").stdout.splitlines()
    assert sorted(json.loads(row)["said_on"] for row in claims) == ["2024-03-01", "2024-03-06"]


@pytest.mark.parametrize("facts", [{"source": "The Other Times"}, {"published": "2024-03-07"}])
def test_proposals_of_another_source_or_day_are_refused(
    database: Database, folder: Path, facts: dict[str, str]
) -> None:
    line = propose_one(database, folder, **facts)
    ok(database, "articles", "add", "one/a.txt", *ABOUT)
    before = rows_of(database)
    ran = add_line(database, folder, line)
    left_out(ran, 1, "line")
    assert "article 1 is of The Example Times, 2024-03-05, in the ledger" in ran.stderr
    assert "factdb articles review 1" in ran.stderr
    assert rows_of(database) == before
    line["article"] |= {"source": "the example  times", "published": "2024-03-05"}  # the same ones
    assert "2 claims" in add_line(database, folder, line).stdout


def test_files_of_proposals_that_have_no_lines(sqlite_demo: Database, archive: Path, folder: Path) -> None:
    run(sqlite_demo, "articles", "propose", "archive", *ABOUT, "-o", "p.jsonl")
    whole = (folder / "p.jsonl").read_text(encoding="utf-8")
    pretty = json.dumps(json.loads(whole.splitlines()[0]), indent=1)
    for raw, why, step in (
        (b"\n\n", "it has no article", "articles propose FOLDER"),
        (pretty.encode(), "an article stands on several lines", "jq -c"),
        (whole.encode() + b"\xe9\n", "not UTF-8", "articles propose FOLDER"),
    ):
        (folder / "p.jsonl").write_bytes(raw)
        ran = run(sqlite_demo, "articles", "add", "p.jsonl", "missing.jsonl", "--accept", "all")
        left_out(ran, 2, "line")
        assert why in ran.stderr, ran
        assert step in ran.stderr, ran
        assert "--encoding" not in ran.stderr
        assert 'There is no file "missing.jsonl"' in ran.stderr
        assert ran.stdout == ""
    refused(run(sqlite_demo, "articles", "add", "missing.jsonl"), 3, "missing.jsonl")
    refused(run(sqlite_demo, "articles", "add", "p.jsonl", "--edition-of", "1"), 2, "added whole")
    refused(run(sqlite_demo, "articles", "propose", "p.jsonl"), 2, "factdb articles add p.jsonl")
    (folder / "p.jsonl").rename(folder / "P.JSONL")
    left_out(run(sqlite_demo, "articles", "add", "P.JSONL", "--accept", "all"), 1, "line")


def test_only_files_of_a_folder_are_read(sqlite_demo: Database, archive: Path, folder: Path) -> None:
    (archive / "broken.txt").unlink()
    (archive / "b").rename(archive / "page.html")
    os.rename(archive / "a.txt", os.fsencode(archive) + b"/a\xff.txt")  # noqa: PTH104 - a name of bytes
    os.mkfifo(archive / "pipe.txt")  # whoever opens it waits for a writer
    assert len(ok(sqlite_demo, "articles", "propose", "archive", *ABOUT).stdout.splitlines()) == 2
    ok(sqlite_demo, "articles", "propose", "archive", *ABOUT, "-o", "p.jsonl")
    assert ok(sqlite_demo, "articles", "add", "p.jsonl", "--accept", "all").stdout.count("added") == 2
    (archive / "gone.txt").symlink_to("nowhere.txt")
    ran = run(sqlite_demo, "articles", "propose", "archive", *ABOUT)
    left_out(ran, 1)
    assert 'There is no file "archive/gone.txt". Check the name' in ran.stderr
    assert "read the folder again" in ran.stderr


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
    assert "2 articles without a source or a day: archive/a.txt, archive/b/c.txt" in ran.stderr
    assert "hold for all files of a folder" in ran.stderr
    assert not (folder / "none.db").exists()
