"""The group of commands `factdb export`, and the options and messages that they share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factdb.cli.completion.values import FILE
from factdb.cli.lazy import CommandEntry, LazyGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.domain.claim_filter import ClaimFilter

_ROWS, _FIELD, _PAGES = "Rows", "Fact-checking formats", "Kept pages"
EXPORTS = {
    "claims": CommandEntry(
        "factdb.cli.exchange.rows:claims", "Export claims in a form that factdb import reads.", _ROWS
    ),
    "evidence": CommandEntry("factdb.cli.exchange.rows:evidence", "Export the evidence of claims.", _ROWS),
    "verdicts": CommandEntry("factdb.cli.exchange.rows:verdicts", "Export every version of every verdict.", _ROWS),
    "history": CommandEntry(
        "factdb.cli.exchange.rows:history", "Export the history: who did what to claims, when and why.", _ROWS
    ),
    "speakers": CommandEntry("factdb.cli.exchange.rows:speakers", "Export the speakers of claims.", _ROWS),
    "claimreview": CommandEntry(
        "factdb.cli.exchange.claimreview:claimreview", "Export published verdicts as ClaimReview markup.", _FIELD
    ),
    "averitec": CommandEntry(
        "factdb.cli.exchange.averitec:averitec", "Export claims, questions and answers in the AVeriTeC format.", _FIELD
    ),
    "warc": CommandEntry(
        "factdb.cli.exchange.kept_pages:warc", "Export the kept pages of claims as one WARC file.", _PAGES
    ),
    "wacz": CommandEntry(
        "factdb.cli.exchange.kept_pages:wacz", "Export the kept pages of claims as a WACZ file.", _PAGES
    ),
    "datasette": CommandEntry(
        "factdb.cli.exchange.averitec:datasette", "Export the metadata that Datasette shows with this database.", _FIELD
    ),
}


@click.group(cls=LazyGroup, entries=EXPORTS, invoke_without_command=True)
@click.pass_context
def export(ctx: click.Context) -> None:
    """Export claims, evidence, verdicts or history to a file.

    Without a name, the command lists the exports.

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
        click.echo("Export to a file: factdb export NAME -o FILE", err=True)


output_option = click.option(
    "-o",
    "--output",
    type=FILE,
    metavar="FILE|-",
    help="Write to this file, compressed if its name ends in .gz; - is standard output.",
)


def claim_filter(
    desk: Desk, session: Session, claim_names: tuple[int | str, ...] | None, filters: dict[str, Any]
) -> ClaimFilter:
    """Return the filter for the named claims (None: all) and the options of `claims list`."""
    from factdb.cli.claims.listing import claim_request
    from factdb.services.reads import claim_list

    return claim_list.resolve(session, claim_request(desk, claim_names, filters.pop("mine"), filters))


def report_left_out(desk: Desk, left_out: Mapping[str, int], why: str) -> None:
    """Print how many claims were left out for each reason."""
    if left_out:
        listed = ", ".join(f"{count} {reason}" for reason, count in sorted(left_out.items()))
        desk.hint(f"left out: {listed} ({why})")


def write_document(value: object, output: str | None) -> None:
    """Write one JSON document to a file, or print it."""
    from factdb.cli.terminal import files
    from factdb.cli.terminal.output import print_document
    from factdb.formats import rows

    if not output or output == "-":
        print_document(value)
        return
    with files.open_to_write(Path(output)) as out:
        out.write(f"{rows.document(value)}\n".encode())
