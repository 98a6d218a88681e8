"""What people type from the habit of other programs: the right command answers, or a sentence names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from factdb.cli import missing
from factdb.cli.claims.claims import COMMANDS as CLAIM_COMMANDS
from factdb.cli.desk import Desk
from factdb.cli.habits import ALIASES
from factdb.cli.main import COMMANDS, factdb
from factdb.store.engine import Database
from tests.cli.conftest import claim, ok, refused, rows_of, run, run_bare

NOUNS = [name for name in COMMANDS if name not in {"report", "export", "claims"}]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["claims", "ls", "-L", "3"], ["claims", "list", "--limit", "3"]),
        (["claims", "view", "7"], ["claims", "show", "7"]),
        (["claims", "open", "7"], ["claims", "show", "7"]),
        (["claims", "get", "7"], ["claims", "show", "7"]),
        (["claims", "log", "7"], ["claims", "history", "7"]),
        (
            ["claims", "search", "Iraq", "troops", "-L", "2"],
            ["claims", "list", "--q", "Iraq troops", "--rank", "-L", "2"],
        ),
        (["speakers", "ls"], ["speakers", "list"]),
        (["articles", "open", "1"], ["articles", "show", "1"]),
        (["claims", "-h"], ["claims", "--help"]),
        (["help", "claims", "rate"], ["claims", "rate", "--help"]),
        (["help"], ["--help"]),
        (["reviewers"], ["reviewers", "--help"]),
        (["evidence"], ["evidence", "--help"]),
        (["claims", "list", "--no-pager", "--debug"], ["--no-pager", "--debug", "claims", "list"]),
        (["claims", "list", "--color=never"], ["claims", "list"]),
        (["claims", "show", "3-5,7"], ["claims", "show", "3", "4", "5", "7"]),
    ],
    ids=" ".join,
)
def test_a_habit_is_answered(sqlite_demo: Database, typed: list[str], meant: list[str]) -> None:
    assert ok(sqlite_demo, *typed).stdout == ok(sqlite_demo, *meant).stdout


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["claims", "rm", "3"], "factdb claims status 3 declined --reason"),
        (["claims", "delete", "3", "#4"], "factdb claims status 3 '#4' declined --reason"),
        (["claims", "rm"], "factdb claims status CLAIM declined --reason"),
        (["evidence", "remove", "7.1"], "factdb evidence withdraw 7.1 --reason"),
        (["evidence", "rm", "7"], "factdb evidence withdraw CLAIM.N --reason"),
        (["speakers", "rm", "Joe Biden"], "factdb speakers merge 'Joe Biden' INTO"),
        (["reviewers", "rm", "zoe"], "factdb reviewers disable zoe"),
        (["documents", "rm", "3"], "factdb erase capture 3.N"),
        (["topics", "delete", "Iraq"], "Topics are never deleted."),
        (["claims", "publish", "3"], "factdb claims status 3 published"),
        (["claims", "approve", "3-5,7", "--yes"], "factdb claims status 3-5,7 published"),
        (["claims", "take"], "factdb claims next"),
        (["claims", "search"], "factdb claims list --q WORDS --rank"),
        (["ls"], "factdb claims list"),
        (["publish", "3"], "factdb claims status 3 published"),
        (["search", "Iraq", "troops"], "factdb claims search Iraq troops"),
        (["claims", "take", "3"], "factdb claims assign 3 HANDLE"),
        (["rm", "3"], "Nothing is ever deleted."),
        (["claims", "tag", "3", "economy"], "factdb claims tag 3 --topic economy"),
        (["claims", "tag", "3", "--add", "economy"], "factdb claims tag 3 --topic TOPIC"),
        (["claims", "tag", "3", "--add=economy"], "factdb claims tag 3 --topic TOPIC"),
        (["claims", "assign", "3", "me"], "factdb whoami"),
        (["claims", "assign", "3", "--to", "ana"], "factdb claims assign 3 HANDLE"),
        (["claims", "decline", "3"], "factdb claims status 3 declined --reason"),
        (["claims", "list", "economy"], "factdb claims list --q economy --rank"),
        (["claims", "list", "--search", "economy"], "factdb claims list --q WORDS --rank"),
        (["claims", "--mine"], "factdb claims list --mine"),
        (["claims", "correct", "7", "--rating", "false"], "factdb claims correct 7 RATING --public-note"),
        (["claims", "rate", "19", "--rating", "false"], "factdb claims rate 19 RATING --because"),
        (["evidence", "add", "7", "https://example.org/a", "--quote", "x"], "--excerpt"),
        (["similar", "3"], "factdb claims similar --help"),
        (["log", "3"], "factdb claims history 3"),
        (["report", "summary"], "factdb report"),
        (["report", "speakers"], "factdb report verdicts-by-speaker"),
        (["report", "verdicts"], "factdb report verdicts-by-speaker"),
        (["policy", "four-eyes", "on"], "factdb policy set four-eyes VALUE"),
        (["claims", "frobnicate"], "No such command"),
        (["help", "claims", "frobnicate"], 'There is no command "factdb claims frobnicate".'),
        (["claims", "show", "7-3"], "is not a range"),
        (["claims", "show", "1-99999999"], "is not a range"),
    ],
    ids=" ".join,
)
def test_a_habit_without_a_command_is_named_with_what_was_typed(
    sqlite_demo: Database, typed: list[str], sentence: str
) -> None:
    refused(run(sqlite_demo, *typed), 2, sentence)


def test_a_reviewer_who_exists_is_edited(sqlite_demo: Database) -> None:
    refused(run(sqlite_demo, "reviewers", "add", "ed"), 1, "factdb reviewers edit ed")
    refused(run(sqlite_demo, "claims", "assign", "3", "zoe-marie"), 3, "factdb reviewers add zoe-marie")


def test_words_that_only_look_like_a_habit_are_taken(sqlite_demo: Database, folder: Path) -> None:
    assert "topics --add" in ok(sqlite_demo, "claims", "tag", "19", "--topic=--add").stdout
    (folder / "reports").mkdir()
    (folder / "reports" / "summary.sql").write_text("-- Summary\nSELECT count(*) AS n FROM v1_claims\n")
    (folder / "factdb.toml").write_text('reports = "reports"\n')
    assert "22" in ok(sqlite_demo, "report", "summary").stdout


def test_no_command_has_a_name_that_stands_for_another() -> None:
    assert not {word for word in ALIASES if word in CLAIM_COMMANDS}


def test_words_are_taken_in_any_case_and_with_spaces(sqlite_demo: Database) -> None:
    assert "new -> in-review" in ok(sqlite_demo, "claims", "status", "19", "IN REVIEW").stdout
    written = ok(
        sqlite_demo, "claims", "rate", "15", "Not Checkable", "--because", "An opinion.", "--searched", "The archive."
    )
    assert "not-checkable" in written.stdout


def test_text_after_two_hyphens_is_text(sqlite_demo: Database) -> None:
    ok(sqlite_demo, "claims", "note", "3", "--", "--debug")
    assert "--debug" in ok(sqlite_demo, "claims", "show", "3").stdout


def test_whoami(sqlite_demo: Database) -> None:
    assert "admin, 0 claims assigned" in ok(sqlite_demo, "whoami").stdout
    stranger = ok(sqlite_demo, "whoami", "--as", "zed")
    assert "not a reviewer of this desk" in stranger.stdout
    assert "factdb --as ADMIN reviewers add zed" in stranger.stderr


def test_a_query_is_read_from_a_file_only_if_it_is_named_as_one(sqlite_demo: Database, folder: Path) -> None:
    (folder / "secret.txt").write_text("hunter2 is the password\n")
    (folder / "all.txt").write_text("SELECT count(*) AS n FROM v1_claims\n")
    printed = run(sqlite_demo, "sql", "secret.txt")
    assert "hunter2" not in printed.stdout + printed.stderr
    assert ok(sqlite_demo, "sql", "@all.txt", "--json").json == [{"n": 22}]
    refused(run(sqlite_demo, "sql", "@missing.txt"), 3, "no file")


# -- what is asked for -----------------------------------------------------------------------------------------


def required_arguments(group: click.Group, parent: click.Context) -> Iterator[click.Argument]:
    """Yield the arguments that commands cannot do without; one that asks itself has labels of its own."""
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        if isinstance(command, click.Group):
            yield from required_arguments(command, click.Context(command, info_name=name, parent=parent))
        elif command is not None:
            arguments = [param for param in command.params if isinstance(param, click.Argument) and param.required]
            yield from (param for param in arguments if not isinstance(param, missing.AskedArgument))


def test_prompts_are_words_and_no_placeholders() -> None:
    labels = {missing.label_of(param) for param in required_arguments(factdb, click.Context(factdb))}
    assert {"claim (number)", "text", "status", "evidence (such as 7.1)", "contact (such as 7.c1)", "rule"} <= labels
    odd = {label for label in labels if not re.fullmatch(r"[a-z]+( [a-z]+)*( \((number|such as [0-9.cn]+)\))?", label)}
    assert odd == set()


# -- -L limits every list ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("articles", "list"),
        ("documents", "list"),
        ("speakers", "list"),
        ("sources", "list"),
        ("topics", "list"),
        ("ratings", "list"),
        ("ratings", "list", "--shipped"),
        ("claims", "list"),
        ("claims", "similar", "4"),
        ("log",),
        ("report", "verdicts-by-speaker"),
        ("report", "replies"),
        ("report", "corrections"),
        ("sql", "SELECT id FROM v1_claims"),
    ],
    ids=" ".join,
)
def test_a_list_takes_a_limit(sqlite_demo: Database, folder: Path, words: tuple[str, ...]) -> None:
    (folder / "second.txt").write_text("The bridge opens\n\n“The bridge is open,” Ada Lund said.\n")
    ok(sqlite_demo, "articles", "add", "second.txt", "--source", "Reuters", "--published", "2026-05-04")
    for claim_name in ("7", "8"):
        ok(sqlite_demo, "claims", "correct", claim_name, "--public-note", "A slip.", "--claim", f"Claim {claim_name}.")
    whole = ok(sqlite_demo, *words, "--json").json
    limited = ok(sqlite_demo, *words, "-L", "1", "--json").json
    rows, every_row = (value["rows"] if isinstance(value, dict) else value for value in (limited, whole))
    assert (len(rows), len(every_row) > 1) == (1, True)
    assert rows == every_row[:1]


def test_duplicates_and_unmapped_labels_take_a_limit(sqlite_demo: Database, folder: Path) -> None:
    rows = (
        "Jane Wells,Gazette,A,x",
        "Jane Welles,Gazettes,B,y",
        "Bo Harbour,Herald Tribune,C,x",
        "Bo Harbor,Herald-Tribun,D,z",
    )
    lines = "\n".join(f"{at},{row}" for at, row in enumerate(rows))
    (folder / "names.csv").write_text(f"claim,speaker,publisher,verdict,occasion\n{lines}\n")
    ok(sqlite_demo, "import", "names.csv")
    for noun in ("speakers", "sources"):
        pairs = ok(sqlite_demo, noun, "duplicates", "--json").json
        assert len(pairs) > 1
        limited = ok(sqlite_demo, noun, "duplicates", "-L", "1", "--json")
        assert limited.json == pairs[:1]
        assert "1 pair\nShow more rows: --limit N\n" in limited.stderr
    ran = run(sqlite_demo, "ratings", "unmapped", "-L", "1", "--json")
    assert (ran.exit_code, len(ran.json)) == (6, 1)
    assert "4 labels are not mapped, in 4 other checks." in ran.stderr  # all of them: the limit is of the list


def test_a_report_says_how_many_rows_the_limit_left_out(shared: Database) -> None:
    words = ("report", "verdicts-by-speaker")
    rows = len(ok(shared, *words, "--json").json["rows"])
    limited = ok(shared, *words, "-L", "2", "--json").json
    assert (limited["n"], limited["counted"]["left out: rows over the limit"]) == (2, rows - 2)
    assert f"left out: rows over the limit: {rows - 2}" in ok(shared, *words, "-L", "2", "-f", "md").stdout
    assert "over the limit" not in ok(shared, *words, "-L", str(rows), "-f", "md").stdout


@pytest.mark.parametrize("words", [("claims", "list"), ("articles", "list"), ("sql", "SELECT 1")], ids=" ".join)
def test_who_types_n_for_a_limit_is_told_the_option(shared: Database, words: tuple[str, ...]) -> None:
    refused(run(shared, *words, "-n", "2"), 2, "No such option '-n'.", "Show at most N rows: -L N")


def test_other_unknown_options_name_the_help(shared: Database) -> None:
    refused(run(shared, "claims", "show", "7", "-n", "2"), 2, "See the help: factdb claims show --help")
    refused(run(shared, "claims", "list", "-q", "2"), 2, "See the help: factdb claims list --help")


# -- hints can be copied -------------------------------------------------------------------------------------


def test_hints_repeat_the_options_that_were_typed(sqlite_demo: Database) -> None:
    desk = ("--db", sqlite_demo.location, "--as", "ana")
    hint = run_bare(*desk, "claims", "add", "--claim", "The bridge is open.").stderr
    assert f"Decide the claim: factdb --db {sqlite_demo.location} --as ana claims rate 23" in hint
    step = run_bare(*desk, "claims", "show", "99").stderr
    assert f"factdb --db {sqlite_demo.location} --as ana claims list" in step
    assert f"factdb --db {sqlite_demo.location} claims list" in run_bare(*desk[:2], "claims", "show", "99").stderr


def test_hints_repeat_nothing_that_comes_from_the_surroundings(
    sqlite_demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTDB_DATABASE_URL", sqlite_demo.location)
    assert ": factdb claims list" in run_bare("claims", "show", "99").stderr


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        ("See it: factdb claims show 7", "See it: factdb --db 'a  desk.db' --as ana claims show 7"),
        ("Ask: factdb --as HANDLE claims list", "Ask: factdb --db 'a  desk.db' --as HANDLE claims list"),
        ("As zoe: factdb --as zoe ..., or", "As zoe: factdb --db 'a  desk.db' --as zoe ..., or"),
        ("Install factdb again: pip install", "Install factdb again: pip install"),
        ("Read on: factdb guide sql", "Read on: factdb guide sql"),
    ],
)
def test_only_commands_of_a_desk_get_options(text: str, repeated: str) -> None:
    assert Desk(db="a  desk.db", user="ana").with_own_options(text) == repeated


def test_a_password_is_never_repeated() -> None:
    hint = Desk(db="postgresql://ana:s3cret@host/desk").with_own_options("Next: factdb claims list")
    assert hint == "Next: factdb --db 'postgresql://ana:***@host/desk' claims list"


# -- several claims get the same verdict ---------------------------------------------------------------------

UNPROVEN = ("unproven", "--because", "Nobody says so.", "--searched", "the archive")


def test_several_claims_are_rated_at_once(demo: Database) -> None:
    ran = ok(demo, "claims", "rate", "15", "19", *UNPROVEN)
    assert [line for line in ran.stdout.splitlines() if "version" in line] == [
        "claim 15: unproven, version 1", "claim 19: unproven, version 1",
    ]  # fmt: skip
    uid = claim(demo, 19)["uid"]
    assert "claim 19: unproven, version 2" in ok(demo, "claims", "rate", uid, *UNPROVEN).stdout


def test_all_claims_are_rated_or_none(demo: Database) -> None:
    before = rows_of(demo)
    refused(run(demo, "claims", "rate", "19", "7", *UNPROVEN), 1, "Claim 7 is published.")
    refused(run(demo, "claims", "rate", "15-99", *UNPROVEN), 3, "There is no claim 23.")
    assert rows_of(demo) == before


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("true",), "Name a claim before the rating"),
        (("19", "true", "15"), 'There is no rating "15"'),
        (("19",), "You gave no rating."),
        (("19", "7.1"), 'There is no rating "7.1"'),
    ],
    ids=str,
)
def test_words_that_are_no_claims_are_ratings(sqlite_demo: Database, words: tuple[str, ...], part: str) -> None:
    refused(run(sqlite_demo, "claims", "rate", *words, "--because", "x"), 2, part)


def test_claims_to_rate_come_from_a_list(sqlite_demo: Database) -> None:
    listed = ok(sqlite_demo, "claims", "list", "15", "19", "-c", "id").stdout
    assert "claim 15: unproven" in ok(sqlite_demo, "claims", "rate", "-", *UNPROVEN, given=listed).stdout


# -- the usual guesses ---------------------------------------------------------------------------------------

# What people type first: each is answered by the right command, or by one sentence with a command that works.
GUESSES = {
    "-h": "Usage: factdb", "help": "Usage: factdb", "ls": "factdb claims list", "list": "factdb claims list",
    "view 7": "factdb claims show", "open 7": "factdb claims show", "show 7": "factdb claims show 7",
    "add": "factdb claims add", "new": "factdb claims add", "rm 3": "factdb guide reviewing",
    "delete 3": "factdb guide reviewing", "search Iraq": "factdb claims search Iraq",
    "publish 3": "factdb claims status 3 published", "approve 3": "factdb claims status 3 published",
    "take": "factdb claims next", "set 3": "factdb claims edit", "rate 7 true": "factdb claims rate 7 true --because",
    "status 3": "factdb claims status", "claims -h": "Usage: factdb claims", "claims help": "Usage: factdb claims",
    "claims help rate": "Usage: factdb claims rate",
    "claims ls": "id\t", "claims view 7": "claim 7", "claims open 7": "claim 7", "claims get 7": "claim 7",
    "claims new --claim x": "claim 23: added", "claims create --claim x": "claim 23: added",
    "claims rm 3": "factdb claims status 3 declined", "claims delete 3": "factdb claims status 3 declined",
    "claims search Iraq": "id\t", "claims find Iraq": "id\t",
    "claims publish 3": "factdb claims status 3 published",
    "claims approve 3": "factdb claims status 3 published", "claims take": "factdb claims next",
    "claims set 19 --priority 2": "priority", "claims update 19 --priority 2": "priority",
    "claims verify 7": "factdb claims rate", "claims log 7": "added",
}  # fmt: skip


@pytest.mark.parametrize("guess", GUESSES)
def test_a_usual_guess_is_answered(sqlite_demo: Database, guess: str) -> None:
    ran = run(sqlite_demo, *guess.split())
    assert GUESSES[guess] in ran.stdout + ran.stderr, ran
    assert ran.exit_code == 0 or len(ran.stderr.splitlines()) == 2, ran
