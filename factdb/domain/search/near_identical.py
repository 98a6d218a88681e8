"""Texts that say nearly the same: most of their words in common, and every number."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from math import floor
from typing import TYPE_CHECKING

from factdb.domain.search import stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ALIKE = 0.8  # of the words of both that stand in both
_MOST = 200  # texts that a word may lead to: a commoner one says too little
_INITIALS = re.compile(r"\b(?:\w\.){2,}")
_NEGATIONS = frozenset({"not", "no", "never", "nor", "t"})
Words = frozenset[str]
Pair = tuple[int, int]


def pairs(texts: Mapping[int, str]) -> Iterator[tuple[Pair, float]]:
    """Yield the pairs of texts, the smaller number first, that say nearly the same, and how like they are, of 1.

    Two texts so alike have one of the rarest words of each in common: no others are compared.
    """
    stem = cache(stems.stem)  # most words come again and again
    found = {number: frozenset(map(stem, stems.words(_together(text)))) for number, text in texts.items()}
    counts = Counter(word for words in found.values() for word in words)
    by_word: dict[str, list[int]] = defaultdict(list)
    for number, words in found.items():
        for word in sorted(words, key=lambda word: (counts[word], word))[: _told_by(len(words))]:
            by_word[word].append(number)
    seen: set[Pair] = set()
    for word, numbers in by_word.items():
        for pair in _met(numbers, found, whole=counts[word] > _MOST):
            if pair not in seen:
                seen.add(pair)
                like = likeness(found[pair[0]], found[pair[1]])
                if like >= ALIKE:
                    yield pair, like


def _together(text: str) -> str:
    """Write "U.S." as "US"."""
    return _INITIALS.sub(lambda initials: initials[0].replace(".", ""), text)


def likeness(one: Words, other: Words) -> float:
    """Return the part of the words of both that both have; none where a number or a "not" is in one alone."""
    if any(word in _NEGATIONS or not word.isalpha() for word in one ^ other):
        return 0.0
    return len(one & other) / max(len(one | other), 1)


def _told_by(count: int) -> int:
    """Return how many of a text's rarest words must lead to every text that is so like it."""
    return floor(count * (1 - ALIKE)) + 1


def _met(numbers: list[int], found: Mapping[int, Words], *, whole: bool) -> Iterator[Pair]:
    """Yield the pairs that a word leads to; of a common one only those of the very same words."""
    groups: dict[object, list[int]] = defaultdict(list)
    for number in numbers:
        groups[found[number] if whole else None].append(number)
    for group in groups.values():
        for place, one in enumerate(group):
            yield from ((one, other) if one < other else (other, one) for other in group[place + 1 :])
