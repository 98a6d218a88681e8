"""The only door to a claim's row: locks it, changes it, and writes its history, all in one transaction.

A first row's body holds the whole claim; a later one every column that changed, as it was and as it is.
Values stand by code, uid or handle, never by a database id, so that a chain means the same in every copy.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, func, select

from factdb.domain import dates
from factdb.domain.history import chain
from factdb.domain.history.events import ClaimEvent
from factdb.errors import ClaimChangedError
from factdb.services import claim_lookup
from factdb.store.base import Word
from factdb.store.models import Claim, Document, History, Rating, Reviewer, Scale, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from factdb.services.actor import Actor

# Derived from the history itself, or no part of what the claim says.
_UNRECORDED = frozenset({"id", "uid", "changed_at", "history_length", "history_head", "row_version"})
RECORDED = tuple(column.key for column in Claim.__table__.columns if column.key not in _UNRECORDED)

_BY_UID: dict[str, type[Any]] = {
    "speaker_id": Speaker,
    "source_id": Source,
    "document_id": Document,
    "repeats_id": Claim,
}
_BY_HANDLE = frozenset({"assignee_id", "added_by_id"})
_BY_CODE = frozenset({"truth_rating_id", "quote_rating_id"})


def lock(session: Session, names: Iterable[int | str], if_version: int | None = None) -> list[Claim]:
    """Lock claims, named by number or uid, in the order of their ids, and return them as they now stand."""
    numbers = claim_lookup.claim_numbers(session, names)
    # In one order for all writers: two that lock the same claims can't then wait for each other.
    query = select(Claim).where(Claim.id.in_(numbers)).order_by(Claim.id).with_for_update()
    # What the session read before the lock may be stale by now.
    claims = list(session.scalars(query, execution_options={"populate_existing": True}))
    for claim in claims:
        _require_version(session, claim, if_version)
    return claims


def lock_one(session: Session, name: int | str, if_version: int | None = None) -> Claim:
    """Lock one claim."""
    return lock(session, [name], if_version)[0]


def add(session: Session, claim: Claim, actor: Actor, topics: list[str]) -> None:
    """Insert a claim with the first row of its history; the claim's id is known afterwards."""
    claim.changed_at, claim.row_version = actor.now, 1
    claim.history_length, claim.history_head = 1, ""
    columns = {history_key(column): to_history(session, column, getattr(claim, column)) for column in RECORDED}
    # Sealed before the claim has a number: the hash is over its uid, which means the same in every copy.
    row = _history_row(claim.uid, 1, chain.GENESIS, actor, ClaimEvent.ADDED, {"claim": columns, "topics": topics})
    claim.history_head = row.hash
    session.add(claim)
    session.flush()
    row.claim_id = claim.id
    session.add(row)
    session.flush()


def record(
    session: Session,
    claim: Claim,
    actor: Actor,
    event: ClaimEvent,
    detail: Mapping[str, object] | None = None,
    /,  # columns of a claim may bear the same names: one is called claim
    **changes: object,
) -> None:
    """Change a locked claim's columns and write one row of history; `detail` is what else was done."""
    changed = _change_columns(session, claim, changes)
    body = {**(detail or {}), **({"changed": changed} if changed else {})}
    row = _history_row(claim.uid, claim.history_length + 1, claim.history_head, actor, event, body)
    row.claim_id = claim.id
    claim.history_length, claim.history_head = row.seq, row.hash
    claim.changed_at, claim.row_version = actor.now, claim.row_version + 1
    session.add(row)
    session.flush()


def next_number(session: Session, column: InstrumentedAttribute[int], *owner: ColumnElement[bool]) -> int:
    """Return the number of the next row of an owner: one more than the highest, so that none is ever given twice.

    The owner's row is locked, or the desk's turn taken: else two writers would give the same number.
    """
    return (session.scalar(select(func.max(column)).where(*owner)) or 0) + 1


def to_history(session: Session, column: str, value: object) -> object:
    """Return a column's value as history keeps it: by code, uid, handle or text."""
    if value is None:
        return None
    if column in _BY_UID:
        return session.scalar(select(_BY_UID[column].uid).where(_BY_UID[column].id == value))
    if column in _BY_HANDLE:
        return session.scalar(select(Reviewer.handle).where(Reviewer.id == value))
    if column in _BY_CODE:
        return rating_code(session, int(str(value)))
    return json_value(value)


def from_history(session: Session, name: str, value: object) -> tuple[str, object]:
    """Return the column that history calls `name`, and its value as the claim's row has it: the way back."""
    column = next(column for column in RECORDED if history_key(column) == name)
    if value is None:
        return column, None
    if column in _BY_UID:
        return column, session.scalars(select(_BY_UID[column].id).where(_BY_UID[column].uid == value)).one()
    kind = Claim.__table__.c[column].type
    if isinstance(kind, Word):
        return column, kind.words(str(value))
    return column, date.fromisoformat(str(value)) if isinstance(kind, Date) else value


def rating_code(session: Session, rating_id: int) -> str:
    """Return a rating as history names it: scale@version:code."""
    query = select(Scale.code, Scale.version, Rating.code).join(Rating.scale).where(Rating.id == rating_id)
    scale, version, code = session.execute(query).one()
    return f"{scale}@{version}:{code}"


def json_value(value: object) -> object:
    """Return a value that canonical JSON can hold."""
    if isinstance(value, datetime):
        return dates.rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [str(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _change_columns(session: Session, claim: Claim, changes: Mapping[str, object]) -> dict[str, object]:
    """Change the columns that differ, all at once: a query between two would write a claim that is half changed."""
    differ = {
        column: (getattr(claim, column), new_value)
        for column, new_value in changes.items()
        if getattr(claim, column) != new_value
    }
    changed: dict[str, object] = {
        history_key(column): {
            "was": to_history(session, column, old_value),
            "now": to_history(session, column, new_value),
        }
        for column, (old_value, new_value) in differ.items()
    }
    for column, (_, new_value) in differ.items():
        setattr(claim, column, new_value)
    return changed


def _history_row(
    uid: str, seq: int, prev: str, actor: Actor, event: ClaimEvent, detail: Mapping[str, object]
) -> History:
    entry = chain.next_entry(uid, seq, prev, actor=actor.handle, at=actor.now, kind=event.value, detail=detail)
    return History(actor_id=actor.id, **asdict(entry))


def history_key(column: str) -> str:
    """Return the name that history gives a column: without the _id of a reference."""
    return column.removesuffix("_id")


RECORDED_NAMES = tuple(map(history_key, RECORDED))
"""The recorded columns as history names them."""


def _require_version(session: Session, claim: Claim, if_version: int | None) -> None:
    if if_version is None or if_version == claim.row_version:
        return
    newest = (
        select(Reviewer.handle, History.at, History.kind)
        .join(History.actor)
        .where(History.claim_id == claim.id, History.seq == claim.history_length)
    )
    who, at, kind = session.execute(newest).one()
    raise ClaimChangedError(claim.id, if_version, claim.row_version, who, f"{at:%Y-%m-%d %H:%M:%S} UTC", kind)
