"""Finds the claims that a user names by number or uid, and who has taken a claim; an unknown claim is an error.

A separate module without models: `claims list --after 7` uses it, and would start a third slower with models.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, or_, select

from factdb.errors.claims import NoSuchClaimError
from factdb.store.tables import CLAIMS, LEASES, REVIEWERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from factdb.store.models import Claim
    from factdb.store.sessions import OpenDatabase


def claim_number(session: OpenDatabase, name: int | str) -> int:
    """Return the number of one claim."""
    return claim_numbers(session, [name])[0]


def claim_numbers(session: OpenDatabase, names: Iterable[int | str]) -> list[int]:
    """Return the numbers of claims, in the given order."""
    names = list(names)
    numbers: dict[int | str, int] = {}
    for row in session.execute(_select_named(names)):
        numbers |= {row.id: row.id, row.uid: row.id}
    for name in names:
        if name not in numbers:
            raise NoSuchClaimError(name)
    return [numbers[name] for name in names]


def _select_named(names: Sequence[int | str]) -> Select[int, str]:
    """Select number and uid of the claims that are named by number or by uid."""
    numbers = CLAIMS.c.id.in_([name for name in names if isinstance(name, int)])
    uids = CLAIMS.c.uid.in_([name for name in names if isinstance(name, str)])
    return select(CLAIMS.c.id, CLAIMS.c.uid).where(or_(numbers, uids))


def claim_named(session: Session, name: int | str) -> Claim:
    """Return a claim by its number or uid, as its model."""
    from factdb.store.models import Claim  # noqa: PLC0415 - whoever needs only the number does not wait for the models

    number = name if isinstance(name, int) else claim_number(session, name)
    claim = session.get(Claim, number)
    if claim is None:
        raise NoSuchClaimError(name)
    return claim


def lease_holder(session: OpenDatabase, claim_id: int, moment: datetime) -> tuple[str, datetime] | None:
    """Return the handle of the lease holder of a claim and the end of the lease; None if there is no lease."""
    lease = session.execute(_holder(), {"claim": claim_id, "moment": moment}).first()
    return (lease.handle, lease.until) if lease else None


@cache
def _holder() -> Select[str, datetime]:
    query = select(REVIEWERS.c.handle, LEASES.c.until).join(LEASES, LEASES.c.reviewer_id == REVIEWERS.c.id)
    return query.where(LEASES.c.claim_id == bindparam("claim"), LEASES.c.until > bindparam("moment"))
