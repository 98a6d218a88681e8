"""Runs the installed program as people do: a process a command, in a folder with no settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

import factdb
from factdb.domain.history import chain
from factdb.services.verify import verify
from factdb.services.verify.streams import Checked
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.models import Claim, History
from factdb.store.schema import schema

FACTDB = [sys.executable, "-m", "factdb"]
Done = subprocess.CompletedProcess[str]


class Program:
    """The program factdb on one database, acted by ana unless said otherwise."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            # The code under test, wherever the installed program has its own from.
            "PYTHONPATH": str(Path(factdb.__file__).parent.parent),
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "80",
            "FACTDB_DATABASE_URL": database.location,
            "FACTDB_USER": "ana",
            "FACTDB_EVIDENCE_FETCH": "off",  # tests that serve pages themselves switch it on
        }

    def start(self, *words: str, **how: Any) -> subprocess.Popen[str]:  # noqa: ANN401 - what Popen takes
        """Start a command and don't wait for it."""
        given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
        environment = {**self.environment, **given.pop("env", {})}
        return subprocess.Popen([*FACTDB, *words], cwd=self.folder, env=environment, encoding="utf-8", **given)

    def run(self, *words: str, **how: Any) -> Done:  # noqa: ANN401 - what Popen takes
        """Run a command to its end."""
        return finished(self.start(*words, **how))

    def ok(self, *words: str, **how: Any) -> Done:  # noqa: ANN401 - what Popen takes
        """Run a command that must succeed."""
        done = self.run(*words, **how)
        assert done.returncode == 0, done
        return done


def finished(process: subprocess.Popen[str]) -> Done:
    """Wait for a command; whatever becomes of it, nobody is shown a traceback."""
    with process:
        out, err = process.communicate(timeout=60)
    assert "Traceback" not in (err or ""), err
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def one_sentence(done: Done, exit_code: int, *parts: str) -> None:
    """Hold a refusal: its exit code, and one sentence with one next step at most."""
    assert done.returncode == exit_code, done
    lines = done.stderr.splitlines()
    assert 1 <= len(lines) <= 2, done
    assert lines[0].startswith("factdb: "), done
    for part in parts:
        assert part in done.stderr, done


def number_of_claims(database: Database) -> int:
    with sessions.reading(database) as session:
        return session.scalar(select(func.count()).select_from(Claim)) or 0


def must_be_whole(database: Database) -> None:
    """Hold that the schema is this program's, and that each claim's history is one chain that ends where it says."""
    with sessions.reading(database) as session:
        assert schema.differences(session.connection()) == []
        for claim in session.scalars(select(Claim)):
            head = chain.GENESIS
            rows = list(session.scalars(select(History).where(History.claim_id == claim.id).order_by(History.seq)))
            assert [row.seq for row in rows] == list(range(1, claim.history_length + 1))
            for row in rows:
                assert row.prev == head
                head = chain.digest(row.prev, row.id, claim.uid, row.seq, row.body)
                assert row.hash == head
            assert claim.history_head == head


def must_verify(database: Database) -> None:
    """Hold that `factdb verify` finds nothing."""
    with sessions.reading(database) as session:
        assert [str(finding) for finding in verify.findings(session, Checked())] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that the commands are given in."""
    place = tmp_path / "desk of 100% facts"
    place.mkdir()
    return place


@pytest.fixture
def on_demo(demo: Database, folder: Path) -> Program:
    """The program on the worked example, on both engines."""
    return Program(demo, folder)


@pytest.fixture
def on_sqlite_demo(sqlite_demo: Database, folder: Path) -> Program:
    """The program on the worked example, on SQLite."""
    return Program(sqlite_demo, folder)


@pytest.fixture
def on_nothing(empty_database: Database, folder: Path) -> Program:
    """The program where there is no desk yet, on both engines."""
    return Program(empty_database, folder)
