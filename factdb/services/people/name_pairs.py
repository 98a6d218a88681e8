"""Finds the pairs of names that look alike among many, without comparing all of them, and why they do.

The answer depends on the names alone, so that it is remembered: who bears them, and who was told apart, is left to the
caller, and changes with every decision on a pair.
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
    parsed = [Name.parse(name.written, is_person=name.is_person) for name in names]
    pairs = []
    for first, second in sorted(_to_compare(parsed)):
        like = similar_names.reason(parsed[first], parsed[second]) or _spelling(parsed[first], parsed[second])
        if like:
            pairs.append(SimilarPair(names[first], names[second], *like))
    return NamePairs(dict(zip(names, parsed, strict=True)), tuple(pairs))


def _to_compare(names: list[Name]) -> set[tuple[int, int]]:
    """Return the places of the names to compare: those that share a key."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        for key in set(similar_names.keys(name)):
            blocks[key].append(place)
    return {pair for block in blocks.values() if len(block) > 1 for pair in _pairs_of(names, block)}


def _pairs_of(names: list[Name], block: list[int]) -> Iterator[tuple[int, int]]:
    if len(block) <= _MANY:
        yield from combinations(block, 2)
        return
    finer: dict[str, list[int]] = defaultdict(list)
    for place in block:
        for initial in {word[0] for word in names[place].bare}:
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
