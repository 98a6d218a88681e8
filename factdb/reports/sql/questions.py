"""A question in SQL that nobody vouches for: its parameters, who asks it, and its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factdb.errors.reports import NoReaderError, QuestionTooLongError, UnusedValueError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from factdb.store.engine import Database


def ask(database: Database, reader: Database | None, question: SqlQuestion) -> Answer:
    """Ask; on PostgreSQL as `reader`, a login that may read the public views and nothing else."""
    if not database.is_postgresql:
        from factdb.reports.sql import sqlite  # noqa: PLC0415 - each engine's own way, and its imports
        from factdb.store import sessions  # noqa: PLC0415 - the same

        with sessions.reading(database):  # refuses what is no ledger, and rolls back what was cut off
            pass

        return sqlite.ask(database, question)
    if reader is None:
        raise NoReaderError
    from factdb.reports.sql import postgresql  # noqa: PLC0415 - the same

    return postgresql.ask(reader, question)


# Comments, texts (with backslashes, in marks, in dollars), names in marks and casts: what looks like a parameter there
# is none. What nobody closed goes to the end: else each of its beginnings would be looked for an end of again.
_TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?(?:\*/|\Z)|(?<!\w)[eE]'(?:[^'\\]|\\.|'')*+(?:'|\\?\Z)|'(?:[^']|'')*+(?:'|\Z)"""
    r"""|"(?:[^"]|"")*+(?:"|\Z)|(?<!\w)\$(\w*)\$.*?(?:\$\1\$|\Z)"""
    r"""|::|:(?P<name>[A-Za-z_]\w*)""",
    re.DOTALL,
)


def names(sql: str) -> list[str]:
    """Return the names that look like parameters, in their order."""
    return list(dict.fromkeys(token["name"] for token in _TOKEN.finditer(sql) if token["name"]))


def numbered(sql: str, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """Write `:name` as `$1`, `$2`, ... for the names given, and return their values in that order."""
    names: list[str] = []

    def number(token: re.Match[str]) -> str:
        name = token["name"]
        if name not in values:
            return token[0]
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    written = _TOKEN.sub(number, sql)
    return written, [values[name] for name in names]


MOST_BYTES = 64_000_000  # of an answer
LONGEST = 100_000  # characters of a question


@dataclass(frozen=True, slots=True)
class SqlQuestion:
    """One statement, the values of its parameters as text, and how much time and how many rows it may take."""

    sql: str
    values: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 5.0
    most_rows: int = 10_000

    def __post_init__(self) -> None:
        """Refuse what is longer than any question of a person."""
        if len(self.sql) > LONGEST:
            raise QuestionTooLongError(LONGEST)


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer; `columns` are told apart, and `has_more` says that there were more rows."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    has_more: bool

    def mappings(self) -> Iterator[dict[str, Any]]:
        """Yield each row by column."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


def require_used(question: SqlQuestion) -> None:
    """Refuse a value that the question has no use for: its name is misspelt, there or here."""
    for name in question.values:  # which marks SQLite takes before a name, and where, is its affair
        if not re.search(rf"[:@$]{name}\b", question.sql):
            raise UnusedValueError(name, names(question.sql))


def distinct_names(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the names of an answer's columns, numbered where one stands twice."""
    names: list[str] = []
    for column in columns:
        name, number = column, 1
        while name in names:
            number += 1
            name = f"{column}_{number}"
        names.append(name)
    return tuple(names)
