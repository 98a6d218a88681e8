"""Lists the changes of names that wait for a second editor, so that this editor sees what to approve.

A proposal is an event of the desk history; it is open until the name changes, or somebody makes the change.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypedDict

from sqlalchemy import func, select

from factdb.domain.history import chain
from factdb.services.desk import desk_policy
from factdb.services.people.namebook import BOOKS
from factdb.store import history_names
from factdb.store.models import DeskHistory
from factdb.store.reading_cache import until_written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.services.people.namebook import NameBook

# A desk has a history of millions of events, without an index by kind: a proposal that is older is proposed again.
_NEWEST = 20_000
_NAMES_OF = ("uid", "into", "from")


class WaitingName(TypedDict):
    """A change of a name that waits: of whom, which, who proposed it, when and why.

    `change` is "name", "merge" or "separate"; `to` is the new name, or the name of `other`, which it is merged into
    or separated from.
    """

    word: str
    id: int
    name: str
    change: str
    to: str
    other: int | None
    by: str
    at: datetime
    reason: str


def waiting(session: Session) -> Sequence[WaitingName]:
    """Return what waits, the oldest first; nothing on a desk without four eyes."""
    if not desk_policy.current(session).four_eyes:
        return []
    return until_written(session, waiting, lambda: [*_rows(session)])


def _rows(session: Session) -> Iterable[WaitingName]:
    proposals = _open_proposals(session)
    handles = history_names.handles(session)
    for book in BOOKS.values():
        theirs = [(body, at) for word, body, at in proposals if word == book.word]
        uids = {uid for body, _ in theirs for uid in (body["uid"], *_others(body))}
        owners = {owner.uid: owner for owner in session.scalars(select(book.owner).where(book.owner.uid.in_(uids)))}
        for body, at in theirs:
            (change, value), *_ = body["change"].items()
            owner, target = owners[body["uid"]], owners.get(value) if isinstance(value, str) else None
            yield {
                "word": book.word,
                "id": owner.id,
                "name": owner.name,
                "change": _CHANGES[change],
                "to": target.name if target else value["now"],
                "other": target.id if target else None,
                "by": handles[body["actor"]],
                "at": at,
                "reason": body["reason"] or "",
            }


_CHANGES = {"name": "name", "merge_into": "merge", "unmerge_from": "separate"}


def _others(body: Mapping[str, Any]) -> list[str]:
    return [value for value in body["change"].values() if isinstance(value, str)]


def _open_proposals(session: Session) -> list[tuple[str, dict[str, Any], datetime]]:
    """Return the word, the event and the time of each proposal that nothing has overtaken, by the rule of a repeat."""
    words = {book.events.change_proposed: book.word for book in BOOKS.values()}
    kinds = [kind for book in BOOKS.values() for kind in _kinds(book)]
    newest = select(func.coalesce(func.max(DeskHistory.seq), 0)).scalar_subquery()
    query = select(DeskHistory.body, DeskHistory.at).where(
        DeskHistory.seq > newest - _NEWEST, DeskHistory.kind.in_(kinds)
    )
    proposed: dict[str, dict[str, tuple[str, dict[str, Any], datetime]]] = {}
    for stored, at in session.execute(query.order_by(DeskHistory.seq)):
        body = chain.read(stored)
        if body["kind"] in words:
            change = json.dumps(body["change"], sort_keys=True)
            proposed.setdefault(body["uid"], {})[change] = (words[body["kind"]], body, at)
        else:
            for key in _NAMES_OF:
                proposed.pop(body.get(key, ""), None)
    return sorted((row for rows in proposed.values() for row in rows.values()), key=lambda row: row[2])


def _kinds(book: NameBook[Any]) -> tuple[str, ...]:
    events = book.events
    return events.change_proposed, events.edited, events.merged, events.unmerged, events.followed
