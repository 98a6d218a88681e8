"""`factdb report corrections`, `replies` and `takedowns`: corrections, missing replies, and erasures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.report import row_output
from factdb.reports.desk_reports import CORRECTIONS, REPLIES, TAKEDOWNS

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from factdb.cli.desk import Desk
    from factdb.domain.enums import ContactKind


@click.command()
@row_output.declared_options(CORRECTIONS)
@options.limit_option("corrections")
@row_output.shape_options
@click.pass_obj
def corrections(desk: Desk, /, since: datetime | None, limit: int | None, **shape: Any) -> None:
    """List corrections and retractions, with their reasons.

    This is the public log: the time, the claim, the values before and after, and the note for readers. With
    -f md the log is ready for a web page.

    \b
    Example:
      factdb report corrections
      factdb report corrections --since 2026-01-01 -f md -o corrections.md
    """
    from factdb.cli.terminal.lists_and_facts import say_count
    from factdb.cli.terminal.output import print_text
    from factdb.formats.publish import report_page
    from factdb.formats.rows import Format
    from factdb.reports import corrections as reports

    with desk.reading() as session:
        rows = reports.rows(session, since)[:limit]
    chosen, path = row_output.chosen_format(shape["row_format"], shape["output"])
    if chosen == Format.MARKDOWN:
        print_text(report_page.corrections_log(rows), path)
    else:
        # A list of changes does not fit into a cell of a table or of CSV.
        more = ["changes"] if chosen in {"json", "jsonl"} and not shape["columns"] else []
        row_output.print_rows(rows, [*reports.COLUMNS, *more], shape, reports.TABLE_COLUMNS)
    say_count(desk, len(rows), "correction", limit)


@click.command()
@row_output.declared_options(REPLIES)
@options.limit_option("rows")
@row_output.shape_options
@click.pass_obj
def replies(
    desk: Desk, /, kind: tuple[ContactKind, ...], older_than: timedelta | None, limit: int | None, **shape: Any
) -> None:
    """List the replies that are missing.

    The list has open complaints, people who were asked and have not answered, and claims that were published without
    asking anybody. Who complained is shown to reviewers, editors and admins only.

    \b
    Example:
      factdb report replies
      factdb report replies --kind reply --older-than 7d
    """
    from factdb.cli.terminal.lists_and_facts import say_count
    from factdb.reports import desk_answers
    from factdb.store.claims import replies as reports

    reply_filter = desk_answers.reply_filter({"kind": kind, "older_than": older_than}, desk.now)
    with desk.reading() as session:
        missing = reports.rows(reply_filter, with_complainants=desk.viewer(session).reads_complaints).limit(limit)
        rows = [dict(row) for row in session.execute(missing).mappings()]
    say_count(desk, row_output.print_rows(rows, reports.COLUMNS, shape, reports.TABLE_COLUMNS), "row", limit)


@click.command()
@row_output.declared_options(TAKEDOWNS)
@row_output.shape_options
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
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.reports import takedowns as reports

    with desk.reading() as session:
        rows = reports.rows(session, since)
    row_output.print_rows(rows, reports.COLUMNS, shape, reports.COLUMNS)
    desk.hint(count_with_noun(sum(row["asked"] for row in rows), "erasure"))
