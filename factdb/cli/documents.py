"""`factdb documents`: every page, file and interview that the desk has used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completing import DOCUMENT, SOURCE
from factdb.cli.options import Word
from factdb.domain.enums import Medium

if TYPE_CHECKING:
    from factdb.cli.desk import Desk

ON_A_TERMINAL = 50
TABLE_COLUMNS = ("id", "source", "published_on", "medium", "claims", "evidence", "title")


@click.group()
def documents() -> None:
    """List every page, file and interview that the desk has used.

    \b
    Example:
      factdb documents list
    """


@documents.command("list")
@click.option("--title", metavar="PART", help="Only those with this in their title.")
@click.option("--source", type=SOURCE, metavar="NAME", help="Only what this source published.")
@click.option("--medium", type=Word(Medium), help="news, web, transcript, report, data, video, ...")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many; on a terminal 50.")
@options.output_options
@click.pass_obj
def list_(
    desk: Desk, /, title: str | None, source: str | None, medium: Medium | None, limit: int | None, **shape: Any
) -> None:
    """List documents, last added first, with the claims that they make and the evidence that they are.

    \b
    Example:
      factdb documents list --source newsweek
    """
    from factdb.cli.output import is_terminal
    from factdb.cli.pages import print_rows
    from factdb.services.reads import document_list

    columns = (document_list.COLUMNS, TABLE_COLUMNS)
    most = limit or (ON_A_TERMINAL if is_terminal() and not shape["output"] else None)
    print_rows(
        desk, "document", columns, shape, lambda session: document_list.listed(session, title, source, medium), most
    )


@documents.command()
@click.argument("document", type=DOCUMENT, metavar="ID|URL")
@options.json_option
@click.pass_obj
def show(desk: Desk, document: str, as_json: bool) -> None:
    """Show a document: each time it was read, and the claims that it bears on.

    \b
    Example:
      factdb documents show 7
    """
    from factdb.cli import output
    from factdb.cli.document_page import print_page
    from factdb.services.reads import document_list

    with desk.reading() as session:
        page = document_list.one(session, document)
    if as_json:
        output.print_document(page)
    else:
        print_page(page)
