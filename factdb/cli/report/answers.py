"""Prints the rows of SQL queries, and the list of views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli.report import row_output
from factdb.cli.report.row_output import print_rows
from factdb.cli.terminal.lists_and_facts import count_with_noun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factdb.cli.desk import Desk
    from factdb.formats.rows import Row
    from factdb.reports.sql.questions import Answer, SqlQuestion


_SETS = (
    "v1_... are for the desk: all claims, and the handles of reviewers. "
    "public1_... are for everybody: published claims, and pen names."
)
_SHORT_COLUMNS = ("column", "type", "meaning")


def ask(desk: Desk, question: SqlQuestion) -> Answer:
    """Run the query on the desk's database."""
    from factdb.reports.sql import questions
    from factdb.store.engine import Database

    return questions.ask(desk.database, Database.reader(desk.settings), question)


def ask_for_rows(desk: Desk, question: SqlQuestion) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    """Run the query, and return (columns, rows)."""
    answer = ask(desk, question)
    return answer.columns, answer.rows


def print_answer(desk: Desk, answer: Answer, maximum: int, shape: Mapping[str, Any], *, as_chart: bool = False) -> None:
    """Print the rows of an answer, in the chosen shape or as a chart; `maximum` is the limit that the query had."""
    rows = list(answer.mappings())
    if as_chart:
        _draw(rows, answer.columns, shape)
    else:
        print_rows(rows, answer.columns, shape)
    count = len(rows)
    summary = count_with_noun(count, "row")
    if answer.has_more:
        how = "Show more rows: --limit N" if count == maximum else "More rows would be too large an answer."
        summary = f"the first {summary}. {how}"
    desk.hint(summary)


def _draw(rows: Sequence[Row], columns: Sequence[str], shape: Mapping[str, Any]) -> None:
    """Draw a chart: a bar for each row, named by its texts, as long as its numbers."""
    from factdb.cli.terminal import chart, pager
    from factdb.cli.terminal.output import Output
    from factdb.errors.reports import NothingToDrawError
    from factdb.formats.publish import svg_chart

    drawn = Output.choose(columns, columns, **shape).columns
    labels, series = svg_chart.columns_to_draw(drawn, rows)
    if not series:
        raise NothingToDrawError
    pager.show(chart.lines(svg_chart.Drawing.of_rows("", labels, series, rows)))


def print_schema(desk: Desk, view: str, shape: Mapping[str, Any]) -> None:
    """Print the views with their readers and the meaning of their rows, or the columns of one view."""
    from factdb.reports import public_views

    if view or shape["row_format"] not in {None, "table"} or shape["columns"]:
        rows = public_views.rows(view)
        columns: Sequence[str] = public_views.COLUMNS
    else:
        rows, columns = public_views.summaries(), public_views.SUMMARY_COLUMNS
    print_rows(rows, columns, shape, for_table=_SHORT_COLUMNS if view else columns)
    if not view:
        desk.hint(_SETS, "See the columns of a view: factdb sql --schema v1_claims")


@click.command()
@click.option("--diagram", is_flag=True, help="Print a Mermaid diagram of the joins between views.")
@row_output.shape_options
@click.pass_obj
def views(desk: Desk, /, diagram: bool, **shape: Any) -> None:
    """List the views that you can query in SQL.

    The list has the views of the desk (v1_...) and those for the public (public1_...), with the meaning of each column.

    \b
    Example:
      factdb report views -f md
      factdb report views --diagram
    """
    from pathlib import Path

    from factdb.cli.terminal import output
    from factdb.reports import public_views

    if diagram:
        path = shape["output"]
        output.print_text(public_views.diagram(), Path(path) if path and path != "-" else None)
        return
    print_rows(public_views.rows(), public_views.COLUMNS, shape)
    desk.hint(_SETS, "See the columns of a view: factdb sql --schema v1_claims")
