"""The reviewers of the desk: the first admin, adding, editing, disabling and listing reviewers."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, func, select, update

from factdb.domain import ids, names, text
from factdb.domain.enums import Role
from factdb.domain.history.events import DeskEvent
from factdb.errors import NoSuchError
from factdb.errors.claims import NameTakenError, ReviewerDisabledError
from factdb.errors.desk import LastAdminError, NothingToChangeError
from factdb.services.actor import Actor, find_actor
from factdb.services.ledger import desk_ledger
from factdb.store.base import count_by
from factdb.store.models import Claim, Invitation, Password, Reviewer, WebSession
from factdb.store.reading_cache import until_written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.store.sessions import OpenDatabase

COLUMNS = ("handle", "name", "role", "assigned", "disabled_at", "pen_name")
_LONGEST_PEN_NAME = 200  # characters


def first_admin(session: Session, login: str, now: datetime) -> tuple[Actor, bool]:
    """Make the user an admin if the desk has none; return the actor, and whether they became an admin."""
    desk_ledger.take_turn(session)
    if count_admins(session):
        return find_actor(session, login, now), False
    founder = session.scalar(select(Reviewer).where(Reviewer.handle == login))
    if founder is None:
        founder = Reviewer(
            uid=ids.uuid7(now), handle=login, name=None, role=Role.ADMIN, disabled_at=None, pen_name=None
        )
        session.add(founder)
    # The user may already be a reviewer, with a lower role or disabled.
    founder.role, founder.disabled_at = Role.ADMIN, None
    session.flush()
    actor = Actor(founder.id, login, Role.ADMIN, now, founder.uid)
    detail = {"uid": founder.uid, "handle": login, "role": Role.ADMIN.value}
    desk_ledger.record(session, actor, DeskEvent.REVIEWER_ADDED, detail)
    return actor, True


def add(session: Session, actor: Actor, handle: str, role: Role, name: str | None = None) -> Reviewer:
    """Add a reviewer; only an admin may do this."""
    actor.require("reviewers add")
    handle = names.handle(handle)
    name = text.clean_optional(name, "name", lines=False)
    desk_ledger.take_turn(session)
    # Only after taking the turn: somebody else may be adding the same handle.
    if session.scalar(select(exists().where(Reviewer.handle == handle))):
        raise NameTakenError("a reviewer", handle, f"Change the reviewer: factdb reviewers edit {handle}")
    uid = ids.uuid7(actor.now)
    reviewer = Reviewer(uid=uid, handle=handle, name=name, role=role, disabled_at=None, pen_name=None)
    session.add(reviewer)
    session.flush()
    detail = {"uid": uid, "handle": handle, "role": role.value, "name": name}
    desk_ledger.record(session, actor, DeskEvent.REVIEWER_ADDED, detail)
    return reviewer


def edit(
    session: Session, actor: Actor, handle: str, name: str | None, role: Role | None, pen_name: str | None = None
) -> list[str]:
    """Change a reviewer's name, role or pen name; return the changes. The last admin must stay an admin.

    An empty pen name removes it: outsiders then see the name of the desk.
    """
    actor.require("reviewers edit")
    reviewer = _lock(session, handle)
    requested: dict[str, str | Role | None] = {}
    if name:
        requested["name"] = text.clean(name, "name", lines=False)
    if role:
        requested["role"] = role
    if pen_name is not None:
        requested["pen_name"] = text.clean_optional(pen_name.strip(), "pen name", limit=_LONGEST_PEN_NAME, lines=False)
    if not requested:
        raise NothingToChangeError("--name, --role or --pen-name")
    after = {key: value for key, value in requested.items() if value != getattr(reviewer, key)}
    before = {key: getattr(reviewer, key) for key in after}
    if "role" in after:
        _require_another_admin(session, reviewer)
    for key, value in after.items():
        setattr(reviewer, key, value)
    if after:
        detail = {"uid": reviewer.uid, "was": before, "now": after}
        desk_ledger.record(session, actor, DeskEvent.REVIEWER_EDITED, detail)
    return sorted(after)


def disable(session: Session, actor: Actor, handle: str) -> Reviewer:
    """Disable a reviewer; their work stays theirs. The last admin cannot be disabled.

    The password goes and the sessions end: a reviewer who is enabled again is invited again.
    """
    actor.require("reviewers disable")
    reviewer = _lock(session, handle)
    if reviewer.disabled_at is None:
        _require_another_admin(session, reviewer)
        reviewer.disabled_at = actor.now
        end_sessions(session, reviewer, actor.now)
        for secret in (Password, Invitation):
            session.execute(delete(secret).where(secret.reviewer_id == reviewer.id))
        desk_ledger.record(session, actor, DeskEvent.REVIEWER_DISABLED, {"uid": reviewer.uid})
    return reviewer


def enable(session: Session, actor: Actor, handle: str) -> Reviewer:
    """Enable a disabled reviewer, with their former role."""
    actor.require("reviewers disable")
    reviewer = _lock(session, handle)
    if reviewer.disabled_at is not None:
        reviewer.disabled_at = None
        desk_ledger.record(session, actor, DeskEvent.REVIEWER_ENABLED, {"uid": reviewer.uid})
    return reviewer


def end_sessions(session: Session, reviewer: Reviewer, at: datetime) -> int:
    """End all sessions of a reviewer on the review pages; return their number."""
    living = WebSession.reviewer_id == reviewer.id, WebSession.revoked_at.is_(None), WebSession.expires_at > at
    tokens = session.scalars(select(WebSession.token_hash).where(*living)).all()
    session.execute(update(WebSession).where(WebSession.token_hash.in_(tokens)).values(revoked_at=at))
    return len(tokens)


def list_reviewers(session: Session) -> list[dict[str, Any]]:
    """Return the reviewers, active ones first, with the number of their assigned claims."""
    assigned = dict(session.execute(count_by(Claim.assignee_id)).all())
    query = select(Reviewer).order_by(Reviewer.disabled_at.is_not(None), Reviewer.id)
    return [_row(reviewer, assigned.get(reviewer.id, 0)) for reviewer in session.scalars(query)]


def handles(session: Session) -> Sequence[tuple[str, bool]]:
    """Return the handles of the reviewers, active ones first, each with whether the reviewer is active."""

    def read() -> list[tuple[str, bool]]:
        is_disabled = Reviewer.disabled_at.is_not(None)
        rows = session.execute(select(Reviewer.handle, is_disabled).order_by(is_disabled, Reviewer.id))
        return [(handle, not disabled) for handle, disabled in rows]

    return until_written(session, handles, read)


def count_assigned(session: Session, reviewer: Reviewer) -> int:
    """Return the number of claims assigned to a reviewer."""
    return session.scalar(select(func.count()).where(Claim.assignee_id == reviewer.id)) or 0


def count_admins(session: Session) -> int:
    """Return the number of admins who may act."""
    active = Reviewer.role == Role.ADMIN, Reviewer.disabled_at.is_(None)
    return session.scalar(select(func.count()).select_from(Reviewer).where(*active)) or 0


def find_reviewer(session: Session, handle: str) -> Reviewer:
    """Return the reviewer with this handle."""
    reviewer = session.scalar(select(Reviewer).where(Reviewer.handle == handle.strip().lower()))
    if reviewer is None:
        raise no_such_reviewer(session, handle)
    return reviewer


def no_such_reviewer(session: OpenDatabase, handle: str) -> NoSuchError:
    """Return the error for a handle that nobody has; it suggests similar ones."""
    near = names.nearest_names(handle, session.scalars(select(Reviewer.handle)))
    return NoSuchError("reviewer", handle, near, f"Add a reviewer: factdb reviewers add {shlex.quote(handle)}")


def find_active_reviewer(session: Session, handle: str) -> Reviewer:
    """Return the active reviewer with this handle."""
    reviewer = find_reviewer(session, handle)
    if reviewer.disabled_at is not None:
        raise ReviewerDisabledError(reviewer.handle)
    return reviewer


def _lock(session: Session, handle: str) -> Reviewer:
    """Wait until nobody else changes the desk, and return the current state of the reviewer."""
    desk_ledger.take_turn(session)
    reviewer = find_reviewer(session, handle)
    # The session may hold the state from before the wait.
    session.refresh(reviewer)
    return reviewer


def _require_another_admin(session: Session, reviewer: Reviewer) -> None:
    """Raise an error if no other admin would be left, because somebody must be able to manage reviewers."""
    if reviewer.role is not Role.ADMIN or reviewer.disabled_at is not None:
        return
    if count_admins(session) == 1:
        raise LastAdminError(reviewer.handle)


def _row(reviewer: Reviewer, assigned: int) -> dict[str, Any]:
    return {
        "handle": reviewer.handle,
        "name": reviewer.name,
        "role": str(reviewer.role),
        "assigned": assigned,
        "disabled_at": reviewer.disabled_at,
        "pen_name": reviewer.pen_name,
    }
