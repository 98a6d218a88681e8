"""Help and completion stay quick: they import neither the database nor the tables."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from factdb.store.engine import Database

HEAVY = {"sqlalchemy", "alembic", "rich", "psycopg", "platformdirs"}
PROGRAM = """
import sys
from factdb.cli.main import run
sys.argv = ["factdb", *sys.argv[1:]]
try:
    run()
finally:
    print("imported", *{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def imported(*words: str, **variables: str) -> tuple[str, set[str]]:
    """Return what factdb prints, and the packages that it imported for it."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(Path.cwd()), **variables}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.stdout, set(done.stderr.rpartition("imported")[2].split())


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        [],
        ["claims", "--help"],
        ["evidence", "--help"],
        ["db", "--help"],
        ["claims", "rate", "--help"],
        ["speakers", "--help"],
        ["report", "--help"],
        ["report", "agreement", "--help"],
    ],
)
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    out, packages = imported(*words)
    assert out.startswith("Usage: factdb")
    assert "click" in packages
    assert packages & HEAVY == set()


EVERY_HELP = """
import sys
import click
from factdb.cli.main import factdb

def helps(command, context):
    print(command.get_help(context))
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            helps(child, click.Context(child, info_name=name, parent=context))

helps(factdb, click.Context(factdb, info_name="factdb"))
print("imported", *{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def test_help_of_every_command_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", EVERY_HELP], capture_output=True, text=True, check=True)
    assert "Usage: factdb claims next" in done.stdout
    assert set(done.stderr.rpartition("imported")[2].split()) & HEAVY == set()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("factdb cl", "claims"),
        ("factdb claims li", "list"),
        ("factdb claims list --sta", "--status"),
        ("factdb claims list --status in", "in-review"),
        ("factdb claims list --kind pro", "promise"),
        ("factdb evidence add 7 --on tr", "truth"),
        ("factdb db up", "upgrade"),
        ("factdb report ag", "agreement"),
        ("factdb report agreement --question qu", "quote"),
        ("factdb completion z", "zsh"),
    ],
)
def test_completion_offers_the_word_and_imports_nothing_heavy(typed: str, offered: str) -> None:
    out, packages = imported(_FACTDB_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=str(len(typed.split()) - 1))
    assert f"plain,{offered}" in out.splitlines()
    assert packages & HEAVY == set()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("claims list --speaker psa", r"Psaki"),
        ("claims list --quote-verdict alt", "altered"),
        ("claims rate 7 altered --evidence 7.", "7.1"),
        ("claims show 22", "22"),
        ("--as an", "ana"),
    ],
)
def test_completion_from_the_ledger_imports_no_sqlalchemy(shared: Database, typed: str, offered: str) -> None:
    """A key press can't wait for the half second that SQLAlchemy takes, nor for rich to lay anything out."""
    words = f"factdb --db {shlex.quote(shared.location)} {typed}"
    out, packages = imported(
        _FACTDB_COMPLETE="zsh_complete", COMP_WORDS=words, COMP_CWORD=str(len(shlex.split(words)) - 1)
    )
    assert offered in out.splitlines()
    assert packages & HEAVY - {"platformdirs"} == ({"psycopg"} if shared.is_postgresql else set())
