"""What ratings mean to the rules: who a claim counts for, what evidence a verdict needs, what stance fits it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from factdb.domain.enums import AnswersFor, Category, Question, Stance
from factdb.domain.names import name_key, plain_name
from factdb.errors.decisions import EvidenceNeededError

if TYPE_CHECKING:
    from collections.abc import Sequence

# A quote verdict of these says that the words are not the speaker's: the claim counts for its source.
DISPUTED_WORDS = frozenset({"altered", "out-of-context", "misattributed", "not-found"})

# Ratings of promises that don't settle them: they fall due all the same.
UNSETTLED = frozenset({"stalled", "in-the-works"})

_SUPPORTED_BY_EVIDENCE = frozenset({"true", "kept", "verbatim", "faithful"})
_REFUTED_BY_EVIDENCE = frozenset({"false", "mostly-false", "broken", "altered", "misattributed"})
_NEED_MORE_THAN_CONTEXT = frozenset({Category.TRUTH, Category.PROMISE, Category.CONFLICTING_EVIDENCE})

# What some publishers write before a label: ": false", "Our rating: False".
_NOISE = re.compile(r"^\s*(?:(?:rating|verdict|our rating|claim)\s*)?:\s*", re.IGNORECASE)


def bare_label(label: str) -> str:
    """Return a publisher's label without what some write before it; empty where nothing else is there."""
    return _NOISE.sub("", label).strip()


@lru_cache(maxsize=4_096)  # a file has the same few labels in every row
def label_key(label: str) -> str:
    """Return what a label is found by, a publisher's own and that of a check: its key as a name's, without noise."""
    return name_key(bare_label(label) or label)


def code_of(label: str) -> str:
    """Make a code of a label: "Pants on Fire!" is pants-on-fire; one without letters of the alphabet is a rating."""
    return "-".join(re.findall(r"[a-z0-9]+", plain_name(bare_label(label)))) or "rating"


def answers_for(quote_verdict: str | None) -> AnswersFor:
    """Tell whom a claim counts for: nobody is charged with words that an outlet changed."""
    return AnswersFor.SOURCE if quote_verdict in DISPUTED_WORDS else AnswersFor.SPEAKER


def implied_stance(rating: str) -> Stance | None:
    """Return the stance that new evidence takes with this rating; None where it must be said."""
    if rating in _SUPPORTED_BY_EVIDENCE:
        return Stance.SUPPORTS
    return Stance.REFUTES if rating in _REFUTED_BY_EVIDENCE else None


def require_evidence(
    claim_id: int,
    question: Question,
    rating: str,
    category: Category | None,
    stances: Sequence[Stance],
    searched: str | None,
) -> None:
    """Refuse a verdict that stands on too little; `stances` are those of the evidence it cites (DESIGN.md 4.8)."""
    if category in _NEED_MORE_THAN_CONTEXT:
        if not any(stance is not Stance.CONTEXT for stance in stances):
            raise EvidenceNeededError(claim_id, rating, question, "that supports or refutes it")
    elif category is Category.NOT_ENOUGH_EVIDENCE or rating == "not-found":
        if not stances and not searched:
            raise EvidenceNeededError(claim_id, rating, question, "or --searched (where you looked)")
    elif question is Question.QUOTE and not stances:
        raise EvidenceNeededError(claim_id, rating, question)
