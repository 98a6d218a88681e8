"""Completion offers what is in the ledger, on both engines; where nothing can be read it offers nothing, quietly."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import CompletionItem

from factdb.cli.completion import shells, values
from factdb.cli.main import factdb
from factdb.store import completion, sessions
from factdb.store.driver import sqlite3
from factdb.store.engine import Database
from factdb.store.views import VIEWS
from tests.cli.conftest import ok, run_bare
from tests.services.conftest import desk_on


def items(location: str, typed: str) -> list[CompletionItem]:
    """Return what is offered for the last word of a line; a space at its end begins a new one."""
    words = shlex.split(typed)
    incomplete = "" if typed.endswith(" ") else words.pop()
    return shells.Zsh(factdb, {}, "factdb", shells.VARIABLE).get_completions(["--db", location, *words], incomplete)


def offered(database: Database, typed: str) -> list[str]:
    return [item.value for item in items(database.location, typed)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("claims list --speaker joe", ["Joe Biden"]),
        ("claims list --speaker BID", ["Biden"]),
        ("claims list --speaker director", ["CIA Director William Burns"]),
        ("claims list --speaker 'jen  p'", ["Jen Psaki"]),
        ("claims list --speaker sident", ["President Joe Biden"]),
        ("claims list --speaker 100%", []),
        ("claims list --speaker _", []),
        ("claims list --source=epoch", ["The Epoch Times"]),
        ("claims list --topic TERR", ["terrorism"]),
        ("claims list --verdict mostly", ["mostly-true", "mostly-false"]),
        ("claims list --quote-verdict f", ["faithful"]),
        ("claims list --quote-verdict true", []),
        ("claims list --assignee r", ["rae", "rita"]),
        ("--as ri", ["rita"]),
        ("--as an", ["ana"]),
        ("claims show 2", ["2", "20", "21", "22"]),
        ("claims show 2 11 1", ["1", *map(str, range(10, 20))]),
        ("claims show 99", []),
        ("claims show x", []),
        ("claims list --after 22", ["22"]),
        ("claims status 19 in", ["in-review"]),
        ("claims status 19 2", ["2", "20", "21", "22"]),
        ("claims status 7 fal", []),
        ("claims assign 19 an", ["ana"]),
        ("claims assign 19 20 no", ["nobody"]),
        ("claims rate 19 mostly-t", ["mostly-true"]),
        ("claims rate 7 altered verb", ["verbatim"]),
        ("claims rate 7 altered --flag shor", ["shortened"]),
        ("claims rate 7 altered --evidence ", ["7.1"]),
        ("claims tag 19 --topic IS", ["ISIS"]),
        ("claims add --article ", ["1"]),
        ("evidence add 22", ["22"]),
        ("evidence show 7.", ["7.1"]),
        ("evidence withdraw 6", ["6.1"]),
        ("articles show ", ["1"]),
        ("completion z", ["zsh"]),
        ("completion p", ["powershell"]),
        ("claims list --sort said_", ["said_on", "said_precision"]),
        ("claims list -c id,speaker_", ["id,speaker_title", "id,speaker_party", "id,speaker_id"]),
        ("claims list -c id,i", []),
        ("speakers list -c wiki", ["wikidata"]),
        ("sql -c sp", []),
        ("sql --schema v1_re", ["v1_replies", "v1_reviewers"]),
        ("guide re", ["reviewing", "recipes"]),
        ("schema top", ["topics"]),
        ("--color al", ["always"]),
    ],
)
def test_what_may_be_meant(shared: Database, typed: str, expected: list[str]) -> None:
    assert offered(shared, typed) == expected


@pytest.mark.parametrize(
    "typed", ["import cla", "articles add art", "db load d", "claims list -o ou", "ratings import s"]
)
def test_files_are_left_to_the_shell(shared: Database, typed: str) -> None:
    assert [(item.type, item.value) for item in items(shared.location, typed)] == [("file", typed.rpartition(" ")[2])]


def test_the_views_that_are_offered_are_those_of_the_store() -> None:
    assert values.VIEW.words == tuple(view.name for view in VIEWS)


def test_the_newest_claims_come_first_and_say_what_they_are(shared: Database) -> None:
    found = items(shared.location, "claims show ")
    assert [item.value for item in found] == [str(number) for number in range(22, 0, -1)]
    assert found[-1].help == "American combat troops will leave Iraq sometime in 2021."
    assert found[-2].help is not None
    assert len(found[-3].help or "") <= 60


def test_before_the_first_claim_no_status_is_offered(shared: Database) -> None:
    assert "published" not in offered(shared, "claims status ")
    assert offered(shared, "claims status 19 ")[:2] == ["new", "in-review"]


def test_never_more_than_fifty(database: Database) -> None:
    with sessions.writing(database) as session:
        desk = desk_on(session)
        for number in range(completion.MOST + 5):
            desk.new(f"Claim {number}.", speaker=f"Speaker {number}")
    assert len(offered(database, "claims list --speaker ")) == completion.MOST
    assert len(offered(database, "claims show ")) == completion.MOST
    assert offered(database, "claims show 5") == ["5", "50", "51", "52", "53", "54", "55"]


def test_numbers_are_looked_up_by_ranges_of_the_key() -> None:
    ranges = list(completion._ranges("7"))  # noqa: SLF001 - at a million claims a scan would show, here it doesn't
    assert ranges[:4] == [(7, 7), (70, 79), (700, 799), (7_000, 7_999)]
    assert ranges[-1][1] < 2**63
    assert list(completion._ranges("07")) == list(completion._ranges("x")) == []  # noqa: SLF001


def test_a_name_that_would_steer_the_terminal_is_not_offered(sqlite_demo: Database) -> None:
    with sqlite3.connect(sqlite_demo.path) as connection:
        connection.execute("UPDATE speaker_names SET name = 'Joe \x1b[2J Biden' WHERE name = 'Joe Biden'")
        connection.execute("UPDATE claims SET claim = 'first\nsecond\t\x1b[2J' WHERE id = 7")
    connection.close()
    assert offered(sqlite_demo, "claims list --speaker 'joe'") == []
    assert items(sqlite_demo.location, "claims show 7")[0].help == "first second \\x1b[2J"


# -- where nothing can be read -------------------------------------------------------------------------------

NAMES = "claims list --speaker jo"


def test_nothing_is_offered_of_what_is_not_there(folder: Path) -> None:
    assert items(str(folder / "no" / "such.db"), NAMES) == []
    assert items("postgresql://nobody@127.0.0.1:1/desk", NAMES) == []
    assert items("redis://here", NAMES) == []
    assert list(folder.iterdir()) == []


def test_nothing_is_offered_of_another_schema_or_of_no_database(folder: Path) -> None:
    (folder / "text.db").write_text("This is no database, however long one looks at it. " * 100)
    assert items(str(folder / "text.db"), NAMES) == []
    with sqlite3.connect(folder / "other.db") as connection:
        connection.execute("CREATE TABLE speaker_names (colour TEXT)")
    connection.close()
    assert items(str(folder / "other.db"), NAMES) == []
    (folder / "factdb.toml").write_text("colour = 1")
    assert items(str(folder / "other.db"), NAMES) == []


def test_nothing_is_offered_while_somebody_holds_the_file(sqlite_demo: Database) -> None:
    holder = sqlite3.connect(sqlite_demo.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert offered(sqlite_demo, NAMES) == []
    holder.execute("ROLLBACK")
    holder.close()
    assert offered(sqlite_demo, NAMES) != []


# -- the scripts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_and_how_to_install_it(shell: str) -> None:
    ran = run_bare("completion", shell)
    assert ran.exit_code == 0
    assert f"_FACTDB_COMPLETE={shell}_complete" in ran.stdout
    assert ran.stderr == f"Install the script once: {shells.INSTALL[shell]}\n"


def test_the_mended_places_are_still_where_click_had_them() -> None:
    assert " read -r type value " in shells.Bash.source_template
    assert 'COMPREPLY+=("$value")' in shells.Bash.source_template
    assert 'string split -m 1 ","' in shells.Fish.source_template


def test_a_script_of_a_shell_that_nobody_has() -> None:
    assert run_bare("completion", "tcsh").exit_code == 2


def replies(typed: list[str], database: Database) -> list[str]:
    """Return what bash is offered for the last of these words, one a line."""
    words = " ".join(map(shlex.quote, typed))
    script = f"source /dev/stdin; COMP_WORDS=({words}) COMP_CWORD={len(typed) - 1}; _factdb_completion factdb"
    done = subprocess.run(
        ["bash", "--norc", "-c", script + '; printf "%s\\n" "${COMPREPLY[@]}"'],  # noqa: S607 - the bash of whoever runs the tests
        input=run_bare("completion", "bash").stdout,
        env={
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "FACTDB_DATABASE_URL": database.location,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["factdb", "claims", "list", "--speaker", "jen"], r"Jen\ Psaki"),
        (["factdb", "claims", "list", "--speaker", '"jen'], "Jen Psaki"),
        (["factdb", "claims", "list", "--speaker", "'jen"], "Jen Psaki"),
        (["factdb", "claims", "list", "--speaker", "Jen\\ "], r"Jen\ Psaki"),
        (["factdb", "claims", "list", "--speaker", "=", "jen"], r"Jen\ Psaki"),
        (["factdb", "claims", "list", "--speaker", "="], "Biden"),
        (["factdb", "claims", "list", "--speaker", "o'"], r"O\'Neil,\ \*\ \$HOME\:\ \(Tip\)"),
        (["factdb", "claims", "list", "--speaker", "'no"], ""),
        (["factdb", "claims", "list", "--sta"], "--status"),
        (["factdb", "cl"], "claims"),
    ],
)
def test_bash_is_given_words_that_it_takes_as_they_are(sqlite_demo: Database, typed: list[str], expected: str) -> None:
    ok(sqlite_demo, "claims", "add", "--claim", "X.", "--speaker", "O'Neil, * $HOME: (Tip)")
    assert replies(typed, sqlite_demo)[0] == expected


def test_bash_puts_a_server_address_together_again(shared: Database) -> None:
    address = shared.location if shared.is_postgresql else f"sqlite:///{shared.location}"
    parts = [part for part in address.replace(":", "\n:\n").replace("=", "\n=\n").split("\n") if part]
    typed = ["factdb", "--db", *parts, "claims", "list", "--speaker", "jen"]
    assert replies(typed, Database.sqlite(Path("nothing.db")))[0] == r"Jen\ Psaki"
