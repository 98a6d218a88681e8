"""Who may act on the desk: the first admin, more reviewers, and those who may no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select

from factdb.domain import names, text
from factdb.domain.enums import Role
from factdb.domain.history.events import DeskEvent
from factdb.errors import NoSuchError
from factdb.errors.claims import NameTakenError, ReviewerDisabledError
from factdb.errors.desk import LastAdminError, NothingToChangeError
from factdb.services.actor import Actor, find_actor
from factdb.services.ledger import desk_ledger
from factdb.store.base import count_by
from factdb.store.models import Claim, Reviewer

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

COLUMNS = ("handle", "name", "role", "assigned", "disabled_at")


def first_admin(session: Session, login: str, now: datetime) -> tuple[Actor, bool]:
    """Make whoever acts an admin while the desk has none; return the actor, and whether that made them one."""
    desk_ledger.take_turn(session)
    living = Reviewer.role == Role.ADMIN, Reviewer.disabled_at.is_(None)
    if session.scalar(select(exists().where(*living))):
        return find_actor(session, login, now), False
    founder = session.scalar(select(Reviewer).where(Reviewer.handle == login))
    if founder is None:
        founder = Reviewer(handle=login, name=None, role=Role.ADMIN, disabled_at=None)
        session.add(founder)
    # Whoever founds the desk may be on it already, in a lower role or disabled.
    founder.role, founder.disabled_at = Role.ADMIN, None
    session.flush()
    actor = Actor(founder.id, login, Role.ADMIN, now)
    desk_ledger.record(session, actor, DeskEvent.REVIEWER_ADDED, {"handle": login, "role": Role.ADMIN.value})
    return actor, True


def add(session: Session, actor: Actor, handle: str, role: Role, name: str | None = None) -> Reviewer:
    """Let somebody act on the desk; takes an admin."""
    actor.require("reviewers add")
    handle = names.handle(handle)
    name = text.clean_optional(name, "name", lines=False)
    desk_ledger.take_turn(session)
    # Not before the turn is taken: somebody else may be adding the same handle.
    if session.scalar(select(exists().where(Reviewer.handle == handle))):
        raise NameTakenError("a reviewer", handle, "Choose another handle.")
    reviewer = Reviewer(handle=handle, name=name, role=role, disabled_at=None)
    session.add(reviewer)
    session.flush()
    desk_ledger.record(session, actor, DeskEvent.REVIEWER_ADDED, {"handle": handle, "role": role.value, "name": name})
    return reviewer


def edit(session: Session, actor: Actor, handle: str, name: str | None, role: Role | None) -> list[str]:
    """Change a reviewer's name or role; return what changed. The last admin stays one."""
    actor.require("reviewers edit")
    reviewer = _lock(session, handle)
    requested = {"name": text.clean_optional(name, "name", lines=False), "role": role}
    if not any(requested.values()):
        raise NothingToChangeError("--name or --role")
    after = {key: value for key, value in requested.items() if value is not None and value != getattr(reviewer, key)}
    before = {key: getattr(reviewer, key) for key in after}
    if "role" in after:
        _require_another_admin(session, reviewer)
    for key, value in after.items():
        setattr(reviewer, key, value)
    if after:
        desk_ledger.record(
            session, actor, DeskEvent.REVIEWER_EDITED, {"handle": reviewer.handle, "was": before, "now": after}
        )
    return sorted(after)


def disable(session: Session, actor: Actor, handle: str) -> Reviewer:
    """Take the right to act from somebody; what they did stays theirs. The last admin stays one."""
    actor.require("reviewers disable")
    reviewer = _lock(session, handle)
    if reviewer.disabled_at is None:
        _require_another_admin(session, reviewer)
        reviewer.disabled_at = actor.now
        desk_ledger.record(session, actor, DeskEvent.REVIEWER_DISABLED, {"handle": reviewer.handle})
    return reviewer


def enable(session: Session, actor: Actor, handle: str) -> Reviewer:
    """Let somebody act again, in the role that they had."""
    actor.require("reviewers disable")
    reviewer = _lock(session, handle)
    if reviewer.disabled_at is not None:
        reviewer.disabled_at = None
        desk_ledger.record(session, actor, DeskEvent.REVIEWER_ENABLED, {"handle": reviewer.handle})
    return reviewer


def list_reviewers(session: Session) -> list[dict[str, Any]]:
    """Return the reviewers, those who may act first, with the number of claims that are theirs to work on."""
    assigned = dict(session.execute(count_by(Claim.assignee_id)).all())
    query = select(Reviewer).order_by(Reviewer.disabled_at.is_not(None), Reviewer.id)
    return [_row(reviewer, assigned.get(reviewer.id, 0)) for reviewer in session.scalars(query)]


def count_assigned(session: Session, reviewer: Reviewer) -> int:
    """Return how many claims are somebody's to work on."""
    return session.scalar(select(func.count()).where(Claim.assignee_id == reviewer.id)) or 0


def find_reviewer(session: Session, handle: str) -> Reviewer:
    """Return the reviewer with this handle."""
    reviewer = session.scalar(select(Reviewer).where(Reviewer.handle == handle.strip().lower()))
    if reviewer is None:
        raise NoSuchError("reviewer", handle, names.nearest_names(handle, session.scalars(select(Reviewer.handle))))
    return reviewer


def find_active_reviewer(session: Session, handle: str) -> Reviewer:
    """Return the reviewer with this handle, who may still act."""
    reviewer = find_reviewer(session, handle)
    if reviewer.disabled_at is not None:
        raise ReviewerDisabledError(reviewer.handle)
    return reviewer


def _lock(session: Session, handle: str) -> Reviewer:
    """Wait until nobody else changes the desk, and return the reviewer as they stand then."""
    desk_ledger.take_turn(session)
    reviewer = find_reviewer(session, handle)
    # The session may hold them as they were before the wait.
    session.refresh(reviewer)
    return reviewer


def _require_another_admin(session: Session, reviewer: Reviewer) -> None:
    """Refuse to lock the desk out: somebody must be able to let others act."""
    if reviewer.role is not Role.ADMIN or reviewer.disabled_at is not None:
        return
    others = Reviewer.role == Role.ADMIN, Reviewer.disabled_at.is_(None), Reviewer.id != reviewer.id
    if not session.scalar(select(exists().where(*others))):
        raise LastAdminError(reviewer.handle)


def _row(reviewer: Reviewer, assigned: int) -> dict[str, Any]:
    return {
        "handle": reviewer.handle,
        "name": reviewer.name,
        "role": str(reviewer.role),
        "assigned": assigned,
        "disabled_at": reviewer.disabled_at,
    }
