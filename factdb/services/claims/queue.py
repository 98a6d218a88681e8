"""Hands reviewers the claims that wait, the most urgent first, and keeps two people from taking the same one.

A lease says nothing of a claim, and ends by itself: it is in no history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, func, literal_column, or_, select

from factdb.domain.enums import Status
from factdb.errors.desk import NothingToReleaseError, NothingWaitsError
from factdb.services.desk import desk_policy
from factdb.services.reads import filter_names
from factdb.store.models import Assessment, Claim, ClaimTopic, Lease, Reviewer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.reads.row_types import LeaseRow

LEASED_FOR = timedelta(minutes=30)
DUE_WITHIN = timedelta(days=30)
# Written out, as the index of waiting claims has it.
_WAITING: ColumnElement[bool] = literal_column("claims.assignee_id IS NULL AND claims.status IN ('new', 'in-review')")
# So many are looked at: others can't have taken them all at this very moment.
_MOST_CANDIDATES = 200
_UNFINISHED = (Status.NEW, Status.IN_REVIEW, Status.ON_HOLD)


@dataclass(frozen=True, slots=True)
class QueuedClaim:
    """A claim that somebody is to work on now, and until when it is theirs; None: it is assigned to them."""

    claim_id: int
    until: datetime | None


def lease_next(session: Session, actor: Actor, topic: str | None = None) -> QueuedClaim:
    """Lease the most urgent claim that nobody has: overdue, then due within 30 days, then by priority, then oldest."""
    actor.require("claims next")
    for number in _candidates(session, actor, topic):
        # Whoever locks it is taking it: go on to the next claim instead of waiting for them.
        claim = session.scalar(select(Claim).where(Claim.id == number, _WAITING).with_for_update(skip_locked=True))
        if claim is not None and _is_free(session, claim.id, actor.now):
            return QueuedClaim(claim.id, _lease(session, claim.id, actor))
    raise NothingWaitsError(topic)


def next_own(session: Session, actor: Actor, topic: str | None = None) -> QueuedClaim:
    """Return the most urgent claim that is mine already: assigned to me, or leased."""
    leased = select(Lease.claim_id).where(Lease.reviewer_id == actor.id, Lease.until > actor.now)
    is_mine = and_(or_(Claim.assignee_id == actor.id, Claim.id.in_(leased)), Claim.status.in_(_UNFINISHED))
    for number in _by_urgency(session, actor, is_mine, topic):
        lease = lease_holder(session, number, actor.now)
        return QueuedClaim(number, lease[1] if lease and lease[0] == actor.handle else None)
    raise NothingWaitsError(topic, mine=True)


def release(session: Session, actor: Actor, claim_ids: Sequence[int]) -> list[int]:
    """Give back claims that I leased, or all of mine where none is named; return their numbers."""
    actor.require("claims release")
    leased_ids = set(
        session.scalars(select(Lease.claim_id).where(Lease.reviewer_id == actor.id, Lease.until > actor.now))
    )
    for number in claim_ids:
        if number not in leased_ids:
            raise NothingToReleaseError(number)
    released = sorted(claim_ids or leased_ids)
    session.execute(delete(Lease).where(Lease.reviewer_id == actor.id, Lease.claim_id.in_(released)))
    return released


def end_lease(session: Session, claim: Claim, actor: Actor) -> None:
    """End whoever acts' own lease of a claim that they assessed or decided."""
    session.execute(delete(Lease).where(Lease.claim_id == claim.id, Lease.reviewer_id == actor.id))


def lease_holder(session: Session, claim_id: int, moment: datetime) -> tuple[str, datetime] | None:
    """Return who has a claim for now, and until when."""
    query = select(Reviewer.handle, Lease.until).join(Lease.reviewer)
    lease = session.execute(query.where(Lease.claim_id == claim_id, Lease.until > moment)).first()
    return (lease.handle, lease.until) if lease else None


def lease_details(session: Session, claim_id: int, moment: datetime | None) -> LeaseRow | None:
    """Return the same as programs are shown it."""
    lease = lease_holder(session, claim_id, moment) if moment else None
    return {"reviewer": lease[0], "until": lease[1]} if lease else None


def _candidates(session: Session, actor: Actor, topic: str | None) -> Iterator[int]:
    leased = select(Lease.claim_id).where(Lease.until > actor.now)
    return _by_urgency(session, actor, and_(_WAITING, Claim.id.not_in(leased), *_for_me(session, actor)), topic)


def _by_urgency(session: Session, actor: Actor, condition: ColumnElement[bool], topic: str | None) -> Iterator[int]:
    """Yield numbers of claims, most urgent first: two lists, each of which an index has in order."""
    query = select(Claim.id).where(condition).limit(_MOST_CANDIDATES)
    if topic is not None:
        about = select(ClaimTopic.claim_id).where(ClaimTopic.topic_id.in_(filter_names.topic_ids(session, topic)))
        query = query.where(Claim.id.in_(about))
    soon = Claim.resolves_on <= (actor.now + DUE_WITHIN).date()
    urgent = query.where(soon).order_by(Claim.resolves_on, Claim.priority.desc(), Claim.id)
    yield from session.scalars(urgent).all()
    less_urgent = query.where(or_(Claim.resolves_on.is_(None), ~soon)).order_by(Claim.priority.desc(), Claim.id)
    yield from session.scalars(less_urgent).all()


def _for_me(session: Session, actor: Actor) -> list[ColumnElement[bool]]:
    """Leave out what I have assessed already and what others still must."""
    needed = desk_policy.current(session).assessments
    if not needed:
        return []
    by_me = exists().where(Assessment.claim_id == Claim.id, Assessment.reviewer_id == actor.id)
    raters = select(func.count(Assessment.reviewer_id.distinct())).where(Assessment.claim_id == Claim.id)
    return [or_(~by_me, raters.scalar_subquery() >= needed)]


def _is_free(session: Session, claim_id: int, moment: datetime) -> bool:
    """Look again once the claim is locked: somebody may have leased it since it was listed."""
    return not session.scalar(select(exists().where(Lease.claim_id == claim_id, Lease.until > moment)))


def _lease(session: Session, claim_id: int, actor: Actor) -> datetime:
    until = actor.now + LEASED_FOR
    # Merged, not added: a lease of somebody else that has ended may still stand there.
    session.merge(Lease(claim_id=claim_id, reviewer_id=actor.id, until=until))
    session.flush()
    return until
