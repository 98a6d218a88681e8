"""Prints for people how far reviewers agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.cli import colours, pager, pages, table
from factdb.cli.layout import wrapped
from factdb.cli.pages import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from factdb.reports.agreement import Agreement, Alpha, Disputed, Pair

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
    yield colours.heading(f"agreement on {pages.question(made.question)}")
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


def _alpha(alpha: Alpha) -> str:
    over = f"over {counted(alpha.assessments, 'assessment')} of {counted(alpha.units, 'claim')}"
    less = f"; {alpha.left_out} left out: without a score, or alone without those" if alpha.left_out else ""
    return f"{_number(alpha.value)} {alpha.level}, {over}{less}{f' ({alpha.why})' if alpha.why else ''}"


def _pair(pair: Pair) -> dict[str, object]:
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


def _disputed(each: Disputed) -> Iterator[str]:
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
