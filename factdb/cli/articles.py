"""`factdb articles`: the articles that make claims."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.completing import SOURCE
from factdb.cli.options import PARTIAL_DATE

if TYPE_CHECKING:
    from factdb.cli.desk import Desk
    from factdb.domain.dates import PartialDate


@click.group()
def articles() -> None:
    """Add and read the articles that make claims.

    \b
    Example:
      factdb articles list
    """


@articles.command()
@click.argument("file", metavar="FILE|-")
@click.option("--source", required=True, type=SOURCE, help="The outlet.")
@click.option("--published", required=True, type=PARTIAL_DATE, metavar="DATE", help="2021-07-26, 2021-07 or 2021.")
@click.option("--title", metavar="TEXT", help="Its headline.")
@click.option("--url", metavar="URL", help="Where it stands.")
@click.option("--author", metavar="NAME", help="Its byline.")
@click.option("--language", metavar="CODE", help="en, pt-BR, ...")
@click.pass_obj
def add(
    desk: Desk, file: str, source: str, published: PartialDate, title: str | None, url: str | None,
    author: str | None, language: str | None,
) -> None:  # fmt: skip
    """Add an article: its text is kept as it is, and claims are found in it.

    \b
    Example:
      factdb articles add article.txt --source "The Example Times" --published 2021-07-26 --title "Bridge opens"
    """
    from factdb.cli.files import read_text
    from factdb.domain.words import Medium
    from factdb.services import articles as on_articles
    from factdb.services import documents

    draft = documents.Draft(
        url=url, source=source, published=published, medium=Medium.NEWS, is_article=True,
        title=title, author=author, language=language,
    )  # fmt: skip
    reading = documents.Reading.of_text(read_text(file), None if file == "-" else Path(file).name)
    with desk.writing() as session:
        kept = on_articles.add(session, desk.act(session), draft, reading)
    number = kept.document.id
    what = "added" if kept.added else "its text is new, and kept beside the old" if kept.newly_read else "here already"
    desk.say(f"article {number}: {what}, {len(reading.text or '')} characters")
    desk.hint(*kept.said, f'add its claims: factdb claims add --article {number} --quote "..."')


@articles.command("list")
@options.output_options
@click.pass_obj
def list_(desk: Desk, fmt: str | None, columns: str | None, output: str | None) -> None:
    """List articles, newest first.

    \b
    Example:
      factdb articles list
    """
    from factdb.cli.output import Output
    from factdb.services import articles as on_articles

    for_table = ("id", "source", "published_on", "claims", "title")
    out = Output.chosen(on_articles.COLUMNS, for_table, fmt, columns, output)
    with desk.reading() as session:
        count = out.write(on_articles.listed(session))
    desk.hint("1 article" if count == 1 else f"{count} articles")


@articles.command()
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
    from factdb.services import articles as on_articles

    with desk.reading() as session:
        article = on_articles.one(session, number)
    if as_json:
        output.print_document(article)
    else:
        pager.show(page(article))
