"""`factdb articles add`, `propose` and `review`: from the text of an article to its claims."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.articles.proposal_choice import ProposalChoice, ProposalNumbers, all_option, left_out_hint
from factdb.cli.completion.values import FILE, SOURCE
from factdb.cli.date_values import PARTIAL_DATE
from factdb.domain import dates
from factdb.domain.proposals import worth_showing
from factdb.errors import FactdbError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.cli.desk import Desk
    from factdb.extract.proposal import Proposal
    from factdb.services.documents.article_reading import NewArticle

TABLE_COLUMNS = ("n", "speaker", "said_on", "attribution", "kind", "claim")
_ADDRESSES = ("http://", "https://")
COLUMNS = (
    "n", "start", "end", "text", "attribution", "claim", "speaker", "mention", "said_on", "said_precision",
    "said_basis", "occasion", "recording_time", "addressee", "kind", "worth", "worth_reasons", "rule", "confidence",
    "alternatives", "marks", "is_minor",
)  # fmt: skip

article_options = options.combine(
    click.option("--source", type=SOURCE, help="Outlet of the article (default: the one that its page names)."),
    click.option(
        "--published", type=PARTIAL_DATE, metavar="DATE", help="Date of publication: 2021-07-26, 2021-07 or 2021."
    ),
    click.option("--title", metavar="TEXT", help="Headline of the article."),
    click.option("--url", metavar="URL", help="URL of the article."),
    click.option("--author", metavar="NAME", help="Author of the article, as in its byline."),
    click.option("--language", metavar="CODE", help="Language of the article, such as en or pt-BR."),
)


@click.command()
@click.argument("file", metavar="FILE|URL|-", type=FILE)
@article_options
@all_option
@options.output_options
@click.pass_obj
def propose(
    desk: Desk, /, file: str, show_all: bool, row_format: str | None, columns: str | None, output: str | None,
    **details: Any,
) -> None:  # fmt: skip
    """Find the claims in an article without adding them.

    Nothing is written to the ledger. Each proposal is an exact passage, with its speaker, date and occasion, the
    reason for the proposal, and the points that a person should check. Names of known speakers are preferred. What was
    decided before in the same article is left out.

    \b
    Example:
      factdb articles propose article.txt --published 2021-07-26
    """
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.cli.terminal.output import Output
    from factdb.services.reads import recording_times

    out = Output.choose(COLUMNS, TABLE_COLUMNS, row_format, columns, output)
    article = _read_article(desk, file, details)
    waiting, decided = _propose(desk, article)
    proposals, left_out = worth_showing(waiting, show_all=show_all)
    places = [proposal.start for proposal in proposals]
    times = recording_times.shown_times(article.draft.medium, article.text, places)
    rows = enumerate(zip(proposals, times, strict=True), start=1)
    count = out.write(proposal_row(n, proposal, time) for n, (proposal, time) in rows)
    draft = article.draft
    desk.hint(*(f"{name}: {value}" for name, value in (("title", draft.title), ("source", draft.source)) if value))
    desk.hint(*article.doubts, count_with_noun(count, "proposal"), *decided, *left_out_hint(left_out))


@click.command()
@click.argument("names", metavar="FILE|URL...|-", type=FILE, nargs=-1, required=True)
@article_options
@click.option("--accept", type=ProposalNumbers(), metavar="all|1,3-5", help="Add these proposals as claims.")
@click.option("--review", "with_review", is_flag=True, help="Review the proposals one by one.")
@all_option
@click.option(
    "--edition-of", type=click.IntRange(1), metavar="ARTICLE", help="The file is a newer edition of this article."
)
@click.option("--jobs", type=click.IntRange(1, 64), default=1, metavar="N", help="Read N files at once (default 1).")
@click.pass_obj
def add(
    desk: Desk, /, names: tuple[str, ...], accept: set[int] | str | None, with_review: bool, show_all: bool,
    edition_of: int | None, jobs: int, **details: Any,
) -> None:  # fmt: skip
    """Add articles and find the claims in them.

    A file is plain text, HTML, PDF, or captions (WebVTT, SRT). A page is fetched from its URL and kept. For a folder,
    every article in it is added. A proposal that was decided once is not made again. A file that cannot be read is
    reported, and the other files are added.

    The claims of a transcript know their speaker and, where it has times, when they were said in the recording. Add a
    corrected transcript under the same --url, or with --edition-of.

    \b
    Example:
      factdb articles add article.txt --source "The Example Times" --published 2021-07-26 --title "Bridge opens"
      factdb articles add article.txt --source "The Example Times" --published 2021-07-26 --accept all
    """
    from factdb.cli.articles import proposal_review
    from factdb.cli.terminal.files import article_files
    from factdb.errors.claims import ArticlesLeftOutError

    if with_review:
        proposal_review.require_terminal()
    file_names = list(article_files(names))
    prepared = _propose_in_parallel(desk, file_names, details, jobs) if accept and jobs > 1 else {}
    failures: list[FactdbError] = []
    if edition_of is not None and len(file_names) != 1:
        raise click.UsageError("--edition-of takes one file: an article has one newer edition at a time.")
    choice = ProposalChoice(accept, show_all)
    for number in _add_files(desk, file_names, details, choice, prepared, failures, edition_of):
        if with_review and not proposal_review.run(desk, number, show_all=show_all):
            break
    if failures:
        raise ArticlesLeftOutError(len(failures))


def _add_files(
    desk: Desk, names: Sequence[str], details: dict[str, Any], choice: ProposalChoice,
    prepared: dict[str, tuple[NewArticle, list[Proposal]]], failures: list[FactdbError], edition_of: int | None,
) -> Iterator[int]:  # fmt: skip
    """Add files one after another, and yield the number of each article; append errors to `failures`."""
    for name in names:
        try:
            article, proposed = prepared.pop(name, None) or (_read_article(desk, name, details), None)
            # Before the database is locked: a missing option is an error of the person who typed.
            if edition_of is None:
                _require_facts(desk, name, article)
            number = _add_article(desk, article, choice, proposed, edition_of)
        except FactdbError as error:
            if len(names) == 1:  # the only file: its own exit code says more than "1 file was left out"
                raise
            failures.append(error)
            desk.hint(str(error))
            continue
        yield number


@click.command()
@options.article_argument
@all_option
@click.pass_obj
def review(desk: Desk, article_number: int, show_all: bool) -> None:
    """Review the proposed claims of an article, one by one.

    Press one key for each proposal: accept, edit, reject, skip, back or quit. Your decisions are kept when you quit,
    and the next review continues there.

    \b
    Example:
      factdb articles review 1
    """
    from factdb.cli.articles import proposal_review

    proposal_review.run(desk, article_number, show_all=show_all)


def proposal_row(n: int, proposal: Proposal, recording_time: str | None) -> dict[str, Any]:
    """Return a proposal as a row for printing."""
    facts = {name: getattr(proposal, name) for name in COLUMNS if name not in {"n", "recording_time"}}
    lists = {name: list(facts[name]) for name in ("worth_reasons", "alternatives", "marks")}
    said_on = dates.shown(proposal.said_on, proposal.said_precision)
    return {"n": n, **facts, **lists, "said_on": said_on, "recording_time": recording_time}


def _read_article(desk: Desk, name: str, details: dict[str, Any]) -> NewArticle:
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


def _propose(desk: Desk, article: NewArticle) -> tuple[list[Proposal], list[str]]:
    """Return the proposals that nobody has decided, and a line on those that somebody has.

    Where there is no ledger, nothing is decided, and no speakers and outlets are known.
    """
    from factdb.errors.database import NoDatabaseError
    from factdb.extract import propose as propose_of
    from factdb.services.claims import proposals

    known = proposals.KnownArticle(proposals.KnownSpeakers({}), article.draft.source)
    with suppress(NoDatabaseError), desk.reading(before_writing=True) as session:
        known = proposals.known_article(session, article)
    proposed = propose_of(article.text, proposals.exact_day(article.draft.published), known.speakers)
    waiting = known.waiting(proposed, article.text)
    count = len(proposed) - len(waiting)
    were = "was" if count == 1 else "were"
    return waiting, [f"{count} of {len(proposed)} {were} decided before, in article {known.number}"] if count else []


def _add_article(
    desk: Desk,
    article_file: NewArticle,
    choice: ProposalChoice,
    proposed: list[Proposal] | None,
    edition_of: int | None,
) -> int:
    """Add one article with its accepted claims in one transaction; return the number of the article."""
    from factdb.services.claims import proposals
    from factdb.services.documents import article_reading, articles, editions
    from factdb.services.reads import article_list

    with desk.writing() as session:
        actor = desk.actor(session)
        stored = articles.add(session, actor, article_file.draft, article_file.reading, edition_of)
        number = stored.document.id
        article = proposals.find_article(session, number)
        waiting = proposals.undecided_proposals(session, article, proposed) if article and choice.accept else []
        chosen, left_out = choice.of(waiting)
        claims = [proposals.accept(session, actor, article, proposal) for proposal in chosen] if article else []
        numbers = [added.claim.id for added in claims]
        known = None if stored.added else article_list.summary(session, number)
        has_older_quotations = stored.newly_read and number in editions.unseen(session)
    several = f", {len(numbers)} claims: {numbers[0]} to {numbers[-1]}" if numbers else ""
    claim_range = f", 1 claim: {numbers[0]}" if len(numbers) == 1 else several
    desk.say(f"article {number}: {article_reading.outcome(stored, article_file.text)}{claim_range}")
    desk.hint(*stored.notices, *(article_file.doubts if stored.newly_read else ()), *left_out_hint(left_out))
    if has_older_quotations:
        desk.hint("See which quotations this edition changes: factdb evidence check")
    if known and not numbers:
        desk.hint(f"It is {_describe(known)}.", *_WAYS_ON.format(number).splitlines())
    elif not choice.accept:
        desk.hint(
            f'Add its claims: factdb articles review {number}, or factdb claims add --article {number} --quote "..."'
        )
    return number


_WAYS_ON = """\
Go on with its claims: factdb articles review {0}
Show it: factdb articles show {0}
Correct its facts: factdb articles edit {0} --title, --source, --published, --url or --author"""


def _require_facts(desk: Desk, name: str, article: NewArticle) -> None:
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


def _describe(article: dict[str, Any]) -> str:
    """Return what an article is, as in: "Bridge opens", The Example Times, 2024-03-05, with 3 claims (2 open)."""
    from factdb.cli.terminal.lists_and_facts import count_with_noun

    title = f'"{article["title"]}"' if article["title"] else "untitled"
    facts = [title, article["source"], article["published_on"]]
    claims = count_with_noun(article["claims"], "claim")
    return f"{', '.join(fact for fact in facts if fact)}, with {claims} ({article['open']} open)"


def _propose_in_parallel(
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
            article_files[name] = _read_article(desk, name, details)
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
