"""`factdb evidence fetch|check|archive|diff`: keep cited pages, watch them, and see how they changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.completion import values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import timedelta

    from factdb.cli.desk import Desk
    from factdb.services.documents.page_checks import CitedPage
    from factdb.services.reads.page_timeline import CaptureComparison, PageTimeline

Names = tuple[tuple[int | str, int], ...]

_names_argument = click.argument(
    "names", metavar="[7.1...]", nargs=-1, type=options.EVIDENCE, shell_complete=values.completer("evidence")
)
_claim_option = click.option(
    "--claim", "claim_name", type=options.CLAIM, metavar="CLAIM", help="All evidence of a claim."
)


@click.command()
@_names_argument
@_claim_option
@click.option("--missing", is_flag=True, help="All pages of which nothing is kept yet.")
@click.option(
    "--file", "file_name", type=values.FILE, metavar="PATH", help="Keep the page as you saved it, in this file."
)
@click.pass_obj
def fetch(desk: Desk, names: Names, claim_name: int | str | None, missing: bool, file_name: str | None) -> None:
    """Fetch cited pages and keep them, byte for byte.

    Claims stay as they are: the next verdict binds what was kept. A page behind a wall is not kept: save it in your
    browser, and hand it in with --file.

    \b
    Example:
      factdb evidence fetch 7.1
    """
    if file_name is not None:
        _keep_file(desk, names, file_name)
        return
    if not names and claim_name is None and not missing:
        raise click.UsageError("Name evidence, such as 7.1, or use --claim or --missing.")
    from factdb.cli.articles.page_runs import Run
    from factdb.services.documents import page_fetching

    pages = _pages(desk, "evidence fetch", names, claim_name, missing=missing)
    run = Run(desk, page_fetching.open_fetcher(desk.settings), keeps_new=True)
    run.look_at(pages)
    run.end()


@click.command()
@_names_argument
@_claim_option
@click.option("--older-than", type=options.DURATION, metavar="30d", help="Only pages without a check since then.")
@click.option("--keep", is_flag=True, help="Keep a page whose text changed.")
@click.pass_obj
def check(desk: Desk, names: Names, claim_name: int | str | None, older_than: timedelta | None, keep: bool) -> None:
    """Check whether cited pages are there and have the cited words.

    Of a transcript with a newer edition, it names the quotations that changed, those of claims and of evidence: in
    which words, and at which time.

    A check records what it saw, and concludes nothing: a page counts as dead after three failures in three days. In a
    pipe or from cron the command prints only what is new. It ends with 6 if something new is wrong, and with 1 if pages
    could not be fetched.

    \b
    Example:
      factdb evidence check --older-than 30d
    """
    from factdb.cli.articles.page_runs import Run, compare_editions
    from factdb.errors.archive import QuotationsChangedError
    from factdb.services.documents import page_fetching

    pages = _pages(desk, "evidence check", names, claim_name, older_than=older_than)
    documents = _transcripts(desk, names, claim_name)
    quotations = compare_editions(desk, documents)
    if pages or not documents:
        run = Run(desk, page_fetching.open_fetcher(desk.settings), keeps_changed=keep, quotations=quotations)
        run.look_at(pages)
        run.end()
    elif quotations:
        raise QuotationsChangedError(quotations)


@click.command()
@_names_argument
@_claim_option
@click.option("-y", "--yes", is_flag=True, help="The addresses may become known.")
@click.pass_obj
def archive(desk: Desk, names: Names, claim_name: int | str | None, yes: bool) -> None:
    """Ask the Wayback Machine to keep cited pages.

    The archive is public: it learns the addresses, and shows its copies to everybody. Asking is not keeping: run the
    command again to see what the archive did. Pages of which a copy is confirmed are left out.

    \b
    Example:
      factdb evidence archive 7.1 --yes
    """
    from factdb.cli.articles import page_runs
    from factdb.services.documents import archive_requests, page_fetching

    cited = _pages(desk, "evidence archive", names, claim_name)
    archiver = page_fetching.open_wayback(desk.settings)
    with desk.reading(before_writing=True) as session:
        pages = archive_requests.archivable_pages(session, cited)
    page_runs.ask_archive(desk, archiver, pages if yes else page_runs.with_consent(pages))


@click.command()
@options.evidence_argument
@click.argument("first", metavar="A", type=click.IntRange(1))
@click.argument("second", metavar="B", type=click.IntRange(1))
@options.form_options
@click.pass_obj
def diff(desk: Desk, evidence_name: tuple[int | str, int], first: int, second: int, form: str) -> None:
    """Compare two captures of a cited page, paragraph by paragraph.

    \b
    Example:
      factdb evidence diff 7.1 1 2
    """
    from factdb.cli.terminal import output, pager
    from factdb.services import claim_lookup
    from factdb.services.reads import page_timeline

    with desk.reading() as session:
        claim_id = claim_lookup.claim_number(session, evidence_name[0])
        comparison = page_timeline.compare(session, claim_id, evidence_name[1], first, second)
    if form != "text":
        output.print_document(comparison, form=form)
    else:
        pager.show(list(_comparison_lines(comparison)))


def _comparison_lines(comparison: CaptureComparison) -> Sequence[str]:
    from factdb.cli.terminal.layout import wrap

    first, second = comparison["first"], comparison["second"]
    lines = [f"{comparison['likeness']} % of the words of capture {first} are in capture {second}"]
    if comparison["excerpt_was"] is not None:
        lines.append(f"the cited words: {comparison['excerpt_was']} % -> {comparison['excerpt_now']} %")
    for change in comparison["changes"]:
        lines.append("")
        lines += [line for part in change["was"].splitlines() for line in wrap(f"- {part}", "", "  ")]
        lines += [line for part in change["now"].splitlines() for line in wrap(f"+ {part}", "", "  ")]
    return lines


def timeline_lines(timeline: PageTimeline) -> Iterator[str]:
    """Yield the lines of a page's timeline: its state, its captures, its checks, and what archives answered."""
    from factdb.cli.terminal.layout import wrap

    yield ""
    yield f"state: {timeline['state'] or 'not checked'}"
    for capture in timeline["captures"]:
        facts = (
            f"{capture['captured_at']:%Y-%m-%d %H:%M}",
            capture["read"],
            f"{capture['characters']:,} characters" if capture["characters"] is not None else "no text",
            f"cited words {capture['excerpt']} %" if capture["excerpt"] is not None else None,
            f"changed by the publisher {capture['modified_on']}" if capture["modified_on"] else None,
            capture["file_name"] or ("page kept" if capture["file_sha256"] else None),
            capture["archived_url"],
        )
        yield from wrap(f"capture {capture['n']}: {', '.join(fact for fact in facts if fact)}", "  ", "      ")
        if capture["nearest"]:
            yield from wrap(f"nearest: “{capture['nearest']}”", "      ")
    for check in timeline["checks"]:
        line = f"check {check['n']}: {check['at']:%Y-%m-%d %H:%M}, {check['by']}: {check['state']}. {check['why']}"
        yield from wrap(line, "  ", "      ")
    for answer in timeline["archives"]:
        outcome = answer["archived_url"] or answer["why"] or ""
        line = f"{answer['archive']}: {answer['at']:%Y-%m-%d %H:%M}, {answer['by']}: {answer['state']} {outcome}"
        yield from wrap(line.rstrip(), "  ", "      ")


def _keep_file(desk: Desk, names: Names, file_name: str) -> None:
    """Keep the page of one row of evidence, as somebody saved it."""
    from factdb.cli.terminal.files import read_bytes
    from factdb.errors.evidence import OneEvidenceError
    from factdb.services.documents import captures, page_checks, page_fetching

    pages = _pages(desk, "evidence fetch", names, None) if len(names) == 1 else []
    if len(pages) != 1:
        raise OneEvidenceError
    with desk.reading(before_writing=True) as session:
        address = page_checks.known_page(session, pages[0]).address
    raw, folder = read_bytes(file_name), page_fetching.capture_folder(desk.settings)
    file = captures.read_file(raw, Path(file_name).name, folder, address)
    with desk.writing() as session:
        stored = page_checks.keep(session, desk.actor(session), pages[0], file)
    number = stored.capture.n
    outcome = f"kept as capture {number}" if stored.is_new else f"capture {number} has this content already"
    desk.say(f"{pages[0].name}: {outcome}")


def _pages(
    desk: Desk,
    command: str,
    names: Names,
    claim_name: int | str | None,
    *,
    missing: bool = False,
    older_than: timedelta | None = None,
) -> list[CitedPage]:
    """Return the pages that were named; nothing is fetched by somebody who may not record it."""
    from factdb.services import claim_lookup
    from factdb.services.claims import claim_evidence
    from factdb.services.documents import page_checks

    with desk.reading(before_writing=True) as session:
        desk.actor(session).require(command)
        numbers = [(claim_lookup.claim_number(session, claim), n) for claim, n in names]
        for claim, n in numbers:
            claim_evidence.find_evidence(session, claim, n)
        before = desk.now - older_than if older_than is not None else None
        cited = page_checks.cited_pages(
            session,
            numbers or None,
            claim_id=claim_lookup.claim_number(session, claim_name) if claim_name is not None else None,
            missing=missing,
            checked_before=before,
        )
        if command != "evidence check" or numbers or claim_name is not None:
            return cited
        return [*cited, *page_checks.fetched_transcripts(session, before)]


def _transcripts(desk: Desk, names: Names, claim_name: int | str | None) -> list[int]:
    """Return the transcripts whose editions to compare: those that were named, else those with an unseen edition."""
    from factdb.services import claim_lookup
    from factdb.services.documents import editions

    with desk.reading(before_writing=True) as session:
        if not names and claim_name is None:
            return editions.unseen(session)
        numbers = [(claim_lookup.claim_number(session, claim), n) for claim, n in names]
        claim_id = claim_lookup.claim_number(session, claim_name) if claim_name is not None else None
        return editions.transcripts_of(session, numbers, claim_id)
