"""`factdb report corrections`, `replies` and `takedowns`: corrections, missing replies, and erasures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.date_values import MOMENT

if TYPE_CHECKING:
    from datetime import datetime

    from factdb.cli.desk import Desk


@click.command()
@click.option(
    "--since", type=MOMENT, metavar="TIME", help="Show corrections made on this day (UTC), at this time, or later."
)
@options.output_options
@click.pass_obj
def corrections(
    desk: Desk, since: datetime | None, row_format: str | None, columns: str | None, output: str | None
) -> None:
    """List corrections and retractions, with their reasons.

    This is the public log: the time, the claim, the values before and after, and the note for readers. With
    -f md the log is ready for a web page.

    \b
    Example:
      factdb report corrections
      factdb report corrections --since 2026-01-01 -f md -o corrections.md
    """
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.cli.terminal.output import Output, print_text
    from factdb.formats.publish import report_page
    from factdb.formats.rows import Format
    from factdb.reports import corrections as reports

    out = Output.choose(reports.COLUMNS, reports.TABLE_COLUMNS, row_format, columns, output)
    # A list of changes does not fit into a cell of a table or of CSV.
    if out.row_format in {Format.JSON, Format.JSONL} and not columns:
        out = replace(out, columns=(*reports.COLUMNS, "changes"))
    with desk.reading() as session:
        rows = reports.rows(session, since)
    if out.row_format is Format.MARKDOWN:
        print_text(report_page.corrections_log(rows), out.path)
    else:
        out.write(rows)
    desk.hint(count_with_noun(len(rows), "correction"))


@click.command()
@options.output_options
@click.pass_obj
def replies(desk: Desk, /, **shape: Any) -> None:
    """List the replies that are missing.

    The list has open complaints, people who were asked and have not answered, and claims that were published without
    asking anybody. Who complained is shown to reviewers, editors and admins only.

    \b
    Example:
      factdb report replies
    """
    from factdb.cli.report import answers
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.reports import replies as reports

    with desk.reading() as session:
        missing = reports.rows(with_complainants=desk.viewer(session).reads_complaints)
        rows = [dict(row) for row in session.execute(missing).mappings()]
    desk.hint(count_with_noun(answers.print_rows(rows, reports.COLUMNS, shape, reports.TABLE_COLUMNS), "row"))


@click.command()
@click.option("--since", type=MOMENT, metavar="TIME", help="Count erasures asked on this day (UTC), or later.")
@options.output_options
@click.pass_obj
def takedowns(desk: Desk, /, since: datetime | None, **shape: Any) -> None:
    """Count the erasures that people asked for, and what became of them.

    For each kind of person: how many were asked, done, refused and are open, and after how many days. Nothing in the
    report says who asked, or what was erased.

    \b
    Example:
      factdb report takedowns
      factdb report takedowns --since 2026-01-01 -f md
    """
    from factdb.cli.report import answers
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.reports import takedowns as reports

    with desk.reading() as session:
        rows = reports.rows(session, since)
    answers.print_rows(rows, reports.COLUMNS, shape, reports.COLUMNS)
    desk.hint(count_with_noun(sum(row["asked"] for row in rows), "erasure"))
