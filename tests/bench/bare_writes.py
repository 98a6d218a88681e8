"""The peer of the writers: the same change by the driver alone, with the same lock, statements, rows and hash."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg

from factdb.domain import dates
from factdb.domain.enums import Status
from factdb.domain.history import chain, sealing
from factdb.domain.history.chain import ChainEnd
from factdb.store.engine import BUSY_SECONDS, Database
from tests.bench.writers import OTHER, WHO

Execute = Callable[[str, Sequence[Any]], Any]
_READ = "SELECT id, uid, status, history_length, history_head, row_version FROM claims WHERE id = ?"
_CHANGE = (
    "UPDATE claims SET status = ?, changed_at = ?, history_length = ?, history_head = ?, row_version = ? WHERE id = ?"
)
_RECORD = (
    "INSERT INTO history (claim_id, seq, id, kind, actor_id, at, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def bare(database: Database, number: int, why: str) -> None:
    """Move a claim on from where it stands."""
    with _transaction(database) as execute:
        actor, actor_uid = execute("SELECT id, uid FROM reviewers WHERE handle = ?", (WHO,)).fetchone()
        lock = " FOR UPDATE" if database.is_postgresql else ""
        claim, uid, was, length, head, version = execute(_READ + lock, (number,)).fetchone()
        now, at = OTHER[Status(was)], datetime.now(UTC)
        detail = {"reason": why, "changed": {"status": {"was": was, "now": str(now)}}}
        end = ChainEnd(uid, length, head)
        row = chain.next_entry(end, actor=actor_uid, at=at, kind="moved", detail=detail, places=sealing.claim_places)
        moment = dates.rfc3339(at)
        execute(_CHANGE, (str(now), moment, row.seq, row.hash, version + 1, claim))
        execute(_RECORD, (claim, row.seq, row.id, row.kind, actor, moment, row.body, row.prev, row.hash))


@contextmanager
def _transaction(database: Database) -> Iterator[Execute]:
    """Open a connection for one change, as a command does."""
    if database.is_postgresql:
        address = database.location
        with psycopg.connect(address) as connection:
            yield lambda sql, values: connection.execute(sql.replace("?", "%s"), values)
        return
    with closing(sqlite3.connect(database.path, timeout=BUSY_SECONDS, isolation_level=None)) as file:
        file.execute("PRAGMA foreign_keys = ON")
        file.execute("PRAGMA synchronous = FULL")
        file.execute("BEGIN IMMEDIATE")
        yield file.execute
        file.execute("COMMIT")
