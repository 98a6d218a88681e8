"""Joins the steps of an alignment into changes that people can read: whole written words, neighbours together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb.quotation import lexicon, numbers
from factdb.quotation.alignment import Pair
from factdb.quotation.findings import Change, Column, Kind, Where
from factdb.quotation.lexicon import Weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from factdb.quotation.quoted_passage import Quotation
    from factdb.quotation.source_text import Source
    from factdb.quotation.tokens import Words

_WEIGHS_IN_A_CUT = frozenset({Weight.HEDGE, Weight.NEGATION})  # a name that was left out is no changed name
_PHRASE = 3  # so far beside a change a hedge of several words may begin
_MOST_LOOKS = 50
_LONGEST = 1_000  # characters at either end of a long cut that are kept; its place says all


@dataclass(frozen=True, slots=True)
class Group:
    """Quoted words and the source's words that belong together; `same` where they are the same words."""

    quoted: tuple[int, int]
    source: tuple[int, int]
    same: bool

    @property
    def sizes(self) -> tuple[int, int]:
        """How many words there are on each side."""
        return self.quoted[1] - self.quoted[0], self.source[1] - self.source[0]


@dataclass(frozen=True, slots=True)
class Sides:
    """A quotation and a source, as they are compared."""

    quotation: Quotation
    source: Source

    def change(self, kind: Kind, quoted: tuple[int, int], source: tuple[int, int]) -> Change:
        """Return a change of these words, with what it holds."""
        mine, theirs = self.quotation.words, self.source.words
        quoted_span, source_span = mine.place(*quoted), theirs.place(*source)
        light = all(map(lexicon.is_light, [*mine.keys[slice(*quoted)], *theirs.keys[slice(*source)]]))
        holds = _holds(self, quoted, source)
        if kind is Kind.CUT:
            holds = tuple(weight for weight in holds if weight in _WEIGHS_IN_A_CUT)
        return Change(
            kind,
            _short(self.quotation.passage[quoted_span.start : quoted_span.end]),
            _short(theirs.text[source_span.start : source_span.end]),
            quoted_span,
            source_span,
            Where.INSIDE,
            holds,
            light and not holds,
        )

    def column(self, quoted: tuple[int, int], source: tuple[int, int], kind: Kind | None = None) -> Column:
        """Return the words with the marks that stand beside them."""
        mine = dressed(self.quotation.words, *quoted, text=self.quotation.passage)
        theirs = dressed(self.source.words, *source, text=self.source.words.text)
        return Column(_short(mine), _short(theirs), kind)


def grouped(steps: Sequence[Pair], sides: Sides) -> list[Group]:
    """Return the groups in order: each written word by itself where it is the same, changes that touch together."""
    groups: list[Group] = []
    for group in _whole_words(_with_negations(steps, sides.source.words), sides):
        if groups and not groups[-1].same and not group.same:
            last = groups.pop()
            groups.append(_joined(last, group))
        else:
            groups.append(group)
    return groups


def kind_of(group: Group, quotation: Quotation) -> Kind:
    """Return what was done to the words of a group that isn't the same."""
    quoted, source = group.sizes
    if quoted and all(quotation.inserted[slice(*group.quoted)]):
        return Kind.INSERTED
    if not quoted:
        return Kind.DROPPED
    return Kind.REPLACED if source else Kind.ADDED


def _joined(one: Group, other: Group) -> Group:
    return Group((one.quoted[0], other.quoted[1]), (one.source[0], other.source[1]), same=False)


def _with_negations(steps: Sequence[Pair], source: Words) -> Sequence[Pair]:
    """Add to both ends what is left of a contraction that denies: "I will" was not said in "I won't"."""
    there = [step.source for step in steps if step.source >= 0]
    if not there:
        return steps
    first, last = there[0], there[-1] + 1
    ahead, behind = first, last
    while not source.parted(ahead):
        ahead -= 1
    while not source.parted(behind):
        behind += 1
    before = [Pair(-1, at, same=False) for at in range(ahead, first)] if _denies(source, ahead, first) else []
    after = [Pair(-1, at, same=False) for at in range(last, behind)] if _denies(source, last, behind) else []
    return [*before, *steps, *after]


def _denies(source: Words, start: int, end: int) -> bool:
    return any(True for _ in lexicon.negations(source, start, end))


def _whole_words(steps: Sequence[Pair], sides: Sides) -> Iterator[Group]:
    """Yield groups that cut no written word on either side."""
    quoted = next((step.quoted for step in steps if step.quoted >= 0), 0)
    source = next((step.source for step in steps if step.source >= 0), 0)
    begun, same = (quoted, source), True
    for step in steps:
        quoted, source = quoted + (step.quoted >= 0), source + (step.source >= 0)
        same = same and step.same
        if sides.quotation.words.parted(quoted) and (sides.source.words.parted(source) or source == begun[1]):
            yield Group((begun[0], quoted), (begun[1], source), same)
            begun, same = (quoted, source), True
    if begun != (quoted, source):
        yield Group((begun[0], quoted), (begun[1], source), same)


def _holds(sides: Sides, quoted: tuple[int, int], source: tuple[int, int]) -> tuple[Weight, ...]:
    mine, theirs = sides.quotation.words, sides.source.words
    tests = {
        Weight.HEDGE: _differ(_phrases(mine, quoted, lexicon.hedges), _phrases(theirs, source, lexicon.hedges)),
        Weight.NEGATION: _differ(_phrases(mine, quoted, lexicon.negations), _phrases(theirs, source, lexicon.negations))
        or _are_opposed(mine.keys[slice(*quoted)], theirs.keys[slice(*source)]),
        Weight.NUMBER: _differ(_numbers(mine, quoted), _numbers(theirs, source)),
        Weight.NAME: _differ(_names(sides, mine, quoted), _names(sides, theirs, source)),
    }
    return tuple(weight for weight, is_held in tests.items() if is_held)


def _differ(one: set[str], other: set[str]) -> bool:
    return one != other


def _phrases(
    words: Words, place: tuple[int, int], find: Callable[[Words, int, int], Iterator[tuple[int, int]]]
) -> set[str]:
    """Return the phrases that overlap a place: the change of "think" to "know" touches the hedge "I think"."""
    start, end = place
    if start == end:
        return set()
    found = find(words, max(0, start - _PHRASE), min(len(words), end + _PHRASE))
    return {" ".join(words.keys[low:high]) for low, high in found if low < end and start < high}


def _are_opposed(quoted: Sequence[str], source: Sequence[str]) -> bool:
    return any(lexicon.are_opposites(one, other) for one in quoted[:_LONGEST] for other in source[:_LONGEST])


def _numbers(words: Words, place: tuple[int, int]) -> set[str]:
    return {key for key in words.keys[slice(*place)] if numbers.is_number(key)}


def _names(sides: Sides, words: Words, place: tuple[int, int]) -> set[str]:
    return {words.keys[at] for at in range(*place) if _is_name(sides, words, at)}


def _is_name(sides: Sides, words: Words, at: int) -> bool:
    """Tell whether a word is a name: with a capital letter, and where a sentence begins, nowhere with a small one."""
    key = words.keys[at]
    if lexicon.is_light(key) or numbers.is_number(key) or not lexicon.is_capital(words, at):
        return False
    if not lexicon.begins_sentence(words, at):
        return True
    source = sides.source
    return all(lexicon.is_capital(source.words, there) for there in source.places.get(key, ())[:_MOST_LOOKS])


def _short(text: str) -> str:
    return text if len(text) <= 2 * _LONGEST else f"{text[:_LONGEST]} [\u2026] {text[-_LONGEST:]}"


def dressed(words: Words, start: int, end: int, text: str) -> str:
    """Return words with the marks that stand right beside them: those between two words go with the first."""
    if start == end:
        return ""
    span = words.place(start, end)
    gap, behind = words.between(start), words.between(end) if end < len(words) else text[span.end :]
    ahead = re.search(r"(?<=\s)\S+\Z" if start else r"\S+\Z", gap)
    after = re.match(r"\S+", behind)
    return text[span.start - (len(ahead[0]) if ahead else 0) : span.end + (len(after[0]) if after else 0)]
