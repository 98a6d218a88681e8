"""`factdb export averitec` and `factdb export datasette`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.listing import filter_options
from factdb.cli.completion.values import SOURCE
from factdb.cli.exchange import selection

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.command()
@options.listed_argument
@filter_options
@click.option("--other", "publisher", type=SOURCE, metavar="PUBLISHER", help="That publisher's labels, not the desk's.")
@selection.output_option
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
    from factdb.cli.terminal.lists_and_facts import counted
    from factdb.services.exports import averitec_claims

    with desk.reading() as session:
        which = selection.which(desk, session, claim_names, wanted)
        found = (
            averitec_claims.of_others(session, which, publisher) if publisher else averitec_claims.own(session, which)
        )
    selection.tell(
        desk, found.left_out, "AVeriTeC can't say it" if publisher else "retracted, or AVeriTeC can't say it"
    )
    selection.write([claim for _, claim in found.items], output)
    desk.hint(counted(len(found.items), "claim"))


@click.command()
@selection.output_option
@click.pass_obj
def datasette(desk: Desk, output: str | None) -> None:
    """Write what Datasette shows beside this database.

    A metadata file: the desk's name, url and licence, and what every view, table and column means. The public views
    are for everybody; tables, and SQL, for whoever starts Datasette with --root: they hold what the views leave out.
    The database need not be opened for it; Datasette knows it by the name of its file.

    \b
    Example:
      factdb export datasette -o metadata.json
    """
    from factdb.formats.publish import datasette as formats
    from factdb.store.schema import catalogue

    own = desk.settings.desk
    said = {"name": own.name, "url": own.url, "licence": own.licence}
    given = {key: setting.value if setting else None for key, setting in said.items()}
    name = "factdb" if desk.settings.is_postgresql else Path(desk.settings.database.value).stem
    described = (formats.Described(*each) for each in catalogue.relations())
    told = formats.metadata(name, described, catalogue.works(), {"v1_claims": "search_claims"}, **given)
    selection.write(told, output)
