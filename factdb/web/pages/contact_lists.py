"""The lists of replies and of complaints: what is due first, with the claims that the contacts are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from factdb.domain.enums import ContactKind, ContactState
from factdb.domain.text import member, whole_number
from factdb.errors import UnknownWordError
from factdb.formats import rows as plain_rows
from factdb.services.reads.work import contact_list
from factdb.services.reads.work.contact_list import ContactFilter
from factdb.web.pages.claims import PAGE, link_with
from factdb.web.visits import Visit, reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.services.reads.work.contact_list import ContactLine

_REPLIES = (ContactKind.REPLY, ContactKind.OUTREACH)
_COMPLAINTS = (ContactKind.COMPLAINT,)


@reading
def show_replies(visit: Visit) -> Response:
    """Show whom the desk asked for a reply or a correction, and who answered."""
    return _show(visit, "Replies", _REPLIES)


@reading
def show_complaints(visit: Visit) -> Response:
    """Show the complaints about claims; who complained is for reviewers."""
    return _show(visit, "Complaints", _COMPLAINTS)


@reading
def show_replies_json(visit: Visit) -> Response:
    """Show a page of the replies as rows."""
    return _rows_of(visit, _REPLIES)


@reading
def show_complaints_json(visit: Visit) -> Response:
    """Show a page of the complaints as rows."""
    return _rows_of(visit, _COMPLAINTS)


@reading
def show_unasked(visit: Visit) -> Response:
    """Show the published claims for which nobody was asked for a reply."""
    after = whole_number(visit.request.query_params.get("after", ""))
    rows = visit.session.execute(contact_list.published_unasked(after).limit(PAGE + 1)).all()
    typed = visit.request.query_params
    return visit.show(
        "unasked.html",
        rows=rows[:PAGE],
        next_page=link_with(typed, "after", str(rows[PAGE - 1].id), alone=True) if len(rows) > PAGE else None,
    )


def _show(visit: Visit, title: str, kinds: Sequence[ContactKind]) -> Response:
    typed, chosen = visit.request.query_params, _filter(visit, kinds)
    rows = _lines(visit, chosen, PAGE + 1)
    counted = contact_list.counts(visit.session, chosen.kinds, chosen.today)
    return visit.show(
        "contacts.html",
        title=title,
        rows=rows[:PAGE],
        state=chosen.state,
        counted=counted,
        kind=chosen.kinds[0] if len(chosen.kinds) == 1 else None,
        kinds=kinds,
        next_page=link_with(typed, "after", rows[PAGE - 1]["contact"], alone=True) if len(rows) > PAGE else None,
    )


def _rows_of(visit: Visit, kinds: Sequence[ContactKind]) -> Response:
    rows = _lines(visit, _filter(visit, kinds), PAGE)
    return Response(plain_rows.document(rows), media_type="application/json")


def _filter(visit: Visit, kinds: Sequence[ContactKind]) -> ContactFilter:
    typed = visit.request.query_params
    kind, state = typed.get("kind"), typed.get("state") or str(ContactState.OPEN)
    chosen = [word for word in kinds if word == kind] if kind else kinds
    if not chosen:
        raise UnknownWordError("kind", typed["kind"], kinds)
    return ContactFilter(chosen, member(ContactState, "state", state), visit.now.date())


def _lines(visit: Visit, chosen: ContactFilter, limit: int) -> list[ContactLine]:
    claim, _, n = visit.request.query_params.get("after", "").partition(".c")
    number, place = whole_number(claim), whole_number(n)
    after = None if number is None or place is None else (number, place)
    return contact_list.lines(visit.session, chosen, visit.viewer, after, limit)
