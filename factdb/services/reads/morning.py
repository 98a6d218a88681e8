"""The start page of a reviewer: assigned claims, due claims, claims waiting for approval, and new claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain.claim_filter import ClaimFilter
from factdb.domain.enums import Status
from factdb.store.claims import queries
from factdb.store.models import Reviewer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

_OPEN = (Status.NEW, Status.IN_REVIEW, Status.ON_HOLD, Status.REVIEWED)
_TO_APPROVE = (Status.REVIEWED, Status.CORRECTING)
_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with some claims, their total number, and the command that lists all of them."""

    title: str
    claim_filter: ClaimFilter
    command: str
    count: int


def sections(session: Session, handle: str, now: datetime) -> Iterator[Section]:
    """Yield the sections in order; "due" has undecided promises and predictions due within 30 days."""
    me = session.scalar(select(Reviewer.id).where(Reviewer.handle == handle))
    soon = (now + _SOON).date()
    filters = [
        ("mine", ClaimFilter(statuses=_OPEN, assignee_ids=[me or 0]), f"list --assignee {handle}"),
        ("due", ClaimFilter(due_by=soon), "due"),
        ("waiting for approval", ClaimFilter(statuses=_TO_APPROVE), "list --status reviewed --status correcting"),
        ("new", ClaimFilter(statuses=[Status.NEW]), "list --status new"),
    ]
    for title, claim_filter, command in filters:
        count = session.scalar(queries.count(claim_filter)) or 0
        yield Section(title, claim_filter, f"factdb claims {command}", count)
