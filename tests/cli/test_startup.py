"""Help and completion stay quick: they import neither the database nor the tables."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
    [["--help"], [], ["claims", "--help"], ["evidence", "--help"], ["db", "--help"], ["claims", "rate", "--help"]],
)
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    out, packages = imported(*words)
    assert out.startswith("Usage: factdb")
    assert "click" in packages
    assert packages & HEAVY == set()


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
    ],
)
def test_completion_offers_the_word_and_imports_nothing_heavy(typed: str, offered: str) -> None:
    out, packages = imported(_FACTDB_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=str(len(typed.split()) - 1))
    assert f"plain,{offered}" in out.splitlines()
    assert packages & HEAVY == set()
