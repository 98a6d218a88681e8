"""Nobody is misquoted: words that turn a statement round stay in it, and what nobody said is no claim of anybody."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.extract import propose

DAY = dt.date(2026, 5, 4)
# What decides whether, how many and how far: lost, each turns what was said into something else.
TURNING = (
    "not all of the", "hardly any of the", "nearly all of the", "almost none of the", "only three of the",
    "not a single one of the", "never more than two of the", "barely half of the", "scarcely any of the",
    "mostly small", "perhaps a third of the", "even the smallest of the", "just two of the", "always some of the",
    "rarely more than ten of the", "roughly half of the", "exactly nine of the", "no more than four of the",
)  # fmt: skip
FRAMES = (
    "Maria Lopez said {}.", "Maria Lopez, the mayor of Orr, said on Monday that {}.", "Maria Lopez told reporters {}.",
    "According to Maria Lopez, {}.", "{}, Maria Lopez said.", "{}, said Maria Lopez, the mayor of Orr.",
    "Maria Lopez also said {}.", "Maria Lopez said repeatedly that {}.",
)  # fmt: skip


def claims_of(text: str, speaker: str = "Maria Lopez") -> list[str]:
    """Return what is proposed as said by somebody."""
    return [proposal.claim for proposal in propose(text, DAY, None) if proposal.speaker == speaker]


def first_small(words: str) -> str:
    return words[:1].lower() + words[1:]


def without_additions(claim: str) -> str:
    return re.sub(r" \[[^]]*\]", "", claim)


@given(words=st.sampled_from(TURNING), frame=st.sampled_from(FRAMES))
def test_what_turns_a_statement_round_stays_in_it(words: str, frame: str) -> None:
    statement = f"{words} hospitals were closed in March"
    text = frame.format(statement)
    text = text[:1].upper() + text[1:]
    (claim,) = claims_of(text)
    assert first_small(without_additions(claim)) == f"{statement}."


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Maria Lopez said only that the doctors stayed in the town.", ["The doctors stayed in the town."]),
        ("Maria Lopez said again the nurses stayed in the town.", ["The nurses stayed in the town."]),
        ("Maria Lopez said publicly that the nurses stayed in the town.", ["The nurses stayed in the town."]),
        ("Neither the ministry nor Maria Lopez said that the bridge was safe.", []),
        ("Neither Maria Lopez nor the ministry said that the bridge was safe.", []),
        ("If Maria Lopez said the bridge was safe, people would believe it.", []),
        ("Nobody knows whether Maria Lopez said that the bridge was safe.", []),
        ("Unless Maria Lopez says that the bridge was safe, it stays closed.", []),
        ("Maria Lopez asked whether the bridge was safe in the storm.", []),
        ("Maria Lopez did not say that the bridge was safe.", []),
    ],
)
def test_what_nobody_said_is_no_claim(text: str, claims: list[str]) -> None:
    assert claims_of(text) == claims


def test_a_question_is_no_claim_of_the_one_who_is_asked() -> None:
    assert claims_of("Asked whether the bridge was safe, Maria Lopez said “no comment at this time”.") == [
        "No comment at this time."
    ]


@pytest.mark.parametrize("verb", ["said", "added", "noted", "explained", "warned"])
def test_a_clause_that_ends_with_its_speaker_is_the_speaker_s(verb: str) -> None:
    text = f"Maria Lopez spoke on Friday. The price of bread points to a hard winter for the town, Lopez {verb}."
    assert claims_of(text) == ["The price of bread points to a hard winter for the town."]


def test_a_condition_alone_is_no_assertion_of_the_article() -> None:
    text = "If Maria Lopez said that it was closed in 2021, people would believe it, and they left."
    assert "If Maria Lopez said that it was closed in 2021." not in [p.claim for p in propose(text, DAY, None)]
