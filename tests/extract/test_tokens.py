"""Words, paragraphs and sentences are cut as readers see them."""

from __future__ import annotations

import pytest

from factdb.extract import attribution, propose

WRAPPED = """Ann Lee, who built the dam at Orr with her own
company, said on Monday that the dam was safe and
would stay so for a hundred years.

Nobody in the town of Orr believed her, because the
dam had broken in 1950 and again in 1980.
"""


def _sentences(text: str) -> list[str]:
    reading = attribution.read_article(text)
    return [reading.words.text_between(each.first, each.last) for paragraph in reading.sentences for each in paragraph]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. He left.", ["It rained.", "He left."]),
        ("Gen. J. Lee of the U.S. Army met Sen. Ann Wu (D-Nev.) on Jan. 5.", 1),
        ("He left the U.S. The rain stayed.", ["He left the U.S.", "The rain stayed."]),
        ("\u201cGo. Now! Why?\u201d Ms. Lee asked. Nobody went.", 2),
        ("\u201cGo now.\u201d Then he left.", 2),
        ("It cost 1.5 million, or 3,000 a day.", 1),
        ("One\nTwo", ["One", "Two"]),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str] | int) -> None:
    found = _sentences(text)
    assert found == expected if isinstance(expected, list) else len(found) == expected


def test_lines_of_a_wrapped_text_are_no_paragraphs() -> None:
    said, asserted = propose(WRAPPED)
    assert said.text == "the dam was safe and\nwould stay so for a hundred years"
    assert said.claim == "[The dam at Orr] was safe and would stay so for a hundred years."
    assert (said.speaker, asserted.kind) == ("Ann Lee", "causal")
