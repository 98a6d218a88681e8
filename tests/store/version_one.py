"""Desks of version 1, for tests of older revisions: histories that hold every word, and name people by handle.

No revision goes back to version 1: it would have to read words that may be erased. So the rows are taken out, the
revision 0016 is undone on an empty history, and the rows come back as factdb 0.1 wrote them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from factdb.domain.history import chain

REVISION = "0016"  # the revision that writes histories in version 2
GENESIS = "0" * 64
_HISTORIES = ("history", "desk_history")
_COLUMNS = "seq, id, kind, actor_id, at, body, prev, hash"
_CLAIM = "SELECT claim_id, seq, id, kind, actor_id, at, body, words FROM history ORDER BY claim_id, seq"
_DESK = "SELECT 0 AS claim_id, seq, id, kind, actor_id, at, body, words FROM desk_history ORDER BY seq"


class Histories(NamedTuple):
    """The rows of both histories in version 1, and the new head of each claim."""

    rows: dict[str, list[dict[str, Any]]]
    heads: list[dict[str, Any]]


def take_out(connection: Connection) -> Histories:
    """Remove both histories, and return them as version 1 has them."""
    handles = {row.uid: row.handle for row in connection.execute(text("SELECT uid, handle FROM reviewers"))}
    uids = {row.id: row.uid for row in connection.execute(text("SELECT id, uid FROM claims"))}
    queries = dict(zip(_HISTORIES, (_CLAIM, _DESK), strict=True))
    rows = {name: connection.execute(text(query)).mappings().all() for name, query in queries.items()}
    histories = rewritten(rows, uids, handles)
    with unguarded(connection):
        for name in _HISTORIES:
            connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608 - names that stand above
    return histories


def rewritten(rows: Mapping[str, Sequence[Any]], uids: dict[int, str], handles: dict[str, str]) -> Histories:
    """Return the rows of both histories in version 1: `uids` of claims by number, `handles` of reviewers by uid."""
    histories = Histories({name: [] for name in rows}, [])
    for name, events_of_all in rows.items():
        for claim, events in groupby(events_of_all, key=lambda row: int(row.get("claim_id", 0))):
            head = GENESIS
            for event in events:
                if event["kind"] == "rechained":  # version 1 had no such event; it is the last one
                    continue
                body = old_body(event["body"], event["words"], handles)
                made = digest(head, event["id"], uids[claim] if claim else "desk", event["seq"], body)
                histories.rows[name].append({**event, "body": body, "prev": head, "hash": made})
                head = made
            if claim:
                histories.heads.append({"id": claim, "head": head})
    return histories


def put_back(connection: Connection, histories: Histories) -> None:
    """Write histories into a database before revision 0016."""
    for name, rows in histories.rows.items():
        columns = _COLUMNS if name == "desk_history" else f"claim_id, {_COLUMNS}"
        marks = ", ".join(f":{column}" for column in columns.split(", "))
        if rows:
            connection.execute(text(f"INSERT INTO {name} ({columns}) VALUES ({marks})"), rows)  # noqa: S608 - the same
    if histories.heads:
        connection.execute(text("UPDATE claims SET history_head = :head WHERE id = :id"), histories.heads)


def old_body(stored: str, words: str | None, handles: dict[str, str]) -> str:
    """Return a body as version 1 wrote it."""
    body = chain.read_opened(stored, words)
    body["actor"] = handles[body["actor"]]
    if body["kind"] == "added":
        for column in ("assignee", "added_by"):
            body["claim"][column] = handles.get(body["claim"][column])
    if body["kind"] in {"added", "document-added"}:
        del body["number"]
    if "assignee" in body.get("changed", {}):
        change = body["changed"]["assignee"]
        body["changed"]["assignee"] = {side: handles.get(uid) for side, uid in change.items()}
    if body["kind"].startswith("reviewer-"):
        body["handle"] = handles[body.pop("uid")]
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(prev: str, event_id: str, uid: str, seq: int, body: str) -> str:
    """Return the hash of a row in version 1: of six fields in UTF-8, each after its length in eight bytes."""
    raw = [field.encode() for field in ("factdb1", prev, event_id, uid, str(seq), body)]
    return sha256(b"".join(len(field).to_bytes(8, "big") + field for field in raw)).hexdigest()


@contextmanager
def unguarded(connection: Connection, tables: tuple[str, ...] = _HISTORIES) -> Iterator[None]:
    """Take the guards of tables away, and put them back."""
    quoted = ", ".join(f"'{table}'" for table in tables)
    if connection.dialect.name == "postgresql":
        listed = (
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"  # noqa: S608 - names that stand above
            f" WHERE tgenabled = 'A' AND NOT tgisinternal AND tgrelid::regclass::text IN ({quoted})"
        )
        triggers = connection.exec_driver_sql(listed).all()
        away = [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in triggers]
        back = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in triggers]
    else:
        listed = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({quoted})"  # noqa: S608
        triggers = connection.exec_driver_sql(listed).all()
        away = [f"DROP TRIGGER {name}" for name, _ in triggers]
        back = [sql for _, sql in triggers]
    for statement in away:
        connection.exec_driver_sql(statement)
    yield
    for statement in back:
        connection.exec_driver_sql(statement)
