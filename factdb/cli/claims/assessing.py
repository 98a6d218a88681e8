"""The commands on reviewers' own opinions: `factdb claims assess` and `factdb claims assessments`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.claims.deciding import because_option
from factdb.cli.completion.values import RATING
from factdb.cli.options import EnumValue
from factdb.domain.enums import Confidence

if TYPE_CHECKING:
    from factdb.cli.desk import Desk

TABLE_COLUMNS = ("on", "round", "reviewer", "rating", "confidence", "because")


@click.command()
@options.claim_argument
@click.argument("ratings", type=RATING, metavar="RATING...", nargs=-1, required=True)
@because_option
@click.option("--confidence", type=EnumValue(Confidence), help="Your confidence: low, medium or high.")
@options.if_version_option
@click.pass_obj
def assess(
    desk: Desk,
    claim_name: int | str,
    ratings: tuple[str, ...],
    because: tuple[str, ...],
    confidence: Confidence | None,
    if_version: int | None,
) -> None:
    """Record your own assessment of a claim, before the desk decides.

    On a blind desk, you see the assessments of others on an undecided question only after you give yours. To begin
    another round, for example after a discussion, assess the claim again.

    \b
    Example:
      factdb claims assess 19 true --because "Both are well documented." --confidence high
    """
    from factdb.services.decisions import assessing
    from factdb.services.ledger import claim_ledger

    with desk.writing() as session:
        actor = desk.actor(session)
        claim = claim_ledger.lock_one(session, claim_name, if_version)
        rows = assessing.assess(session, claim, actor, assessing.Opinion(ratings, because, confidence))
    for row in rows:
        desk.say(f"claim {claim.id}: you assessed the {row.question}, round {row.round}")
    desk.hint(f"See all assessments: factdb claims assessments {claim.id}")


@click.command()
@options.claim_argument
@options.output_options
@click.pass_obj
def assessments(desk: Desk, /, claim_name: int | str, **shape: Any) -> None:
    """List the assessments of a claim.

    Assessments that you may not see yet are listed without their content.

    \b
    Example:
      factdb claims assessments 19
    """
    from factdb.cli.terminal.lists_and_facts import count_with_noun
    from factdb.cli.terminal.output import Output
    from factdb.services import claim_lookup
    from factdb.services.reads import assessment_list

    out = Output.choose(assessment_list.COLUMNS, TABLE_COLUMNS, shape["row_format"], shape["columns"], shape["output"])
    with desk.reading(before_writing=True) as session:
        number = claim_lookup.claim_number(session, claim_name)
        rows = assessment_list.assessments_of(session, number, desk.viewer(session).reviewer_id)
    if out.row_format == "table":
        # People read in words that an assessment is hidden; programs read the column `hidden`.
        rows = [{**row, "because": assessment_list.HIDDEN} if row["hidden"] else row for row in rows]
    count = out.write(rows)
    desk.hint(count_with_noun(count, "assessment"))
