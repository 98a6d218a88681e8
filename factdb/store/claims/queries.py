"""The queries of claims for the command line and other callers; each function returns a `Select` to build on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVarTuple

from sqlalchemy import Connection, and_, func, or_, select, union

from factdb.store import search_index
from factdb.store.claims import conditions, paging
from factdb.store.distribution import is_distributed
from factdb.store.tables import CLAIM_TOPICS, CLAIMS, EVIDENCE, RATINGS, SCALES
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, CompoundSelect, Select, Subquery

    from factdb.domain.claim_filter import ClaimFilter
    from factdb.store.claims.paging import Order
    from factdb.store.sessions import OpenDatabase

Row = TypeVarTuple("Row")
# With more values than this, another index is used, or the claims are sorted: SQLite joins at most 500 selects.
_MOST_VALUES = 200
_IN_FACETS = frozenset({"answers_for", "since", "until", "no_evidence", "undecided"})
# The columns of claims that every claim has a value in: in their order, a page can be read like in the default order.
_NEVER_NULL = frozenset(
    {"id", "uid", "claim", "kind", "attribution", "status", "evidence_count", "priority", "added_at", "changed_at"}
)


def claims(
    claim_filter: ClaimFilter, sort: str | None = None, after: int | None = None, limit: int | None = None
) -> Select[Any]:
    """Select the claims of a filter from v1_claims: newest day first, and within a day by number.

    With a filter by change, the newest change comes first; with a filter by due date, the soonest. `sort` is a column
    of the view, with "-" before it for descending; NULL comes last. `after` is the number of the claim to continue
    after, in the same order: pages are cut by key, never by offset.
    """
    if sort is None and limit is not None:
        return _page(claim_filter, after, limit)
    query = select(V1_CLAIMS).join(CLAIMS, CLAIMS.c.id == V1_CLAIMS.c.id).where(*claim_conditions(claim_filter))
    if sort is None:
        order = conditions.order(claim_filter)
        query = query.order_by(*order.by)
        return query.where(order.after(after)) if after is not None else query
    return _sorted(query, claim_filter, sort, after, limit)


def ranked(claim_filter: ClaimFilter, limit: int | None = None, *, only_fitting: bool = False) -> Select[Any]:
    """Select the claims of a filter from v1_claims, sorted by how well their words match the search.

    Claims that have the words elsewhere only, as in their evidence, come last. With `only_fitting` they are left out:
    if the others fill a page, nobody needs to look for them.

    A search that only excludes words has nothing to rank by (FTS5 refuses it): its claims come in the list's order.
    """
    parts = claim_filter.words
    if all(part.is_excluded for part in parts):
        return claims(claim_filter, limit=limit)
    fits = search_index.ranked(parts)
    numbers = select(CLAIMS.c.id, CLAIMS.c.sort_on, fits.c.fit)
    numbers = numbers.join_from(CLAIMS, fits, fits.c.id == CLAIMS.c.id, isouter=not only_fitting)
    tests = conditions.tests(claim_filter)
    wanted = [part for part in parts if not part.is_excluded]
    if only_fitting and len(wanted) == 1:  # to fit is to have the one part
        parts = [part for part in parts if part.is_excluded]
        del tests["words"]
    if parts:
        tests["words"] = search_index.matches(parts, leads=not only_fitting)
    matches = numbers.where(*tests.values()).order_by(*_best(fits.c.fit, CLAIMS.c.sort_on, CLAIMS.c.id))
    # The numbers first: the view is read only for the claims that are shown.
    page = (matches.limit(limit) if limit is not None else matches).subquery("page")
    query = select(V1_CLAIMS).join(page, page.c.id == V1_CLAIMS.c.id)
    return query.order_by(*_best(page.c.fit, page.c.sort_on, page.c.id))


def _best(fit: ColumnElement[Any], day: ColumnElement[Any], number: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [fit.is_(None), fit, day.desc(), number]


def words(claim_ids: Sequence[int]) -> Select[int, str, str | None, str | None]:
    """Select number, claim, headline and quotation of some claims."""
    row = CLAIMS.c
    return select(row.id, row.claim, row.headline, row.quote).where(row.id.in_(claim_ids))


def excerpts(claim_ids: Sequence[int]) -> Select[int, str]:
    """Select the excerpts of the evidence on some claims, without withdrawn evidence."""
    row = EVIDENCE.c
    stands = row.claim_id.in_(claim_ids), row.withdrawn_at.is_(None), row.excerpt.is_not(None)
    return select(row.claim_id, row.excerpt).where(*stands).order_by(row.claim_id, row.n)


def claim_conditions(claim_filter: ClaimFilter) -> list[ColumnElement[bool]]:
    """Return the SQL conditions of a filter."""
    return list(conditions.tests(claim_filter).values())


def ids(claim_filter: ClaimFilter) -> Select[int]:
    """Select the numbers of the claims of a filter, in no order."""
    return select(CLAIMS.c.id).where(*_search_first(claim_filter).values())


def _search_first(claim_filter: ClaimFilter) -> dict[str, ColumnElement[bool]]:
    """Return the conditions of a filter for what has no order: what a search finds is read, and no other claim."""
    tests = dict(conditions.tests(claim_filter))
    if any(not part.is_excluded for part in claim_filter.words):
        tests["words"] = search_index.matches(claim_filter.words, leads=True)
    return tests


def count(claim_filter: ClaimFilter) -> Select[int]:
    """Count the claims of a filter."""
    return select(func.count()).select_from(CLAIMS).where(*_search_first(claim_filter).values())


def highest_number() -> Select[int]:
    """Select the highest number of a claim: no list has more claims than that."""
    return select(func.max(CLAIMS.c.id))


def group_sizes(claim_filter: ClaimFilter, columns: Sequence[str]) -> Select[Any]:
    """Select each combination of some columns of claims, with the number of claims of the filter that have it."""
    grouped = [CLAIMS.c[name] for name in columns]
    tests = _search_first(claim_filter)
    if "topic_ids" in tests:
        # The claims of a topic are read as they stand in its index; the test of a list would be made for every claim.
        of_topics = select(CLAIM_TOPICS.c.claim_id).where(CLAIM_TOPICS.c.topic_id.in_(claim_filter.topic_ids))
        tests["topic_ids"] = CLAIMS.c.id.in_(of_topics)
    # The index of the facets has these too: another index would be read together with the rows of the table.
    beside = [paging.Beside(test) if name in _IN_FACETS else test for name, test in tests.items()]
    return select(*grouped, func.count()).where(*beside).group_by(*grouped)


def rating_numbers(session: OpenDatabase) -> CompoundSelect[str, str, int]:
    """Select question, code and number of all ratings in force on a claim: far fewer than all ratings of all scales."""
    query = select(SCALES.c.question, RATINGS.c.code, RATINGS.c.id).join(SCALES, SCALES.c.id == RATINGS.c.scale_id)
    return _of_ratings_in_force(query, session)


def scales_in_force(session: OpenDatabase) -> CompoundSelect[str, int]:
    """Select code and version of the scales of all ratings in force on a claim."""
    query = select(SCALES.c.code, SCALES.c.version).join(RATINGS, RATINGS.c.scale_id == SCALES.c.id)
    return _of_ratings_in_force(query, session)


def _of_ratings_in_force(query: Select[*Row], session: OpenDatabase) -> CompoundSelect[*Row]:
    """Keep the rows with a rating in force on a claim; no engine reads every claim for that.

    One PostgreSQL looks each rating up in the index of claims; with DISTINCT it would read the whole index. SQLite and
    the workers of a distributed desk read the distinct values: SQLite skips from one to the next, and each worker sends
    a few numbers, not one for each claim. For OR instead of UNION, PostgreSQL would read the whole index too.
    """
    connection = session if isinstance(session, Connection) else session.connection()
    looks_up = connection.dialect.name == "postgresql" and not is_distributed(connection)
    # The partial index of the truth ratings serves only a query with its condition.
    numbers = [
        select(column).where(column.is_not(None)) for column in (CLAIMS.c.truth_rating_id, CLAIMS.c.quote_rating_id)
    ]
    return union(*(query.where(RATINGS.c.id.in_(part if looks_up else part.distinct())) for part in numbers))


def _sorted(
    query: Select[Any], claim_filter: ClaimFilter, sort: str, after: int | None, limit: int | None
) -> Select[Any]:
    """Sort a list by a column. Of a page, the numbers are found first: the view is read only for its claims."""
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    if limit is not None and name in _NEVER_NULL:
        by_column = paging.Order(CLAIMS.c[name], descending=descending)
        page = paging.page(by_column, [()], claim_conditions(claim_filter), after, limit)
        return _rows_of(page, by_column)
    column = V1_CLAIMS.c[name]
    order = column.is_(None), column.desc() if descending else column, V1_CLAIMS.c.id
    query = query.where(_after(column, descending, after)) if after is not None else query
    if limit is None:
        return query.order_by(*order)
    numbers = query.with_only_columns(V1_CLAIMS.c.id).order_by(*order).limit(limit).subquery("page")
    return select(V1_CLAIMS).join(numbers, numbers.c.id == V1_CLAIMS.c.id).order_by(*order)


def _rows_of(page: Subquery, order: Order) -> Select[Any]:
    query = select(V1_CLAIMS).join(page, page.c.id == V1_CLAIMS.c.id)
    return query.order_by(page.c.place.desc() if order.descending else page.c.place, page.c.id)


def _page(claim_filter: ClaimFilter, after: int | None, limit: int) -> Select[Any]:
    """Select a page in the default order: first the numbers of its claims, then their rows of the view."""
    order, by_value, beside = _read_by(claim_filter)
    if order in {paging.BY_DAY, paging.OF_TOPIC}:
        beside += conditions.days(claim_filter, order.place, after)
    return _rows_of(paging.page(order, by_value, beside, after, limit), order)


def _read_by(
    claim_filter: ClaimFilter,
) -> tuple[Order, Sequence[Sequence[ColumnElement[bool]]], list[ColumnElement[bool]]]:
    """Choose the index to read a page from: the index of the criterion with the fewest values, or that of the order.

    Return the order, the conditions of each value, and all other conditions.
    """
    order, tests = conditions.order(claim_filter), conditions.tests(claim_filter)
    # The claims of an article are few: they are read by article and then sorted.
    values = {} if claim_filter.document_ids else conditions.values(claim_filter)
    criterion = min(values, key=lambda name: len(values[name]), default="")
    if not criterion or len(values[criterion]) > _MOST_VALUES:
        is_plain = order is paging.BY_DAY and not claim_filter.document_ids
        return order, [()], list(tests.values()) if is_plain else _beside(tests, order)
    del tests[criterion]
    by_value, beside = [(value,) for value in values[criterion]], _beside(tests, order)
    if criterion != "topic_ids":
        return order, by_value, beside
    return paging.OF_TOPIC, by_value, [CLAIM_TOPICS.c.claim_id == CLAIMS.c.id, *beside] if beside else []


def _beside(tests: dict[str, ColumnElement[bool]], order: Order) -> list[ColumnElement[bool]]:
    """Turn conditions into pure filters, except those that limit the range to read, an article, and a search."""
    return [
        test if name in ("words", "document_ids", *order.bounds) else paging.Beside(test)
        for name, test in tests.items()
    ]


def _after(column: ColumnElement[Any], descending: bool, after: int) -> ColumnElement[bool]:  # noqa: FBT001
    earlier = V1_CLAIMS.alias("there").c
    value = select(earlier[column.key or ""]).where(earlier.id == after).scalar_subquery()
    further = column < value if descending else column > value
    later_number = V1_CLAIMS.c.id > after
    return or_(
        and_(value.is_not(None), or_(further, column.is_(None), and_(column == value, later_number))),
        and_(value.is_(None), column.is_(None), later_number),
    )
