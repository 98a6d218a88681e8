"""Help: every command has it, its examples run, and the groups say the same of a command as it says itself."""

from __future__ import annotations

import gzip
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from factdb.cli.lazy import LazyGroup
from factdb.cli.main import factdb
from factdb.store.engine import Database
from tests.cli.conftest import ok, refused, run, run_bare

SCALES = """
[[scales]]
code = "gazette"
publisher = "The Gazette"
question = "truth"
[[scales.ratings]]
code = "so-so"
label = "So so"
"""
ARTICLE = "The Example Times\n\nThe bridge cost 4 million, the mayor said.\n"
# A help that begins so says something about a thing that it does not name.
RIDDLES = {"That", "Those", "What", "Which", "Who", "Where", "Of", "It", "Them"}
LEAST_WORDS, LONGEST_FIRST_LINE = 3, 70
# Whom the examples of merging and of telling apart are about: the worked example has nobody twice.
TWICE = {"speakers": "Jennifer Psaki", "sources": "Epoch Times"}


class Entry(NamedTuple):
    """A command as it is typed, and what click knows of it."""

    words: tuple[str, ...]
    command: click.Command


def walk(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[Entry]:
    yield Entry(words, command)
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=" ".join(("factdb", *words)))
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from walk(found, (*words, name))


def examples(command: click.Command) -> list[str]:
    """Return the example lines of a command's help, each joined over its trailing backslashes."""
    _, _, block = (command.help or "").partition("Example:\n")
    lines = re.sub(r"\\\\?\n\s*", "", block.split("\n\n")[0]).splitlines()
    return [line.strip() for line in lines if line.strip()]


EVERYTHING = list(walk(factdb))
COMMANDS = [entry for entry in EVERYTHING if entry.words]
named = pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: " ".join(entry.words))


@pytest.mark.parametrize("entry", EVERYTHING, ids=lambda entry: " ".join(entry.words) or "factdb")
def test_help_opens_for_every_command(entry: Entry) -> None:
    ran = run_bare(*entry.words, "--help")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"Usage: {' '.join(('factdb', *entry.words))} ")
    sentence = " ".join((entry.command.help or "").split("\n\n")[0].split())
    assert sentence in " ".join(ran.stdout.split())
    assert r"\b" not in ran.stdout  # click's mark for lines that stay as they are, in a raw docstring


@named
def test_every_command_has_an_example(entry: Entry) -> None:
    found = examples(entry.command)
    assert found
    for example in found:
        assert example.startswith(f"factdb {' '.join(entry.words)}")


@pytest.mark.parametrize("entry", EVERYTHING, ids=lambda entry: " ".join(entry.words) or "factdb")
def test_the_help_of_every_option_is_a_sentence(entry: Entry) -> None:
    options = [parameter for parameter in entry.command.params if isinstance(parameter, click.Option)]
    assert {option.opts[-1]: option.help for option in options if not is_plain(option.help or "")} == {}


@named
def test_the_first_line_of_a_command_s_help_is_short(entry: Entry) -> None:
    assert len(" ".join((entry.command.help or "").split("\n\n")[0].split())) <= LONGEST_FIRST_LINE


@pytest.mark.parametrize(
    "text",
    ["", "Print JSON.", "print one JSON document.", "Print one JSON document", "Who said the words.", "It, or others."],
)
def test_other_help_is_not_plain(text: str) -> None:
    assert not is_plain(text)


def is_plain(text: str) -> bool:
    """Return whether an option's help names the thing, as a sentence of three words or more."""
    words = text.rstrip(".").replace(",", " ").split()
    return len(words) >= LEAST_WORDS and text[0].isupper() and text[-1] == "." and words[0] not in RIDDLES


@pytest.mark.parametrize(
    "example", [example for entry in COMMANDS for example in examples(entry.command)], ids=lambda text: text[:60]
)
def test_examples_run(sqlite_demo: Database, folder: Path, example: str) -> None:
    write_files(folder)
    program, *words = shlex.split(example)
    assert program == "factdb"
    prepare(sqlite_demo, *words)
    if tuple(words[:2]) in ON_THE_NET:
        refused(run(sqlite_demo, *words), 2, "The settings switch fetching off.")
    else:
        ok(sqlite_demo, *words)


# Tests fetch nothing from other machines; test_evidence_pages.py runs these against a server of its own.
ON_THE_NET = {("evidence", "fetch"), ("evidence", "check"), ("evidence", "archive")}
ASKED = (
    "reviewers add zoe --role admin", "claims note 7 one", "policy set four-eyes on",
    "--as zoe erase note 7.n1 --ground asked",
)  # fmt: skip
# What the examples of `erase` erase or decide on.
ERASABLE = {
    "complaint": ("claims ask 7 --to Ann", "claims complain 7 --from Ann wrong"),
    "reply": ("claims ask 7 --to Ann",),
    "note": ("claims note 7 one", "claims note 7 two", "claims note 7 three"),
    "interview": ("evidence add 18 --interview Ann --context",),
    "origin": ("import claims.csv --date-order dmy",),
    "reviewer": ("reviewers add zoe", "reviewers disable zoe"),
    "approve": ASKED,
    "refuse": ASKED,
}


FIRST: dict[tuple[str, ...], tuple[str, ...]] = {
    ("claims", "reply"): ('claims ask 7 --to "The newsroom"',),
    ("searches", "rename"): tuple(f'{who}searches save "Biden, open" --open' for who in ("", "--as rita ")),
    ("searches", "delete"): ("searches save Biden --open", "--as rita searches save Biden --open"),
    ("claims", "take-back"): ("claims next",),
    ("imports", "show"): ("import claims.csv --date-order dmy",),
    ("imports", "undo"): ("import claims.csv --date-order dmy",),
}


def write_files(folder: Path) -> None:
    """Write the files that examples name."""
    (folder / "article.txt").write_text(ARTICLE)
    (folder / "archive").mkdir()
    (folder / "archive" / "article.txt").write_text(ARTICLE)
    (folder / "factdb.toml").write_text('[desk]\nname = "The Example Desk"\n')
    (folder / "claims.csv").write_text("claim,Who,claim date\nThe bridge is open.,Ann Mayor,1/2/2021\n")
    (folder / "feed.json.gz").write_bytes(gzip.compress(b'{"dataFeedElement": []}'))
    (folder / "scales.toml").write_text(SCALES)


def prepare(database: Database, *words: str) -> None:
    """Do what an example takes for granted beside the worked example."""
    for command in FIRST.get(words[:2], ()):
        ok(database, *shlex.split(command))
    for command in ERASABLE.get(words[1], ()) if words[:1] == ("erase",) else ():
        ok(database, *shlex.split(command))
    for price in (4, 9) if words[:2] == ("evidence", "diff") else ():
        Path("page.txt").write_text(f"The bridge cost {price} million.")
        ok(database, "evidence", "fetch", words[2], "--file", "page.txt")
    if words[:1] == ("undo",):
        for number, user in (("7", "ana"), ("9", "rita")):
            ok(database, "claims", "tag", number, "--topic", "Bridges", user=user)
    if words[:2] == ("verify", "--against"):
        ok(database, "db", "dump", words[2])
    if words[1:2] in {("merge",), ("different",)} and words[0] in TWICE:
        ok(database, words[0], "add", TWICE[words[0]])
    if words[:2] == ("claims", "adopt"):
        uid = json.loads(ok(database, "claims", "show", "15", "--json").stdout)["uid"]
        check = f"{uid},What it says.,True,politifact,https://check.example/15,PolitiFact"
        Path("checked.csv").write_text(f"uid,claim,label,scale,review url,publisher\n{check}\n")
        ok(database, "import", "checked.csv")
    if words[:2] == ("db", "load"):
        ok(database, "db", "dump", words[2])
        database.path.unlink()


def test_groups_say_of_a_command_what_it_says_itself() -> None:
    groups = [entry for entry in EVERYTHING if isinstance(entry.command, LazyGroup)]
    assert len(groups) > 1
    for words, group in groups:
        assert isinstance(group, LazyGroup)
        said = {name: each.help for name, each in group.entries.items()}
        itself = {
            entry.words[-1]: " ".join((entry.command.help or "").split("\n\n")[0].split())
            for entry in EVERYTHING
            if entry.words and entry.words[:-1] == words
        }
        assert said == itself


def test_without_a_command_there_is_help() -> None:
    assert run_bare().stdout == run_bare("--help").stdout


@pytest.mark.parametrize("words", [["clams"], ["claims", "lsit"], ["db", "destroy"], ["claims", "list", "--colour"]])
def test_a_slip_of_the_pen_is_one_sentence(words: list[str]) -> None:
    refused(run_bare(*words), 2, words[-1], "--help")


def test_a_command_that_is_not_there_is_told_with_those_near_it() -> None:
    refused(run_bare("report", "verdict-by-speaker"), 2, "Did you mean", "'verdicts-by-speaker'")
    refused(run_bare("claims", "lsit"), 2, "Did you mean 'list'?")


def test_the_other_spelling_of_an_option_is_taken_and_not_shown(sqlite_demo: Database) -> None:
    for command, advertised, alias in (("rate", "--because", "--reason"), ("status", "--reason", "--because")):
        shown = run_bare("claims", command, "--help").stdout
        assert f"  {advertised} " in shown
        assert alias not in shown
    ok(sqlite_demo, "claims", "rate", "19", "unproven", "--searched", "the minutes", "--reason", "Nobody says so.")
    ok(sqlite_demo, "claims", "status", "19", "in-review", "--because", "A new source.")
    history = " ".join(ok(sqlite_demo, "claims", "history", "19").stdout.split())
    assert "unproven on truth: Nobody says so." in history
    assert "(reason: A new source.)" in history


def test_an_option_that_is_missing_is_named_by_its_own_spelling(sqlite_demo: Database) -> None:
    ok(sqlite_demo, "claims", "ask", "7", "--who", "The newsroom")
    missing = run(sqlite_demo, "claims", "ask", "7")
    refused(missing, 2, "'--to'")
    assert "--who" not in missing.stderr
