"""The sentence before, behind a claim: written and left out."""

from __future__ import annotations

import pytest

from factdb.domain.claim_context import ContextLabel, label, without_context
from factdb.domain.search import near_identical, similar


@pytest.mark.parametrize("name", ContextLabel)
def test_what_is_written_behind_a_claim_is_left_out_again(name: ContextLabel) -> None:
    context = label(name, "The [North] lock\n was shut on Monday [2026-03-02].")
    assert context == f"{name}: The North lock was shut on Monday."
    assert without_context(f"[The council] knew it. [{context}]") == "[The council] knew it."


@pytest.mark.parametrize("claim", ["The lock is shut [2026].", "It was shut. [Sic: locked.]", "The lock is shut.", ""])
def test_other_brackets_stay(claim: str) -> None:
    assert without_context(claim) == claim


def test_claims_that_follow_one_sentence_are_not_alike_for_that() -> None:
    before = "[Before: Nine wardens counted eleven herons below the northern weir at dawn.]"
    texts = {1: f"It surprised us. {before}", 2: f"This is late. {before}"}
    assert list(near_identical.pairs(texts)) == []
    assert "herons" not in similar.terms(texts[1])
