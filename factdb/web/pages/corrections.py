"""Corrections: those that are due, those that wait for an editor, and the log of what readers were told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from factdb.domain.text import whole_number
from factdb.formats import rows as plain_rows
from factdb.reports import corrections
from factdb.reports.corrections import Place
from factdb.services.reads.work import correction_list
from factdb.web.pages.claims import PAGE, link_with
from factdb.web.visits import Visit, reading

if TYPE_CHECKING:
    from typing import Any

_LOGGED = 20  # entries of a page


@reading
def show(visit: Visit) -> Response:
    """Show what is due first, then what waits for approval, then what was published."""
    log, last = corrections.page(visit.session, _place(visit), _LOGGED)
    after = f"{last.claim}.{last.version}" if last else ""
    return visit.show(
        "corrections.html",
        promised=correction_list.promised_rows(visit.session, visit.viewer, PAGE),
        proposed=correction_list.proposed_rows(visit.session, visit.handle, visit.now, PAGE),
        log=log,
        is_first="after" not in visit.request.query_params,
        next_page=link_with(visit.request.query_params, "after", after, alone=True) if last else None,
    )


@reading
def show_json(visit: Visit) -> Response:
    """Show the same as data."""
    document: dict[str, Any] = {
        "promised": correction_list.promised_rows(visit.session, visit.viewer, PAGE),
        "proposed": correction_list.proposed_rows(visit.session, visit.handle, visit.now, PAGE),
        "published": corrections.page(visit.session, _place(visit), _LOGGED)[0],
    }
    return Response(plain_rows.document(document), media_type="application/json")


def _place(visit: Visit) -> Place | None:
    """Return the entry that the log continues after: 7.2, and 7.0 for a retraction."""
    claim, _, version = visit.request.query_params.get("after", "").partition(".")
    numbers = whole_number(claim), whole_number(version)
    return None if numbers[0] is None or numbers[1] is None else Place(numbers[0], numbers[1])
