"""Help and completion stay quick: they import no database and no tables. Lists and pages of claims import no ORM."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

from factdb.store.engine import Database

HEAVY = {"sqlalchemy", "alembic", "rich", "psycopg", "platformdirs", "publicsuffixlist"}
# One process for several commands: none of them may import what is heavy.
PROGRAM = """
import contextlib, json, os, sys
from factdb.cli.main import run
for words, variables in json.loads(sys.argv[1]):
    os.environ.update(variables)
    sys.argv = ["factdb", *words]
    with contextlib.suppress(SystemExit):
        run()
    print("-- end", flush=True)
print("imported", *sys.modules, file=sys.stderr)
"""
Commands = list[tuple[list[str], dict[str, str]]]


def imported(commands: Commands) -> tuple[list[str], set[str]]:
    """Return what factdb prints at each command, and the modules that it imported for them all."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(commands)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    *printed, _ = done.stdout.split("-- end\n")
    return printed, set(done.stderr.rpartition("imported")[2].split())


HELP = [["--help"], [], ["claims", "--help"], ["claims", "rate", "--help"], ["report", "agreement", "--help"]]


def test_help_imports_nothing_heavy() -> None:
    printed, packages = imported([(words, {}) for words in HELP])
    assert len(printed) == len(HELP)
    assert all(page.startswith("Usage: factdb") for page in printed)
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


OFFERED = {
    "factdb cl": "claims",
    "factdb claims li": "list",
    "factdb claims list --sta": "--status",
    "factdb claims list --status in": "in-review",
    "factdb claims list --kind pro": "promise",
    "factdb evidence add 7 --on tr": "truth",
    "factdb db up": "upgrade",
    "factdb report ag": "agreement",
    "factdb report agreement --question qu": "quote",
    "factdb completion z": "zsh",
}


def completing(shell: str, typed: str) -> tuple[list[str], dict[str, str]]:
    """Return how a shell asks factdb what the last word of a line may become."""
    last = str(len(shlex.split(typed)) - 1)
    return [], {"_FACTDB_COMPLETE": f"{shell}_complete", "COMP_WORDS": typed, "COMP_CWORD": last}


def test_completion_offers_the_word_and_imports_nothing_heavy() -> None:
    printed, packages = imported([completing("bash", typed) for typed in OFFERED])
    for page, offered in zip(printed, OFFERED.values(), strict=True):
        assert f"plain,{offered}" in page.splitlines()
    assert packages & HEAVY == set()


OFFERED_BY_LEDGER = {
    "claims list --speaker psa": r"Psaki",
    "claims list --quote-verdict alt": "altered",
    "claims rate 7 altered --evidence 7.": "7.1",
    "claims show 22": "22",
    "--as an": "ana",
}


def test_completion_from_the_ledger_imports_no_sqlalchemy(shared: Database) -> None:
    """A key press can't wait for the half second that SQLAlchemy takes, nor for rich to lay anything out."""
    program = f"factdb --db {shlex.quote(shared.location)}"
    printed, packages = imported([completing("zsh", f"{program} {typed}") for typed in OFFERED_BY_LEDGER])
    for page, offered in zip(printed, OFFERED_BY_LEDGER.values(), strict=True):
        assert offered in page.splitlines()
    assert packages & HEAVY - {"platformdirs"} == ({"psycopg"} if shared.is_postgresql else set())


READING = [
    ["claims", "list", "--limit", "20"],
    ["claims", "list", "--status", "published", "--since", "2021-07", "--json"],
    ["claims", "list", "--q", "troops", "--rank"],
    ["claims", "list", "--sort", "speaker", "--after", "7"],
    ["claims", "list", "--speaker", "biden", "--source", "epoch", "--topic", "iraq", "--assignee", "nobody"],
    ["claims", "list", "7", "9", "--verdict", "true", "--quote-verdict", "altered", "--article", "1"],
    ["claims", "due"],
    ["claims", "show", "7"],
    ["claims", "show", "2", "22", "--json"],
]


def test_lists_and_pages_of_claims_import_no_orm(shared: Database) -> None:
    """To import the ORM and to declare the models takes longer than to read a page."""
    printed, modules = imported([(["--db", shared.location, *words], {}) for words in READING])
    assert all(printed)
    assert modules & {"sqlalchemy.orm", "factdb.store.base", "factdb.store.models", "alembic"} == set()
    assert {"factdb.store.tables", "factdb.services.reads.claim_page"} <= modules
