"""The commands that show a claim and its history: `factdb claims show` and `factdb claims history`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factdb.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from factdb.cli.desk import Desk
    from factdb.services.reads.row_types import ClaimPage


@click.command()
@options.claims_argument
@click.option("--history", "with_history", is_flag=True, help="Add the history of the claim to the page.")
@options.at_option
@options.form_options
@click.pass_obj
def show(desk: Desk, claim_names: tuple[int | str, ...], with_history: bool, at: datetime | None, form: str) -> None:
    """Show claims with passage, verdicts, evidence and notes.

    \b
    Example:
      factdb claims show 7
      factdb claims show 2 11 --json
      factdb claims show 7 --at 2030-01-31
    """
    from factdb.cli.claims import history_page, page
    from factdb.cli.terminal import output

    pages = _pages(desk, claim_names, at, with_history=with_history, in_words=form != "json")
    if form == "json":
        output.print_document(pages[0] if len(pages) == 1 else pages)
    elif form == "md":
        for claim in pages:
            in_words = {"history": list(history_page.rows(claim["history"]))} if with_history else {}
            output.print_document({**claim, **in_words}, form=form)
    else:
        page.print_pages(pages)


def _pages(
    desk: Desk, claim_names: Iterable[int | str], at: datetime | None, *, with_history: bool, in_words: bool
) -> list[ClaimPage]:
    """Return the pages of claims; in JSON their histories have codes and handles, exactly as they were hashed."""
    from factdb.services.reads import claim_page

    if not (at or with_history):
        with desk.selecting() as connection:
            viewer = desk.viewer(connection)
            return [claim_page.page_of(connection, name, viewer=viewer) for name in claim_names]
    from factdb.services.reads import claim_page_at  # slow to import, as are the models: they replay histories
    from factdb.services.reads.histories import event_words

    with desk.reading() as session:
        viewer = desk.viewer(session)
        pages = [
            claim_page_at.page_of(session, name, at, viewer, with_history=with_history)
            if at
            else claim_page.page_of(session, name, viewer=viewer, with_history=True)
            for name in claim_names
        ]
        if with_history and in_words:
            for claim in pages:
                claim["history"] = event_words.in_words(session, claim["id"], claim["history"])
    return pages


@click.command()
@options.claim_argument
@click.option(
    "--diff", nargs=2, type=click.IntRange(min=1), metavar="A B", help="Show the differences between versions A and B."
)
@options.form_options
@click.pass_obj
def history(desk: Desk, claim_name: int | str, diff: tuple[int, int] | None, form: str) -> None:
    """Show who did what to a claim, when and why.

    --diff shows how two versions of the verdict differ, and how the claim itself changed between them.

    \b
    Example:
      factdb claims history 7
      factdb claims history 7 --diff 1 1
    """
    from factdb.cli.claims import history_page
    from factdb.cli.terminal import output
    from factdb.services import claim_lookup
    from factdb.services.reads import claim_page
    from factdb.services.reads.histories import event_words, version_differences

    with desk.reading() as session:
        if diff:
            differences = version_differences.differences(session, claim_name, *diff)
        else:
            number = claim_lookup.claim_number(session, claim_name)
            events = claim_page.history_of(session, number, desk.viewer(session))
            events = events if form == "json" else event_words.in_words(session, number, events)
    if diff:
        output.print_document(differences, form=form) if form != "text" else history_page.print_differences(differences)
        return
    if form == "text":
        history_page.print_history(events)
    else:
        output.print_document(events if form == "json" else list(history_page.rows(events)), form=form)
