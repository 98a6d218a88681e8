"""`factdb articles add` for many articles: they are read in several processes, and added batch by batch."""

from __future__ import annotations

from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factdb.cli.articles import article_files
from factdb.cli.articles.added_articles import say_added
from factdb.errors import FactdbError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from factdb.cli.articles.proposal_choice import ProposalChoice
    from factdb.cli.desk import Desk
    from factdb.extract.many_files import SpeakerNames
    from factdb.services.documents.article_batch import AddedArticle, ArticleToAdd

    Batch = list[ArticleToAdd | FactdbError]

# A batch is one transaction: it ends early enough for others to write in between.
_BATCH = 50  # articles
_LONGEST_BATCH = 500_000  # characters


def add_many(
    desk: Desk, names: Sequence[str], details: dict[str, Any], choice: ProposalChoice, jobs: int | None
) -> list[FactdbError]:
    """Add the articles of files, and of files of proposals; say what became of each, and return the refusals."""
    from factdb.services.claims import proposals

    failures: list[FactdbError] = []
    handled, has_changed = 0, False
    with desk.reading(before_writing=True) as session:
        names_by_key = proposals.known_speakers(session).names if choice.accept else {}
    speakers = article_files.speaker_names(names_by_key)
    articles = _articles(desk, names, details, speakers, jobs, proposes=bool(choice.accept))
    with desk.show_progress(lambda: f"{handled:,} articles"), closing(articles):
        for batch in _batches(articles):
            results = _add_batch(desk, batch, choice, speakers)
            handled += len(batch)
            has_changed |= any(not isinstance(result, FactdbError) and bool(result.claims) for result in results)
            failures += _say(desk, batch, results, accepts=bool(choice.accept))
    # As after an import, the rows of history were not collected: they are as many as the archive is large.
    if has_changed:
        desk.way_back = None  # that of the last batch, which the end would say once more
        desk.hint("Undo: factdb undo")
    return failures


def _add_batch(
    desk: Desk, batch: Batch, choice: ProposalChoice, speakers: SpeakerNames
) -> list[AddedArticle | FactdbError]:
    """Add the articles of a batch in one transaction; the results are in its order."""
    from factdb.domain.names import name_key
    from factdb.services.claims import proposals
    from factdb.services.documents import article_batch

    entries = [article for article in batch if not isinstance(article, FactdbError)]
    with desk.writing() as session:
        choose = choice.of if choice.accept else None
        added = iter(article_batch.add_all(session, desk.actor(session), entries, choose))
        # The processes shall know the new speakers, too: otherwise the next articles are read a second time.
        named = (proposal.speaker for entry in entries for proposal in entry.proposals or ())
        new_keys = {key for name in named if name and not speakers.of(key := name_key(name))}
        speakers.added |= proposals.known_speakers(session, new_keys).names if new_keys else {}
    return [article if isinstance(article, FactdbError) else next(added) for article in batch]


def _say(
    desk: Desk, batch: Batch, results: Iterable[AddedArticle | FactdbError], *, accepts: bool
) -> Iterator[FactdbError]:
    """Say what became of the articles of a batch, in order; yield the refusals."""
    for entry, result in zip(batch, results, strict=True):
        if isinstance(result, FactdbError):
            desk.hint(article_files.refusal(result, "" if isinstance(entry, FactdbError) else entry.name))
            yield result
        elif not isinstance(entry, FactdbError):
            say_added(desk, result, entry.article, accepts=accepts)


def _batches(articles: Iterable[ArticleToAdd | FactdbError]) -> Iterator[Batch]:
    batch: Batch = []
    length = 0
    for article in articles:
        batch.append(article)
        length += 0 if isinstance(article, FactdbError) else len(article.article.text)
        if len(batch) == _BATCH or length > _LONGEST_BATCH:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def _articles(
    desk: Desk,
    names: Sequence[str],
    details: dict[str, Any],
    speakers: SpeakerNames,
    jobs: int | None,
    *,
    proposes: bool,
) -> Generator[ArticleToAdd | FactdbError]:
    """Yield the articles of files and of files of proposals, in the order of the names."""
    from factdb.services.documents.article_batch import ArticleToAdd

    for has_proposals, group in groupby(names, article_files.is_of_proposals):
        if has_proposals:
            for name in group:
                yield from _written_proposals(name, details, is_only=len(names) == 1)
            continue
        # One process alone would only wait for itself: then claims are proposed when their article is added.
        processes = article_files.process_count(jobs, names)
        ahead = proposes and processes > 1
        files = article_files.read_articles(desk, list(group), details, speakers, processes, proposes=ahead)
        with closing(files):
            for read in files:
                if isinstance(read.article, FactdbError):
                    yield read.article
                else:
                    yield ArticleToAdd(read.name, read.article, read.proposals if ahead else None, read.looked_up)


def _written_proposals(name: str, details: dict[str, Any], *, is_only: bool) -> Iterator[ArticleToAdd | FactdbError]:
    """Yield the articles of a file of proposals; the only file has its own exit code, if it cannot be opened."""
    from factdb.cli.terminal.files import open_to_read
    from factdb.services.documents import proposal_file

    if any(details.values()):
        raise click.UsageError("The file of proposals has the facts of its articles. Give them to articles propose.")
    try:
        with open_to_read(name) as stream:
            yield from proposal_file.read_articles(stream, Path(name).name)
    except FactdbError as error:
        if is_only:
            raise
        yield error
