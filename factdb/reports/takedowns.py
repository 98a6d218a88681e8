"""Counts the erasures that people asked for: how many, what became of them, and after how many days."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain.erasure import PEOPLE, ErasureState, ErasureSubject
from factdb.store.models import Erasure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

COLUMNS = ("kind", "asked", "done", "refused", "open", "median_days", "longest_days")
_DAY = 86_400  # seconds


def rows(session: Session, since: datetime | None = None) -> list[dict[str, Any]]:
    """Return a row for each kind of person with erasures asked since a time; nothing says who or what it was.

    The days are those from the request to its end, done or refused; they are None where all are open.
    """
    query = select(Erasure).order_by(Erasure.n)
    erasures = list(session.scalars(query if since is None else query.where(Erasure.asked_at >= since)))
    return [
        _row(PEOPLE[subject], of_subject)
        for subject in ErasureSubject
        if (of_subject := [erasure for erasure in erasures if erasure.subject is subject])
    ]


def _row(kind: str, erasures: Sequence[Erasure]) -> dict[str, Any]:
    states = [erasure.state for erasure in erasures]
    days = sorted(day for erasure in erasures if (day := _days(erasure)) is not None)
    return {
        "kind": kind,
        "asked": len(erasures),
        "done": states.count(ErasureState.DONE),
        "refused": states.count(ErasureState.REFUSED),
        "open": states.count(ErasureState.REQUESTED) + states.count(ErasureState.REMOVING),
        "median_days": median(days) if days else None,
        "longest_days": days[-1] if days else None,
    }


def _days(erasure: Erasure) -> int | None:
    end = erasure.decided_at if erasure.state is ErasureState.REFUSED else erasure.done_at
    return int((end - erasure.asked_at).total_seconds() // _DAY) if end else None
