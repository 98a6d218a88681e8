"""Finds where in a source a quotation may stand: by rare words, part by part, then the parts that lie in one order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from heapq import nlargest
from math import log2
from typing import TYPE_CHECKING

from factdb.quotation import alignment, lexicon
from factdb.quotation.alignment import Pair, Quoted
from factdb.quotation.quoted_passage import Break

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.domain.passages import Span
    from factdb.quotation.quoted_passage import Quotation
    from factdb.quotation.source_text import Source
    from factdb.quotation.tokens import Words

_BUCKET = 16  # words: places so near to each other are looked at together
_RARE = 64  # a word that stands more often says little of where the quotation is
_MOST_LOOKS = 200_000
_MOST_WINDOWS = 6
_MOST_EXACT = 200
_PAD = 12
_REACH = 240  # so many words may have been left out, and what follows them is still found
_PAIR_VOTES = 3
_MOST_AT_END = 3
_WORTH_A_LOOK = 0.4


@dataclass(frozen=True, slots=True)
class Placement:
    """Quoted words at a place of a source: the steps of their alignment, its score, and where it starts and ends."""

    steps: list[Pair]
    score: int
    start: int
    end: int

    @property
    def same(self) -> int:
        """How many words are the same."""
        return sum(step.same for step in self.steps)


def exact(keys: Sequence[str], source: Source, low: int = 0, high: int | None = None) -> list[int]:
    """Return where the words stand just so, in order, from `low` to before `high`; at most the first 200 places."""
    if not keys:
        return []
    rarest = min(range(len(keys)), key=lambda at: len(source.places.get(keys[at], ())))
    known = source.places.get(keys[rarest], [])
    wanted = list(keys)
    found: list[int] = []
    last = len(source.words) if high is None else high
    for at in known[bisect_left(known, low + rarest) :]:
        start = at - rarest
        if start + len(wanted) > last or len(found) == _MOST_EXACT:
            break
        if source.words.keys[start : start + len(wanted)] == wanted:
            found.append(start)
    return found


def anywhere(quoted: Quoted, source: Source) -> list[Placement]:
    """Return the likeliest placements in the whole source; where the words stand just so, those alone."""
    starts = [] if any(quoted.inserted) else exact(quoted.keys, source)
    if starts:
        return [_just_so(quoted, start) for start in starts]
    return [within(quoted, source, low, high) for low, high in _windows(quoted.keys, source)]


def within(quoted: Quoted, source: Source, low: int, high: int) -> Placement:
    """Return the best placement in a stretch of the source."""
    low, high = max(0, low), min(len(source.words), high)
    sides = alignment.Sides(starts_here=low == 0, ends_here=high == len(source.words))
    steps = _settled(alignment.align(quoted, source.words.keys[low:high], low, sides), source.words)
    paired = [step.source for step in steps if step.quoted >= 0 and step.source >= 0]
    start, end = (paired[0], paired[-1] + 1) if paired else (low, low)
    ends = alignment.Sides(starts_here=start == 0, ends_here=end == len(source.words))
    return Placement(steps, alignment.score(quoted, steps, ends), start, end)


def _settled(steps: list[Pair], words: Words) -> list[Pair]:
    """Settle at both ends what costs the same: a changed word replaces its neighbour, but not another sentence's."""
    start = 0
    while (
        start + 1 < len(steps)
        and _is_replaced(steps[start])
        and lexicon.begins_sentence(words, steps[start].source + 1)
    ):
        steps[start] = steps[start]._replace(source=-1)
        start += 1
    end = len(steps)
    while end and steps[end - 1].source < 0:
        end -= 1
    following = steps[end - 1].source + 1 if end else len(words)
    if len(steps) - end <= _MOST_AT_END:
        for at in range(end, len(steps)):
            if following >= len(words) or lexicon.begins_clause(words, following):
                break
            steps[at] = steps[at]._replace(source=following)
            following += 1
    return steps


def _is_replaced(step: Pair) -> bool:
    return step.quoted >= 0 and step.source >= 0 and not step.same


def _just_so(quoted: Quoted, start: int) -> Placement:
    steps = [Pair(quoted.first + at, start + at, same=True) for at in range(len(quoted.keys))]
    return Placement(steps, quoted.most, start, start + len(steps))


def _windows(keys: Sequence[str], source: Source) -> Iterator[tuple[int, int]]:
    """Yield stretches of the source that hold many of the words about as far from each other as in the quotation."""
    votes = _votes(keys, source)
    reach = _REACH // _BUCKET
    both = {bucket: count + votes.get(bucket + 1, 0) for bucket, count in votes.items()}
    best = nlargest(_MOST_WINDOWS, both.items(), key=lambda item: (item[1], -item[0]))
    pad = _PAD + len(keys) // 4
    seen: list[tuple[int, int]] = []
    for bucket, count in best:
        if count < best[0][1] * _WORTH_A_LOOK:
            break
        near = [other for other in range(bucket - reach, bucket + reach + 1) if votes.get(other, 0) * 4 >= count]
        low, high = min([bucket, *near]) * _BUCKET - pad, (max([bucket, *near]) + 2) * _BUCKET + len(keys) + pad
        if (low, high) not in seen:
            seen.append((low, high))
            yield low, high


def _votes(keys: Sequence[str], source: Source) -> dict[int, int]:
    """Count for each beginning, by bucket, how many rare words and pairs of words speak for it."""
    votes: Counter[int] = Counter()
    looks = _MOST_LOOKS
    order = sorted(range(len(keys)), key=lambda at: _rarity(keys, at, source))
    for at in order:
        singles = source.places.get(keys[at], [])
        if len(singles) <= _RARE:
            votes.update((there - at) // _BUCKET for there in singles)
        cost = _rarity(keys, at, source)
        if looks < cost:
            break
        looks -= cost
        for there in _pair_places(keys, at, source):
            votes[(there - at) // _BUCKET] += _PAIR_VOTES
    if not votes and order:
        votes.update((there - order[0]) // _BUCKET for there in source.places.get(keys[order[0]], [])[:_RARE])
    return votes


def _rarity(keys: Sequence[str], at: int, source: Source) -> int:
    """Count the rarer of a word and the next one."""
    return min(len(source.places.get(key, ())) for key in keys[at : at + 2])


def _pair_places(keys: Sequence[str], at: int, source: Source) -> Iterator[int]:
    """Yield where a word stands with its neighbour right behind it."""
    if at + 1 >= len(keys):
        return
    here, following = (source.places.get(key, []) for key in keys[at : at + 2])
    words = source.words.keys
    if len(here) <= len(following):
        yield from (there for there in here if there + 1 < len(words) and words[there + 1] == keys[at + 1])
    else:
        yield from (there - 1 for there in following if there and words[there - 1] == keys[at])


def nearest(starts: Sequence[int], place: int, *, after: bool) -> int | None:
    """Return the place that follows another most closely, or that comes before it."""
    at = bisect_left(starts, place) if after else bisect_right(starts, place) - 1
    return starts[at] if 0 <= at < len(starts) else None


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
        for start in _worth_following(anywhere(parts[main], source), source, near)
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
    return [within(part, source, low, high), *anywhere(part, source), *_closest(part, source, neighbour)]


def _closest(part: Quoted, source: Source, neighbour: Placement) -> list[Placement]:
    """Return where the very words stand most closely behind and before: they may stand too often to list them all."""
    after = exact(part.keys, source, neighbour.end)[:1]
    before = exact(part.keys, source, 0, neighbour.start)[-1:]
    return [within(part, source, at, at + len(part.keys)) for at in [*after, *before]]


def _worth(placement: Placement, neighbour: Placement, *, after: bool, free: bool) -> float:
    in_order = placement.start >= neighbour.end if after else placement.end <= neighbour.start
    gap = max(placement.start - neighbour.end, neighbour.start - placement.end, 0)
    return placement.score - _FAR * log2(1 + gap) - (0 if in_order or free else _OUT_OF_ORDER)
