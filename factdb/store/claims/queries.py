"""The queries of claims for the command line and other callers; each function returns a `Select` to build on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, or_, select

from factdb.store import search_index
from factdb.store.claims import conditions, paging
from factdb.store.views import CLAIM_TOPICS, CLAIMS, EVIDENCE, RATINGS, SCALES, V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select

    from factdb.domain.claim_filter import ClaimFilter
    from factdb.store.claims.paging import Order

# With more values than this, another index is used, or the claims are sorted: SQLite joins at most 500 selects.
_MOST_VALUES = 200


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
    column, descending = V1_CLAIMS.c[sort.removeprefix("-")], sort.startswith("-")
    query = query.order_by(column.is_(None), column.desc() if descending else column, V1_CLAIMS.c.id)
    query = query.where(_after(column, descending, after)) if after is not None else query
    return query.limit(limit) if limit is not None else query


def ranked(claim_filter: ClaimFilter, limit: int | None = None) -> Select[Any]:
    """Select the claims of a filter from v1_claims, sorted by how well their words match the search.

    A search that only excludes words has nothing to rank by (FTS5 refuses it): its claims come in the list's order.
    """
    if all(part.is_excluded for part in claim_filter.words):
        return claims(claim_filter, limit=limit)
    fits = search_index.ranked(claim_filter.words)
    best = fits.c.fit.is_(None), fits.c.fit, CLAIMS.c.sort_on.desc(), CLAIMS.c.id
    numbered = select(CLAIMS.c.id, func.row_number().over(order_by=best).label("place"))
    # The numbers first: the view is read only for the claims that are shown.
    tests = conditions.tests(claim_filter)
    if claim_filter.words:
        tests["words"] = search_index.matches(claim_filter.words, leads=True)
    matches = numbered.outerjoin(fits, fits.c.id == CLAIMS.c.id).where(*tests.values()).order_by(*best)
    page = (matches.limit(limit) if limit is not None else matches).subquery("page")
    return select(V1_CLAIMS).join(page, page.c.id == V1_CLAIMS.c.id).order_by(page.c.place)


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


def count(claim_filter: ClaimFilter) -> Select[int]:
    """Count the claims of a filter."""
    return select(func.count()).select_from(CLAIMS).where(*claim_conditions(claim_filter))


def rating_numbers() -> Select[str, str, int]:
    """Select question, code and number of all ratings in force on a claim: far fewer than all ratings of all scales."""
    decides = or_(
        *(exists().where(CLAIMS.c[f"{question}_rating_id"] == RATINGS.c.id) for question in ("truth", "quote"))
    )
    query = select(SCALES.c.question, RATINGS.c.code, RATINGS.c.id).join(SCALES, SCALES.c.id == RATINGS.c.scale_id)
    return query.where(decides)


def _page(claim_filter: ClaimFilter, after: int | None, limit: int) -> Select[Any]:
    """Select a page in the default order: first the numbers of its claims, then their rows of the view."""
    order, by_value, beside = _read_by(claim_filter)
    if order in {paging.BY_DAY, paging.OF_TOPIC}:
        beside += conditions.days(claim_filter, order.place, after)
    page = paging.page(order, by_value, beside, after, limit)
    query = select(V1_CLAIMS).join(page, page.c.id == V1_CLAIMS.c.id)
    return query.order_by(page.c.place.desc() if order.descending else page.c.place, page.c.id)


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
