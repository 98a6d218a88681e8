"""`factdb report agreement`."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import click

from factdb.cli import options
from factdb.cli.completion.values import HANDLE
from factdb.cli.options import FIRST_DAY, Word
from factdb.cli.terminal import colours, lists_and_facts, pager, table
from factdb.cli.terminal.layout import wrapped
from factdb.cli.terminal.lists_and_facts import counted
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
    from factdb.cli.terminal.output import Output
    from factdb.reports import agreement
    from factdb.reports import agreement as reports
    from factdb.services.desk import desk_policy
    from factdb.services.desk import reviewers as people

    out = Output.chosen(reports.PAIR_COLUMNS, reports.PAIR_COLUMNS, fmt, None, output)
    with desk.reading() as session:
        handles = [people.find_reviewer(session, handle).handle for handle in reviewers]
        wanted = agreement.AssessmentRequest(question or Question.TRUTH, round_, since, handles)
        viewer = agreement.AssessmentViewer(desk.viewer(session).reviewer_id, desk_policy.current(session).blind)
        made = reports.report(session, wanted, viewer, desk.now)
        others = {} if question else _elsewhere(session, wanted, viewer)
    _print(desk, made, out)
    for other, count in others.items():
        desk.hint(f"also on {other}, {count} assessments: factdb report agreement --question {other}")


def _print(desk: Desk, made: Agreement, out: Output) -> None:
    from factdb.cli.terminal import output
    from factdb.reports.agreement import pair_rows

    if out.fmt == "table":
        print_page(made)
    elif out.fmt == "json":
        output.print_document(asdict(made), out.path)
    else:
        out.write(pair_rows(made))
        desk.hint("pairs of reviewers alone; the whole report: -f json, or -f table")


def _elsewhere(session: Session, wanted: AssessmentRequest, viewer: AssessmentViewer) -> dict[Question, int]:
    """Count the assessments of the other question: who names none should know that there are some."""
    from factdb.reports import agreement

    others = [each for each in Question if each is not wanted.question]
    counts = {each: agreement.count(session, replace(wanted, question=each), viewer) for each in others}
    return {each: count for each, count in counts.items() if count}


_MISSING = "-"
_NAMES = 13


def print_page(made: Agreement) -> None:
    """Print the report, or the one sentence that says why there is nothing to compare."""
    pager.show(_page(made) if made.units else _nothing(made))


def _nothing(made: Agreement) -> Iterator[str]:
    least = f"No claim has two assessments on {made.question} in round {made.round} that you may compare"
    left_out = _left_out(made)
    yield from wrapped(f"{least}: {left_out}." if left_out else f"{least}.", "")


def _page(made: Agreement) -> Iterator[str]:
    yield colours.heading(f"agreement on {lists_and_facts.question(made.question)}")
    for name, values in _facts(made).items():
        for place, value in enumerate(values):
            yield from wrapped(value, f"  {'' if place else name:<{_NAMES}}", " " * (_NAMES + 2))
    yield from _section(
        "each two reviewers", table.lines(map(_pair, made.kappa), ("kappa", "same", "claims", "reviewers"))
    )
    yield from _section(_first("most often confused", made.confused), _confused(made))
    title = _first("most disputed", made.disputed, made.differing)
    yield from _section(title, (line for each in made.disputed for line in _disputed(each)))


def _facts(made: Agreement) -> Mapping[str, Sequence[str]]:
    raters = ", ".join(f"{each.reviewer} {each.assessments}" for each in made.raters)
    which = "each reviewer's first" if made.round == 1 else f"each reviewer's number {made.round}"
    informed = f"{made.saw_others} of the {made.assessments} could see others' before: these are not independent"
    return {
        "compared": [f"{counted(made.units, 'claim')}, {counted(made.assessments, 'assessment')}"],
        "assessments": [f"{which}, since {made.since}" if made.since else which],
        "reviewers": [f"{len(made.raters)}: {raters}"],
        "left out": [left_out] if (left_out := _left_out(made)) else [],
        "note": [informed] if made.saw_others else [],
        "same rating": [f"{_percent(made.percent)} of all pairs of assessments"],
        "alpha": [_alpha(each) for each in made.alphas],
    }


def _left_out(made: Agreement) -> str:
    alone, hidden = made.left_out.alone, made.left_out.hidden
    parts = [f"{counted(alone, 'claim')} that one reviewer alone has assessed"] if alone else []
    parts += [f"{counted(hidden, 'claim')} not counted, hidden until you have assessed them"] if hidden else []
    return "; ".join(parts)


def _alpha(alpha: AlphaFigure) -> str:
    over = f"over {counted(alpha.assessments, 'assessment')} of {counted(alpha.units, 'claim')}"
    less = f"; {alpha.left_out} left out: without a score, or alone without those" if alpha.left_out else ""
    return f"{_number(alpha.value)} {alpha.level}, {over}{less}{f' ({alpha.why})' if alpha.why else ''}"


def _pair(pair: AgreementPair) -> dict[str, object]:
    why = f": {pair.why}" if pair.why else ""
    return {
        "kappa": _number(pair.kappa),
        "same": _percent(pair.percent),
        "claims": pair.units,
        "reviewers": f"{pair.a} and {pair.b}{why}",
    }


def _confused(made: Agreement) -> Iterable[str]:
    rows = [
        {"times": each.times, "claims": each.units, "ratings": " and ".join(each.ratings)} for each in made.confused
    ]
    return table.lines(rows, ("times", "claims", "ratings"))


def _disputed(each: DisputedClaim) -> Iterator[str]:
    yield from wrapped(each.claim, f"{each.id:>6}  ", " " * 8)
    yield from wrapped(", ".join(f"{count} {rating}" for rating, count in each.ratings.items()), " " * 8)


def _first(title: str, shown: Sequence[object], count: int = 0) -> str:
    return f"{title}, {len(shown)} of {count}" if count > len(shown) else title


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", colours.heading(title), *found)


def _percent(value: float | None) -> str:
    return _MISSING if value is None else f"{value:.1f} %"


def _number(value: float | None) -> str:
    return _MISSING if value is None else f"{value:z.3f}"
