"""What an import changed in documents, as the desk history tells: the page of a claim's history says it too."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import dates
from factdb.domain.history import chain
from factdb.domain.history.events import DeskEvent
from factdb.store import history_names
from factdb.store.models import DeskHead, DeskHistory, Document

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    Body = dict[str, Any]

_MOST = 50_000  # events that are remembered
_FACTS = ("source", "title", "author", "language")


class DocumentChanges:
    """The changes of documents at a time; all events of one import have the same time."""

    def __init__(self, session: Session) -> None:
        """Look at the desk history only when a change is asked for."""
        self._session = session
        self._places: dict[datetime, tuple[int, int]] = {}
        self._read: tuple[datetime, dict[str, list[Body]]] | None = None

    def of(self, uid: str, at: datetime) -> dict[str, Any]:
        """Return the number of a document and what of it changed, as an event tells of changes; empty if nothing."""
        bodies = self._bodies(uid, at)
        if not bodies:
            return {}
        number = self._session.scalar(select(Document.id).where(Document.uid == uid))
        was, now = self._shown(bodies[0]["was"]), self._shown(bodies[-1]["now"])
        return {
            "number": number,
            "changed": {name: {"was": was[name], "now": now[name]} for name in was if was[name] != now[name]},
        }

    def _bodies(self, uid: str, at: datetime) -> list[Body]:
        """Return the events of a document: for the second document of a time, those of all are read and remembered."""
        is_first = at not in self._places
        if self._read is None or self._read[0] != at:
            first, end = self._place(at)
            query = select(DeskHistory.body, DeskHistory.words).where(
                DeskHistory.seq >= first, DeskHistory.seq < end, DeskHistory.kind == DeskEvent.DOCUMENT_EDITED
            )
            if is_first or end - first > _MOST:
                query = query.where(DeskHistory.body.contains(uid))
            read: dict[str, list[Body]] = defaultdict(list)
            for row in self._session.execute(query.order_by(DeskHistory.seq)):
                body = chain.read_opened(*row)
                read[body["uid"]].append(body)
            if is_first or end - first > _MOST:
                return read.get(uid, [])
            self._read = at, read
        return self._read[1].get(uid, [])

    def _place(self, at: datetime) -> tuple[int, int]:
        """Return where the desk history tells of a time; halving finds it, because no index has the times."""
        if at not in self._places:
            positions = range(1, (self._session.scalar(select(DeskHead.length)) or 0) + 1)
            first = bisect_left(positions, at, key=self._time)
            end = bisect_right(positions, at, lo=first, key=self._time)
            self._places[at] = first + 1, end + 1
        return self._places[at]

    def _time(self, seq: int) -> datetime:
        (at,) = self._session.scalars(select(DeskHistory.at).where(DeskHistory.seq == seq)).all()
        return at

    def _shown(self, facts: dict[str, Any]) -> dict[str, Any]:
        source = history_names.named(self._session, "source", facts["source"])
        day = dates.shown_text(facts["published_on"], facts["published_precision"])
        return {**{name: facts.get(name) for name in _FACTS}, "source": source, "day": day}
