"""`factdb articles add`, `propose` and `review`: from the text of an article to its claims."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.articles import article_files
from factdb.cli.articles.added_articles import read_article, say_added
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
@click.argument("file", metavar="FILE|FOLDER|URL|-", type=FILE)
@article_options
@all_option
@article_files.jobs_option
@options.output_options
@click.pass_obj
def propose(
    desk: Desk, /, file: str, show_all: bool, jobs: int | None, row_format: str | None, columns: str | None,
    output: str | None, **details: Any,
) -> None:  # fmt: skip
    """Find the claims in an article without adding them.

    Nothing is written to the ledger. Each proposal is an exact passage, with its speaker, date and occasion, the
    reason for the proposal, and the points that a person should check. Names of known speakers are preferred. What was
    decided before in the same article is left out.

    For a folder, every article in it and in its folders is read, and written as a line of JSON with its text and its
    proposals. `articles add` takes this file.

    \b
    Example:
      factdb articles propose article.txt --published 2021-07-26
      factdb articles propose archive/ -o proposals.jsonl
    """
    from pathlib import Path

    from factdb.cli.articles import folder_proposals
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.cli.terminal.output import Output
    from factdb.services.reads import recording_times

    if "://" not in file and Path(file).is_dir():
        folder_proposals.require_lines(row_format, columns, output)
        folder_proposals.propose_folder(desk, file, details, proposal_row, show_all=show_all, jobs=jobs, output=output)
        return
    if article_files.is_of_proposals(file):
        raise click.UsageError(f"The file {file} has proposals already. Add them: factdb articles add {file}")
    out = Output.choose(COLUMNS, TABLE_COLUMNS, row_format, columns, output)
    article = read_article(desk, file, details)
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
@article_files.jobs_option
@click.pass_obj
def add(
    desk: Desk, /, names: tuple[str, ...], accept: set[int] | str | None, with_review: bool, show_all: bool,
    edition_of: int | None, jobs: int | None, **details: Any,
) -> None:  # fmt: skip
    """Add articles and find the claims in them.

    A file is plain text, HTML, PDF, or captions (WebVTT, SRT). A page is fetched from its URL and kept. For a folder,
    every article in it is added, and so is every article of a file that `articles propose FOLDER` wrote. A proposal
    that was decided once is not made again. A file that cannot be read is reported, and the other files are added.

    The claims of a transcript know their speaker and, where it has times, when they were said in the recording. Add a
    corrected transcript under the same --url, or with --edition-of.

    \b
    Example:
      factdb articles add article.txt --source "The Example Times" --published 2021-07-26 --title "Bridge opens"
      factdb articles add article.txt --source "The Example Times" --published 2021-07-26 --accept all
    """
    from factdb.cli.articles import many_articles, proposal_review
    from factdb.cli.terminal.files import article_files as files_in
    from factdb.errors.claims import ArticlesLeftOutError

    if with_review:
        proposal_review.require_terminal()
    file_names = list(files_in(names))
    if edition_of is not None and len(file_names) != 1:
        raise click.UsageError("--edition-of takes one file: an article has one newer edition at a time.")
    choice = ProposalChoice(accept, show_all)
    failures: list[FactdbError] = []
    has_proposals = any(map(article_files.is_of_proposals, file_names))
    if has_proposals and (with_review or edition_of is not None):
        raise click.UsageError(
            "A file of proposals is added whole, without --review and --edition-of. Add it, then review an article:"
            " factdb articles review ID"
        )
    # A person, or a program that wants every row of history, follows article by article.
    if has_proposals or (len(file_names) > 1 and not with_review and not desk.is_collecting):
        failures = many_articles.add_many(desk, file_names, details, choice, jobs)
    else:
        for number in _add_files(desk, file_names, details, choice, failures, edition_of):
            if with_review and not proposal_review.run(desk, number, show_all=show_all):
                break
    if failures:
        of_proposals = set(map(article_files.is_of_proposals, file_names))
        noun = "article" if len(of_proposals) > 1 else "line" if has_proposals else "file"
        raise ArticlesLeftOutError(len(failures), noun)


def _add_files(
    desk: Desk, names: Sequence[str], details: dict[str, Any], choice: ProposalChoice, failures: list[FactdbError],
    edition_of: int | None,
) -> Iterator[int]:  # fmt: skip
    """Add files one after another, and yield the number of each article; append errors to `failures`."""
    for name in names:
        try:
            article = read_article(desk, name, details)
            # Before the database is locked: a missing option is an error of the person who typed.
            if edition_of is None:
                _require_facts(desk, name, article)
            number = _add_article(desk, article, choice, edition_of)
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


def _add_article(desk: Desk, article_file: NewArticle, choice: ProposalChoice, edition_of: int | None) -> int:
    """Add one article with its accepted claims in one transaction; return the number of the article."""
    from factdb.services.claims import proposals
    from factdb.services.documents import articles, editions
    from factdb.services.documents.article_batch import AddedArticle
    from factdb.services.reads import article_list

    with desk.writing() as session:
        actor = desk.actor(session)
        stored = articles.add(session, actor, article_file.draft, article_file.reading, edition_of)
        number = stored.document.id
        article = proposals.find_article(session, number)
        waiting = proposals.undecided_proposals(session, article) if article and choice.accept else []
        chosen, left_out = choice.of(waiting)
        claims = [proposals.accept(session, actor, article, proposal) for proposal in chosen] if article else []
        summary = None if stored.added else article_list.summary(session, number)
        has_older_quotations = stored.newly_read and number in editions.unseen(session)
        added = AddedArticle(stored, [claim.claim.id for claim in claims], left_out, summary, has_older_quotations)
    return say_added(desk, added, article_file, accepts=bool(choice.accept))


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
