"""Moves a test's database between revisions, as an upgrade does."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy import Connection

from factdb import resources
from factdb.store.engine import Database
from factdb.store.schema import revision, schema

REVISIONS = resources.revisions()
NEWEST = REVISIONS[-1]
OLDER = REVISIONS[:-1]


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
    with altering(database) as connection:
        schema.run(connection, target)
        assert revision.current_revision(connection) == {"base": None, "head": NEWEST}.get(target, target)


def differences(database: Database) -> list[str]:
    with database.engine("ro").connect() as connection:
        return schema.differences(connection)
