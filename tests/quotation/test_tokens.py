"""Words are compared without what print changes; numbers are what they amount to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.passages import Span
from factdb.quotation import comparing, quoted_passage, source_text, tokens
from factdb.quotation.findings import QuotationResult


def keys(text: str) -> list[str]:
    return tokens.read_words(text).keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We're", "we are"),
        ("don\u2019t", "DO NOT"),
        ("dont", "don't"),
        ("can't", "cannot"),
        ("won`t", "will not"),
        ("let's", "let us"),
        ("they\u2032ve", "they have"),
        ("gonna", "going to"),
        ("counter-terrorism", "counter terrorism"),
        ("counter\u2011terrorism", "counter\u2014terrorism"),
        ("U.S.", "US"),
        ("caf\u00e9", "cafe\u0301"),
        ("co\xadoperation", "cooperation"),
        ("\uff21\uff22", "ab"),
        ("50%", "50 percent"),
        ("you & me", "you and me"),
        ("troops' mission", "troops mission"),
        ("  so \n it\tis ", "so it is"),
        ("\u201cso,\u201d", "so"),
    ],
)
def test_the_same_words(one: str, other: str) -> None:
    assert keys(one) == keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2,500", "2500"),
        ("two thousand five hundred", "2,500"),
        ("two", "2"),
        ("twenty-one", "21"),
        ("one hundred and twenty", "120"),
        ("a hundred people", "100 people"),
        ("2.5 million", "2,500,000"),
        ("$5 million", "five million dollars"),
        ("\u0662\u0665", "25"),
        ("twentieth", "20th"),
        ("2,5", "2.5"),
        ("four million two hundred thousand and six", "4,200,006"),
    ],
)
def test_the_same_numbers(one: str, other: str) -> None:
    assert keys(one) == keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("operation", "cooperation"),
        ("2,500", "25,000"),
        ("not", "now"),
        ("007", "7"),
        ("two three", "five"),
        ("hundred thousand", "1000"),
        ("nineteen eighty", "99"),
        ("first", "1"),
        ("may", "might"),
    ],
)
def test_other_words(one: str, other: str) -> None:
    assert keys(one) != keys(other)


def test_letters_without_spaces_between_words_are_words() -> None:
    assert keys("\u65e5\u672c\u8a9e") == ["\u65e5", "\u672c", "\u8a9e"]
    assert keys("\u0939\u093f\u0928\u094d\u0926\u0940") == ["\u0939\u093f\u0928\u094d\u0926\u0940"]


def test_places_count_code_points_and_hold_whole_written_words() -> None:
    text = "\U0001f600 We don't know."
    words = tokens.read_words(text)
    assert words.keys == ["we", "do", "not", "know"]
    assert [text[span.start : span.end] for span in (words.span_of(0, 1), words.span_of(2, 3))] == ["We", "don't"]
    assert words.span_of(1, 1) == Span(4, 4)
    assert words.begins_written_word(1)
    assert not words.begins_written_word(2)


def test_what_one_side_writes_as_one_word_is_one_word_on_both() -> None:
    quotation = quoted_passage.read_quotation("\u201ccounterterrorism and long term\u201d")
    (source,) = source_text.read_sources("Counter-terrorism and longterm")
    mine, theirs = source_text.match_compounds(quotation, source)
    assert mine.words.keys == theirs.words.keys == ["counterterrorism", "and", "longterm"]
    (other,) = source_text.read_sources("He took a part.")
    assert (
        source_text.match_compounds(quoted_passage.read_quotation("\u201capart\u201d"), other)[1].words.keys
        == other.words.keys
    )


@given(st.text())
def test_every_text_has_words_and_their_places_are_in_order(text: str) -> None:
    words = tokens.read_words(text)
    assert len(words.keys) == len(words.written)
    assert words.spans == sorted(words.spans)
    assert all(0 <= start < end <= len(text) for start, end in words.spans)


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "and",
                "zero",
                "one",
                "two",
                "ten",
                "twenty",
                "hundred",
                "thousand",
                "million",
                "$",
                "5",
                "2,5",
                "007",
                "1/2",
                "1,,2",
                "6",
            ]
        )
    )
)
def test_numbers_of_every_shape_are_read(parts: list[str]) -> None:
    words = tokens.read_words(" ".join(parts))
    assert words.written == sorted(words.written)


@pytest.mark.parametrize(
    ("quoted", "source"),
    [
        ("fell by -2 percent", "fell by 2 percent"),
        ("lost about 5-10 jobs", "lost about 510 jobs"),
        ("half, 1/2 of it", "half, 12 of it"),
    ],
)
def test_a_sign_or_a_mark_between_digits_is_no_mark_that_may_be_dropped(quoted: str, source: str) -> None:
    passage = quoted_passage.read_quotation(f"“The country {quoted} this year.”")
    found = comparing.compare(passage, source_text.read_sources(f"The country {source} this year."))
    assert found.result is QuotationResult.ALTERED


@pytest.mark.parametrize(("quoted", "source"), [("2 500 troops", "2,500 troops"), ("5\u201310 jobs", "5-10 jobs")])
def test_groups_and_ranges_are_read_as_they_are_written(quoted: str, source: str) -> None:
    found = comparing.compare(
        quoted_passage.read_quotation(f"“There are {quoted} here.”"),
        source_text.read_sources(f"There are {source} here."),
    )
    assert found.result is QuotationResult.VERBATIM
