"""`factdb report agreement`."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.completing import HANDLE
from factdb.cli.options import FIRST_DAY, Word
from factdb.domain.enums import Question

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.cli.output import Output
    from factdb.reports.agreement import Agreement, Viewer, Wanted


@click.command()
@click.option("--question", type=Word(Question), help="Which question they answer; default: truth.")
@click.option(
    "--round", "round_", type=click.IntRange(1, 1_000), default=1, metavar="N", help="Default: everybody's first."
)
@click.option("--since", type=FIRST_DAY, metavar="DATE", help="Submitted on this day (UTC) or later.")
@click.option("--reviewer", "reviewers", type=HANDLE, multiple=True, help="Of these reviewers alone.")
@options.document_options
@click.pass_obj
def agreement_command(
    desk: Desk, /, question: Question | None, round_: int, since: date | None, reviewers: tuple[str, ...],
    fmt: str | None, output: str | None,
) -> None:  # fmt: skip
    """Tell how far reviewers agree in their assessments.

    Claims that at least two have assessed are compared: on what share of the pairs of assessments they agree, Cohen's
    kappa for each two reviewers, Krippendorff's alpha, which ratings are most often confused, and which claims are
    most disputed. Kappa and alpha are 1 where all agree and 0 where chance alone would have it so; Krippendorff
    relies on an alpha from 0.800, and concludes nothing firm below 0.667.

    Alpha is ordinal where every rating has a score (true to false), nominal else; where only some have one, nominal
    takes them all, and ordinal stands beside it. On a blind desk nothing counts that you may not see yet. JSON is the
    whole report; CSV, TSV and JSON lines have the pairs of reviewers.

    \b
    Example:
      factdb report agreement
      factdb report agreement --question quote --since 2026-01 --json
    """
    from factdb.cli.output import Output
    from factdb.reports import agreement
    from factdb.reports import agreement as reports
    from factdb.services.desk import desk_policy
    from factdb.services.desk import reviewers as people

    out = Output.chosen(reports.PAIR_COLUMNS, reports.PAIR_COLUMNS, fmt, None, output)
    with desk.reading() as session:
        handles = [people.named(session, handle).handle for handle in reviewers]
        wanted = agreement.Wanted(question or Question.TRUTH, round_, since, handles)
        viewer = agreement.Viewer(desk.viewer(session).reviewer_id, desk_policy.current(session).blind)
        made = reports.report(session, wanted, viewer, desk.now)
        others = {} if question else _elsewhere(session, wanted, viewer)
    _print(desk, made, out)
    for other, count in others.items():
        desk.hint(f"also on {other}, {count} assessments: factdb report agreement --question {other}")


def _print(desk: Desk, made: Agreement, out: Output) -> None:
    from factdb.cli import output
    from factdb.cli.report import agreement_page
    from factdb.reports.agreement import pair_rows

    if out.fmt == "table":
        agreement_page.print_page(made)
    elif out.fmt == "json":
        output.print_document(asdict(made), out.path)
    else:
        out.write(pair_rows(made))
        desk.hint("pairs of reviewers alone; the whole report: -f json, or -f table")


def _elsewhere(session: Session, wanted: Wanted, viewer: Viewer) -> dict[Question, int]:
    """Count the assessments of the other question: who names none should know that there are some."""
    from factdb.reports import agreement

    others = [each for each in Question if each is not wanted.question]
    counts = {each: agreement.count(session, replace(wanted, question=each), viewer) for each in others}
    return {each: count for each, count in counts.items() if count}
