"""Collects what a command writes into the histories, for a program that runs it: `--json` of writing commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

from sqlalchemy import event

from factdb.domain.history.events import ClaimEvent
from factdb.store.models import Claim, DeskHistory, History

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class WrittenClaim(TypedDict):
    """A claim that a command added or changed; `version` is the one that --if-version takes."""

    id: int
    uid: str
    status: str
    version: int


class WrittenEvent(TypedDict):
    """A row that a command wrote into a history: of a claim (`claim`), else of the desk.

    `item` names evidence (7.2) or a contact (7.c2); `number` and `uid` are those of a document, a speaker or a source.
    """

    kind: str
    claim: int | None
    seq: int
    item: str | None
    verdict_version: int | None
    number: int | None
    uid: str | None


class WriteResult(TypedDict):
    """What a writing command did: its message by line, the changed claims, the rows of history, and notices."""

    command: str
    done: list[str]
    claims: list[WrittenClaim]
    events: list[WrittenEvent]
    notices: list[str]


# How the items of a claim are named: 7.2 is evidence, 7.c2 a contact.
_ITEM_MARKS = {
    ClaimEvent.EVIDENCE_ADDED: "",
    ClaimEvent.EVIDENCE_WITHDRAWN: "",
    ClaimEvent.CONTACTED: "c",
    ClaimEvent.CONTACT_ANSWERED: "c",
}


class WrittenRows:
    """The changed claims, and the events, in the order in which they were written.

    An import writes its rows in bulk: they are counted in its message, and not listed here.
    """

    def __init__(self) -> None:
        self.events: list[WrittenEvent] = []
        self._claims: dict[int, Claim] = {}

    def watch(self, session: Session) -> None:
        """Collect from now on what this session writes."""
        event.listen(session, "after_flush", self._collect)

    @property
    def claims(self) -> list[WrittenClaim]:
        """The changed claims, by number, as they are stored now."""
        return [
            {"id": claim.id, "uid": claim.uid, "status": str(claim.status), "version": claim.row_version}
            for _, claim in sorted(self._claims.items())
        ]

    def _collect(self, session: Session, _context: object) -> None:
        for row in session.new:
            if isinstance(row, History):
                self.events.append(_claim_event(row))
            elif isinstance(row, DeskHistory):
                self.events.append(_desk_event(session, row))
        self._claims.update((row.id, row) for row in (*session.new, *session.dirty) if isinstance(row, Claim))


def _claim_event(row: History) -> WrittenEvent:
    body = json.loads(row.body)
    mark = _ITEM_MARKS.get(ClaimEvent(row.kind))
    return {
        "kind": row.kind,
        "claim": row.claim_id,
        "seq": row.seq,
        "item": None if mark is None else f"{row.claim_id}.{mark}{body['n']}",
        "verdict_version": body.get("version"),
        "number": None,
        "uid": None,
    }


def _desk_event(session: Session, row: DeskHistory) -> WrittenEvent:
    body = json.loads(row.body)
    uid = body.get("uid")
    # A body names people and sources by uid alone; the numbers that people type are in the session's rows.
    numbers = (getattr(stored, "id", None) for stored in session.identity_map.values() if _uid_of(stored) == uid)
    return {
        "kind": row.kind,
        "claim": None,
        "seq": row.seq,
        "item": None,
        "verdict_version": None,
        "number": body.get("number") or (next(numbers, None) if uid else None),
        "uid": uid,
    }


def _uid_of(stored: object) -> str | None:
    return getattr(stored, "uid", None)
