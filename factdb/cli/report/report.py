"""`factdb report`: the group of reports; without a name, it lists them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from factdb.cli.lazy import CommandEntry, LazyGroup
from factdb.errors import FactdbError
from factdb.reports import catalogue
from factdb.reports.desk_reports import DESK_REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator

_DESK, _SQL = "Reports", "Reports in SQL"
_MODULES = {
    "agreement": "agreement:agreement_command",
    "corrections": "corrections:corrections",
    "mine": "agreement:mine",
    "replies": "corrections:replies",
    "takedowns": "corrections:takedowns",
}
REPORTS = {
    **{
        report.name: CommandEntry(f"factdb.cli.report.{_MODULES[report.name]}", report.help, _DESK)
        for report in DESK_REPORTS
    },
    "views": CommandEntry("factdb.cli.report.answers:views", "List the views that you can query in SQL.", _DESK),
    **{
        shipped.name: CommandEntry(f"factdb.cli.report.sql_reports:{shipped.name}", f"{shipped.title}.", _SQL)
        for shipped in catalogue.shipped()
    },
}


class Reports(LazyGroup):
    """The reports of factdb, and those in the desk's own folder."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a report; a report of factdb comes before a desk's own report of the same name."""
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

    Without a name, the command lists the reports. A desk can have reports of its own: SQL files in a folder that
    factdb.toml (reports = "reports") or FACTDB_REPORTS names. Write them like the reports of factdb. They run like
    queries of factdb sql.

    \b
    Example:
      factdb report
    """
    if ctx.invoked_subcommand is None:
        if (folder := _folder(ctx)) and not folder.is_dir():
            click.echo(f"There is no folder {folder} for the desk's own reports.", err=True)
        for line in _report_lines(ctx):
            click.echo(line)
        click.echo("Show a report: factdb report NAME", err=True)


def _report_lines(ctx: click.Context) -> Iterator[str]:
    from factdb.cli.terminal.layout import wrap

    descriptions = {name: entry.help for name, entry in REPORTS.items()}
    own = catalogue.own(_folder(ctx))
    descriptions |= {name: _own_description(path) for name, path in own.items() if name not in REPORTS}
    width = max(map(len, descriptions)) + 2
    for name, text in descriptions.items():
        yield from wrap(text, name.ljust(width), " " * width)
    for name in own.keys() & REPORTS.keys():
        click.echo(f"{own[name]} is not listed: factdb has a report named {name}. Rename the file.", err=True)


def _own_description(path: Path) -> str:
    """Return the line for a desk's own report; an error in one report must not hide the others."""
    try:
        return f"{catalogue.read_own(path).title}. (the desk's own)"
    except FactdbError as error:
        return f"{error} (the desk's own)"
