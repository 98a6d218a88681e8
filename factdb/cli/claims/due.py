"""`factdb claims due`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factdb.cli import options

if TYPE_CHECKING:
    from datetime import timedelta

    from factdb.cli.desk import Desk

TABLE_COLUMNS = ("id", "resolves_on", "speaker", "verdict", "status", "claim")


@click.command()
@click.option("--within", type=options.DURATION, default="30d", metavar="30d", help="Days (30d) or weeks (6w) ahead.")
@options.output_options
@click.pass_obj
def due(desk: Desk, within: timedelta, fmt: str | None, columns: str | None, output: str | None) -> None:
    """List promises and predictions that fall due.

    Overdue ones too, soonest first: those without a verdict, and promises whose verdict says that they are
    stalled or in the works.

    \b
    Example:
      factdb claims due --within 6w
    """
    from factdb.cli.output import Output
    from factdb.services.reads import claim_list
    from factdb.store.claims.conditions import ClaimFilter

    out = Output.chosen(claim_list.COLUMNS, TABLE_COLUMNS, fmt, columns, output)
    by = (desk.now + within).date()
    with desk.reading() as session:
        count = out.write(list(claim_list.rows(session, ClaimFilter(due_by=by))))
    desk.hint(f"{count} due by {by}")
