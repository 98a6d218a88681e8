"""Compares two editions of one text, word by word, and says of a passage of the older one how the newer one has it.

Both texts are aligned as wholes, not searched for the passage: where a speaker says the same words twice and one place
was corrected, the other place does not count as the passage.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Indel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.domain.passages import Span
    from factdb.quotation.tokens import ComparedWords

_RUN = 4  # words in a row that stand once in both editions, and hold both together
_LARGEST = 16_000_000  # pairs of words between two such places; more is taken as replaced
_NOWHERE = -1
_ENOUGH = 0.3  # share of a passage's words that a newer edition must have: fewer are there by chance


class WordChange(NamedTuple):
    """Words of the older edition, and what the newer one has in their place; one side may be empty."""

    older: str
    newer: str


@dataclass(frozen=True, slots=True)
class NewerPassage:
    """A passage in the newer edition: what changed, and its words with their place; both None where it is gone."""

    changes: tuple[WordChange, ...]
    words: str | None
    place: int | None

    @property
    def is_same(self) -> bool:
        """Whether the newer edition has the very words; case, marks and line ends do not count."""
        return not self.changes and self.words is not None


class Editions:
    """An older and a newer edition of one text, aligned once for all passages."""

    def __init__(self, older: ComparedWords, newer: ComparedWords) -> None:
        """Align both."""
        self.older = older
        self.newer = newer
        self._counterparts = [_NOWHERE] * len(older.keys)
        for start, end, newer_start, newer_end in _between_anchors(older.keys, newer.keys):
            self._align(start, end, newer_start, newer_end)
        self._starts = [older.start_of(word) for word in range(len(older.keys))]

    def passage(self, span: Span) -> NewerPassage:
        """Return how the newer edition has a passage of the older one."""
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        counterparts = [at for at in self._counterparts[first:last] if at != _NOWHERE]
        if len(counterparts) < max(1, _ENOUGH * (last - first)):
            return NewerPassage((), None, None)
        changes = tuple(self._changes(first, last))
        start, end = self._gap_start(first), self._gap_end(last)
        if self._counterparts[first] != _NOWHERE:
            start = self._counterparts[first]
        if self._counterparts[last - 1] != _NOWHERE:
            end = self._counterparts[last - 1] + 1
        place = self.newer.span_of(start, end)
        return NewerPassage(changes, self.newer.text[place.start : place.end], place.start)

    def _align(self, start: int, end: int, newer_start: int, newer_end: int) -> None:
        older, newer = self.older.keys, self.newer.keys
        while start < end and newer_start < newer_end and older[start] == newer[newer_start]:
            self._counterparts[start] = newer_start
            start, newer_start = start + 1, newer_start + 1
        while start < end and newer_start < newer_end and older[end - 1] == newer[newer_end - 1]:
            end, newer_end = end - 1, newer_end - 1
            self._counterparts[end] = newer_end
        if not 0 < (end - start) * (newer_end - newer_start) <= _LARGEST:
            return
        for step in Indel.opcodes(older[start:end], newer[newer_start:newer_end]):
            if step.tag == "equal":
                for offset in range(step.src_end - step.src_start):
                    self._counterparts[start + step.src_start + offset] = newer_start + step.dest_start + offset

    def _changes(self, first: int, last: int) -> Iterator[WordChange]:
        """Yield the changes within a range of words, each with the word before it where a word came or went."""
        at = first
        while at < last:
            if self._counterparts[at] == _NOWHERE:
                end = at
                while end < last and self._counterparts[end] == _NOWHERE:
                    end += 1
                yield self._change((at, end), (self._gap_start(at), self._gap_end(end)), (first, last))
                at = end
                continue
            if (
                at > first
                and self._counterparts[at - 1] != _NOWHERE
                and self._counterparts[at - 1] + 1 < self._counterparts[at]
            ):
                yield self._change((at, at), (self._counterparts[at - 1] + 1, self._counterparts[at]), (first, last))
            at += 1

    def _change(self, older: tuple[int, int], newer: tuple[int, int], within: tuple[int, int]) -> WordChange:
        if older[0] == older[1] or newer[0] >= newer[1]:
            # A word alone says little: "" -> "not". With its neighbour it does: "was" -> "was not".
            if older[0] > within[0] and self._counterparts[older[0] - 1] != _NOWHERE:
                older, newer = (older[0] - 1, older[1]), (self._counterparts[older[0] - 1], newer[1])
            elif older[1] < within[1] and self._counterparts[older[1]] != _NOWHERE:
                older, newer = (older[0], older[1] + 1), (newer[0], self._counterparts[older[1]] + 1)
        return WordChange(_written(self.older, older), _written(self.newer, newer))

    def _gap_start(self, at: int) -> int:
        """Return where the newer edition goes on after the last common word before a place."""
        before = next(
            (self._counterparts[word] for word in range(at - 1, -1, -1) if self._counterparts[word] != _NOWHERE),
            _NOWHERE,
        )
        return before + 1

    def _gap_end(self, at: int) -> int:
        """Return where the first common word at or after a place stands in the newer edition."""
        size = len(self._counterparts)
        after = (self._counterparts[word] for word in range(at, size) if self._counterparts[word] != _NOWHERE)
        return next(after, len(self.newer.keys))


def _written(words: ComparedWords, part: tuple[int, int]) -> str:
    if part[0] >= part[1]:
        return ""
    span = words.span_of(*part)
    return " ".join(words.text[span.start : span.end].split())


def _between_anchors(older: Sequence[str], newer: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the parts of both texts between places that they surely have in common; together they are all words."""
    start = newer_start = 0
    for at, newer_at in [*_anchors(older, newer), (len(older), len(newer))]:
        yield start, at, newer_start, newer_at
        start, newer_start = at, newer_at


def _anchors(older: Sequence[str], newer: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of runs of words that stand once in each text, in the order of both."""
    places, newer_places = _unique_runs(older), _unique_runs(newer)
    pairs = [(at, newer_places[run]) for run, at in places.items() if run in newer_places]
    return _longest_rising(sorted(pairs))


def _unique_runs(keys: Sequence[str]) -> dict[tuple[str, ...], int]:
    places: dict[tuple[str, ...], int] = {}
    repeated: set[tuple[str, ...]] = set()
    for at in range(len(keys) - _RUN + 1):
        run = tuple(keys[at : at + _RUN])
        if run in places:
            repeated.add(run)
        places[run] = at
    return {run: at for run, at in places.items() if run not in repeated}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most pairs whose second places rise as their first do: a paragraph that moved is left out."""
    tails: list[int] = []  # the lowest second place that ends a row of each length
    ends: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(tails, place)
        tails[length : length + 1] = [place]
        ends[length : length + 1] = [number]
        before.append(ends[length - 1] if length else -1)
    rising: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        rising.append(pairs[number])
        number = before[number]
    return rising[::-1]
