"""What the rows of a table hold, told apart from any database: SQLite itself would take anything in any column."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain.enums import Flag
from factdb.errors import short

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Kind(StrEnum):
    """What a column holds, as JSON has it; lists, objects and partial dates are in what is exported alone."""

    INT = "whole number"
    TEXT = "text"
    BOOL = "truth value"
    DAY = "day"
    TIME = "time"
    PARTIAL = "day, month or year"
    FLAGS = "list of flags"
    LIST = "list of texts"
    OBJECT = "list of objects, or an object"


class Column(NamedTuple):
    """A column of a table."""

    name: str
    kind: Kind
    nullable: bool


_TYPES: dict[Kind, type] = {Kind.INT: int, Kind.BOOL: bool}
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_MOST_KNOWN = 10_000


class Shape:
    """The columns of a table, and whether a row fits them."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """Take the columns in the order of the rows."""
        self.columns = tuple(columns)
        self.names = tuple(column.name for column in columns)
        self._known: set[tuple[type, ...]] = set()
        self._looked_at = [(at, _SPELT[each.kind]) for at, each in enumerate(columns) if each.kind in _SPELT]

    def flaw(self, row: Sequence[object]) -> str | None:
        """Return what is amiss with a row, as the end of a sentence; None where nothing is."""
        types = tuple(map(type, row))
        if types not in self._known:  # nearly all rows of a table are of some few makes
            if amiss := self._of_another_type(types):
                return amiss
            if len(self._known) < _MOST_KNOWN:
                self._known.add(types)
        for at, fits in self._looked_at:
            if row[at] is not None and not fits(row[at]):
                return f"has {short(row[at])} where {self.columns[at].name} is a {self.columns[at].kind}"
        return None

    def _of_another_type(self, types: tuple[type, ...]) -> str | None:
        if len(types) != len(self.columns):
            return f"has {len(types)} values where the table has {len(self.columns)} columns"
        for found, column in zip(types, self.columns, strict=True):
            if found is not _TYPES.get(column.kind, str) and not (found is type(None) and column.nullable):
                return f"has no {column.kind} where {column.name} is one"
        return None


@lru_cache(maxsize=100_000)
def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_time(value: str) -> bool:
    if not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1000)
def _are_flags(value: str) -> bool:
    given = value.split(", ")
    return not value or value == ", ".join(flag for flag in Flag if flag in given)


_SPELT: dict[Kind, Callable[..., bool]] = {
    Kind.DAY: _is_day,
    Kind.TIME: _is_time,
    Kind.FLAGS: _are_flags,
}
