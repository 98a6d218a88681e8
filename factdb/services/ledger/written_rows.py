"""Collects what a command writes into the histories, for a program that runs it: `--json` of writing commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, NotRequired, TypedDict

from factdb.domain.history.events import ClaimEvent
from factdb.services.imports.summary_types import ImportSummary  # noqa: TC001 - the JSON Schema is made of it
from factdb.store.models import Claim, DeskHistory, History

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """What a writing command did: its message by line, the changed claims, the rows of history, and notices.

    An import has its summary, too.
    """

    command: str
    done: list[str]
    claims: list[WrittenClaim]
    events: list[WrittenEvent]
    notices: list[str]
    import_summary: NotRequired[ImportSummary]


class WrittenRow(NamedTuple):
    """A row of a claim's history that was written with many others."""

    claim_id: int
    seq: int
    kind: str
    body: str
    words: str | None


AnyRow = History | DeskHistory | WrittenRow
_KEY = "factdb.written"

# How the items of a claim are named: 7.2 is evidence, 7.c2 a contact.
_ITEM_MARKS = {
    ClaimEvent.EVIDENCE_ADDED: "",
    ClaimEvent.EVIDENCE_WITHDRAWN: "",
    ClaimEvent.CONTACTED: "c",
    ClaimEvent.CONTACT_ANSWERED: "c",
}


def collect(session: Session, row: AnyRow) -> None:
    """Keep a row of history that was written by itself: what `rows` returns.

    An import writes the rows of new claims in bulk: they are counted in its message, and not collected.
    """
    session.info.setdefault(_KEY, []).append(row)


def collect_many(session: Session, written: Iterable[WrittenRow]) -> None:
    """Keep rows that were written together, in no savepoint or at its end."""
    session.info.setdefault(_KEY, []).extend(written)


def rows(session: Session) -> list[AnyRow]:
    """Return the rows of history that a session wrote, in their order, without those that a savepoint took back."""
    return [row for row in session.info.get(_KEY, ()) if isinstance(row, WrittenRow) or row in session]


def claim_numbers(session: Session) -> list[int]:
    """Return the numbers of the claims that a session changed, in order."""
    return sorted({row.claim_id for row in rows(session) if not isinstance(row, DeskHistory)})


def changed_claims(session: Session) -> list[WrittenClaim]:
    """Return the claims that a session changed, by number, as they are stored now."""
    return [
        {"id": claim.id, "uid": claim.uid, "status": str(claim.status), "version": claim.row_version}
        for claim in (session.get_one(Claim, claim_id) for claim_id in claim_numbers(session))
    ]


def events(session: Session) -> list[WrittenEvent]:
    """Return what a session wrote into the histories, in order."""
    return [_desk_event(session, row) if isinstance(row, DeskHistory) else _claim_event(row) for row in rows(session)]


def _claim_event(row: History | WrittenRow) -> WrittenEvent:
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
