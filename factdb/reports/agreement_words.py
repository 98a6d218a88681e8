"""The report on agreement in words: its facts, and its tables, for the command line and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain.text import count_with_noun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from factdb.reports.agreement import Agreement, AgreementPair, AlphaFigure

MISSING = "-"
PAIR_COLUMNS = ("kappa", "same", "claims", "reviewers")
CONFUSED_COLUMNS = ("times", "claims", "ratings")


def facts(report: Agreement) -> Mapping[str, Sequence[str]]:
    """Return the facts of the report by name; a name without a value has none."""
    raters = ", ".join(f"{rater.reviewer} {rater.assessments}" for rater in report.raters)
    assessment_round = "each reviewer's first" if report.round == 1 else f"each reviewer's number {report.round}"
    informed = (
        f"{report.saw_others} of {report.assessments} assessments were made when others were visible: not independent"
    )
    return {
        "compared": [f"{count_with_noun(report.units, 'claim')}, {count_with_noun(report.assessments, 'assessment')}"],
        "assessments": [f"{assessment_round}, since {report.since}" if report.since else assessment_round],
        "reviewers": [f"{len(report.raters)}: {raters}"],
        "left out": [text] if (text := left_out(report)) else [],
        "note": [informed] if report.saw_others else [],
        "same rating": [f"{_percent(report.percent)} of all pairs of assessments"],
        "alpha": [_alpha(alpha) for alpha in report.alphas],
    }


def nothing_compared(report: Agreement) -> str:
    """Return a sentence that says why there is nothing to compare."""
    least = f"No claim has two assessments on {report.question} in round {report.round} that you may compare"
    text = left_out(report)
    return f"{least}: {text}." if text else f"{least}."


def left_out(report: Agreement) -> str:
    """Return how many claims are not compared, and why."""
    alone, hidden = report.left_out.alone, report.left_out.hidden
    parts = [f"{count_with_noun(alone, 'claim')} with only one assessment"] if alone else []
    parts += [f"{count_with_noun(hidden, 'claim')} hidden until you assess them"] if hidden else []
    return "; ".join(parts)


def pair(agreement_pair: AgreementPair) -> dict[str, object]:
    """Return two reviewers as a row of `PAIR_COLUMNS`."""
    why = f": {agreement_pair.why}" if agreement_pair.why else ""
    return {
        "kappa": _number(agreement_pair.kappa),
        "same": _percent(agreement_pair.percent),
        "claims": agreement_pair.units,
        "reviewers": f"{agreement_pair.a} and {agreement_pair.b}{why}",
    }


def confused(report: Agreement) -> list[dict[str, object]]:
    """Return the ratings that are confused as rows of `CONFUSED_COLUMNS`."""
    return [
        {"times": confusion.times, "claims": confusion.units, "ratings": " and ".join(confusion.ratings)}
        for confusion in report.confused
    ]


def counted_ratings(ratings: Mapping[str, int]) -> str:
    """Return how many reviewers gave each rating."""
    return ", ".join(f"{count} {rating}" for rating, count in ratings.items())


def counted_title(title: str, shown: Sequence[object], count: int = 0) -> str:
    """Return the title of a list, with its length where it is only the first part."""
    return f"{title}, {len(shown)} of {count}" if count > len(shown) else title


def _alpha(alpha: AlphaFigure) -> str:
    over = f"over {count_with_noun(alpha.assessments, 'assessment')} of {count_with_noun(alpha.units, 'claim')}"
    less = f"; {alpha.left_out} left out: without a score, or the only one with a score" if alpha.left_out else ""
    return f"{_number(alpha.value)} {alpha.level}, {over}{less}{f' ({alpha.why})' if alpha.why else ''}"


def _percent(value: float | None) -> str:
    return MISSING if value is None else f"{value:.1f} %"


def _number(value: float | None) -> str:
    return MISSING if value is None else f"{value:z.3f}"  # z: no -0.000.
