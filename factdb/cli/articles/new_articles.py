"""Reads articles for the commands, and finds their claims, before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.errors import FactdbError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from factdb.cli.desk import Desk
    from factdb.extract.proposal import Proposal
    from factdb.services.documents.article_reading import NewArticle

_ADDRESSES = ("http://", "https://")


def read_article(desk: Desk, name: str, details: dict[str, Any]) -> NewArticle:
    """Read an article from an address, from a file, or from standard input where the name is -."""
    from pathlib import Path

    from factdb.cli.terminal.files import display_name, read_bytes
    from factdb.services.documents import article_reading, page_fetching

    if name.startswith(_ADDRESSES):
        if details.get("url"):
            raise click.UsageError("The address of the article and --url are two addresses. Leave out --url.")
        return article_reading.fetch_article(page_fetching.open_fetcher(desk.settings), name, details)
    file_name = None if name == "-" else Path(name).name
    return article_reading.read_article(read_bytes(name), details, display_name(name), file_name)


def propose_claims(desk: Desk, article: NewArticle) -> list[Proposal]:
    """Return the proposals of an article; where there is no ledger, without known speakers and outlets."""
    from factdb.errors.database import NoDatabaseError
    from factdb.extract import propose as propose_of
    from factdb.services.claims import proposals

    speakers: Callable[[str], Sequence[str]] | None = None
    outlet = article.draft.source
    try:
        with desk.reading(before_writing=True) as session:
            speakers = proposals.known_speakers(session)
            outlet = proposals.outlet_name(session, outlet) if outlet else None
    except NoDatabaseError:
        speakers = None
    proposed = propose_of(article.text, proposals.exact_day(article.draft.published), speakers)
    return proposals.with_narrator(proposed, outlet)


def recording_times_of(article: NewArticle, proposals: Sequence[Proposal]) -> list[str | None]:
    """Return when each proposal of a transcript was said in its recording, such as 00:12:31."""
    from factdb.services.reads import recording_times

    places = [proposal.start for proposal in proposals]
    return recording_times.shown_times(article.draft.medium, article.text, places)


def require_facts(desk: Desk, name: str, article: NewArticle) -> None:
    """Refuse an article without a source or a date, unless the ledger has it: then nobody needs to say them again."""
    from factdb.cli.terminal.files import display_name
    from factdb.errors.claims import ArticleFactsNeededError
    from factdb.errors.database import NoDatabaseError

    try:
        with desk.reading(before_writing=True) as session:
            missing = article.missing_facts(session)
    except NoDatabaseError:
        missing = article.missing_facts(None)
    if missing:
        raise ArticleFactsNeededError(display_name(name), [f"--{fact}" for fact in missing])


def propose_in_parallel(
    desk: Desk, names: list[str], details: dict[str, Any], jobs: int
) -> dict[str, tuple[NewArticle, list[Proposal]]]:
    """Read several files and find their claims in parallel processes; unreadable files are reported later."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from factdb import extract
    from factdb.services.claims import proposals

    article_files: dict[str, NewArticle] = {}
    for name in names:
        try:
            article_files[name] = read_article(desk, name, details)
        except FactdbError:
            continue
    with desk.reading(before_writing=True) as session:
        speakers = proposals.known_speakers(session)
    prepared: dict[str, tuple[NewArticle, list[Proposal]]] = {}
    days = [proposals.exact_day(article_file.draft.published) for article_file in article_files.values()]
    texts = [article_file.text for article_file in article_files.values()]
    with (
        # SQLite does not allow a connection in another process, where a fork would carry it: hence spawn.
        ProcessPoolExecutor(jobs, get_context("spawn")) as pool,
        desk.show_progress(lambda: f"{len(prepared)} of {len(article_files)} articles read"),
    ):
        proposed = pool.map(extract.propose, texts, days, [speakers] * len(texts))
        prepared.update(zip(article_files, zip(article_files.values(), proposed, strict=True), strict=True))
    return prepared
