"""Runs the command line in the test's own process, away from whatever the machine's user has set."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from factdb.cli.desk import Desk
from factdb.cli.main import factdb
from factdb.store import sessions
from factdb.store.base import Base
from factdb.store.engine import Database
from tests.conftest import NOW
from tests.databases import Templates


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command left behind."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command printed
        return json.loads(self.stdout)

    @property
    def ids(self) -> list[int]:
        """The numbers of the claims that it listed."""
        return [row["id"] for row in self.json]

    def __str__(self) -> str:
        return f"exit {self.exit_code}\n--- stdout\n{self.stdout}--- stderr\n{self.stderr}"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The worked example on each engine, one for all tests that write nothing."""
    yield from templates.copy(request.param, "demo", tmp_path_factory.mktemp("shared") / "desk.db")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, with nobody's settings and a terminal of 80 columns."""
    home = tmp_path / "home"
    home.mkdir()
    for name in [name for name in os.environ if name.startswith("FACTDB_")]:
        if name not in {"FACTDB_TEST_POSTGRES_URL", "FACTDB_EVIDENCE_FETCH"}:
            monkeypatch.delenv(name)
    for name, place in (("HOME", ""), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")):
        monkeypatch.setenv(name, str(home / place))
    monkeypatch.setenv("COLUMNS", "80")
    cwd = tmp_path / "work"
    cwd.mkdir()
    monkeypatch.chdir(cwd)
    return cwd


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the commands of a test the minutes after `NOW`, one each: pages and histories are the same every day."""
    minutes = itertools.count(1)
    now = cached_property(lambda _: NOW + timedelta(minutes=next(minutes)))
    now.__set_name__(Desk, "now")
    monkeypatch.setattr(Desk, "now", now)


@pytest.fixture(autouse=True)
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `factdb serve` end as soon as it listens, at any port: nobody would stop it, and other tests serve too."""
    from factdb.web import serving  # noqa: PLC0415 - the domain's tests do without

    listen = serving.listen
    monkeypatch.setattr(serving, "listen", lambda host, _port: listen(host, 0))
    monkeypatch.setattr("uvicorn.Server.run", lambda *_, **__: None)


def run_bare(*args: str, given: str | bytes | None = None) -> CommandResult:
    """Run factdb with these words; `given` is what stands on stdin."""
    result = CliRunner().invoke(factdb, args, input=given, prog_name="factdb")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return CommandResult(result.exit_code, result.stdout, result.stderr)


def run(database: Database, *args: str, given: str | bytes | None = None, user: str | None = "ana") -> CommandResult:
    """Run a command on a database, as somebody."""
    acting = ("--as", user) if user else ()
    ran = run_bare("--db", database.location, *acting, *args, given=given)
    # Hints repeat both options: without them, tests read as people do who have set the variables.
    repeating = [Desk(database.location, user), Desk(database.location)]
    repeated = [desk.with_own_options("factdb claims").removesuffix("claims") for desk in repeating]
    return replace(ran, stderr=ran.stderr.replace(repeated[0], "factdb ").replace(repeated[1], "factdb "))


def ok(database: Database, *args: str, given: str | bytes | None = None, user: str = "ana") -> CommandResult:
    """Run a command that must succeed."""
    ran = run(database, *args, given=given, user=user)
    assert ran.exit_code == 0, ran
    return ran


def refused(ran: CommandResult, exit_code: int | set[int], *parts: str) -> None:
    """Hold a refusal: its exit code, nothing on stdout, and on stderr one sentence and one next step at most."""
    assert ran.exit_code in ({exit_code} if isinstance(exit_code, int) else exit_code), ran
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
    lines = ran.stderr.splitlines()
    assert 1 <= len(lines) <= 2, ran
    assert lines[0].startswith("factdb: "), ran
    for part in parts:
        assert part in ran.stderr, ran


def claim(database: Database, number: int) -> dict[str, Any]:
    """Return what `claims show --json --history` knows of a claim."""
    shown: dict[str, Any] = ok(database, "claims", "show", str(number), "--history", "--json").json
    return shown


def event_kinds(database: Database, number: int) -> list[str]:
    """Return the kinds of the events of a claim, oldest first."""
    return [event["kind"] for event in claim(database, number)["history"]]


def rows_of(database: Database) -> dict[str, int]:
    """Count every table's rows, to see that nothing was written."""
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in Base.metadata.tables)  # noqa: S608
    with sessions.reading(database) as session:
        return {str(name): int(count) for name, count in session.connection().exec_driver_sql(counts)}
