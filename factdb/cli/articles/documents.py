"""`factdb documents`: the pages, files and interviews that the desk used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion.values import DOCUMENT, SOURCE
from factdb.cli.lazy import NounGroup
from factdb.cli.options import EnumValue
from factdb.cli.terminal import lists_and_facts
from factdb.domain import ratings
from factdb.domain.enums import Medium
from factdb.domain.page_states import PageFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factdb.cli.desk import Desk

# People read a page at a time; a program in a pipe gets all rows.
ON_A_TERMINAL = 50
TABLE_COLUMNS = ("id", "source", "published_on", "medium", "claims", "evidence", "title")
STATE_COLUMNS = ("id", "state", "source", "evidence", "title")


@click.group(cls=NounGroup)
def documents() -> None:
    """List the pages, files and interviews that the desk used.

    \b
    Example:
      factdb documents list
    """


@documents.command("list")
@click.option("--title", metavar="PART", help="Show only documents with this text in the title.")
@click.option("--source", type=SOURCE, metavar="NAME", help="Show only documents of this source.")
@click.option(
    "--medium",
    type=EnumValue(Medium),
    help="Show only this medium: news, web, transcript, report, data, video, and so on.",
)
@click.option(
    "--state",
    type=EnumValue(PageFilter),
    help="Show only cited pages in this state: dead, gone, changed, needs-look, not-checked, not-kept, and so on.",
)
@options.limit_option("documents", " (default: 50 on a terminal, all in a pipe)")
@options.output_options
@click.pass_obj
def list_(
    desk: Desk,
    /,
    title: str | None,
    source: str | None,
    medium: Medium | None,
    state: PageFilter | None,
    limit: int | None,
    **shape: Any,
) -> None:
    """List documents, the last added first.

    Each document is listed with its number of claims and its number of uses as evidence. A cited page has a state
    after its first check (factdb evidence check); needs-look stands for every state in which it is not as it was cited.

    \b
    Example:
      factdb documents list --source newsweek
      factdb documents list --state dead
    """
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.cli.terminal.output import is_terminal
    from factdb.services.reads import document_list

    columns = (document_list.COLUMNS, STATE_COLUMNS if state else TABLE_COLUMNS)
    maximum = limit or (ON_A_TERMINAL if is_terminal() and not shape["output"] else None)
    print_rows(
        desk,
        "document",
        columns,
        shape,
        lambda session: document_list.listed(session, title, source, medium, state),
        maximum,
    )


@documents.command()
@click.argument("document", type=DOCUMENT, metavar="ID|URL")
@options.form_options
@click.pass_obj
def show(desk: Desk, document: str, form: str) -> None:
    """Show a document, its archived copies and its use as evidence.

    \b
    Example:
      factdb documents show 7
    """
    from factdb.cli.terminal import output
    from factdb.services.reads import document_list

    with desk.reading() as session:
        page = document_list.document_page(session, document)
    if form != "text":
        output.print_document(page, form=form)
    else:
        print_page(page)


def print_page(page: Mapping[str, Any]) -> None:
    """Print the facts, captures and evidence of a document."""
    typed = page["typed_url"] if page["typed_url"] != page["url"] else None
    facts = {
        "source": page["source"] or "not known",
        "author": page["author"],
        "published": page["published_on"] or "not known",
        "medium": ", ".join(word for word in (page["medium"], page["language"]) if word),
        "url": page["url"],
        "as typed": typed,
        "state": page["state"],
        **{f"read {capture['n']}": _capture(capture) for capture in page["captures"]},
        "claims": _claims(page) if page["claims"] else None,
        "evidence": [_evidence(row) for row in page["evidence"]],
    }
    lists_and_facts.print_facts(f"document {page['id']} · {page['title'] or 'untitled'}", facts)


def _claims(page: Mapping[str, Any]) -> str:
    """Return the number of claims with the command that leads on: only an article has a page of its own."""
    number, article = page["claims"], page["id"]
    if page["is_article"]:
        return f"{number}, see factdb articles show {article}"
    return f"{number}; correct its facts: factdb articles edit {article}"


def _capture(capture: Mapping[str, Any]) -> str:
    parts = (
        f"{capture['captured_at']:%Y-%m-%d}",
        capture["file_name"],
        f"{capture['characters']} characters" if capture["characters"] else None,
        f"SHA-256 {capture['sha256']}" if capture["sha256"] else None,
        capture["archived_url"],
    )
    return ", ".join(part for part in parts if part)


def _evidence(row: Mapping[str, Any]) -> str:
    withdrawn = " (withdrawn)" if row["withdrawn_at"] else ""
    return f"{row['id']} {ratings.stance_text(row['stance'], row['on'])}{withdrawn}"
