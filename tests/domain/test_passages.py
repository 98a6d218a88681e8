"""A passage is found where it stands, however its marks were typed, and never in the midst of a letter."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb import errors
from factdb.domain import passages
from factdb.domain.passages import Span

SEED = Path(__file__).parents[2] / "seeds"
odd = st.text(
    alphabet=st.sampled_from(
        "ae \n\u00a0\"'\u201c\u201d\u2019\u00ab-\u2013\u2014.\u2026\u0301\u0316\u00e9\u1100\u1161\u212b"
    )
)


@pytest.fixture(scope="module")
def article() -> str:
    return next(SEED.rglob("article.txt")).read_text("utf-8")


def _passages(text: str, wanted: str) -> list[str]:
    return [text[span.start : span.end] for span in passages.find(text, wanted)]


def test_every_exact_place_is_found() -> None:
    assert passages.find("ana and ana", "ana") == [Span(0, 3), Span(8, 11)]
    assert passages.find("aaaa", "aa") == [Span(0, 2), Span(2, 4)]


def test_an_exact_place_hides_the_merely_similar_ones() -> None:
    assert passages.find('\u201cso\u201d and "so"', '"so"') == [Span(9, 13)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("\u201cWe\u2019re here,\u201d he said", '"We\'re here," he said'),
        ("\u201eJa\u201c, \u00abOui\u00bb, \u2039si\u203a", '"Ja", "Oui", \'si\''),
        ("2010\u20132012 \u2014 so", "2010-2012 - so"),
        ("so\u2014no", "so--no"),
        ("wait\u2026 what", "wait... what"),
        ("wait... what", "wait\u2026 what"),
        ("a\u00a0b \r\n\r\n c", "a b c"),
        ("a b c", "a  b\nc"),
        ("cafe\u0301 noir", "caf\u00e9 noir"),
        ("caf\u00e9 noir", "cafe\u0301 noir"),
        ("\u1112\u1161\u11ab", "\ud55c"),
        ("\u212bngstr\u00f6m", "\u00c5ngstro\u0308m"),
        ("it is so", "\n it is so \n"),
    ],
)
def test_other_marks_dashes_dots_spaces_and_composed_letters_are_the_same(text: str, wanted: str) -> None:
    assert _passages(text, wanted) == [text]
    assert _passages(f"Then: {text}; yes\u2026", wanted) == [text]
    assert passages.comparable_form(text) == passages.comparable_form(wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cafe\u0301", "cafe"),
        ("cafe\u0301", "\u0301"),
        ("\u1112\u1161\u11ab", "\u1112\u1161"),
        ("wait\u2026", "wait.."),
        ("Iraq", "iraq"),
        ("Iraq", ""),
        ("Ir aq", " "),
        ("Iraq", "Iran"),
        ("", "Iraq"),
        ("wo\u0301\u0316rd", "wo\u0301"),
    ],
)
def test_other_letters_and_parts_of_letters_are_not_found(text: str, wanted: str) -> None:
    assert passages.find(text, wanted) == []


@given(odd, odd, odd)
def test_what_is_found_is_what_was_wanted_and_cuts_no_letter(before: str, wanted: str, after: str) -> None:
    text = before + wanted + after
    for span in passages.find(text, wanted):
        passage = text[span.start : span.end]
        assert passages.comparable_form(passage) == passages.comparable_form(wanted)
        assert not any(unicodedata.combining(text[at]) for at in (span.start, span.end) if 0 < at < len(text))


@given(odd)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert passages.comparable_form(passages.comparable_form(text)) == passages.comparable_form(text)


@given(odd, odd, odd)
def test_a_passage_between_words_is_found_in_whatever_way_it_is_typed(before: str, wanted: str, after: str) -> None:
    text = f"{before} x{wanted}x {after}"
    for typed in (passages.comparable_form(f"x{wanted}x"), unicodedata.normalize("NFD", f"x{wanted}x")):
        assert passages.find(text, typed)


def test_every_sentence_of_the_seed_is_found_folded_at_its_place(article: str) -> None:
    for sentence in re.finditer(r"[^.\n]{20,}", article):
        start = sentence.start() + len(sentence[0]) - len(sentence[0].lstrip())
        assert passages.locate(article, passages.comparable_form(sentence[0])) == Span(start, sentence.end())


@pytest.mark.parametrize(
    "text",
    [
        "\u201cWe\u2019re \u2026 here\u201d \u2014 he said.\n\n" * 30_000,
        "e" + "\u0301\u0316" * 500_000,
        "cafe\u0301 " * 170_000,
        "a" + " " * 1_000_000,
        "-" * 1_000_000,
    ],
    ids=["typography", "marks", "accents", "spaces", "dashes"],
)
def test_a_megabyte_is_searched_to_its_end(text: str) -> None:
    # What takes quadratic time would not come back before the machine's patience ends.
    assert passages.find(text, 'no such "thing"') == []


def test_the_context_is_cut_at_the_ends_of_the_text() -> None:
    assert passages.context("so it is now", Span(6, 8), width=3) == ("it ", " no")
    assert passages.context("so it is now", Span(0, 12)) == ("", "")


def test_one_place_is_located_and_one_of_several_by_its_number() -> None:
    assert passages.locate("here and there", "and") == Span(5, 8)
    assert passages.locate("here and there", "and", place=1) == Span(5, 8)
    assert passages.locate("so and so", "so", place=2) == Span(7, 9)


def test_a_passage_that_is_not_there_is_not_found() -> None:
    with pytest.raises(errors.NoSuchError, match=r'^There is no passage "then"\.$') as refusal:
        passages.locate("here and there", "then")
    assert refusal.value.exit_code == 3
    assert refusal.value.next_step


def test_several_places_are_listed_with_number_offsets_and_surroundings() -> None:
    with pytest.raises(errors.UsageError) as refusal:
        passages.locate("in Iraq now,\nand in Iraq then", "Iraq")
    assert str(refusal.value) == (
        'The passage "Iraq" occurs 2 times: 1 at 3-7 (in [\u2026] now,); 2 at 20-24 (and in [\u2026] then).'
    )
    assert refusal.value.next_step == "Choose a place: --place N"


def test_no_more_than_ten_places_are_listed() -> None:
    with pytest.raises(errors.UsageError, match=r"occurs 12 times: .*10 at .*; and 2 more\.$"):
        passages.locate("so " * 12, "so")


@pytest.mark.parametrize("place", [-1, 0, 3])
def test_a_place_that_is_none_is_refused(place: int) -> None:
    with pytest.raises(
        errors.BadValueError, match=rf"^The place {place} does not exist: the passage occurs 2 times\.$"
    ):
        passages.locate("so and so", "so", place=place)


@pytest.mark.parametrize(
    ("text", "around", "shown"),
    [
        ("He said it again", 200, ("He ", "said", " it again")),
        ("First.\nHe said it.\r\nLast.", 200, ("He ", "said", " it.")),
        ("Yesterday then he said it once again", 8, ("\u2026then he ", "said", " it once\u2026")),
        ("Yesterday then he said it once again", 6, ("\u2026he ", "said", " it\u2026")),
        ("Yesterday he said it", 13, ("Yesterday he ", "said", " it")),
        ("One.\nThen he said it.\nTwo.", 8, ("Then he ", "said", " it.")),
        ("abcdefghsaidijklmnop", 4, ("\u2026efgh", "said", "ijkl\u2026")),
        ("said", 5, ("", "said", "")),
    ],
)
def test_a_passage_is_shown_within_its_paragraph_cut_at_words(
    text: str, around: int, shown: tuple[str, str, str]
) -> None:
    assert passages.split_around(text, passages.find(text, "said")[0], around) == shown


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 4), (0, 99), (2, 3)])
def test_a_passage_lies_in_its_text(start: int, end: int) -> None:
    text = "ab  cde f"
    assert passages.require_span(text, 2, 8) == Span(4, 7)
    with pytest.raises(errors.BadValueError):
        passages.require_span(text, start, end)


def test_no_letter_is_cut_from_its_accent() -> None:
    with pytest.raises(errors.BadValueError):
        passages.require_span("cafe\u0301", 0, 4)
    assert passages.require_span(" cafe\u0301 ", 0, 7) == Span(1, 6)


def test_an_edge_moves_by_word() -> None:
    text = "“It cost 4,” she said."
    span = Span(1, 8)
    assert passages.move_edge(text, span, at_start=True, step=-1) == Span(0, 8)
    assert passages.move_edge(text, span, at_start=True, step=1) == Span(4, 8)
    assert passages.move_edge(text, span, at_start=False, step=1) == Span(1, 10)
    assert passages.move_edge(text, Span(1, 10), at_start=False, step=1) == Span(1, 12)
    assert passages.move_edge(text, Span(1, 3), at_start=False, step=-1) == Span(1, 3)
    assert passages.move_edge(text, Span(0, len(text)), at_start=False, step=1) == Span(0, len(text))
