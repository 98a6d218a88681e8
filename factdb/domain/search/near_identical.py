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
    words_by_text = {number: frozenset(map(stem, stems.words(_join_initials(text)))) for number, text in texts.items()}
    counts = Counter(word for words in words_by_text.values() for word in words)
    by_word: dict[str, list[int]] = defaultdict(list)
    for number, words in words_by_text.items():
        for word in sorted(words, key=lambda word: (counts[word], word))[: _prefix_length(len(words))]:
            by_word[word].append(number)
    compared: set[Pair] = set()
    for word, numbers in by_word.items():
        for pair in _pairs_of_word(numbers, words_by_text, only_equal=counts[word] > _MOST):
            if pair not in compared:
                compared.add(pair)
                like = likeness(words_by_text[pair[0]], words_by_text[pair[1]])
                if like >= ALIKE:
                    yield pair, like


def _join_initials(text: str) -> str:
    """Write "U.S." as "US"."""
    return _INITIALS.sub(lambda initials: initials[0].replace(".", ""), text)


def likeness(first: Words, second: Words) -> float:
    """Return the part of the words of both that both have; none where a number or a "not" is in one alone."""
    # One word apart, and yet the opposite: "will leave" and "will not leave", 2,500 soldiers and 25,000.
    if any(word in _NEGATIONS or not word.isalpha() for word in first ^ second):
        return 0.0
    return len(first & second) / max(len(first | second), 1)


def _prefix_length(count: int) -> int:
    """Return how many of a text's rarest words must lead to every text that is so like it."""
    return floor(count * (1 - ALIKE)) + 1


def _pairs_of_word(numbers: list[int], words_by_text: Mapping[int, Words], *, only_equal: bool) -> Iterator[Pair]:
    """Yield the pairs that a word leads to; of a common one only those of the very same words."""
    groups: dict[object, list[int]] = defaultdict(list)
    for number in numbers:
        groups[words_by_text[number] if only_equal else None].append(number)
    for group in groups.values():
        for place, first in enumerate(group):
            yield from ((first, second) if first < second else (second, first) for second in group[place + 1 :])
