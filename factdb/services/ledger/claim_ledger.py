"""The only module that changes a claim's row: locks it, changes it, and writes its history, in one transaction.

The body of a first row has the whole claim; a later one has every changed column, with its old and new value.
Values are written by code or uid, never by a database id, so that a chain means the same in every copy. Only the number
of the claim itself is in its first row: people name the claim by it.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from factdb.domain.history import chain, claim_replay, sealing
from factdb.domain.history.chain import ChainEnd
from factdb.domain.history.events import ClaimEvent
from factdb.errors import ClaimChangedError
from factdb.services import claim_lookup
from factdb.services.ledger import written_rows
from factdb.services.ledger.history_values import RECORDED as RECORDED  # noqa: PLC0414 - handed on
from factdb.services.ledger.history_values import RECORDED_NAMES as RECORDED_NAMES  # noqa: PLC0414 - the same
from factdb.services.ledger.history_values import HistoryValues
from factdb.services.ledger.history_values import history_key as history_key  # noqa: PLC0414 - the same
from factdb.store.bulk import numbers
from factdb.store.distribution import is_distributed
from factdb.store.models import Claim, History, Reviewer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from factdb.domain.history.chain import HistoryEntry
    from factdb.services.actor import Actor


def lock(session: Session, names: Iterable[int | str], if_version: int | None = None) -> list[Claim]:
    """Lock claims, named by number or uid, in the order of their ids; return their current state."""
    claim_ids = claim_lookup.claim_numbers(session, names)
    # In the same order for all writers, so that two of them cannot wait for each other.
    in_order = sorted(set(claim_ids))
    parts = [in_order]
    if len(in_order) > 1 and is_distributed(session.connection()):
        # Citus locks rows of one claim in a statement: the claims of two can be on different workers.
        parts = [[number] for number in in_order]
    claims = [claim for part in parts for claim in _locked(session, part)]
    for claim in claims:
        require_version(session, claim, if_version)
    return claims


def _locked(session: Session, claim_ids: Sequence[int]) -> Iterator[Claim]:
    query = select(Claim).where(Claim.id.in_(claim_ids)).order_by(Claim.id).with_for_update()
    # Data that the session read before the lock can be outdated.
    yield from session.scalars(query, execution_options={"populate_existing": True})


def require_version(session: Session, claim: Claim, if_version: int | None) -> None:
    """Raise an error if a locked claim is no longer the version that somebody read; None stands for any version."""
    if if_version is None or if_version == claim.row_version:
        return
    newest = (
        select(Reviewer.handle, History.at, History.kind)
        .join(History.actor)
        .where(History.claim_id == claim.id, History.seq == claim.history_length)
    )
    who, at, kind = session.execute(newest).one()
    raise ClaimChangedError(claim.id, if_version, claim.row_version, who, f"{at:%Y-%m-%d %H:%M:%S} UTC", kind)


def lock_one(session: Session, name: int | str, if_version: int | None = None) -> Claim:
    """Lock one claim."""
    return lock(session, [name], if_version)[0]


def add(session: Session, claim: Claim, actor: Actor, topics: list[str]) -> None:
    """Insert a claim with the first row of its history; afterwards, the claim has its id."""
    if claim.id is None:  # the demo brings its own numbers
        claim.id = numbers.next_id(session, Claim)
    entry = first_entry(HistoryValues(session), claim, actor, topics)
    row = History(claim_id=claim.id, actor_id=actor.id, **asdict(entry))
    session.add(claim)
    session.flush()
    session.add(row)
    session.flush()
    written_rows.collect(session, row)


def first_entry(values: HistoryValues, claim: Claim, actor: Actor, topics: list[str]) -> HistoryEntry:
    """Return the first row of the history of a new claim that has its number; the caller writes both."""
    claim.changed_at, claim.row_version = actor.now, 1
    columns = {history_key(column): values.to_history(column, getattr(claim, column)) for column in RECORDED}
    detail = {"claim": claim_replay.without_absent(columns), "number": claim.id, "topics": topics}
    entry = _next_entry(ChainEnd(claim.uid), actor, ClaimEvent.ADDED, detail)
    claim.history_length, claim.history_head = entry.seq, entry.hash
    return entry


def record(
    session: Session,
    claim: Claim,
    actor: Actor,
    event: ClaimEvent,
    detail: Mapping[str, object] | None = None,
    /,  # columns of a claim can have these names: one is called claim
    **changes: object,
) -> None:
    """Change a locked claim's columns and write one history row; `detail` has the other facts of the event."""
    entry = change(HistoryValues(session), claim, actor, event, detail or {}, changes)
    row = History(claim_id=claim.id, actor_id=actor.id, **asdict(entry))
    session.add(row)
    session.flush()
    written_rows.collect(session, row)


def change(
    values: HistoryValues,
    claim: Claim,
    actor: Actor,
    event: ClaimEvent,
    detail: Mapping[str, object],
    changes: Mapping[str, object],
) -> HistoryEntry:
    """Change a locked claim's columns, and return the next row of its history, which the caller writes."""
    changed = _change_columns(values, claim, changes)
    body = {**detail, **({"changed": changed} if changed else {})}
    end = ChainEnd(claim.uid, claim.history_length, claim.history_head)
    entry = _next_entry(end, actor, event, body)
    claim.history_length, claim.history_head = entry.seq, entry.hash
    claim.changed_at, claim.row_version = actor.now, claim.row_version + 1
    return entry


def next_number(session: Session, column: InstrumentedAttribute[int], *owner: ColumnElement[bool]) -> int:
    """Return the next number of an owner's rows: one more than the highest, so that no number is used twice.

    The caller has locked the owner's row or taken the desk's turn; otherwise two writers could get the same number.
    """
    return (session.scalar(select(func.max(column)).where(*owner)) or 0) + 1


def to_history(session: Session, column: str, value: object) -> object:
    """Return a column's value in the form of the history: a code, a uid or text."""
    return HistoryValues(session).to_history(column, value)


def from_history(session: Session, name: str, value: object) -> tuple[str, object]:
    """Return the column for a name of the history, and its value in the claim's row: the reverse of `to_history`."""
    return HistoryValues(session).from_history(name, value)


def rating_code(session: Session, rating_id: int) -> str:
    """Return a rating in the form of the history: scale@version:code."""
    return HistoryValues(session).rating_code(rating_id)


def _change_columns(values: HistoryValues, claim: Claim, changes: Mapping[str, object]) -> dict[str, object]:
    """Change all differing columns at once, because a query in between would write a half-changed claim."""
    differ = {
        column: (getattr(claim, column), new_value)
        for column, new_value in changes.items()
        if getattr(claim, column) != new_value
    }
    changed: dict[str, object] = {
        history_key(column): {
            "was": values.to_history(column, old_value),
            "now": values.to_history(column, new_value),
        }
        for column, (old_value, new_value) in differ.items()
    }
    for column, (_, new_value) in differ.items():
        setattr(claim, column, new_value)
    return changed


def _next_entry(end: ChainEnd, actor: Actor, event: ClaimEvent, detail: Mapping[str, object]) -> HistoryEntry:
    return chain.next_entry(
        end, actor=actor.uid, at=actor.now, kind=event.value, detail=detail, places=sealing.claim_places
    )
