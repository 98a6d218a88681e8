"""Work on the database as a whole, for admins: upgrade its schema, rebuild its search index, copy it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from factdb.archive.capture_files import CaptureFolder, FileCopies
from factdb.domain.enums import Role
from factdb.domain.workflow import ROLES_BY_COMMAND
from factdb.errors.claims import NotAReviewerError, RoleNeededError
from factdb.errors.database import OtherToolError, TakenFileError
from factdb.settings import captures_beside
from factdb.store import search_index
from factdb.store.schema import schema
from factdb.store.schema.revision import Standing

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.engine import Database
    from factdb.store.schema.schema import Upgraded

_UPGRADE = "db upgrade"
# Plain SQL, not the model: it must fit every schema that can be upgraded, from 0001 on.
_ACTIVE_REVIEWERS = text("SELECT handle, role FROM reviewers WHERE disabled_at IS NULL ORDER BY id")


def upgrade(database: Database, handle: str, now: datetime, *, dry_run: bool = False) -> Upgraded:
    """Upgrade a database to the newest schema, or create the schema in an empty or missing one."""

    def permit(connection: Connection, state: Standing) -> None:
        if state is not Standing.EMPTY:
            _require_role(connection, handle)

    return schema.upgrade(database, now, dry_run=dry_run, permit=permit, acting=handle)


def make_current(database: Database, handle: str, now: datetime) -> Upgraded:
    """Do the same for somebody who only opens the desk: an upgrade needs its role, a current schema needs none."""

    def permit(connection: Connection, state: Standing) -> None:
        if state is Standing.OLDER:
            _require_role(connection, handle)

    return schema.upgrade(database, now, permit=permit, acting=handle)


def reindex(session: Session, actor: Actor) -> None:
    """Rebuild the search index from the rows that it indexes."""
    actor.require("db reindex")
    search_index.remake(session.connection())


def back_up(actor: Actor, database: Database, target: Path, folder: CaptureFolder | None = None) -> FileCopies:
    """Copy a SQLite database to a new file, and the files of its captures beside it; nothing is overwritten."""
    actor.require("db backup")
    if database.is_postgresql:
        raise OtherToolError
    if target.exists():
        raise TakenFileError(target)
    schema.backup(database, target)
    copies = CaptureFolder(captures_beside(target))
    return folder.copy_to(copies) if folder else FileCopies(copies.path)


def _require_role(connection: Connection, handle: str) -> None:
    """Refuse an upgrade by somebody without the role for it; let it pass where the desk has no admin to ask."""
    roles = {row.handle: Role(row.role) for row in connection.execute(_ACTIVE_REVIEWERS)}
    needed = ROLES_BY_COMMAND[_UPGRADE]
    if needed not in roles.values():
        return
    if handle not in roles:
        raise NotAReviewerError(handle, "is not an active reviewer of this desk", list(roles))
    if not roles[handle].covers(needed):
        raise RoleNeededError(handle, roles[handle], needed, _UPGRADE)
