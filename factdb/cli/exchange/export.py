"""`factdb export`: the ledger as files, and the list of what can be exported when nothing is named."""

from __future__ import annotations

import click

from factdb.cli.lazy import CommandEntry, LazyGroup

_ROWS, _FIELD = "Rows", "Formats of the field"
EXPORTS = {
    "claims": CommandEntry(
        "factdb.cli.exchange.rows:claims", "Export claims, as factdb import takes them back.", _ROWS
    ),
    "evidence": CommandEntry("factdb.cli.exchange.rows:evidence", "Export the evidence of claims.", _ROWS),
    "verdicts": CommandEntry("factdb.cli.exchange.rows:verdicts", "Export every version of every verdict.", _ROWS),
    "history": CommandEntry("factdb.cli.exchange.rows:history", "Export who did what to claims, when and why.", _ROWS),
    "speakers": CommandEntry("factdb.cli.exchange.rows:speakers", "Export who makes claims.", _ROWS),
    "claimreview": CommandEntry(
        "factdb.cli.exchange.claimreview:claimreview", "Write ClaimReview: published verdicts as markup.", _FIELD
    ),
    "averitec": CommandEntry(
        "factdb.cli.exchange.averitec:averitec", "Write claims, questions and answers as AVeriTeC has them.", _FIELD
    ),
    "datasette": CommandEntry(
        "factdb.cli.exchange.averitec:datasette", "Write what Datasette shows beside this database.", _FIELD
    ),
}


@click.group(cls=LazyGroup, entries=EXPORTS, invoke_without_command=True)
@click.pass_context
def export(ctx: click.Context) -> None:
    """Write claims and what hangs on them into files.

    Without a name: what can be exported.

    \b
    Example:
      factdb export
    """
    if ctx.invoked_subcommand is None:
        from factdb.cli.terminal.layout import wrap

        width = max(map(len, EXPORTS)) + 2
        for name, entry in EXPORTS.items():
            for line in wrap(entry.help, name.ljust(width), " " * width):
                click.echo(line)
        click.echo("Write one: factdb export NAME -o FILE", err=True)
