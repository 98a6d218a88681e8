"""`factdb report`: what the ledger says of itself, and the list of reports when none is named."""

from __future__ import annotations

import click

from factdb.cli.lazy import Entry, LazyGroup

REPORTS = {
    "agreement": Entry(
        "factdb.cli.report.agreement:agreement", "Tell how far reviewers agree in their assessments.", "Reports"
    ),
    "corrections": Entry(
        "factdb.cli.report.corrections:corrections", "Tell what was corrected or retracted, and why.", "Reports"
    ),
    "replies": Entry("factdb.cli.report.replies:replies", "Tell who has still to be heard.", "Reports"),
}


@click.group(cls=LazyGroup, entries=REPORTS, invoke_without_command=True)
@click.pass_context
def report(ctx: click.Context) -> None:
    """Report on the desk's work.

    Without a report's name: the reports that there are.

    \b
    Example:
      factdb report
    """
    if ctx.invoked_subcommand is None:
        from factdb.cli.layout import wrapped

        width = max(map(len, REPORTS)) + 2
        for name, entry in REPORTS.items():
            for line in wrapped(entry.help, name.ljust(width), " " * width):
                click.echo(line)
        click.echo("Make one: factdb report NAME", err=True)
