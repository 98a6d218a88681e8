"""Agreement, held against published examples and two established implementations: krippendorff and nltk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import nan
from types import ModuleType

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from factdb.domain import agreement
from factdb.domain.agreement import Level, Matrix, RaterRating

# "Computing Krippendorff's Alpha-Reliability" (2011), section C: four observers, twelve units, missing data.
PUBLISHED = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
# Cohen's kappa as textbooks and Wikipedia give it: 50 proposals, two readers, yes or no.
READERS = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}

SCORES = {"false": 0, "mostly-false": 1, "half-true": 2, "mostly-true": 3, "true": 4}
WORDS = sorted(SCORES, key=lambda word: SCORES[word])
UNSCORED = ("conflicting", "kept", "unproven")
PARTLY_SCORED = {"ana": ["true", "false", "unproven", "true"], "ed": ["true", "half-true", "false", "unproven"]}
RATERS = ("ana", "ed", "rae", "rita")


def matrix_of(rows: Mapping[str, Sequence[str]], scores: Mapping[str, int | None]) -> Matrix:
    """Turn a row of words for each rater into units by raters; "." is a missing rating."""
    found: dict[int, dict[str, RaterRating]] = {}
    for rater, words in rows.items():
        for unit, word in enumerate(words, start=1):
            if word != ".":
                found.setdefault(unit, {})[rater] = RaterRating(word, scores.get(word))
    return found


def numbers(matrix: Matrix, code: Mapping[str, int]) -> list[list[float]]:
    """Return the matrix as the package krippendorff takes it: a row of numbers for each rater, nan where missing."""
    return [[float(code[row[r].word]) if r in row else nan for row in matrix.values()] for r in RATERS]


def triples(matrix: Matrix, *raters: str) -> list[tuple[str, int, str]]:
    """Return the ratings of units that all these raters rated, as nltk takes them."""
    both = {unit: row for unit, row in matrix.items() if set(raters) <= set(row)}
    return [(rater, unit, row[rater].word) for unit, row in both.items() for rater in raters or row]


def matrices(*words: str) -> st.SearchStrategy[Matrix]:
    rows = st.lists(st.dictionaries(st.sampled_from(RATERS), st.sampled_from(words)), max_size=25)
    return rows.map(
        lambda units: {
            n: {rater: RaterRating(word, SCORES.get(word)) for rater, word in row.items()}
            for n, row in enumerate(units, start=1)
        }
    )


scored = matrices(*WORDS)
mixed = matrices(*WORDS[::2], *UNSCORED)
either = scored | mixed


def by_level(matrix: Matrix) -> dict[Level, agreement.KrippendorffAlpha]:
    return {each.level: each for each in agreement.alphas(agreement.comparable_units(matrix))}


def varies(matrix: Matrix) -> bool:
    return len({rating.word for row in agreement.comparable_units(matrix).values() for rating in row.values()}) > 1


# -- published figures ---------------------------------------------------------------------------------------


def published() -> Matrix:
    rows = dict(zip(RATERS, map(str.split, PUBLISHED), strict=True))
    return matrix_of(rows, {str(number): number for number in range(1, 6)})


def test_alpha_is_as_krippendorff_published_it() -> None:
    found = by_level(published())
    nominal, ordinal = found[Level.NOMINAL], found[Level.ORDINAL]
    assert nominal.value is not None
    assert ordinal.value is not None
    assert (round(float(nominal.value), 3), round(float(ordinal.value), 3)) == (0.743, 0.815)
    assert (nominal.units, nominal.ratings, nominal.left_out) == (11, 40, 0)


def test_kappa_is_as_textbooks_have_it() -> None:
    pairs = [pair for pair, count in READERS.items() for _ in range(count)]
    matrix = matrix_of({"ana": [a for a, _ in pairs], "ed": [b for _, b in pairs]}, {})
    (pair,) = agreement.kappas(matrix)
    assert (pair.a, pair.b, pair.units) == ("ana", "ed", 50)
    assert (pair.agreement, pair.kappa, pair.why) == (Fraction(7, 10), Fraction(2, 5), None)
    assert agreement.agreement(matrix) == Fraction(7, 10)


# -- established implementations -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def krippendorff() -> ModuleType:
    """The package, where it is installed: the other tests of the domain need only what the domain needs."""
    package: ModuleType = pytest.importorskip("krippendorff")
    return package


@pytest.fixture(scope="module")
def nltk() -> ModuleType:
    """What nltk has for agreement, where that is installed."""
    package: ModuleType = pytest.importorskip("nltk.metrics.agreement")
    return package


@given(either)
def test_nominal_alpha_equals_both_packages(krippendorff: ModuleType, nltk: ModuleType, matrix: Matrix) -> None:
    assume(varies(matrix))
    value = by_level(matrix)[Level.NOMINAL].value
    assert value is not None
    code = {word: place for place, word in enumerate([*WORDS, *UNSCORED])}
    theirs = krippendorff.alpha(reliability_data=numbers(matrix, code), level_of_measurement="nominal")
    assert float(value) == pytest.approx(theirs, abs=1e-9)
    assert float(value) == pytest.approx(nltk.AnnotationTask(triples(matrix)).alpha(), abs=1e-9)


@given(scored)
def test_ordinal_alpha_equals_the_package(krippendorff: ModuleType, matrix: Matrix) -> None:
    assume(varies(matrix))
    first = agreement.alphas(agreement.comparable_units(matrix))[0]
    assert first.level is Level.ORDINAL
    assert first.value is not None
    theirs = krippendorff.alpha(reliability_data=numbers(matrix, SCORES), level_of_measurement="ordinal")
    assert float(first.value) == pytest.approx(theirs, abs=1e-9)


@given(either)
def test_kappa_of_each_pair_equals_nltk(nltk: ModuleType, matrix: Matrix) -> None:
    for pair in agreement.kappas(matrix):
        theirs = nltk.AnnotationTask(triples(matrix, pair.a, pair.b))
        assert pair.units == len(theirs.I)
        if pair.units:
            assert pair.agreement is not None
            assert float(pair.agreement) == pytest.approx(theirs.Ao(pair.a, pair.b), abs=1e-9)
        if pair.kappa is not None:
            assert float(pair.kappa) == pytest.approx(theirs.kappa_pairwise(pair.a, pair.b), abs=1e-9)


@given(either)
def test_a_kappa_is_missing_only_where_chance_alone_explains_all(matrix: Matrix) -> None:
    for pair in agreement.kappas(matrix):
        given_by = (
            {word for r, _, word in triples(matrix, pair.a, pair.b) if r == rater} for rater in (pair.a, pair.b)
        )
        ours, theirs = given_by
        one_and_the_same = len(ours) <= 1 and ours == theirs
        assert (pair.kappa is None) == one_and_the_same
        assert (pair.why is None) == (pair.kappa is not None)


# -- every pair of ratings counts once -----------------------------------------------------------------------


def pairs_of_ratings(matrix: Matrix) -> Iterator[tuple[int, RaterRating, RaterRating]]:
    for unit, row in matrix.items():
        for a, b in combinations(row.values(), 2):
            yield unit, a, b


@given(either)
def test_agreement_and_confusion_share_the_pairs_out(matrix: Matrix) -> None:
    pairs = list(pairs_of_ratings(matrix))
    same = sum(a.word == b.word for _, a, b in pairs)
    assert agreement.agreement(matrix) == (Fraction(same, len(pairs)) if pairs else None)
    found = {each.words: (each.times, each.units) for each in agreement.confusions(matrix)}
    assert sum(times for times, _ in found.values()) == len(pairs) - same
    for words, (times, units) in found.items():
        where = [unit for unit, a, b in pairs if {a.word, b.word} == set(words)]
        assert (times, units) == (len(where), len(set(where)))


def far_apart(a: str, b: str) -> Fraction:
    if a in SCORES and b in SCORES:
        return Fraction(abs(SCORES[a] - SCORES[b]), 4)
    return Fraction(a != b)


@given(either)
def test_the_disputed_units_are_those_on_which_somebody_differs(matrix: Matrix) -> None:
    found = agreement.disputes(matrix)
    assert {each.unit for each in found} == {unit for unit, a, b in pairs_of_ratings(matrix) if a.word != b.word}
    assert [each.distance for each in found] == sorted((each.distance for each in found), reverse=True)
    for each in found:
        apart = [far_apart(a.word, b.word) for unit, a, b in pairs_of_ratings(matrix) if unit == each.unit]
        assert each.distance == sum(apart, Fraction(0)) / len(apart)


def test_order_of_what_is_confused_and_disputed() -> None:
    rows = {
        "ana": ["true", "true", "false", "kept", "true"],
        "ed": ["mostly-true", "false", "true", "broken", "true"],
        "rita": ["mostly-true", "false", ".", ".", "."],
    }
    matrix = matrix_of(rows, SCORES)
    assert [(each.words, each.times, each.units) for each in agreement.confusions(matrix)] == [
        (("false", "true"), 3, 2),
        (("mostly-true", "true"), 2, 1),
        (("broken", "kept"), 1, 1),
    ]
    assert [(each.unit, each.distance) for each in agreement.disputes(matrix)] == [
        (3, Fraction(1)),
        (4, Fraction(1)),
        (2, Fraction(2, 3)),
        (1, Fraction(1, 6)),
    ]
    assert agreement.disputes(matrix)[2].ratings == {"false": 2, "true": 1}


# -- where nothing can be said -------------------------------------------------------------------------------


def test_nothing_is_made_up_of_nothing() -> None:
    assert agreement.agreement({}) is None
    assert (agreement.kappas({}), agreement.confusions({}), agreement.disputes({})) == ([], [], [])
    (only,) = agreement.alphas({})
    assert (only.level, only.value, only.why) == (Level.NOMINAL, None, agreement.NOTHING_TO_PAIR)


def test_one_rating_alone_is_compared_with_nothing() -> None:
    matrix = matrix_of({"ana": ["true", "false"], "ed": ["true", "."], "rita": [".", "true"]}, SCORES)
    assert set(agreement.comparable_units(matrix)) == {1, 2}
    assert set(agreement.comparable_units({3: {"ana": RaterRating("true", 4)}, **matrix})) == {1, 2}
    nobody = next(pair for pair in agreement.kappas(matrix) if (pair.a, pair.b) == ("ed", "rita"))
    assert (nobody.units, nobody.agreement, nobody.kappa, nobody.why) == (0, None, None, agreement.NOTHING_IN_COMMON)


def test_full_agreement_on_one_rating_is_no_proof_of_agreement() -> None:
    matrix = matrix_of({"ana": ["true"] * 5, "ed": ["true"] * 5}, SCORES)
    (pair,) = agreement.kappas(matrix)
    assert (pair.agreement, pair.kappa, pair.why) == (Fraction(1), None, agreement.NO_VARIATION)
    assert {each.why for each in agreement.alphas(matrix)} == {agreement.ALL_ALIKE}


def test_ratings_without_a_score_are_left_out_of_ordinal_and_counted() -> None:
    first, second = agreement.alphas(matrix_of(PARTLY_SCORED, SCORES))
    assert (first.level, first.units, first.ratings, first.left_out) == (Level.NOMINAL, 4, 8, 0)
    # Two have no score, and the two beside them then stand alone.
    assert (second.level, second.units, second.ratings, second.left_out) == (Level.ORDINAL, 2, 4, 4)


def test_ordinal_alpha_without_unscored_ratings_equals_the_package(krippendorff: ModuleType) -> None:
    _, ordinal = agreement.alphas(matrix_of(PARTLY_SCORED, SCORES))
    alone = krippendorff.alpha(reliability_data=[[4, 0], [4, 2]], level_of_measurement="ordinal")
    assert float(ordinal.value or 0) == pytest.approx(alone, abs=1e-9)


def test_ratings_that_no_scale_scores_are_nominal_alone() -> None:
    rows = {"ana": ["verbatim", "altered"], "ed": ["verbatim", "faithful"]}
    assert [each.level for each in agreement.alphas(matrix_of(rows, {}))] == [Level.NOMINAL]
