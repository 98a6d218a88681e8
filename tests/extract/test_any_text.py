"""Nothing that decodes is refused, and whatever is proposed stands in the text as it is told."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from factdb.extract import propose

PIECES = st.sampled_from(
    [
        *(
            "\u201c",
            "\u201d",
            '"',
            "''",
            "'",
            "\u2018",
            "\u2019",
            ",",
            ".",
            "?",
            ":",
            "\n",
            "\n\n",
            " ",
            "(",
            ")",
            "\u2014",
        ),
        *(
            "said",
            " he said",
            " told NPR that ",
            " according to ",
            "Ann Lee",
            "Mr. Lee",
            "the president",
            " declined to ",
        ),
        *("Monday", "July 26", "in 2003", "last month", "U.S.", "which", "and", "adding", "some officials", "MS. LEE:"),
        *("a clause of some words", "was built", "5 percent", "who", "'s", "I", "\x00", "\ud800", "\u202e", "e\u0301"),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=40).map(" ".join)


@given(TEXTS | TEXTS.map(lambda text: text.replace(" ", "")))
@settings(max_examples=60)
def test_any_text_is_read(text: str) -> None:
    proposals = propose(text)
    assert len({(each.start, each.end) for each in proposals}) == len(proposals)
    for each in proposals:
        assert text[each.start : each.end] == each.text
        assert each.parts
        assert all(each.start <= part.start < part.end <= each.end for part in each.parts)
        assert 0 <= each.worth <= 1
        assert 0 < each.confidence <= 1
        assert (each.said_on is None) == (each.said_precision == "unknown")
        assert each.claim
