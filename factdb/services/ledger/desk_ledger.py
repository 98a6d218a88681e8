"""Writes the desk history: changes of reviewers, speakers, sources, documents and scales, in one chain.

`mark` stands for the whole ledger, with the histories of the claims.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import select, text, update

from factdb.domain import dates
from factdb.domain.history import chain, sealing
from factdb.domain.history.chain import ChainEnd
from factdb.errors.database import MissingEndError
from factdb.services.ledger import written_rows
from factdb.store import postgresql
from factdb.store.models import Claim, DeskHead, DeskHistory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.domain.history.chain import HistoryEntry
    from factdb.domain.history.events import DeskEvent
    from factdb.services.actor import Actor
    from factdb.store.bulk.loader import Row

UID = "desk"


def take_turn(session: Session) -> None:
    """Wait until no other transaction changes the desk; after this, look up again whatever you want to add.

    Claims are locked before the desk, never after it, so that two writers cannot wait for each other.
    On SQLite, a writer has the whole file to itself from its first statement on.
    """
    # The lock ends with the transaction, committed or rolled back.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": postgresql.DESK_LOCK})


def record(session: Session, actor: Actor, event: DeskEvent, detail: Mapping[str, object]) -> None:
    """Write one row of the desk history."""
    take_turn(session)
    # Read after taking the turn: two writers that continue from the same row would fork the chain.
    entry = _next_entry(_end_of_history(session), actor, event, detail)
    row = DeskHistory(actor_id=actor.id, **asdict(entry))
    session.add(row)
    session.flush()
    written_rows.collect(session, row)
    _store_end(session, ChainEnd(UID, entry.seq, entry.hash))


def mark(session: Session) -> str:
    """Return a digest of where the ledger ends now: another one after every change of the desk or of a claim.

    It reads the end of the desk history and of the claim that changed last, by an index: it takes no longer on a large
    desk. Of two servers whose clocks differ, a change by the slower one may leave it as it was.
    """
    newest = select(Claim.id, Claim.history_length, Claim.history_head)
    row = session.execute(newest.order_by(Claim.changed_at.desc(), Claim.id.desc()).limit(1)).first()
    ends = (_end_of_history(session).head, *(row or ()))
    return hashlib.sha256("|".join(map(str, ends)).encode()).hexdigest()


class DeskBatch:
    """Rows of the desk history for a batch of an import, written in bulk; nobody else writes at the same time."""

    def __init__(self, session: Session, actor: Actor) -> None:
        """Take the desk's turn, and continue from the end of its history."""
        take_turn(session)
        self._session = session
        self._end = self._stored_end = _end_of_history(session)
        self._actor = actor
        self.rows: list[Row] = []

    def add(self, event: DeskEvent, detail: Mapping[str, object]) -> None:
        """Add the row of one event."""
        entry = _next_entry(self._end, self._actor, event, detail)
        self._end = ChainEnd(UID, entry.seq, entry.hash)
        at = dates.rfc3339(entry.at)
        columns = entry.seq, entry.id, entry.kind, self._actor.id, at, entry.body, entry.prev, entry.hash, entry.words
        self.rows.append(columns)

    def take_rows(self) -> list[Row]:
        """Return the rows so far, and begin a new list."""
        rows, self.rows = self.rows, []
        return rows

    def move_end(self) -> None:
        """Store the new end of the history; the rows themselves are written by the import."""
        if self._end != self._stored_end:
            _store_end(self._session, self._end)


def _end_of_history(session: Session) -> ChainEnd:
    row = session.execute(select(DeskHead.length, DeskHead.head)).first()
    if row is None:
        raise MissingEndError
    return ChainEnd(UID, row.length, row.head)


def _store_end(session: Session, end: ChainEnd) -> None:
    # No object of this row is ever loaded: looking for one among all objects of a long import would take longest.
    query = update(DeskHead).values(length=end.seq, head=end.head)
    session.execute(query, execution_options={"synchronize_session": False})


def _next_entry(end: ChainEnd, actor: Actor, event: DeskEvent, detail: Mapping[str, object]) -> HistoryEntry:
    return chain.next_entry(
        end, actor=actor.uid, at=actor.now, kind=event.value, detail=detail, places=sealing.desk_places
    )
