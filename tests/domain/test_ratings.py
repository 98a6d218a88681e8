"""What a verdict must stand on, whom it charges, and what its new evidence says."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Sequence

import pytest

from factdb.domain import ratings
from factdb.domain.enums import Category, Question, Stance
from factdb.errors.evidence import EvidenceNeededError
from factdb.resources import folder

SUPPORTS, REFUTES, CONTEXT = Stance.SUPPORTS, Stance.REFUTES, Stance.CONTEXT
NOTHING: tuple[Stance, ...] = ()
STRICT = {Category.TRUTH, Category.PROMISE, Category.CONFLICTING_EVIDENCE}
OWN = [
    (rating["code"], Category(rating["category"]), Question(scale["question"]))
    for scale in tomllib.loads((folder("seeds") / "scales.toml").read_text(encoding="utf-8"))["scales"]
    for rating in scale["ratings"]
]
RATED = [
    (rating["code"], Category(rating["category"]), rating.get("score"))
    for scale in tomllib.loads((folder("seeds") / "scales.toml").read_text(encoding="utf-8"))["scales"]
    for rating in scale["ratings"]
]


def judgement(
    rating: str, category: Category | None, question: Question = Question.TRUTH, direction: Stance | None = None
) -> ratings.Judgement:
    return ratings.Judgement(7, question, rating, category, direction)


def is_founded(
    rating: str,
    category: Category | None,
    stances: Sequence[Stance],
    question: Question = Question.TRUTH,
    searched: str | None = None,
) -> bool:
    try:
        ratings.require_evidence(judgement(rating, category, question), stances, searched)
    except EvidenceNeededError:
        return False
    return True


def all_stances() -> list[tuple[Stance, ...]]:
    return [combination for size in range(4) for combination in itertools.combinations(Stance, size)]


@pytest.mark.parametrize("searched", [None, "the archive"])
@pytest.mark.parametrize("stances", all_stances())
@pytest.mark.parametrize("category", sorted(STRICT))
def test_truth_promises_and_conflicts_need_more_than_context(
    category: Category, stances: tuple[Stance, ...], searched: str | None
) -> None:
    said_something = bool({SUPPORTS, REFUTES} & set(stances))
    assert is_founded("any", category, stances, searched=searched) == said_something


@pytest.mark.parametrize(("stances", "searched"), [((CONTEXT,), None), (NOTHING, "the archive")])
def test_too_little_evidence_takes_a_trace_of_the_search(stances: tuple[Stance, ...], searched: str | None) -> None:
    category = Category.NOT_ENOUGH_EVIDENCE
    assert is_founded("unproven", category, stances, searched=searched)
    assert is_founded("not-found", Category.QUOTE, stances, Question.QUOTE, searched)
    assert not is_founded("unproven", category, NOTHING)
    assert not is_founded("not-found", Category.QUOTE, NOTHING, Question.QUOTE)


@pytest.mark.parametrize("code", [code for code, _, on in OWN if on is Question.QUOTE and code != "not-found"])
def test_the_other_quote_ratings_need_evidence_on_the_quotation(code: str) -> None:
    assert not is_founded(code, Category.QUOTE, NOTHING, Question.QUOTE, "the archive")
    for stance in Stance:
        assert is_founded(code, Category.QUOTE, (stance,), Question.QUOTE)


@pytest.mark.parametrize(
    "category",
    [
        Category.NOT_CHECKABLE,
        Category.CONTEXT,
        Category.MEDIA,
        Category.POSITION_CHANGE,
        Category.PENDING,
        None,
    ],
)
def test_the_other_categories_of_truth_may_stand_alone(category: Category | None) -> None:
    assert is_founded("any", category, NOTHING)


@pytest.mark.parametrize(("code", "category", "question"), OWN)
def test_every_rating_of_the_desk_may_stand_on_evidence_for_and_against(
    code: str, category: Category, question: Question
) -> None:
    assert is_founded(code, category, (SUPPORTS, REFUTES), question)


def test_a_refusal_names_the_question_and_the_command() -> None:
    with pytest.raises(EvidenceNeededError) as caught:
        ratings.require_evidence(judgement("false", Category.TRUTH, direction=REFUTES), [CONTEXT, SUPPORTS], None)
    assert str(caught.value) == 'Claim 7: the rating "false" needs evidence on the truth that refutes it.'
    assert caught.value.next_step == (
        "Add evidence: --evidence truth:refutes:URL, or factdb evidence add 7 URL --refutes --on truth"
    )
    with pytest.raises(EvidenceNeededError, match=r'"half-true" needs evidence on the truth that supports or refutes'):
        ratings.require_evidence(judgement("half-true", Category.TRUTH), [CONTEXT], None)
    with pytest.raises(EvidenceNeededError, match=r'"verbatim" needs evidence on the quotation\.$'):
        ratings.require_evidence(judgement("verbatim", Category.QUOTE, Question.QUOTE), [], None)
    with pytest.raises(EvidenceNeededError, match=r"on the quotation or --searched \(where you looked\)\.$"):
        ratings.require_evidence(judgement("not-found", Category.QUOTE, Question.QUOTE), [], None)


@pytest.mark.parametrize(("code", "category", "question"), OWN)
def test_whoever_changed_the_words_answers_for_them(code: str, category: Category, question: Question) -> None:
    disputed = {"altered", "out-of-context", "misattributed", "not-found"}
    assert ratings.answers_for(code) == ("source" if code in disputed else "speaker")


def test_without_a_verdict_on_the_quotation_the_speaker_answers() -> None:
    assert ratings.answers_for(None) == "speaker"


DIRECTIONS = {
    **dict.fromkeys(["true", "mostly-true", "kept", "verbatim", "faithful"], SUPPORTS),
    **dict.fromkeys(["false", "mostly-false", "broken", "altered", "misattributed"], REFUTES),
}


@pytest.mark.parametrize(("code", "category", "score"), RATED)
def test_a_rating_of_the_desk_has_the_direction_of_the_evidence_that_agrees(
    code: str, category: Category, score: int | None
) -> None:
    assert ratings.direction(code, category, score, None) is DIRECTIONS.get(code)


def test_other_publishers_ratings_have_the_direction_of_score_code_or_scale() -> None:
    assert ratings.direction("pants-on-fire", Category.TRUTH, 0, SUPPORTS) is REFUTES
    assert ratings.direction("half-true", Category.TRUTH, 2, SUPPORTS) is None
    assert ratings.direction("promise-kept", Category.PROMISE, None, None) is SUPPORTS
    assert ratings.direction("stalled", Category.PROMISE, None, REFUTES) is REFUTES
    assert ratings.direction("kept", Category.MEDIA, None, None) is None
    assert ratings.direction("scam", Category.MEDIA, None, REFUTES) is REFUTES


@pytest.mark.parametrize(("code", "direction"), DIRECTIONS.items())
def test_evidence_against_a_rating_contradicts_it_and_context_never_does(code: str, direction: Stance) -> None:
    against = REFUTES if direction is SUPPORTS else SUPPORTS
    judged = judgement(code, Category.TRUTH, Question.TRUTH, direction)
    assert ratings.contradiction(judged, {1: direction, 2: CONTEXT}) is None
    assert ratings.contradiction(judgement(code, Category.TRUTH), {1: against}) is None
    one = ratings.contradiction(judged, {1: direction, 2: against, 4: CONTEXT})
    assert one is not None
    assert one.summary == f"1 of 3 pages {against} the claim"
    assert "factdb evidence withdraw 7.2" in one.next_step
    several = ratings.contradiction(judged, {2: against, 5: against})
    assert several is not None
    assert several.summary == f"2 of 2 pages {against[:-1]} the claim"
    assert several.evidence == "7.2, 7.5"
