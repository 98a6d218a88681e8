"""A desk's own export that is edited and imported again, and the file of its claims after that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from factdb.store.engine import Database
from tests.cli.conftest import ok

SHEET = """\
id,claim,speaker,occasion,Checker,Verdict,Review URL
L1,The lock is safe.,Bo Able,a debate,River Check,Hardly true,https://river.example/1
L2,The lock is old.,Cy Baker,a debate,River Check,True,https://river.example/2
"""
SAME = "0 added, 0 changed, 2 same"


@pytest.fixture
def desk(demo: Database, folder: Path) -> Database:
    """A desk with the claims of a file, numbers 23 and 24; one has evidence."""
    (folder / "l.csv").write_text(SHEET)
    ok(demo, "import", "l.csv")
    ok(demo, "evidence", "add", "23", "https://p.example/1", "--refutes", user="rita")
    return demo


def exported(desk: Database, name: str = "c.csv") -> str:
    ok(desk, "export", "claims", "23", "24", "-o", name)
    return name


def replace(name: str, old: str, new: str) -> None:
    """Replace words in a file, also in a workbook."""
    if name.endswith("xlsx"):
        book = load_workbook(name)
        cells = (cell for row in book.worksheets[0].iter_rows() for cell in row if isinstance(cell.value, str))
        for cell in cells:
            cell.value = str(cell.value).replace(old, new)
        book.save(name)
    else:
        Path(name).write_text(Path(name).read_text().replace(old, new))


def state(desk: Database, claim: str = "23") -> tuple[Any, ...]:
    """Return the words and the occasion of a claim, and the numbers of its evidence and of its checks."""
    page = ok(desk, "claims", "show", claim, "--json").json
    checks = [check["label"] for check in ok(desk, "claims", "list", "--other", "--json").json if "lock" in str(check)]
    return page["claim"], page["occasion"], len(page["evidence"]), checks


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "xlsx"])
def test_one_word_of_an_export_changes_one_word(desk: Database, ending: str) -> None:
    name = exported(desk, f"c.{ending}")
    before = state(desk)
    replace(name, "The lock is safe.", "The lock is strong.")
    assert ok(desk, "import", name).stdout == f"{name}: 0 added, 1 changed, 1 same\n"
    assert state(desk) == ("The lock is strong.", *before[1:])
    assert SAME in ok(desk, "import", name).stdout
    assert SAME in ok(desk, "import", "l.csv").stdout
    ok(desk, "imports", "undo", "2")
    assert state(desk) == before
    assert "0 added, 1 changed, 1 same" in ok(desk, "import", name).stdout
    assert state(desk) == ("The lock is strong.", *before[1:])
    ok(desk, "verify")


def test_what_the_desk_did_since_the_export_stays_and_is_listed(desk: Database) -> None:
    name = exported(desk)
    ok(desk, "claims", "edit", "23", "--occasion", "a hearing", user="rita")
    ok(desk, "evidence", "add", "23", "https://p.example/2", "--refutes", user="rita")
    before = state(desk)
    ran = ok(desk, "import", name)
    assert (SAME in ran.stdout, state(desk)) == (True, before)
    assert "claim 23: occasion edited since" in ran.stderr
    replace(name, "The lock is safe.", "The lock is strong.")
    replace(name, "a debate", "a talk")
    ran = ok(desk, "import", name)
    assert ran.stdout == "c.csv: 0 added, 2 changed, 0 same\n"
    assert "claim 23: occasion edited since" in ran.stderr
    assert state(desk) == ("The lock is strong.", *before[1:])
    assert state(desk, "24")[1] == "a talk"
    assert SAME in ok(desk, "import", "l.csv").stdout
    ok(desk, "verify")


def test_an_export_of_before_publication_changes_nothing(desk: Database) -> None:
    name = exported(desk)
    ok(desk, "claims", "rate", "23", "false", "--because", "Seen.", "--evidence", "https://p.example/3", "--refutes")
    ok(desk, "claims", "status", "23", "published", "--url", "https://us.example/1", user="ed")
    before = state(desk)
    assert SAME in ok(desk, "import", name).stdout
    assert state(desk) == before
    assert ok(desk, "claims", "show", "23", "--json").json["published_url"] == "https://us.example/1"


def test_what_was_withdrawn_since_the_export_does_not_come_back(desk: Database) -> None:
    name = exported(desk)
    ok(desk, "evidence", "withdraw", "23.1", "--reason", "A mistake.", user="rita")
    before = state(desk)
    assert SAME in ok(desk, "import", name).stdout
    assert state(desk) == before


def test_an_export_without_its_time_is_older_where_it_says_what_the_desk_said(desk: Database) -> None:
    name = exported(desk)
    replace(name, "changed_at", "seen_at")
    ok(desk, "claims", "edit", "23", "--occasion", "a hearing", user="rita")
    replace(name, "The lock is safe.", "The lock is strong.")
    assert "claim 23: occasion edited since" in ok(desk, "import", name).stderr
    assert state(desk)[:2] == ("The lock is strong.", "a hearing")


def test_a_label_that_was_changed_in_the_export_is_a_new_label(desk: Database) -> None:
    name = exported(desk)
    replace(name, "Hardly true", "Half true")
    assert "0 added, 1 changed, 1 same" in ok(desk, "import", name).stdout
    assert sorted(state(desk)[3]) == ["Half true", "True"]
    ok(desk, "imports", "undo", "2")
    assert sorted(state(desk)[3]) == ["Hardly true", "True"]
    history = " ".join(ok(desk, "claims", "history", "23").stdout.split())
    assert "other check 2 no longer counts, import 2 was undone" in history
    ok(desk, "verify")


def test_topics_of_an_older_export_take_none_away(desk: Database) -> None:
    ok(desk, "claims", "tag", "23", "--topic", "Locks")
    name = exported(desk)
    ok(desk, "claims", "tag", "23", "--topic", "Rivers")
    ran = ok(desk, "import", name)
    assert SAME in ran.stdout
    assert "claim 23: topics edited since" in ran.stderr
    assert sorted(ok(desk, "claims", "show", "23", "--json").json["topics"]) == ["Locks", "Rivers"]


def test_an_export_of_a_typed_claim_is_read_as_often_as_it_is_edited(demo: Database, folder: Path) -> None:
    ok(
        demo,
        "claims",
        "add",
        "--claim",
        "The lock is wide.",
        "--source",
        "Example Times",
        "--said-on",
        "unknown",
        "--speaker",
        "Bo Able",
        "--occasion",
        "a debate",
    )
    ok(demo, "export", "claims", "23", "-o", "typed.csv")
    replace("typed.csv", "The lock is wide.", "The lock is very wide.")
    assert "0 added, 1 changed, 0 same" in ok(demo, "import", "typed.csv").stdout
    ok(demo, "claims", "edit", "23", "--occasion", "a hearing", user="rita")
    replace("typed.csv", "The lock is very wide.", "The lock is narrow.")
    assert "claim 23: occasion edited since" in ok(demo, "import", "typed.csv").stderr
    assert state(demo)[:2] == ("The lock is narrow.", "a hearing")
    assert (folder / "typed.csv").exists()
