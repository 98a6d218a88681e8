"""`factdb report agreement`: how far the assessments of reviewers agree."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.completion.values import HANDLE
from factdb.cli.date_values import FIRST_DAY
from factdb.cli.options import EnumValue
from factdb.cli.terminal import display, lists_and_facts, pager
from factdb.cli.terminal.layout import wrap
from factdb.cli.terminal.lists_and_facts import count_with_noun
from factdb.domain.enums import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.cli.desk import Desk
    from factdb.cli.terminal.output import Output
    from factdb.reports.agreement import (
        Agreement,
        AgreementPair,
        AlphaFigure,
        AssessmentRequest,
        AssessmentViewer,
        DisputedClaim,
    )


@click.command()
@click.option("--question", type=EnumValue(Question), help="Question of the assessments (default: truth).")
@click.option(
    "--round",
    "round_",
    type=click.IntRange(1, 1_000),
    default=1,
    metavar="N",
    help="Compare assessment N of each reviewer (default: 1, the first).",
)
@click.option("--since", type=FIRST_DAY, metavar="DATE", help="Include assessments from this day (UTC) or later.")
@click.option("--reviewer", "reviewers", type=HANDLE, multiple=True, help="Include only this reviewer (repeatable).")
@options.document_options
@click.pass_obj
def agreement_command(
    desk: Desk, /, question: Question | None, round_: int, since: date | None, reviewers: tuple[str, ...],
    row_format: str | None, output: str | None,
) -> None:  # fmt: skip
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
    from factdb.reports import agreement
    from factdb.reports import agreement as reports
    from factdb.services.desk import desk_policy
    from factdb.services.desk import reviewers as people

    out = Output.choose(reports.PAIR_COLUMNS, reports.PAIR_COLUMNS, row_format, None, output)
    with desk.reading() as session:
        handles = [people.find_reviewer(session, handle).handle for handle in reviewers]
        request = agreement.AssessmentRequest(question or Question.TRUTH, round_, since, handles)
        viewer = agreement.AssessmentViewer(desk.viewer(session).reviewer_id, desk_policy.current(session).blind)
        report = reports.report(session, request, viewer, desk.now)
        other_counts = {} if question else _count_other_question(session, request, viewer)
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


_MISSING = "-"
_NAMES = 13


def print_page(report: Agreement) -> None:
    """Print the report, or a sentence that says why there is nothing to compare."""
    pager.show(_page(report) if report.units else _nothing_compared(report))


def _nothing_compared(report: Agreement) -> Iterator[str]:
    least = f"No claim has two assessments on {report.question} in round {report.round} that you may compare"
    left_out = _left_out(report)
    yield from wrap(f"{least}: {left_out}." if left_out else f"{least}.", "")


def _page(report: Agreement) -> Iterator[str]:
    from factdb.cli.terminal import table  # it imports rich, and help must not wait for that

    yield display.heading(f"agreement on {lists_and_facts.question_text(report.question)}")
    for name, values in _facts(report).items():
        for place, value in enumerate(values):
            yield from wrap(value, f"  {'' if place else name:<{_NAMES}}", " " * (_NAMES + 2))
    yield from _section(
        "pairs of reviewers", table.lines(map(_pair, report.kappa), ("kappa", "same", "claims", "reviewers"))
    )
    yield from _section(_counted_title("most often confused", report.confused), _confused(report))
    title = _counted_title("most disputed", report.disputed, report.differing)
    yield from _section(title, (line for claim in report.disputed for line in _disputed(claim)))


def _facts(report: Agreement) -> Mapping[str, Sequence[str]]:
    raters = ", ".join(f"{rater.reviewer} {rater.assessments}" for rater in report.raters)
    assessment_round = "each reviewer's first" if report.round == 1 else f"each reviewer's number {report.round}"
    informed = (
        f"{report.saw_others} of {report.assessments} assessments were made when others were visible: not independent"
    )
    return {
        "compared": [f"{count_with_noun(report.units, 'claim')}, {count_with_noun(report.assessments, 'assessment')}"],
        "assessments": [f"{assessment_round}, since {report.since}" if report.since else assessment_round],
        "reviewers": [f"{len(report.raters)}: {raters}"],
        "left out": [left_out] if (left_out := _left_out(report)) else [],
        "note": [informed] if report.saw_others else [],
        "same rating": [f"{_percent(report.percent)} of all pairs of assessments"],
        "alpha": [_alpha(alpha) for alpha in report.alphas],
    }


def _left_out(report: Agreement) -> str:
    alone, hidden = report.left_out.alone, report.left_out.hidden
    parts = [f"{count_with_noun(alone, 'claim')} with only one assessment"] if alone else []
    parts += [f"{count_with_noun(hidden, 'claim')} hidden until you assess them"] if hidden else []
    return "; ".join(parts)


def _alpha(alpha: AlphaFigure) -> str:
    over = f"over {count_with_noun(alpha.assessments, 'assessment')} of {count_with_noun(alpha.units, 'claim')}"
    less = f"; {alpha.left_out} left out: without a score, or the only one with a score" if alpha.left_out else ""
    return f"{_number(alpha.value)} {alpha.level}, {over}{less}{f' ({alpha.why})' if alpha.why else ''}"


def _pair(pair: AgreementPair) -> dict[str, object]:
    why = f": {pair.why}" if pair.why else ""
    return {
        "kappa": _number(pair.kappa),
        "same": _percent(pair.percent),
        "claims": pair.units,
        "reviewers": f"{pair.a} and {pair.b}{why}",
    }


def _confused(report: Agreement) -> Iterable[str]:
    from factdb.cli.terminal import table

    rows = [
        {"times": confusion.times, "claims": confusion.units, "ratings": " and ".join(confusion.ratings)}
        for confusion in report.confused
    ]
    return table.lines(rows, ("times", "claims", "ratings"))


def _disputed(claim: DisputedClaim) -> Iterator[str]:
    yield from wrap(claim.claim, f"{claim.id:>6}  ", " " * 8)
    yield from wrap(", ".join(f"{count} {rating}" for rating, count in claim.ratings.items()), " " * 8)


def _counted_title(title: str, shown: Sequence[object], count: int = 0) -> str:
    return f"{title}, {len(shown)} of {count}" if count > len(shown) else title


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    body = list(lines)
    if body:
        yield from ("", display.heading(title), *body)


def _percent(value: float | None) -> str:
    return _MISSING if value is None else f"{value:.1f} %"


def _number(value: float | None) -> str:
    return _MISSING if value is None else f"{value:z.3f}"  # z: no -0.000.
