"""The speakers and sources of an undone import that no claim needs any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from factdb.domain.enums import Status
from factdb.domain.history import chain
from factdb.domain.history.events import DeskEvent
from factdb.store import counted_checks
from factdb.store.base import living_id
from factdb.store.models import Claim, DeskHistory, Import, OtherCheck, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

_AT_ONCE = 500


def unused_names(session: Session, row: Import) -> tuple[list[str], list[str]]:
    """Return the names of speakers and of sources, in the order in which the import brought them."""
    return (
        list(_unused(session, row, DeskEvent.SPEAKER_ADDED, Speaker)),
        list(_unused(session, row, DeskEvent.SOURCE_ADDED, Source)),
    )


def _unused(session: Session, row: Import, event: DeskEvent, owner: Any) -> Iterator[str]:  # noqa: ANN401 - Speaker or Source
    of_import = DeskHistory.kind == event, DeskHistory.at == row.at, DeskHistory.actor_id == row.by_id
    bodies = session.scalars(select(DeskHistory.body).where(*of_import).order_by(DeskHistory.seq)).all()
    uids = [chain.read(body)["uid"] for body in bodies]
    for start in range(0, len(uids), _AT_ONCE):
        yield from _without_claims(session, owner, uids[start : start + _AT_ONCE])


def _without_claims(session: Session, owner: Any, uids: Sequence[str]) -> Iterator[str]:  # noqa: ANN401 - the same
    column = Claim.speaker_id if owner is Speaker else Claim.source_id
    uses = [_uses(owner, column, Claim.status != Status.DECLINED)]
    if owner is Source:
        uses.append(_uses(owner, OtherCheck.source_id, counted_checks.counts()))
    # One that was merged since is another name of the one that it was merged into.
    unused = select(owner.name).where(owner.uid.in_(uids), owner.merged_into_id.is_(None), ~or_(*uses))
    yield from session.scalars(unused.order_by(owner.id))


def _uses(owner: Any, column: Any, counts: ColumnElement[bool]) -> ColumnElement[bool]:  # noqa: ANN401 - the same
    """Return the condition that something that counts refers to an owner, or to one that was merged into it."""
    named = aliased(owner)
    return select(column).join(named, named.id == column).where(living_id(named) == owner.id, counts).exists()
