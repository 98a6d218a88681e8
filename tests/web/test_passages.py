"""Texts cut at passages: against a plain reading of the rule, and in time that grows with the text."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.passages import Span
from factdb.web.passages import Piece, paragraphs
from tests.steps import count_steps

if TYPE_CHECKING:
    from factdb.services.reads.document_types import ClaimSpan

TEXT = "One two.\nThree four five.\n\nSix."
places = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda pair: (min(pair), max(pair)))


def claim_spans(stretches: list[tuple[int, int]]) -> list[ClaimSpan]:
    return [{"claim": n, "start": start, "end": end} for n, (start, end) in enumerate(stretches, 1)]


@given(claims=st.lists(places, max_size=6), marked=st.lists(places, max_size=4))
def test_each_letter_has_the_claims_and_passages_that_it_belongs_to(
    claims: list[tuple[int, int]], marked: list[tuple[int, int]]
) -> None:
    pieces = list(itertools.chain(*paragraphs(TEXT, claim_spans(claims), [Span(*place) for place in marked])))
    for piece in pieces:
        assert TEXT[piece.start : piece.start + len(piece.text)] == piece.text
        for place in range(piece.start, piece.start + len(piece.text)):
            assert piece.claims == tuple(n for n, (start, end) in enumerate(claims, 1) if start <= place < end)
            assert [(span.start, span.end) for span in piece.passages] == [
                (start, end) for start, end in marked if start <= place < end
            ]
    assert "".join(piece.text for piece in pieces) == TEXT.replace("\n", "")


def test_a_claim_begins_in_one_piece() -> None:
    (first, second), _, _ = paragraphs(TEXT, claim_spans([(4, 12), (4, 4)]))
    assert first == Piece("One ", (), (), 0)
    assert second == Piece("two.", (1,), (1, 2), 4)


def test_a_text_three_times_as_long_takes_not_much_more_than_three_times_as_long() -> None:
    def cut(sentences: int) -> None:
        paragraphs("Some one. " * sentences, [], [Span(n * 10, n * 10 + 9) for n in range(sentences)])

    assert count_steps(lambda: cut(600)) < 4 * count_steps(lambda: cut(200))
