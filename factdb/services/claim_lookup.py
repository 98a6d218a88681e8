"""Which claims somebody names, by number or uid; whoever names one that isn't there is refused.

A module of its own, without models: `claims list --after 7` finds its place by it, and would start a third slower.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.errors.claims import NoSuchClaimError
from factdb.store.claims import queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session


def claim_number(session: Session, name: int | str) -> int:
    """Return the number of one claim."""
    return claim_numbers(session, [name])[0]


def claim_numbers(session: Session, names: Iterable[int | str]) -> list[int]:
    """Return the numbers of claims, in the order in which they are named."""
    names = list(names)
    numbers: dict[int | str, int] = {}
    for row in session.execute(queries.named(names)):
        numbers |= {row.id: row.id, row.uid: row.id}
    for name in names:
        if name not in numbers:
            raise NoSuchClaimError(name)
    return [numbers[name] for name in names]
