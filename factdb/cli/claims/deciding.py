"""The commands that decide a claim: `factdb claims status` and `factdb claims rate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.rating_words import ClaimsAndRatings, require_claims, words_argument
from factdb.cli.completion import values
from factdb.cli.date_values import FIRST_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.cli.desk import Desk
    from factdb.services.decisions.rating import RatingRequest, RatingResult

because_option = click.option(
    "--because", cls=options.AliasedOption, aliases=["--reason"], multiple=True, metavar="TEXT",
    help='Your reasons (repeatable); "quote:TEXT" or "truth:TEXT" is for one question only.',
)  # fmt: skip
although_option = click.option(
    "--although", metavar="TEXT", help="Why you decide so, although evidence that is not withdrawn contradicts it."
)
reasons_options = options.combine(
    because_option,
    click.option(
        "--evidence",
        multiple=True,
        shell_complete=values.evidence_of_the_claim,
        metavar="7.1|URL|FILE",
        help="Evidence for the verdict (repeatable; default: all that is not withdrawn). "
        'In full: "quote:refutes:URL the words that matter"; "interview: NAME, DATE" for an interview.',
    ),
    click.option(
        "--flag", "flags", type=options.FLAG, multiple=True,
        help="Flag of the verdict (repeatable): missing-context, ...; quote:FLAG or truth:FLAG is for one question.",
    ),
    click.option(
        "--as-of", type=FIRST_DAY, metavar="DATE", help="Judge by what was known on this day (default: today)."
    ),
    click.option("--searched", metavar="TEXT", help="Places that you searched, for unproven and not-found."),
    although_option,
    options.stance_options,
)  # fmt: skip
decision_options = options.combine(
    reasons_options, click.option("--publish", is_flag=True, help="Publish the verdict at once.")
)


def rating_request(
    desk: Desk, ratings: Sequence[str], details: dict[str, Any], url: str | None = None
) -> RatingRequest:
    """Return the rating request that the values of the options describe."""
    from factdb.cli.terminal import files
    from factdb.services.decisions.rating import RatingRequest

    return RatingRequest(
        ratings=ratings,
        because=details["because"],
        evidence=details["evidence"],
        files=files.files_named(details["evidence"]),
        folder=desk.capture_folder,
        flags=details["flags"],
        as_of=details["as_of"],
        searched=details["searched"],
        although=details["although"],
        stance=options.stance(details),
        # A correction has no --publish: it publishes again by itself.
        publish=details.get("publish", False),
        url=url,
        again=details.get("again", False),
    )


reason_option = click.option(
    "--reason", cls=options.AliasedOption, aliases=["--because"], metavar="TEXT",
    help="Reason for the move; some moves need one.",
)  # fmt: skip


@click.command()
@options.claims_argument
@click.argument("status", type=options.STATUS, metavar="STATUS")
@reason_option
@click.option("--url", metavar="URL", help="Address of your published fact-check.")
@click.option("--version", type=click.IntRange(1), metavar="N", help="Approve only this version of the verdict.")
@options.if_version_option
@click.pass_obj
def status(
    desk: Desk,
    claim_names: tuple[int | str, ...],
    status: str,
    reason: str | None,
    url: str | None,
    version: int | None,
    if_version: int | None,
) -> None:
    """Move claims to another status.

    STATUS is new, in-review, on-hold, reviewed, published or declined; retracted approves a retraction that waits. All
    the claims move, or none.

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
        moves = [statuses.set_status(session, claim, actor, target, reason, url, version) for claim in claims]
    desk.say(*moves)


@click.command()
@words_argument
@decision_options
@click.option("--again", is_flag=True, help="Propose the newest verdict again, after the claim was changed.")
@click.option("--url", metavar="URL", help="Address of your published fact-check (with --publish).")
@options.if_version_option
@click.pass_obj
def rate(
    desk: Desk,
    /,
    words: ClaimsAndRatings,
    url: str | None,
    if_version: int | None,
    **details: Any,
) -> None:
    """Decide claims: give them a verdict, with your reasons.

    Each rating answers one question. "Is the quotation accurate?": verbatim, faithful, altered ... "Is the claim
    true?": true ... false, kept ... broken. Give one of each to decide both. A verdict needs evidence: evidence that
    was added before, or the pages that --evidence names. Several claims get the same verdict, or none does.

    \b
    Example:
      factdb claims rate 19 true --because "Both are well documented." --evidence https://example.org/a --publish
      factdb claims rate 9 verbatim --because "Word for word."
      factdb claims rate 15 19 unproven --because "Nobody says so." --searched "the transcripts"
    """
    from factdb.services.decisions import rating
    from factdb.services.ledger import claim_ledger

    require_claims(words)
    if words.ratings and details["again"]:
        raise click.UsageError("Use --again without a rating: it proposes the newest verdict again.")
    with desk.writing() as session:
        actor = desk.actor(session)
        claims = claim_ledger.lock(session, words.claims, if_version)
        request = rating_request(desk, words.ratings, details, url)
        outcomes = [rating.rate(session, claim, actor, request) for claim in claims]
    for claim, outcome in zip(claims, outcomes, strict=True):
        say_rating(desk, claim.id, outcome)


def say_rating(desk: Desk, claim_id: int, outcome: RatingResult) -> None:
    """Print what was decided, how the claim moved, and what was assumed."""
    desk.say(f"claim {claim_id}: {' and '.join(outcome.codes)}, version {outcome.version}", *outcome.moves)
    desk.hint(*outcome.notices)
    if outcome.waits:
        approval = f"claims status {claim_id} published --version {outcome.version}"
        desk.hint(f"Ask another editor to approve it: factdb --as HANDLE {approval}")
    elif not outcome.moves or outcome.moves[-1].after != "published":
        desk.hint(f"Publish it: factdb claims status {claim_id} published")
