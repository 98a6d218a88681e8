"""Finds the best place of a whole quotation: each part by itself, then those that lie in one order, near together."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from factdb.domain.quotation import places
from factdb.domain.quotation.alignment import Quoted
from factdb.domain.quotation.passages import Break

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.domain.anchors import Span
    from factdb.domain.quotation.passages import Quotation
    from factdb.domain.quotation.places import Placement
    from factdb.domain.quotation.sources import Source

_MOST_CHAINS = 8
_MOST_MAINS = 3  # the longest parts, from which the others are looked for: one of them may be nowhere
_NEAR = 60  # words beyond its own length within which a part is looked for beside the next
_OUT_OF_ORDER = 16
_FAR = 2.0  # what each doubling of the distance costs: a lone word far away is no part of what was said


@dataclass(frozen=True, slots=True)
class Chain:
    """A placement for each segment of a quotation, None where it isn't there, and what all of them are worth."""

    placed: list[Placement | None]
    score: float

    @property
    def span(self) -> tuple[int, int]:
        """The first word of the source that it holds, and the one after its last."""
        found = [each for each in self.placed if each]
        return (min(each.start for each in found), max(each.end for each in found)) if found else (0, 0)


def best(quotation: Quotation, source: Source, near: Span | None = None) -> Chain:
    """Return the best chain; of equal ones that which lies in `near`, else the first."""
    parts = [
        Quoted(quotation.words.keys[each.start : each.end], quotation.inserted[each.start : each.end], each.start)
        for each in quotation.segments
    ]
    if not parts or not len(source.words):
        return Chain([None] * len(parts), 0)
    mains = sorted(range(len(parts)), key=lambda at: -parts[at].most)[:_MOST_MAINS]
    chains = [
        _chain(parts, quotation, source, main, start)
        for main in mains
        for start in _worth_following(places.anywhere(parts[main], source), source, near)
    ]
    return max(
        chains, key=lambda chain: (chain.score, _is_near(chain, source, near)), default=Chain([None] * len(parts), 0)
    )


def _worth_following(found: Sequence[Placement], source: Source, near: Span | None) -> list[Placement]:
    def order(placement: Placement) -> tuple[int, bool]:
        return -placement.score, not _overlaps((placement.start, placement.end), source, near)

    return sorted((each for each in found if each.same), key=order)[:_MOST_CHAINS]


def _is_near(chain: Chain, source: Source, near: Span | None) -> bool:
    return _overlaps(chain.span, source, near)


def _overlaps(words: tuple[int, int], source: Source, near: Span | None) -> bool:
    span = source.words.place(*words)
    return near is not None and span.start < near.end and near.start < span.end


def _chain(parts: Sequence[Quoted], quotation: Quotation, source: Source, main: int, placement: Placement) -> Chain:
    """Place the other parts on both sides of the main one, each beside its neighbour."""
    placed: list[Placement | None] = [None] * len(parts)
    placed[main] = placement
    total = float(placement.score)
    for after, order in ((True, range(main + 1, len(parts))), (False, range(main - 1, -1, -1))):
        neighbour = placement
        for at in order:
            free = Break.WORDS in {each.parted_by for each in quotation.segments[min(at, main) + 1 : max(at, main) + 1]}
            found, worth = _beside(parts[at], source, neighbour, placed, after=after, free=free)
            total += worth
            if found:
                placed[at] = neighbour = found
    return Chain(placed, total)


def _beside(
    part: Quoted, source: Source, neighbour: Placement, placed: Sequence[Placement | None], *, after: bool, free: bool
) -> tuple[Placement | None, float]:
    """Return the best placement beside another, and what it is worth; None and its cost where it isn't worth it."""
    found = [each for each in _candidates(part, source, neighbour, after=after) if _is_free(each, placed)]
    worths = [(_worth(each, neighbour, after=after, free=free), -each.start, each) for each in found if each.same]
    absent = -part.most / 2
    if not worths:
        return None, absent
    worth, _, placement = max(worths, key=lambda item: item[:2])
    return (placement, worth) if worth > 0 else (None, absent)


def _is_free(placement: Placement, placed: Sequence[Placement | None]) -> bool:
    return all(each is None or placement.end <= each.start or each.end <= placement.start for each in placed)


def _candidates(part: Quoted, source: Source, neighbour: Placement, *, after: bool) -> list[Placement]:
    reach = len(part.keys) + _NEAR
    low, high = (neighbour.end, neighbour.end + reach) if after else (neighbour.start - reach, neighbour.start)
    return [places.within(part, source, low, high), *places.anywhere(part, source), *_closest(part, source, neighbour)]


def _closest(part: Quoted, source: Source, neighbour: Placement) -> list[Placement]:
    """Return where the very words stand most closely behind and before: they may stand too often to list them all."""
    after = places.exact(part.keys, source, neighbour.end)[:1]
    before = places.exact(part.keys, source, 0, neighbour.start)[-1:]
    return [places.within(part, source, at, at + len(part.keys)) for at in [*after, *before]]


def _worth(placement: Placement, neighbour: Placement, *, after: bool, free: bool) -> float:
    in_order = placement.start >= neighbour.end if after else placement.end <= neighbour.start
    gap = max(placement.start - neighbour.end, neighbour.start - placement.end, 0)
    return placement.score - _FAR * log2(1 + gap) - (0 if in_order or free else _OUT_OF_ORDER)
