"""Lists claims: looks up the names of a request, and reads the rows of v1_claims."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from sqlalchemy import func, select

from factdb.domain import dates
from factdb.domain.claim_filter import ClaimFilter, criteria_of
from factdb.domain.enums import OPEN_STATUSES, WAITING_STATUSES
from factdb.domain.search import query
from factdb.errors import UnknownWordError
from factdb.services.reads.row_types import BriefRow
from factdb.store.claims import queries
from factdb.store.reading_cache import until_written
from factdb.store.tables import RATINGS
from factdb.store.views import V1_CLAIMS, V1_CLAIMS_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import RowMapping, Select

    from factdb.domain.claim_filter import ClaimRequest
    from factdb.services.reads.row_types import ClaimRow, SearchedRow
    from factdb.store.sessions import OpenDatabase

Row = TypeVar("Row")
COLUMNS = tuple(column.name for column in V1_CLAIMS_COLUMNS)
FACETS: Mapping[str, str] = {
    "statuses": "status",
    "kinds": "kind",
    "attributions": "attribution",
    "verdicts": "truth_rating_id",
    "quote_verdicts": "quote_rating_id",
}
"""The criteria with few values, each with its column of claims."""
_RATED = frozenset({"verdicts", "quote_verdicts"})
_BRIEF = tuple(V1_CLAIMS.c[name] for name in BriefRow.__annotations__)
_PAGE = 1_000
_SMALL_DESK = 20_000  # as many claims are counted exactly, whatever their list
_SHOWN_AT_ONCE = 100


def resolve(session: OpenDatabase, request: ClaimRequest) -> ClaimFilter:
    """Replace names by numbers; the error for an unknown name suggests similar names. `waits_for` needs a session."""
    claim_filter = ClaimFilter(**criteria_of(request))
    for applies, statuses in ((request.is_open, OPEN_STATUSES), (request.waits_for, WAITING_STATUSES)):
        if applies:  # as statuses, because their index has only these claims
            both = [status for status in statuses if status in (claim_filter.statuses or statuses)]
            if not both:
                return ClaimFilter(ids=())
            claim_filter = replace(claim_filter, statuses=both)
    if request.verdicts or request.quote_verdicts or request.answers_for:
        claim_filter = replace(claim_filter, ratings=_rating_numbers(session))
    if request.q is not None:
        claim_filter = replace(claim_filter, words=query.parse(request.q))
        if not claim_filter.words:
            return ClaimFilter(ids=())  # a search without words finds nothing
    if not request.has_names:
        return claim_filter
    from factdb.services.reads import filter_names  # noqa: PLC0415 - a list without names does not wait for it

    return filter_names.with_numbers(session, request, claim_filter)


def languages(session: OpenDatabase, numbers: Iterable[int]) -> dict[int, str]:
    """Return the languages of claims by number, of those whose language is known."""
    claims = set(numbers)
    if not claims:
        return {}
    columns = select(V1_CLAIMS.c.id, V1_CLAIMS.c.language)
    rows = session.execute(columns.where(V1_CLAIMS.c.id.in_(claims), V1_CLAIMS.c.language.is_not(None)))
    return {row.id: row.language for row in rows}


def _rating_numbers(session: OpenDatabase) -> dict[tuple[str, str], list[int]]:
    """Return the numbers of the ratings by question and code; several scales can have the same code."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for question, code, number in session.execute(queries.rating_numbers(session)):
        numbers.setdefault((question, code), []).append(number)
    return numbers


def rows(
    session: OpenDatabase,
    claim_filter: ClaimFilter,
    sort: str | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Iterator[ClaimRow]:
    """Return claims as dictionaries by the columns of v1_claims; flags and topics are lists, months are 2021-07."""
    if sort is None:
        return _pages(session, claim_filter, after, limit)
    require_column(sort)
    return _read(session, queries.claims(claim_filter, sort, after, limit))


def brief(
    session: OpenDatabase,
    claim_filter: ClaimFilter,
    sort: str | None = None,
    after: int | None = None,
    *,
    limit: int,
    best_first: bool = False,
) -> list[BriefRow]:
    """Return a page of a list with the few columns that its lines show: all others would take as long again.

    With `best_first` it is a page of `ranked`, else one of `rows`.
    """
    if sort is not None:
        require_column(sort)

    def read(query: Select[Any]) -> list[BriefRow]:
        return [_brief(row) for row in session.execute(query.with_only_columns(*_BRIEF)).mappings()]

    return _best(claim_filter, limit, read) if best_first else read(queries.claims(claim_filter, sort, after, limit))


def searched(session: OpenDatabase, claim_filter: ClaimFilter, matches: Iterator[ClaimRow]) -> Iterator[SearchedRow]:
    """Return claims found by a search, each with the text that has most of the words, with these words marked."""
    while page := list(islice(matches, _SHOWN_AT_ONCE)):
        excerpts: dict[int, list[str]] = {}
        for number, excerpt in session.execute(queries.excerpts([row["id"] for row in page])):
            excerpts.setdefault(number, []).append(excerpt)
        for row in page:
            texts = [row["claim"], row["quote"], *excerpts.get(row["id"], ()), row["speaker"], row["source"]]
            marked = [query.snippet(text, claim_filter.words) for text in texts if text]
            yield {**row, "snippet": max(marked, key=itemgetter(0))[1]}


def ranked(session: OpenDatabase, claim_filter: ClaimFilter, limit: int | None = None) -> Iterator[ClaimRow]:
    """Return claims found by a search, sorted by how well their own words match."""
    if limit is not None:
        return iter(_best(claim_filter, limit, partial(_read, session)))
    return _read(session, queries.ranked(claim_filter))


def _best(claim_filter: ClaimFilter, limit: int, read: Callable[[Select[Any]], Iterable[Row]]) -> list[Row]:
    """Read the claims whose own words match; all others of the search only where these do not fill a page."""
    best = list(read(queries.ranked(claim_filter, limit, only_fitting=True)))
    return best if len(best) == limit else list(read(queries.ranked(claim_filter, limit)))


def count(session: OpenDatabase, claim_filter: ClaimFilter) -> int:
    """Count the claims of a list."""

    def read() -> int:
        return session.scalar(queries.count(claim_filter)) or 0

    return until_written(session, (count, repr(claim_filter)), read)


def count_up_to(session: OpenDatabase, claim_filter: ClaimFilter, most: int) -> int:
    """Count the claims of a list, but no more than one above `most`."""

    def read() -> int:
        matches = queries.ids(claim_filter).limit(most + 1).subquery()
        return session.scalar(select(func.count()).select_from(matches)) or 0

    return until_written(session, (count_up_to, repr(claim_filter), most), read)


class Counts(NamedTuple):
    """How many claims a list has, and how many by criterion and value; None for the latter of a list that is too long.

    Beside a value stands how many claims the list would have with it: the criterion's own values do not limit its
    numbers, all others do. None stands for undecided.
    """

    total: int
    facets: Mapping[str, Counter[str | None]] | None


def counts(session: OpenDatabase, claim_filter: ClaimFilter, most: int) -> Counts:
    """Count the claims of a list, for the numbers beside the choices of a page.

    Of a list with more than `most` claims, the total is more than that, and nothing else is counted: it takes long. A
    small desk is always counted.
    """

    def read() -> Counts:
        if is_longer(session, max(most, _SMALL_DESK)) and (total := count_up_to(session, claim_filter, most)) > most:
            return Counts(total, None)
        return facets(session, claim_filter)

    return until_written(session, (counts, repr(claim_filter), most), read)


def is_longer(session: OpenDatabase, most: int) -> bool:
    """Return whether the list of all claims may have more than `most`."""
    return (session.scalar(queries.highest_number()) or 0) > most


def facets(session: OpenDatabase, claim_filter: ClaimFilter) -> Counts:
    """Count the claims of a list, however long it is: one read of an index that has these columns alone."""
    codes: dict[int | None, str] = dict(list(session.execute(select(RATINGS.c.id, RATINGS.c.code))))
    chosen = {
        place: {number for number, code in codes.items() if code in values} if name in _RATED else values
        for place, name in enumerate(FACETS)
        if (values := frozenset(getattr(claim_filter, name)))
    }
    others = replace(claim_filter, statuses=(), kinds=(), attributions=(), verdicts=(), quote_verdicts=())
    groups = session.execute(queries.group_sizes(others, tuple(FACETS.values()))).all()
    by_criterion: dict[str, Counter[str | None]] = {}
    for place, name in enumerate(FACETS):
        sizes: dict[Any, int] = {}
        for group in _that_have(groups, {column: values for column, values in chosen.items() if column != place}):
            sizes[group[place]] = sizes.get(group[place], 0) + group[-1]
        by_criterion[name] = Counter()
        for value, size in sizes.items():
            by_criterion[name][codes.get(value) if name in _RATED else value] += size
    return Counts(sum(group[-1] for group in _that_have(groups, chosen)), by_criterion)


def _that_have(groups: Sequence[Any], chosen: Mapping[int, Container[Any]]) -> Sequence[Any]:
    """Return the groups that have one of the wanted values in each of these places."""
    if not chosen:
        return groups
    return [group for group in groups if all(group[place] in values for place, values in chosen.items())]


def require_column(sort: str) -> None:
    """Raise an error for an unknown column to sort by."""
    if sort.removeprefix("-") not in COLUMNS:
        raise UnknownWordError("column", sort.removeprefix("-"), COLUMNS)


def _pages(
    session: OpenDatabase, claim_filter: ClaimFilter, after: int | None, limit: int | None
) -> Iterator[ClaimRow]:
    """Read page after page, so that a long list starts at once, and is never in memory or sorted as a whole."""
    remaining = sys.maxsize if limit is None else limit
    while remaining > 0:
        size = min(remaining, _PAGE)
        page = session.execute(queries.claims(claim_filter, None, after, size)).mappings().all()
        yield from (shown(dict(row)) for row in page)
        if len(page) < size:
            return
        after, remaining = page[-1]["id"], remaining - size


def _read(session: OpenDatabase, query: Select[Any]) -> Iterator[ClaimRow]:
    """Run the query when the first row is needed; close the server's cursor even if the reader stops early."""
    with session.execute(query, execution_options={"yield_per": _PAGE}) as result:
        yield from (shown(dict(row)) for row in result.mappings())


def _brief(row: RowMapping) -> BriefRow:
    return cast("BriefRow", {**row, "said_on": dates.shown(row["said_on"], row["said_precision"])})


def shown(row: dict[str, Any]) -> ClaimRow:
    """Return a row of v1_claims in the form for output."""
    row["said_on"] = dates.shown(row["said_on"], row["said_precision"])
    for column in ("flags", "topics"):
        row[column] = row[column].split(", ") if row[column] else []
    return cast("ClaimRow", row)
