"""Rows of histories for a batch: sealed as the ledgers seal theirs, and written with all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import dates
from factdb.domain.history import chain
from factdb.services import desk_ledger
from factdb.store.models import DeskHistory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.domain.history.chain import Entry
    from factdb.services.act import Act
    from factdb.store.bulk import Row


class DeskEvents:
    """What a batch tells of the desk: the next rows of its one chain. Nobody else writes there meanwhile."""

    def __init__(self, session: Session, act: Act) -> None:
        """Take the desk's turn, and go on where its history ends."""
        desk_ledger.take_turn(session)
        last = session.execute(
            select(DeskHistory.seq, DeskHistory.hash).order_by(DeskHistory.seq.desc()).limit(1)
        ).one_or_none()
        self._seq, self._head = last or (0, chain.GENESIS)
        self._act = act
        self.rows: list[Row] = []

    def add(self, kind: str, detail: Mapping[str, object]) -> None:
        """Tell of one thing that was done."""
        entry = chain.entry(
            desk_ledger.UID,
            self._seq + 1,
            self._head,
            actor=self._act.handle,
            at=self._act.now,
            kind=kind,
            detail=detail,
        )
        self._seq, self._head = entry.seq, entry.hash
        self.rows.append(row(entry, self._act))


def row(entry: Entry, act: Act) -> Row:
    """Return the columns of a history's row from seq on."""
    at = dates.rfc3339(entry.at)
    return entry.seq, entry.id, entry.kind, act.actor_id, at, entry.body, entry.prev, entry.hash
