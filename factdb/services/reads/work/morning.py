"""The start page of a reviewer: all open work of the desk, in sections, each with the command that lists it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain.claim_filter import NOBODY, ClaimFilter, ClaimRequest
from factdb.domain.enums import WAITING_STATUSES, ContactKind, Status
from factdb.domain.page_states import PageFilter
from factdb.services.reads import cited_page_list, claim_list, filter_names
from factdb.services.reads.work.contact_list import DUE_AFTER
from factdb.store.claims import replies
from factdb.store.models import Reviewer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from factdb.services.actor import Viewer

SHOWN = 5
_SOON = timedelta(days=30)
# The start page looks at so many of the claims that wait for an approval; `claims list --waits-for` at all.
_MOST_JUDGED = 200
PAGES = "cited pages to look at"
PAGE_COLUMNS = ("id", "state", "checked_at", "evidence", "url")
CLAIM_COLUMNS = ("id", "speaker", "said_on", "verdict", "quote_verdict", "status", "claim")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the open work: its title, the number of its rows, the first of them, and the command that lists all."""

    title: str
    command: str
    count: int
    columns: Sequence[str] = CLAIM_COLUMNS
    first: Sequence[Any] = field(default=())
    scope: str = ""
    """Of which claims the rows are, where it is not of all."""


def sections(
    session: Session, handle: str, viewer: Viewer, now: datetime, most: int | None = None
) -> Iterator[Section]:
    """Yield the sections in order; "due" has undecided promises and predictions due within 30 days.

    With `most`, a count of more than that is one more than that: nobody waits for the exact number of many.
    """
    is_reviewer = session.scalar(select(Reviewer.id).where(Reviewer.handle == handle)) is not None
    waiting = claim_list.count(session, ClaimFilter(statuses=WAITING_STATUSES))
    scope = f" (of the first {_MOST_JUDGED} that wait)" if waiting > _MOST_JUDGED else ""
    mine = ClaimRequest(assignees=[handle], is_open=True) if is_reviewer else ClaimFilter(ids=())
    judged = filter_names.judge_waiting(session, handle, now, _MOST_JUDGED)
    approvable, others = judged or ((), None)
    for title, request, command in (
        ("mine", mine, "list --mine --open"),
        ("due", ClaimFilter(due_by=due_by(now)), "due"),
        ("new", ClaimRequest(statuses=[Status.NEW]), "list --status new"),
        (
            "in review by nobody",
            ClaimRequest(statuses=[Status.IN_REVIEW], assignees=[NOBODY]),
            f"list --status in-review --assignee {NOBODY}",
        ),
        (
            "waiting for your approval",
            ClaimFilter(statuses=WAITING_STATUSES, ids=approvable),
            "list --waits-for me",
        ),
        (
            "waiting for the approval of others",
            ClaimFilter(statuses=WAITING_STATUSES, ids=others),
            "list --waits-for others",
        ),
    ):
        claim_filter = claim_list.resolve(session, request) if isinstance(request, ClaimRequest) else request
        count = claim_list.count_up_to(session, claim_filter, most) if most else claim_list.count(session, claim_filter)
        first = claim_list.brief(session, claim_filter, limit=SHOWN) if count else ()
        yield Section(title, f"factdb claims {command}", count, first=first, scope=scope if "approval" in title else "")
    complaints = replies.ReplyFilter([ContactKind.COMPLAINT])
    yield _contacts(session, viewer, "complaints open", complaints, "--kind complaint")
    overdue = replies.ReplyFilter([ContactKind.REPLY], (now - DUE_AFTER).date())
    yield _contacts(session, viewer, "replies overdue", overdue, f"--kind reply --older-than {DUE_AFTER.days}d")
    yield _cited_pages(session, most)


def due_by(now: datetime) -> date:
    """Return the last day of the promises and predictions in the section "due"."""
    return (now + _SOON).date()


def _contacts(session: Session, viewer: Viewer, title: str, reply_filter: replies.ReplyFilter, options: str) -> Section:
    count = session.scalar(replies.count(reply_filter)) or 0
    query = replies.rows(reply_filter, with_complainants=viewer.reads_complaints).limit(SHOWN)
    first = [dict(row) for row in session.execute(query).mappings()] if count else ()
    return Section(title, f"factdb report replies {options}", count, replies.TABLE_COLUMNS, first)


def _cited_pages(session: Session, most: int | None) -> Section:
    """Return the cited pages that are no longer as they were cited, as far as checks saw it."""
    command = f"factdb documents list --state {PageFilter.NEEDS_LOOK}"
    count = cited_page_list.count(session, PageFilter.NEEDS_LOOK, most and most + 1)
    pages = islice(cited_page_list.pages(session, PageFilter.NEEDS_LOOK, at_once=SHOWN), SHOWN if count else 0)
    return Section(PAGES, command, count, PAGE_COLUMNS, list(pages))
