"""The condition under which another publisher's check counts, now or at an earlier time; the views have it in SQL.

A check of an import that was undone no longer counts, nor a check that a later import of the row withdrew, because the
earlier one had read it wrongly. Once that later import is undone, the check counts again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from factdb.store.models import Import, OtherCheck, WithdrawnCheck

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session


def counts(at: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition on `OtherCheck`; None stands for now."""
    is_undone = Import.undone_at.is_not(None) if at is None else Import.undone_at <= at
    is_in_force: ColumnElement[bool] = Import.undone_at.is_(None)
    if at is not None:
        is_in_force = and_(Import.at <= at, or_(is_in_force, Import.undone_at > at))
    undone = select(Import.id).where(Import.id == OtherCheck.import_id, is_undone)
    withdrawn = (
        select(WithdrawnCheck.n)
        .join(Import, Import.id == WithdrawnCheck.import_id)
        .where(WithdrawnCheck.claim_id == OtherCheck.claim_id, WithdrawnCheck.n == OtherCheck.n, is_in_force)
    )
    return and_(~undone.exists(), ~withdrawn.exists())


def claims_with_withdrawn(session: Session, numbers: Sequence[int]) -> set[int]:
    """Return those of the claims of which an import withdrew a check, unless that import was undone."""
    query = select(WithdrawnCheck.claim_id).join(Import, Import.id == WithdrawnCheck.import_id)
    return set(session.scalars(query.where(WithdrawnCheck.claim_id.in_(numbers), Import.undone_at.is_(None))))


def changed_by_undoing(session: Session, number: int, claims: Sequence[int]) -> dict[int, list[tuple[int, bool]]]:
    """Return by claim the checks that no longer count once an import is undone, and those that count again (True)."""
    brought = select(OtherCheck.claim_id, OtherCheck.n)
    brought = brought.where(OtherCheck.claim_id.in_(claims), OtherCheck.import_id == number, counts())
    checks: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for claim_id, n in session.execute(brought.order_by(OtherCheck.claim_id, OtherCheck.n)):
        checks[claim_id].append((n, False))
    for claim_id, n in session.execute(_counting_again(number, claims)):
        checks[claim_id].append((n, True))
    return checks


def _counting_again(number: int, claims: Sequence[int]) -> Select[int, int]:
    """Select the checks that nothing else keeps from counting than this import."""
    other, later = aliased(WithdrawnCheck), aliased(Import)
    withdrawn_otherwise = (
        select(other.n)
        .join(later, later.id == other.import_id)
        .where(other.claim_id == WithdrawnCheck.claim_id, other.n == WithdrawnCheck.n, other.import_id != number)
        .where(later.undone_at.is_(None))
    )
    is_check = and_(OtherCheck.claim_id == WithdrawnCheck.claim_id, OtherCheck.n == WithdrawnCheck.n)
    undone = select(Import.id).where(Import.id == OtherCheck.import_id, Import.undone_at.is_not(None))
    query = select(WithdrawnCheck.claim_id, WithdrawnCheck.n).join(OtherCheck, is_check)
    query = query.where(WithdrawnCheck.claim_id.in_(claims), WithdrawnCheck.import_id == number)
    return query.where(~undone.exists(), ~withdrawn_otherwise.exists()).order_by(OtherCheck.claim_id, OtherCheck.n)
