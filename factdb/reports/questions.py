"""A question in SQL that nobody vouches for, and its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factdb.errors.reports import TooLongError, UnusedValueError
from factdb.reports import placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_BYTES = 64_000_000  # of an answer
LONGEST = 100_000  # characters of a question


@dataclass(frozen=True, slots=True)
class Question:
    """One statement, the values of its parameters as text, and how much time and how many rows it may take."""

    sql: str
    given: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 5.0
    most: int = 10_000

    def __post_init__(self) -> None:
        """Refuse what is longer than any question of a person."""
        if len(self.sql) > LONGEST:
            raise TooLongError(LONGEST)


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer; `columns` are told apart, and `more` says that there were more rows."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    more: bool

    def mappings(self) -> Iterator[dict[str, Any]]:
        """Yield each row by column."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


def must_use(question: Question) -> None:
    """Refuse a value that the question has no use for: its name is misspelt, there or here."""
    for name in question.given:  # which marks SQLite takes before a name, and where, is its affair
        if not re.search(rf"[:@$]{name}\b", question.sql):
            raise UnusedValueError(name, placeholders.names(question.sql))


def told_apart(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the names of an answer's columns, numbered where one stands twice."""
    found: list[str] = []
    for column in columns:
        name, number = column, 1
        while name in found:
            number += 1
            name = f"{column}_{number}"
        found.append(name)
    return tuple(found)
