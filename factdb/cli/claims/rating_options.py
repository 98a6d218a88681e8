"""The options that decide a claim, shared by `claims rate`, `claims add --rate` and `claims correct`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import completing, options
from factdb.cli.options import FIRST_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.services.decisions.rating import Wish

reasons_options = options.several(
    click.option("--because", multiple=True, metavar="TEXT", help='Your reasons; "quote:..." for one question alone.'),
    click.option(
        "--evidence",
        multiple=True,
        shell_complete=completing.evidence_of_the_claim,
        metavar="7.1|URL",
        help='What it stands on; default: all that stands. In full: "quote:refutes:URL the words that matter".',
    ),
    click.option(
        "--flag", "flags", type=options.FLAG, multiple=True, help="missing-context, ...; quote:FLAG, truth:FLAG."
    ),
    click.option("--as-of", type=FIRST_DAY, metavar="DATE", help="On what was known that day; default: today."),
    click.option("--searched", metavar="TEXT", help="Where you looked, for unproven and not-found."),
    options.stance_options,
)
decision_options = options.several(reasons_options, click.option("--publish", is_flag=True, help="Publish it too."))


def wish(ratings: Sequence[str], given: dict[str, Any], url: str | None = None) -> Wish:
    """Make what is wished from the options' values."""
    from factdb.services.decisions.rating import Wish

    return Wish(
        ratings=ratings,
        because=given["because"],
        evidence=given["evidence"],
        flags=given["flags"],
        as_of=given["as_of"],
        searched=given["searched"],
        stance=options.stance(given),
        publish=given.get("publish", False),
        url=url,
    )
