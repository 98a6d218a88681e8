"""`factdb erase` and `factdb report takedowns` as they are typed: what is said, and pages afterwards."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, rows_of, run
from tests.formats.test_averitec_reader import CLAIM

GROUND = ("--ground", "GDPR Art. 17")
WORDS = "qzwords"
COMPLAINT = ("claims", "complain", "9", "--from", f"Cy {WORDS}", f"Wrong, says {WORDS}.")


@pytest.fixture
def complained(demo: Database) -> Database:
    """The worked example with a complaint about claim 9, and a note."""
    ok(demo, *COMPLAINT)
    ok(demo, "claims", "note", "9", f"Ask {WORDS}.")
    return demo


def test_a_complaint_is_erased(complained: Database) -> None:
    before = rows_of(complained)
    dry = ok(complained, "erase", "complaint", "9.c1", *GROUND, "-n")
    assert dry.stdout == "would erase complaint 9.c1: 1 place in the history of claim 9\n"
    assert rows_of(complained) == before
    ran = ok(complained, "erase", "complaint", "9.c1", *GROUND)
    assert ran.stdout == (
        "erasure 1: words removed from 1 place in the history of claim 9\n"
        "erasure 1: done; no copy is left in the files of the database\n"
    )
    assert "Erase the words also from dumps, exports and backups of your own." in ran.stderr
    assert ("Only the owner of the server can clear:" in ran.stderr) is complained.is_postgresql
    assert ", 1 erased" in ok(complained, "verify").stdout
    assert ok(complained, "verify", "--json").json["erased"] == 1
    refused(
        run(complained, "erase", "complaint", "9.c1", *GROUND), 1, "complaint 9.c1 has no words that can be erased",
        "factdb erase list",
    )  # fmt: skip


def test_pages_and_exports_say_that_words_were_erased(complained: Database, folder: Path) -> None:
    ok(complained, "erase", "complaint", "9.c1", *GROUND)
    (note,) = re.findall(rf"^  (9\.n\d+) .* Ask {WORDS}", ok(complained, "claims", "show", "9").stdout, re.MULTILINE)
    ok(complained, "erase", "note", note, *GROUND)
    for words in (
        ("claims", "show", "9"),
        ("claims", "show", "9", "--json", "--history"),
        ("claims", "history", "9"),
        ("claims", "show", "9", "--at", "2099-01-01"),
        ("export", "history", "-f", "jsonl"),
        ("db", "dump", "-"),
    ):
        shown = ok(complained, *words).stdout
        assert WORDS not in shown, words
        assert "[erased]" in shown, words
    for form in ("csv", "jsonl"):
        ok(complained, "export", "claims", "-f", form, "-o", f"claims.{form}")
        assert WORDS.encode() not in (folder / f"claims.{form}").read_bytes()
    assert "erased personal words of seq" in ok(complained, "claims", "history", "9").stdout


def test_an_export_leaves_erased_rows_out(demo: Database, folder: Path) -> None:
    """AVeriTeC's own fields come from the imported row; without it, the export has the desk's facts."""
    (folder / "theirs.json").write_text(json.dumps([{**CLAIM, "extra": WORDS}]))
    ok(demo, "import", "theirs.json")
    number = str(max(ok(demo, "claims", "list", "--json").ids))
    export = ("export", "averitec", "--other", "AVeriTeC", "-o", "-")
    assert WORDS in ok(demo, *export).stdout
    ok(demo, "erase", "origin", number, *GROUND)
    ran = ok(demo, *export)
    assert WORDS not in ran.stdout
    assert CLAIM["claim"] in ran.stdout
    ok(demo, "import", "theirs.json")
    ok(demo, "verify")


@pytest.mark.parametrize("what", ["claim", "verdict", "reason", "assessment"])
def test_the_record_itself_is_never_erased(sqlite_demo: Database, what: str) -> None:
    for rest in (("7",), ("7", *GROUND), ()):
        refused(
            run(sqlite_demo, "erase", what, *rest), 1, f"{what} cannot be erased",
            "claims, verdicts and their reasons are the record", "factdb claims retract",
        )  # fmt: skip


def test_four_eyes_from_the_request_to_the_report(complained: Database) -> None:
    ok(complained, "policy", "set", "four-eyes", "on")
    refused(run(complained, "erase", "note", "9.n1", *GROUND), {4, 5}, "has only one", "four-eyes off")
    ok(complained, "reviewers", "edit", "ed", "--role", "admin")
    ran = ok(complained, "erase", "note", "9.n1", *GROUND)
    assert ran.stdout == "erasure 1: note 9.n1 requested, 1 place in the history; nothing is removed yet\n"
    assert "factdb --as HANDLE erase approve 1" in ran.stderr
    assert WORDS in ok(complained, "claims", "show", "9").stdout
    refused(run(complained, "erase", "approve", "1"), {4, 5}, "ana asked for erasure 1")
    assert "requested" in ok(complained, "erase", "list").stdout
    assert "erasure 1: done" in ok(complained, "erase", "approve", "1", user="ed").stdout
    ok(complained, "erase", "complaint", "9.c1", *GROUND)
    assert ok(complained, "erase", "refuse", "2", "--because", "It was published.", user="ed").stdout == (
        "erasure 2: refused\n"
    )
    rows = ok(complained, "erase", "list", "--json").json
    assert [(row["n"], row["name"], row["state"], row["decided_by"]) for row in rows] == [
        (1, "9.n1", "done", "ed"), (2, "9.c1", "refused", "ed"),
    ]  # fmt: skip
    report = ok(complained, "report", "takedowns", "--json").json
    assert [(row["kind"], row["asked"], row["done"], row["refused"]) for row in report] == [
        ("complainant", 1, 0, 1), ("person in a note", 1, 1, 0),
    ]  # fmt: skip
    assert WORDS not in ok(complained, "report", "takedowns").stdout
    assert ok(complained, "report", "takedowns", "--since", "2099-01-01", "--json").json == []


@pytest.mark.parametrize("user", ["ed", "rita", "rae"])
def test_only_admins(sqlite_demo: Database, user: str) -> None:
    ok(sqlite_demo, *COMPLAINT)
    for words in (
        ("complaint", "9.c1", *GROUND), ("complaint", "9.c1", *GROUND, "-n"), ("approve", "1"),
        ("refuse", "1", "--because", "No."),
    ):  # fmt: skip
        refused(run(sqlite_demo, "erase", *words, user=user), {4, 5}, "admin")


def test_the_wrong_subject_is_told_the_right_command(sqlite_demo: Database) -> None:
    ok(sqlite_demo, *COMPLAINT)
    ran = run(sqlite_demo, "erase", "reply", "9.c1", *GROUND)
    refused(ran, 2, "contact 9.c1 is a complaint", 'factdb erase complaint 9.c1 --ground "..."')


def test_copies_beside_a_file(sqlite_demo: Database) -> None:
    ok(sqlite_demo, *COMPLAINT)
    copy = sqlite_demo.path.with_name(f"{sqlite_demo.path.name}.before-0016-20261122T093000000000.bak")
    copy.write_bytes(sqlite_demo.path.read_bytes())
    ran = ok(sqlite_demo, "erase", "complaint", "9.c1", *GROUND)
    assert str(copy) in ran.stderr
    assert "factdb erase approve 1 --backups" in ran.stderr
    assert copy.exists()
    assert f"removed the copy {copy}" in ok(sqlite_demo, "erase", "approve", "1", "--backups").stdout
    assert not copy.exists()
