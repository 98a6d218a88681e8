"""The board of cited pages: their states, what is kept of them, and the evidence that cites them."""

from __future__ import annotations

import io
from contextlib import closing
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from starlette.responses import Response

from factdb.domain.page_states import PageFilter
from factdb.domain.text import member, whole_number
from factdb.formats import rows as plain_rows
from factdb.formats.rows import Format
from factdb.services.reads import cited_page_list
from factdb.web.rendering import PAGE, next_page, shown_count
from factdb.web.visits import Visit, reading

if TYPE_CHECKING:
    from factdb.services.reads.cited_page_list import CitedPageRow

# Up to here, the count of every state takes some tenths of a second; beyond, a page does not wait for them.
_MOST_WITH_COUNTS = 20_000


@reading
def show(visit: Visit) -> Response:
    """Show the cited pages that the address asks for."""
    typed, state = visit.request.query_params, _state(visit)
    rows = _rows(visit, PAGE + 1)
    total = cited_page_list.count(visit.session, limit=_MOST_WITH_COUNTS + 1)
    counts = None
    if total <= _MOST_WITH_COUNTS or "counts" in typed:
        counted = cited_page_list.counts(visit.session)
        counts = [(str(word), shown_count(counted[word]), word is state) for word in PageFilter if counted[word]]
    return visit.show(
        "evidence/board.html",
        rows=rows[:PAGE],
        state=str(state) if state else None,
        states=list(PageFilter),
        counts=counts,
        total=shown_count(total),
        next_page=next_page(typed, rows, PAGE, itemgetter("id")),
    )


@reading
def show_json(visit: Visit) -> Response:
    """Show a page of the board as rows."""
    return Response(plain_rows.document(_rows(visit, PAGE)), media_type="application/json")


@partial(reading, for_long=True)
def export(visit: Visit) -> Response:
    """Send all cited pages in the state that the address asks for, as a table."""
    table = io.StringIO()
    with closing(cited_page_list.pages(visit.session, _state(visit))) as rows:
        plain_rows.write(rows, cited_page_list.COLUMNS, Format.CSV, table)
    headers = {"content-disposition": 'attachment; filename="evidence.csv"'}
    return Response(table.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _state(visit: Visit) -> PageFilter | None:
    word = visit.request.query_params.get("state")
    return member(PageFilter, "state", word) if word else None


def _rows(visit: Visit, limit: int) -> list[CitedPageRow]:
    after = whole_number(visit.request.query_params.get("after", ""))
    return list(islice(cited_page_list.pages(visit.session, _state(visit), after, limit), limit))
