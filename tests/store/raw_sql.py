"""A database as a plain SQL shell sees it: no factdb between, and on SQLite with foreign keys off."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from factdb.store.base import Base
from factdb.store.driver import sqlite3
from factdb.store.engine import Database

Content = dict[str, list[tuple[Any, ...]]]
TABLES = tuple(sorted(Base.metadata.tables))


class Shell:
    """One open connection; every statement is its own transaction."""

    def __init__(self, connection: sqlite3.Connection | psycopg.Connection) -> None:
        self.connection = connection

    def __call__(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement, and return its rows where it has any."""
        cursor = self.connection.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []

    def refusal(self, statement: str) -> str:
        """Return what the database says against a statement, "" where it lets it pass."""
        try:
            self(statement)
        except (sqlite3.Error, psycopg.Error) as error:
            return str(error)
        return ""

    def content(self, tables: Sequence[str] = TABLES) -> Content:
        """Return every row of the tables, sorted."""
        return {table: sorted(self(f"SELECT * FROM {table}"), key=repr) for table in tables}  # noqa: S608

    def tables(self) -> list[str]:
        """Return the tables that there are."""
        listed = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if isinstance(self.connection, sqlite3.Connection)
            else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        )
        return sorted(str(row[0]) for row in self(listed))


def fill_every_table(sql: Shell) -> None:
    """Add to the worked example what it has none, or only one, of: every table then holds rows."""
    _fill_observations(sql)
    sql(
        "INSERT INTO captures (document_id, n, captured_at, archived_url)"
        " VALUES (1, 2, '2026-11-22T00:00:00.000000Z', 'https://archive.example.org/1')"
    )
    sql(
        "INSERT INTO other_checks (claim_id, n, source_id, url, label, label_key) VALUES"
        " (2, 1, 1, 'https://example.org/2', 'False', 'false'), (18, 1, 1, 'https://example.org/18', 'Wrong', 'wrong')"
    )
    sql(
        "INSERT INTO proposal_decisions (document_id, capture_n, span_start, span_end, decision, by_id, at)"
        " SELECT document_id, n, 1, 2, 'rejected', 1, captured_at FROM captures WHERE document_id = 1 AND n = 1"
    )
    sql(
        "INSERT INTO identity_decisions (kind, a, b, decision, by_id, at)"
        " SELECT 'speaker', 'a', 'b', 'different', 1, changed_at FROM claims WHERE id = 2"
    )
    sql(
        "INSERT INTO origins (claim_id, n, format, file, fingerprint, nth, raw, imported_at)"
        " SELECT id, 1, 'csv', 'c', 'f', 1, '{}', changed_at FROM claims WHERE id IN (2, 18)"
    )
    sql(
        "INSERT INTO imports (id, uid, format, file, options, by_id, at, added, changed, same, refused)"
        " SELECT id, uid, 'csv', 'c', '{}', 1, changed_at, 1, 0, 0, 0 FROM claims WHERE id IN (2, 18)"
    )
    sql("INSERT INTO withdrawn_checks (claim_id, n, import_id) VALUES (2, 1, 2), (18, 1, 18)")
    sql(
        "INSERT INTO assessments"
        " (claim_id, question, reviewer_id, round, rating_id, rationale, submitted_at, saw_others)"
        " SELECT id, 'truth', 1, 1, truth_rating_id, 'It is so.', changed_at, false FROM claims WHERE id IN (2, 18)"
    )
    sql("INSERT INTO proposed_changes (claim_id, version, fields) VALUES (2, 2, '{}'), (18, 2, '{}')")
    sql(
        "INSERT INTO contacts (claim_id, n, kind, who, how, made_on, added_by_id, added_at)"
        " SELECT id, 1, 'reply', 'The press', 'email', '2026-11-22', 1, changed_at FROM claims WHERE id IN (2, 18)"
    )
    sql("INSERT INTO policies (name, value) VALUES ('assessments', '2')")
    sql(
        "INSERT INTO old_chains (claim_id, length, head) SELECT id, history_length, uid FROM claims WHERE id IN (2, 18)"
    )
    sql(
        "INSERT INTO erasures (n, subject, claim_id, item, ground, asked_by_id, asked_at, state)"
        " SELECT id, 'reply', id, 1, 'GDPR Art. 17', 1, changed_at, 'requested' FROM claims WHERE id IN (2, 18)"
    )
    sql("INSERT INTO passwords (reviewer_id, hash, set_at) SELECT 1, 'scrypt$', changed_at FROM claims WHERE id = 15")
    sql(
        "INSERT INTO invitations (reviewer_id, token_hash, made_by_id, expires_at)"
        " SELECT 1, 'h', 1, changed_at FROM claims WHERE id = 15"
    )
    sql(
        "INSERT INTO web_sessions (token_hash, reviewer_id, created_at, expires_at)"
        " SELECT 'h', 1, changed_at, changed_at FROM claims WHERE id = 15"
    )
    sql(
        "INSERT INTO saved_searches (reviewer_id, name_key, name, query, saved_at)"
        " SELECT id, 'open', 'Open', 'open=yes', (SELECT changed_at FROM claims WHERE id = 15)"
        " FROM reviewers WHERE id IN (1, 2)"
    )
    sql("INSERT INTO leases (claim_id, reviewer_id, until) SELECT 15, 1, changed_at FROM claims WHERE id = 15")


@contextlib.contextmanager
def shell(database: Database) -> Iterator[Shell]:
    """Open a database as `sqlite3 FILE` or `psql` does."""
    if database.is_postgresql:
        address = database.location
        with psycopg.connect(address, autocommit=True) as postgresql:
            yield Shell(postgresql)
        return
    with contextlib.closing(sqlite3.connect(database.path, isolation_level=None)) as file:
        assert file.execute("PRAGMA foreign_keys").fetchone() == (0,)
        yield Shell(file)


def _fill_observations(sql: Shell) -> None:
    """Add what nobody has seen yet of the pages of the worked example."""
    at = "2026-11-22T00:00:00.000000Z"
    document, claim, n = sql("SELECT document_id, claim_id, n FROM evidence ORDER BY claim_id, n")[0]
    for capture in (8, 9):
        sql(
            "INSERT INTO captures (document_id, n, captured_at, archived_url)"  # noqa: S608 - numbers of the ledger
            f" VALUES ({document}, {capture}, '{at}', 'https://archive.example.org/{document}/{capture}')"
        )
        sql(
            "INSERT INTO evidence_captures (claim_id, n, capture_n, document_id, at, by_id)"  # noqa: S608 - the same
            f" VALUES ({claim}, {n}, {capture}, {document}, '{at}', 1)"
        )
    for number in (1, 2):
        sql(
            "INSERT INTO page_checks (document_id, n, at, by_id, state, why, excerpts, excerpts_intact)"  # noqa: S608
            f" VALUES (1, {number}, '{at}', 1, 'ok', 'The page is there.', 0, 0)"
        )
        sql(
            "INSERT INTO archive_requests (document_id, n, at, by_id, archive, state)"  # noqa: S608 - the same
            f" VALUES (1, {number}, '{at}', 1, 'wayback', 'asked')"
        )
