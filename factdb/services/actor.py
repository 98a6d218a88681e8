"""Who acts, when, and what their role lets them do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import workflow
from factdb.errors.claims import NotAReviewerError, RoleNeededError
from factdb.store.models import Reviewer

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.domain.enums import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """The reviewer who acts, and the moment: every service that writes takes one."""

    id: int
    handle: str
    role: Role
    now: datetime

    def require(self, command: str) -> None:
        """Refuse where the role is too low for the command, as the table of permissions has it."""
        self.require_role(workflow.ROLES_BY_COMMAND[command], command)

    def require_role(self, needed: Role, command: str) -> None:
        """Refuse where the role is lower than the one needed for the command."""
        if not self.role.covers(needed):
            raise RoleNeededError(self.handle, self.role, needed, command)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and when; a stranger to the desk has no number, and sees what anybody may."""

    reviewer_id: int | None = None
    now: datetime | None = None


NOBODY = Viewer()


def find_viewer(session: Session, handle: str, now: datetime) -> Viewer:
    """Return the viewer with this handle; nobody needs to be a reviewer to read."""
    living = Reviewer.handle == handle, Reviewer.disabled_at.is_(None)
    return Viewer(session.scalar(select(Reviewer.id).where(*living)), now)


def find_actor(session: Session, handle: str, now: datetime) -> Actor:
    """Return the reviewer with this handle as an actor, or refuse a stranger and the disabled."""
    reviewer = session.scalar(select(Reviewer).where(Reviewer.handle == handle))
    if reviewer is None:
        raise NotAReviewerError(handle, "is not a reviewer of this desk", _handles(session))
    if reviewer.disabled_at is not None:
        raise NotAReviewerError(handle, "may no longer act on this desk", _handles(session))
    return Actor(reviewer.id, reviewer.handle, reviewer.role, now)


def _handles(session: Session) -> list[str]:
    active = select(Reviewer.handle).where(Reviewer.disabled_at.is_(None)).order_by(Reviewer.id).limit(5)
    return list(session.scalars(active))
