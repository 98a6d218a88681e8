"""Who may act on the desk: the first admin, more reviewers, and those who may no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from factdb.domain import names
from factdb.domain.words import Role
from factdb.errors import NoSuchError
from factdb.errors.rules import DisabledError, TakenError
from factdb.services import desk_ledger
from factdb.services.act import Act, acting
from factdb.store.models import Reviewer

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def first_admin(session: Session, login: str, now: datetime) -> tuple[Act, bool]:
    """Make whoever acts an admin while the desk has none; return the act, and whether it was made."""
    desk_ledger.take_turn(session)
    living = Reviewer.role == Role.ADMIN, Reviewer.disabled_at.is_(None)
    if session.scalar(select(exists().where(*living))):
        return acting(session, login, now), False
    founder = session.scalar(select(Reviewer).where(Reviewer.handle == login))
    if founder is None:
        founder = Reviewer(handle=login, name=None, role=Role.ADMIN, disabled_at=None)
        session.add(founder)
    founder.role, founder.disabled_at = Role.ADMIN, None
    session.flush()
    act = Act(founder.id, login, Role.ADMIN, now)
    desk_ledger.record(session, act, "reviewer-added", {"handle": login, "role": Role.ADMIN.value})
    return act, True


def add(session: Session, act: Act, handle: str, role: Role, name: str | None = None) -> Reviewer:
    """Let somebody act on the desk; takes an admin."""
    act.may("reviewers add")
    handle = names.handle(handle)
    desk_ledger.take_turn(session)
    if session.scalar(select(exists().where(Reviewer.handle == handle))):
        raise TakenError("a reviewer", handle, "choose another handle")
    reviewer = Reviewer(handle=handle, name=name, role=role, disabled_at=None)
    session.add(reviewer)
    session.flush()
    desk_ledger.record(session, act, "reviewer-added", {"handle": handle, "role": role.value, "name": name})
    return reviewer


def disable(session: Session, act: Act, handle: str) -> Reviewer:
    """Take the right to act from somebody; what they did stays theirs."""
    act.may("reviewers disable")
    reviewer = named(session, handle)
    if reviewer.disabled_at is None:
        reviewer.disabled_at = act.now
        desk_ledger.record(session, act, "reviewer-disabled", {"handle": reviewer.handle})
    return reviewer


def named(session: Session, handle: str) -> Reviewer:
    """Return the reviewer with this handle."""
    reviewer = session.scalar(select(Reviewer).where(Reviewer.handle == handle))
    if reviewer is None:
        raise NoSuchError("reviewer", handle, names.near(handle, session.scalars(select(Reviewer.handle))))
    return reviewer


def active(session: Session, handle: str) -> Reviewer:
    """Return the reviewer with this handle, who may still act."""
    reviewer = named(session, handle)
    if reviewer.disabled_at is not None:
        raise DisabledError(reviewer.handle)
    return reviewer
