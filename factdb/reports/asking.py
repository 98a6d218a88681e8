"""Asks the ledger one question in SQL that nobody vouches for, and returns the rows of its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from factdb.errors.asking import NoReaderError, NoValueError, QuestionError, TooLongError, UnusedValueError
from factdb.reports import placeholders
from factdb.store.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from factdb.store.engine import Database

MOST_BYTES = 64_000_000
LONGEST = 100_000  # characters of a question
_WORD = re.compile(r"\w+")
_NEAR, _SHORTEST = 5, 3  # an alias is no slip of the pen
_ALIKE = 0.7
# How SQLite, by way of Python, and PostgreSQL tell of a parameter that has no value.
_UNBOUND = re.compile(r'value for binding parameter |at or near ":"$')
_COLUMN = re.compile(r"column:? \"?(?:\w+\.)?(\w+)")


@dataclass(frozen=True, slots=True)
class Question:
    """One statement, the values of its parameters as text, and how much time and how many rows it may take."""

    sql: str
    given: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 5.0
    most: int = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer; `columns` are told apart, and `more` says that there were more rows."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    more: bool

    def mappings(self) -> Iterator[dict[str, Any]]:
        """Yield each row by column."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


def ask(database: Database, reader: Database | None, question: Question) -> Answer:
    """Ask; on PostgreSQL as `reader`, a login that may read the public views and nothing else."""
    if len(question.sql) > LONGEST:
        raise TooLongError(LONGEST)
    if not database.is_postgresql:
        from factdb.reports import sqlite_asking  # noqa: PLC0415 - each engine's own way, and its imports

        return sqlite_asking.ask(database, question)
    if reader is None:
        raise NoReaderError
    from factdb.reports import postgresql_asking  # noqa: PLC0415 - the same

    return postgresql_asking.ask(reader, question)


def must_use(question: Question) -> None:
    """Refuse a value that the question has no use for: its name is misspelt, there or here."""
    if len(question.sql) > LONGEST:
        raise TooLongError(LONGEST)
    for name in question.given:  # which marks SQLite takes before a name, and where, is its affair
        if not re.search(rf"[:@$]{name}\b", question.sql):
            raise UnusedValueError(name, placeholders.names(question.sql))


def refusal(message: str, question: Question) -> Exception:
    """Return what to raise where the database refuses; of a missing value each engine says something else."""
    missing = [name for name in placeholders.names(question.sql) if name not in question.given]
    if missing and _UNBOUND.search(message):
        return NoValueError(missing[0])
    return QuestionError(message, near(message, question.sql))


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


def near(message: str, sql: str) -> list[str]:
    """Return public views, and columns with their views, that are written like what the database complains of."""
    homes: dict[str, list[str]] = {}
    for view in VIEWS:
        for column in view.columns:
            homes.setdefault(column.name, []).append(view.name)
    if (lacking := _COLUMN.search(message)) and lacking[1].lower() in homes:  # another view has it
        return [_at_home(lacking[1].lower(), homes)]
    if "function" in message:
        return []
    typed = {word.lower() for word in _WORD.findall(sql)} - {view.name for view in VIEWS}
    found: list[str] = []
    for word in dict.fromkeys(word.lower() for word in _WORD.findall(message)):
        if word in typed and word not in homes and len(word) >= _SHORTEST:
            found += _like(word, homes)
    return list(dict.fromkeys(found))[:_NEAR]


def _like(word: str, homes: Mapping[str, Sequence[str]]) -> list[str]:
    views = [view.name for view in VIEWS]
    if f"v1_{word}" in views:
        return [f"v1_{word}"]
    columns = [_at_home(column, homes) for column in get_close_matches(word, homes, cutoff=_ALIKE)]
    return columns + get_close_matches(word, views, cutoff=_ALIKE)


def _at_home(column: str, homes: Mapping[str, Sequence[str]]) -> str:
    return f"{column} ({', '.join(homes[column][:3])})"
