"""Scores the similarity of claims by the words in common; rare words have more weight (BM25).

A person confirms or rejects. This module never decides that two claims are the same.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb.domain.claim_context import without_context
from factdb.domain.search import stems
from factdb.domain.search.stems import STOP, TALK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_TERMS = 24
LONGEST = 4_000  # characters of a text that are used
_MOST_WORDS = 100  # words whose claims are counted, to find the rarest words
_MOST_COMPOUNDS, _LETTERS, _OF_HALF = 4, range(7, 25), 3  # compounds to split, their length, and the length of halves
LIKE_ENOUGH = 35  # minimum score for a hint
# Tuned on the training halves of CheckThat! 2020 and 2022.
_SATURATION, _BY_LENGTH = 1.5, 0.5
_WEIGHTS = (1.0, 1.0, 0.3)  # for the claim, its headline and its quotation
_AS_LONG_AS = 14  # words of a claim and its headline that count as a normal length
_OF_TALK, _SIGNED = 0.6, 0.8  # shares of the weight for small talk and for a signature

_URL = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/)\S+", re.IGNORECASE)
# The signature below a post. Author, month and year are normal words; handle and day are dropped.
_SIGNATURE = re.compile(
    r"\s[\u2014\u2013-]{1,2}\s*([^\u2014\u2013]{0,60}?)\s*\(@\w+\)(?:\s*([A-Z][a-z]+) \d{1,2}, (\d{4}))?\s*\"?\s*$"
)
_TAG = re.compile(r"[#@](\w+)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)")


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores claims against a text: the stems of the text, each with its weight."""

    weights: Mapping[str, float]
    beginnings: frozenset[str]
    stems: dict[str, str] = field(default_factory=dict)  # cache of words

    @classmethod
    def from_terms(cls, terms: Mapping[str, float], counts: Mapping[str, int], total: int) -> Scorer:
        """Return a scorer with terms weighted by their rarity among all claims."""
        weights = {stems.stem(term): part * rarity(counts.get(term, 0), total) for term, part in terms.items()}
        return cls(weights, frozenset(stem[:2] for stem in weights))

    def score(self, fields: Sequence[str | None]) -> float:
        """Return the score of a claim, from its words, its headline and its quotation."""
        times: dict[str, float] = defaultdict(float)
        length = 0.0
        for text, weight in zip(fields, _WEIGHTS, strict=True):
            for word in stems.words(without_context(text)) if text else ():
                if word in STOP:
                    continue
                length += weight
                if word[:2] in self.beginnings and (stem := self._stem(word)) in self.weights:
                    times[stem] += weight
        return self._sum(times, length)

    def best(self) -> float:
        """Return the score of a claim that says exactly the same as the text."""
        return self._sum(dict.fromkeys(self.weights, 1.0), len(self.weights))

    def _stem(self, word: str) -> str:
        if word not in self.stems:
            self.stems[word] = stems.stem(word)
        return self.stems[word]

    def _sum(self, times: Mapping[str, float], length: float) -> float:
        damped = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * length / _AS_LONG_AS)
        return sum(self.weights[stem] * n * (_SATURATION + 1) / (n + damped) for stem, n in times.items())


def terms(text: str) -> dict[str, float]:
    """Return the search words, one per stem, each with its share of the weight; without links and stop words."""
    text = _URL.sub(" ", without_context(text[:LONGEST]))
    signed = _SIGNATURE.search(text)
    words_by_stem: dict[str, tuple[str, float]] = {}
    for word in _words(text[: signed.start()] if signed else text):
        words_by_stem.setdefault(stems.stem(word), (word, _OF_TALK if word in TALK else 1.0))
    for word in _words(" ".join(filter(None, signed.groups()))) if signed else ():
        words_by_stem.setdefault(stems.stem(word), (word, _SIGNED))
    return dict(list(words_by_stem.values())[:_MOST_WORDS])


def _words(text: str) -> list[str]:
    """Return the significant words of a text, including the words of its hashtags and handles."""
    text = _TAG.sub(lambda tag: f" {_HUMP.sub(' ', tag[1])} {tag[1]} ", text)
    return [word for word in stems.words(text) if word not in STOP and (len(word) > 1 or word.isdigit())]


def compounds(text: str) -> list[str]:
    """Return the hashtags and handles of a text whose words are not separated by capital letters."""
    tags = (tag for tag in _TAG.findall(_URL.sub(" ", text[:LONGEST])) if not _HUMP.search(tag))
    candidates = dict.fromkeys(word for tag in tags for word in stems.words(tag) if len(word) in _LETTERS)
    return list(candidates)[:_MOST_COMPOUNDS]


def halves(compound: str) -> list[tuple[str, str]]:
    """Return the pairs of words that can form a compound."""
    return [(compound[:cut], compound[cut:]) for cut in range(_OF_HALF, len(compound) - _OF_HALF + 1)]


def split_compounds(
    terms: Mapping[str, float], compounds: Iterable[str], counts: Mapping[str, int]
) -> dict[str, float]:
    """Return terms in which a compound that no claim has is replaced by two words: the most common pair in claims."""
    shares = dict(terms)
    for compound in compounds:
        pairs = [pair for pair in halves(compound) if all(half in STOP or counts.get(half) for half in pair)]
        # A compound that claims contain, such as "Facebook", is not split.
        if pairs and not counts.get(compound):
            best = max(pairs, key=lambda pair: min(math.inf if half in STOP else counts[half] for half in pair))
            part = shares.pop(compound)
            stems_of_terms = set(map(stems.stem, shares))
            shares |= {half: part for half in best if half not in STOP and stems.stem(half) not in stems_of_terms}
    return shares


def rarest(counts: Mapping[str, int]) -> list[str]:
    """Return the rarest terms that any claim has, rarest first."""
    return sorted((term for term, count in counts.items() if count), key=lambda term: counts[term])[:MOST_TERMS]


def rarity(count: int, total: int) -> float:
    """Return the weight of a word that `count` of `total` claims have; always above 0."""
    return math.log(1 + (max(total - count, 0) + 0.5) / (count + 0.5))


def candidates(hits: Mapping[str, Iterable[int]], counts: Mapping[str, int], total: int, limit: int) -> list[int]:
    """Return the claims with the greatest weight of common terms, best first; `hits` has the claims of each term."""
    sums: dict[int, float] = defaultdict(float)
    for term, numbers in hits.items():
        weight = rarity(counts[term], total)
        for number in numbers:
            sums[number] += weight
    # Many claims share few sums: only those at the top are ever put in order.
    by_sum: dict[float, list[int]] = defaultdict(list)
    for number, weight in sums.items():
        by_sum[weight].append(number)
    best: list[int] = []
    for weight in sorted(by_sum, reverse=True):
        best += sorted(by_sum[weight])
        if len(best) >= limit:
            break
    return best[:limit]
