"""`factdb report replies`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.command()
@options.output_options
@click.pass_obj
def replies(desk: Desk, /, **shape: Any) -> None:
    """Tell who has still to be heard.

    Complaints that are open, those who were asked and haven't answered, and what was published without asking.

    \b
    Example:
      factdb report replies
    """
    from factdb.cli.pages import print_rows
    from factdb.reports import replies as reports

    columns = (reports.COLUMNS, reports.TABLE_COLUMNS)
    print_rows(desk, "row", columns, shape, lambda session: map(dict, session.execute(reports.rows()).mappings()))
