"""`factdb export`: the list of exports, and what they share: which claims, where to, and what is left out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factdb.cli.lazy import CommandEntry, LazyGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.domain.claim_filter import ClaimFilter

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


output_option = click.option(
    "-o", "--output", metavar="FILE|-", help="Write into a file, packed where its name ends in .gz; -: stdout."
)


def claim_filter(
    desk: Desk, session: Session, claim_names: tuple[int | str, ...] | None, filters: dict[str, Any]
) -> ClaimFilter:
    """Resolve the claims that were named, or that the filters of `claims list` keep."""
    from factdb.cli.claims.listing import claim_request
    from factdb.services.reads import claim_list

    return claim_list.resolve(session, claim_request(desk, claim_names, filters.pop("mine"), filters))


def report_left_out(desk: Desk, left_out: Mapping[str, int], why: str) -> None:
    """Say how many claims were left out, by the reason."""
    if left_out:
        listed = ", ".join(f"{count} {reason}" for reason, count in sorted(left_out.items()))
        desk.hint(f"left out: {listed} ({why})")


def write_document(value: object, output: str | None) -> None:
    """Write one JSON document into a file, or print it."""
    from factdb.cli.terminal import files
    from factdb.cli.terminal.output import print_document
    from factdb.formats import rows

    if not output or output == "-":
        print_document(value)
        return
    with files.open_to_write(Path(output)) as out:
        out.write(f"{rows.document(value)}\n".encode())
