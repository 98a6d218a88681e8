"""`factdb export averitec`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.listing import filter_options
from factdb.cli.completing import SOURCE
from factdb.cli.export import giving

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.command()
@options.listed_argument
@filter_options
@click.option("--other", "publisher", type=SOURCE, metavar="PUBLISHER", help="That publisher's labels, not the desk's.")
@giving.output_option
@click.pass_obj
def averitec(
    desk: Desk, /, claim_names: tuple[int | str, ...] | None, publisher: str | None, output: str | None, **wanted: Any
) -> None:
    """Write claims, questions and answers as AVeriTeC has them.

    An array with an object a claim, by number; the evidence is what stands on its truth. The label is the desk's
    verdict on truth in AVeriTeC's words: true is Supported, false is Refuted, unproven is Not Enough Evidence; ratings
    between have no label there and are left out. A claim that came from AVeriTeC has its own label until the desk
    decides, and in every field what its file said, unless the ledger says otherwise now.

    \b
    Example:
      factdb export averitec --kind event
      factdb export averitec --undecided -o claims.json
    """
    from factdb.cli.pages import counted
    from factdb.services.exports import averitec_claims

    with desk.reading() as session:
        which = giving.which(desk, session, claim_names, wanted)
        found = (
            averitec_claims.of_others(session, which, publisher) if publisher else averitec_claims.own(session, which)
        )
    giving.tell(desk, found.left_out, "AVeriTeC can't say it" if publisher else "retracted, or AVeriTeC can't say it")
    giving.write([claim for _, claim in found.items], output)
    desk.hint(counted(len(found.items), "claim"))
