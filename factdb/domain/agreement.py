"""How far raters agree: percent agreement, Cohen's kappa for each pair, Krippendorff's alpha, what is most disputed."""

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


NOTHING_TO_PAIR = "no unit has two ratings"
ALL_ALIKE = "every rating is the same, and chance alone would have it so"

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
    why = (ALL_ALIKE if pairable else NOTHING_TO_PAIR) if found is None else None
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
