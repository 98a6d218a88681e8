"""The desk's own history: what was done to reviewers, speakers, sources, documents and scales, in one chain."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from factdb.domain.history import chain
from factdb.store.models import DeskHistory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.domain.history.events import DeskEvent
    from factdb.services.actor import Actor

UID = "desk"
_TURN = 0x66616374  # "fact": the advisory lock that desk-wide writers take in turn


def take_turn(session: Session) -> None:
    """Wait until no other transaction changes the desk; look up what you would add again after this.

    Claims are locked before the desk, never after, so that two writers can't wait for each other.
    On SQLite a writer has the whole file to itself from its first statement on.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


def record(session: Session, actor: Actor, event: DeskEvent, detail: Mapping[str, object]) -> None:
    """Write one row of the desk's history."""
    take_turn(session)
    last = session.scalar(select(DeskHistory).order_by(DeskHistory.seq.desc()).limit(1))
    seq, prev = (last.seq + 1, last.hash) if last else (1, chain.GENESIS)
    entry = chain.next_entry(UID, seq, prev, actor=actor.handle, at=actor.now, kind=event.value, detail=detail)
    session.add(DeskHistory(actor_id=actor.id, **asdict(entry)))
    session.flush()
