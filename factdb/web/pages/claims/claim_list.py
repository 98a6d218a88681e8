"""The list of claims: filters in the address, facets with counts, pages by key, and exports of this very list."""

from __future__ import annotations

import sys
from contextlib import closing
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.responses import Response

from factdb.domain.claim_filter import NOBODY
from factdb.domain.enums import Status
from factdb.domain.search import filter_address, query
from factdb.domain.text import whole_number
from factdb.errors import FactdbError
from factdb.formats import rows as plain_rows
from factdb.formats.tables import table_writer
from factdb.formats.tables.table_writer import ExportFormat
from factdb.services.desk import reviewers
from factdb.services.exports.rows import EXPORTS
from factdb.services.reads import claim_list, saved_search_list
from factdb.web.answer_files import table_file
from factdb.web.rendering import MOST_FOUND_WITH_COUNTS, MOST_WITH_COUNTS, PAGE, link_with, next_page, shown_count
from factdb.web.visits import Refused, Visit, reading

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from starlette.datastructures import QueryParams

    from factdb.domain.claim_filter import ClaimFilter, ClaimRequest

_FORMATS = (ExportFormat.CSV, ExportFormat.XLSX, ExportFormat.PARQUET, ExportFormat.JSON)
_OF_A_VALUE = frozenset({400, 404})


@reading
def show(visit: Visit) -> Response:
    """Show the claims that the address asks for."""
    typed = visit.request.query_params
    try:
        claim_filter = filter_of(visit)
    except FactdbError as error:
        return _show_refused(visit, error)
    rows = claim_list.brief(visit.session, claim_filter, *_place(typed), limit=PAGE + 1, best_first=_is_ranked(typed))
    more = next_page(typed, rows, PAGE, itemgetter("id"))
    most = _most_counted(typed)
    counts = claim_list.counts(visit.session, claim_filter, most)
    return visit.show(
        "claims.html",
        rows=rows[:PAGE],
        facets=_facets(typed, counts.facets) if counts.facets else None,
        counted=shown_count(counts.total),
        more=more if not _is_ranked(typed) else None,
        query=urlencode([pair for pair in typed.multi_items() if pair[0] not in {"after", "counts"}]),
        files=[(str(fmt), table_writer.missing_extra(fmt)) for fmt in _FORMATS],
        **_filters(visit),
    )


def _show_refused(visit: Visit, error: FactdbError) -> Response:
    """Show the filters as they were typed, and what is wrong with one of them: a typo must not cost the others."""
    refused = Refused.of(error)
    if refused.status not in _OF_A_VALUE:
        raise error
    return visit.show("claims.html", refused.status, refused=refused, rows=[], more=None, query="", **_filters(visit))


def _filters(visit: Visit) -> dict[str, Any]:
    """Return what the filters of the page need beside the counts of their values."""
    typed = visit.request.query_params
    return {
        "typed": typed,
        "searches": list(saved_search_list.rows(visit.session, visit.reader, _most_counted(typed))),
        "reviewers": [NOBODY, *(handle for handle, _ in reviewers.handles(visit.session))],
        "statuses": list(Status),
    }


def _most_counted(typed: QueryParams) -> int:
    if "counts" in typed:
        return sys.maxsize
    return MOST_FOUND_WITH_COUNTS if typed.get("q") else MOST_WITH_COUNTS


@reading
def show_json(visit: Visit) -> Response:
    """Show a page of the list as rows, with the keys of `factdb claims list --json`."""
    typed = visit.request.query_params
    claim_filter = filter_of(visit)
    if _is_ranked(typed):
        rows = claim_list.ranked(visit.session, claim_filter, PAGE)
    else:
        rows = claim_list.rows(visit.session, claim_filter, *_place(typed), PAGE)
    return Response(plain_rows.document(list(rows)), media_type="application/json")


@partial(reading, for_long=True)
def export(visit: Visit) -> Response:
    """Send the claims of the list in a file, as `factdb export claims` writes it."""
    claim_filter = filter_of(visit)
    claims = EXPORTS["claims"]
    with closing(claims.rows(visit.session, claim_filter, visit.viewer)) as rows:
        return table_file("claims", rows, claims.columns, visit.request.path_params["fmt"])


def request_of(visit: Visit) -> ClaimRequest:
    """Return the request that an address stands for; refuse a word that no list has."""
    return filter_address.read(visit.request.query_params.multi_items(), visit.reader)


def filter_of(visit: Visit) -> ClaimFilter:
    """Return the filter that an address stands for."""
    return claim_list.resolve(visit.session, request_of(visit))


def _place(typed: QueryParams) -> tuple[str | None, int | None]:
    """Return the order of the list, if it is another one, and the claim that the page continues after."""
    return typed.get("sort") or None, whole_number(typed.get("after", ""))


def _is_ranked(typed: QueryParams) -> bool:
    """Return whether the best matches come first: for a search without another order."""
    return bool(query.parse(typed.get("q", ""))) and not typed.get("sort")


def _facets(
    typed: QueryParams, counts: Mapping[str, Counter[str | None]]
) -> dict[str, list[tuple[str, str, str, bool]]]:
    """Return the values of each facet: value, count, the address that switches it, and whether it is on."""
    facets: dict[str, list[tuple[str, str, str, bool]]] = {}
    for parameter, name in filter_address.FACETS.items():
        rows = []
        for value, count in counts[name].most_common():
            pair = (parameter, str(value)) if value is not None else ("undecided", "yes")
            if value is None and parameter != "verdict":
                continue
            is_on = pair[1] in typed.getlist(pair[0])
            rows.append((str(value or "undecided"), shown_count(count), link_with(typed, *pair), is_on))
        facets[parameter] = rows
    return facets
