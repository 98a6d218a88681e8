"""The commands that find claims checked before: `factdb claims similar` and `factdb claims duplicates`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


TABLE_COLUMNS = ("id", "speaker", "said_on", "status", "verdict", "quote_verdict", "likeness", "claim")


@click.command()
@click.argument("text", metavar="TEXT|ID|-")
@click.option("--decided", is_flag=True, help="List only claims whose verdict counts.")
@options.limit_option("claims", " (default 10)", default=10)
@options.output_options
@click.pass_obj
def similar_command(desk: Desk, /, text: str, decided: bool, limit: int, **shape: Any) -> None:
    """List claims similar to a text or to another claim.

    The most similar claim comes first. Likeness is a percentage, not a verdict. You decide whether two claims are the
    same: `factdb claims link A B --kind repeats` or `--kind similar`; add --reject if they are not. Rejected claims are
    not listed again. A verdict is shown while it counts, that is, while its claim is reviewed, published or being
    corrected. To read the text from standard input, write - for TEXT.

    \b
    Example:
      factdb claims similar "US combat troops will be out of Iraq by the end of the year"
      factdb claims similar 4 --decided
    """
    from factdb.cli.terminal import files
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.services.reads import similar as service

    text = files.read_text("-") if text == "-" else text
    if not text.strip():
        raise click.UsageError("Give a text to compare with.")
    columns = (service.COLUMNS, TABLE_COLUMNS)
    print_rows(desk, "claim", columns, shape, lambda session: service.to(session, text, limit, decided=decided))


@click.command()
@options.limit_option("groups")
@options.output_options
@click.pass_obj
def duplicates(
    desk: Desk, /, limit: int | None, row_format: str | None, columns: str | None, output: str | None
) -> None:
    """List claims that say nearly the same.

    The claims of a group share most of their words and all their numbers. Claims that somebody has already linked,
    or rejected as a link, are left out.

    \b
    Example:
      factdb claims duplicates
    """
    from factdb.cli.terminal.output import Output
    from factdb.services.reads import similar

    out = Output.choose(similar.NEAR_IDENTICAL_COLUMNS, ("group", *TABLE_COLUMNS), row_format, columns, output)
    with desk.reading() as session:
        rows = list(similar.near_identical_groups(session, limit))
    out.write(rows)
    groups = rows[-1]["group"] if rows else 0
    desk.hint(f"{len(rows)} claims in {groups} groups" if groups != 1 else f"{len(rows)} claims in 1 group")
