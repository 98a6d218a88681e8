"""Looks at the first rows of a file and gives them back: nothing is read twice, and no more than these are kept."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from factdb.errors import FactdbError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Row = TypeVar("Row")


def peek(rows: Iterable[Row], most: int) -> tuple[list[Row], Iterator[Row]]:
    """Return the first rows, at most so many, and an iterator of all rows, those included.

    A fault of the file among them is raised in its place: whoever reads on gets the rows before it.
    """
    source = iter(rows)
    first: list[Row] = []
    try:
        for row in source:
            first.append(row)
            if len(first) == most:
                break
    except FactdbError as fault:
        return first, chain(list(first), _raising(fault))
    return first, chain(list(first), source)


def _raising(fault: FactdbError) -> Iterator[Row]:
    raise fault
    yield
