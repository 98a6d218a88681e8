"""What the article says by itself never begins or ends within quotation marks, wherever the marks are, or are not."""

# ruff: noqa: RUF001 - marks of all shapes are what these tests are about

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from factdb.domain.enums import Attribution
from factdb.extract import Proposal, attribution, propose

DAY = dt.date(2026, 5, 15)
QUOTED = st.sampled_from(
    [
        "the lock leaked in 2019, and nobody was told", "long overdue", "It cost 14 million", "by design.",
        "which was built in 1911 but never paid for", "We were asked. We said that 9 boats sank, and they left.",
        "a mess that cost us 4 million,", "Silent Night", "Who was there when it fell?", "and it was closed",
    ]
)  # fmt: skip
MARKS = st.sampled_from(["“”", '""', "‘’", "«»"])
FRAMES = st.sampled_from(
    [
        "The council called the lock {}, and it was closed in May.", "A film of 1962 was named {}.",
        "{} was painted on 9 boats in June.", "The town, which was hit by {} in 2019, lost 30 boats.",
        "And from Chairwoman Roe: {}", "Some officials warned that {} cost 3 million.", "{} said Roe.",
        "The lock fell because of {} and most boats left.", "- {}", "In 2024 the port was {} but {} came in May.",
        "Asked about {}, officials said that {} was built in 1911.", "The levy, {} in 2020, has cost 9 million",
    ]
)  # fmt: skip
SENTENCES = st.builds(lambda frame, words: frame.replace("{}", f"<{words}>"), FRAMES, QUOTED)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join)
# One kind of marks in one article: where double ones are, a single one is read as an apostrophe.
ARTICLES = st.builds(
    lambda paragraphs, marks: "\n\n".join(paragraphs).replace("<", marks[0]).replace(">", marks[1]),
    st.lists(PARAGRAPHS, min_size=1, max_size=5),
    MARKS,
)
STRAY_MARKS = st.sampled_from(["“", "”", '"', "''", "‘", "’", "«", "»"])


def own_words(text: str) -> list[Proposal]:
    """Return what is proposed as the article's own words, those of unnamed sources among them."""
    return [proposal for proposal in propose(text, DAY) if proposal.attribution is Attribution.NARRATION]


def quoted_places(text: str) -> list[tuple[int, int]]:
    """Return the places of quotations from mark to mark, as the marks of well-formed text say."""
    closes = {"“": "”", "‘": "’", "«": "»", '"': '"'}
    places, start = [], None
    for place, letter in enumerate(text):
        if start is not None and letter == closes[text[start]]:
            places.append((start, place + 1))
            start = None
        elif start is None and letter in closes:
            start = place
    return places


@given(ARTICLES)
@settings(max_examples=200)
def test_own_words_begin_and_end_outside_of_marks(text: str) -> None:
    quoted = quoted_places(text)
    for own in own_words(text):
        for first, last in quoted:
            assert not first < own.start < last
            assert not first < own.end < last
            assert own.mention or not first <= own.start < own.end <= last  # a quotation alone is somebody's


@given(ARTICLES, st.lists(st.tuples(st.integers(0, 400), STRAY_MARKS), max_size=4))
@settings(max_examples=100)
def test_odd_marks_are_read_one_way(text: str, stray: list[tuple[int, str]]) -> None:
    for place, mark in stray:
        text = text[:place] + mark + text[place:]
    reading = attribution.read_article(text)
    words = reading.words
    for own in own_words(text):
        first, last = words.starts.index(own.start), words.ends.index(own.end) + 1
        for edge in (first, last):
            within = 0 < edge < len(words) and reading.inside[edge] == reading.inside[edge - 1] >= 0
            assert not within
