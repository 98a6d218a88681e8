"""A driver's error becomes one sentence that names the database, with a next step."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from factdb.store import driver_errors
from factdb.store.engine import Database


@pytest.mark.parametrize(
    "message", ["the connection is lost", "the connection is closed", "SSL SYSCALL error: EOF detected"]
)
def test_a_lost_connection_says_what_to_do(message: str) -> None:
    database = Database("postgresql://server/desk", "postgresql://server/desk", is_postgresql=True)
    error = driver_errors.sentence(OperationalError("INSERT", {}, psycopg.OperationalError(message)), database)
    assert "closed the connection. Nothing was left half done." in str(error)
    assert error.next_step == "Repeat the command."
