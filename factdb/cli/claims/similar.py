"""`factdb claims similar` and `factdb claims duplicates`: have we checked this before?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


TABLE_COLUMNS = ("id", "speaker", "said_on", "verdict", "likeness", "claim")


@click.command()
@click.argument("text", metavar="TEXT|ID|-")
@click.option("--decided", is_flag=True, help="Only claims with a verdict in force.")
@click.option("--limit", type=click.IntRange(min=1), default=10, metavar="N", help="At most so many; 10.")
@options.output_options
@click.pass_obj
def similar_command(desk: Desk, /, text: str, decided: bool, limit: int, **shape: Any) -> None:
    """List claims that look like a text, or like another.

    Have we checked this? The likest first; likeness is a part of a hundred, and no verdict: whether it is the same
    claim is yours to say, by `factdb claims link A B --kind repeats` or `--kind similar`, with --reject that it isn't.
    A claim that was rejected isn't listed again. - reads the text from standard input.

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
        raise click.UsageError("a text to look for is missing")
    columns = (service.COLUMNS, TABLE_COLUMNS)
    print_rows(desk, "claim", columns, shape, lambda session: service.to(session, text, limit, decided=decided))


@click.command()
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many groups.")
@options.output_options
@click.pass_obj
def duplicates(desk: Desk, /, limit: int | None, fmt: str | None, columns: str | None, output: str | None) -> None:
    """List claims that say nearly the same.

    In groups: they have most of their words in common, and every number. Those of which somebody said already
    whether they are alike are left out.

    \b
    Example:
      factdb claims duplicates
    """
    from factdb.cli.terminal.output import Output
    from factdb.services.reads import similar

    out = Output.choose(similar.NEAR_IDENTICAL_COLUMNS, ("group", *TABLE_COLUMNS), fmt, columns, output)
    with desk.reading() as session:
        rows = list(similar.near_identical_groups(session, limit))
    out.write(rows)
    groups = rows[-1]["group"] if rows else 0
    desk.hint(f"{len(rows)} claims in {groups} groups" if groups != 1 else f"{len(rows)} claims in 1 group")
