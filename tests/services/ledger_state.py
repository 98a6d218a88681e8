"""What a ledger holds, without what differs between two runs of one work: numbers, uids, times, salts and hashes."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from factdb.store.models import Claim, Document, Source, Speaker

TABLES = (
    "sources", "source_names", "source_domains", "speakers", "speaker_names", "documents", "captures", "claims",
    "claim_topics", "history", "origins", "proposal_decisions", "desk_history",
)  # fmt: skip
_TIMES = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z")
_DIFFERING = frozenset({"uid", "prev", "hash", "history_head"})
_HISTORIES = frozenset({"history", "desk_history"})
_NUMBERED = {"speaker_id": "speakers", "source_id": "sources", "document_id": "documents", "claim_id": "claims"}


def ledger_state(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table, with numbers and uids in the order in which the rows were added."""
    session.flush()
    ordinals: dict[str, dict[int, int]] = {}
    names: dict[str, str] = {}
    for model in (Speaker, Source, Document, Claim):
        table = str(model.__tablename__)
        rows = session.execute(select(model.id, model.uid).order_by(model.id)).all()
        ordinals[table] = {number: place for place, (number, _) in enumerate(rows)}
        names |= {uid: f"{table}-{place}" for place, (_, uid) in enumerate(rows)}
    uids = re.compile("|".join(map(re.escape, names)))

    def alike(table: str, column: str, value: Any) -> Any:  # noqa: ANN401 - of any column
        if column in _NUMBERED and value is not None:
            return ordinals[_NUMBERED[column]][value]
        if column in {"id", "merged_into_id"} and table in ordinals and value is not None:
            return ordinals[table][value]
        if column == "words":
            return {part: words for part, (_, words) in json.loads(value).items()} if value else None
        if column != "body":
            return value
        body = json.loads(_TIMES.sub("TIME", uids.sub(lambda match: names[match[0]], value)))
        if "number" in body:
            body["number"] = ordinals["documents" if table == "desk_history" else "claims"].get(body["number"])
        body["sealed"] = {part: places[1:] for part, places in body.get("sealed", {}).items()}
        return body

    state: dict[str, list[dict[str, Any]]] = {}
    for table in TABLES:
        keys = inspect(session.connection()).get_pk_constraint(table)["constrained_columns"]
        left_out = _DIFFERING | ({"id"} if table in _HISTORIES else set())
        stored = session.execute(text(f"SELECT * FROM {table} ORDER BY {', '.join(keys)}")).mappings()  # noqa: S608 - ours
        state[table] = [
            {column: alike(table, column, value) for column, value in row.items() if column not in left_out}
            for row in stored
        ]
    return state
