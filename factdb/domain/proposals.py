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


def waiting(proposals: Iterable[P], decided: Collection[tuple[int, int]], claimed: Collection[Span]) -> list[P]:
    """Return the proposals that nobody has decided, and of which no claim of the article is made already."""
    return [
        each
        for each in proposals
        if (each.start, each.end) not in decided and not any(_is_mostly(each, span) for span in claimed)
    ]


def _is_mostly(one: Placed, other: Placed) -> bool:
    """Tell whether two share more than half of the shorter one."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared * 2 > min(one.end - one.start, other.end - other.start)
