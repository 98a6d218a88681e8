"""Two editions of one text: which words of a passage changed, where it is now, and that the rest is left alone."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.passages import Span
from factdb.quotation import tokens
from factdb.services.documents.edition_alignment import Editions, NewerPassage

OLDER = (
    "We carried nine million people. The bridge was closed in May. We did it. Nobody was told of it. "
    "We did it. The mayor paid for the pier."
)


def newer(older: str, text: str, passage: str, place: int = 0) -> NewerPassage:
    at = -1
    for _ in range(place + 1):
        at = older.index(passage, at + 1)
    editions = Editions(tokens.read_words(older), tokens.read_words(text))
    return editions.passage(Span(at, at + len(passage)))


@pytest.mark.parametrize(
    ("was", "now", "changes"),
    [
        ("nine million", "nineteen million", [("nine million", "nineteen million")]),
        ("was closed", "was not closed", [("was", "was not")]),
        ("nine million people", "nine million", [("nine million people", "nine million")]),
        ("We carried", "They carried", [("We", "They")]),
        ("The bridge was closed in May", "In May they closed the tunnel", None),
    ],
)
def test_the_changed_words_are_named(was: str, now: str, changes: list[tuple[str, str]] | None) -> None:
    sentence = next(part for part in OLDER.split(". ") if was in part)
    passage = newer(OLDER, OLDER.replace(was, now, 1), sentence)
    if changes is None:
        assert not passage.is_same
    else:
        assert list(passage.changes) == changes
        assert passage.words is not None
        assert now in passage.words


def test_case_marks_spaces_and_contractions_are_no_changes() -> None:
    text = "WE carried 9 million  people - the Bridge was closed,\n\nin may; we did it"
    assert newer(OLDER, text, "We carried nine million people.").is_same
    assert newer(OLDER, text, "The bridge was closed in May.").is_same
    assert newer("He did not say it. It rained.", "He didn\u2019t say it. It rained.", "He did not say it.").is_same


def test_the_same_words_elsewhere_do_not_hide_a_change() -> None:
    text = OLDER.replace("We did it. The mayor", "We never did it. The mayor")
    assert newer(OLDER, text, "We did it.", 0).is_same
    second = newer(OLDER, text, "We did it.", 1)
    assert list(second.changes) == [("We", "We never")]
    assert second.place == text.index("We never")


def test_a_passage_that_is_gone_has_no_place() -> None:
    text = OLDER.replace("The mayor paid for the pier.", "")
    assert newer(OLDER, text, "The mayor paid for the pier.") == NewerPassage((), None, None)
    assert newer(OLDER, "", "We did it.") == NewerPassage((), None, None)


@given(
    st.lists(st.sampled_from(["We", "did", "it", "not", "nine", "May", "bridge"]), min_size=4, max_size=60), st.data()
)
def test_one_changed_word_changes_its_passage_and_no_other(words: list[str], data: st.DataObject) -> None:
    sentences = [words[at : at + 4] for at in range(0, len(words) - 3, 4)]
    changed = data.draw(st.integers(0, len(sentences) - 1))
    corrected = [list(sentence) for sentence in sentences]
    corrected[changed][2] = "corrected"
    texts = [". ".join(" ".join(sentence) for sentence in edition) for edition in (sentences, corrected)]
    editions = Editions(*map(tokens.read_words, texts))
    place = 0
    for number, sentence in enumerate(sentences):
        size = len(" ".join(sentence))
        passage = editions.passage(Span(place, place + size))
        if number == changed:
            assert not passage.is_same
        place += size + 2
    assert [change.newer for change in editions.passage(Span(0, len(texts[0]))).changes] != []


def test_a_moved_paragraph_holds_up_nothing() -> None:
    words = [f"word{number}" for number in range(2_000)]
    text = " ".join(words)
    moved = " ".join([*words[1_000:1_100], *words[:1_000], *words[1_100:]])
    assert newer(text, moved, " ".join(words[500:520])).is_same
    assert newer(text, moved, " ".join(words[1_500:1_520])).is_same


@pytest.mark.parametrize("words", [["a", "b"], ["a"], ["a", "b", "c", "a", "c", "b"]])
def test_words_that_repeat_take_work_by_their_number(words: list[str]) -> None:
    calls = [count_calls(words * (size // len(words))) for size in (2_000, 8_000)]
    assert calls[1] <= 5 * calls[0]


def count_calls(words: list[str]) -> int:
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    texts = [" ".join(words), " ".join(words[::-1])]
    sys.setprofile(note)
    try:
        Editions(*map(tokens.read_words, texts)).passage(Span(0, 20))
    finally:
        sys.setprofile(None)
    return count
