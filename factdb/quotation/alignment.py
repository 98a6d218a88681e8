"""Aligns quoted words with a stretch of a source, word by word, at the least cost."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from factdb.quotation import lexicon
from factdb.quotation.numbers import is_number
from factdb.quotation.tokens import EITHER

if TYPE_CHECKING:
    from collections.abc import Sequence

# What each step is worth. A word said has to outweigh a gap: a quotation that leaves out forty words is still found.
SAME, SAME_LIGHT = 16, 10
REPLACED, REPLACED_ALIKE, ADDED = -8, -4, -8
_INSERTED = 0
_DROPPED_FIRST, _DROPPED_NEXT = -14, -1
_BEYOND = -1  # a quoted word for which the source has begun too late, or ended
_MOST_CELLS = 400_000
_LOWEST = -(10**9)
_ALIKE = 4  # so many letters at either end make two words alike
_STEP_BOTH, _STEP_QUOTED, _STEP_SOURCE = 1, 2, 3
_LONGEST_GRAM = 4


class Pair(NamedTuple):
    """A step: a quoted word and a source's, -1 where there is none. `same` where they are the same word."""

    quoted: int
    source: int
    same: bool


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quoted words of one segment, and which of them are the quoter's own insertions; `first` is its number."""

    keys: Sequence[str]
    inserted: Sequence[bool]
    first: int = 0

    def part(self, start: int, end: int) -> Quoted:
        """Return some of them."""
        return Quoted(self.keys[start:end], self.inserted[start:end], self.first + start)

    @property
    def most(self) -> int:
        """The score of words that are all there."""
        words = zip(self.keys, self.inserted, strict=True)
        return sum(worth(key) for key, inserted in words if not inserted)


def worth(key: str) -> int:
    """Return the score of a word that is there."""
    return SAME_LIGHT if lexicon.is_light(key) else SAME


class Sides(NamedTuple):
    """How the source goes on at its two ends: `open` where words of it may be left out, `ends` where it has no more."""

    open_start: bool = True
    open_end: bool = True
    starts_here: bool = False
    ends_here: bool = False

    def parted(self) -> tuple[Sides, Sides]:
        """Return the sides of two halves."""
        return (
            Sides(self.open_start, open_end=False, starts_here=self.starts_here),
            Sides(open_start=False, open_end=self.open_end, ends_here=self.ends_here),
        )


def align(quoted: Quoted, source: Sequence[str], first: int = 0, sides: Sides = Sides()) -> list[Pair]:  # noqa: B008 - a tuple
    """Return the steps from the first quoted word to the last; `first` is the number of the source's first word."""
    if not len(quoted.keys) or not len(source):
        return [Pair(quoted.first + at, -1, same=False) for at in range(len(quoted.keys))] + [
            Pair(-1, first + at, same=False) for at in range(len(source)) if not (sides.open_start or sides.open_end)
        ]
    if len(quoted.keys) * len(source) <= _MOST_CELLS:
        return _Table(quoted, source, sides).steps(first)
    middle = _middle(quoted.keys, source)
    if middle is None:
        return _straight(quoted, source, first)
    at, there = middle
    before, behind = sides.parted()
    return [
        *align(quoted.part(0, at), source[:there], first, before),
        *align(quoted.part(at, len(quoted.keys)), source[there:], first + there, behind),
    ]


def score(quoted: Quoted, steps: Sequence[Pair], sides: Sides) -> int:
    """Return what an alignment is worth."""
    total, dropping = 0, False
    for step in steps:
        if step.quoted < 0:
            total += _DROPPED_NEXT if dropping else _DROPPED_FIRST + _DROPPED_NEXT
        else:
            total += _step(quoted, step.quoted - quoted.first, step)
        dropping = step.quoted < 0
    ends = [steps] if sides.starts_here else []
    ends += [steps[::-1]] if sides.ends_here else []
    return total + sum(_spared(quoted, end) for end in ends)


def _spared(quoted: Quoted, steps: Sequence[Pair]) -> int:
    """Return by how much less the words cost that stand before the source's first word, or behind its last."""
    beyond = list(takewhile(lambda step: step.source < 0, steps))
    return sum(_BEYOND - ADDED for step in beyond if not quoted.inserted[step.quoted - quoted.first])


def _step(quoted: Quoted, at: int, step: Pair) -> int:
    if quoted.inserted[at]:
        return _INSERTED
    if step.same:
        return worth(quoted.keys[at])
    return ADDED if step.source < 0 else REPLACED


def _middle(quoted: Sequence[str], source: Sequence[str]) -> tuple[int, int] | None:
    """Return where the same words stand once in both, nearest to the quotation's middle: the work is parted there."""
    half = len(quoted) // 2
    for length in range(_LONGEST_GRAM, 0, -1):
        mine, theirs = _once(quoted, length), _once(source, length)
        both = [(at, theirs[gram]) for gram, at in mine.items() if gram in theirs and at > 0 and theirs[gram] > 0]
        if both:
            return min(both, key=lambda pair: abs(pair[0] - half))
    return None


def _once(keys: Sequence[str], length: int) -> dict[tuple[str, ...], int]:
    """Return the runs of words that stand once, with their places."""
    found: dict[tuple[str, ...], int] = {}
    twice = set()
    for at in range(len(keys) - length + 1):
        gram = tuple(keys[at : at + length])
        if gram in found:
            twice.add(gram)
        found[gram] = at
    return {gram: at for gram, at in found.items() if gram not in twice}


def _straight(quoted: Quoted, source: Sequence[str], first: int) -> list[Pair]:
    """Pair the words one by one: for texts too long and too much alike within themselves to do better."""
    both = min(len(quoted.keys), len(source))
    steps = [Pair(quoted.first + at, first + at, quoted.keys[at] == source[at]) for at in range(both)]
    return steps + [Pair(quoted.first + at, -1, same=False) for at in range(both, len(quoted.keys))]


class _Table:
    """The table of the best alignments of all beginnings of both, kept as the steps that lead to each."""

    def __init__(self, quoted: Quoted, source: Sequence[str], sides: Sides) -> None:
        self.quoted = quoted
        self.source = source
        self.sides = sides
        self.same = [EITHER.get(key, frozenset()) | {key} for key in quoted.keys]
        self.steps_to: list[bytearray] = []
        self.gaps: list[bytearray] = []
        self.last = self._fill()

    def steps(self, first: int) -> list[Pair]:
        """Walk back from the best end."""
        row, column = len(self.quoted.keys), len(self.source)
        if self.sides.open_end:
            column = max(range(column + 1), key=lambda at: (self.last[at], -at))
        found: list[Pair] = []
        dropping = False
        while row or (column and not self.sides.open_start):
            step = _STEP_SOURCE if dropping or not row else self.steps_to[row - 1][column]
            if step == _STEP_SOURCE:
                dropping = bool(row) and bool(self.gaps[row - 1][column])
                column -= 1
                found.append(Pair(-1, first + column, same=False))
            elif step == _STEP_QUOTED:
                row -= 1
                found.append(Pair(self.quoted.first + row, -1, same=False))
            else:
                row, column = row - 1, column - 1
                same = self._are_same(row, column)
                found.append(Pair(self.quoted.first + row, first + column, same=same))
        return found[::-1]

    def _are_same(self, row: int, column: int) -> bool:
        key = self.source[column]
        return key in self.same[row] or self.quoted.keys[row] in EITHER.get(key, ())

    def _fill(self) -> list[int]:
        start = _DROPPED_FIRST
        lasts = range(1, len(self.source) + 1)
        before = [0] + [0 if self.sides.open_start else start + _DROPPED_NEXT * at for at in lasts]
        for row, inserted in enumerate(self.quoted.inserted):
            before = self._row(before, self._worths(row, inserted=inserted), _INSERTED if inserted else ADDED)
        return before

    def _worths(self, row: int, *, inserted: bool) -> list[int]:
        """Return what it is worth to set each word of the source beside a quoted one."""
        key = self.quoted.keys[row]
        known = dict.fromkeys(self.same[row] | {own for own, keys in EITHER.items() if key in keys}, worth(key))
        if inserted:
            return [known.get(other, _INSERTED) for other in self.source]
        for other in self.source:
            if other not in known:
                known[other] = REPLACED_ALIKE if are_alike(key, other) else REPLACED
        return [known[other] for other in self.source]

    def _row(self, before: list[int], worths: list[int], added: int) -> list[int]:
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
            other = before[at] + added
            if other > best:
                best, step = other, _STEP_QUOTED
            if drop > best:
                best, step = drop, _STEP_SOURCE
            steps[at] = step
            row.append(best)
        if self.sides.ends_here and before[-1] + max(added, _BEYOND) >= row[-1]:
            row[-1], steps[-1] = before[-1] + max(added, _BEYOND), _STEP_QUOTED
        self.steps_to.append(steps)
        self.gaps.append(gaps)
        return row


def are_alike(one: str, other: str) -> bool:
    """Tell whether two words begin or end alike, as forms of one word and its opposite do, or are both numbers."""
    if is_number(one) and is_number(other):
        return True
    if min(len(one), len(other)) < _ALIKE:
        return False
    return one[:_ALIKE] == other[:_ALIKE] or one[-_ALIKE:] == other[-_ALIKE:]
