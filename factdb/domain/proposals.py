"""What reviewers decided about proposed claims, and which proposals of an article still wait for a decision.

A proposal is a passage of an article that may be a claim. It waits until a reviewer accepts or rejects it, or until the
article has a claim on the same words, whoever wrote that claim.
"""

from __future__ import annotations

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


def undecided_proposals(
    proposals: Iterable[Proposal], decided: Collection[tuple[int, int]], claimed: Collection[Span]
) -> list[Proposal]:
    """Return the proposals that nobody has decided, and that no claim of the article covers.

    `decided` are the places of the proposals that were accepted or rejected, `claimed` the passages of the article's
    claims. The order of the proposals stays.
    """
    return [
        proposal
        for proposal in proposals
        if (proposal.start, proposal.end) not in decided and not any(_is_mostly(proposal, span) for span in claimed)
    ]


def _is_mostly(proposal: Placed, span: Placed) -> bool:
    """Return whether two passages are mostly the same: they share more than half of the shorter one."""
    # A claim that was typed by hand may leave out a word or take in a sentence more, and is the same claim.
    shared = min(proposal.end, span.end) - max(proposal.start, span.start)
    return shared * 2 > min(proposal.end - proposal.start, span.end - span.start)
