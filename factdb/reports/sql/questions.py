"""An untrusted SQL query: its text and parameters, its limits, and its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factdb.errors.reports import (
    LoneSurrogateError,
    NoReaderError,
    NulInQuestionError,
    QuestionTooLongError,
    UnusedValueError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from factdb.store.engine import Database


def ask(database: Database, reader: Database | None, question: SqlQuestion) -> Answer:
    """Run a query and return its answer; on PostgreSQL as `reader`, a login that may read only the views."""
    if not database.is_postgresql:
        from factdb.reports.sql import sqlite  # noqa: PLC0415 - each engine's own way, and its imports
        from factdb.store import sessions  # noqa: PLC0415 - the same

        with sessions.reading(database):  # refuses what is no ledger, and rolls back what was cut off
            pass

        return sqlite.ask(database, question)
    if reader is None:
        raise NoReaderError
    from factdb.reports.sql import postgresql  # noqa: PLC0415 - the same

    return postgresql.ask(database, reader, question)


# Comments, strings (with backslashes, in quotes, in dollars), quoted names and casts: nothing in them is a parameter.
# An unclosed one extends to the end of the text; otherwise the search for its end would start again at each character.
_TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?(?:\*/|\Z)|(?<!\w)[eE]'(?:[^'\\]|\\.|'')*+(?:'|\\?\Z)|'(?:[^']|'')*+(?:'|\Z)"""
    r"""|"(?:[^"]|"")*+(?:"|\Z)|(?<!\w)\$(\w*)\$.*?(?:\$\1\$|\Z)"""
    r"""|::|:(?P<name>[A-Za-z_]\w*)""",
    re.DOTALL,
)


def names(sql: str) -> list[str]:
    """Return the names of the parameters in a query, in order of appearance."""
    return list(dict.fromkeys(token["name"] for token in _TOKEN.finditer(sql) if token["name"]))


def numbered(sql: str, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """Replace `:name` by `$1`, `$2`, ... for the names in `values`; return the query and the values in that order."""
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


def with_values(sql: str, values: Mapping[str, str]) -> str:
    """Return a query with the values written in the places of its parameters, for people who go on from it."""

    def written(token: re.Match[str]) -> str:
        value = values.get(token["name"] or "")
        return token[0] if value is None else "'{}'".format(value.replace("'", "''"))

    return _TOKEN.sub(written, sql)


# One half of a pair of UTF-16 is no character, and UTF-8 cannot encode it. Python also reads bytes of a command line
# that are not UTF-8 as such halves.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
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
        """Refuse a query that is too long for a person to have written, and text that no database can be sent."""
        if len(self.sql) > LONGEST:
            raise QuestionTooLongError(LONGEST)
        for part, text in (
            ("question", self.sql),
            *((f"value of :{name}", text) for name, text in self.values.items()),
        ):
            if lone := _LONE_SURROGATE.search(text):
                raise LoneSurrogateError(part, ord(lone[0]), lone.start() + 1)
            if "\0" in text:  # PostgreSQL's library would send what stands before it
                raise NulInQuestionError(part, text.index("\0") + 1)


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer; column names are distinct, and `has_more` is true if rows were cut off."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    has_more: bool

    def mappings(self) -> Iterator[dict[str, Any]]:
        """Yield each row as a dictionary by column."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


def require_used(question: SqlQuestion) -> None:
    """Refuse a value that the query does not use: its name is probably misspelt."""
    for name in question.values:  # SQLite accepts several marks before a name
        if not re.search(rf"[:@$]{name}\b", question.sql):
            raise UnusedValueError(name, names(question.sql))


def distinct_names(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the column names of an answer, with a number added to repeated names."""
    names: list[str] = []
    for column in columns:
        name, number = column, 1
        while name in names:
            number += 1
            name = f"{column}_{number}"
        names.append(name)
    return tuple(names)
