"""`factdb articles`: list the articles, and show an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import SOURCE
from factdb.cli.lazy import CommandEntry, LazyGroup
from factdb.cli.terminal.display import heading
from factdb.cli.terminal.layout import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from factdb.cli.desk import Desk

COMMANDS = {
    "add": CommandEntry("factdb.cli.articles.article_adding:add", "Add articles and find the claims in them."),
    "propose": CommandEntry(
        "factdb.cli.articles.article_adding:propose", "Find the claims in an article without adding them."
    ),
    "review": CommandEntry(
        "factdb.cli.articles.article_adding:review", "Review the proposed claims of an article, one by one."
    ),
    "list": CommandEntry("factdb.cli.articles.articles:list_", "List articles, newest first."),
    "edit": CommandEntry(
        "factdb.cli.articles.article_editing:edit", "Correct the facts of an article; its claims follow."
    ),
    "show": CommandEntry(
        "factdb.cli.articles.articles:show", "Show an article, with the passages of its claims marked."
    ),
}


@click.group(cls=LazyGroup, entries=COMMANDS)
def articles() -> None:
    """Add articles, read them and find the claims in them.

    \b
    Example:
      factdb articles list
    """


@click.command("list")
@click.option("--source", type=SOURCE, help="Outlet, by name, alias or part of a name.")
@click.option("--title", metavar="PART", help="Show only articles with this text in the title.")
@click.option("--open", "is_open", is_flag=True, help="Articles with claims that need work.")
@options.limit_option("articles")
@options.output_options
@click.pass_obj
def list_(desk: Desk, /, source: str | None, title: str | None, is_open: bool, limit: int | None, **shape: Any) -> None:
    """List articles, newest first.

    `open` counts the claims that need work, `published` those that are published.

    \b
    Example:
      factdb articles list
      factdb articles list --open --title harbour
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.services.reads import article_list

    columns = (article_list.COLUMNS, article_list.TABLE_COLUMNS)
    wanted = article_list.ArticleFilter(source, title, is_open)
    print_rows(desk, "article", columns, shape, lambda session: article_list.list_articles(session, wanted), limit)


@click.command()
@options.article_argument
@options.form_options
@click.pass_obj
def show(desk: Desk, article_number: int, form: str) -> None:
    """Show an article, with the passages of its claims marked.

    The page says how many claims the article has in each status, and how many passages may be claims and have none.

    \b
    Example:
      factdb articles show 1
    """
    from factdb.cli.terminal import output, pager
    from factdb.services.reads import article_list

    with desk.reading() as session:
        article = article_list.article_details(session, article_number)
    if form != "text":
        output.print_document(article, form=form)
        return
    pager.show(page(article))
    if article["claims"]:
        desk.hint(f"List its claims: factdb claims list --article {article_number}")
    if article["open_passages"]:
        desk.hint(f"Review the passages without a claim: factdb articles review {article_number}")


def page(article: Mapping[str, Any]) -> Iterable[str]:
    """Yield the lines of the article's page."""
    yield from map(heading, wrap(f"article {article['id']} · {article['title'] or 'untitled'}", "", "  "))
    about = (article["source"], article["author"], article["published_on"], article["language"])
    yield from wrap(", ".join(part for part in about if part), "  ")
    if article["url"]:
        yield from wrap(article["url"], "  ")
    yield from wrap(_progress(article), "  ")
    if article["text"] is None:
        yield "  the text is not in the ledger"
        return
    yield from wrap(f"{len(article['text'])} characters, SHA-256 {article['sha256']}", "  ")
    yield ""
    yield from wrap(_mark_passages(article["text"], article["spans"]), "  ")


def _progress(article: Mapping[str, Any]) -> str:
    """Return how far the work is, as in "5 claims: 3 new, 2 published; 4 passages without a claim"."""
    from factdb.cli.terminal.lists_and_facts import count_with_noun

    statuses = ", ".join(f"{count} {status}" for status, count in article["statuses"].items())
    claims = count_with_noun(article["claims"], "claim") + (f": {statuses}" if statuses else "")
    return f"{claims}; {count_with_noun(len(article['open_passages']), 'passage')} without a claim"


def _mark_passages(text: str, spans: Iterable[Mapping[str, int]]) -> str:
    """Return the text with "[7: " before and "]" after each passage; at one place, marks close before others open."""
    marks = [(span["start"], 1, f"[{span['claim']}: ") for span in spans]
    marks += [(span["end"], 0, "]") for span in spans]
    parts, position = [], 0
    for offset, _, mark in sorted(marks):
        parts += [text[position:offset], mark]
        position = offset
    return "".join([*parts, text[position:]])
