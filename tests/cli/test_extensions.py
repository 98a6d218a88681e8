"""What an extension of PostgreSQL made is not ours: no tampering, and no reason to refuse the reader's login."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.cli.conftest import ok, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.store.engine import Database

ROLE = "extensions_reader"
AVAILABLE = "SELECT name FROM pg_available_extensions WHERE installed_version IS NULL ORDER BY name"
# Extensions by which a reader could reach other servers or files.
REACHING = (
    "CREATE SCHEMA apart",
    "CREATE EXTENSION dblink SCHEMA apart",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA apart TO PUBLIC",
)


@pytest.fixture
def server(demo: Database) -> Iterator[psycopg.Connection]:
    """Yield a connection to the database as its owner; the reader's login is removed at the end."""
    if not demo.is_postgresql:
        pytest.skip("SQLite has no such extensions")
    with psycopg.connect(demo.location, autocommit=True) as connection:
        yield connection
        connection.execute(f"DROP OWNED BY {ROLE}")
        connection.execute(f"DROP ROLE {ROLE}")


def reader_of(demo: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make the reader's login, and let `factdb sql` use it; return the hints."""
    made = ok(demo, "db", "reader", ROLE, "--apply")
    monkeypatch.setenv("FACTDB_READER_URL", made.stdout.strip().removeprefix("FACTDB_READER_URL="))
    return made.stderr


def test_extensions_are_not_tampering(
    demo: Database, server: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [name for (name,) in server.execute(AVAILABLE).fetchall()]
    assert "pg_stat_statements" in names
    for name in names:
        server.execute(f'CREATE EXTENSION IF NOT EXISTS "{name}" CASCADE')
    assert "the schema matches" in ok(demo, "db", "check").stdout
    assert ok(demo, "verify").stdout.startswith("clean")
    assert "parts of these extensions of the server: pg_stat_statements." in reader_of(demo, monkeypatch)
    assert ok(demo, "sql", "SELECT count(*) FROM v1_claims", "-f", "csv").stdout.splitlines()[-1] == "22"


def test_an_extension_that_reaches_out_is_a_reason_to_refuse_the_reader(
    demo: Database, server: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader_of(demo, monkeypatch)
    for statement in REACHING:
        server.execute(statement)
    refused = run(demo, "sql", "SELECT count(*) FROM v1_claims")
    assert refused.exit_code == 1
    assert "may do more than read the views: it may call the function dblink" in refused.stderr
