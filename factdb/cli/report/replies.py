"""`factdb report replies`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.command()
@options.markdown_options
@click.pass_obj
def replies(desk: Desk, /, **shape: Any) -> None:
    """Tell who has still to be heard.

    Complaints that are open, those who were asked and haven't answered, and what was published without asking.

    \b
    Example:
      factdb report replies
    """
    from factdb.cli import answers
    from factdb.cli.pages import counted
    from factdb.reports import replies as reports

    with desk.reading() as session:
        rows = [dict(row) for row in session.execute(reports.rows()).mappings()]
    desk.hint(counted(answers.print_rows(rows, reports.COLUMNS, shape, reports.TABLE_COLUMNS), "row"))
