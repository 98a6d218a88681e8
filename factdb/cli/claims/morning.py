"""The morning view: what is mine, due, waiting for approval, and new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factdb.cli import colours, table
from factdb.cli.claims.listing import TABLE_COLUMNS
from factdb.services.reads import claim_list, morning

if TYPE_CHECKING:
    from factdb.cli.desk import Desk

_EACH = 5


def print_morning(desk: Desk) -> None:
    """Print the first claims of each section, and how many there are."""
    with desk.reading() as session:
        for section in morning.sections(session, desk.handle, desk.now):
            click.echo(colours.heading(f"{section.title}: {section.count}"))
            if section.count:
                for line in table.lines(claim_list.rows(session, section.wanted, limit=_EACH), TABLE_COLUMNS):
                    click.echo(line)
            if section.count > _EACH:
                desk.hint(f"  all of them: {section.command}")
    click.echo("Take one: factdb claims show ID", err=True)
