"""`factdb report`: what the ledger says of itself, and the list of reports when none is named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from factdb.cli.lazy import CommandEntry, LazyGroup
from factdb.errors import FactdbError
from factdb.reports import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

_DESK, _SQL = "Reports", "Reports in SQL"
REPORTS = {
    "agreement": CommandEntry(
        "factdb.cli.report.agreement:agreement_command", "Tell how far reviewers agree in their assessments.", _DESK
    ),
    "corrections": CommandEntry(
        "factdb.cli.report.corrections:corrections", "Tell what was corrected or retracted, and why.", _DESK
    ),
    "replies": CommandEntry("factdb.cli.report.corrections:replies", "Tell who has still to be heard.", _DESK),
    "views": CommandEntry("factdb.cli.report.answers:views", "Tell what there is to ask in SQL.", _DESK),
    **{
        shipped.name: CommandEntry(f"factdb.cli.report.sql_reports:{shipped.name}", f"{shipped.title}.", _SQL)
        for shipped in catalogue.shipped()
    },
}


class Reports(LazyGroup):
    """The reports that ship, and those in the desk's own folder."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a report; one that ships goes before a desk's own of that name."""
        from factdb.cli.report import sql_reports

        command = super().get_command(ctx, cmd_name)
        path = None if command else catalogue.own(_folder(ctx)).get(cmd_name)
        return sql_reports.command(catalogue.read_own(path)) if path else command


def _folder(ctx: click.Context) -> Path | None:
    folder = ctx.obj.settings.reports if ctx.obj else None
    return Path(folder.value) if folder else None


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
        if (folder := _folder(ctx)) and not folder.is_dir():
            click.echo(f"there is no folder {folder}, where the desk's own reports should be", err=True)
        for line in _report_lines(ctx):
            click.echo(line)
        click.echo("Make one: factdb report NAME", err=True)


def _report_lines(ctx: click.Context) -> Iterator[str]:
    from factdb.cli.terminal.layout import wrap

    descriptions = {name: entry.help for name, entry in REPORTS.items()}
    own = catalogue.own(_folder(ctx))
    descriptions |= {name: _own_description(path) for name, path in own.items() if name not in REPORTS}
    width = max(map(len, descriptions)) + 2
    for name, text in descriptions.items():
        yield from wrap(text, name.ljust(width), " " * width)
    for name in own.keys() & REPORTS.keys():
        click.echo(f"{own[name]} isn't listed: a report that ships is named {name}; give yours another name", err=True)


def _own_description(path: Path) -> str:
    """Return what the list says of a desk's own report; one that can't be read must not hide the others."""
    try:
        return f"{catalogue.read_own(path).title}. (the desk's own)"
    except FactdbError as error:
        return f"{error} (the desk's own)"
