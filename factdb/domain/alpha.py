"""Krippendorff's alpha, nominal and ordinal, over any number of raters and with missing ratings.

After K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): 1 is full agreement, 0 what chance would
give, below 0 worse than that. Which level: ordinal where every rating has a score, for true and mostly-true are less
apart than true and false; nominal else. Where only some ratings have a score (unproven, conflicting and not-checkable
have none, nor have promises and quotations) nominal takes all of them, and ordinal stands beside it, over those with
a score, with the number that it leaves out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from factdb.domain.agreement import Matrix, Rating

NOTHING_TO_PAIR = "no unit has two ratings"
NO_VARIATION = "every rating is the same, and chance alone would have it so"

Distances = dict[tuple[Any, Any], int]


class Level(StrEnum):
    """What is known of the values: whether they are the same, or also which lies between which."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Alpha:
    """Alpha at a level, or None and why not; over how many units and ratings, and how many ratings it leaves out.

    Left out are ratings without a score, and those that then stand alone on their unit.
    """

    level: Level
    value: Fraction | None
    units: int
    ratings: int
    left_out: int
    why: str | None = None


def alphas(matrix: Matrix) -> list[Alpha]:
    """Return alpha at each level that the ratings allow, the one to quote first; `matrix` holds what is compared."""
    ratings = [rating for given in matrix.values() for rating in given.values()]
    scored = sum(rating.score is not None for rating in ratings)
    nominal = _of(Level.NOMINAL, matrix, _word)
    if not scored:
        return [nominal]
    ordinal = _of(Level.ORDINAL, matrix, _score)
    return [ordinal, nominal] if scored == len(ratings) else [nominal, ordinal]


def alpha(level: Level, units: Iterable[Iterable[Any]]) -> Fraction | None:
    """Return alpha over units, each the values that it was given; None where no pair of values differs, or is."""
    coincidences, totals = _coincidences(units)
    apart = _nominal(totals) if level is Level.NOMINAL else _ordinal(totals)
    expected = sum(totals[a] * totals[b] * away for (a, b), away in apart.items())
    if not expected:
        return None
    observed = sum(
        (
            Fraction(sum(apart[pair] * n for pair, n in counts.items()), others)
            for others, counts in coincidences.items()
        ),
        Fraction(0),
    )
    return 1 - (totals.total() - 1) * observed / expected


def _word(rating: Rating) -> str | None:
    return rating.word


def _score(rating: Rating) -> int | None:
    return rating.score


def _of(level: Level, matrix: Matrix, value: Callable[[Rating], Any]) -> Alpha:
    units = [[value(rating) for rating in given.values() if value(rating) is not None] for given in matrix.values()]
    pairable = [unit for unit in units if len(unit) > 1]
    count = sum(map(len, pairable))
    left_out = sum(map(len, matrix.values())) - count
    found = alpha(level, pairable)
    why = (NO_VARIATION if pairable else NOTHING_TO_PAIR) if found is None else None
    return Alpha(level, found, len(pairable), count, left_out, why)


def _coincidences(units: Iterable[Iterable[Any]]) -> tuple[dict[int, Counter[tuple[Any, Any]]], Counter[Any]]:
    """Count the pairs of different values within units, and all pairable values.

    The pairs are kept by the number of the other values in their unit, which each is yet to be divided by: whole
    numbers until the end are exact, and quick.
    """
    pairs: dict[int, Counter[tuple[Any, Any]]] = {}
    totals: Counter[Any] = Counter()
    for unit in units:
        counts = Counter(unit)
        if (size := counts.total()) > 1:
            totals.update(counts)
            of_size = pairs.setdefault(size - 1, Counter())
            for a, b in combinations(sorted(counts), 2):
                of_size[a, b] += counts[a] * counts[b]
    return pairs, totals


def _nominal(totals: Mapping[Any, int]) -> Distances:
    return dict.fromkeys(combinations(sorted(totals), 2), 1)


def _ordinal(totals: Mapping[Any, int]) -> Distances:
    """Return the squared distances, four times as large: the halves of the formula vanish, and alpha is a ratio."""
    ranked = sorted(totals)
    places = range(len(ranked))
    between = {(a, b): sum(totals[each] for each in ranked[a : b + 1]) for a, b in combinations(places, 2)}
    return {
        (ranked[a], ranked[b]): (2 * count - totals[ranked[a]] - totals[ranked[b]]) ** 2
        for (a, b), count in between.items()
    }
