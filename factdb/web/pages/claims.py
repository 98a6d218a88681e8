"""The list of claims: filters in the address, facets with counts, and a page after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from factdb.domain.claim_filter import ClaimRequest
from factdb.domain.enums import Attribution, Kind, Status
from factdb.errors import UnknownWordError
from factdb.services.reads import claim_list
from factdb.web.visits import Visit, reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

    from starlette.datastructures import QueryParams
    from starlette.responses import Response

PAGE = 50
SHOWN_COUNT = 10_000
# Of each facet: the parameter in the address, and its name in the filter.
_FACETS = {
    "status": "statuses",
    "verdict": "verdicts",
    "quote_verdict": "quote_verdicts",
    "kind": "kinds",
    "attribution": "attributions",
}
_WORDS: dict[str, type[StrEnum]] = {"status": Status, "kind": Kind, "attribution": Attribution}
_NAMES = {"speaker": "speakers", "source": "sources", "topic": "topics", "assignee": "assignees"}


@reading
def show(visit: Visit) -> Response:
    """Show the claims that the address asks for."""
    typed = visit.request.query_params
    claim_filter = claim_list.resolve(visit.session, request_of(typed))
    words = typed.get("q", "").strip()
    after = typed.get("after", "")
    rows: Sequence[Any] = list(
        claim_list.rows(visit.session, claim_filter, after=int(after) if after.isdecimal() else None, limit=PAGE + 1)
    )
    facets = {
        parameter: [
            (
                value,
                _shown_count(count),
                link_with(typed, parameter, str(value)),
                str(value) in typed.getlist(parameter),
            )
            for value, count in claim_list.facets(visit.session, claim_filter)[name].most_common()
            if value is not None
        ]
        for parameter, name in _FACETS.items()
    }
    more = link_with(typed, "after", str(rows[PAGE - 1]["id"]), alone=True) if len(rows) > PAGE else None
    return visit.show("claims.html", rows=rows[:PAGE], facets=facets, more=more, words=words, typed=typed)


def request_of(typed: QueryParams) -> ClaimRequest:
    """Return the request that an address stands for; refuse a word that no list has."""
    given: dict[str, Any] = {name: typed.getlist(parameter) for parameter, name in (_FACETS | _NAMES).items()}
    for parameter, closed in _WORDS.items():
        given[_FACETS[parameter]] = [_word(parameter, closed, word) for word in typed.getlist(parameter)]
    articles = [int(number) for number in typed.getlist("article") if number.isdecimal()]
    return ClaimRequest(q=typed.get("q") or None, articles=articles, **given)


def link_with(typed: QueryParams, parameter: str, value: str, *, alone: bool = False) -> str:
    """Return the address with a value switched on, or off if it is on; another filter begins at the first page."""
    pairs = [pair for pair in typed.multi_items() if pair[0] != "after" and not (alone and pair[0] == parameter)]
    pair = (parameter, value)
    pairs = [other for other in pairs if other != pair] if pair in pairs else [*pairs, pair]
    return f"?{urlencode(pairs)}"


def _word(parameter: str, closed: type[StrEnum], word: str) -> StrEnum:
    if word not in list(closed):
        raise UnknownWordError(parameter, word, list(closed))
    return closed(word)


def _shown_count(count: int) -> str:
    return f"{SHOWN_COUNT:,}+" if count > SHOWN_COUNT else f"{count:,}"
