"""`factdb claims show` and `factdb claims history`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from factdb.cli import options

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.command()
@options.claims_argument
@click.option("--history", "with_history", is_flag=True, help="With everything that was done to it.")
@options.json_option
@click.pass_obj
def show(desk: Desk, claim_names: tuple[int | str, ...], with_history: bool, as_json: bool) -> None:
    """Show claims with passage, verdicts, evidence and notes.

    \b
    Example:
      factdb claims show 7
      factdb claims show 2 11 --json
    """
    from factdb.cli import dossier_page, output
    from factdb.services import dossiers

    with desk.reading() as session:
        found = [dossiers.of_claim(session, name, with_history=with_history) for name in claim_names]
    if as_json:
        output.print_document(found[0] if len(found) == 1 else found)
    else:
        dossier_page.print_pages(found)


@click.command()
@options.claim_argument
@options.json_option
@click.pass_obj
def history(desk: Desk, claim_name: int | str, as_json: bool) -> None:
    """Tell who did what to a claim, when and why.

    \b
    Example:
      factdb claims history 7
    """
    from factdb.cli import dossier_page, output
    from factdb.services import dossiers, listing

    with desk.reading() as session:
        events = dossiers.history_of(session, listing.number_of(session, claim_name))
    if as_json:
        output.print_document(events)
    else:
        dossier_page.print_history(events)
