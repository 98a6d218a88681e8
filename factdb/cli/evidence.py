"""`factdb evidence`: the documents that bear on claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completing import SOURCE
from factdb.cli.options import PARTIAL_DATE, Word
from factdb.domain.enums import Medium, Question

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.group()
def evidence() -> None:
    """Link documents to claims.

    \b
    Example:
      factdb evidence list 7
    """


@evidence.command()
@options.claim_argument
@click.argument("url", required=False)
@options.stance_options
@click.option("--on", "question", type=Word(Question), default=Question.TRUTH, help="Which question; default: truth.")
@click.option("--excerpt", metavar="TEXT", help="The words that matter.")
@click.option("--title", metavar="TEXT", help="The document's title.")
@click.option("--source", type=SOURCE, help="Who published it; default: the source whose domain it is.")
@click.option("--published", type=PARTIAL_DATE, metavar="DATE", help="When: 2021-07-26, 2021-07 or 2021.")
@click.option("--medium", type=Word(Medium), help="news, web, transcript, report, data, video, ...")
@click.option("--primary", is_flag=True, help="The matter's own record, not somebody's account of it.")
@click.option("--note", metavar="TEXT", help="A remark.")
@click.option("--archived", metavar="URL", help="An archive's copy of it.")
@click.option("--file", "file_name", metavar="PATH", help="A file instead of a page.")
@click.option("--interview", metavar="WHO", help="An interview instead of a page.")
@options.if_version_option
@click.pass_obj
def add(desk: Desk, /, claim_name: int | str, if_version: int | None, **given: Any) -> None:
    """Link a document to a claim, with its stance.

    \b
    Example:
      factdb evidence add 19 https://example.org/report --supports --excerpt "seized large parts of both" --primary
    """
    from factdb.cli.evidence_form import draft
    from factdb.services.claims import claim_evidence as on_evidence
    from factdb.services.ledger import claim_ledger

    form = draft(given)
    with desk.writing() as session:
        act = desk.act(session)
        claim = claim_ledger.lock_one(session, claim_name, if_version)
        added = on_evidence.add(session, claim, act, form)
    desk.say(f"evidence {claim.id}.{added.evidence.n}: {added.evidence.stance} the {added.evidence.question}")
    desk.hint(*added.said)


@evidence.command("list")
@options.claim_argument
@options.output_options
@click.pass_obj
def list_(desk: Desk, claim_name: int | str, fmt: str | None, columns: str | None, output: str | None) -> None:
    """List what bears on a claim, withdrawn rows too.

    \b
    Example:
      factdb evidence list 7
    """
    from factdb.cli.output import Output
    from factdb.services.reads import claim_list, evidence_list

    out = Output.chosen(evidence_list.COLUMNS, ("id", "on", "stance", "source", "title"), fmt, columns, output)
    with desk.reading() as session:
        rows = evidence_list.of_claim(session, claim_list.number_of(session, claim_name))
    count = out.write(map(_titled, rows) if out.fmt == "table" else rows)
    desk.hint("1 row of evidence" if count == 1 else f"{count} rows of evidence")


@evidence.command()
@options.evidence_argument
@options.json_option
@click.pass_obj
def show(desk: Desk, name: tuple[int | str, int], as_json: bool) -> None:
    """Show one row of evidence.

    \b
    Example:
      factdb evidence show 7.1
    """
    from factdb.cli import dossier_page, output, pager
    from factdb.services.reads import claim_list, evidence_list

    with desk.reading() as session:
        row = evidence_list.one(session, claim_list.number_of(session, name[0]), name[1])
    if as_json:
        output.print_document(row)
    else:
        pager.show(dossier_page.evidence_lines(row))


@evidence.command()
@options.evidence_argument
@click.option("--reason", required=True, metavar="TEXT", help="Why it no longer counts.")
@options.if_version_option
@click.pass_obj
def withdraw(desk: Desk, name: tuple[int | str, int], reason: str, if_version: int | None) -> None:
    """Let a row of evidence count no longer; it stays readable.

    \b
    Example:
      factdb evidence withdraw 9.1 --reason "The page has been taken down."
    """
    from factdb.services.claims import claim_evidence as on_evidence
    from factdb.services.ledger import claim_ledger

    with desk.writing() as session:
        act = desk.act(session)
        claim = claim_ledger.lock_one(session, name[0], if_version)
        versions = on_evidence.withdraw(session, claim, act, name[1], reason)
    desk.say(f"evidence {claim.id}.{name[1]}: withdrawn")
    if versions:
        desk.hint(f"version {', '.join(map(str, versions))} of the verdict stood on it, and still says so")


def _titled(row: dict[str, Any]) -> dict[str, Any]:
    """Give a row without a title something that people know it by."""
    return {**row, "title": row["title"] or row["url"] or row["file_name"]}
