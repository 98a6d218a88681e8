"""Moves a test's database between revisions, as an upgrade does."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import Connection

from factdb import resources
from factdb.store.driver import sqlite3
from factdb.store.engine import Database
from factdb.store.schema import revision, schema
from tests.store import version_one

REVISIONS = resources.revisions()
NEWEST = REVISIONS[-1]
OLDER = REVISIONS[:-1]
BEFORE_VERSION_2 = REVISIONS[REVISIONS.index(version_one.REVISION) - 1]


@contextlib.contextmanager
def altering(database: Database) -> Iterator[Connection]:
    """Open a transaction as an upgrade does: on SQLite with foreign keys off."""
    with database.engine("rwc").connect() as connection:
        if not database.is_postgresql:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            yield connection


def migrate(database: Database, target: str) -> None:
    """Bring a database to a revision; below 0016, its histories are rewritten as factdb 0.1 wrote them."""
    with altering(database) as connection:
        current = revision.current_revision(connection)
        goes_back = target == "base" or (target != "head" and target < version_one.REVISION)
        if goes_back and current is not None and current >= version_one.REVISION:
            histories = version_one.take_out(connection)
            schema.run(connection, BEFORE_VERSION_2)
            version_one.put_back(connection, histories)
        schema.run(connection, target)
        assert revision.current_revision(connection) == {"base": None, "head": NEWEST}.get(target, target)


def differences(database: Database) -> list[str]:
    with database.engine("ro").connect() as connection:
        return schema.differences(connection)
