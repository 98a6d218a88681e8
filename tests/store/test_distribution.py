"""Whether a desk is distributed, as the store sees it: on both engines, and with a double of Citus."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Connection, event

from factdb.store.distribution import is_distributed
from factdb.store.engine import Database
from tests import citus_double


@pytest.fixture
def server(database: Database) -> Iterator[psycopg.Connection]:
    """Yield a connection to the desk's database, as its superuser."""
    if not database.is_postgresql:
        pytest.skip("SQLite has no Citus")
    with psycopg.connect(database.location, autocommit=True) as connection:
        yield connection


def asks(database: Database) -> tuple[list[bool], int]:
    """Ask twice, on two connections of one engine; return the answers and the number of statements that they took."""
    engine = database.engine("ro")
    statements: list[str] = []

    def ask(connection: Connection) -> bool:
        event.listen(connection, "before_cursor_execute", lambda *values: statements.append(values[2]))
        return is_distributed(connection)

    with engine.connect() as one, engine.connect() as two:
        return [ask(one), ask(two)], sum("EXISTS" in statement for statement in statements)


def test_a_desk_on_one_server_is_not_distributed(database: Database) -> None:
    assert asks(database) == ([False, False], int(database.is_postgresql))


def test_citus_alone_distributes_nothing(database: Database, server: psycopg.Connection) -> None:
    citus_double.install(server)
    assert asks(database) == ([False, False], 2)
    citus_double.record(server, "speakers", "n")
    citus_double.record(server, "claims", "n")  # a reference table is whole on every node
    assert asks(database) == ([False, False], 2)


def test_a_desk_whose_claims_are_parted_is_distributed(database: Database, server: psycopg.Connection) -> None:
    citus_double.install(server)
    citus_double.record(server, "claims", "h")
    assert asks(database) == ([True, True], 2)
