"""`factdb claims check-quote`: what people see, what programs read, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, rows_of, run

KEYS = {"claim", "evidence", "text", "result", "changes", "coverage", "suggested", "place", "notes"}
MINUTES = "Minutes.\nThe clerk: The bridge, I think, cost 9 million. It may be more.\n"


def check(database: Database, *words: str) -> Any:  # noqa: ANN401 - what the command printed
    return ok(database, "claims", "check-quote", *words, "--json").json


def add(database: Database, quote: str, attribution: str = "direct-quote") -> str:
    words = ("--quote", quote, "--attribution", attribution, "--speaker", "Joe Biden")
    added = ok(database, "claims", "add", "--claim", "It cost much.", *words)
    return added.stdout.split(":")[0].removeprefix("claim ")


def test_one_claim_is_an_object_and_several_are_a_list(shared: Database) -> None:
    one = check(shared, "7")
    assert set(one) == KEYS
    assert (one["claim"], one["evidence"], one["result"], one["suggested"]) == (7, "7.1", "altered", "altered")
    assert one["coverage"] == 0.976
    (change,) = one["changes"]
    assert set(change) == {"kind", "quoted", "source", "spans", "where", "holds"}
    assert (change["kind"], change["quoted"], change["source"]) == ("replaced", "operation", "cooperation")
    assert change["spans"] == {"quoted": [163, 172], "source": [155, 166]}
    assert [row["claim"] for row in check(shared, "14", "7")] == [14, 7]


def test_all_is_a_list_of_what_can_be_compared_and_names_the_rest(shared: Database) -> None:
    ran = ok(shared, "claims", "check-quote", "--all", "--json")
    assert [row["claim"] for row in ran.json] == [4, 5, 7, 9, 10, 14, 16]
    assert "15 claims not checked:\n  not a quotation: 15 (1, 2, 3, 6, 8, 11, 12, 13, 15, 17, ...)\n" in ran.stderr


def test_all_says_how_many_could_not_be_checked_and_why(demo: Database) -> None:
    add(demo, "“It cost 4 million”")
    ok(demo, "evidence", "add", "23", "https://example.org/a", "--supports", "--on", "quote")
    ok(demo, "claims", "add", "--claim", "x", "--attribution", "direct-quote", "--speaker", "Joe Biden")
    add(demo, "“It cost 9 million”")
    said = ok(demo, "claims", "check-quote", "--all").stderr
    assert "\n  no quoted words: 1 (24)\n" in said
    assert "\n  no evidence on the quote: 1 (25)\n" in said
    assert said.endswith("\n  evidence without a text, or with too little: 1 (23)\n")


def test_a_text_that_is_shorter_than_the_quotation_is_not_judged(demo: Database, folder: Path) -> None:
    number = add(demo, "“It cost 4 million and will be repaired by May”")
    (folder / "page.txt").write_text("Sign in\n")
    ok(demo, "evidence", "add", number, "--file", "page.txt", "--supports", "--on", "quote")
    for words in (("--strict",), ("--against", "page.txt")):
        page = " ".join(ok(demo, "claims", "check-quote", number, *words).stdout.split())
        assert "too little text to judge: 2 words, and the quotation has 9" in page
        assert "suggests" not in page
    (folder / "page.txt").write_text("The clerk said on Friday that she did not want to talk about the bridge at all.")
    assert check(demo, number, "--against", "page.txt")["suggested"] == "not-found"


@pytest.mark.parametrize(("number", "exit_code"), [(number, 6 * (number in {7, 14})) for number in range(1, 23)])
def test_strict_fails_where_the_words_differ(shared: Database, number: int, exit_code: int) -> None:
    ran = run(shared, "claims", "check-quote", str(number), "--strict")
    assert ran.exit_code == exit_code
    assert f"claim {number} · " in ran.stdout


def test_strict_names_the_claims_and_prints_all_the_same(shared: Database) -> None:
    ran = run(shared, "claims", "check-quote", "--all", "--strict", "--json")
    assert ran.exit_code == 6
    assert len(json.loads(ran.stdout)) == 7
    assert "factdb: 2 quotations differ from the source: claim 7 altered, 14 hedge-dropped.\n" in ran.stderr
    assert run(shared, "claims", "check-quote", "4", "9", "--strict").exit_code == 0


def test_against_a_row_of_evidence_or_a_file(shared: Database, folder: Path) -> None:
    assert check(shared, "4", "--against", "7.1")["result"] == "not-found"
    assert check(shared, "7", "--against", "#7.1")["evidence"] == "7.1"
    (folder / "speech.txt").write_text("He said that our counterterrorism operation will continue even as we shift.")
    found = check(shared, "7", "--against", "speech.txt")
    assert (found["evidence"], found["text"]) == (None, "speech.txt")
    (folder / "7.txt").write_text("We're committed.")
    assert check(shared, "7", "--against", "7.txt")["text"] == "7.txt"
    piped = run(shared, "claims", "check-quote", "10", "--against", "-", "--json", given="This is a shift in mission")
    assert (piped.json["text"], piped.json["result"]) == ("standard input", "partly-covered")


def test_a_reader_may_and_nothing_is_written(shared: Database) -> None:
    before = rows_of(shared)
    ok(shared, "claims", "check-quote", "--all", user="rae")
    run(shared, "claims", "check-quote", "7", "--strict", user="nobody-of-the-desk")
    assert rows_of(shared) == before


def test_claims_are_read_from_a_pipe(shared: Database) -> None:
    ran = run(shared, "claims", "check-quote", "-", "--json", given="7\n14\n")
    assert [row["result"] for row in ran.json] == ["altered", "hedge-dropped"]


@pytest.mark.parametrize(
    ("words", "exit_code", "part"),
    [
        ([], 2, "or give --all"),
        (["7", "--all"], 2, "not both"),
        (["99"], 3, "no claim 99"),
        (["seven"], 2, "is not a number or a uid"),
        (["7", "--against", "7.9"], 3, 'no evidence "7.9"'),
        (["7", "--against", "nothing.txt"], 3, 'no file "nothing.txt"'),
        (["--against", "7.1"], 2, "or give --all"),
    ],
)
def test_refusals(shared: Database, words: list[str], exit_code: int, part: str) -> None:
    refused(run(shared, "claims", "check-quote", *words), exit_code, part)


@pytest.mark.parametrize("columns", [60, 100, 160])
@pytest.mark.parametrize("words", ["7", "14", "9 1", "--all"])
def test_pages(
    sqlite_demo: Database, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, words: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = ok(sqlite_demo, "claims", "check-quote", *words.split()).stdout
    assert max(map(cell_len, shown.splitlines())) <= columns
    assert shown == snapshot


def test_a_page_of_every_change(sqlite_demo: Database, snapshot: SnapshotAssertion, folder: Path) -> None:
    (folder / "minutes.txt").write_text(MINUTES)
    quotes = [
        "“The bridge cost 8 million.”",
        "“The bridge … cost 9 million. It may be more.”",
        "“[Our] bridge, I think, surely cost 9 million.”",
        "“It may be more,” he said. “The bridge, I think, cost 9 million.”",
    ]
    numbers = [add(sqlite_demo, quote) for quote in quotes]
    assert ok(sqlite_demo, "claims", "check-quote", *numbers, "--against", "minutes.txt").stdout == snapshot


@pytest.mark.parametrize("columns", [1, 20, 40, 80, 500])
def test_wide_and_joined_letters_stand_under_each_other(
    sqlite_demo: Database, monkeypatch: pytest.MonkeyPatch, folder: Path, columns: int
) -> None:
    (folder / "source.txt").write_text(
        f"橋は四百万円だった。cafe\u0301 noir {'x' * 300} 👨‍👩‍👧‍👦 family", encoding="utf-8"
    )
    number = add(sqlite_demo, f"「橋は三百万円だった。café noir {'x' * 299}y 👨‍👩‍👧‍👦 family」")
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = ok(sqlite_demo, "claims", "check-quote", number, "--against", "source.txt").stdout.splitlines()
    pairs = [(line, lines[at + 1]) for at, line in enumerate(lines) if line.startswith("  quoted")]
    assert pairs
    if columns >= 40:
        assert max(map(cell_len, lines)) <= columns
    places = [
        (cell_len(one.partition("noir")[0]), cell_len(two.partition("noir")[0])) for one, two in pairs if "noir" in one
    ]
    assert all(one == two for one, two in places)


def test_hostile_text_is_shown_harmless_and_kept_in_data(sqlite_demo: Database, folder: Path) -> None:
    (folder / "source.txt").write_text("The bridge and\x07 the\u202e tunnel cost\x1b 8 million.", encoding="utf-8")
    number = add(sqlite_demo, "“The \u202e bridge cost 8 million.”")
    words = ("claims", "check-quote", number, "--against", "source.txt")
    shown = ok(sqlite_demo, *words).stdout
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown) == []
    assert ok(sqlite_demo, *words, "--json").json["changes"][0]["source"] == "and\x07 the\u202e tunnel"


def test_changes_are_marked_without_colour_and_with_it(shared: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = ok(shared, "claims", "check-quote", "7").stdout
    assert "{+operation+}" in plain
    assert "[-cooperation-]" in plain
    assert "\x1b" not in plain
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = ok(shared, "claims", "check-quote", "7").stdout
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
