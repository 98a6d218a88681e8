"""The lists of replies, complaints and corrections: what is due first, with the claims that it is about."""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from starlette.responses import Response

from factdb.domain.enums import ContactKind, ContactState
from factdb.domain.text import member, whole_number
from factdb.errors import UnknownWordError
from factdb.formats import rows as plain_rows
from factdb.reports import corrections
from factdb.reports.corrections import Place
from factdb.services.reads import claim_list
from factdb.services.reads.work import contact_list, correction_list
from factdb.services.reads.work.contact_list import ContactFilter
from factdb.web.rendering import PAGE, link_with, next_page
from factdb.web.visits import Visit, reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.services.reads.work.contact_list import ContactLine

_REPLIES = (ContactKind.REPLY, ContactKind.OUTREACH)
_COMPLAINTS = (ContactKind.COMPLAINT,)
_LOGGED = 20  # entries of the log on a page


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
        next_page=next_page(typed, rows, PAGE, attrgetter("id")),
    )


@reading
def show_corrections(visit: Visit) -> Response:
    """Show what is due first, then what waits for approval, then what was published; further pages have the last."""
    place = _log_place(visit)
    log, last = corrections.page(visit.session, place, _LOGGED)
    after = f"{last.claim}.{last.version}" if last else ""
    open_work = None if place else correction_list.open_corrections(visit.session, visit.viewer, visit.handle, PAGE)
    return visit.show(
        "corrections.html",
        languages=claim_list.languages(visit.session, (row["claim"] for row in log)),
        open_work=open_work,
        log=log,
        next_page=link_with(visit.request.query_params, "after", after, alone=True) if last else None,
    )


@reading
def show_corrections_json(visit: Visit) -> Response:
    """Show the same as data."""
    open_work = correction_list.open_corrections(visit.session, visit.viewer, visit.handle, PAGE)
    log, _ = corrections.page(visit.session, _log_place(visit), _LOGGED)
    document = {"promised": open_work.promised, "proposed": open_work.proposed, "published": log}
    return Response(plain_rows.document(document), media_type="application/json")


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
        next_page=next_page(typed, rows, PAGE, itemgetter("contact")),
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


def _log_place(visit: Visit) -> Place | None:
    """Return the entry that the log continues after: 7.2, and 7.0 for a retraction."""
    claim, _, version = visit.request.query_params.get("after", "").partition(".")
    numbers = whole_number(claim), whole_number(version)
    return None if numbers[0] is None or numbers[1] is None else Place(numbers[0], numbers[1])
