"""`factdb claims status` and `factdb claims rate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.completion import values
from factdb.cli.completion.values import RATING
from factdb.cli.options import FIRST_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.cli.desk import Desk
    from factdb.services.decisions.rating import RatingRequest, RatingResult

reasons_options = options.combine(
    click.option("--because", multiple=True, metavar="TEXT", help='Your reasons; "quote:..." for one question alone.'),
    click.option(
        "--evidence",
        multiple=True,
        shell_complete=values.evidence_of_the_claim,
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
decision_options = options.combine(reasons_options, click.option("--publish", is_flag=True, help="Publish it too."))


def rating_request(ratings: Sequence[str], details: dict[str, Any], url: str | None = None) -> RatingRequest:
    """Make what is wished from the options' values."""
    from factdb.services.decisions.rating import RatingRequest

    return RatingRequest(
        ratings=ratings,
        because=details["because"],
        evidence=details["evidence"],
        flags=details["flags"],
        as_of=details["as_of"],
        searched=details["searched"],
        stance=options.stance(details),
        # A correction has no --publish: it publishes again by itself.
        publish=details.get("publish", False),
        url=url,
    )


reason_option = click.option("--reason", metavar="TEXT", help="Why; some moves need it.")


@click.command()
@options.claims_argument
@click.argument("status", type=options.STATUS, metavar="STATUS")
@reason_option
@click.option("--url", metavar="URL", help="Where you published it.")
@options.if_version_option
@click.pass_obj
def status(
    desk: Desk,
    claim_names: tuple[int | str, ...],
    status: str,
    reason: str | None,
    url: str | None,
    if_version: int | None,
) -> None:
    """Move claims to another status.

    new, in-review, on-hold, reviewed, published, declined; all of the claims move, or none.

    \b
    Example:
      factdb claims status 19 in-review
      factdb claims status 9 15 on-hold --reason "waiting for the transcript"
    """
    from factdb.services.decisions import statuses
    from factdb.services.ledger import claim_ledger

    with desk.writing() as session:
        actor = desk.actor(session)
        claims = claim_ledger.lock(session, claim_names, if_version)
        target = statuses.find_status(session, status, claims[0].id)
        moves = [statuses.set_status(session, claim, actor, target, reason, url) for claim in claims]
    desk.say(*moves)


@click.command()
@options.claim_argument
@click.argument("ratings", type=RATING, metavar="RATING...", nargs=-1, required=True)
@decision_options
@click.option("--url", metavar="URL", help="With --publish: where you published it.")
@options.if_version_option
@click.pass_obj
def rate(
    desk: Desk,
    /,
    claim_name: int | str,
    ratings: tuple[str, ...],
    url: str | None,
    if_version: int | None,
    **details: Any,
) -> None:
    """Decide a claim: give it a verdict, with your reasons.

    A rating names its question: true ... false and kept ... broken say whether it is so; verbatim, faithful,
    altered ... whether it was said so. One of each decides both. The verdict stands on evidence: on what was
    added before, or on the pages that --evidence names.

    \b
    Example:
      factdb claims rate 19 true --because "Both are well documented." --evidence https://example.org/a --publish
      factdb claims rate 9 verbatim --because "Word for word."
    """
    from factdb.services.decisions import rating
    from factdb.services.ledger import claim_ledger

    with desk.writing() as session:
        actor = desk.actor(session)
        claim = claim_ledger.lock_one(session, claim_name, if_version)
        outcome = rating.rate(session, claim, actor, rating_request(ratings, details, url))
    say_rating(desk, claim.id, outcome)


def say_rating(desk: Desk, claim_id: int, outcome: RatingResult) -> None:
    """Say what was decided, how the claim moved, and what was assumed."""
    desk.say(f"claim {claim_id}: {' and '.join(outcome.codes)}, version {outcome.version}", *outcome.moves)
    desk.hint(*outcome.notices)
    if outcome.waits:
        desk.hint(f"another editor approves it: factdb --as HANDLE claims status {claim_id} published")
    elif not outcome.moves or outcome.moves[-1].after != "published":
        desk.hint(f"to publish it: factdb claims status {claim_id} published")
