"""Runs an untrusted query on SQLite in a child process, which is killed when its time is up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factdb.errors.reports import QuestionTooLargeError, QuestionTooSlowError
from factdb.reports.sql.child_process import GRACE, Child
from factdb.reports.sql.confinement import OUT_OF_MEMORY
from factdb.reports.sql.questions import MOST_BYTES, Answer, distinct_names
from factdb.reports.sql.refusals import refusal
from factdb.store.views import VIEWS

if TYPE_CHECKING:
    from factdb.reports.sql.questions import SqlQuestion
    from factdb.store.engine import Database

_NAMELESS = re.compile(r"Binding \d+ has no name")  # Python's message for a parameter written as ?
_REFUSALS = {
    "You can only execute one statement at a time.": "only one statement is allowed",
    "not authorized": "not authorized: a question can read only the views",
}


def ask(database: Database, question: SqlQuestion) -> Answer:
    """Run a query on an existing file, after any interrupted transaction in it was rolled back."""
    with Child("sqlite_child", _request(database, question)) as child:
        child.kill_after(question.seconds + GRACE)
        lines = list(child.lines())
        if child.is_late:
            raise QuestionTooSlowError(question.seconds)
    first = lines[0] if lines else {"error": OUT_OF_MEMORY}
    last = lines[-1] if lines else first
    if isinstance(last, dict) and "error" in last:
        raise _refusal(last["error"], question, last.get("line"))
    if not isinstance(last, dict):  # it was killed midway
        raise QuestionTooSlowError(question.seconds)
    return Answer(distinct_names(first["columns"]), lines[1:-1], last["more"])


def _request(database: Database, question: SqlQuestion) -> dict[str, object]:
    return {
        "path": str(database.path.absolute()),
        "views": [view.name for view in VIEWS],
        "sql": question.sql,
        "values": dict(question.values),
        "seconds": question.seconds,
        "most_rows": question.most_rows,
        "most_bytes": MOST_BYTES,
    }


def _refusal(message: str, question: SqlQuestion, line: int | None) -> Exception:
    if message == "interrupted":
        return QuestionTooSlowError(question.seconds)
    if OUT_OF_MEMORY in message:
        return QuestionTooLargeError()
    if _NAMELESS.match(message):
        message = "a parameter must be written as :name"
    return refusal(_REFUSALS.get(message, message), question, line)
