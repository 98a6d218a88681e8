"""What reviewers decided about proposed claims, and which proposals of an article still wait for a decision.

A proposal is a passage of an article that may be a claim. It waits until a reviewer accepts or rejects it, or until the
article has a claim on the same words, whoever wrote that claim. What was decided stays decided, though new rules of
extraction move the edges of passages by a word or two.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from factdb.domain.passages import Span


class Judgement(StrEnum):
    """What a reviewer decided about a proposal."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


# A proposal is made by extract/, which the domain may not import: so its shape stands here, and a Span fits it too.
class Placed(Protocol):
    """Anything with a place in a text, counted in code points."""

    @property
    def start(self) -> int:
        """The first code point."""

    @property
    def end(self) -> int:
        """The code point after the last."""


Proposal = TypeVar("Proposal", bound=Placed)


class Weighed(Protocol):
    """Anything that may be hardly worth a check."""

    @property
    def is_minor(self) -> bool:
        """Whether it is hardly worth a check."""


WeighedProposal = TypeVar("WeighedProposal", bound=Weighed)


def worth_showing(proposals: Iterable[WeighedProposal], *, show_all: bool) -> tuple[list[WeighedProposal], int]:
    """Return the proposals that lists and reviews show, and how many minor ones they leave out."""
    listed = list(proposals)
    shown = [proposal for proposal in listed if show_all or not proposal.is_minor]
    return shown, len(listed) - len(shown)


def left_out_text(count: int) -> str:
    """Return how many minor proposals were left out, without the end of the sentence."""
    subject, verb = ("statement", "is") if count == 1 else ("statements", "are")
    return f"{count} {subject} of the article's own words {verb} left out"


_MOST_MOVED = 3  # words at one edge
_TIMES = 3  # the core has so many times the words that moved
_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
# "not all hospitals were closed", "all hospitals were closed" and "hospitals were closed" are three claims.
_TURNING = frozenset({
    "not", "no", "never", "none", "neither", "nor", "nobody", "nothing", "without", "cannot", "hardly", "barely",
    "all", "every", "most", "few", "only", "even", "almost", "nearly", "if", "unless", "and", "but", "or",
})  # fmt: skip


def undecided_proposals(
    proposals: Iterable[Proposal], decided: Collection[Span], claimed: Collection[Span], text: str
) -> list[Proposal]:
    """Return the proposals of a text that nobody has decided, and that no claim of the article covers.

    `decided` are the passages of the proposals that were accepted or rejected, `claimed` those of the article's claims.
    A decision stands for one proposal: for that of the very passage, or else for the one that is the same passage with
    edges that moved. The order of the proposals stays.
    """
    listed = list(proposals)
    places = {(span.start, span.end) for span in decided}
    waiting = [proposal for proposal in listed if (proposal.start, proposal.end) not in places]
    proposed_places = {(proposal.start, proposal.end) for proposal in listed}
    for span in decided:
        moved = None if (span.start, span.end) in proposed_places else _moved_passage(waiting, span, text)
        if moved is not None:
            waiting.remove(moved)
    return [proposal for proposal in waiting if not any(_is_mostly(proposal, span) for span in claimed)]


def _moved_passage(waiting: Iterable[Proposal], span: Span, text: str) -> Proposal | None:
    """Return the proposal that is a passage with moved edges: of several, the one that shares most with it."""
    same = [proposal for proposal in waiting if is_same_passage(text, proposal, span)]
    return max(same, key=lambda proposal: _shared(proposal, span), default=None)


def is_same_passage(text: str, first: Placed, second: Placed) -> bool:
    """Return whether two passages of a text are one, whose edges moved as new rules of extraction move them.

    They share more than half of the longer one. At each edge at most three words differ, and what both share has three
    times as many words. Punctuation moves freely. A number, a conjunction or a word such as "not", "all" or "only"
    makes another claim of it.
    """
    start, end = max(first.start, second.start), min(first.end, second.end)
    if (end - start) * 2 <= max(first.end - first.start, second.end - second.start):
        return False
    edges = [_words(text[min(first.start, second.start) : start]), _words(text[end : max(first.end, second.end)])]
    moved = [word for edge in edges for word in edge]
    if any(len(edge) > _MOST_MOVED for edge in edges) or any(map(_turns_the_claim, moved)):
        return False
    return len(_words(text[start:end])) >= _TIMES * len(moved)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _turns_the_claim(word: str) -> bool:
    return word in _TURNING or word.endswith(("n't", "n\u2019t")) or any(map(str.isdigit, word))


def _is_mostly(proposal: Placed, span: Placed) -> bool:
    """Return whether two passages are mostly the same: they share more than half of the shorter one."""
    # A claim that was typed by hand may leave out a word or take in a sentence more, and is the same claim.
    return _shared(proposal, span) * 2 > min(proposal.end - proposal.start, span.end - span.start)


def _shared(first: Placed, second: Placed) -> int:
    """Return how many characters two passages share; negative: how far they are apart."""
    return min(first.end, second.end) - max(first.start, second.start)
