"""What was decided stays decided: a passage whose edges move by a word is the same, another claim beside it is not."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from factdb.domain import passages
from factdb.domain.passages import Span
from factdb.domain.proposals import is_same_passage, left_out_text, undecided_proposals, worth_showing


def spans_of(text: str, first: str, second: str) -> tuple[Span, Span]:
    return passages.locate(text, first), passages.locate(text, second)


@pytest.mark.parametrize(
    ("text", "decided", "proposed"),
    [
        (
            "The harbour lost half of its ships.",
            "The harbour lost half of its ships",
            "harbour lost half of its ships.",
        ),
        (
            "“The harbour will open in May,” she said.",
            "“The harbour will open in May,”",
            "The harbour will open in May",
        ),
        (
            "Yesterday the old bridge fell into the river.",
            "the old bridge fell into the river.",
            "Yesterday the old bridge fell into the river.",
        ),
        (
            "The old bridge fell into the river, he said.",
            "The old bridge fell into the river, he said.",
            "The old bridge fell into the river",
        ),
        ("It cost 4 million.", "It cost 4 million.", "It cost 4 million"),
    ],
)
def test_edges_that_moved_by_a_word_or_two_leave_a_passage_the_same(text: str, decided: str, proposed: str) -> None:
    first, second = spans_of(text, decided, proposed)
    assert is_same_passage(text, first, second)
    assert is_same_passage(text, second, first)
    assert undecided_proposals([second], [first], (), text) == []


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (
            "Not all of the old hospitals were closed.",
            "Not all of the old hospitals were closed.",
            "of the old hospitals were closed.",
        ),
        (
            "He said not the whole harbour was closed in May.",
            "not the whole harbour was closed in May.",
            "the whole harbour was closed in May.",
        ),
        (
            "Only the harbour of Lindhaven was closed.",
            "Only the harbour of Lindhaven was closed.",
            "the harbour of Lindhaven was closed.",
        ),
        (
            "If it rains, the harbour of Lindhaven will close.",
            "If it rains, the harbour of Lindhaven will close.",
            "it rains, the harbour of Lindhaven will close.",
        ),
        (
            "The old harbour lost half of its ships in 2010.",
            "The old harbour lost half of its ships in 2010.",
            "The old harbour lost half of its ships",
        ),
        (
            "The old harbour of Lindhaven was closed and sold.",
            "The old harbour of Lindhaven was closed and sold.",
            "The old harbour of Lindhaven was closed",
        ),
        ("Taxes rose and prices fell.", "Taxes rose", "prices fell"),
        ("Taxes rose and prices fell.", "Taxes rose and prices fell.", "prices fell."),
        ("The mayor said taxes rose sharply, the council denied it.", "taxes rose sharply", "the council denied it"),
        (
            "The bridge that opened on Monday was closed again by the police.",
            "The bridge that opened on Monday was closed",
            "opened on Monday was closed again by the police",
        ),
        ("It fell down.", "It fell", "It fell down."),
    ],
)
def test_another_claim_in_the_sentence_is_another_passage(text: str, first: str, second: str) -> None:
    one, two = spans_of(text, first, second)
    assert not is_same_passage(text, one, two)
    assert not is_same_passage(text, two, one)
    assert undecided_proposals([two], [one], (), text) == [two]


def test_a_decision_stands_for_one_proposal_and_first_of_all_for_its_own() -> None:
    text = "Yesterday the old bridge of Lindhaven fell into the river."
    whole, later = spans_of(text, text, text.removeprefix("Yesterday "))
    assert is_same_passage(text, whole, later)
    # Both are proposed today: they are two, and each needs a decision of its own.
    assert undecided_proposals([whole, later], [whole], (), text) == [later]
    assert undecided_proposals([whole, later], [whole, later], (), text) == []
    bridge = passages.locate(text, "bridge of Lindhaven fell into the river.")
    assert undecided_proposals([whole, later], [bridge], (), text) == [whole]


PLAIN = st.sampled_from(
    ["bridge", "harbour", "river", "old", "new", "deep", "fell", "opened", "lost", "ships", "the", "of"]
)
SENTENCES = st.lists(PLAIN, min_size=8, max_size=40)


@dataclass(frozen=True)
class WordPlaces:
    """A text of words, and where each begins and ends."""

    text: str
    words: list[Span]

    def between(self, first: int, last: int) -> Span:
        return Span(self.words[first].start, self.words[last].end)


def placed(words: list[str]) -> WordPlaces:
    text = " ".join(words)
    return WordPlaces(text, [Span(*match.span()) for match in re.finditer(r"\S+", text)])


@given(SENTENCES, st.data())
def test_one_word_more_or_less_at_each_edge_changes_nothing(words: list[str], data: st.DataObject) -> None:
    page = placed(words)
    first = data.draw(st.integers(1, len(words) - 8) if len(words) > 8 else st.just(0))
    last = data.draw(st.integers(first + 6, len(words) - 1))
    moves = st.integers(-1, 1)
    moved = max(0, first + data.draw(moves)), min(len(words) - 1, last + data.draw(moves))
    assume(min(last, moved[1]) - max(first, moved[0]) + 1 >= 6)
    before, after = page.between(first, last), page.between(*moved)
    assert is_same_passage(page.text, before, after)
    assert undecided_proposals([after], [before], (), page.text) == []


@given(SENTENCES, st.data())
def test_it_is_the_same_from_both_sides_and_never_for_words_that_are_not_shared(
    words: list[str], data: st.DataObject
) -> None:
    page = placed(words)
    places = st.integers(0, len(words) - 1)
    first, second = (page.between(*sorted((data.draw(places), data.draw(places)))) for _ in range(2))
    same = is_same_passage(page.text, first, second)
    assert same == is_same_passage(page.text, second, first)
    assert is_same_passage(page.text, first, first)
    shared = min(first.end, second.end) - max(first.start, second.start)
    assert not same or shared * 2 > max(first.end - first.start, second.end - second.start)


@given(SENTENCES, st.data())
def test_no_decision_takes_more_than_one_proposal(words: list[str], data: st.DataObject) -> None:
    page = placed(words)
    places = st.integers(0, len(words) - 1)
    spans = st.builds(lambda one, two: page.between(*sorted((one, two))), places, places)
    proposed = data.draw(st.lists(spans, unique=True, max_size=8))
    decided = data.draw(st.lists(spans, unique=True, max_size=4))
    waiting = undecided_proposals(proposed, decided, (), page.text)
    assert waiting == [span for span in proposed if span in waiting]
    assert not set(decided) & set(waiting)
    assert len(waiting) >= len(proposed) - len(decided)


# -- a text that was read again ----------------------------------------------------------------------------------


@given(st.text(max_size=40), SENTENCES, st.text(max_size=40), st.data())
def test_a_passage_is_carried_over_to_where_its_words_are(
    before: str, words: list[str], after: str, data: st.DataObject
) -> None:
    page = placed(words)
    places = st.integers(0, len(words) - 1)
    span = page.between(*sorted((data.draw(places), data.draw(places))))
    newer = f"{before}\n{page.text}\n{after}"
    (carried,) = passages.carry_over([span], page.text, newer)
    assert newer[carried.start : carried.end] == page.text[span.start : span.end]
    assert passages.carry_over([span], page.text, page.text) == [span]


@pytest.mark.parametrize("start", [0, 10, 20])
def test_a_passage_of_words_that_repeat_stays_where_it_is(start: int) -> None:
    text = "New York, New York, New York, New York"
    span = passages.Span(start, start + len("New York, New York"))
    assert passages.carry_over([span], text, text) == [span]


def test_of_several_places_it_is_the_one_with_the_same_words_around_it() -> None:
    text = "In May it fell. The mayor knew it fell. Nobody said it fell."
    newer = "Corrected on Monday: it fell.\n\nIn May it fell. The mayor knew it fell. Nobody said it fell."
    old_places, new_places = passages.find(text, "it fell"), passages.find(newer, "it fell")
    assert passages.carry_over(old_places, text, newer) == new_places[1:]


def test_other_marks_and_spaces_do_no_harm_and_other_words_are_left_out() -> None:
    text = 'She said: "It fell  down." He left.'
    newer = "Update. She said: “It fell down.” He stayed."
    spans = [passages.locate(text, '"It fell  down."'), passages.locate(text, "He left")]
    assert passages.carry_over(spans, text, newer) == [passages.locate(newer, "“It fell down.”")]


# -- what is hardly worth a check --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """A statement that may be hardly worth a check."""

    words: str
    is_minor: bool


@given(st.lists(st.builds(Statement, st.text(max_size=3), st.booleans()), max_size=20))
def test_minor_statements_are_left_out_and_counted(statements: list[Statement]) -> None:
    shown, left_out = worth_showing(statements, show_all=False)
    assert shown == [statement for statement in statements if not statement.is_minor]
    assert len(shown) + left_out == len(statements)
    assert worth_showing(statements, show_all=True) == (statements, 0)


def test_the_number_of_those_left_out_is_told() -> None:
    assert left_out_text(1) == "1 statement of the article's own words is left out"
    assert left_out_text(12) == "12 statements of the article's own words are left out"
