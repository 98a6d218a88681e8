"""`factdb export averitec` and `factdb export datasette`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.listing import filter_options
from factdb.cli.completion.values import SOURCE
from factdb.cli.exchange import export as exports

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.command()
@options.listed_argument
@filter_options
@click.option("--other", "publisher", type=SOURCE, metavar="PUBLISHER", help="That publisher's labels, not the desk's.")
@exports.output_option
@click.pass_obj
def averitec(
    desk: Desk, /, claim_names: tuple[int | str, ...] | None, publisher: str | None, output: str | None, **filters: Any
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
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.services.exports import averitec_claims

    with desk.reading() as session:
        claim_filter = exports.claim_filter(desk, session, claim_names, filters)
        export = (
            averitec_claims.claims_checked_by(session, claim_filter, publisher)
            if publisher
            else averitec_claims.desk_claims(session, claim_filter)
        )
    exports.report_left_out(
        desk, export.left_out, "AVeriTeC can't say it" if publisher else "retracted, or AVeriTeC can't say it"
    )
    exports.write_document([claim for _, claim in export.items], output)
    desk.hint(count_with_noun(len(export.items), "claim"))


@click.command()
@exports.output_option
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
    desk_settings = {"name": own.name, "url": own.url, "licence": own.licence}
    desk_facts = {key: setting.value if setting else None for key, setting in desk_settings.items()}
    name = "factdb" if desk.settings.is_postgresql else Path(desk.settings.database.value).stem
    relations = (formats.DescribedTable(*relation) for relation in catalogue.relations())
    metadata = formats.metadata(name, relations, catalogue.works(), {"v1_claims": "search_claims"}, **desk_facts)
    exports.write_document(metadata, output)
