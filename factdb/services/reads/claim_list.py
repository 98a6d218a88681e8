"""Finds claims as people ask for them: resolves the names they type, and reads the rows of v1_claims."""

from __future__ import annotations

import sys
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from factdb.domain import dates
from factdb.domain.search import query
from factdb.errors import NoSuchError, UnknownWordError
from factdb.store.claims import queries
from factdb.store.claims.conditions import ClaimFilter
from factdb.store.views import V1_CLAIMS_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from factdb.services.reads.filter_names import Wanted

COLUMNS = tuple(column.name for column in V1_CLAIMS_COLUMNS)
_PAGE = 1_000
_SHOWN_AT_ONCE = 100
_NAMES = ("verdicts", "quote_verdicts", "speakers", "sources", "topics", "assignees")
_AS_THEY_ARE = (
    "statuses", "answers_for", "kinds", "attributions", "since", "until", "changed_since", "due_before",
    "no_evidence", "undecided",
)  # fmt: skip


def resolve(session: Session, wanted: Wanted) -> ClaimFilter:
    """Turn names into numbers; a name that nobody bears is refused with the near ones."""
    same = {name: getattr(wanted, name) for name in _AS_THEY_ARE}
    if wanted.verdicts or wanted.quote_verdicts or wanted.answers_for:
        same["ratings"] = _rating_numbers(session)
    if wanted.q is not None:
        same["words"] = query.parse(wanted.q)
        if not same["words"]:
            return ClaimFilter(ids=())  # what holds no word finds nothing
    if wanted.claims is None and not any(getattr(wanted, name) for name in _NAMES):
        return ClaimFilter(**same)
    from factdb.services.reads import filter_names  # noqa: PLC0415 - a list without names needs no models: it is a third quicker

    return filter_names.with_numbers(session, wanted, ClaimFilter(**same))


def _rating_numbers(session: Session) -> dict[tuple[str, str], list[int]]:
    """Return the numbers of the ratings by question and code: other publishers' scales have some codes too."""
    found: dict[tuple[str, str], list[int]] = {}
    for question, code, number in session.execute(queries.rating_numbers()):
        found.setdefault((question, code), []).append(number)
    return found


def rows(
    session: Session,
    wanted: ClaimFilter,
    sort: str | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Iterator[dict[str, Any]]:
    """Return the claims, keyed by the columns of v1_claims; flags and topics are lists, months are 2021-07."""
    if sort is None:
        return _pages(session, wanted, after, limit)
    require_column(sort)
    return _read(session, queries.claims(wanted, sort, after, limit))


def searched(session: Session, wanted: ClaimFilter, found: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Return claims that a search found, each with the text that has most of the words, these marked."""
    while page := list(islice(found, _SHOWN_AT_ONCE)):
        excerpts: dict[int, list[str]] = {}
        for number, excerpt in session.execute(queries.excerpts([row["id"] for row in page])):
            excerpts.setdefault(number, []).append(excerpt)
        for row in page:
            texts = [row["claim"], row["quote"], *excerpts.get(row["id"], ()), row["speaker"], row["source"]]
            marked = [query.snippet(text, wanted.words) for text in texts if text]
            yield {**row, "snippet": max(marked, key=itemgetter(0))[1]}


def ranked(session: Session, wanted: ClaimFilter, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """Return the claims that a search found, those first whose own words fit it best."""
    return _read(session, queries.ranked(wanted, limit))


def require_column(sort: str) -> None:
    """Refuse to order by what is no column."""
    if sort.removeprefix("-") not in COLUMNS:
        raise UnknownWordError("column", sort.removeprefix("-"), COLUMNS)


def number_of(session: Session, name: int | str) -> int:
    """Return a claim's number, or refuse one that isn't there; it needs no models."""
    found = session.scalar(queries.number(name))
    if found is None:
        raise NoSuchError("claim", name, next_step="those that there are: factdb claims list")
    return found


def _pages(session: Session, wanted: ClaimFilter, after: int | None, limit: int | None) -> Iterator[dict[str, Any]]:
    """Read page after page: a long list begins at once, and is neither held nor sorted as a whole."""
    left = sys.maxsize if limit is None else limit
    while left > 0:
        size = min(left, _PAGE)
        page = session.execute(queries.claims(wanted, None, after, size)).mappings().all()
        yield from (listed(dict(row)) for row in page)
        if len(page) < size:
            return
        after, left = page[-1]["id"], left - size


def _read(session: Session, query: Select[Any]) -> Iterator[dict[str, Any]]:
    """Run the query when its first row is wanted; close the server's cursor also where who reads stops early."""
    with session.execute(query, execution_options={"yield_per": _PAGE}) as found:
        yield from (listed(dict(row)) for row in found.mappings())


def listed(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of v1_claims as people and programs are shown it."""
    row["said_on"] = dates.shown(row["said_on"], row["said_precision"])
    for column in ("flags", "topics"):
        row[column] = row[column].split(", ") if row[column] else []
    return row
