"""What people made of proposed claims, and which of an article's proposals still wait for somebody."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from factdb.domain.passages import Span


class Judgement(StrEnum):
    """What somebody made of a proposal."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Placed(Protocol):
    """Anything with a place in a text."""

    @property
    def start(self) -> int:
        """Its first code point."""

    @property
    def end(self) -> int:
        """The code point after its last."""


P = TypeVar("P", bound=Placed)


def undecided_proposals(
    proposals: Iterable[P], decided: Collection[tuple[int, int]], claimed: Collection[Span]
) -> list[P]:
    """Return the proposals that nobody has decided, and of which no claim of the article is made already."""
    return [
        proposal
        for proposal in proposals
        if (proposal.start, proposal.end) not in decided and not any(_is_mostly(proposal, span) for span in claimed)
    ]


def _is_mostly(proposal: Placed, span: Placed) -> bool:
    """Tell whether two share more than half of the shorter one."""
    shared = min(proposal.end, span.end) - max(proposal.start, span.start)
    return shared * 2 > min(proposal.end - proposal.start, span.end - span.start)
