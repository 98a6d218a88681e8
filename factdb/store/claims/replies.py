"""Lists open contacts, and published claims whose speaker was never asked for a reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, exists, func, literal, null, select, union_all

from factdb.domain.enums import PUBLIC_STATUSES, ContactKind
from factdb.store.models import Contact
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import ColumnElement, CompoundSelect, Select

COLUMNS = ("claim", "what", "contact", "who", "since", "speaker", "says")
TABLE_COLUMNS = ("claim", "what", "who", "since", "says")
NOT_ASKED = "published without asking"
_OPEN = {
    ContactKind.COMPLAINT: "complaint open",
    ContactKind.REPLY: "no answer yet",
    ContactKind.OUTREACH: "no correction yet",
}


@dataclass(frozen=True, slots=True)
class ReplyFilter:
    """The contacts to list: of some kinds, and made on a day or earlier; claims without a contact match no filter."""

    kinds: Collection[ContactKind] = ()
    made_by: date | None = None


EVERYTHING = ReplyFilter()


def count(reply_filter: ReplyFilter) -> Select[int]:
    """Count the open contacts of a filter."""
    return select(func.count()).select_from(Contact).where(*_is_open(reply_filter))


def rows(reply_filter: ReplyFilter = EVERYTHING, *, with_complainants: bool) -> CompoundSelect[Any]:
    """Select open complaints, then requests without an answer, then claims published without asking for a reply.

    Who complained is NULL unless `with_complainants`. Each part is sorted by claim. `since` is the day of the contact;
    it is NULL where there was none.
    """
    claim = V1_CLAIMS.c
    parts = [
        select(
            claim.id.label("claim"),
            literal(description).label("what"),
            (cast(claim.id, String) + ".c" + cast(Contact.n, String)).label("contact"),
            _who(kind, with_complainants=with_complainants),
            Contact.made_on.label("since"),
            claim.speaker,
            claim.claim.label("says"),
            # Only for sorting: a union cannot be sorted by a column that it does not select.
            literal(place).label("place"),
            Contact.n.label("n"),
        )
        .join(Contact, Contact.claim_id == claim.id)
        .where(Contact.kind == kind, *_is_open(reply_filter))
        for place, (kind, description) in enumerate(_OPEN.items())
    ]
    asked_for_reply = exists().where(Contact.claim_id == claim.id, Contact.kind == ContactKind.REPLY)
    not_asked = select(
        claim.id.label("claim"),
        literal(NOT_ASKED).label("what"),
        null().label("contact"),
        null().label("who"),
        null().label("since"),
        claim.speaker,
        claim.claim.label("says"),
        literal(len(_OPEN)).label("place"),
        null().label("n"),
    ).where(claim.status.in_(PUBLIC_STATUSES), ~asked_for_reply)
    all_parts = union_all(*parts, *([not_asked] if reply_filter == EVERYTHING else []))
    return all_parts.order_by("place", "claim", "n")


def _is_open(reply_filter: ReplyFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Contact.outcome.is_(None)]
    if reply_filter.kinds:
        conditions.append(Contact.kind.in_(reply_filter.kinds))
    if reply_filter.made_by is not None:
        conditions.append(Contact.made_on <= reply_filter.made_by)
    return conditions


def _who(kind: ContactKind, *, with_complainants: bool) -> ColumnElement[Any]:
    if with_complainants or kind is not ContactKind.COMPLAINT:
        return Contact.who.label("who")
    return null().label("who")
