"""`factdb imports`: wrong imports are listed, shown, put right and undone, and go through a dump."""

from __future__ import annotations

from pathlib import Path

import pytest

from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, run

SHEET = "What,Day,Verdict\nThe road is open.,3/4/2026,False\nThe road is old.,5/6/2026,True\n"
COLUMNS = ("--map", "What=claim", "--map", "Day=said_on", "--map", "Verdict=check_label")
WRONG, RIGHT = (*COLUMNS, "--date-order", "mdy"), (*COLUMNS, "--date-order", "dmy")


@pytest.fixture
def sheet(folder: Path) -> str:
    """Return the name of a file of two claims, numbers 23 and 24."""
    (folder / "roads.csv").write_text(SHEET)
    return "roads.csv"


def said_on(desk: Database, claim: str = "23") -> str:
    return str(ok(desk, "claims", "show", claim, "--json").json["said_on"])


def test_a_wrong_import_is_put_right_and_undone_by_two_people(demo: Database, sheet: str) -> None:
    ran = ok(demo, "import", sheet, *WRONG, user="ed")
    assert ran.stdout == "roads.csv: 2 added, 0 changed, 0 same\n"
    assert "To undo the import: factdb" in ran.stderr
    assert said_on(demo) == "2026-03-04"
    assert ok(demo, "import", sheet, *RIGHT).stdout == "roads.csv: 0 added, 2 changed, 0 same\n"
    assert said_on(demo) == "2026-04-03"
    newest, first = ok(demo, "imports", "list", "--json").json
    assert [(row["by"], row["added"], row["changed"]) for row in (newest, first)] == [("ana", 0, 2), ("ed", 2, 0)]
    would = ok(demo, "imports", "undo", "2", "--dry-run").stdout
    assert would == "import 2: roads.csv, would be undone: 0 declined, 2 restored, 0 left as they are\n"
    assert said_on(demo) == "2026-04-03"
    ok(demo, "imports", "undo", "2", user="ed")
    assert said_on(demo) == "2026-03-04"
    refused(run(demo, "imports", "undo", "2"), 1, "Import 2 (roads.csv) was already undone by ed on ")
    ok(demo, "verify")


def test_what_was_worked_on_is_listed(demo: Database, sheet: str) -> None:
    ok(demo, "import", sheet, *WRONG)
    ok(demo, "claims", "edit", "23", "--occasion", "A visit", user="rita")
    undone = ok(demo, "imports", "undo", "1")
    assert undone.stdout == "import 1: roads.csv, undone: 1 declined, 0 restored, 1 left as it is\n"
    assert "claim 23 left: edited by rita" in undone.stderr
    assert "2 checks by other publishers no longer counted" in undone.stderr
    assert ok(demo, "claims", "show", "24", "--json").json["status"] == "declined"
    assert ok(demo, "claims", "list", "--other", "--json").json == []
    again = ok(demo, "import", sheet, *RIGHT)
    assert "of the changed claims, 1 had been declined when their import was undone" in again.stderr
    assert ok(demo, "claims", "show", "24", "--json").json["status"] == "new"
    ok(demo, "verify")


def test_what_a_person_edited_is_named_when_a_file_is_imported_again(demo: Database, sheet: str) -> None:
    ok(demo, "import", sheet, *WRONG)
    ok(demo, "claims", "edit", "23", "--said-on", "2026-01-01", user="rita")
    again = ok(demo, "import", sheet, *RIGHT)
    assert "claim 23: said_on edited since the last import, so not changed" in again.stderr
    assert (said_on(demo), said_on(demo, "24")) == ("2026-01-01", "2026-06-05")


def test_events_and_options_are_shown_in_words(demo: Database, sheet: str) -> None:
    ok(demo, "import", sheet, *RIGHT, "--on-error", "clean")
    shown = ok(demo, "imports", "show", "1").stdout
    assert "--date-order dmy; --on-error clean\n" in shown
    assert "headings" not in shown
    ok(demo, "evidence", "add", "23", "https://p.example/1", "--supports", user="rita")
    assert "claim 23 left: evidence added by rita" in ok(demo, "imports", "undo", "1").stderr


def test_one_value_and_one_correction_are_singular(demo: Database) -> None:
    Path("one.csv").write_text("id,claim,said_on,verdict\n1,The road is open.,2026-03-04,True\n")
    ok(demo, "import", "one.csv")
    ok(demo, "claims", "rate", "23", "true", "--because", "Seen.", "--evidence", "https://p.example/1")
    ok(demo, "claims", "status", "23", "published", user="ed")
    Path("one.csv").write_text("id,claim,said_on,verdict\n1,The road is open.,2026-03-05,True\n")
    assert "1 published claim has a correction that waits" in ok(demo, "import", "one.csv").stderr
    review = (
        '{"@type": "ClaimReview", "claimReviewed": "A dam.", "datePublished": "soon", "url": "https://c.example/1"}'
    )
    Path("review.json").write_text(review)
    assert "1 value could not be read; it stays in the original row (" in ok(demo, "import", "review.json").stderr


def test_a_scale_that_does_not_exist_is_refused_before_the_summary(demo: Database, sheet: str) -> None:
    refused(run(demo, "import", sheet, *RIGHT, "--scale", "nosuch"), 3, 'no scale "nosuch"')


WORDS = "id,claim,alt,third\n1,Wrong words.,Right words.,Better words.\n"
EVIDENCE = ("--because", "x", "--evidence", "https://ex.example/1", "--refutes")


@pytest.fixture
def published(demo: Database, folder: Path) -> str:
    """Return the name of a file of one claim, number 23, that was imported and published."""
    (folder / "p.csv").write_text(WORDS)
    ok(demo, "import", "p.csv", "--map", "alt=", "--map", "third=")
    ok(demo, "claims", "rate", "23", "false", *EVIDENCE)
    ok(demo, "claims", "status", "23", "published", "--url", "https://desk.example/1")
    return "p.csv"


def columns(claim: str) -> list[str]:
    """Return the options that read one column as the claim, and none of the others."""
    mapped = {**dict.fromkeys(("claim", "alt", "third"), ""), claim: "claim"}
    return [part for column, field in mapped.items() for part in ("--map", f"{column}={field}")]


def test_an_import_takes_back_what_an_import_proposed(demo: Database, published: str) -> None:
    ok(demo, "import", published, *columns("alt"))
    again = ok(demo, "import", published, *columns("claim"))
    withdrawn = "claim 23: the correction of an earlier import was withdrawn; the file says what is published"
    assert withdrawn in again.stderr
    assert ok(demo, "import", published, *columns("claim")).stdout == "p.csv: 0 added, 0 changed, 1 same\n"
    shown = ok(demo, "claims", "show", "23", "--json").json
    assert (shown["status"], shown["claim"], shown["pending"]) == ("published", "Wrong words.", None)
    refused(run(demo, "imports", "undo", "2"), 1, "Undo import 3 first: factdb imports undo 3")
    assert "claim 23: the correction of an earlier import waits again" in ok(demo, "imports", "undo", "3").stderr
    undone = ok(demo, "imports", "undo", "2")
    assert "claim 23: the correction that the import proposed was withdrawn" in undone.stderr
    ok(demo, "verify")


def test_an_import_replaces_what_an_import_proposed(demo: Database, published: str) -> None:
    ok(demo, "import", published, *columns("alt"))
    ok(demo, "import", published, *columns("third"))
    ok(demo, "claims", "status", "23", "published", user="ed")
    assert ok(demo, "claims", "show", "23", "--json").json["claim"] == "Better words."
    ok(demo, "verify")


def test_a_persons_proposal_is_named_with_the_way_on(demo: Database, published: str) -> None:
    ok(demo, "policy", "set", "four-eyes", "on")
    ok(demo, "claims", "correct", "23", "--claim", "My words.", "--public-note", "Sorry.")
    way = "or withdraw it: factdb claims correct 23 --withdraw"
    ran = run(demo, "import", published, *columns("alt"))
    assert ran.exit_code == 1
    assert f"correction that waits for approval. Approve it: factdb claims status 23 published, {way}" in ran.stderr


def test_what_was_proposed_and_withdrawn_is_listed_or_proposed_again(demo: Database, published: str) -> None:
    ok(demo, "import", published, *columns("alt"))
    ok(demo, "claims", "correct", "23", "--withdraw")
    for _ in range(2):
        same = ok(demo, "import", published, *columns("alt"))
        assert same.stdout == "p.csv: 0 added, 0 changed, 1 same\n"
        assert "claim 23: claim stays: its correction was withdrawn" in same.stderr
    again = ok(demo, "import", published, *columns("alt"), "--source", "Herald")
    assert "1 published claim has a correction" in again.stderr
    assert "stays" not in again.stderr
    ok(demo, "claims", "status", "23", "published", user="ed")
    shown = ok(demo, "claims", "show", "23", "--json").json
    assert (shown["claim"], shown["source"]) == ("Right words.", "Herald")
    assert "stays" not in ok(demo, "import", published, *columns("alt"), "--source", "Herald").stderr
    ok(demo, "verify")


def test_undo_alone_takes_no_import_back(demo: Database, sheet: str) -> None:
    ok(demo, "import", sheet, *WRONG)
    refused(run(demo, "undo"), 1, "cannot be taken back", "factdb imports undo 1")
    ok(demo, "imports", "undo", "1")
    refused(run(demo, "undo"), 1, "import the file again")


def test_an_import_of_before_is_refused_in_a_sentence(sqlite_demo: Database, sheet: str) -> None:
    refused(run(sqlite_demo, "imports", "undo", "1"), 3, "There is no import 1.", "factdb imports list")
    refused(run(sqlite_demo, "imports", "show", "1"), 3, "There is no import 1.")
    ok(sqlite_demo, "import", sheet, *WRONG)
    shown = ok(sqlite_demo, "imports", "show", "1").stdout
    assert "--date-order mdy" in shown
    assert "claims      23-24" in shown


def test_imports_go_through_a_dump(demo: Database, sheet: str, folder: Path) -> None:
    ok(demo, "import", sheet, *WRONG)
    ok(demo, "import", sheet, *RIGHT[:4], "--map", "Verdict=occasion", *RIGHT[6:])
    ok(demo, "imports", "undo", "2")
    history = " ".join(ok(demo, "claims", "history", "23").stdout.split())
    assert "other check 1 counts again, import 2 was undone" in history
    dumped = ok(demo, "db", "dump", "-").stdout
    new = Database.sqlite(folder / "new.db")
    ok(new, "db", "load", "-", given=dumped)
    assert ok(new, "db", "dump", "-").stdout == dumped
    assert ok(new, "import", sheet, *RIGHT).stdout == "roads.csv: 0 added, 2 changed, 0 same\n"
    assert ok(new, "import", sheet, *RIGHT).stdout == "roads.csv: 0 added, 0 changed, 2 same\n"
    ok(new, "verify")


def test_a_document_with_claims_from_elsewhere_is_listed_and_corrected_by_hand(demo: Database, folder: Path) -> None:
    page = "https://dam.example/safe"
    (folder / "dam.csv").write_text(f"text,page,paper\nThe dam is safe.,{page},Herald\n")
    (folder / "leak.csv").write_text(f"text,page\nThe dam leaks.,{page}\n")
    columns = ("--map", "text=claim", "--map", "page=url")
    ok(demo, "import", "dam.csv", *columns, "--map", "paper=", "--source", "Falschpost")
    ok(demo, "import", "leak.csv", *columns)
    again = ok(demo, "import", "dam.csv", *columns, "--map", "paper=source", "--json").json["notices"]
    number = ok(demo, "claims", "show", "23", "--json").json["document_id"]
    assert f"document {number} keeps source Falschpost: other claims stand in it" in again
    assert f"To correct a document: factdb articles edit {number} --help" in again
    edited = ok(demo, "articles", "edit", str(number), "--source", "Herald", "--author", "Di Reed")
    assert f"document {number}: source: Falschpost -> Herald" in edited.stdout
    assert f"document {number}: author: none -> Di Reed" in edited.stdout
    assert f"correct its facts: factdb articles edit {number}" in ok(demo, "documents", "show", str(number)).stdout
    assert ok(demo, "documents", "show", str(number), "--json").json["source"] == "Herald"
    assert ok(demo, "claims", "show", "24", "--json").json["source"] == "Herald"
    ok(demo, "verify")
