"""How far raters agree: percent agreement, Cohen's kappa for each pair, what is confused, and what is most disputed.

All are taken from a reliability matrix: units by raters, where a rater who didn't rate a unit is simply not there.
Values are exact fractions, to be rounded only where they are shown. Krippendorff's alpha is in `alpha`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

NOTHING_IN_COMMON = "no unit in common"
NO_VARIATION = "both give one and the same rating throughout"
_FARTHEST = 4  # steps from false to true

Matrix = Mapping[int, Mapping[str, "Rating"]]
"""Ratings by unit, which is a claim's number, and rater."""


class Rating(NamedTuple):
    """A rating as it is compared: two are the same where their words are. Only some scales give a score, 0 to 4."""

    word: str
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two raters: the units that both rated, on what share of them they agree, and kappa; None, and why not."""

    a: str
    b: str
    units: int
    agreement: Fraction | None
    kappa: Fraction | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two ratings that were given to the same unit: by how many pairs of raters, and of how many units."""

    words: tuple[str, str]
    times: int
    units: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """A unit on which its raters differ: how far, from 0 to 1, and how many gave each rating."""

    unit: int
    distance: Fraction
    ratings: Mapping[str, int]


def compared(matrix: Matrix) -> dict[int, Mapping[str, Rating]]:
    """Return the units with two ratings or more: one alone agrees and disagrees with nobody."""
    return {unit: given for unit, given in matrix.items() if len(given) > 1}


def agreement(matrix: Matrix) -> Fraction | None:
    """Return the share of all pairs of ratings of one unit that are the same; None where there is no pair.

    Every pair counts alike, so a unit with three raters counts three times as much as one with two.
    """
    same = total = 0
    for given in matrix.values():
        counts = Counter(rating.word for rating in given.values())
        total += _pairs(len(given))
        same += sum(map(_pairs, counts.values()))
    return Fraction(same, total) if total else None


def kappas(matrix: Matrix) -> list[Pair]:
    """Return every pair of raters, each with the figures of the units that both of them rated."""
    together: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for given in matrix.values():
        for a, b in combinations(sorted(given), 2):
            together[a, b][given[a].word, given[b].word] += 1
    raters = sorted({rater for given in matrix.values() for rater in given})
    return [_pair(a, b, together.get((a, b), {})) for a, b in combinations(raters, 2)]


def confused(matrix: Matrix) -> list[Confusion]:
    """Return the pairs of ratings that raters gave to one unit, most often confused first."""
    times: Counter[tuple[str, str]] = Counter()
    units: Counter[tuple[str, str]] = Counter()
    for given in matrix.values():
        counts = Counter(rating.word for rating in given.values())
        for a, b in combinations(sorted(counts), 2):
            times[a, b] += counts[a] * counts[b]
            units[a, b] += 1
    found = [Confusion(words, count, units[words]) for words, count in times.items()]
    return sorted(found, key=lambda each: (-each.times, -each.units, each.words))


def disputed(matrix: Matrix) -> list[Dispute]:
    """Return the units whose raters differ, those furthest apart first, then those with most raters.

    The distance of a unit is the mean over the pairs of its ratings, as `steps` has them.
    """
    found = []
    for unit, given in matrix.items():
        counts = Counter(given.values())
        apart = sum(steps(a, b) * counts[a] * counts[b] for a, b in combinations(counts, 2))
        if apart:
            found.append(Dispute(unit, Fraction(apart, _FARTHEST * _pairs(len(given))), _by_word(counts)))
    return sorted(found, key=lambda each: (-each.distance, -sum(each.ratings.values()), each.unit))


def steps(a: Rating, b: Rating) -> int:
    """Return how far two ratings are apart, 0 to 4 steps.

    Two with a score by their places between false and true; any other two that differ are wholly apart.
    """
    if a.word == b.word:
        return 0
    return _FARTHEST if a.score is None or b.score is None else abs(a.score - b.score)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _pair(a: str, b: str, together: Mapping[tuple[str, str], int]) -> Pair:
    units = sum(together.values())
    if not units:
        return Pair(a, b, 0, None, None, NOTHING_IN_COMMON)
    same = sum(count for (one, other), count in together.items() if one == other)
    by_chance = _by_chance(together)  # times the square of the units, so that all of it stays whole numbers
    if by_chance == units**2:
        return Pair(a, b, units, Fraction(same, units), None, NO_VARIATION)
    kappa = Fraction(units * same - by_chance, units**2 - by_chance)
    return Pair(a, b, units, Fraction(same, units), kappa)


def _by_chance(together: Mapping[tuple[str, str], int]) -> int:
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for (one, other), count in together.items():
        ours[one] += count
        theirs[other] += count
    return sum(count * theirs[word] for word, count in ours.items())


def _by_word(counts: Mapping[Rating, int]) -> dict[str, int]:
    """Return how many gave each word, the one most often given first."""
    words: Counter[str] = Counter()
    for rating, count in counts.items():
        words[rating.word] += count
    return dict(sorted(words.items(), key=lambda each: (-each[1], each[0])))
