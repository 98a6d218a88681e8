"""`factdb report`: what the ledger says of itself, and the list of reports when none is named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from factdb.cli.lazy import Entry, LazyGroup
from factdb.reports import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.reports.catalogue import Report

_DESK, _SQL = "Reports", "Reports in SQL"
REPORTS = {
    "agreement": Entry(
        "factdb.cli.report.agreement:agreement", "Tell how far reviewers agree in their assessments.", _DESK
    ),
    "corrections": Entry(
        "factdb.cli.report.corrections:corrections", "Tell what was corrected or retracted, and why.", _DESK
    ),
    "replies": Entry("factdb.cli.report.replies:replies", "Tell who has still to be heard.", _DESK),
    "views": Entry("factdb.cli.report.views:views", "Tell what there is to ask in SQL.", _DESK),
    **{
        each.name: Entry(f"factdb.cli.report.sql_reports:{each.name}", f"{each.title}.", _SQL)
        for each in catalogue.shipped()
    },
}


class Reports(LazyGroup):
    """The reports that ship, and those in the desk's own folder."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a report; one that ships goes before a desk's own of that name."""
        from factdb.cli.report import sql_reports

        found = super().get_command(ctx, cmd_name)
        return found or next((sql_reports.command(each) for each in own(ctx) if each.name == cmd_name), None)


def own(ctx: click.Context) -> Sequence[Report]:
    """Return the desk's own reports that bear no name of one that ships."""
    folder = ctx.obj.settings.reports if ctx.obj else None
    return [each for each in catalogue.own(Path(folder.value) if folder else None) if each.name not in REPORTS]


@click.group(cls=Reports, entries=REPORTS, invoke_without_command=True)
@click.pass_context
def report(ctx: click.Context) -> None:
    """Report on the desk's work.

    Without a report's name: the reports that there are. A desk's own are files of SQL in a folder that factdb.toml or
    FACTDB_REPORTS names (reports = "reports"); they look as those do that ship, and are asked as factdb sql asks.

    \b
    Example:
      factdb report
    """
    if ctx.invoked_subcommand is None:
        for line in _listed(ctx):
            click.echo(line)
        click.echo("Make one: factdb report NAME", err=True)


def _listed(ctx: click.Context) -> Iterator[str]:
    from factdb.cli.layout import wrapped

    told = {name: entry.help for name, entry in REPORTS.items()}
    told |= {each.name: f"{each.title}. (the desk's own)" for each in own(ctx)}
    width = max(map(len, told)) + 2
    for name, text in told.items():
        yield from wrapped(text, name.ljust(width), " " * width)
