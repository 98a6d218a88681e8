"""`factdb articles add`, `propose` and `review`: from the text of an article to its claims."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.articles import new_articles
from factdb.cli.completion.values import FILE, SOURCE
from factdb.cli.date_values import PARTIAL_DATE
from factdb.errors import FactdbError, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.cli.desk import Desk
    from factdb.extract.proposal import Proposal
    from factdb.services.documents.article_reading import NewArticle

TABLE_COLUMNS = ("n", "speaker", "said_on", "attribution", "kind", "claim")
COLUMNS = (
    "n", "start", "end", "text", "attribution", "claim", "speaker", "mention", "said_on", "said_precision",
    "said_basis", "occasion", "recording_time",
    "addressee", "kind", "worth", "worth_reasons", "rule", "confidence", "alternatives",
    "marks",
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


class _ProposalNumbers(click.ParamType[Any]):
    """The proposals to accept: "all", or a set of numbers, typed as in 1,3-5."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> set[int] | str:
        if value == "all" or isinstance(value, set):
            return value  # type: ignore[no-any-return]
        numbers: set[int] = set()
        for part in str(value).split(","):
            first, _, last = part.strip().partition("-")
            # Five digits: no article has more proposals, and a range of ten billion numbers would fill the memory.
            if not re.fullmatch(r"\d{1,5}(-\d{1,5})?", part.strip(), re.ASCII):
                self.fail(f"Cannot read {short(value)}. Write all, or numbers such as 1,3-5.", param, ctx)
            numbers |= set(range(int(first), int(last or first) + 1))
        return numbers


@click.command()
@click.argument("file", metavar="FILE|URL|-", type=FILE)
@article_options
@options.output_options
@click.pass_obj
def propose(
    desk: Desk, /, file: str, row_format: str | None, columns: str | None, output: str | None, **details: Any
) -> None:
    """Find the claims in an article without adding them.

    Nothing is written to the ledger. Each proposal is an exact passage, with its speaker, date and occasion, the
    reason for the proposal, and the points that a person should check. Names of known speakers are preferred.

    \b
    Example:
      factdb articles propose article.txt --published 2021-07-26
    """
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.cli.terminal.output import Output

    out = Output.choose(COLUMNS, TABLE_COLUMNS, row_format, columns, output)
    article = new_articles.read_article(desk, file, details)
    proposals = new_articles.propose_claims(desk, article)
    times = new_articles.recording_times_of(article, proposals)
    rows = enumerate(zip(proposals, times, strict=True), start=1)
    count = out.write(proposal_row(n, proposal, time) for n, (proposal, time) in rows)
    draft = article.draft
    desk.hint(*(f"{name}: {value}" for name, value in (("title", draft.title), ("source", draft.source)) if value))
    desk.hint(*article.doubts, count_with_noun(count, "proposal"))


@click.command()
@click.argument("names", metavar="FILE|URL...|-", type=FILE, nargs=-1, required=True)
@article_options
@click.option("--accept", type=_ProposalNumbers(), metavar="all|1,3-5", help="Add these proposals as claims.")
@click.option("--review", "with_review", is_flag=True, help="Review the proposals one by one.")
@click.option(
    "--edition-of", type=click.IntRange(1), metavar="ARTICLE", help="The file is a newer edition of this article."
)
@click.option("--jobs", type=click.IntRange(1, 64), default=1, metavar="N", help="Read N files at once (default 1).")
@click.pass_obj
def add(
    desk: Desk,
    /,
    names: tuple[str, ...],
    accept: set[int] | str | None,
    with_review: bool,
    edition_of: int | None,
    jobs: int,
    **details: Any,
) -> None:
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
    prepared = new_articles.propose_in_parallel(desk, file_names, details, jobs) if accept and jobs > 1 else {}
    failures: list[FactdbError] = []
    if edition_of is not None and len(file_names) != 1:
        raise click.UsageError("--edition-of takes one file: an article has one newer edition at a time.")
    for number in _add_files(desk, file_names, details, accept, prepared, failures, edition_of):
        if with_review and not proposal_review.run(desk, number):
            break
    if failures:
        raise ArticlesLeftOutError(len(failures))


def _add_files(
    desk: Desk, names: Sequence[str], details: dict[str, Any], accept: set[int] | str | None,
    prepared: dict[str, tuple[NewArticle, list[Proposal]]], failures: list[FactdbError], edition_of: int | None,
) -> Iterator[int]:  # fmt: skip
    """Add files one after another, and yield the number of each article; append errors to `failures`."""
    for name in names:
        try:
            article, proposed = prepared.pop(name, None) or (new_articles.read_article(desk, name, details), None)
            # Before the database is locked: a missing option is an error of the person who typed.
            if edition_of is None:
                new_articles.require_facts(desk, name, article)
            number = _add_article(desk, article, accept, proposed, edition_of)
        except FactdbError as error:
            if len(names) == 1:  # the only file: its own exit code says more than "1 file was left out"
                raise
            failures.append(error)
            desk.hint(str(error))
            continue
        yield number


@click.command()
@options.article_argument
@click.pass_obj
def review(desk: Desk, article_number: int) -> None:
    """Review the proposed claims of an article, one by one.

    Press one key for each proposal: accept, edit, reject, skip, back or quit. Your decisions are kept when you quit,
    and the next review continues there.

    \b
    Example:
      factdb articles review 1
    """
    from factdb.cli.articles import proposal_review

    proposal_review.run(desk, article_number)


def proposal_row(n: int, proposal: Proposal, recording_time: str | None) -> dict[str, Any]:
    """Return a proposal as a row for printing."""
    facts = {name: getattr(proposal, name) for name in COLUMNS if name not in {"n", "recording_time"}}
    lists = {name: list(facts[name]) for name in ("worth_reasons", "alternatives", "marks")}
    return {"n": n, **facts, **lists, "recording_time": recording_time}


def _add_article(
    desk: Desk,
    article_file: NewArticle,
    accept: set[int] | str | None,
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
        waiting = proposals.undecided_proposals(session, article, proposed) if article and accept else []
        claims = (
            [proposals.accept(session, actor, article, proposal) for proposal in _choose(waiting, accept)]
            if article
            else []
        )
        numbers = [added.claim.id for added in claims]
        known = None if stored.added else article_list.summary(session, number)
        has_older_quotations = number in editions.unseen(session) if stored.newly_read else False
    several = f", {len(numbers)} claims: {numbers[0]} to {numbers[-1]}" if numbers else ""
    claim_range = f", 1 claim: {numbers[0]}" if len(numbers) == 1 else several
    desk.say(f"article {number}: {article_reading.outcome(stored, article_file.text)}{claim_range}")
    desk.hint(*stored.notices, *(article_file.doubts if stored.newly_read else ()))
    if has_older_quotations:
        desk.hint("See which quotations this edition changes: factdb evidence check")
    if known and not numbers:
        desk.hint(f"It is {_describe(known)}.", *_WAYS_ON.format(number).splitlines())
    elif not accept:
        desk.hint(
            f'Add its claims: factdb articles review {number}, or factdb claims add --article {number} --quote "..."'
        )
    return number


_WAYS_ON = """\
Go on with its claims: factdb articles review {0}
Show it: factdb articles show {0}
Correct its facts: factdb articles edit {0} --title, --source, --published, --url or --author"""


def _describe(article: dict[str, Any]) -> str:
    """Return what an article is, as in: "Bridge opens", The Example Times, 2024-03-05, with 3 claims (2 open)."""
    from factdb.cli.terminal.lists_and_facts import count_with_noun

    title = f'"{article["title"]}"' if article["title"] else "untitled"
    facts = [title, article["source"], article["published_on"]]
    claims = count_with_noun(article["claims"], "claim")
    return f"{', '.join(fact for fact in facts if fact)}, with {claims} ({article['open']} open)"


def _choose(waiting: list[Proposal], accept: set[int] | str | None) -> list[Proposal]:
    from factdb.errors.claims import NoSuchProposalError

    if not isinstance(accept, set):
        return waiting if accept else []
    for number in sorted(accept):
        if not 1 <= number <= len(waiting):
            raise NoSuchProposalError(number, len(waiting))
    return [proposal for n, proposal in enumerate(waiting, start=1) if n in accept]
