"""`factdb evidence`: the documents that support, refute or explain claims."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.articles import evidence_pages
from factdb.cli.completion.values import FILE, SOURCE
from factdb.cli.date_values import PARTIAL_DATE
from factdb.cli.lazy import NounGroup
from factdb.cli.options import EnumValue
from factdb.cli.terminal.files import read_bytes
from factdb.domain.enums import Medium, Question
from factdb.domain.ratings import stance_text

# The services import SQLAlchemy: help and completion of these commands must not wait for it.
if TYPE_CHECKING:
    from collections.abc import Mapping

    from factdb.cli.desk import Desk
    from factdb.services.claims.evidence_request import EvidenceRequest
    from factdb.services.reads.row_types import EvidenceRow


@click.group(cls=NounGroup)
def evidence() -> None:
    """Link documents to claims as evidence.

    \b
    Example:
      factdb evidence list 7
    """


for _command in (evidence_pages.fetch, evidence_pages.check, evidence_pages.archive, evidence_pages.diff):
    evidence.add_command(_command)


@evidence.command()
@options.claim_argument
@click.argument("url", metavar="[URL|FILE]", required=False)
@options.stance_options
@click.option(
    "--on",
    "question",
    type=EnumValue(Question),
    default=Question.TRUTH,
    help="Question that the evidence answers (default: truth).",
)
@click.option("--excerpt", metavar="TEXT", help="Passage of the document that matters.")
@click.option("--title", metavar="TEXT", help="Title of the document.")
@click.option("--source", type=SOURCE, help="Source that published the document (default: the owner of its domain).")
@click.option(
    "--published", type=PARTIAL_DATE, metavar="DATE", help="Date of publication: 2021-07-26, 2021-07 or 2021."
)
@click.option(
    "--medium",
    type=EnumValue(Medium),
    help="Medium of the document: news, web, transcript, report, data, video, and so on.",
)
@click.option("--primary", is_flag=True, help="Mark as primary evidence: an original record, not a report about it.")
@click.option("--note", metavar="TEXT", help="Note about the evidence.")
@click.option("--archived", metavar="URL", help="URL of an archived copy.")
@click.option(
    "--file", "file_name", type=FILE, metavar="PATH", help="Use a file; with a URL: the page as you saved it."
)
@click.option("--interview", metavar="NAME", help="Use an interview with this person instead of a URL.")
@click.option("--fetch/--no-fetch", default=True, help="Fetch the page and keep it (default: --fetch).")
@options.if_version_option
@click.pass_obj
def add(desk: Desk, /, claim_name: int | str, if_version: int | None, fetch: bool, **details: Any) -> None:
    """Link a document to a claim as evidence.

    Give its stance on the question: --supports, --refutes or --context. A page is fetched and kept, byte for byte;
    where that fails, the link is kept alone.

    \b
    Example:
      factdb evidence add 19 https://example.org/report --supports --excerpt "seized large parts of both" --primary
    """
    from factdb.errors.archive import NoCaptureFolderError
    from factdb.services import claim_lookup
    from factdb.services.claims import evidence_pages
    from factdb.services.documents import page_fetching
    from factdb.services.ledger import claim_ledger

    request = _request(desk, details)
    with desk.reading(before_writing=True) as session:  # nothing is fetched for somebody who may not add it
        desk.actor(session).require("evidence add")
        claim_lookup.claim_number(session, claim_name)
    with desk.show_progress(lambda: f"fetching {request.url}"):
        fetched = evidence_pages.fetch(request, lambda: page_fetching.open_fetcher(desk.settings), is_wanted=fetch)
    with desk.writing() as session:
        actor = desk.actor(session)
        claim = claim_ledger.lock_one(session, claim_name, if_version)
        added = evidence_pages.add(session, claim, actor, fetched)
    name = f"{claim.id}.{added.evidence.n}"
    desk.say(f"evidence {name}: {stance_text(added.evidence.stance, added.evidence.question)}")
    again = f"factdb evidence fetch {name}"
    ways = page_fetching.Ways(f"Fetch it later: {again}", f"Save the page in a browser, and: {again} --file PAGE.html")
    desk.hint(*added.notices, *added.published_notice, *fetched.notices(ways))
    if request.file and request.folder is None:
        refusal = NoCaptureFolderError()
        desk.hint(f"The file itself is not kept. {refusal} {refusal.next_step}")


@evidence.command("list")
@options.claim_argument
@options.output_options
@click.pass_obj
def list_(desk: Desk, claim_name: int | str, row_format: str | None, columns: str | None, output: str | None) -> None:
    """List the evidence of a claim, also withdrawn evidence.

    \b
    Example:
      factdb evidence list 7
    """
    from factdb.cli.terminal.output import Output
    from factdb.services import claim_lookup
    from factdb.services.reads import evidence_list

    out = Output.choose(evidence_list.COLUMNS, ("id", "on", "stance", "source", "title"), row_format, columns, output)
    with desk.reading() as session:
        rows = evidence_list.evidence_of(session, claim_lookup.claim_number(session, claim_name))
    count = out.write(map(_with_title, rows) if out.row_format == "table" else rows)
    desk.hint("1 row of evidence" if count == 1 else f"{count} rows of evidence")


@evidence.command()
@options.evidence_argument
@click.option("--captures", is_flag=True, help="Show the captures of the page, what checks saw, and archived copies.")
@options.form_options
@click.pass_obj
def show(desk: Desk, evidence_name: tuple[int | str, int], captures: bool, form: str) -> None:
    """Show one piece of evidence.

    \b
    Example:
      factdb evidence show 7.1
      factdb evidence show 7.1 --captures
    """
    from factdb.cli.articles.evidence_pages import timeline_lines
    from factdb.cli.claims import page
    from factdb.cli.terminal import output, pager
    from factdb.services import claim_lookup
    from factdb.services.reads import evidence_list, page_timeline

    with desk.reading() as session:
        place = claim_lookup.claim_number(session, evidence_name[0]), evidence_name[1]
        row = evidence_list.evidence_row(session, *place)
        timeline = page_timeline.timeline(session, *place) if captures else None
    if form != "text":
        output.print_document(timeline or row, form=form)
    else:
        pager.show([*page.evidence_lines(row), *(timeline_lines(timeline) if timeline else ())])


@evidence.command()
@options.evidence_argument
@click.option(
    "--reason", cls=options.AliasedOption, aliases=["--because"], required=True, metavar="TEXT",
    help="Reason for the withdrawal.",
)  # fmt: skip
@options.if_version_option
@click.pass_obj
def withdraw(desk: Desk, evidence_name: tuple[int | str, int], reason: str, if_version: int | None) -> None:
    """Withdraw evidence. It stays visible, marked as withdrawn.

    A verdict that rests on the evidence no longer counts, and a reviewed claim goes back to in-review. Behind a
    published verdict, evidence is withdrawn by a public correction: `claims correct ID --drop-evidence ID.N`.

    \b
    Example:
      factdb evidence withdraw 9.1 --reason "The page has been taken down."
    """
    from factdb.services.decisions import withdrawing
    from factdb.services.ledger import claim_ledger

    with desk.writing() as session:
        actor = desk.actor(session)
        claim = claim_ledger.lock_one(session, evidence_name[0], if_version)
        versions, moves = withdrawing.withdraw(session, claim, actor, evidence_name[1], reason)
    desk.say(f"evidence {claim.id}.{evidence_name[1]}: withdrawn", *moves)
    if versions:
        desk.hint(
            f"the verdict of version {', '.join(map(str, versions))} rested on it and no longer counts",
            f'Decide again: factdb claims rate {claim.id} RATING --because "..."',
        )


def _with_title(row: EvidenceRow) -> Mapping[str, object]:
    """Return a row with a title; without one, the URL or the name of the file is the title."""
    return {**row, "title": row["title"] or row["url"] or row["file_name"]}


def _typed_document(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document that was typed in place of a URL: a file or an interview."""
    from factdb.domain.typed_evidence import EvidenceKind, read
    from factdb.errors import BadValueError

    if details["url"] is None or details["file_name"] is not None:
        return {}
    typed = read(details["url"], os.path.isfile)
    if typed.kind is EvidenceKind.FILE:
        return {"url": None, "file_name": typed.value}
    if typed.kind is EvidenceKind.INTERVIEW:
        return {"url": None, "interview": typed.value, "published": details["published"] or typed.published}
    if typed.kind is EvidenceKind.ITEM:
        raise BadValueError("document", details["url"], "is evidence already", "Name a URL or a file.")
    return {}


def _request(desk: Desk, details: Mapping[str, Any]) -> EvidenceRequest:
    from factdb.services.claims.evidence_request import EvidenceRequest

    same = ("url", "interview", "question", "excerpt", "note", "title", "source", "published", "medium", "archived")
    details = {**details, **_typed_document(details)}
    name = details["file_name"]
    return EvidenceRequest(
        file=(Path(name).name, read_bytes(name)) if name else None,
        folder=desk.capture_folder,
        stance=options.stance(details),
        primary=details["primary"],
        **{field: details[field] for field in same},
    )
