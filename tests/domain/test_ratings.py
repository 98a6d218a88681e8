"""What a verdict must stand on, whom it charges, and what its new evidence says."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Sequence

import pytest

from factdb.domain import ratings
from factdb.domain.enums import Category, Question, Stance
from factdb.errors.decisions import EvidenceNeededError
from factdb.resources import folder

SUPPORTS, REFUTES, CONTEXT = Stance.SUPPORTS, Stance.REFUTES, Stance.CONTEXT
NOTHING: tuple[Stance, ...] = ()
STRICT = {Category.TRUTH, Category.PROMISE, Category.CONFLICTING_EVIDENCE}
OWN = [
    (rating["code"], Category(rating["category"]), Question(scale["question"]))
    for scale in tomllib.loads((folder("seeds") / "scales.toml").read_text(encoding="utf-8"))["scales"]
    for rating in scale["ratings"]
]


def is_founded(
    rating: str,
    category: Category | None,
    stances: Sequence[Stance],
    question: Question = Question.TRUTH,
    searched: str | None = None,
) -> bool:
    try:
        ratings.require_evidence(7, question, rating, category, stances, searched)
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
        ratings.require_evidence(7, Question.TRUTH, "false", Category.TRUTH, [CONTEXT], None)
    assert str(caught.value) == 'Claim 7: the rating "false" needs evidence on the truth that supports or refutes it.'
    assert caught.value.next_step == (
        'Add evidence: --evidence "truth:refutes:URL", or factdb evidence add 7 URL --refutes --on truth'
    )
    with pytest.raises(EvidenceNeededError, match=r'"verbatim" needs evidence on the quotation\.$'):
        ratings.require_evidence(7, Question.QUOTE, "verbatim", Category.QUOTE, [], None)
    with pytest.raises(EvidenceNeededError, match=r"on the quotation or --searched \(where you looked\)\.$"):
        ratings.require_evidence(7, Question.QUOTE, "not-found", Category.QUOTE, [], None)


@pytest.mark.parametrize(("code", "category", "question"), OWN)
def test_whoever_changed_the_words_answers_for_them(code: str, category: Category, question: Question) -> None:
    disputed = {"altered", "out-of-context", "misattributed", "not-found"}
    assert ratings.answers_for(code) == ("source" if code in disputed else "speaker")


def test_without_a_verdict_on_the_quotation_the_speaker_answers() -> None:
    assert ratings.answers_for(None) == "speaker"


@pytest.mark.parametrize(("code", "category", "question"), OWN)
def test_new_evidence_takes_the_stance_that_its_rating_implies(
    code: str, category: Category, question: Question
) -> None:
    implied = {
        **dict.fromkeys(["true", "kept", "verbatim", "faithful"], SUPPORTS),
        **dict.fromkeys(["false", "mostly-false", "broken", "altered", "misattributed"], REFUTES),
    }
    assert ratings.implied_stance(code) is implied.get(code)
