"""What people read: whole pages as snapshots, tables at several widths, and hostile text made harmless."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from sqlalchemy import text
from syrupy.assertion import SnapshotAssertion

from factdb.store.engine import Database
from tests.cli.conftest import CommandResult, claim, ok, run

RATED = ("--because", "Both are well documented.", "--evidence", "https://example.org/a", "--publish")


def page(ran: CommandResult, database: Database) -> str:
    """Return what people see of a command, stderr below stdout, and the database's place masked."""
    return f"{ran.stdout}--\n{ran.stderr}".replace(str(database.path), "DESK")


# -- pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "claims show 7",
        "claims show 14",
        "claims show 2 11",
        "claims show 19",
        "claims show 9 --history",
        "claims",
        "articles show 1",
        "articles list -f table",
        "evidence show 7.1",
        "db status",
        "db check",
    ],
)
def test_pages(sqlite_demo: Database, snapshot: SnapshotAssertion, words: str) -> None:
    shown = page(ok(sqlite_demo, *words.split()), sqlite_demo)
    assert re.sub(r"sqlite 3.*", "sqlite VERSION", shown) == snapshot


def test_a_history_names_people_outlets_and_claims_as_they_are_known(demo: Database) -> None:
    ok(demo, "claims", "edit", "19", "--speaker", "Jen Psaki", "--source", "NPR")
    ok(demo, "claims", "link", "19", "3", "--kind", "similar", "--reject")
    told = ok(demo, "claims", "history", "19").stdout.replace("\n     ", " ")
    assert "speaker: The Epoch Times -> Jen Psaki" in told
    assert "source: The Epoch Times -> NPR" in told
    assert "link rejected: claim 3 similar this one" in told
    assert "link rejected: similar claim 19" in ok(demo, "claims", "show", "3", "--history").stdout
    assert "Psaki" not in ok(demo, "claims", "history", "19", "--json").stdout


def test_a_history_names_no_columns(sqlite_demo: Database) -> None:
    ok(sqlite_demo, "claims", "edit", "19", "--said-on", "2021")
    last = ok(sqlite_demo, "claims", "history", "19").stdout
    assert "_" not in last
    assert "edited said on: 2021-07-26 -> 2021; source of the date: " in last.replace("\n     ", " ")


def test_the_history_of_a_claim_that_was_just_decided(sqlite_demo: Database, snapshot: SnapshotAssertion) -> None:
    ok(sqlite_demo, "claims", "note", "19", "Asked an historian.", user="rita")
    ok(sqlite_demo, "claims", "assign", "19", "ed")
    ok(sqlite_demo, "claims", "tag", "19", "--topic", "Syria")
    ok(sqlite_demo, "claims", "rate", "19", "true", *RATED, user="ed")
    ok(sqlite_demo, "evidence", "add", "19", "https://example.org/later", "--context")
    ok(sqlite_demo, "evidence", "withdraw", "19.2", "--reason", "The page is gone.")
    assert page(ok(sqlite_demo, "claims", "history", "19"), sqlite_demo) == snapshot
    assert page(ok(sqlite_demo, "claims", "show", "19"), sqlite_demo) == snapshot


def test_the_morning_of_somebody_with_work_to_do(sqlite_demo: Database, snapshot: SnapshotAssertion) -> None:
    ok(sqlite_demo, "claims", "assign", "9", "15", "rita")
    ok(sqlite_demo, "claims", "rate", "15", "not-checkable", "--because", "A forecast.")
    for number in range(6):
        promise = ("--claim", f"Promise {number}.", "--kind", "promise", "--resolves-on", "2021")
        ok(sqlite_demo, "claims", "add", *promise, "--said-on", "2021-01-0" + str(number + 1))
    assert page(ok(sqlite_demo, "claims", user="rita"), sqlite_demo) == snapshot


def test_init_in_its_own_words(folder: Path, snapshot: SnapshotAssertion) -> None:
    database = Database(str(folder / "desk.db"), "desk.db", is_postgresql=False)
    assert page(ok(database, "init", "--demo"), database) == snapshot
    assert page(ok(database, "init"), database) == snapshot


REFUSED = [
    "claims status 7 false",
    "claims status 19 published",
    "claims status 9 on-hold",
    "claims status 9 flying",
    "claims rate 19 true --because x",
    "claims rate 7 true --because x",
    "claims rate 19 half-true --because x --evidence https://example.org/a",
    "claims add --article 1 --quote troops",
    "claims add --article 1 --quote unicorns",
    "claims note 9 x --if-version 1",
    "claims show 99",
    "claims list --speaker Bidne",
    "claims list --verdict falsch",
    "claims list --colour",
    "evidence add 7 ftp://example.org/a --supports",
    "evidence add 7 https://example.org/a",
    "articles add nothing.txt --source X --published 2021",
    "--as zoe claims note 9 x",
    "--as rae claims note 9 x",
    "--as rita claims rate 19 true --because x --evidence https://example.org/a --publish",
    "--db no/such.db claims",
    "init --demo --nonsense",
]


@pytest.mark.parametrize("words", REFUSED)
def test_refusals(sqlite_demo: Database, snapshot: SnapshotAssertion, words: str) -> None:
    ran = run(sqlite_demo, *words.split())
    assert ran.exit_code != 0
    assert ran.stdout == ""
    shown = ran.stderr.replace(str(Path.cwd()), "HERE")
    assert f"{shown}exit {ran.exit_code}\n" == snapshot


# -- tables --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [60, 100, 160])
@pytest.mark.parametrize(
    "words", ["claims list -f table", "claims", "claims show 7", "evidence list 7 -f table", "articles show 1"]
)
def test_pages_fit_the_terminal(
    sqlite_demo: Database, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, words: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = ok(sqlite_demo, *words.split()).stdout
    assert max(cell_len(line) for line in shown.splitlines() if "https://" not in line) <= columns
    assert shown == snapshot


@pytest.mark.parametrize("columns", [1, 20, 40, 80, 500])
def test_a_table_of_wide_letters_fits_too(sqlite_demo: Database, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    wide = "橋は四百万円だった。" * 20
    ok(sqlite_demo, "claims", "add", "--claim", wide, "--speaker", "市長" * 20, "--topic", "👨‍👩‍👧‍👦 family")
    monkeypatch.setenv("COLUMNS", str(columns))
    for chosen in ([], ["-c", "claim"], ["-c", "id,topics,claim"], ["-c", "claim,id"]):
        shown = ok(sqlite_demo, "claims", "list", "-f", "table", "--after", "22", "--sort", "id", *chosen).stdout
        assert shown
        if columns >= 40:
            assert max(map(cell_len, shown.splitlines())) <= columns


def test_colour_is_for_terminals_alone(shared: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (["claims"], ["claims", "show", "7"], ["claims", "list", "-f", "table"], ["claims", "history", "7"]):
        monkeypatch.delenv("FORCE_COLOR", raising=False)
        assert "\x1b" not in ok(shared, *words).stdout
        monkeypatch.setenv("FORCE_COLOR", "1")
        coloured = ok(shared, *words).stdout
        assert "\\x1b" not in coloured
        monkeypatch.setenv("NO_COLOR", "1")
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == ok(shared, *words).stdout
        monkeypatch.delenv("NO_COLOR")


# -- hostile text ----------------------------------------------------------------------------------------------

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m \u202egnp.exe\u2066 \u2028 first\r\nsecond\tthird\x7f"
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
PAGES = [
    "claims",
    "claims show 9",
    "claims show 9 --history",
    "claims history 9",
    "claims list -f table",
    "claims list -f table -c id,claim,occasion,source,topics",
    "articles list -f table",
    "articles show 1",
    "evidence list 9 -f table",
    "evidence show 9.1",
]


@pytest.fixture
def hostile(demo: Database) -> Database:
    """A desk where every text that a person may have brought in tries to steer the terminal."""
    ok(demo, "claims", "note", "9", "\u202edetfihs \u2066 \u2028 note")
    changes = ["UPDATE claims SET claim = :it, occasion = :it, speaker_title = :it, status = 'new'"]
    changes += [f"UPDATE {name} SET name = :it" for name in ("speakers", "sources")]  # noqa: S608 - the test's own words
    changes += ["UPDATE documents SET title = :it, author = :it", "UPDATE topics SET name = :it || id"]
    with demo.engine("rw").connect() as connection, connection.begin():
        for change in changes:
            connection.execute(text(change), {"it": HOSTILE})
    return demo


def test_hostile_text_never_reaches_the_terminal_as_it_is(hostile: Database) -> None:
    for words in PAGES:
        ran = ok(hostile, *words.split())
        assert STEERING.findall(ran.stdout + ran.stderr) == [], words
        if "history" not in words:
            assert "\\x1b]0;owned" in ran.stdout


def test_hostile_text_stays_as_it_is_in_data(hostile: Database) -> None:
    shown = claim(hostile, 9)
    assert (shown["claim"], shown["occasion"], shown["document_title"]) == (HOSTILE,) * 3
    assert shown["notes"][-1]["note"] == "\u202edetfihs \u2066 \u2028 note"
    for row in ok(hostile, "claims", "list", "--json").json:
        assert row["claim"] == HOSTILE
    lines = ok(hostile, "claims", "list", "-f", "jsonl").stdout.split("\n")
    assert [json.loads(line)["speaker"] for line in lines if line] == [HOSTILE] * 22
    assert ok(hostile, "evidence", "show", "9.1", "--json").json["title"] == HOSTILE


def test_a_hostile_article_is_kept_as_it_is_and_shown_harmless(database: Database) -> None:
    ok(database, "articles", "add", "-", "--source", "X", "--published", "2021", given=f"Before. {HOSTILE} After.")
    ok(database, "claims", "add", "--article", "1", "--quote", HOSTILE, "--claim", "It was said.")
    for words in ("articles show 1", "claims show 1", "claims history 1"):
        assert STEERING.findall(ok(database, *words.split()).stdout) == []
    shown = ok(database, "claims", "show", "1", "--json").json
    assert shown["quote"] == shown["passage"]["text"] == HOSTILE.rstrip()
    assert ok(database, "articles", "show", "1", "--json").json["text"] == f"Before. {HOSTILE} After."


@pytest.mark.parametrize("words", [["claims", "list", "--speaker"], ["claims", "show"], ["claims", "status", "9"]])
def test_hostile_words_come_back_harmless_in_a_refusal(sqlite_demo: Database, words: list[str]) -> None:
    ran = run(sqlite_demo, *words, HOSTILE)
    assert ran.exit_code in {2, 3}
    assert STEERING.findall(ran.stderr) == []
