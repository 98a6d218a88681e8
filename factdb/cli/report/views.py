"""`factdb report views`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options

if TYPE_CHECKING:
    from factdb.cli.desk import Desk


@click.command()
@click.option("--diagram", is_flag=True, help="How they join, as a diagram in the language of Mermaid.")
@options.markdown_options
@click.pass_obj
def views(desk: Desk, /, diagram: bool, **shape: Any) -> None:
    """Tell what there is to ask in SQL.

    Every public view, with what each of its columns means.

    \b
    Example:
      factdb report views -f markdown
      factdb report views --diagram
    """
    from pathlib import Path

    from factdb.cli import answers, output
    from factdb.reports import described

    if diagram:
        path = shape["output"]
        output.print_text(described.diagram(), Path(path) if path and path != "-" else None)
        return
    answers.print_rows(described.rows(), described.COLUMNS, shape)
    desk.hint("the columns of one: factdb sql --schema v1_claims")
