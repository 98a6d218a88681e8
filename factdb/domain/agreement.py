"""How far raters agree: percent agreement, Cohen's kappa for each pair, Krippendorff's alpha, disputes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


NOTHING_IN_COMMON = "no unit in common"
NO_VARIATION = "both always give the same rating"
_FARTHEST = 4  # steps from false to true

Matrix = Mapping[int, Mapping[str, "RaterRating"]]
"""Ratings by unit, which is a claim's number, and rater."""


class RaterRating(NamedTuple):
    """A rating to compare: two ratings are equal if their words are equal. Only some scales give a score, 0 to 4."""

    word: str
    score: int | None = None


@dataclass(frozen=True, slots=True)
class RaterPair:
    """Two raters: the number of units that both rated, their share of agreement, and kappa; `why` explains None."""

    a: str
    b: str
    units: int
    agreement: Fraction | None
    kappa: Fraction | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two ratings given to the same unit: `times` counts pairs of raters, `units` counts units."""

    words: tuple[str, str]
    times: int
    units: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """A unit on which raters differ: the distance, from 0 to 1, and the number of raters for each rating."""

    unit: int
    distance: Fraction
    ratings: Mapping[str, int]


def comparable_units(matrix: Matrix) -> dict[int, Mapping[str, RaterRating]]:
    """Return the units with at least two ratings; a single rating cannot be compared."""
    return {unit: by_rater for unit, by_rater in matrix.items() if len(by_rater) > 1}


def agreement(matrix: Matrix) -> Fraction | None:
    """Return the share of equal pairs among all pairs of ratings of the same unit; None if there is no pair.

    Every pair has the same weight, so a unit with three raters counts three times as much as one with two.
    """
    agreeing = total = 0
    for by_rater in matrix.values():
        counts = Counter(rating.word for rating in by_rater.values())
        total += _pairs(len(by_rater))
        agreeing += sum(map(_pairs, counts.values()))
    return Fraction(agreeing, total) if total else None


def kappas(matrix: Matrix) -> list[RaterPair]:
    """Return every pair of raters with the figures for the units that both rated."""
    together: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for by_rater in matrix.values():
        for a, b in combinations(sorted(by_rater), 2):
            together[a, b][by_rater[a].word, by_rater[b].word] += 1
    raters = sorted({rater for by_rater in matrix.values() for rater in by_rater})
    return [_pair(a, b, together.get((a, b), {})) for a, b in combinations(raters, 2)]


def confusions(matrix: Matrix) -> list[Confusion]:
    """Return the pairs of different ratings given to the same unit, most frequent first."""
    times: Counter[tuple[str, str]] = Counter()
    units: Counter[tuple[str, str]] = Counter()
    for by_rater in matrix.values():
        counts = Counter(rating.word for rating in by_rater.values())
        for a, b in combinations(sorted(counts), 2):
            times[a, b] += counts[a] * counts[b]
            units[a, b] += 1
    rows = [Confusion(words, count, units[words]) for words, count in times.items()]
    return sorted(rows, key=lambda confusion: (-confusion.times, -confusion.units, confusion.words))


def disputes(matrix: Matrix) -> list[Dispute]:
    """Return the units whose raters differ, greatest distance first, then most raters.

    The distance of a unit is the mean of `steps` over the pairs of its ratings.
    """
    rows = []
    for unit, by_rater in matrix.items():
        counts = Counter(by_rater.values())
        apart = sum(steps(a, b) * counts[a] * counts[b] for a, b in combinations(counts, 2))
        if apart:
            rows.append(Dispute(unit, Fraction(apart, _FARTHEST * _pairs(len(by_rater))), _by_word(counts)))
    return sorted(rows, key=lambda dispute: (-dispute.distance, -sum(dispute.ratings.values()), dispute.unit))


def steps(a: RaterRating, b: RaterRating) -> int:
    """Return the distance between two ratings, 0 to 4 steps.

    Two ratings with scores differ by their scores. Any other two different ratings have the greatest distance.
    """
    if a.word == b.word:
        return 0
    return _FARTHEST if a.score is None or b.score is None else abs(a.score - b.score)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _pair(a: str, b: str, together: Mapping[tuple[str, str], int]) -> RaterPair:
    units = sum(together.values())
    if not units:
        return RaterPair(a, b, 0, None, None, NOTHING_IN_COMMON)
    agreeing = sum(count for (word_of_a, word_of_b), count in together.items() if word_of_a == word_of_b)
    by_chance = _by_chance(together)  # multiplied by the square of the units, so that all numbers stay integers
    if by_chance == units**2:
        return RaterPair(a, b, units, Fraction(agreeing, units), None, NO_VARIATION)
    kappa = Fraction(units * agreeing - by_chance, units**2 - by_chance)
    return RaterPair(a, b, units, Fraction(agreeing, units), kappa)


def _by_chance(together: Mapping[tuple[str, str], int]) -> int:
    counts_of_a: Counter[str] = Counter()
    counts_of_b: Counter[str] = Counter()
    for (word_of_a, word_of_b), count in together.items():
        counts_of_a[word_of_a] += count
        counts_of_b[word_of_b] += count
    return sum(count * counts_of_b[word] for word, count in counts_of_a.items())


def _by_word(counts: Mapping[RaterRating, int]) -> dict[str, int]:
    """Return the number of times that each word was given, most frequent first."""
    words: Counter[str] = Counter()
    for rating, count in counts.items():
        words[rating.word] += count
    return dict(sorted(words.items(), key=lambda word_and_count: (-word_and_count[1], word_and_count[0])))


NOTHING_TO_PAIR = "no unit has two ratings"
ALL_ALIKE = "every rating is the same, so chance alone explains the agreement"

Distances = dict[tuple[Any, Any], int]


class Level(StrEnum):
    """The level of measurement: values are equal or not (nominal), or they also have an order (ordinal)."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class KrippendorffAlpha:
    """Alpha at a level (`why` explains None), the units and ratings that it covers, and the ratings that it leaves out.

    Left out are ratings without a score, and ratings that are then the only one of their unit.
    """

    level: Level
    value: Fraction | None
    units: int
    ratings: int
    left_out: int
    why: str | None = None


def alphas(matrix: Matrix) -> list[KrippendorffAlpha]:
    """Return alpha at each level that the ratings allow, the one to quote first; `matrix` has the comparable units."""
    ratings = [rating for by_rater in matrix.values() for rating in by_rater.values()]
    scored = sum(rating.score is not None for rating in ratings)
    nominal = _alpha_at(Level.NOMINAL, matrix, _word)
    if not scored:
        return [nominal]
    ordinal = _alpha_at(Level.ORDINAL, matrix, _score)
    return [ordinal, nominal] if scored == len(ratings) else [nominal, ordinal]


def alpha(level: Level, units: Iterable[Iterable[Any]]) -> Fraction | None:
    """Return alpha over units, each a list of its values; None if there is no pair, or no pair of different values."""
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


def _word(rating: RaterRating) -> str | None:
    return rating.word


def _score(rating: RaterRating) -> int | None:
    return rating.score


def _alpha_at(level: Level, matrix: Matrix, value: Callable[[RaterRating], Any]) -> KrippendorffAlpha:
    units = [
        [value(rating) for rating in by_rater.values() if value(rating) is not None] for by_rater in matrix.values()
    ]
    pairable = [unit for unit in units if len(unit) > 1]
    count = sum(map(len, pairable))
    left_out = sum(map(len, matrix.values())) - count
    figure = alpha(level, pairable)
    why = (ALL_ALIKE if pairable else NOTHING_TO_PAIR) if figure is None else None
    return KrippendorffAlpha(level, figure, len(pairable), count, left_out, why)


def _coincidences(units: Iterable[Iterable[Any]]) -> tuple[dict[int, Counter[tuple[Any, Any]]], Counter[Any]]:
    """Count the pairs of different values within units, and all pairable values.

    The pairs are grouped by the number of other values in their unit, by which they are divided later: with integers
    until the end, the result is exact and fast.
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
    """Return the squared distances times four: this avoids the halves in the formula, and alpha is a ratio anyway."""
    ranked = sorted(totals)
    places = range(len(ranked))
    between = {(a, b): sum(totals[value] for value in ranked[a : b + 1]) for a, b in combinations(places, 2)}
    return {
        (ranked[a], ranked[b]): (2 * count - totals[ranked[a]] - totals[ranked[b]]) ** 2
        for (a, b), count in between.items()
    }
