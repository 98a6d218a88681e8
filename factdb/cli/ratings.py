"""`factdb ratings`: the words of verdicts, by scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completing import RATING
from factdb.cli.options import Word
from factdb.domain.words import Question

if TYPE_CHECKING:
    from factdb.cli.desk import Desk

TABLE_COLUMNS = ("code", "question", "category", "score", "claims", "definition")


@click.group()
def ratings() -> None:
    """List the ratings that verdicts give, and what each says.

    \b
    Example:
      factdb ratings list
    """


@ratings.command("list")
@click.option("--scale", metavar="CODE", help="Of one scale, as in: factdb-truth.")
@click.option("--question", type=Word(Question), help="Those that answer this question.")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, scale: str | None, question: Question | None, **shape: Any) -> None:
    """List the ratings of every scale, in the order of the scale.

    \b
    Example:
      factdb ratings list --question quote
    """
    from factdb.cli.pages import print_rows
    from factdb.services import scales

    columns = (scales.COLUMNS, TABLE_COLUMNS)
    print_rows(desk, "rating", columns, shape, lambda session: scales.listed(session, scale, question))


@ratings.command()
@click.argument("rating", metavar="CODE|SCALE:CODE", type=RATING)
@options.json_option
@click.pass_obj
def show(desk: Desk, rating: str, as_json: bool) -> None:
    """Show what a rating says, and where it stands across scales.

    \b
    Example:
      factdb ratings show mostly-false
    """
    from factdb.cli import output
    from factdb.cli.rating_page import print_page
    from factdb.services import scales

    with desk.reading() as session:
        page = scales.one(session, rating)
    if as_json:
        output.print_document(page)
    else:
        print_page(page)
