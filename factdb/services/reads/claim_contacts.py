"""Lists the contacts of a claim for a viewer: complaints are for reviewers only, in lists and in histories."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from factdb.domain.enums import ContactKind
from factdb.domain.history.events import ClaimEvent
from factdb.store.tables import CONTACTS, REVIEWERS

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from sqlalchemy import Select

    from factdb.services.actor import Viewer
    from factdb.services.reads.row_types import ContactRow
    from factdb.store.sessions import OpenDatabase

HIDDEN = "for reviewers only"


def contacts_of(session: OpenDatabase, claim_id: int, viewer: Viewer) -> list[ContactRow]:
    """Return the contacts of a claim, in order; of a complaint that the viewer may not read, only that it exists."""
    rows = (_row(contact) for contact in session.execute(_contacts(), {"claim": claim_id}))
    return [row if viewer.reads_complaints else _hide_complaint(row) for row in rows]


@cache
def _contacts() -> Select[Any]:
    query = select(CONTACTS, REVIEWERS.c.handle).join(REVIEWERS, REVIEWERS.c.id == CONTACTS.c.added_by_id)
    return query.where(CONTACTS.c.claim_id == bindparam("claim")).order_by(CONTACTS.c.n)


def hidden_complaints(session: OpenDatabase, ids: Sequence[int], viewer: Viewer) -> set[tuple[int, int]]:
    """Return the claim and the number of each complaint about these claims that the viewer may not read."""
    if viewer.reads_complaints:
        return set()
    complaints = CONTACTS.c.claim_id.in_(ids), CONTACTS.c.kind == ContactKind.COMPLAINT
    query = select(CONTACTS.c.claim_id, CONTACTS.c.n).where(*complaints)
    return {(claim_id, n) for claim_id, n in session.execute(query)}


def hide_in_history(body: dict[str, Any], claim_id: int, hidden: Container[tuple[int, int]]) -> dict[str, Any]:
    """Return a body of the history without the person and the words of a hidden complaint."""
    if (claim_id, body.get("n")) not in hidden:
        return body
    if body["kind"] == ClaimEvent.CONTACTED:
        return {**body, "contact": {**body["contact"], "who": HIDDEN, "text": None}}
    if body["kind"] == ClaimEvent.CONTACT_ANSWERED:
        return {**body, "answer": HIDDEN if body["answer"] else None}
    return body


def _hide_complaint(row: ContactRow) -> ContactRow:
    """Return a contact without the person and the words, if it is a complaint."""
    if row["kind"] != ContactKind.COMPLAINT:
        return row
    return {**row, "who": None, "text": None, "answer": None, "hidden": True}


def _row(contact: Any) -> ContactRow:  # noqa: ANN401 - a row of the statement
    return {
        "id": f"{contact.claim_id}.c{contact.n}",
        "kind": contact.kind,
        "who": contact.who,
        "how": contact.how,
        "made_on": contact.made_on.isoformat(),
        "text": contact.text,
        "answer": contact.answer,
        "outcome": contact.outcome,
        "added_by": contact.handle,
        "added_at": contact.added_at,
        "answered_at": contact.answered_at,
        "hidden": False,
    }
