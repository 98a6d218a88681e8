"""The marks of a passage tell how the article gives the claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.enums import Attribution
from factdb.domain.quotation_marks import DOUBLE_MARKS, SINGLE_MARKS, attribution_of


@pytest.mark.parametrize(
    "passage",
    [
        "\u201cWe are not going to be, by the end of the year, in a combat mission,\u201d",
        # Claim 7 of the seed: a mark of the wrong shape, and a sentence that opens with none.
        "\u201cWe\u2019re committed to our cooperation,\u201c Biden said. Our fight will go on.\u201d",
        '"So it is."',
        '"So it is".',
        "\u201eSo ist es\u201c",
        "\u00ab Oui. \u00bb",
        "\u2018We go,\u2019 he said. \u2018Now.\u2019",
        "'We go,'",
        "\u300cはい\u300d",
        "(\u201cSo it is.\u201d)",
        " \u201cSo it is\u201d \n",
    ],
)
def test_marks_at_both_ends_make_a_direct_quotation(passage: str) -> None:
    assert attribution_of(passage, has_speaker=True) is Attribution.DIRECT_QUOTE


@pytest.mark.parametrize(
    "passage",
    [
        "the Taliban is in the \u201cstrongest military position that they\u2019ve been in since 2001.\u201d",
        "the so-called 'surge' failed",
        "the so-called \u2018surge\u2019",
        "\u201cSurge\u201d is what they called it",
        "the \u00absurge\u00bb failed",
        "would \u201cbe available to train",
    ],
)
def test_marks_around_a_part_make_a_partial_quotation(passage: str) -> None:
    assert attribution_of(passage, has_speaker=True) is Attribution.PARTIAL_QUOTE


@pytest.mark.parametrize(
    "passage",
    [
        "American combat troops would leave Iraq sometime in 2021",
        "the boys' dogs' toys weren't there",
        "the boys\u2019 dogs\u2019 toys weren\u2019t there",
        "'Tis the season of the Obamas' friends",
        "in the '90s the troops' mission was another",
        "rock 'n' roll",
        'a man of 6\'2" with a 12" gun',
        "",
    ],
)
def test_without_marks_it_is_a_paraphrase_or_narration(passage: str) -> None:
    assert attribution_of(passage, has_speaker=True) is Attribution.PARAPHRASE
    assert attribution_of(passage, has_speaker=False) is Attribution.NARRATION


@given(st.text(max_size=30))
def test_every_passage_has_an_attribution_and_words_between_marks_are_direct(passage: str) -> None:
    assert attribution_of(passage, has_speaker=False) in Attribution
    assert attribution_of(f"\u201ca{passage}b\u201d", has_speaker=False) is Attribution.DIRECT_QUOTE


def test_no_mark_is_double_and_single() -> None:
    assert not set(DOUBLE_MARKS) & set(SINGLE_MARKS)
