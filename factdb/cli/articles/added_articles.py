"""Reads an article from a file or an address, and says what became of an article that was added."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factdb.cli.articles.proposal_choice import left_out_hint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factdb.cli.desk import Desk
    from factdb.services.documents.article_batch import AddedArticle
    from factdb.services.documents.article_reading import NewArticle

ADDRESSES = ("http://", "https://")


def file_name_of(name: str) -> str | None:
    """Return the name of a file without its folder; None for standard input."""
    return None if name == "-" else Path(name).name


def read_article(desk: Desk, name: str, details: dict[str, Any]) -> NewArticle:
    """Read an article from an address, from a file, or from standard input where the name is -."""
    from factdb.cli.terminal.files import display_name, read_bytes
    from factdb.services.documents import article_reading

    if name.startswith(ADDRESSES):
        return fetch_article(desk, name, details)
    return article_reading.read_article(read_bytes(name), details, display_name(name), file_name_of(name))


def fetch_article(desk: Desk, address: str, details: dict[str, Any]) -> NewArticle:
    """Fetch an article from its address."""
    from factdb.services.documents import article_reading, page_fetching

    if details.get("url"):
        raise click.UsageError("The address of the article and --url are two addresses. Leave out --url.")
    return article_reading.fetch_article(page_fetching.open_fetcher(desk.settings), address, details)


def say_added(desk: Desk, added: AddedArticle, article: NewArticle, *, accepts: bool) -> int:
    """Say what became of an article, and of its claims; return its number."""
    from factdb.services.documents import article_reading

    stored, numbers = added.stored, added.claims
    number = stored.document.id
    several = f", {len(numbers)} claims: {numbers[0]} to {numbers[-1]}" if numbers else ""
    claim_range = f", 1 claim: {numbers[0]}" if len(numbers) == 1 else several
    desk.say(f"article {number}: {article_reading.outcome(stored, article.text)}{claim_range}")
    desk.hint(*stored.notices, *(article.doubts if stored.newly_read else ()), *left_out_hint(added.left_out))
    if added.has_older_quotations:
        desk.hint("See which quotations this edition changes: factdb evidence check")
    if added.summary and not numbers:
        desk.hint(f"It is {_describe(added.summary)}.", *_WAYS_ON.format(number).splitlines())
    elif not accepts:
        desk.hint(
            f'Add its claims: factdb articles review {number}, or factdb claims add --article {number} --quote "..."'
        )
    return number


_WAYS_ON = """\
Go on with its claims: factdb articles review {0}
Show it: factdb articles show {0}
Correct its facts: factdb articles edit {0} --title, --source, --published, --url or --author"""


def _describe(article: Mapping[str, Any]) -> str:
    """Return what an article is, as in: "Bridge opens", The Example Times, 2024-03-05, with 3 claims (2 open)."""
    from factdb.cli.terminal.lists_and_facts import count_with_noun

    title = f'"{article["title"]}"' if article["title"] else "untitled"
    facts = [title, article["source"], article["published_on"]]
    claims = count_with_noun(article["claims"], "claim")
    return f"{', '.join(fact for fact in facts if fact)}, with {claims} ({article['open']} open)"
