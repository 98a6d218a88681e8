"""The README can't lie: its sessions, its SQL, its Python and its table of columns are run and compared."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.views import V1_CLAIMS_COLUMNS
from tests.stories.forked_program import Forked

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8") if README.exists() else ""
FIRST_LINE = "factdb init --demo > init.txt 2>&1"
BRIDGE = 'The bridge opened on Monday. "It cost 4 million," Mayor Jane Doe said at the opening.\n'
_THIS_YEARS = re.compile(r"20(2[6-9]|[3-9]\d)-\d\d-\d\d( \d\d:\d\d:\d\d)?")


def blocks(language: str) -> list[str]:
    """Return the README's blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def masked(output: str) -> str:
    """Hide the days on which the sessions were run."""
    return _THIS_YEARS.sub("TODAY", output)


class Reader(Forked):
    """Somebody who types what the README says, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Database("desk.db", "desk.db", is_postgresql=False), folder)
        self.environment["COLUMNS"] = "100"
        (folder / "bridge.txt").write_text(BRIDGE, encoding="utf-8")

    def types(self, command: str) -> str:
        """Give a command; return what it says, on either stream.

        What is plain is given to a process that has imported the program; a shell has what only a shell can do.
        """
        if command.startswith("factdb ") and not _SHELLS.search(command):
            return self.run_child(*shlex.split(command)[1:], before=_in_one_stream).stdout
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", command],  # noqa: S607 - the README is for people with a shell
            cwd=self.folder,
            env={**self.environment, "PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.stdout.decode()


_SHELLS = re.compile("[|<>$*]")
_in_one_stream = partial(os.dup2, 1, 2)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder after the line that most sessions begin with: what it says is shown, and held, in the first."""
    folder = tmp_path_factory.mktemp("made")
    assert Reader(folder).types(FIRST_LINE) == ""
    return folder


@pytest.mark.parametrize("session", blocks("console"))
def test_a_pasted_session_is_what_the_program_says(session: str, tmp_path: Path, made: Path) -> None:
    reader = Reader(tmp_path)
    said = ""
    for command in re.findall(r"^\$ (.*)$", session, re.MULTILINE):
        said += f"$ {command}\n"
        if command == FIRST_LINE:
            shutil.copytree(made, tmp_path, dirs_exist_ok=True)
        else:
            said += reader.types(command)
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
    table = TEXT.partition("| column | meaning |\n")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE)
    assert rows == [(column.name, column.meaning) for column in V1_CLAIMS_COLUMNS]


def test_the_first_commands_are_one_line_each() -> None:
    first, second, *_ = blocks("sh")
    assert first.count("\n") == second.count("\n") == 1
    assert "factdb init --demo" in first
    assert "pytest" in second
