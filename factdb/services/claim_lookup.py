"""Finds the claims that a user names by number or uid; an unknown claim is an error.

A separate module without models: `claims list --after 7` uses it, and would start a third slower with models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, String, column, or_, select, table

from factdb.errors.claims import NoSuchClaimError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

# Neither the model nor the views: importing them would take long, just to read two columns.
_CLAIMS = table("claims", column("id", Integer), column("uid", String))


def claim_number(session: Session, name: int | str) -> int:
    """Return the number of one claim."""
    return claim_numbers(session, [name])[0]


def claim_numbers(session: Session, names: Iterable[int | str]) -> list[int]:
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
    numbers = _CLAIMS.c.id.in_([name for name in names if isinstance(name, int)])
    uids = _CLAIMS.c.uid.in_([name for name in names if isinstance(name, str)])
    return select(_CLAIMS.c.id, _CLAIMS.c.uid).where(or_(numbers, uids))
