"""`factdb articles`: the articles that make claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.lazy import Entry, LazyGroup

if TYPE_CHECKING:
    from factdb.cli.desk import Desk

COMMANDS = {
    "add": Entry("factdb.cli.articles_adding:add", "Add articles: their text is kept, and claims are found in it."),
    "propose": Entry("factdb.cli.articles_adding:propose", "Print the claims that an article may make."),
    "review": Entry("factdb.cli.articles_adding:review", "Go through an article's proposed claims, one by one."),
    "list": Entry("factdb.cli.articles:list_", "List articles, newest first."),
    "show": Entry("factdb.cli.articles:show", "Show an article with its text, the passages of its claims marked."),
}


@click.group(cls=LazyGroup, entries=COMMANDS)
def articles() -> None:
    """Add and read the articles that make claims.

    \b
    Example:
      factdb articles list
    """


@click.command("list")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, **shape: Any) -> None:
    """List articles, newest first.

    \b
    Example:
      factdb articles list
    """
    from factdb.cli.pages import print_rows
    from factdb.services.documents import articles as on_articles

    columns = (on_articles.COLUMNS, ("id", "source", "published_on", "claims", "title"))
    print_rows(desk, "article", columns, shape, on_articles.listed)


@click.command()
@options.article_argument
@options.json_option
@click.pass_obj
def show(desk: Desk, number: int, as_json: bool) -> None:
    """Show an article with its text, the passages of its claims marked.

    \b
    Example:
      factdb articles show 1
    """
    from factdb.cli import output, pager
    from factdb.cli.article_page import page
    from factdb.services.documents import articles as on_articles

    with desk.reading() as session:
        article = on_articles.one(session, number)
    if as_json:
        output.print_document(article)
    else:
        pager.show(page(article))
