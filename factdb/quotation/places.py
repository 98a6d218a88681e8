"""Finds where in a source a quotation is: by rare words, part by part, then the parts that lie in one order."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from heapq import nlargest
from math import log2
from typing import TYPE_CHECKING

from factdb.quotation import alignment, lexicon
from factdb.quotation.alignment import AlignedPair, QuotedWords
from factdb.quotation.quoted_passage import SegmentBreak

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.domain.passages import Span
    from factdb.quotation.quoted_passage import Quotation
    from factdb.quotation.source_text import SourceText
    from factdb.quotation.tokens import ComparedWords

_BUCKET = 16  # words: places so near to each other are examined together
_RARE = 64  # a word that occurs more often says little about where the quotation is
# Bounds, so that a common phrase in a transcript of hours costs no more than a rare one.
_MOST_LOOKS = 200_000
_MOST_WINDOWS = 6
_MOST_EXACT = 200
_PAD = 12  # words on both sides of a stretch: room for what was added or dropped at its ends
_REACH = 240  # so many words may have been left out, and what follows them is still found
_PAIR_VOTES = 3  # two words in a row say more about a place than two single words
_MOST_AT_END = 3  # words; a longer change at an end does not replace its neighbours
_WORTH_A_LOOK = 0.4  # of the votes of the best stretch


@dataclass(frozen=True, slots=True)
class Placement:
    """Quoted words at a place of a source: the steps of their alignment, its score, and where it starts and ends."""

    steps: list[AlignedPair]
    score: int
    start: int
    end: int

    @property
    def match_count(self) -> int:
        """The number of words that are the same."""
        return sum(step.is_same for step in self.steps)


def exact_starts(keys: Sequence[str], source: SourceText, low: int = 0, high: int | None = None) -> list[int]:
    """Return where exactly these words occur, in order, from `low` to before `high`; at most the first 200 places."""
    if not keys:
        return []
    # From the rarest word on: "the" occurs at thousands of places, and each would be compared.
    rarest = min(range(len(keys)), key=lambda at: len(source.places.get(keys[at], ())))
    rarest_places = source.places.get(keys[rarest], [])
    key_list = list(keys)
    starts: list[int] = []
    last = len(source.words) if high is None else high
    for at in rarest_places[bisect_left(rarest_places, low + rarest) :]:
        start = at - rarest
        if start + len(key_list) > last or len(starts) == _MOST_EXACT:
            break
        if source.words.keys[start : start + len(key_list)] == key_list:
            starts.append(start)
    return starts


def likely_placements(quoted: QuotedWords, source: SourceText) -> list[Placement]:
    """Return the likeliest placements in the whole source; where exactly these words occur, only those places."""
    starts = [] if any(quoted.inserted) else exact_starts(quoted.keys, source)
    if starts:
        return [_exact_placement(quoted, start) for start in starts]
    return [placement_within(quoted, source, low, high) for low, high in _promising_stretches(quoted.keys, source)]


def placement_within(quoted: QuotedWords, source: SourceText, low: int, high: int) -> Placement:
    """Return the best placement in a stretch of the source."""
    low, high = max(0, low), min(len(source.words), high)
    sides = alignment.SourceEnds(starts_here=low == 0, ends_here=high == len(source.words))
    steps = _settle_ends(alignment.align(quoted, source.words.keys[low:high], low, sides), source.words)
    paired = [step.source for step in steps if step.quoted >= 0 and step.source >= 0]
    start, end = (paired[0], paired[-1] + 1) if paired else (low, low)
    ends = alignment.SourceEnds(starts_here=start == 0, ends_here=end == len(source.words))
    return Placement(steps, alignment.score_steps(quoted, steps, ends), start, end)


def _settle_ends(steps: list[AlignedPair], words: ComparedWords) -> list[AlignedPair]:
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


def _is_replaced(step: AlignedPair) -> bool:
    return step.quoted >= 0 and step.source >= 0 and not step.is_same


def _exact_placement(quoted: QuotedWords, start: int) -> Placement:
    steps = [AlignedPair(quoted.first + at, start + at, is_same=True) for at in range(len(quoted.keys))]
    return Placement(steps, quoted.full_score, start, start + len(steps))


def _promising_stretches(keys: Sequence[str], source: SourceText) -> Iterator[tuple[int, int]]:
    """Yield stretches of the source that hold many of the words about as far from each other as in the quotation."""
    votes = _count_votes(keys, source)
    reach = _REACH // _BUCKET
    # A quotation that begins near a bucket's end has its votes in two of them.
    joint_votes = {bucket: count + votes.get(bucket + 1, 0) for bucket, count in votes.items()}
    best = nlargest(_MOST_WINDOWS, joint_votes.items(), key=lambda item: (item[1], -item[0]))
    pad = _PAD + len(keys) // 4
    yielded: list[tuple[int, int]] = []
    for bucket, count in best:
        if count < best[0][1] * _WORTH_A_LOOK:
            break
        near = [
            neighbour for neighbour in range(bucket - reach, bucket + reach + 1) if votes.get(neighbour, 0) * 4 >= count
        ]
        low, high = min([bucket, *near]) * _BUCKET - pad, (max([bucket, *near]) + 2) * _BUCKET + len(keys) + pad
        if (low, high) not in yielded:
            yielded.append((low, high))
            yield low, high


def _count_votes(keys: Sequence[str], source: SourceText) -> dict[int, int]:
    """Count for each beginning, by bucket, how many rare words and pairs of words support it."""
    votes: Counter[int] = Counter()
    looks = _MOST_LOOKS
    order = sorted(range(len(keys)), key=lambda at: _rarity(keys, at, source))
    for at in order:
        singles = source.places.get(keys[at], [])
        if len(singles) <= _RARE:
            votes.update((place - at) // _BUCKET for place in singles)
        cost = _rarity(keys, at, source)
        if looks < cost:
            break
        looks -= cost
        for place in _pair_places(keys, at, source):
            votes[(place - at) // _BUCKET] += _PAIR_VOTES
    if not votes and order:
        votes.update((place - order[0]) // _BUCKET for place in source.places.get(keys[order[0]], [])[:_RARE])
    return votes


def _rarity(keys: Sequence[str], at: int, source: SourceText) -> int:
    """Return how often the rarer of a word and the next one occurs."""
    return min(len(source.places.get(key, ())) for key in keys[at : at + 2])


def _pair_places(keys: Sequence[str], at: int, source: SourceText) -> Iterator[int]:
    """Yield where a word is directly followed by its neighbour."""
    if at + 1 >= len(keys):
        return
    places, next_places = (source.places.get(key, []) for key in keys[at : at + 2])
    words = source.words.keys
    if len(places) <= len(next_places):
        yield from (place for place in places if place + 1 < len(words) and words[place + 1] == keys[at + 1])
    else:
        yield from (place - 1 for place in next_places if place and words[place - 1] == keys[at])


_MOST_CHAINS = 8
_MOST_MAINS = 3  # the longest parts, from which the others are looked for: one of them may be missing
_NEAR = 60  # words beyond its own length within which a part is looked for next to another
_OUT_OF_ORDER = 16
_FAR = 2.0  # what each doubling of the distance costs: a lone word far away is not a part of what was said


@dataclass(frozen=True, slots=True)
class PlacementChain:
    """A placement for each segment of a quotation, None where it is missing, and the score of all of them."""

    placements: list[Placement | None]
    score: float

    @property
    def span(self) -> tuple[int, int]:
        """The first word of the source in the chain, and the word after the last."""
        placements = [placement for placement in self.placements if placement]
        starts, ends = [placement.start for placement in placements], [placement.end for placement in placements]
        return min(starts, default=0), max(ends, default=0)


def best_chain(quotation: Quotation, source: SourceText, near: Span | None = None) -> PlacementChain:
    """Return the best chain; of equal ones that which lies in `near`, else the first."""
    quoted = QuotedWords(quotation.words.keys, quotation.inserted)
    parts = [quoted.part(segment.start, segment.end) for segment in quotation.segments]
    if not parts or not len(source.words):
        return PlacementChain([None] * len(parts), 0)
    mains = sorted(range(len(parts)), key=lambda at: -parts[at].full_score)[:_MOST_MAINS]
    chains = [
        _build_chain(parts, quotation, source, main, start)
        for main in mains
        for start in _worth_following(likely_placements(parts[main], source), source, near)
    ]
    return max(
        chains,
        key=lambda chain: (chain.score, _overlaps(chain.span, source, near)),
        default=PlacementChain([None] * len(parts), 0),
    )


def _worth_following(placements: Sequence[Placement], source: SourceText, near: Span | None) -> list[Placement]:
    def order(placement: Placement) -> tuple[int, bool]:
        return -placement.score, not _overlaps((placement.start, placement.end), source, near)

    return sorted((placement for placement in placements if placement.match_count), key=order)[:_MOST_CHAINS]


def _overlaps(words: tuple[int, int], source: SourceText, near: Span | None) -> bool:
    span = source.words.span_of(*words)
    return near is not None and span.start < near.end and near.start < span.end


def _build_chain(
    parts: Sequence[QuotedWords], quotation: Quotation, source: SourceText, main: int, placement: Placement
) -> PlacementChain:
    """Place the other parts on both sides of the main one, each next to its neighbour."""
    placements: list[Placement | None] = [None] * len(parts)
    placements[main] = placement
    total = float(placement.score)
    for after, order in ((True, range(main + 1, len(parts))), (False, range(main - 1, -1, -1))):
        neighbour = placement
        for at in order:
            free = SegmentBreak.WORDS in {
                segment.parted_by for segment in quotation.segments[min(at, main) + 1 : max(at, main) + 1]
            }
            nearby, worth = _place_beside_neighbour(parts[at], source, neighbour, placements, after=after, free=free)
            total += worth
            if nearby:
                placements[at] = neighbour = nearby
    return PlacementChain(placements, total)


def _place_beside_neighbour(
    part: QuotedWords,
    source: SourceText,
    neighbour: Placement,
    placements: Sequence[Placement | None],
    *,
    after: bool,
    free: bool,
) -> tuple[Placement | None, float]:
    """Return the best placement next to another and its score, or None and the cost of leaving the part out."""
    candidates = [
        candidate
        for candidate in _candidate_placements(part, source, neighbour, after=after)
        if _is_free(candidate, placements)
    ]
    worths = [
        (_placement_worth(candidate, neighbour, after=after, free=free), -candidate.start, candidate)
        for candidate in candidates
        if candidate.match_count
    ]
    absent = -part.full_score / 2  # to leave a part out must cost, or the chain of one part would win
    if not worths:
        return None, absent
    worth, _, placement = max(worths, key=lambda item: item[:2])
    return (placement, worth) if worth > 0 else (None, absent)


def _is_free(placement: Placement, placements: Sequence[Placement | None]) -> bool:
    return all(
        occupied is None or placement.end <= occupied.start or occupied.end <= placement.start
        for occupied in placements
    )


def _candidate_placements(
    part: QuotedWords, source: SourceText, neighbour: Placement, *, after: bool
) -> list[Placement]:
    reach = len(part.keys) + _NEAR
    low, high = (neighbour.end, neighbour.end + reach) if after else (neighbour.start - reach, neighbour.start)
    return [
        placement_within(part, source, low, high),
        *likely_placements(part, source),
        *_closest_exact_placements(part, source, neighbour),
    ]


def _closest_exact_placements(part: QuotedWords, source: SourceText, neighbour: Placement) -> list[Placement]:
    """Return the nearest exact places after and before: there may be too many places to list them all."""
    after = exact_starts(part.keys, source, neighbour.end)[:1]
    before = exact_starts(part.keys, source, 0, neighbour.start)[-1:]
    return [placement_within(part, source, at, at + len(part.keys)) for at in [*after, *before]]


def _placement_worth(placement: Placement, neighbour: Placement, *, after: bool, free: bool) -> float:
    in_order = placement.start >= neighbour.end if after else placement.end <= neighbour.start
    gap = max(placement.start - neighbour.end, neighbour.start - placement.end, 0)
    return placement.score - _FAR * log2(1 + gap) - (0 if in_order or free else _OUT_OF_ORDER)
