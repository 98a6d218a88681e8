"""Cuts pages of claims by key: their numbers first, from an index alone, so that the view is read for the page only.

An index has the claims of one value in their order, not those of several: each value gives a page, and the page that
is wanted is cut from those. Nor does an index go on after a claim in one go, since days fall while numbers rise: the
claims of the same day and those of the days beyond are read apart. Nothing longer than these pages is ever sorted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Integer, and_, desc, literal_column, or_, select, union
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from factdb.store.views import CLAIM_TOPICS, CLAIMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnClause, ColumnElement, CompoundSelect, ScalarSelect, Select, Subquery
    from sqlalchemy.sql.compiler import SQLCompiler

    Tests = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is ordered by: a column of claims, and within it the claim's number.

    `bounds` are the fields of a filter that say where in this order to begin or to end.
    """

    place: ColumnClause[Any]
    id: ColumnClause[Any] = CLAIMS.c.id
    descending: bool = True
    bounds: tuple[str, ...] = ()

    @property
    def by(self) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        """The columns to order by."""
        return (self.place.desc() if self.descending else self.place), self.id

    def after(self, number: int) -> ColumnElement[bool]:
        """Keep what comes after a claim, in one test: for whole lists."""
        bound = self._place_of(number)
        not_before = self.place <= bound if self.descending else self.place >= bound
        # The first test alone bounds the index; SQLite would read it from its start for the second.
        return and_(not_before, or_(self._beyond(number), self.id > number))

    def starts(self, number: int | None) -> list[list[ColumnElement[bool]]]:
        """Return where to begin to read, each a range of the index: at its start, or twice after a claim."""
        if number is None:
            return [[]]
        return [[self.place == self._place_of(number), self.id > number], [self._beyond(number)]]

    def _beyond(self, number: int) -> ColumnElement[bool]:
        bound = self._place_of(number)
        return self.place < bound if self.descending else self.place > bound

    def _place_of(self, number: int) -> ScalarSelect[Any]:
        claim = CLAIMS.alias("there").c
        return select(claim[self.place.key]).where(claim.id == number).scalar_subquery()


BY_DAY = Order(CLAIMS.c.sort_on)
BY_CHANGE = Order(CLAIMS.c.changed_at, bounds=("changed_since",))
BY_DUE_DAY = Order(CLAIMS.c.resolves_on, descending=False, bounds=("due_before", "due_by"))
# A topic's claims by day, from the table that says which they are.
OF_TOPIC = Order(CLAIM_TOPICS.c.sort_on, CLAIM_TOPICS.c.claim_id)


class Beside(FunctionElement[bool]):
    """A test that rows are held against as they come, not one to look them up by.

    SQLite knows little of how many rows a test keeps, and would leave the index that has them in order for it.
    """

    inherit_cache = True
    type = Boolean()


@compiles(Beside)
def _plain(element: Beside, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    return f"({compiler.process(element.clauses, **options)})"


@compiles(Beside, "sqlite")
def _unindexed(element: Beside, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    return f"+({compiler.process(element.clauses, **options)})"


def page(order: Order, alternatives: Sequence[Tests], common: Tests, after: int | None, limit: int) -> Subquery:
    """Select id and place of the claims of a page: those that match an alternative and all `common` tests."""
    # Written out: where it is a parameter SQLite expects every claim, and reads the view before the page.
    page_size = literal_column(str(int(limit)), Integer)
    branches = [
        select(order.id.label("id"), order.place.label("place")).where(*test).order_by(*order.by).limit(page_size)
        for test in ((*start, *alternative, *common) for alternative in alternatives for start in order.starts(after))
    ]
    return (branches[0] if len(branches) == 1 else _cut(order, branches, page_size)).subquery("page")


def _cut(order: Order, pages: Sequence[Select[Any]], page_size: ColumnElement[int]) -> CompoundSelect[Any]:
    """Cut one page from several; a claim that is on two of them, for two topics, comes once."""
    joined = union(*(branch.subquery().select() for branch in pages))
    return joined.order_by(desc("place") if order.descending else "place", "id").limit(page_size)
