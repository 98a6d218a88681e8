"""The command that adds a claim: `factdb claims add`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.deciding import decision_options, rating_request
from factdb.cli.completion.values import ARTICLE, RATING, SOURCE, SPEAKER, TOPIC
from factdb.cli.date_values import LAST_DAY, PARTIAL_DATE
from factdb.cli.options import EnumValue
from factdb.domain.enums import Attribution, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.cli.desk import Desk
    from factdb.services.reads.list_types import SimilarRow


def numbers_with_verdicts(rows: Sequence[SimilarRow]) -> str:
    """Return the numbers of claims, each with its verdicts and status: "4 (false, published), 7 (undecided, new)"."""
    return ", ".join(f"{row['id']} ({_verdicts(row)}, {row['status']})" for row in rows)


def _verdicts(row: SimilarRow) -> str:
    return " and ".join(filter(None, (row["quote_verdict"], row["verdict"]))) or "undecided"


def similar_claims_hint(number: int, rows: Sequence[SimilarRow]) -> list[str]:
    """Return lines that name the claims similar to claim `number`, and how to link them; [] without such claims."""
    if not rows:
        return []
    counted = "1 claim looks" if len(rows) == 1 else f"{len(rows)} claims look"
    named = numbers_with_verdicts(rows)
    return [
        f"{counted} like this one: {named}",
        f"Link them: factdb claims link {number} {rows[0]['id']} --kind repeats|similar",
        f"Reject the link: factdb claims link {number} {rows[0]['id']} --kind similar --reject",
    ]


_DRAFT_FIELDS = (
    "claim", "quote", "article", "place", "source", "url", "speaker", "attribution", "attributed_to", "kind", "said_on",
    "occasion", "topics", "resolves_on", "language",
)  # fmt: skip

# `claims edit` takes these too.
place_option = click.option(
    "--place",
    type=click.IntRange(min=1),
    metavar="N",
    help="Use occurrence N of a passage that appears several times.",
)
claim_option = click.option("--claim", metavar="TEXT", help="The claim, in neutral words.")
speaker_option = click.option("--speaker", type=SPEAKER, help="Person or organisation that made the claim.")
said_on_option = click.option(
    "--said-on", type=PARTIAL_DATE, metavar="DATE", help="Date of the claim: 2021-07-26, 2021-07, 2021 or unknown."
)
kind_option = click.option(
    "--kind",
    type=EnumValue(Kind),
    help="Kind of claim: event, numerical, causal, position, promise, prediction, opinion.",
)
attribution_option = click.option(
    "--attribution",
    type=EnumValue(Attribution),
    help="Attribution in the article: direct-quote, partial-quote, paraphrase, narration.",
)
attributed_to_option = click.option(
    "--attributed-to",
    metavar="TEXT",
    help='Words of the article for a source that it leaves unnamed, such as "experts".',
)
resolves_on_option = click.option(
    "--resolves-on", type=LAST_DAY, metavar="DATE", help="Date on which a promise or prediction falls due."
)
draft_options = options.combine(
    click.option("--article", type=ARTICLE, metavar="ID", help="Article that makes the claim."),
    click.option("--quote", metavar="TEXT|-", help="Passage, exactly as in the article."),
    place_option,
    claim_option,
    speaker_option,
    click.option("--source", type=SOURCE, help="Outlet that carried the claim (without --article)."),
    click.option("--url", metavar="URL", help="Page that carried the claim (without --article)."),
    said_on_option,
    click.option("--occasion", metavar="TEXT", help="Occasion of the claim, such as a press briefing."),
    kind_option,
    attribution_option,
    attributed_to_option,
    click.option("--topic", "topics", type=TOPIC, multiple=True, help="Topic of the claim (repeatable)."),
    resolves_on_option,
    click.option("--language", metavar="CODE", help="Language of the claim: en, pt-BR, ..."),
)


@click.command()
@draft_options
@click.option("--rate", "ratings", type=RATING, multiple=True, help="Rating that decides the claim (repeatable).")
@decision_options
@click.pass_obj
def add(desk: Desk, /, ratings: tuple[str, ...], **details: Any) -> None:
    """Add a claim; with --rate, decide it at once.

    The options after --rate describe the verdict. Without --rate, named evidence is linked to the claim.

    \b
    Example:
      factdb claims add --article 1 --quote "some experts expressing fears" --kind event
      factdb claims add --source "The Example Times" --said-on 2021-07-26 --speaker "Jane Doe" \\
          --claim "The bridge cost 4 million." --rate false --because "It cost 9 million." \\
          --evidence https://example.org/accounts --publish
    """
    from factdb.cli.claims.deciding import say_rating
    from factdb.cli.terminal.files import read_text
    from factdb.services.claims import adding
    from factdb.services.decisions import rating
    from factdb.services.reads import similar

    if details["quote"] == "-":
        details["quote"] = read_text("-")
    with desk.writing() as session:
        actor = desk.actor(session)
        added = adding.add(session, actor, adding.ClaimDraft(**{name: details[name] for name in _DRAFT_FIELDS}))
        outcome = rating.rate(session, added.claim, actor, rating_request(desk, ratings, details)) if ratings else None
        similar_claims = similar.hints(session, added.claim.id)
        # Evidence that is named without a rating is linked too: it waits for the verdict.
        cited = [] if ratings else rating.add_evidence(session, added.claim, actor, rating_request(desk, (), details))
    desk.say(f"claim {added.claim.id}: added")
    desk.hint(*added.notices, *cited, *similar_claims_hint(added.claim.id, similar_claims))
    if outcome:
        say_rating(desk, added.claim.id, outcome)
    else:
        desk.hint(f'Decide the claim: factdb claims rate {added.claim.id} RATING --because "..." --evidence URL')
