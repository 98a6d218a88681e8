"""Marks the sentence before, behind a claim that points at it: "It costs us the trade. [Before: The lock is shut.]".

The extraction writes it, so that a claim is read without its article. Searches for similar claims leave it out: two
claims that follow the same sentence are not alike for that.
"""

from __future__ import annotations

import re
from enum import StrEnum


class ContextLabel(StrEnum):
    """What a sentence behind a claim is: a question that the claim answers, the same talk, the article's own words."""

    QUESTION = "Question"
    TALK = "Before"
    ARTICLE = "Before, in the article"


_ADDED_DATE = re.compile(r" \[\d{4}[\d-]*\]")
_CONTEXT = re.compile(rf"\s*\[(?:{'|'.join(ContextLabel)}): [^\[\]]*\]$")


def label(name: ContextLabel, sentence: str, earlier: str | None = None) -> str:
    """Return a sentence behind its label, or behind the labelled one that it follows; without brackets of its own."""
    plain = " ".join(_ADDED_DATE.sub("", sentence).replace("[", "").replace("]", "").split())
    return f"{earlier} Then: {plain}" if earlier else f"{name}: {plain}"


def without_context(claim: str) -> str:
    """Return a claim without the sentences that stand behind it in brackets."""
    return _CONTEXT.sub("", claim) if claim.endswith("]") else claim
