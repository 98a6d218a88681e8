"""The README can't lie: its sessions, its SQL, its Python and its table of columns are run and compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.views import V1_CLAIMS_COLUMNS

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8") if README.exists() else ""
BRIDGE = 'The bridge opened on Monday. "It cost 4 million," Mayor Jane Doe said at the opening.\n'
_THIS_YEARS = re.compile(r"20(2[6-9]|[3-9]\d)-\d\d-\d\d( \d\d:\d\d:\d\d)?")


def blocks(language: str) -> list[str]:
    """Return the README's blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def masked(output: str) -> str:
    """Hide the days on which the sessions were run."""
    return _THIS_YEARS.sub("TODAY", output)


@pytest.mark.parametrize("session", blocks("console"))
def test_a_pasted_session_is_what_the_program_says(session: str, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "FACTDB_DATABASE_URL": "desk.db",
        "FACTDB_USER": "ana",
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
    }
    said = ""
    for command in re.findall(r"^\$ (.*)$", session, re.MULTILINE):
        done = subprocess.run(
            ["bash", "-c", command],  # noqa: S607 - the README is for people with a shell
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        said += f"$ {command}\n{done.stdout.decode()}"
    assert masked(said.replace(str(tmp_path), "/home/ana/desk")) == masked(session)


@pytest.mark.parametrize("query", blocks("sql"))
def test_the_sql_runs_and_answers_the_same_on_both_engines(query: str, demo: Database) -> None:
    with sessions.reading(demo) as session:
        rows = [tuple(row) for row in session.execute(text(query.strip().removesuffix(";")))]
    assert ("The Epoch Times", "true", 6) in rows
    assert ("Joe Biden", "kept", 3) in rows


def test_the_python_runs(sqlite_demo: Database) -> None:
    (code,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=sqlite_demo.path.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("18 The Epoch Times ")


def test_the_table_of_columns_is_the_view() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", TEXT, re.MULTILINE)
    assert rows == [(column.name, column.meaning) for column in V1_CLAIMS_COLUMNS]


def test_the_first_commands_are_one_line_each() -> None:
    first, second, *_ = blocks("sh")
    assert first.count("\n") == second.count("\n") == 1
    assert "factdb init --demo" in first
    assert "pytest" in second
