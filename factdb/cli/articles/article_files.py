"""Reads the files of many articles, in several processes at once, and what cannot be read is a refusal in its place."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from factdb.cli.articles.added_articles import ADDRESSES, fetch_article, file_name_of
from factdb.errors import FactdbError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from factdb.cli.desk import Desk
    from factdb.extract.many_files import ArticleFile, ReadFile, SpeakerNames
    from factdb.extract.proposal import Proposal
    from factdb.services.documents.article_reading import NewArticle

jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N", help="Read files in N processes (default: one for each core)."
)


def is_of_proposals(name: str) -> bool:
    """Return whether a file has the proposals of many articles, by its name."""
    return name.casefold().endswith((".jsonl", ".jsonl.gz"))


def refusal(error: FactdbError, name: str = "") -> str:
    """Return why a file or a line of many was left out, with its name, and what to do: the end counts them only."""
    named = f"{name}: {error}" if name and name not in str(error) else str(error)
    return f"{named} {error.next_step}" if error.next_step else named


class FileArticle(NamedTuple):
    """An article as it was read from a file of this name, or why it was not.

    `looked_up` are the answers on which its proposals rest, by the key of a speaker's name.
    """

    name: str
    article: NewArticle | FactdbError
    proposals: list[Proposal]
    looked_up: Mapping[str, list[str]]


def speaker_names(names_by_key: Mapping[str, list[str]]) -> SpeakerNames:
    """Return the names of the desk's speakers, as the processes take them."""
    from factdb.extract.many_files import SpeakerNames

    return SpeakerNames(names_by_key)


def process_count(jobs: int | None, names: Sequence[str]) -> int:
    """Return the number of processes: as typed, or as many as are worth their start."""
    from factdb.extract import many_files

    return jobs or many_files.process_count(len(names))


def read_articles(
    desk: Desk, names: Sequence[str], details: dict[str, Any], speakers: SpeakerNames, jobs: int, *, proposes: bool
) -> Generator[FileArticle]:
    """Yield the articles of files and addresses, in the order of the names, with their proposals if `proposes`."""
    from factdb.extract import many_files

    fetched: dict[int, NewArticle] = {}
    files = (_file(desk, name, details, fetched, at) for at, name in enumerate(names))
    # Closed here: an end that is left to chance would come in a thread of the processes, which waits for itself.
    with closing(many_files.read_files(files, speakers, jobs, proposes=proposes)) as results:
        for at, (name, result) in enumerate(zip(names, results, strict=True)):
            yield _article(name, result, details, fetched.pop(at, None))


def _article(
    name: str, result: ReadFile | FactdbError, details: dict[str, Any], fetched: NewArticle | None
) -> FileArticle:
    from factdb.cli.terminal.files import display_name
    from factdb.services.documents import article_reading

    shown = display_name(name)
    if isinstance(result, FactdbError):
        return FileArticle(shown, result, [], {})
    try:
        article = fetched or article_reading.article_of_page(result.page, details, shown, file_name_of(name))
    except FactdbError as error:
        return FileArticle(shown, error, [], {})
    return FileArticle(shown, article, result.proposals, result.looked_up)


def _file(desk: Desk, name: str, details: dict[str, Any], fetched: dict[int, NewArticle], at: int) -> ArticleFile:
    """Open a file, or fetch a page and keep its article for the result."""
    from factdb.cli.terminal.files import display_name, read_bytes
    from factdb.extract.many_files import ArticleFile
    from factdb.extract.pages.page_reading import PageKind, PageReading

    try:
        if not name.startswith(ADDRESSES):
            content: bytes | PageReading = read_bytes(name)
            return ArticleFile(display_name(name), content, details.get("published"), details.get("url"))
        article = fetched[at] = fetch_article(desk, name, details)
    except FactdbError as error:
        return ArticleFile(name, error)
    return ArticleFile(name, PageReading(PageKind.HTML, article.text, published=article.draft.published))
