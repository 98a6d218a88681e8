"""Runs an untrusted query on SQLite in a child process, which is killed when its time is up.

A process is needed because no handler inside SQLite can stop every statement.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factdb.errors.reports import QuestionTooLargeError, QuestionTooSlowError
from factdb.reports.sql.questions import MOST_BYTES, Answer, distinct_names
from factdb.reports.sql.refusals import refusal
from factdb.store.views import VIEWS

if TYPE_CHECKING:
    from factdb.reports.sql.questions import SqlQuestion
    from factdb.store.engine import Database

_PROGRAM = Path(__file__).with_name("sqlite_child.py")
_GRACE = 0.5  # seconds for the process to report by itself that its time is up
# Variables that Python may need to start. All others, such as passwords, stay here.
_ENVIRONMENT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
_NAMELESS = re.compile(r"Binding \d+ has no name")  # Python's message for a parameter written as ?
_REFUSALS = {
    "You can only execute one statement at a time.": "only one statement is allowed",
    "not authorized": "not authorized: a question can read only the views",
}


def ask(database: Database, question: SqlQuestion) -> Answer:
    """Run a query on an existing file, after any interrupted transaction in it was rolled back."""
    lines = _run(_request(database, question), question.seconds)
    first = lines[0] if lines else {"error": "out of memory"}
    last = lines[-1] if lines else first
    if isinstance(last, dict) and "error" in last:
        raise _refusal(last["error"], question)
    if not isinstance(last, dict):  # it was killed midway
        raise QuestionTooSlowError(question.seconds)
    return Answer(distinct_names(first["columns"]), lines[1:-1], last["more"])


def _request(database: Database, question: SqlQuestion) -> str:
    return json.dumps({
        "path": str(database.path.absolute()),
        "views": [view.name for view in VIEWS],
        "sql": question.sql,
        "values": dict(question.values),
        "seconds": question.seconds,
        "most_rows": question.most_rows,
        "most_bytes": MOST_BYTES,
    })  # fmt: skip


def _run(request: str, seconds: float) -> list[Any]:
    """Run the process and return the lines that it wrote; if it crashed, the lines until then."""
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    program = [sys.executable, "-I", "-S", str(_PROGRAM)]
    try:
        child = subprocess.run(  # noqa: S603 - our own program
            program, input=request, env=environment, capture_output=True, text=True, encoding="utf-8",
            timeout=seconds + _GRACE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:  # killed
        raise QuestionTooSlowError(seconds) from None
    complete_lines = child.stdout.splitlines() if child.stdout.endswith("\n") else child.stdout.splitlines()[:-1]
    return [json.loads(line) for line in complete_lines]


def _refusal(message: str, question: SqlQuestion) -> Exception:
    if message == "interrupted":
        return QuestionTooSlowError(question.seconds)
    if "out of memory" in message:
        return QuestionTooLargeError()
    if _NAMELESS.match(message):
        message = "a parameter must be written as :name"
    return refusal(_REFUSALS.get(message, message), question)
