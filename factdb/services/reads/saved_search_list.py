"""Reads the saved searches of one person: their filters, how many claims match, and what changed meanwhile."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from factdb.domain import names
from factdb.domain.search import filter_address
from factdb.errors import FactdbError
from factdb.services.desk import saved_searches
from factdb.services.people import topics
from factdb.services.reads import claim_list
from factdb.store.models import Reviewer, SavedSearch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from factdb.domain.claim_filter import ClaimRequest
    from factdb.domain.search.filter_address import Reader
    from factdb.services.reads.list_types import SearchRow

COLUMNS = ("name", "claims", "query", "notice", "saved_at")
TABLE_COLUMNS = ("name", "claims", "query", "notice")
MOST_COUNTED = 10_000


class OpenedSearch(NamedTuple):
    """A saved search as it runs now: topics that were renamed have their new name, and `notices` say so."""

    request: ClaimRequest
    sort: str | None
    notices: list[str]

    @property
    def query(self) -> str:
        """The filters and the order, as in the address of the list."""
        return filter_address.written(filter_address.pairs_of(self.request, self.sort))


def rows(session: Session, reader: Reader, most: int = sys.maxsize) -> Iterator[SearchRow]:
    """Yield the searches of a person by name. On a ledger with more claims than `most` nothing is counted."""
    counts = not claim_list.is_longer(session, most)
    for search in session.scalars(_of(reader.handle).order_by(SavedSearch.name_key)):
        yield _row(session, search, reader, counts=counts)


def opened(session: Session, name: str, reader: Reader) -> OpenedSearch:
    """Return one of the person's searches; the error for an unknown name suggests similar names of theirs."""
    search = session.scalar(_of(reader.handle).where(SavedSearch.name_key == names.name_key(name)))
    if search is None:
        owner = session.scalar(select(Reviewer.id).where(Reviewer.handle == reader.handle))
        search = saved_searches.require_search(session, owner or 0, None, name)
    return _open(session, search, reader)


def _of(handle: str) -> Select[SavedSearch]:
    return select(SavedSearch).join(SavedSearch.reviewer).where(Reviewer.handle == handle)


def _row(session: Session, search: SavedSearch, reader: Reader, *, counts: bool) -> SearchRow:
    query, notices, claims = search.query, [], None
    try:
        now = _open(session, search, reader)
        query, notices = now.query, now.notices
        claim_filter = claim_list.resolve(session, now.request)
        claims = claim_list.count_up_to(session, claim_filter, MOST_COUNTED) if counts else None
    except FactdbError as error:  # of this search alone: the others are listed all the same
        notices = [str(error)]
    return {
        "name": search.name,
        "claims": claims,
        "query": query,
        "notice": " ".join(notices) or None,
        "saved_at": search.saved_at,
    }


def _open(session: Session, search: SavedSearch, reader: Reader) -> OpenedSearch:
    pairs = filter_address.parsed(search.query)
    request = filter_address.read(pairs, reader)
    current = [topics.renamed_since(session, name, search.saved_at) for name in request.topics]
    notices = [
        f'The topic "{was}" is now called "{now}".'
        for was, now in zip(request.topics, current, strict=True)
        if names.name_key(was) != names.name_key(now)
    ]
    return OpenedSearch(replace(request, topics=current), filter_address.sort_of(pairs), notices)
