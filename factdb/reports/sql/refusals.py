"""What a person is told where the database refuses a question: its message, and the views and columns near it."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from factdb.errors.reports import NoValueError, NoViewError, QuestionError, QuestionWritesError
from factdb.reports.sql import questions
from factdb.store.views import DESK_VIEWS, PUBLIC_VIEWS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factdb.reports.sql.questions import SqlQuestion

_WORD = re.compile(r"\w+")
_NEAR, _SHORTEST = 5, 3  # shorter names are aliases, not typing mistakes
_ALIKE = 0.7
# The messages of SQLite (through Python) and of PostgreSQL for a parameter without a value.
_UNBOUND = re.compile(r'value for binding parameter |at or near ":"$')
# The messages for a table that is not there, and for one that queries may not read; SQLite has the same for both.
_NO_VIEW = re.compile(
    r'no such table: (?:\w+\.)?(\w+)|relation "(?:\w+\.)?(\w+)" does not exist'
    r"|permission denied for (?:table|view) (\w+)"
)
# The messages of SQLite and of PostgreSQL where a statement would change a view.
_WRITES = re.compile(r"because it is a view$|cannot (?:insert into|update|delete from) view ")
_DESK_NAMES = frozenset(view.name for view in DESK_VIEWS)  # the login for outsiders may not read them
_PUBLIC = re.compile(r"\bpublic1_\w", re.IGNORECASE)
_COLUMN = re.compile(r"column:? \"?(?:\w+\.)?(\w+)")


def refusal(message: str, question: SqlQuestion, line: int | None = None) -> Exception:
    """Return the error to raise when the database refuses; each engine words a missing value differently.

    `line` is the line of the question where the error is, if the database tells.
    """
    missing = [name for name in questions.names(question.sql) if name not in question.values]
    if missing and _UNBOUND.search(message):
        return NoValueError(missing[0])
    if _WRITES.search(message):
        return QuestionWritesError()
    if (no_view := _NO_VIEW.search(message)) and no_view[no_view.lastindex or 0] not in _DESK_NAMES:
        return NoViewError(no_view[no_view.lastindex or 0], near(message, question.sql))
    place = f"{message}, in line {line}" if line and "\n" in question.sql.strip() else message
    return QuestionError(place, near(message, question.sql))


def near(message: str, sql: str) -> list[str]:
    """Return names of views, and of columns with their views, that resemble the name in the message.

    They are of the set that the query asks: the public views, if it names one of them, or else those of the desk.
    """
    views = PUBLIC_VIEWS if _PUBLIC.search(sql) else DESK_VIEWS
    homes: dict[str, list[str]] = {}
    for view in views:
        for column in view.columns:
            homes.setdefault(column.name, []).append(view.name)
    if (lacking := _COLUMN.search(message)) and lacking[1].lower() in homes:  # another view has it
        return [_at_home(lacking[1].lower(), homes)]
    if "function" in message:
        return []
    typed = {word.lower() for word in _WORD.findall(sql)} - {view.name for view in views}
    suggestions: list[str] = []
    for word in dict.fromkeys(word.lower() for word in _WORD.findall(message)):
        if word in typed and word not in homes and len(word) >= _SHORTEST:
            suggestions += _like(word, homes, [view.name for view in views])
    return list(dict.fromkeys(suggestions))[:_NEAR]


def _like(word: str, homes: Mapping[str, Sequence[str]], views: Sequence[str]) -> list[str]:
    if same := [view for view in views if view.partition("_")[2] == word]:
        return same
    columns = [_at_home(column, homes) for column in get_close_matches(word, homes, cutoff=_ALIKE)]
    return columns + get_close_matches(word, views, cutoff=_ALIKE)


def _at_home(column: str, homes: Mapping[str, Sequence[str]]) -> str:
    return f"{column} ({', '.join(homes[column][:3])})"
