"""Prints an SQL report: as a table or chart for people, as data, or as a page or picture to publish."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

from factdb.cli.report import row_output
from factdb.cli.terminal import display, output, pager, table
from factdb.cli.terminal.layout import printable, wrap
from factdb.errors.reports import ChartIntoFileError, NoChartError
from factdb.formats import rows as row_formats
from factdb.formats.publish import report_page, svg_chart
from factdb.formats.rows import Format
from factdb.reports.sql.questions import distinct_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from factdb.formats.publish.svg_chart import Drawing
    from factdb.formats.rows import Row
    from factdb.reports.running import ReportResult

_EMPTY_COLUMN = ""


def print_report(finished: ReportResult, row_format: str | None, path: str | None, *, as_chart: bool) -> None:
    """Print a report; its facts are part of the page, or go to stderr with rows of data."""
    form, target = row_output.chosen_format(row_format, path)
    if as_chart and (row_format or target):
        raise ChartIntoFileError(has_picture=finished.report.chart is not None)
    if as_chart:
        pager.show(_page(finished, lambda: _chart(finished)))
        return
    if form is not None and form in _DOCUMENT_WRITERS:
        output.print_text(_DOCUMENT_WRITERS[form](finished), target)
        return
    if form is not None and form in row_output.BINARY:
        row_output.write_binary(finished.rows, finished.columns, form, target)
        _say_facts(finished)
        return
    chosen = output.Output.choose(finished.columns, finished.columns, row_format, None, path)
    if chosen.row_format is Format.TABLE:
        pager.show(_page(finished, lambda: _table(finished)))
    elif chosen.row_format is Format.JSON:
        output.print_document(finished.document, chosen.path)
    else:
        chosen.write(finished.rows)
        _say_facts(finished)


def _say_facts(finished: ReportResult) -> None:
    for fact in finished.facts:
        click.echo(fact, err=True)


def _page(finished: ReportResult, body: Callable[[], Iterator[str]]) -> Iterator[str]:
    yield display.heading(finished.report.title)
    yield ""
    yield from body()
    yield ""
    for fact in finished.facts:
        yield from wrap(fact, "", "  ")


def _table(finished: ReportResult) -> Iterator[str]:
    """Yield the table, transposed if it is too wide and has few rows.

    Columns with 0 in every row are named in one line, because there may be many.
    """
    if not finished.rows:
        return
    empty = [column for column in finished.columns if all(row[column] == 0 for row in finished.rows)]
    columns = [column for column in finished.columns if column not in empty]
    rows: Sequence[Row] = finished.rows
    turned, names = _transpose(rows, columns)
    if not _fits(rows, columns) and (_fits(turned, names) or 2 * len(names) < len(columns)):
        rows, columns = turned, names
    if rows and isinstance(rows[0][columns[-1]], int | float):
        columns = [
            *columns,
            _EMPTY_COLUMN,
        ]  # the last column is for long texts, and a number there could move to its own line
    yield from table.lines(({_EMPTY_COLUMN: None, **row} for row in rows), columns)
    if empty:
        yield ""
        yield from wrap(f"0 in every row: {', '.join(empty)}", "", "  ")


def _fits(rows: Sequence[Row], columns: Sequence[str]) -> bool:
    widths = [max([len(column), *(len(printable(str(row[column]))) for row in rows)]) + 2 for column in columns]
    return sum(widths) <= shutil.get_terminal_size().columns


def _transpose(rows: Sequence[Row], columns: Sequence[str]) -> tuple[list[Row], list[str]]:
    """Return (rows, columns) transposed: the values of the first column become the names of columns."""
    names = distinct_names([printable(str(row[columns[0]])) for row in rows])
    turned: list[Row] = [
        {columns[0]: column, **{name: row[column] for name, row in zip(names, rows, strict=True)}}
        for column in columns[1:]
    ]
    return turned, [columns[0], *names]


def _chart(finished: ReportResult) -> Iterator[str]:
    from factdb.cli.terminal import chart

    return chart.lines(_require_drawing(finished))


def _markdown(finished: ReportResult) -> str:
    facts = "".join(f"- {row_formats.markdown(fact)}\n" for fact in finished.facts)
    about = f"{report_page.markdown_about(finished.report.about)}\n\n" if finished.report.about else ""
    table_text = report_page.markdown_table(finished.columns, finished.rows)
    return f"# {row_formats.markdown(finished.report.title)}\n\n{about}{table_text}\n{facts}"


def _html(finished: ReportResult) -> str:
    drawing = _drawing(finished)
    return report_page.page(
        finished.report.title, finished.report.about, finished.columns, finished.rows, finished.facts, drawing
    )


def _drawing(finished: ReportResult) -> Drawing | None:
    """Return the drawing of a report, None if it has no chart; values that are not numbers count as 0."""
    chart = finished.chart
    if chart is None:
        return None
    return svg_chart.Drawing.of_rows(finished.report.title, chart.labels, chart.columns, finished.rows, finished.facts)


def _require_drawing(finished: ReportResult) -> Drawing:
    drawing = _drawing(finished)
    if drawing is None:
        if finished.report.chart:
            raise NoChartError(finished.report.name, "names chart columns that it does not have")
        raise NoChartError(finished.report.name)
    return drawing


_DOCUMENT_WRITERS: dict[str, Callable[[ReportResult], str]] = {
    row_formats.Format.MARKDOWN: _markdown,
    "html": _html,
    "svg": lambda finished: svg_chart.svg(_require_drawing(finished)),
}
