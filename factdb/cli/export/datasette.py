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

    A metadata file: the desk's name, url and licence, and what every view, table and column means. The database need
    not be opened for it; Datasette knows it by the name of its file.

    \b
    Example:
      factdb export datasette -o metadata.json
    """
    from factdb.formats import datasette as formats
    from factdb.store import catalogue

    own = desk.settings.desk
    said = {"name": own.name, "url": own.url, "licence": own.licence}
    given = {key: setting.value if setting else None for key, setting in said.items()}
    name = "factdb" if desk.settings.is_postgresql else Path(desk.settings.database.value).stem
    described = ((each.name, each.title, each.meaning, each.columns) for each in catalogue.relations())
    giving.write(formats.metadata(name, described, **given), output)
