"""`factdb export`: what the desk gives to others."""

from __future__ import annotations

import click

from factdb.cli.lazy import Entry, LazyGroup

EXPORTS = {
    "claimreview": Entry(
        "factdb.cli.export.claimreview:claimreview", "Write ClaimReview: published verdicts as markup."
    ),
    "averitec": Entry(
        "factdb.cli.export.averitec:averitec", "Write claims, questions and answers as AVeriTeC has them."
    ),
    "datasette": Entry("factdb.cli.export.datasette:datasette", "Write what Datasette shows beside this database."),
}


@click.group(cls=LazyGroup, entries=EXPORTS)
def export() -> None:
    """Give claims to others, in the formats of the field.

    \b
    Example:
      factdb export datasette -o metadata.json
    """
