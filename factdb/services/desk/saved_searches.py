"""Saved searches: the filters of a list that a person keeps under a name, for this person alone.

They say nothing about a claim, so they are not in the history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from factdb.domain import names
from factdb.domain.search import filter_address
from factdb.errors import BadValueError, NoSuchError
from factdb.errors.desk import NothingToSaveError, SearchNameTakenError, TooManySearchesError
from factdb.services.reads import claim_list
from factdb.store.models import Reviewer, SavedSearch

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.domain.search.filter_address import Pairs
    from factdb.services.actor import Actor

MOST_SEARCHES = 50
_LONGEST_QUERY = 4_000  # characters


def save(session: Session, actor: Actor, name: str, pairs: Pairs, *, replace: bool = False) -> SavedSearch:
    """Save the filters of an address under a name; with `replace`, the person's search of that name gets them.

    What the list itself would refuse is refused: a filter, a word or a name that it does not know.
    """
    actor.require("searches save")
    query = _checked_query(session, actor, pairs)
    search = _locked(session, actor, name)
    if search is not None and not replace:
        raise SearchNameTakenError(search.name, may_replace=True)
    if search is None:
        search = _add(session, actor, name)
    search.query, search.saved_at = query, actor.now
    session.flush()
    return search


def rename(session: Session, actor: Actor, name: str, new_name: str) -> SavedSearch:
    """Give one of the person's searches another name."""
    actor.require("searches rename")
    search = require_search(session, actor.id, _locked(session, actor, name), name)
    cleaned = names.clean_name(new_name, "name")
    taken = session.get(SavedSearch, (actor.id, names.name_key(cleaned)))
    if taken is not None and taken is not search:
        raise SearchNameTakenError(taken.name, may_replace=False)
    search.name, search.name_key = cleaned, names.name_key(cleaned)
    session.flush()
    return search


def delete(session: Session, actor: Actor, name: str) -> str:
    """Delete one of the person's searches; return its name."""
    actor.require("searches delete")
    search = require_search(session, actor.id, _locked(session, actor, name), name)
    session.delete(search)
    session.flush()
    return search.name


def require_search(session: Session, reviewer_id: int, search: SavedSearch | None, typed: str) -> SavedSearch:
    """Return the search; where the person has none of this name, the error suggests similar names of theirs."""
    if search is None:
        own = session.scalars(select(SavedSearch.name).where(SavedSearch.reviewer_id == reviewer_id))
        near = names.nearest_names(typed, own)
        raise NoSuchError("saved search", typed, near, "See your searches: factdb searches list")
    return search


def _checked_query(session: Session, actor: Actor, pairs: Pairs) -> str:
    filter_address.require_known(pairs)
    request = filter_address.read(pairs, filter_address.Reader(actor.handle, actor.now))
    claim_list.resolve(session, request)
    if sort := filter_address.sort_of(pairs):
        claim_list.require_column(sort)
    if not filter_address.pairs_of(request):
        raise NothingToSaveError
    query = filter_address.written(filter_address.pairs_of(request, sort))
    if len(query) > _LONGEST_QUERY:
        raise BadValueError("search", query, f"has more than {_LONGEST_QUERY:,} characters", "Choose fewer filters.")
    return query


def _locked(session: Session, actor: Actor, name: str) -> SavedSearch | None:
    """Return the person's search of this name; nobody else changes the person's searches meanwhile."""
    session.scalar(select(Reviewer.id).where(Reviewer.id == actor.id).with_for_update(key_share=True))
    return session.get(SavedSearch, (actor.id, names.name_key(name)))


def _add(session: Session, actor: Actor, name: str) -> SavedSearch:
    cleaned = names.clean_name(name, "name")
    of_person = select(func.count()).select_from(SavedSearch).where(SavedSearch.reviewer_id == actor.id)
    if (session.scalar(of_person) or 0) >= MOST_SEARCHES:
        raise TooManySearchesError(MOST_SEARCHES)
    search = SavedSearch(reviewer_id=actor.id, name_key=names.name_key(cleaned), name=cleaned)
    session.add(search)
    return search
