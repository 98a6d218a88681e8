"""The commands that export for AVeriTeC and for Datasette: `factdb export averitec` and `datasette`."""

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
@click.option(
    "--other", "publisher", type=SOURCE, metavar="PUBLISHER",
    help="Export the labels of this publisher instead of the desk's verdicts.",
)  # fmt: skip
@exports.output_option
@click.pass_obj
def averitec(
    desk: Desk, /, claim_names: tuple[int | str, ...] | None, publisher: str | None, output: str | None, **filters: Any
) -> None:
    """Export claims, questions and answers in the AVeriTeC format.

    The file is an array with one object per claim, in the order of the claim numbers. It has the evidence on truth. The
    label is the desk's verdict on truth in AVeriTeC's words: true is Supported, false is Refuted, unproven is Not
    Enough Evidence. Ratings between true and false have no AVeriTeC label, so their claims are left out. A claim that
    was imported from AVeriTeC keeps its own label until the desk decides, and keeps the other fields of its file unless
    they have changed in the ledger.

    \b
    Example:
      factdb export averitec --kind event
      factdb export averitec --undecided -o claims.json
    """
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.services.exports import averitec_claims

    with desk.reading(for_long=True) as session:
        claim_filter = exports.claim_filter(desk, session, claim_names, filters)
        export = (
            averitec_claims.claims_checked_by(session, claim_filter, publisher)
            if publisher
            else averitec_claims.desk_claims(session, claim_filter)
        )
    exports.report_left_out(
        desk, export.left_out, "no AVeriTeC label" if publisher else "retracted, or no AVeriTeC label"
    )
    exports.write_document([claim for _, claim in export.items], output)
    desk.hint(count_with_noun(len(export.items), "claim"))


@click.command()
@click.option("--desk-views", is_flag=True, help="Show the desk's own views too; they name reviewers.")
@exports.output_option
@click.pass_obj
def datasette(desk: Desk, desk_views: bool, output: str | None) -> None:
    """Export the metadata that Datasette shows with this database.

    The file contains the desk's name, url and licence, and the meaning of every view, table and column. Everybody may
    read the public views (public1_...): published claims, and no reviewer by name. With --desk-views everybody may also
    read the views of the desk (v1_...): all claims, and who works on them. Use it where only the desk can reach
    Datasette. Tables and SQL are only for the person who starts Datasette with --root. The command does not open the
    database; Datasette finds it by the name of its file.

    \b
    Example:
      factdb export datasette -o metadata.json
    """
    from factdb.formats.publish import datasette as formats
    from factdb.store.schema import catalogue
    from factdb.store.views import Audience

    own = desk.settings.desk
    desk_settings = {"name": own.name, "url": own.url, "licence": own.licence}
    desk_facts = {key: setting.value if setting else None for key, setting in desk_settings.items()}
    name = "factdb" if desk.settings.is_postgresql else Path(desk.settings.database.value).stem
    shown = {Audience.PUBLIC, Audience.DESK} if desk_views else {Audience.PUBLIC}
    tables = (
        formats.DescribedTable(*relation[:-1], is_open=relation.audience in shown) for relation in catalogue.relations()
    )
    searched = dict.fromkeys(("public1_claims", "v1_claims"), "search_claims")
    metadata = formats.metadata(name, tables, catalogue.works(), searched, **desk_facts)
    exports.write_document(metadata, output)
