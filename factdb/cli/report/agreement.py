"""`factdb report agreement` and `mine`: how far assessments agree with each other, and mine with what was published."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from factdb.cli import options
from factdb.cli.report import row_output
from factdb.cli.report.row_output import declared_options
from factdb.cli.terminal import display, lists_and_facts, pager
from factdb.cli.terminal.layout import wrap
from factdb.domain.enums import Question
from factdb.reports.desk_reports import AGREEMENT, MINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.cli.terminal.output import Output
    from factdb.domain.enums import Comparison
    from factdb.reports.agreement import Agreement, AssessmentRequest, AssessmentViewer, DisputedClaim


@click.command()
@declared_options(AGREEMENT)
@options.document_options
@click.pass_obj
def agreement_command(desk: Desk, /, row_format: str | None, output: str | None, **chosen: Any) -> None:
    """Show how far the assessments of reviewers agree.

    The report compares claims that at least two reviewers assessed. It shows the share of pairs of assessments that
    agree, Cohen's kappa for each pair of reviewers, Krippendorff's alpha, the ratings that are most often confused, and
    the most disputed claims. Kappa and alpha are 1 if all agree, and 0 if they agree no more than by chance.
    Krippendorff relies on an alpha of 0.800 or more, and draws no firm conclusion below 0.667.

    Alpha is ordinal if every rating has a score (true to false), and nominal otherwise. If only some ratings have a
    score, nominal alpha includes all of them, and the report shows ordinal alpha too. On a blind desk, assessments that
    you may not see yet are left out. JSON has the whole report; CSV, TSV and JSON lines have the pairs of reviewers.

    \b
    Example:
      factdb report agreement
      factdb report agreement --question quote --since 2026-01 --json
    """
    from factdb.cli.terminal.output import Output
    from factdb.reports import agreement, desk_answers
    from factdb.services.desk import desk_policy
    from factdb.services.desk import reviewers as people

    out = Output.choose(agreement.PAIR_COLUMNS, agreement.PAIR_COLUMNS, row_format, None, output)
    with desk.reading() as session:
        handles = [people.find_reviewer(session, handle).handle for handle in chosen["reviewer"]]
        request = desk_answers.agreement_request({**chosen, "reviewer": handles})
        viewer = agreement.AssessmentViewer(desk.viewer(session).reviewer_id, desk_policy.current(session).blind)
        report = agreement.report(session, request, viewer, desk.now)
        other_counts = {} if chosen["question"] else _count_other_question(session, request, viewer)
    _print(desk, report, out)
    for other_question, count in other_counts.items():
        desk.hint(
            f"See the assessments on {other_question} ({count}): factdb report agreement --question {other_question}"
        )


def _print(desk: Desk, report: Agreement, out: Output) -> None:
    from factdb.cli.terminal import output
    from factdb.reports.agreement import pair_rows

    if out.row_format == "table":
        print_page(report)
    elif out.row_format == "json":
        output.print_document(asdict(report), out.path)
    else:
        out.write(pair_rows(report))
        desk.hint("These are the pairs of reviewers. See the whole report: -f json, or -f table")


def _count_other_question(
    session: Session, request: AssessmentRequest, viewer: AssessmentViewer
) -> dict[Question, int]:
    """Return the number of assessments of the other question, for a hint to people who named no question."""
    from factdb.reports import agreement

    other_questions = [question for question in Question if question is not request.question]
    counts = {
        question: agreement.count(session, replace(request, question=question), viewer) for question in other_questions
    }
    return {question: count for question, count in counts.items() if count}


@click.command()
@declared_options(MINE)
@options.limit_option("assessments")
@row_output.shape_options
@click.pass_obj
def mine(
    desk: Desk, /, question: Question | None, comparison: Comparison | None, limit: int | None, **shape: Any
) -> None:
    """List my assessments beside the published verdicts.

    The newest assessment comes first, with the rating and the reason of the verdict in force. A verdict counts as soon
    as it is published; until then the list shows nothing of it, and never the assessments of others.

    \b
    Example:
      factdb report mine
      factdb report mine --comparison differs --json
    """
    from factdb.cli.terminal.lists_and_facts import say_count
    from factdb.reports import own_assessments

    with desk.reading() as session:
        chosen = own_assessments.OwnFilter(desk.viewer(session).reviewer_id, question, comparison)
        rows = own_assessments.rows(session, chosen, limit=limit)
        counted = own_assessments.counts(session, chosen)
    row_output.print_rows(rows, own_assessments.COLUMNS, shape, own_assessments.TABLE_COLUMNS)
    say_count(desk, len(rows), "assessment", limit)
    desk.hint(", ".join(f"{count} {str(word).replace('-', ' ')}" for word, count in counted.items()))


_NAMES = 13


def print_page(report: Agreement) -> None:
    """Print the report, or a sentence that says why there is nothing to compare."""
    from factdb.reports import agreement_words

    pager.show(_page(report) if report.units else wrap(agreement_words.nothing_compared(report), ""))


def _page(report: Agreement) -> Iterator[str]:
    from factdb.cli.terminal import table  # it imports rich, and help must not wait for that
    from factdb.reports import agreement_words as words

    yield display.heading(f"agreement on {lists_and_facts.question_text(report.question)}")
    for name, values in words.facts(report).items():
        for place, value in enumerate(values):
            yield from wrap(value, f"  {'' if place else name:<{_NAMES}}", " " * (_NAMES + 2))
    yield from _section("pairs of reviewers", table.lines(map(words.pair, report.kappa), words.PAIR_COLUMNS))
    confused = table.lines(words.confused(report), words.CONFUSED_COLUMNS)
    yield from _section(words.counted_title("most often confused", report.confused), confused)
    title = words.counted_title("most disputed", report.disputed, report.differing)
    yield from _section(title, (line for claim in report.disputed for line in _disputed(claim)))


def _disputed(claim: DisputedClaim) -> Iterator[str]:
    from factdb.reports import agreement_words

    yield from wrap(claim.claim, f"{claim.id:>6}  ", " " * 8)
    yield from wrap(agreement_words.counted_ratings(claim.ratings), " " * 8)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    body = list(lines)
    if body:
        yield from ("", display.heading(title), *body)
