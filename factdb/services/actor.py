"""The person who acts or views, the time, and the checks of their role."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from factdb.domain import workflow
from factdb.domain.enums import Role
from factdb.errors.claims import NotAReviewerError, RoleNeededError
from factdb.store.tables import REVIEWERS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select

    from factdb.store.sessions import OpenDatabase


@dataclass(frozen=True, slots=True)
class Actor:
    """The reviewer who acts, and the time; every service that writes takes an actor."""

    id: int
    handle: str
    role: Role
    now: datetime
    uid: str

    def require(self, command: str) -> None:
        """Raise an error if the role is too low for the command in the table of permissions."""
        self.require_role(workflow.ROLES_BY_COMMAND[command], command)

    def require_role(self, needed: Role, command: str) -> None:
        """Raise an error if the role is lower than the needed role."""
        if not self.role.covers(needed):
            raise RoleNeededError(self.handle, self.role, needed, command)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person who views, and the time. Somebody who is not a reviewer has no number and no role."""

    reviewer_id: int | None = None
    now: datetime | None = None
    role: Role | None = None

    @property
    def reads_complaints(self) -> bool:
        """Whether the viewer may know who complained, and read the complaint and its answer."""
        return self.role is not None and self.role.covers(workflow.COMPLAINT_READERS)


NOBODY = Viewer()


def find_viewer(session: OpenDatabase, handle: str, now: datetime) -> Viewer:
    """Return the viewer with this handle; a viewer need not be a reviewer."""
    reviewer = session.execute(_living(), {"handle": handle}).one_or_none()
    return Viewer(reviewer.id, now, Role(reviewer.role)) if reviewer else Viewer(None, now)


@cache
def _living() -> Select[int, str]:
    living = REVIEWERS.c.handle == bindparam("handle"), REVIEWERS.c.disabled_at.is_(None)
    return select(REVIEWERS.c.id, REVIEWERS.c.role).where(*living)


def find_actor(session: OpenDatabase, handle: str, now: datetime) -> Actor:
    """Return the reviewer with this handle as an actor; refuse unknown and disabled reviewers."""
    reviewer = session.execute(select(REVIEWERS).where(REVIEWERS.c.handle == handle)).one_or_none()
    if reviewer is None:
        raise NotAReviewerError(handle, "is not a reviewer of this desk", _handles(session))
    if reviewer.disabled_at is not None:
        raise NotAReviewerError(handle, "may no longer act on this desk", _handles(session))
    return Actor(reviewer.id, reviewer.handle, Role(reviewer.role), now, reviewer.uid)


def _handles(session: OpenDatabase) -> list[str]:
    active = select(REVIEWERS.c.handle).where(REVIEWERS.c.disabled_at.is_(None))
    return list(session.scalars(active.order_by(REVIEWERS.c.id).limit(5)))
