"""The command `factdb claims adopt`, and the list of other publishers' checks: `factdb claims list --other`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.deciding import although_option
from factdb.cli.date_values import FIRST_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.domain.claim_filter import ClaimRequest

TABLE_COLUMNS = ("id", "speaker", "said_on", "publisher", "label", "rating", "verdict", "claim")


@click.command()
@options.claim_argument
@click.argument("check_number", metavar="N", type=click.IntRange(1))
@click.option(
    "--because", cls=options.AliasedOption, aliases=["--reason"], metavar="TEXT",
    help="Reasons for the verdict (default: the publisher's words).",
)  # fmt: skip
@click.option("--evidence", multiple=True, metavar="7.1|URL", help="More evidence for the verdict (repeatable).")
@options.stance_options
@click.option(
    "--as-of", type=FIRST_DAY, metavar="DATE",
    help="Judge by what was known on this day (default: the day of the check).",
)  # fmt: skip
@although_option
@options.if_version_option
@click.pass_obj
def adopt(
    desk: Desk, /, claim_name: int | str, check_number: int, because: str | None, evidence: tuple[str, ...],
    as_of: date | None, although: str | None, if_version: int | None, **stance_flags: Any,
) -> None:  # fmt: skip
    """Adopt another publisher's check as your verdict.

    `factdb claims show` numbers the checks. The verdict gets the desk's own rating of the same category and score. The
    page of the check becomes its evidence.

    \b
    Example:
      factdb claims adopt 15 1 --because "We went through their sources."
    """
    from factdb.cli.claims.deciding import say_rating
    from factdb.services.decisions import other_checks
    from factdb.services.ledger import claim_ledger

    with desk.writing() as session:
        claim = claim_ledger.lock_one(session, claim_name, if_version)
        stance = options.stance(stance_flags)
        outcome = other_checks.adopt(
            session, claim, desk.actor(session), check_number, because, evidence, stance, as_of, although
        )
    say_rating(desk, claim.id, outcome)


def print_other_checks(desk: Desk, request: ClaimRequest, limit: int | None, shape: Mapping[str, Any]) -> None:
    """Print the other checks of the requested claims, one per line."""
    from factdb.cli.terminal.lists_and_facts import print_rows
    from factdb.services.reads import claim_list, other_check_list

    def read(session: Session) -> Iterator[dict[str, Any]]:
        return other_check_list.list_checks(session, claim_list.resolve(session, request), limit)

    print_rows(desk, "other check", (other_check_list.COLUMNS, TABLE_COLUMNS), shape, read)
