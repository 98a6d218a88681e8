"""Rules about ratings: who answers for a claim, what evidence a verdict needs, and the stance of new evidence."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from factdb.domain.enums import AnswersFor, Category, Question, Stance
from factdb.domain.names import name_key, plain_name
from factdb.errors.decisions import EvidenceNeededError

if TYPE_CHECKING:
    from collections.abc import Sequence

# With these quote verdicts, the words are not the speaker's: the source answers for the claim.
DISPUTED_WORDS = frozenset({"altered", "out-of-context", "misattributed", "not-found"})

# Ratings of promises that are not final: the promises still fall due.
UNSETTLED = frozenset({"stalled", "in-the-works"})

_SUPPORTED_BY_EVIDENCE = frozenset({"true", "kept", "verbatim", "faithful"})
_REFUTED_BY_EVIDENCE = frozenset({"false", "mostly-false", "broken", "altered", "misattributed"})
_NEED_MORE_THAN_CONTEXT = frozenset({Category.TRUTH, Category.PROMISE, Category.CONFLICTING_EVIDENCE})

# Words that some publishers write before a label: ": false", "Our rating: False".
_NOISE = re.compile(r"^\s*(?:(?:rating|verdict|our rating|claim)\s*)?:\s*", re.IGNORECASE)


def bare_label(label: str) -> str:
    """Return a publisher's label without such words before it; it can be empty."""
    return _NOISE.sub("", label).strip()


@lru_cache(maxsize=4_096)  # a file has the same few labels in every row
def label_key(label: str) -> str:
    """Return the key for comparing labels: like the key of a name, without words before the label."""
    return name_key(bare_label(label) or label)


def code_of(label: str) -> str:
    """Return a code for a label: "Pants on Fire!" gives pants-on-fire; a label without a-z and 0-9 gives "rating"."""
    return "-".join(re.findall(r"[a-z0-9]+", plain_name(bare_label(label)))) or "rating"


def answers_for(quote_verdict: str | None) -> AnswersFor:
    """Return who answers for a claim: the source, if the outlet changed the words, or else the speaker."""
    return AnswersFor.SOURCE if quote_verdict in DISPUTED_WORDS else AnswersFor.SPEAKER


def implied_stance(rating: str) -> Stance | None:
    """Return the stance that a rating implies for new evidence; None if the user must state it."""
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
    """Refuse a verdict without enough evidence; `stances` are the stances of its evidence (DESIGN.md 4.8)."""
    stance = implied_stance(rating) or Stance.SUPPORTS
    if category in _NEED_MORE_THAN_CONTEXT:
        if not any(stance is not Stance.CONTEXT for stance in stances):
            raise EvidenceNeededError(claim_id, rating, question, "that supports or refutes it", stance=stance)
    elif category is Category.NOT_ENOUGH_EVIDENCE or rating == "not-found":
        if not stances and not searched:
            raise EvidenceNeededError(claim_id, rating, question, "or --searched (where you looked)", stance=stance)
    elif question is Question.QUOTE and not stances:
        raise EvidenceNeededError(claim_id, rating, question, stance=stance)


_SUBJECTS = {Question.TRUTH: "the claim", Question.QUOTE: "the quotation"}


def stance_text(stance: str, question: str) -> str:
    """Return what evidence says of a question: "supports the claim", "context on the quotation"."""
    return f"{'context on' if stance == Stance.CONTEXT else stance} {_SUBJECTS[Question(question)]}"
