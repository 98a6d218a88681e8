"""`--json` of every writing command: one object that says what was done, and the message nowhere else on stdout."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from factdb.cli.exchange.schema import schema
from factdb.domain.workflow import WRITING_COMMANDS
from factdb.store.engine import Database
from tests.cli.conftest import claim, ok, refused, rows_of, run
from tests.cli.test_help import COMMANDS, ON_THE_NET, examples, prepare, write_files

WRITING = {
    " ".join(entry.words): (entry, examples(entry.command))
    for entry in COMMANDS
    if " ".join(entry.words) in WRITING_COMMANDS
}
PRINT_DATA = {"claims next", "db dump"}


def test_every_writing_command_takes_json() -> None:
    assert set(WRITING) == set(WRITING_COMMANDS)
    without = {
        command
        for command, (entry, _) in WRITING.items()
        if not any("--json" in parameter.opts for parameter in entry.command.params)
    }
    assert without == {"db dump"}


# What pages of this machine say is in test_evidence_pages.py.
FETCHING = {" ".join(words) for words in ON_THE_NET}


@pytest.mark.parametrize("command", sorted(set(WRITING) - PRINT_DATA - FETCHING))
def test_a_command_says_what_it_did_in_one_object(sqlite_demo: Database, folder: Path, command: str) -> None:
    write_files(folder)
    _, *words = shlex.split(WRITING[command][1][0])
    prepare(sqlite_demo, *words)
    before = rows_of(sqlite_demo)
    written = ok(sqlite_demo, *words, "--json").json
    assert list(Draft202012Validator(schema("written")).iter_errors(written)) == []
    assert written["command"] == command
    assert written["done"] or command == "claims release", "nobody has taken a claim"
    events = rows_of(sqlite_demo)["history"] + rows_of(sqlite_demo)["desk_history"]
    # An import writes in bulk, and the end of an erasure is written by another connection.
    if command != "import" and not command.startswith("erase "):
        assert len(written["events"]) == events - before["history"] - before["desk_history"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("9", "declined", "--reason", "x"), 'Undo: factdb claims status 9 in-review --reason "Made by mistake."'),
        (("9", "on-hold", "--reason", "x"), "Undo: factdb claims status 9 in-review"),
        (("19", "in-review"), 'Undo: factdb claims status 19 new --reason "Made by mistake."'),
        (("19", "declined", "--reason", "x"), "Undo: factdb undo"),
    ],
)
def test_a_move_of_the_status_says_how_to_take_it_back(demo: Database, words: tuple[str, ...], line: str) -> None:
    assert ok(demo, "claims", "status", *words).stderr.splitlines() == [line]


def test_an_article_and_a_label_say_how_to_change_them_again(demo: Database) -> None:
    edited = ok(demo, "articles", "edit", "1", "--author", "Jane Doe").stderr
    assert edited.splitlines()[-1].startswith("To edit it again: factdb articles edit 1 --author ")
    mapped = ok(demo, "ratings", "map", "snopes", "Joke", "--category", "media", "--reason", "A joke.").stderr
    assert mapped.splitlines()[-1] == "To take the meaning away again: factdb ratings map snopes Joke --unmapped"


def test_numbers_and_versions_can_be_used_at_once(demo: Database) -> None:
    added = ok(demo, "claims", "add", "--claim", "The bridge is open.", "--json").json
    (new,) = added["claims"]
    assert (new["id"], new["uid"], new["version"]) == (23, claim(demo, 23)["uid"], 1)
    words = ("evidence", "add", "23", "https://example.org/a", "--supports", "--if-version", str(new["version"]))
    (event,) = [event for event in ok(demo, *words, "--json").json["events"] if event["item"]]
    assert event["item"] == "23.1"
    rated = ok(demo, "claims", "rate", "23", "true", "--because", "x", "--json").json
    assert [event["verdict_version"] for event in rated["events"] if event["kind"] == "rated"] == [1]
    assert rated["claims"][0]["version"] == claim(demo, 23)["row_version"]
    assert rated["notices"] == [
        "Publish it: factdb claims status 23 published",
        'To decide otherwise: factdb claims rate 23 RATING --because "..."',
    ]
    (speaker,) = ok(demo, "speakers", "add", "Zoe Lund", "--json").json["events"]
    assert ok(demo, "speakers", "show", str(speaker["number"]), "--json").json["uid"] == speaker["uid"]


def test_a_refusal_prints_nothing_on_stdout(sqlite_demo: Database) -> None:
    refused(run(sqlite_demo, "claims", "rate", "99", "true", "--because", "x", "--json"), 3, "There is no claim 99.")
