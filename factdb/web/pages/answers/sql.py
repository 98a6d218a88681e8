"""Questions in SQL: a text area beside the views that a question can read, and the answer below it.

Questions run as those of `factdb sql` do: one statement, on the views alone, with a limit of time, rows and memory. The
views show nothing that pages hide from anybody (complaints, notes, assessments of what is undecided), so whoever is
signed in may ask. A question runs only where a page of this server sends it: an address with a question, which another
site could let a browser open, only writes it into the text area.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from factdb.errors.reports import NoQuestionError
from factdb.formats.tables import table_writer
from factdb.formats.tables.table_writer import ExportFormat
from factdb.reports.sql import questions
from factdb.reports.sql.questions import LONGEST, Answer, SqlQuestion
from factdb.store.views import DESK_VIEWS, PUBLIC_VIEWS
from factdb.web import answer_files
from factdb.web.answer_files import PageTable
from factdb.web.slow_pages import Enquiry, Outcome, answering, outcome_of
from factdb.web.visits import Refused, Visit, reading

if TYPE_CHECKING:
    from starlette.responses import Response

EXAMPLE = """SELECT speaker, verdict, count(*) AS claims
FROM v1_claims
WHERE status = 'published' AND verdict IS NOT NULL
GROUP BY speaker, verdict
ORDER BY claims DESC, speaker, verdict"""
MOST_SHOWN, MOST_IN_FILES = 500, 10_000  # rows
_MOST_CELLS = 20_000  # of a table on the page: a browser takes long to lay out more
_FORMATS = (ExportFormat.CSV, ExportFormat.JSON)


def _question(enquiry: Enquiry) -> SqlQuestion:
    """Return the question as it was typed: browsers send each line end as two characters."""
    sql = _typed(enquiry)
    if not sql.strip():
        raise NoQuestionError
    return SqlQuestion(sql, most_rows=MOST_IN_FILES if enquiry.text("format") else MOST_SHOWN)


def _typed(enquiry: Enquiry) -> str:
    sql = enquiry.fields.get("sql", "")
    return sql.replace("\r\n", "\n") if isinstance(sql, str) else ""


def _answer(enquiry: Enquiry) -> Answer:
    return questions.ask(enquiry.site.database, enquiry.site.questioning.reader, _question(enquiry))


@reading
def show(visit: Visit) -> Response:
    """Show the text area, with the question that the address has; it is not asked yet."""
    return _page(visit, visit.request.query_params.get("sql", ""), None)


@answering(_answer)
def ask(visit: Visit) -> Response:
    """Show the answer to the question that was sent, send it in a file, or say why there is none."""
    enquiry: Enquiry = visit.request.state.enquiry
    outcome = outcome_of(visit)
    fmt = enquiry.text("format")
    if fmt in _FORMATS and outcome.answer:
        return _file(outcome.answer, ExportFormat(fmt))
    return _page(visit, _typed(enquiry), outcome)


def _file(answer: Answer, fmt: ExportFormat) -> Response:
    """Send an answer in a file, whose name says so if it is only the first part."""
    name = f"answer-first-{len(answer.rows)}-rows" if answer.has_more else "answer"
    rows = list(answer.mappings())
    if fmt is ExportFormat.JSON:
        return answer_files.json_file(name, rows)
    return answer_files.table_file(name, rows, table_writer.kinds_of(rows, answer.columns), fmt)


def _page(visit: Visit, sql: str, outcome: Outcome | None) -> Response:
    answer: Answer | None = outcome.answer if outcome else None
    refused = Refused.of(outcome.error) if outcome and outcome.error else None
    rows = list(answer.mappings())[: max(_MOST_CELLS // max(len(answer.columns), 1), 1)] if answer else []
    page = visit.show(
        "sql.html",
        outcome.status if outcome else 200,
        sql=sql,
        link=urlencode({"sql": sql}),
        example=urlencode({"sql": EXAMPLE}),
        refused=refused,
        table=PageTable.of("Answer", answer.columns, rows) if answer else None,
        names_claims=bool(answer and answer_files.names_claims(answer.columns)),
        has_more=bool(answer and (answer.has_more or len(rows) < len(answer.rows))),
        time=outcome.time if outcome else "",
        seconds=SqlQuestion("").seconds,
        longest=LONGEST,
        most_shown=MOST_SHOWN,
        most_in_files=MOST_IN_FILES,
        views={"For the desk": DESK_VIEWS, "For everybody: what is published": PUBLIC_VIEWS},
        lacks_login=visit.site.database.is_postgresql and visit.site.questioning.reader is None,
    )
    page.headers.update(refused.headers if refused else {})
    return page
