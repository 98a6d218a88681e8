"""`factdb articles add`, `propose` and `review`: from the text of an article to its claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import SOURCE
from factdb.cli.options import PARTIAL_DATE
from factdb.errors import FactdbError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from factdb.cli.articles.reading_files import ArticleFile
    from factdb.cli.desk import Desk
    from factdb.extract.proposal import Proposal

TABLE_COLUMNS = ("n", "speaker", "said_on", "attribution", "kind", "claim")
COLUMNS = (
    "n", "start", "end", "text", "attribution", "claim", "speaker", "mention", "said_on", "said_precision",
    "said_basis", "occasion", "addressee", "kind", "worth", "worth_reasons", "rule", "confidence", "alternatives",
    "marks",
)  # fmt: skip

article_options = options.combine(
    click.option("--source", type=SOURCE, help="The outlet; of a page: what it tells of itself."),
    click.option("--published", type=PARTIAL_DATE, metavar="DATE", help="2021-07-26, 2021-07 or 2021."),
    click.option("--title", metavar="TEXT", help="Its headline."),
    click.option("--url", metavar="URL", help="Where it stands."),
    click.option("--author", metavar="NAME", help="Its byline."),
    click.option("--language", metavar="CODE", help="en, pt-BR, ..."),
)


class _ProposalNumbers(click.ParamType[Any]):
    """Which proposals are meant: all, or numbers as in 1,3-5; None stands for all."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> set[int] | str:
        if value == "all" or isinstance(value, set):
            return value  # type: ignore[no-any-return]
        numbers: set[int] = set()
        for part in str(value).split(","):
            first, _, last = part.strip().partition("-")
            if not (first.isdigit() and (last or first).isdigit()) or len(part) > 12:  # noqa: PLR2004 - two numbers
                self.fail(f"{value!r} is neither all nor numbers as in 1,3-5", param, ctx)
            numbers |= set(range(int(first), int(last or first) + 1))
        return numbers


@click.command()
@click.argument("file", metavar="FILE|-")
@article_options
@options.output_options
@click.pass_obj
def propose(desk: Desk, /, file: str, fmt: str | None, columns: str | None, output: str | None, **details: Any) -> None:
    """Print the claims that an article may make.

    Nothing is written into the ledger. Each proposal is an exact passage, with who said it, when and where, why it is
    proposed, and what a person should look at. Speakers whom the desk knows come first.

    \b
    Example:
      factdb articles propose article.txt --published 2021-07-26
    """
    from factdb.cli.articles import reading_files
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.cli.terminal.output import Output

    out = Output.choose(COLUMNS, TABLE_COLUMNS, fmt, columns, output)
    article = reading_files.read_article(file, details)
    proposals = _propose(desk, article)
    count = out.write(proposal_row(n, proposal) for n, proposal in enumerate(proposals, start=1))
    draft = article.draft
    desk.hint(*(f"{name}: {value}" for name, value in (("title", draft.title), ("source", draft.source)) if value))
    desk.hint(count_with_noun(count, "proposal"))


@click.command()
@click.argument("names", metavar="FILE...|-", nargs=-1, required=True)
@article_options
@click.option("--accept", type=_ProposalNumbers(), metavar="all|1,3-5", help="Make claims of these proposals.")
@click.option("--review", "with_review", is_flag=True, help="Go through the proposals, one by one.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, metavar="N", help="So many files at once.")
@click.pass_obj
def add(
    desk: Desk, /, names: tuple[str, ...], accept: set[int] | str | None, with_review: bool, jobs: int, **details: Any
) -> None:
    """Add articles: their text is kept, and claims are found in it.

    Plain text or HTML; of a folder every article in it. What was proposed and decided once is not proposed again.
    A file that can't be read is told, and the others go on.

    \b
    Example:
      factdb articles add article.txt --source "The Example Times" --published 2021-07-26 --title "Bridge opens"
      factdb articles add article.txt --source "The Example Times" --published 2021-07-26 --accept all
    """
    from factdb.cli.articles import proposal_review, reading_files
    from factdb.errors.claims import ArticlesLeftOutError

    if with_review:
        proposal_review.require_terminal()
    file_names = list(reading_files.article_files(names))
    prepared = _propose_in_parallel(desk, file_names, details, jobs) if accept and jobs > 1 else {}
    failures: list[FactdbError] = []
    for number in _add_files(desk, file_names, details, accept, prepared, failures):
        if with_review and not proposal_review.run(desk, number):
            break
    if failures:
        raise ArticlesLeftOutError(len(failures))


def _add_files(
    desk: Desk, names: Sequence[str], details: dict[str, Any], accept: set[int] | str | None,
    prepared: dict[str, tuple[ArticleFile, list[Proposal]]], failures: list[FactdbError],
) -> Iterator[int]:  # fmt: skip
    """Add files one after another, and yield the number of each article; put what can't be added into `failures`."""
    from factdb.cli.articles import reading_files

    for name in names:
        try:
            article, proposed = prepared.pop(name, None) or (reading_files.read_article(name, details), None)
            number = _add_article(desk, article, accept, proposed)
        except FactdbError as error:
            if len(names) == 1:  # nothing goes on after it: its own exit code says more than "1 file was left out"
                raise
            failures.append(error)
            desk.hint(str(error))
            continue
        yield number


@click.command()
@options.article_argument
@click.pass_obj
def review(desk: Desk, number: int) -> None:
    """Go through an article's proposed claims, one by one.

    One key each: accept, edit, reject, skip, back, quit. What was decided is kept when you quit, and you go on there
    the next time.

    \b
    Example:
      factdb articles review 1
    """
    from factdb.cli.articles import proposal_review

    proposal_review.run(desk, number)


def proposal_row(n: int, proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as it is printed."""
    facts = {name: getattr(proposal, name) for name in COLUMNS if name != "n"}
    lists = {name: list(facts[name]) for name in ("worth_reasons", "alternatives", "marks")}
    return {"n": n, **facts, **lists}


def _propose(desk: Desk, article: ArticleFile) -> list[Proposal]:
    """Propose; a ledger that isn't there knows no speakers, and no outlet by another name."""
    from factdb.errors.database import NoDatabaseError
    from factdb.extract import propose as propose_of
    from factdb.services.claims import proposals

    speakers: Callable[[str], Sequence[str]] | None = None
    outlet = article.draft.source
    try:
        with desk.reading() as session:
            speakers = proposals.known(session)
            outlet = proposals.outlet_name(session, outlet) if outlet else None
    except NoDatabaseError:
        speakers = None
    proposed = propose_of(article.text, proposals.day(article.draft.published), speakers)
    return proposals.with_narrator(proposed, outlet)


def _add_article(
    desk: Desk, article_file: ArticleFile, accept: set[int] | str | None, proposed: list[Proposal] | None
) -> int:
    """Add one article with the claims that are accepted, whole or not at all; return its number."""
    from factdb.services.claims import proposals
    from factdb.services.documents import articles

    # Before the database is locked: what is missing is asked of whoever typed.
    article_file.require_source_and_date()
    with desk.writing() as session:
        actor = desk.actor(session)
        stored = articles.add(session, actor, article_file.draft, article_file.reading)
        number = stored.document.id
        article = proposals.article(session, number)
        waiting = proposals.waiting(session, article, proposed) if article and accept else []
        claims = (
            [proposals.accept(session, actor, article, proposal) for proposal in _choose(waiting, accept)]
            if article
            else []
        )
        numbers = [added.claim.id for added in claims]
    outcome = (
        "added" if stored.added else "its text is new, and kept beside the old" if stored.newly_read else "here already"
    )
    claim_range = f", {len(numbers)} claims: {numbers[0]} to {numbers[-1]}" if numbers else ""
    desk.say(f"article {number}: {outcome}, {len(article_file.text)} characters{claim_range}")
    desk.hint(*stored.said)
    if not accept:
        desk.hint(f'its claims: factdb articles review {number}, or factdb claims add --article {number} --quote "..."')
    return number


def _choose(waiting: list[Proposal], accept: set[int] | str | None) -> list[Proposal]:
    from factdb.errors.claims import NoSuchProposalError

    if not isinstance(accept, set):
        return waiting if accept else []
    for number in sorted(accept):
        if not 1 <= number <= len(waiting):
            raise NoSuchProposalError(number, len(waiting))
    return [proposal for n, proposal in enumerate(waiting, start=1) if n in accept]


def _propose_in_parallel(
    desk: Desk, names: list[str], details: dict[str, Any], jobs: int
) -> dict[str, tuple[ArticleFile, list[Proposal]]]:
    """Read several files, and propose of them at once, in processes of their own; what can't be read is told later."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from factdb import extract
    from factdb.cli.articles import reading_files
    from factdb.services.claims import proposals

    article_files: dict[str, ArticleFile] = {}
    for name in names:
        try:
            article_files[name] = reading_files.read_article(name, details)
        except FactdbError:
            continue
    with desk.reading() as session:
        speakers = proposals.known(session)
    prepared: dict[str, tuple[ArticleFile, list[Proposal]]] = {}
    days = [proposals.day(article_file.draft.published) for article_file in article_files.values()]
    texts = [article_file.text for article_file in article_files.values()]
    with (
        # SQLite forbids to carry a connection into another process, as a fork would: hence spawn.
        ProcessPoolExecutor(jobs, get_context("spawn")) as pool,
        desk.show_progress(lambda: f"{len(prepared)} of {len(article_files)} articles read"),
    ):
        proposed = pool.map(extract.propose, texts, days, [speakers] * len(texts))
        prepared.update(zip(article_files, zip(article_files.values(), proposed, strict=True), strict=True))
    return prepared
