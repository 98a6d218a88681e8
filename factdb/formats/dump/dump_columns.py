"""What the columns of a table hold, checked without a database: SQLite itself takes anything in any column."""

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


class ColumnKind(StrEnum):
    """What a column holds, as JSON has it; numbers, lists, objects and partial dates are only in what is exported."""

    INT = "whole number"
    NUMBER = "number"
    TEXT = "text"
    BOOL = "truth value"
    DAY = "day"
    TIME = "time"
    PARTIAL = "day, month or year"
    FLAGS = "list of flags"
    LIST = "list of texts"
    OBJECT = "list of objects, or an object"


class TableColumn(NamedTuple):
    """A column of a table."""

    name: str
    kind: ColumnKind
    nullable: bool


_TYPES: dict[ColumnKind, type] = {ColumnKind.INT: int, ColumnKind.BOOL: bool}
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_MOST_REMEMBERED = 10_000


class RowShape:
    """The columns of a table, and whether a row fits them."""

    def __init__(self, columns: Sequence[TableColumn]) -> None:
        """Take the columns in the order of the rows."""
        self.columns = tuple(columns)
        self.names = tuple(column.name for column in columns)
        self._fitting_types: set[tuple[type, ...]] = set()
        self._text_checks = [
            (at, _TEXT_CHECKS[column.kind]) for at, column in enumerate(columns) if column.kind in _TEXT_CHECKS
        ]

    def flaw(self, row: Sequence[object]) -> str | None:
        """Return what is wrong with a row, as the end of a sentence; None if the row fits."""
        types = tuple(map(type, row))
        if types not in self._fitting_types:  # nearly all rows of a table are of some few makes
            if amiss := self._type_flaw(types):
                return amiss
            if len(self._fitting_types) < _MOST_REMEMBERED:
                self._fitting_types.add(types)
        for at, fits in self._text_checks:
            if row[at] is not None and not fits(row[at]):
                return f"has {short(row[at])} in {self.columns[at].name}, which needs a {self.columns[at].kind}"
        return None

    def _type_flaw(self, types: tuple[type, ...]) -> str | None:
        if len(types) != len(self.columns):
            return f"has {len(types)} values, but the table has {len(self.columns)} columns"
        for value_type, column in zip(types, self.columns, strict=True):
            # Types, not isinstance: True is an int to that, and SQLite would keep it as 1.
            if value_type is not _TYPES.get(column.kind, str) and not (value_type is type(None) and column.nullable):
                return f"has a wrong value in {column.name}, which needs a {column.kind}"
        return None


@lru_cache(maxsize=100_000)
def _is_day(value: str) -> bool:
    try:
        # fromisoformat reads 20210726 and 2021-W30-1 too, which no column holds.
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
    flags = value.split(", ")
    # One order only, so that two equal sets of flags are equal texts in the table.
    return not value or value == ", ".join(flag for flag in Flag if flag in flags)


_TEXT_CHECKS: dict[ColumnKind, Callable[..., bool]] = {
    ColumnKind.DAY: _is_day,
    ColumnKind.TIME: _is_time,
    ColumnKind.FLAGS: _are_flags,
}
