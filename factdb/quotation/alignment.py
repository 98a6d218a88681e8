"""Pairs quoted words with a stretch of a source, word by word, at the least cost (Gotoh's alignment)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from factdb.quotation import lexicon
from factdb.quotation.numbers import is_number
from factdb.quotation.tokens import AMBIGUOUS_ENDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

# The score of each step. A word said has to outweigh a gap: a quotation that leaves out forty words is still found.
SAME, SAME_LIGHT = 16, 10
REPLACED, REPLACED_ALIKE, ADDED = -8, -4, -8
_INSERTED = 0
# To open a gap costs more than to widen it: one cut of forty words is likelier than forty cuts of one word.
_DROPPED_FIRST, _DROPPED_NEXT = -14, -1
_BEYOND = -1  # a quoted word that is missing because the source begins too late, or ends too early
_MOST_CELLS = 400_000  # cells of one table: the time and memory of an alignment grow with its two lengths multiplied
_LOWEST = -(10**9)
_ALIKE = 4  # so many letters at either end make two words alike
_STEP_BOTH, _STEP_QUOTED, _STEP_SOURCE = 1, 2, 3
_LONGEST_GRAM = 4


class AlignedPair(NamedTuple):
    """A step: a quoted word and a word of the source; -1: none. `same`: they are the same word."""

    quoted: int
    source: int
    is_same: bool


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """The quoted words of one segment, and which of them are the quoter's own insertions; `first` is its number."""

    keys: Sequence[str]
    inserted: Sequence[bool]
    first: int = 0

    def part(self, start: int, end: int) -> QuotedWords:
        """Return the words of one part."""
        return QuotedWords(self.keys[start:end], self.inserted[start:end], self.first + start)

    @property
    def full_score(self) -> int:
        """The score if every word is in the source."""
        words = zip(self.keys, self.inserted, strict=True)
        return sum(word_worth(key) for key, inserted in words if not inserted)


def word_worth(key: str) -> int:
    """Return the score of a word that is in the source."""
    return SAME_LIGHT if lexicon.is_light(key) else SAME


class SourceEnds(NamedTuple):
    """How the source goes on at its two ends: `open` where words of it may be left out, `ends` where it has no more."""

    open_start: bool = True
    open_end: bool = True
    starts_here: bool = False
    ends_here: bool = False

    def split(self) -> tuple[SourceEnds, SourceEnds]:
        """Return the ends of two halves: no words may be left out where the halves meet."""
        return (
            SourceEnds(self.open_start, open_end=False, starts_here=self.starts_here),
            SourceEnds(open_start=False, open_end=self.open_end, ends_here=self.ends_here),
        )


def align(
    quoted: QuotedWords,
    source: Sequence[str],
    first: int = 0,
    sides: SourceEnds = SourceEnds(),  # noqa: B008 - a tuple
) -> list[AlignedPair]:
    """Return the steps from the first quoted word to the last; `first` is the number of the source's first word."""
    if not len(quoted.keys) or not len(source):
        return [AlignedPair(quoted.first + at, -1, is_same=False) for at in range(len(quoted.keys))] + [
            AlignedPair(-1, first + at, is_same=False)
            for at in range(len(source))
            if not (sides.open_start or sides.open_end)
        ]
    if len(quoted.keys) * len(source) <= _MOST_CELLS:
        return _AlignmentTable(quoted, source, sides).steps(first)
    # Too large for one table: cut at a run of words that occurs once on both sides, as it surely belongs together.
    middle = _common_run_near_middle(quoted.keys, source)
    if middle is None:
        return _pair_one_by_one(quoted, source, first)
    at, source_at = middle
    before, behind = sides.split()
    return [
        *align(quoted.part(0, at), source[:source_at], first, before),
        *align(quoted.part(at, len(quoted.keys)), source[source_at:], first + source_at, behind),
    ]


def score_steps(quoted: QuotedWords, steps: Sequence[AlignedPair], sides: SourceEnds) -> int:
    """Return the score of an alignment."""
    total, dropping = 0, False
    for step in steps:
        if step.quoted < 0:
            total += _DROPPED_NEXT if dropping else _DROPPED_FIRST + _DROPPED_NEXT
        else:
            total += _score_step(quoted, step.quoted - quoted.first, step)
        dropping = step.quoted < 0
    ends = [steps] if sides.starts_here else []
    ends += [steps[::-1]] if sides.ends_here else []
    return total + sum(_saved_beyond_the_ends(quoted, end) for end in ends)


def _saved_beyond_the_ends(quoted: QuotedWords, steps: Sequence[AlignedPair]) -> int:
    """Return by how much the cost is lower for words before the source's first word, or after its last."""
    beyond = list(takewhile(lambda step: step.source < 0, steps))
    return sum(_BEYOND - ADDED for step in beyond if not quoted.inserted[step.quoted - quoted.first])


def _score_step(quoted: QuotedWords, at: int, step: AlignedPair) -> int:
    if quoted.inserted[at]:
        return _INSERTED
    if step.is_same:
        return word_worth(quoted.keys[at])
    return ADDED if step.source < 0 else REPLACED


def _common_run_near_middle(quoted: Sequence[str], source: Sequence[str]) -> tuple[int, int] | None:
    """Return where the same words occur once in both, nearest to the quotation's middle: the work is split there."""
    half = len(quoted) // 2
    for length in range(_LONGEST_GRAM, 0, -1):
        quoted_runs, source_runs = _unique_runs(quoted, length), _unique_runs(source, length)
        common = [
            (at, source_runs[gram])
            for gram, at in quoted_runs.items()
            if gram in source_runs and at > 0 and source_runs[gram] > 0
        ]
        if common:
            return min(common, key=lambda pair: abs(pair[0] - half))
    return None


def _unique_runs(keys: Sequence[str], length: int) -> dict[tuple[str, ...], int]:
    """Return the runs of words that occur once, with their places."""
    places: dict[tuple[str, ...], int] = {}
    repeated = set()
    for at in range(len(keys) - length + 1):
        gram = tuple(keys[at : at + length])
        if gram in places:
            repeated.add(gram)
        places[gram] = at
    return {gram: at for gram, at in places.items() if gram not in repeated}


def _pair_one_by_one(quoted: QuotedWords, source: Sequence[str], first: int) -> list[AlignedPair]:
    """Pair the words one by one: for texts too long and too much alike within themselves to do better."""
    paired = min(len(quoted.keys), len(source))
    steps = [AlignedPair(quoted.first + at, first + at, quoted.keys[at] == source[at]) for at in range(paired)]
    return steps + [AlignedPair(quoted.first + at, -1, is_same=False) for at in range(paired, len(quoted.keys))]


class _AlignmentTable:
    """The table of the best alignments of all beginnings of both, kept as the steps that lead to each."""

    def __init__(self, quoted: QuotedWords, source: Sequence[str], sides: SourceEnds) -> None:
        self.quoted = quoted
        self.source = source
        self.sides = sides
        self.equivalents = [AMBIGUOUS_ENDINGS.get(key, frozenset()) | {key} for key in quoted.keys]
        self.steps_to: list[bytearray] = []
        self.gaps: list[bytearray] = []
        self.last = self._fill()

    def steps(self, first: int) -> list[AlignedPair]:
        """Return the steps, walking back from the best end."""
        row, column = len(self.quoted.keys), len(self.source)
        if self.sides.open_end:
            # Of equal ends the first: words of the source after the quotation are not part of it.
            column = max(range(column + 1), key=lambda at: (self.last[at], -at))
        pairs: list[AlignedPair] = []
        dropping = False
        while row or (column and not self.sides.open_start):
            step = _STEP_SOURCE if dropping or not row else self.steps_to[row - 1][column]
            if step == _STEP_SOURCE:
                dropping = bool(row) and bool(self.gaps[row - 1][column])
                column -= 1
                pairs.append(AlignedPair(-1, first + column, is_same=False))
            elif step == _STEP_QUOTED:
                row -= 1
                pairs.append(AlignedPair(self.quoted.first + row, -1, is_same=False))
            else:
                row, column = row - 1, column - 1
                is_same = self._are_same(row, column)
                pairs.append(AlignedPair(self.quoted.first + row, first + column, is_same=is_same))
        return pairs[::-1]

    def _are_same(self, row: int, column: int) -> bool:
        key = self.source[column]
        return key in self.equivalents[row] or self.quoted.keys[row] in AMBIGUOUS_ENDINGS.get(key, ())

    def _fill(self) -> list[int]:
        start = _DROPPED_FIRST
        lasts = range(1, len(self.source) + 1)
        before = [0] + [0 if self.sides.open_start else start + _DROPPED_NEXT * at for at in lasts]
        for row, inserted in enumerate(self.quoted.inserted):
            before = self._fill_row(before, self._pair_scores(row, inserted=inserted), _INSERTED if inserted else ADDED)
        return before

    def _pair_scores(self, row: int, *, inserted: bool) -> list[int]:
        """Return the score of pairing each word of the source with a quoted one."""
        key = self.quoted.keys[row]
        worth_of = dict.fromkeys(
            self.equivalents[row] | {contraction for contraction, keys in AMBIGUOUS_ENDINGS.items() if key in keys},
            word_worth(key),
        )
        if inserted:
            # Words in brackets may be anything at no cost; "[the troops]" must not count as words changed.
            return [worth_of.get(source_key, _INSERTED) for source_key in self.source]
        for source_key in self.source:
            if source_key not in worth_of:
                worth_of[source_key] = REPLACED_ALIKE if are_alike(key, source_key) else REPLACED
        return [worth_of[source_key] for source_key in self.source]

    def _fill_row(self, before: list[int], worths: list[int], added: int) -> list[int]:
        """Fill one row from the one before. The innermost loop of the whole check: nothing is called in it."""
        size = len(worths) + 1
        steps, gaps = bytearray(size), bytearray(size)
        best = before[0] + (max(added, _BEYOND) if self.sides.starts_here else added)
        row = [best]
        steps[0] = _STEP_QUOTED
        drop = _LOWEST
        for at in range(1, size):
            opened = best + _DROPPED_FIRST
            if drop >= opened:
                gaps[at] = 1
            else:
                drop = opened
            drop += _DROPPED_NEXT
            best, step = before[at - 1] + worths[at - 1], _STEP_BOTH
            quoted_only = before[at] + added
            if quoted_only > best:
                best, step = quoted_only, _STEP_QUOTED
            if drop > best:
                best, step = drop, _STEP_SOURCE
            steps[at] = step
            row.append(best)
        if self.sides.ends_here and before[-1] + max(added, _BEYOND) >= row[-1]:
            row[-1], steps[-1] = before[-1] + max(added, _BEYOND), _STEP_QUOTED
        self.steps_to.append(steps)
        self.gaps.append(gaps)
        return row


def are_alike(first: str, second: str) -> bool:
    """Return whether two words begin or end alike, as forms of one word and its opposite do, or are both numbers."""
    if is_number(first) and is_number(second):
        return True
    if min(len(first), len(second)) < _ALIKE:
        return False
    return first[:_ALIKE] == second[:_ALIKE] or first[-_ALIKE:] == second[-_ALIKE:]
