"""Lists the corrections that are due: promised to whoever complained, or proposed and waiting for an editor."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from factdb.domain.enums import PUBLIC_STATUSES, ChangeKind, ContactKind, Outcome, Status
from factdb.domain.history.claim_replay import RETRACTION
from factdb.domain.history.events import ClaimEvent
from factdb.services.reads import filter_names
from factdb.store.models import Claim, Contact, History, ProposedChange, Reviewer, Verdict

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from factdb.services.actor import Viewer

_CORRECTED = (ChangeKind.CORRECTION, ChangeKind.UPDATE, ChangeKind.CLARIFICATION)
_PROPOSED = (ClaimEvent.CORRECTED, ClaimEvent.RETRACTION_PROPOSED)
# As many complaints as were last answered are looked at, and as many corrections that wait are judged.
_MOST_LOOKED_AT, _MOST_JUDGED = 500, 200


class PromisedRow(TypedDict):
    """A complaint whose outcome is a correction that nobody has made; `who` is None for whoever may not know."""

    claim: int
    contact: str
    who: str | None
    made_on: date
    answered_at: datetime
    says: str
    language: str | None


class ProposedRow(TypedDict):
    """A correction or a retraction that waits for approval; `for_me` if the viewer can approve it."""

    claim: int
    version: int
    kind: str
    proposed_by: str
    proposed_at: datetime
    public_note: str | None
    says: str
    language: str | None
    for_me: bool


class OpenCorrections(NamedTuple):
    """The corrections that the desk owes: promised and not made, and proposed and not approved."""

    promised: list[PromisedRow]
    proposed: list[ProposedRow]


def open_corrections(session: Session, viewer: Viewer, handle: str, limit: int) -> OpenCorrections:
    """Return the first corrections that are due, and the first that wait; `handle` is the viewer's."""
    return OpenCorrections(_promised_rows(session, viewer, limit), _proposed_rows(session, viewer, handle, limit))


def _promised_rows(session: Session, viewer: Viewer, limit: int) -> list[PromisedRow]:
    """Return the complaints that ended with "corrected" where no correction was proposed since their day."""
    rows = session.execute(promised().limit(_MOST_LOOKED_AT))
    # Compared here: engines cut the day off a moment in different ways.
    due = (row for row in rows if row.corrected_at is None or row.corrected_at.date() < row.made_on)
    return [_promised(row, viewer) for row in islice(due, limit)]


def promised() -> Select[int, int, str, date, datetime | None, str, str | None, datetime]:
    """Select the complaints that ended with "corrected" on published claims, with the time of the last correction."""
    corrected_at = (
        select(func.max(Verdict.proposed_at))
        .where(Verdict.claim_id == Contact.claim_id, Verdict.change_kind.in_(_CORRECTED))
        .scalar_subquery()
    )
    query = select(
        Contact.claim_id, Contact.n, Contact.who, Contact.made_on, Contact.answered_at, Claim.claim, Claim.language,
        corrected_at.label("corrected_at"),
    ).join(Claim, Claim.id == Contact.claim_id)  # fmt: skip
    ended = Contact.kind == ContactKind.COMPLAINT, Contact.outcome == Outcome.CORRECTED
    is_public = Claim.status.in_(PUBLIC_STATUSES)
    return query.where(*ended, is_public).order_by(Contact.answered_at, Contact.claim_id, Contact.n)


def _proposed_rows(session: Session, viewer: Viewer, handle: str, limit: int) -> list[ProposedRow]:
    """Return the corrections that wait for approval, the oldest first."""
    judged = filter_names.judge_waiting(session, handle, viewer.now, _MOST_JUDGED) if viewer.now else None
    approvable = judged[0] if judged else ()
    return [_proposed(row, for_me=row.id in approvable) for row in session.execute(proposed().limit(limit))]


def proposed() -> Select[Any]:
    """Select the corrections and retractions that wait: who proposed them, when, and the note to readers."""
    newest = (
        select(ProposedChange.claim_id, func.max(ProposedChange.version).label("version"))
        .join(Claim, Claim.id == ProposedChange.claim_id)
        .where(Claim.status == Status.CORRECTING, ProposedChange.withdrawn_at.is_(None))
        .group_by(ProposedChange.claim_id)
        .subquery()
    )
    version = newest.c.version
    of_version = Verdict.claim_id == Claim.id, Verdict.version == version
    event = aliased(History)
    last_proposal = (
        select(func.max(event.seq))
        .where(event.claim_id == newest.c.claim_id, event.kind.in_(_PROPOSED))
        .scalar_subquery()
    )
    return (
        select(
            Claim.id, Claim.claim, Claim.language, version, ProposedChange.fields, History.at, Reviewer.handle,
            select(func.max(Verdict.public_note)).where(*of_version).scalar_subquery().label("public_note"),
            select(func.max(Verdict.change_kind)).where(*of_version).scalar_subquery().label("kind"),
        )
        .join(newest, newest.c.claim_id == Claim.id)
        .join(ProposedChange, and_(ProposedChange.claim_id == Claim.id, ProposedChange.version == version))
        .join(History, and_(History.claim_id == Claim.id, History.seq == last_proposal))
        .join(Reviewer, Reviewer.id == History.actor_id)
        .order_by(History.at, Claim.id)
    )  # fmt: skip


def _promised(row: Any, viewer: Viewer) -> PromisedRow:  # noqa: ANN401 - a row of `promised`
    return {
        "claim": row.claim_id,
        "contact": f"{row.claim_id}.c{row.n}",
        "who": row.who if viewer.reads_complaints else None,
        "made_on": row.made_on,
        "answered_at": row.answered_at,
        "says": row.claim,
        "language": row.language,
    }


def _proposed(row: Any, *, for_me: bool) -> ProposedRow:  # noqa: ANN401 - a row of `proposed`
    retraction = json.loads(row.fields).get(RETRACTION)
    return {
        "claim": row.id,
        "version": row.version,
        "kind": RETRACTION if retraction else str(row.kind),
        "proposed_by": row.handle,
        "proposed_at": row.at,
        "public_note": retraction or row.public_note,
        "says": row.claim,
        "language": row.language,
        "for_me": for_me,
    }
