"""Prints a report in SQL: as a table or a chart for people, as data, or as a page or picture to publish."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from factdb.cli.terminal import colours, files, output, pager, table
from factdb.cli.terminal.layout import shown, wrapped
from factdb.errors.reports import ChartIntoFileError, NoChartError
from factdb.formats.publish import report_page, svg_chart
from factdb.formats.rows import Format
from factdb.reports.sql.questions import distinct_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from factdb.formats.publish.svg_chart import Drawing
    from factdb.formats.rows import Row
    from factdb.reports.running import ReportResult

_NOTHING = ""
_ENDINGS = {"md": "markdown", "htm": "html"}


def print_report(made: ReportResult, fmt: str | None, path: str | None, *, as_chart: bool) -> None:
    """Print a report; what it rests on stands within it, and beside rows of data on stderr."""
    target = Path(path) if path and path != "-" else None
    if as_chart and (fmt or target):
        raise ChartIntoFileError
    if as_chart:
        pager.show(_page(made, lambda: _chart(made)))
        return
    ending = files.ending(target) if target else ""
    form = fmt or _ENDINGS.get(ending, ending)
    if form in _WHOLE:
        output.print_text(_WHOLE[form](made), target)
        return
    chosen = output.Output.chosen(made.columns, made.columns, fmt, None, path)
    if chosen.fmt is Format.TABLE:
        pager.show(_page(made, lambda: _table(made)))
    elif chosen.fmt is Format.JSON:
        output.print_document(_document(made), chosen.path)
    else:
        chosen.write(made.rows)
        for fact in made.facts:
            click.echo(fact, err=True)


def _page(made: ReportResult, body: Callable[[], Iterator[str]]) -> Iterator[str]:
    yield colours.heading(made.report.title)
    yield ""
    yield from body()
    yield ""
    for fact in made.facts:
        yield from wrapped(fact, "", "  ")


def _table(made: ReportResult) -> Iterator[str]:
    """Yield the table, turned where it is too wide and has few rows.

    Columns in which every row has 0 are told in a line, for there are many that may be.
    """
    if not made.rows:
        return
    empty = [column for column in made.columns if all(row[column] == 0 for row in made.rows)]
    columns = [column for column in made.columns if column not in empty]
    rows: Sequence[Row] = made.rows
    turned, names = _turned(rows, columns)
    if not _fits(rows, columns) and (_fits(turned, names) or 2 * len(names) < len(columns)):
        rows, columns = turned, names
    if rows and isinstance(rows[0][columns[-1]], int | float):
        columns = [*columns, _NOTHING]  # the last column is that of long texts, and would take a line of its own
    yield from table.lines(({_NOTHING: None, **row} for row in rows), columns)
    if empty:
        yield ""
        yield from wrapped(f"0 in every row: {', '.join(empty)}", "", "  ")


def _fits(rows: Sequence[Row], columns: Sequence[str]) -> bool:
    widths = [max([len(column), *(len(shown(str(row[column]))) for row in rows)]) + 2 for column in columns]
    return sum(widths) <= shutil.get_terminal_size().columns


def _turned(rows: Sequence[Row], columns: Sequence[str]) -> tuple[list[Row], list[str]]:
    """Return a row for each column but the first, whose values head the columns instead."""
    names = distinct_names([shown(str(row[columns[0]])) for row in rows])
    turned: list[Row] = [
        {columns[0]: column, **{name: row[column] for name, row in zip(names, rows, strict=True)}}
        for column in columns[1:]
    ]
    return turned, [columns[0], *names]


def _chart(made: ReportResult) -> Iterator[str]:
    from factdb.cli.terminal import chart

    return chart.lines(_drawn(made))


def _document(made: ReportResult) -> dict[str, object]:
    return {
        "report": made.report.name,
        "title": made.report.title,
        "made_at": made.made_at,
        "parameters": made.given,
        "n": len(made.rows),
        "counted": made.counted,
        "scales": made.scales,
        "rows": made.rows,
    }


def _markdown(made: ReportResult) -> str:
    facts = "".join(f"- {report_page.words(fact)}\n" for fact in made.facts)
    about = f"{report_page.words(made.report.about)}\n\n" if made.report.about else ""
    return f"# {report_page.words(made.report.title)}\n\n{about}{report_page.table(made.columns, made.rows)}\n{facts}"


def _html(made: ReportResult) -> str:
    drawing = _drawing(made)
    return report_page.page(made.report.title, made.report.about, made.columns, made.rows, made.facts, drawing)


def _drawing(made: ReportResult) -> Drawing | None:
    """Return what a picture of the report shows; of values that are no numbers, nothing."""
    chart = made.report.chart
    if chart is None or not {*chart.labels, *chart.columns} <= set(made.columns):
        return None
    bars = [
        svg_chart.Bar(
            ": ".join(str(row[label] or "") for label in chart.labels),
            tuple(_length(row[column]) for column in chart.columns),
        )
        for row in made.rows
    ]
    return svg_chart.Drawing(made.report.title, chart.columns, bars, made.facts)


def _drawn(made: ReportResult) -> Drawing:
    drawing = _drawing(made)
    if drawing is None:
        if made.report.chart:
            raise NoChartError(made.report.name, "names columns for its picture that it hasn't")
        raise NoChartError(made.report.name)
    return drawing


def _length(value: object) -> float:
    return max(float(value), 0.0) if isinstance(value, int | float) else 0.0


_WHOLE: dict[str, Callable[[ReportResult], str]] = {
    "markdown": _markdown,
    "html": _html,
    "svg": lambda made: svg_chart.svg(_drawn(made)),
}
