"""Prints the answers to questions in SQL, and what there is to ask."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.terminal.lists_and_facts import count_with_noun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factdb.cli.desk import Desk
    from factdb.formats.rows import Row
    from factdb.reports.sql.questions import Answer, SqlQuestion


def ask(desk: Desk, question: SqlQuestion) -> Answer:
    """Ask, where the database has this program's schema."""
    from factdb.reports.sql import questions
    from factdb.store import sessions
    from factdb.store.engine import Database

    if not desk.settings.is_postgresql:
        with sessions.reading(desk.database):  # refuses what is no ledger; and rolls back what was cut off
            pass
    return questions.ask(desk.database, Database.reader(desk.settings), question)


def ask_for_rows(desk: Desk, question: SqlQuestion) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    """Ask, and return columns and rows alone."""
    answer = ask(desk, question)
    return answer.columns, answer.rows


def print_answer(desk: Desk, answer: Answer, maximum: int, shape: Mapping[str, Any]) -> None:
    """Print the rows of an answer, which might have had so many, as somebody wants them."""
    count = print_rows(list(answer.mappings()), answer.columns, shape)
    summary = count_with_noun(count, "row")
    if answer.has_more:
        how = "--max-rows N" if count == maximum else "these are as large as an answer may be"
        summary = f"the first {summary}; there are more: {how}"
    desk.hint(summary)


def print_schema(desk: Desk, view: str, shape: Mapping[str, Any]) -> None:
    """Print the public views with what a row of each is, or the columns of one of them."""
    from factdb.reports import public_views

    if view or shape["row_format"] not in {None, "table"} or shape["columns"]:
        rows = public_views.rows(view)
        columns: Sequence[str] = public_views.COLUMNS
    else:
        rows, columns = public_views.summaries(), ("view", "columns", "meaning")
    print_rows(rows, columns, shape, for_table=columns[1:] if view else columns)
    if not view:
        desk.hint("the columns of one: factdb sql --schema v1_claims")


def print_rows(
    rows: Sequence[Row], columns: Sequence[str], shape: Mapping[str, Any], for_table: Sequence[str] | None = None
) -> int:
    """Print rows as a table, as data or as Markdown; return how many there were."""
    from factdb.cli.terminal import layout
    from factdb.cli.terminal.output import Output, print_text
    from factdb.formats.publish import report_page
    from factdb.formats.rows import Format

    as_page = shape["row_format"] == "markdown" or (
        shape["row_format"] is None and (shape["output"] or "").endswith(".md")
    )
    output_shape = {**shape, "row_format": Format.TSV if as_page else shape["row_format"]}
    out = Output.choose(columns, for_table or columns, **output_shape)
    if out.row_format is Format.TABLE:  # a column's name is whatever the question calls it
        names = {column: layout.printable(column) for column in out.columns}
        rows = [{names[column]: row[column] for column in out.columns} for row in rows]
        out = replace(out, columns=tuple(names.values()))
    if not as_page:
        return out.write(rows)
    print_text(report_page.markdown_table(out.columns, rows), out.path)
    return len(rows)


@click.command()
@click.option("--diagram", is_flag=True, help="How they join, as a diagram in the language of Mermaid.")
@options.markdown_options
@click.pass_obj
def views(desk: Desk, /, diagram: bool, **shape: Any) -> None:
    """Tell what there is to ask in SQL.

    Every public view, with what each of its columns means.

    \b
    Example:
      factdb report views -f markdown
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
    desk.hint("the columns of one: factdb sql --schema v1_claims")
