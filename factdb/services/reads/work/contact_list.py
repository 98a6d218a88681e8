"""Lists contacts with people outside the desk: requests for a reply or a correction, and complaints, by their state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypedDict

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from factdb.domain.enums import PUBLIC_STATUSES, ContactKind, ContactState
from factdb.store.models import Claim, Contact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from typing import Any

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from factdb.services.actor import Viewer

# Readers of a fact-check are told who was asked; after a week without an answer, somebody should ask again.
DUE_AFTER = timedelta(days=7)


class ContactLine(TypedDict):
    """A contact as a line of a list; `who` is None for whoever may not know who complained."""

    claim: int
    contact: str
    kind: str
    who: str | None
    since: date
    is_due: bool
    outcome: str | None
    answered_at: datetime | None
    says: str
    language: str | None


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """The contacts to list: of some kinds, and in one state on a day."""

    kinds: Sequence[ContactKind]
    state: ContactState
    today: date

    @property
    def due_by(self) -> date:
        """The last day on which a contact was made that is due now."""
        return self.today - DUE_AFTER


def lines(
    session: Session, chosen: ContactFilter, viewer: Viewer, after: tuple[int, int] | None = None, limit: int = 50
) -> list[ContactLine]:
    """Return a page of a list, which continues after a contact, named by its claim and number."""
    query = contacts(chosen, after, with_complainants=viewer.reads_complaints).limit(limit)
    return [_line(row._asdict(), chosen) for row in session.execute(query)]


def contacts(chosen: ContactFilter, after: tuple[int, int] | None = None, *, with_complainants: bool) -> Select[Any]:
    """Select contacts: those without an outcome from the oldest on, those with one from the last answered on."""
    named = Contact.who if with_complainants else case((Contact.kind != ContactKind.COMPLAINT, Contact.who))
    query = select(
        Contact.claim_id, Contact.n, Contact.kind, named.label("who"), Contact.made_on, Contact.outcome,
        Contact.answered_at, Claim.claim, Claim.language,
    ).join(Claim, Claim.id == Contact.claim_id)  # fmt: skip
    is_answered = chosen.state is ContactState.ANSWERED
    first = Contact.answered_at.desc() if is_answered else Contact.made_on
    listed = query.where(Contact.kind.in_(chosen.kinds), *_in_state(chosen))
    return listed.where(*_after(after, is_answered=is_answered)).order_by(first, Contact.claim_id, Contact.n)


def counts(session: Session, kinds: Sequence[ContactKind], today: date) -> dict[ContactState, int]:
    """Count the contacts of some kinds by state; what is due is open too."""
    states = [
        func.count(case((and_(*_in_state(ContactFilter(kinds, state, today))), 1))).label(state)
        for state in ContactState
    ]
    row = session.execute(select(*states).where(Contact.kind.in_(kinds))).one()
    return dict(zip(ContactState, row, strict=True))


def published_unasked(after: int | None = None) -> Select[int, str, str | None]:
    """Select published claims for which nobody was asked for a reply, the newest number first."""
    was_asked = select(Contact.claim_id).where(Contact.claim_id == Claim.id, Contact.kind == ContactKind.REPLY)
    query = select(Claim.id, Claim.claim, Claim.language)
    listed = query.where(Claim.status.in_(PUBLIC_STATUSES), ~was_asked.exists()).order_by(Claim.id.desc())
    return listed if after is None else listed.where(Claim.id < after)


def _in_state(chosen: ContactFilter) -> list[ColumnElement[bool]]:
    if chosen.state is ContactState.ANSWERED:
        return [Contact.outcome.is_not(None)]
    is_open = Contact.outcome.is_(None)
    return [is_open, Contact.made_on <= chosen.due_by] if chosen.state is ContactState.DUE else [is_open]


def _after(after: tuple[int, int] | None, *, is_answered: bool) -> list[ColumnElement[bool]]:
    """Return the condition that a list continues after a contact; an unknown contact ends the list."""
    if after is None:
        return []
    claim, n = after
    last = aliased(Contact)
    day: Any = Contact.answered_at if is_answered else Contact.made_on
    last_day = (
        select(last.answered_at if is_answered else last.made_on)
        .where(last.claim_id == claim, last.n == n)
        .scalar_subquery()
    )
    is_later = day < last_day if is_answered else day > last_day
    beside = or_(Contact.claim_id > claim, and_(Contact.claim_id == claim, Contact.n > n))
    return [or_(is_later, and_(day == last_day, beside))]


def _line(row: dict[str, Any], chosen: ContactFilter) -> ContactLine:
    return {
        "claim": row["claim_id"],
        "contact": f"{row['claim_id']}.c{row['n']}",
        "kind": str(row["kind"]),
        "who": row["who"],
        "since": row["made_on"],
        "is_due": row["outcome"] is None and row["made_on"] <= chosen.due_by,
        "outcome": str(row["outcome"]) if row["outcome"] else None,
        "answered_at": row["answered_at"],
        "says": row["claim"],
        "language": row["language"],
    }
