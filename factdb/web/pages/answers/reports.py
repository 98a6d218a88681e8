"""Reports: the catalogue by subject, and each report with its form, chart, table and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

from factdb.errors import FactdbError
from factdb.errors.reports import NoSuchParameterError
from factdb.formats.publish import svg_chart
from factdb.formats.tables import table_writer
from factdb.formats.tables.table_writer import ExportFormat
from factdb.reports import catalogue, desk_answers, running
from factdb.reports.catalogue import Report
from factdb.reports.desk_reports import DESK_REPORTS, SUBJECTS, DeskReport, ReportViewer
from factdb.reports.parameters import ParameterKind
from factdb.reports.sql import questions
from factdb.reports.sql.questions import SqlQuestion
from factdb.services.actor import find_viewer
from factdb.services.desk import desk_policy, reviewers
from factdb.services.ledger import desk_ledger
from factdb.services.reads import claim_list
from factdb.store import sessions
from factdb.web import answer_files, report_links
from factdb.web.answer_files import PageTable
from factdb.web.next_steps import next_step
from factdb.web.slow_pages import Enquiry, answering, outcome_of
from factdb.web.visits import Refused, Visit, reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session
    from starlette.responses import Response

    from factdb.reports.desk_reports import ReportAnswer
    from factdb.reports.parameters import Parameter

    AnyReport = Report | DeskReport

_FORMATS = (ExportFormat.CSV, ExportFormat.XLSX, ExportFormat.PARQUET, ExportFormat.JSON)
_MOST_ROWS = 200  # of a table on the page; files have all rows


class Made(NamedTuple):
    """A finished report, and a mark of where the ledger ended just before it was made."""

    answer: ReportAnswer
    ledger: str


class Field(NamedTuple):
    """A field of the form: its parameter, what was typed, its choices if it has some, and what is wrong with it."""

    parameter: Parameter
    typed: Sequence[str]
    choices: Sequence[str]
    refused: FactdbError | None


@reading
def show_list(visit: Visit) -> Response:
    """Show all reports by subject, each with a sentence."""
    subjects: dict[str, list[tuple[str, str, str]]] = {subject: [] for subject in SUBJECTS}
    shipped: list[AnyReport] = sorted((*DESK_REPORTS, *catalogue.shipped()), key=lambda report: report.title)
    for report in shipped:
        subjects.setdefault(report.subject, []).append((report.name, report.title, report.help))
    broken = []
    for name, path in catalogue.own(_folder(visit)).items():
        try:
            report = catalogue.find(name, _folder(visit))
        except FactdbError as error:  # in one report: it must not hide the others
            broken.append((path.name, str(error)))
            continue
        if isinstance(report, Report) and report.is_own:
            subjects.setdefault(report.subject, []).append((name, report.title, report.help))
    return visit.show("reports.html", subjects=subjects, broken=broken)


def _answer(enquiry: Enquiry) -> Made:
    """Make the report that the address asks for: nothing that is hidden from the person who asks is in it."""
    report = catalogue.find(enquiry.request.path_params["name"], enquiry.site.questioning.reports)
    values = _values(report, enquiry)
    choice = enquiry.site.readable(enquiry.handle)
    with sessions.reading(choice.database) as session:
        ledger = desk_ledger.mark(session)
        if not (isinstance(report, Report) and report.is_own):
            return Made(_shipped(session, report, values, enquiry), ledger)
    # Anybody may have written it: it runs as a question does.
    result = running.run(report, _texts(values), lambda sql, typed: _ask(enquiry, sql, typed), enquiry.now)
    return Made(result.answer, ledger)


def _shipped(session: Session, report: AnyReport, values: Mapping[str, Any], enquiry: Enquiry) -> ReportAnswer:
    if isinstance(report, Report):
        return running.run(report, _texts(values), running.in_session(session), enquiry.now).answer
    viewer = find_viewer(session, enquiry.handle, enquiry.now)
    seen_by = ReportViewer(viewer.reviewer_id, desk_policy.current(session).blind, viewer.reads_complaints)
    for handle in values.get("reviewer") or ():
        reviewers.find_reviewer(session, handle)  # refuses a handle that nobody has
    return desk_answers.answer(session, report, values, seen_by, enquiry.now)


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


@answering(_answer)
def show(visit: Visit) -> Response:
    """Show a report: its form, and its answer or why there is none."""
    report = catalogue.find(visit.request.path_params["name"], _folder(visit))
    outcome = outcome_of(visit)
    fmt = visit.request.query_params.get("format")
    if fmt and outcome.answer and "format" not in {parameter.name for parameter in report.parameters}:
        return _file(report, outcome.answer.answer, fmt)
    fields = [_field(visit, parameter) for parameter in report.parameters]
    at_field = any(field.refused for field in fields)
    refused = Refused.of(outcome.error) if outcome.error else None
    page = visit.show(
        "report.html",
        outcome.status,
        report=report,
        fields=fields,
        refused=None if at_field else refused,
        at_field=at_field,
        next_step=next_step,
        sql=report.rows if isinstance(report, Report) else None,
        counted=report.counted if isinstance(report, Report) else None,
        question=_question(report, outcome.answer, visit),
        files=[(str(fmt), table_writer.missing_extra(fmt)) for fmt in _FORMATS],
        time=outcome.time,
        **_shown(visit, report, outcome.answer),
    )
    page.headers.update(refused.headers if refused else {})
    return page


def _question(report: AnyReport, result: Made | None, visit: Visit) -> str | None:
    """Return the query of the SQL page's address for a report in SQL, in which its values are written out."""
    if not isinstance(report, Report) or not report.reads_views_only:
        return None
    values = {parameter.name: parameter.default for parameter in report.parameters}
    values |= {name: texts[0] for name, texts in result.answer.parameters.items()} if result else {}
    return urlencode({"sql": questions.with_values(report.rows, {**running.days(visit.now.date()), **values})})


def _shown(visit: Visit, report: AnyReport, result: Made | None) -> dict[str, Any]:
    """Return what the page shows of an answer: tables of limited length, the chart of the first one, and its link."""
    if result is None:
        return {"answer": None}
    answer = result.answer
    mark = report_links.Seen.of(answer, result.ledger, visit.now)
    earlier = report_links.Seen.read(visit.request.query_params.get(report_links.PARAMETER, ""))
    # Of a desk's own report, nobody knows what its numbers are.
    links = not (isinstance(report, Report) and report.is_own)
    shown = [(table.title, table.columns, table.rows[:_MOST_ROWS]) for table in answer.tables]
    claims = (answer_files.claim_of(row) for _, _, rows in shown for row in rows) if links else ()
    languages = claim_list.languages(visit.session, filter(None, claims))
    return {
        "answer": answer,
        "tables": [PageTable.of(*table, languages) for table in shown],
        "beyond": max(len(answer.tables[0].rows) - _MOST_ROWS, 0),
        "links": links,
        "chart": _chart(report, answer),
        "query": urlencode(answer.parameters, doseq=True),
        "link": report_links.address_of(answer, mark),
        "changed": mark.changed_since(earlier) if earlier else None,
    }


@answering(_answer)
def download(visit: Visit) -> Response:
    """Send the rows of a report in a file; JSON has all of the report. A refusal is on the page of the report."""
    outcome = outcome_of(visit)
    if outcome.error:
        raise outcome.error
    report = catalogue.find(visit.request.path_params["name"], _folder(visit))
    return _file(report, outcome.answer.answer, visit.request.path_params["fmt"])


def _file(report: AnyReport, answer: ReportAnswer, fmt: str) -> Response:
    if fmt == ExportFormat.JSON:
        return answer_files.json_file(report.name, answer.document)
    table = answer.tables[0]
    return answer_files.table_file(report.name, table.rows, table_writer.kinds_of(table.rows, table.columns), fmt)


def _ask(enquiry: Enquiry, sql: str, values: Mapping[str, str]) -> running.Found:
    question = SqlQuestion(sql, values, running.OWN_SECONDS, running.OWN_ROWS)
    answer = questions.ask(enquiry.site.database, enquiry.site.questioning.reader, question)
    return answer.columns, answer.rows


def _values(report: AnyReport, enquiry: Enquiry) -> dict[str, Any]:
    """Return the values that the address gives; a list where the parameter is repeatable, nothing where it is empty."""
    typed = enquiry.request.query_params
    names = [parameter.name for parameter in report.parameters]
    for name in typed:
        if name not in {*names, "format", report_links.PARAMETER}:
            raise NoSuchParameterError(report.name, name, names)
    values: dict[str, Any] = {}
    for parameter in report.parameters:
        texts = [text for text in typed.getlist(parameter.name) if text.strip()]
        read = [parameter.read(text, enquiry.now.astimezone().date()) for text in texts]
        if read:
            values[parameter.name] = read if parameter.is_repeatable else read[0]
    return values


def _field(visit: Visit, parameter: Parameter) -> Field:
    typed = [text for text in visit.request.query_params.getlist(parameter.name) if text.strip()]
    refused = None
    for text in typed:
        try:
            parameter.read(text, visit.now.astimezone().date())
        except FactdbError as error:
            refused = error
    choices: Sequence[str] = list(parameter.words or ())
    if parameter.kind is ParameterKind.REVIEWER:
        choices = [handle for handle, _ in reviewers.handles(visit.session)]
    return Field(parameter, typed or [parameter.default], choices, refused)


def _chart(report: AnyReport, answer: ReportAnswer) -> Markup | None:
    """Return the chart of the first table: as it is declared, or where its columns are a name and counts alone."""
    table = answer.tables[0]
    if answer.chart:
        labels, series = list(answer.chart.labels), list(answer.chart.columns)
    else:
        labels, series = svg_chart.columns_to_draw(table.columns, table.rows)
        if len(labels) != 1 or [*labels, *series] != list(table.columns):
            return None
    if not table.rows or not series:
        return None
    drawing = svg_chart.Drawing.of_rows(report.title, labels, series, table.rows)
    wide, narrow = (svg_chart.svg(drawing, in_page=True, heading="title", is_narrow=small) for small in (False, True))
    return Markup(f'<div class="chart">{wide}</div><div class="chart narrow-chart">{narrow}</div>')  # noqa: S704 - escaped


def _folder(visit: Visit) -> Path | None:
    return visit.site.questioning.reports
