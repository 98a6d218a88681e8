"""Finds the pairs of names that look alike among many, without comparing all of them, and why they do.

The answer depends on the names alone, so that it is remembered: who bears them, and who was told apart, is left to the
caller, and changes with every decision on a pair. Each name and each pair is remembered as well: of a desk that gets a
new name, only its pairs are compared.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz

from factdb.domain.search import similar_names
from factdb.domain.search.similar_names import Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# If more names than this have a word in common, they are compared only if another word begins in the same way.
_MANY = 60
_LIKE_ENOUGH, _WORD_LIKE_ENOUGH, _SHORTEST = 85, 75, 5
_MOST_REMEMBERED = 4  # the names of speakers and of sources, before and after a new name
_MOST_NAMES, _MOST_PAIRS = 10_000, 50_000  # remembered: some 15 MB


class WrittenName(NamedTuple):
    """A name as written, and whether it is a person's."""

    written: str
    is_person: bool


class SimilarPair(NamedTuple):
    """Two names that look alike, their likeness up to 100, and the reason."""

    first: WrittenName
    second: WrittenName
    likeness: int
    reason: str


class NamePairs(NamedTuple):
    """The names, split for comparison, and their pairs."""

    parsed: Mapping[WrittenName, Name]
    pairs: Sequence[SimilarPair]


@lru_cache(_MOST_REMEMBERED)
def among(names: tuple[WrittenName, ...]) -> NamePairs:
    """Return the pairs of distinct names that look alike; the same names in the same order cost nothing again."""
    split = [_split(name) for name in names]
    pairs = []
    for first, second in _to_compare(split):
        if like := _likeness(names[first], names[second]):
            pairs.append(SimilarPair(names[first], names[second], *like))
    return NamePairs({name: parsed for name, (parsed, _) in zip(names, split, strict=True)}, tuple(pairs))


class _SplitName(NamedTuple):
    """A name split for comparison, and its keys: names that share none are not compared."""

    name: Name
    keys: frozenset[str]


@lru_cache(_MOST_NAMES)
def _split(written: WrittenName) -> _SplitName:
    name = Name.parse(written.written, is_person=written.is_person)
    return _SplitName(name, frozenset(similar_names.keys(name)))


@lru_cache(_MOST_PAIRS)
def _likeness(first: WrittenName, second: WrittenName) -> tuple[int, str] | None:
    """Return how much two names look alike, and why; None if they do not."""
    names = _split(first).name, _split(second).name
    return similar_names.reason(*names) or _spelling(*names)


def _to_compare(names: list[_SplitName]) -> Iterator[tuple[int, int]]:
    """Yield the places of the names to compare, in order: those that share a key."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, (_, keys) in enumerate(names):
        for key in keys:
            blocks[key].append(place)
    # Most pairs share several keys: as one number each, they are told apart in half the time.
    count = len(names)
    pairs = {
        first * count + second
        for block in blocks.values()
        if len(block) > 1
        for first, second in _pairs_of(names, block)
    }
    return (divmod(pair, count) for pair in sorted(pairs))


def _pairs_of(names: list[_SplitName], block: list[int]) -> Iterator[tuple[int, int]]:
    if len(block) <= _MANY:
        yield from combinations(block, 2)
        return
    finer: dict[str, list[int]] = defaultdict(list)
    for place in block:
        for initial in {word[0] for word in names[place].name.bare}:
            finer[initial].append(place)
    for part in finer.values():
        # A part as large as its block splits nothing: it would compare all pairs again.
        if len(part) < len(block):
            yield from combinations(part, 2)


def _spelling(first: Name, second: Name) -> tuple[int, str] | None:
    """Compare the spelling of names, in any order of words; short words that differ are different words."""
    # The only difference between father and son.
    if first.generation != second.generation:
        return None
    like = fuzz.ratio(" ".join(first.in_order), " ".join(second.in_order), score_cutoff=_LIKE_ENOUGH)
    if not like:
        return None
    only_first, only_second = (
        sorted(set(a) - set(b)) for a, b in ((first.bare, second.bare), (second.bare, first.bare))
    )
    # One letter makes a different short word, and one digit a different number.
    if len(only_first) != len(only_second) or any(
        len(word) < _SHORTEST or word.isdigit() for word in (*only_first, *only_second)
    ):
        return None
    if any(max(fuzz.ratio(word, other_word) for other_word in only_second) < _WORD_LIKE_ENOUGH for word in only_first):
        return None
    return min(int(like), 99), "spelling"
