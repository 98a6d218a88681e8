"""Gives reviewers the waiting claims, the most urgent first, and prevents that two people take the same claim.

A lease says nothing about a claim and ends by itself, so it is not in the history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, func, literal_column, or_, select

from factdb.domain.enums import Status
from factdb.errors.desk import NothingToReleaseError, NothingWaitsError, NotTakenError
from factdb.services import claim_lookup
from factdb.services.desk import desk_policy
from factdb.services.reads import filter_names
from factdb.store.models import Assessment, Claim, ClaimTopic, Lease, Reviewer
from factdb.store.reading_cache import until_written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor

LEASED_FOR = timedelta(minutes=30)
DUE_WITHIN = timedelta(days=30)
# Written as a literal, exactly as in the index of waiting claims.
_WAITING: ColumnElement[bool] = literal_column("claims.assignee_id IS NULL AND claims.status IN ('new', 'in-review')")
# The number of candidates: others cannot have taken all of them at this moment.
_MOST_CANDIDATES = 200
_UNFINISHED = (Status.NEW, Status.IN_REVIEW, Status.ON_HOLD)


@dataclass(frozen=True, slots=True)
class QueuedClaim:
    """The next claim of a reviewer, and the end of the lease; None if the claim is assigned to the reviewer."""

    claim_id: int
    until: datetime | None


def lease_next(session: Session, actor: Actor, topic: str | None = None) -> QueuedClaim:
    """Lease the most urgent free claim: overdue, then due within 30 days, then by priority, then oldest."""
    actor.require("claims next")
    for number in _candidates(session, actor, topic):
        # If somebody else has locked it, they are taking it: try the next claim instead of waiting.
        claim = session.scalar(select(Claim).where(Claim.id == number, _WAITING).with_for_update(skip_locked=True))
        if claim is not None and _is_free(session, claim.id, actor.now):
            return QueuedClaim(claim.id, _lease(session, claim.id, actor))
    raise NothingWaitsError(topic)


def first_in_line(session: Session, actor: Actor, topic: str | None = None, limit: int = 20) -> list[int]:
    """Return the numbers of the first claims that `lease_next` would hand out, in this order; nothing is leased."""
    return list(islice(_candidates(session, actor, topic), limit))


def count_waiting(session: Session, moment: datetime, most: int) -> int:
    """Count the claims that wait and that nobody has taken, up to `most`."""

    def read() -> int:
        waiting = select(Claim.id).where(_WAITING).limit(most).subquery()
        return session.scalar(select(func.count()).select_from(waiting)) or 0

    still_waits = exists().where(Claim.id == Lease.claim_id, _WAITING)  # a join would begin with all that wait
    leased = select(func.count()).select_from(Lease).where(Lease.until > moment, still_waits)
    total = until_written(session, (count_waiting, most), read)
    return total if total == most else total - (session.scalar(leased) or 0)


def held_claims(moment: datetime) -> Select[int, str, str | None, str, datetime]:
    """Select the claims that reviewers have taken: number, words, language, who, and until when; the soonest first."""
    query = select(Claim.id, Claim.claim, Claim.language, Reviewer.handle, Lease.until)
    # Every lease has both; but after an inner join, SQLite would read all claims where nobody has taken one.
    query = query.outerjoin(Lease.claim).outerjoin(Lease.reviewer)
    return query.where(Lease.until > moment).order_by(Lease.until, Claim.id)


def next_own(session: Session, actor: Actor, topic: str | None = None) -> QueuedClaim:
    """Return the most urgent claim that the actor already has, assigned or leased."""
    leased = select(Lease.claim_id).where(Lease.reviewer_id == actor.id, Lease.until > actor.now)
    is_mine = and_(or_(Claim.assignee_id == actor.id, Claim.id.in_(leased)), Claim.status.in_(_UNFINISHED))
    for number in _by_urgency(session, actor, is_mine, topic):
        lease = claim_lookup.lease_holder(session, number, actor.now)
        return QueuedClaim(number, lease[1] if lease and lease[0] == actor.handle else None)
    raise NothingWaitsError(topic, mine=True)


def release(session: Session, actor: Actor, claim_ids: Sequence[int]) -> list[int]:
    """End the actor's leases of some claims, or of all claims if none is named; return the numbers."""
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


def take_back(session: Session, actor: Actor, claim_ids: Sequence[int]) -> list[tuple[int, str]]:
    """End the leases of claims, whoever has taken them; return the numbers, and who had each."""
    actor.require("claims take-back")
    leases = select(Lease.claim_id, Reviewer.handle).join(Lease.reviewer).where(Lease.until > actor.now)
    holders = {row.claim_id: row.handle for row in session.execute(leases.where(Lease.claim_id.in_(claim_ids)))}
    for number in claim_ids:
        if number not in holders:
            raise NotTakenError(number)
    session.execute(delete(Lease).where(Lease.claim_id.in_(holders)))
    return sorted(holders.items())


def end_lease(session: Session, claim: Claim, actor: Actor) -> None:
    """End the actor's lease of a claim that they assessed or decided."""
    session.execute(delete(Lease).where(Lease.claim_id == claim.id, Lease.reviewer_id == actor.id))


def _candidates(session: Session, actor: Actor, topic: str | None) -> Iterator[int]:
    leased = select(Lease.claim_id).where(Lease.until > actor.now)
    return _by_urgency(session, actor, and_(_WAITING, Claim.id.not_in(leased), *_for_me(session, actor)), topic)


def _by_urgency(session: Session, actor: Actor, condition: ColumnElement[bool], topic: str | None) -> Iterator[int]:
    """Yield numbers of claims, most urgent first, from two lists that an index has in order."""
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
    """Return conditions that leave out claims that the actor has assessed and that still need other assessments."""
    needed = desk_policy.current(session).assessments
    if not needed:
        return []
    by_me = exists().where(Assessment.claim_id == Claim.id, Assessment.reviewer_id == actor.id)
    raters = select(func.count(Assessment.reviewer_id.distinct())).where(Assessment.claim_id == Claim.id)
    return [or_(~by_me, raters.scalar_subquery() >= needed)]


def _is_free(session: Session, claim_id: int, moment: datetime) -> bool:
    """Return whether a locked claim is still free: somebody may have leased it since it was listed."""
    return not session.scalar(select(exists().where(Lease.claim_id == claim_id, Lease.until > moment)))


def _lease(session: Session, claim_id: int, actor: Actor) -> datetime:
    until = actor.now + LEASED_FOR
    # Merged, not added: an ended lease of somebody else may still be there.
    session.merge(Lease(claim_id=claim_id, reviewer_id=actor.id, until=until))
    session.flush()
    return until
