"""`factdb export datasette`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from factdb.cli.export import giving

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.command()
@giving.output_option
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
    giving.write(told, output)
