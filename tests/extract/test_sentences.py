"""Sentences that a person picks: abbreviations end none, and each sentence of a quotation is one."""

from __future__ import annotations

import pytest

from factdb.extract.tokens import split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["Troops of the U.S. Army left.", "Sen. Lee met Dr. A. Wu at 5 p.m. in Washington.", "Nobody came."],
        ["He left the U.S.", "The rain stayed."],
        ["\u201cIt cost 4 million.", "It has lost half,\u201d Lund said.", "\u201cWho knows?\u201d he asked."],
        ["He went", "\u201cThe end.\u201d"],
        ["قال الوزير ذلك؟", "نعم."],
        ["भारत ने कहा।", "यह सच है।"],
    ],
)
def test_a_sentence_ends_where_readers_see_its_end(sentences: list[str]) -> None:
    separator = "\n" if sentences[0][-1].isalpha() else " "
    text = separator.join(sentences)
    assert [text[span.start : span.end] for span in split_sentences(text)] == sentences


def test_chinese_and_japanese_write_no_space_between_sentences() -> None:
    text = "港は五月に開く。費用は四百万円だった。「本当か\uff1f」と彼は言った。"
    assert [text[span.start : span.end] for span in split_sentences(text)] == [
        "港は五月に開く。",
        "費用は四百万円だった。",
        "「本当か\uff1f」と彼は言った。",
    ]


@pytest.mark.parametrize("text", ["", " \n\n ", "!", "\u2026\n."])
def test_a_text_without_words_has_no_sentence(text: str) -> None:
    assert split_sentences(text) == []
