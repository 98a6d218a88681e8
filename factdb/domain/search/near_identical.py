"""Finds texts that say nearly the same: with most words in common, and every number."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from math import floor
from typing import TYPE_CHECKING

from factdb.domain.claim_context import without_context
from factdb.domain.search import stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ALIKE = 0.8  # share of all words of two texts that both have
_MOST = 200  # texts for one word: a more common word says too little
_INITIALS = re.compile(r"\b(?:\w\.){2,}")
_NEGATIONS = frozenset({"not", "no", "never", "nor", "t"})
Words = frozenset[str]
Pair = tuple[int, int]


def pairs(texts: Mapping[int, str]) -> Iterator[tuple[Pair, float]]:
    """Yield pairs of texts (smaller number first) that say nearly the same, and their likeness, from 0 to 1.

    Two such texts have one of their rarest words in common: only these are compared.
    """
    stem = cache(stems.stem)  # most words occur often
    words_by_text = {
        number: frozenset(map(stem, stems.words(_join_initials(without_context(text)))))
        for number, text in texts.items()
    }
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
    """Return the share of common words; 0 if only one of the texts has a number or a "not"."""
    # One word can make the opposite: "will leave" and "will not leave", 2,500 soldiers and 25,000.
    if any(word in _NEGATIONS or not word.isalpha() for word in first ^ second):
        return 0.0
    return len(first & second) / max(len(first | second), 1)


def _prefix_length(count: int) -> int:
    """Return how many of a text's rarest words must be searched to find every text of this likeness."""
    return floor(count * (1 - ALIKE)) + 1


def _pairs_of_word(numbers: list[int], words_by_text: Mapping[int, Words], *, only_equal: bool) -> Iterator[Pair]:
    """Yield the pairs of texts with a word; for a common word, only pairs with exactly the same words."""
    groups: dict[object, list[int]] = defaultdict(list)
    for number in numbers:
        groups[words_by_text[number] if only_equal else None].append(number)
    for group in groups.values():
        for place, first in enumerate(group):
            yield from ((first, second) if first < second else (second, first) for second in group[place + 1 :])
