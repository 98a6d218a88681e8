"""Reads one page of a list of claims: first the claim numbers from an index, then the view for this page only.

An index has the claims of one value in order, but not those of several values. So each value gives a page, and the
final page is cut from these pages. An index also cannot continue after a claim in one step, because days descend while
numbers ascend: claims of the same day and of later days are read separately. Only these short pages are ever sorted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Integer, and_, desc, literal_column, or_, select, union
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from factdb.store.tables import CLAIM_TOPICS, CLAIMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnClause, ColumnElement, CompoundSelect, ScalarSelect, Select, Subquery
    from sqlalchemy.sql.compiler import SQLCompiler

    Tests = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: a column of claims, and then the claim's number.

    `bounds` are the fields of a filter that set the first or last place in this order.
    """

    place: ColumnClause[Any]
    id: ColumnClause[Any] = CLAIMS.c.id
    descending: bool = True
    bounds: tuple[str, ...] = ()

    @property
    def by(self) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        """The columns to sort by."""
        return (self.place.desc() if self.descending else self.place), self.id

    def after(self, number: int) -> ColumnElement[bool]:
        """Return one condition that keeps the claims after a claim, for whole lists."""
        bound = self._place_of(number)
        not_before = self.place <= bound if self.descending else self.place >= bound
        # The first condition limits the range of the index; with only the second, SQLite would read it from its start.
        return and_(not_before, or_(self._beyond(number), self.id > number))

    def starts(self, number: int | None) -> list[list[ColumnElement[bool]]]:
        """Return the ranges of the index to read: one for the start of a list, two after a claim."""
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
# The claims of a topic by day, from the table of topics of claims.
OF_TOPIC = Order(CLAIM_TOPICS.c.sort_on, CLAIM_TOPICS.c.claim_id)


class Beside(FunctionElement[bool]):
    """A condition that only filters rows while they are read, and never chooses the index.

    SQLite cannot estimate well how many rows a condition keeps. It would leave the index that has the rows in order.
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
    """Select id and sort value of the claims of a page: they match one alternative and all `common` conditions."""
    # Written as a literal: with a parameter, SQLite expects every claim and reads the view before the page.
    page_size = literal_column(str(int(limit)), Integer)
    branches = [
        select(order.id.label("id"), order.place.label("place")).where(*test).order_by(*order.by).limit(page_size)
        for test in ((*start, *alternative, *common) for alternative in alternatives for start in order.starts(after))
    ]
    return (branches[0] if len(branches) == 1 else _cut(order, branches, page_size)).subquery("page")


def _cut(order: Order, pages: Sequence[Select[Any]], page_size: ColumnElement[int]) -> CompoundSelect[Any]:
    """Cut one page from several pages; a claim on two of them (with two topics) appears once."""
    joined = union(*(branch.subquery().select() for branch in pages))
    return joined.order_by(desc("place") if order.descending else "place", "id").limit(page_size)
