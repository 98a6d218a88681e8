"""Joins the steps of an alignment into changes that people can read: whole written words, neighbours together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb.quotation import lexicon, numbers
from factdb.quotation.alignment import AlignedPair
from factdb.quotation.findings import ChangePlace, QuotationChange, QuotationChangeKind, WordColumn
from factdb.quotation.lexicon import Weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from factdb.quotation.quoted_passage import Quotation
    from factdb.quotation.source_text import SourceText
    from factdb.quotation.tokens import ComparedWords

    _PhraseFinder = Callable[[ComparedWords, int, int], Iterator[tuple[int, int]]]

_WEIGHS_IN_A_CUT = frozenset({Weight.HEDGE, Weight.NEGATION})  # a name that was left out is not a changed name
_PHRASE = 3  # so far from a change a hedge of several words may begin
_MOST_LOOKS = 50  # places at which a word's first letter is looked at, so that a long transcript costs no more
_LONGEST = 1_000  # characters at either end of a long cut that are kept; its place says all


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Quoted words and the source's words that belong together; `same` where they are the same words."""

    quoted: tuple[int, int]
    source: tuple[int, int]
    is_same: bool

    @property
    def sizes(self) -> tuple[int, int]:
        """The number of words on each side."""
        return self.quoted[1] - self.quoted[0], self.source[1] - self.source[0]


@dataclass(frozen=True, slots=True)
class QuotationAndSource:
    """A quotation and a source, as they are compared."""

    quotation: Quotation
    source: SourceText

    def change(self, kind: QuotationChangeKind, quoted: tuple[int, int], source: tuple[int, int]) -> QuotationChange:
        """Return a change of these words, with the hedges and negations in it."""
        quoted_words, source_words = self.quotation.words, self.source.words
        quoted_span, source_span = quoted_words.span_of(*quoted), source_words.span_of(*source)
        light = all(map(lexicon.is_light, [*quoted_words.keys[slice(*quoted)], *source_words.keys[slice(*source)]]))
        holds = _changed_weights(self, quoted, source)
        if kind is QuotationChangeKind.CUT:
            # Between two ellipses names and numbers may go; "They … have 2,500 troops" without "probably" misleads.
            holds = tuple(weight for weight in holds if weight in _WEIGHS_IN_A_CUT)
        return QuotationChange(
            kind,
            _shorten(self.quotation.passage[quoted_span.start : quoted_span.end]),
            _shorten(source_words.text[source_span.start : source_span.end]),
            quoted_span,
            source_span,
            ChangePlace.INSIDE,
            holds,
            light and not holds,
        )

    def column(
        self, quoted: tuple[int, int], source: tuple[int, int], kind: QuotationChangeKind | None = None
    ) -> WordColumn:
        """Return the words with the marks next to them."""
        quoted_text = words_with_marks(self.quotation.words, *quoted, text=self.quotation.passage)
        source_text = words_with_marks(self.source.words, *source, text=self.source.words.text)
        return WordColumn(_shorten(quoted_text), _shorten(source_text), kind)


def group_steps(steps: Sequence[AlignedPair], sides: QuotationAndSource) -> list[WordGroup]:
    """Return the groups in order: each written word by itself where it is the same, changes that touch together."""
    groups: list[WordGroup] = []
    for group in _group_written_words(_extend_over_negations(steps, sides.source.words), sides):
        if groups and not groups[-1].is_same and not group.is_same:
            last = groups.pop()
            groups.append(_join_groups(last, group))
        else:
            groups.append(group)
    return groups


def change_kind(group: WordGroup, quotation: Quotation) -> QuotationChangeKind:
    """Return the kind of change of a group whose words differ."""
    quoted, source = group.sizes
    if quoted and all(quotation.inserted[slice(*group.quoted)]):
        return QuotationChangeKind.INSERTED
    if not quoted:
        return QuotationChangeKind.DROPPED
    return QuotationChangeKind.REPLACED if source else QuotationChangeKind.ADDED


def _join_groups(first: WordGroup, second: WordGroup) -> WordGroup:
    return WordGroup((first.quoted[0], second.quoted[1]), (first.source[0], second.source[1]), is_same=False)


def _extend_over_negations(steps: Sequence[AlignedPair], source: ComparedWords) -> Sequence[AlignedPair]:
    """Add to both ends what is left of a contraction that denies: "I will" was not said in "I won't"."""
    source_places = [step.source for step in steps if step.source >= 0]
    if not source_places:
        return steps
    first, last = source_places[0], source_places[-1] + 1
    # "won't" is two words, "will" and "not": an alignment that ends between them would call "I will" verbatim.
    ahead, behind = first, last
    while not source.begins_written_word(ahead):
        ahead -= 1
    while not source.begins_written_word(behind):
        behind += 1
    before = [AlignedPair(-1, at, is_same=False) for at in range(ahead, first)] if _denies(source, ahead, first) else []
    after = [AlignedPair(-1, at, is_same=False) for at in range(last, behind)] if _denies(source, last, behind) else []
    return [*before, *steps, *after]


def _denies(source: ComparedWords, start: int, end: int) -> bool:
    return any(True for _ in lexicon.negations(source, start, end))


def _group_written_words(steps: Sequence[AlignedPair], sides: QuotationAndSource) -> Iterator[WordGroup]:
    """Yield groups that split no written word on either side."""
    quoted = next((step.quoted for step in steps if step.quoted >= 0), 0)
    source = next((step.source for step in steps if step.source >= 0), 0)
    begun, is_same = (quoted, source), True
    for step in steps:
        quoted, source = quoted + (step.quoted >= 0), source + (step.source >= 0)
        is_same = is_same and step.is_same
        if sides.quotation.words.begins_written_word(quoted) and (
            sides.source.words.begins_written_word(source) or source == begun[1]
        ):
            yield WordGroup((begun[0], quoted), (begun[1], source), is_same)
            begun, is_same = (quoted, source), True
    if begun != (quoted, source):
        yield WordGroup((begun[0], quoted), (begun[1], source), is_same)


def _changed_weights(sides: QuotationAndSource, quoted: tuple[int, int], source: tuple[int, int]) -> tuple[Weight, ...]:
    quoted_words, source_words = sides.quotation.words, sides.source.words

    def phrases_differ(find: _PhraseFinder) -> bool:
        return _overlapping_phrases(quoted_words, quoted, find) != _overlapping_phrases(source_words, source, find)

    changed = {
        Weight.HEDGE: phrases_differ(lexicon.hedges),
        Weight.NEGATION: phrases_differ(lexicon.negations)
        or _are_opposed(quoted_words.keys[slice(*quoted)], source_words.keys[slice(*source)]),
        Weight.NUMBER: _numbers(quoted_words, quoted) != _numbers(source_words, source),
        Weight.NAME: _names(sides, quoted_words, quoted) != _names(sides, source_words, source),
    }
    return tuple(weight for weight, is_changed in changed.items() if is_changed)


def _overlapping_phrases(words: ComparedWords, place: tuple[int, int], find: _PhraseFinder) -> set[str]:
    """Return the phrases that overlap a place: the change of "think" to "know" touches the hedge "I think"."""
    start, end = place
    if start == end:
        return set()
    places = find(words, max(0, start - _PHRASE), min(len(words), end + _PHRASE))
    return {" ".join(words.keys[low:high]) for low, high in places if low < end and start < high}


def _are_opposed(quoted: Sequence[str], source: Sequence[str]) -> bool:
    return any(
        lexicon.are_opposites(quoted_key, source_key)
        for quoted_key in quoted[:_LONGEST]
        for source_key in source[:_LONGEST]
    )


def _numbers(words: ComparedWords, place: tuple[int, int]) -> set[str]:
    return {key for key in words.keys[slice(*place)] if numbers.is_number(key)}


def _names(sides: QuotationAndSource, words: ComparedWords, place: tuple[int, int]) -> set[str]:
    return {words.keys[at] for at in range(*place) if _is_name(sides, words, at)}


def _is_name(sides: QuotationAndSource, words: ComparedWords, at: int) -> bool:
    """Return whether a word is a name: with a capital letter, and where a sentence begins, nowhere with a small one."""
    key = words.keys[at]
    if lexicon.is_light(key) or numbers.is_number(key) or not lexicon.is_capital(words, at):
        return False
    if not lexicon.begins_sentence(words, at):
        return True
    # Any word has a capital at the beginning of a sentence: a common one occurs elsewhere in the source without.
    source = sides.source
    return all(lexicon.is_capital(source.words, place) for place in source.places.get(key, ())[:_MOST_LOOKS])


def _shorten(text: str) -> str:
    return text if len(text) <= 2 * _LONGEST else f"{text[:_LONGEST]} [\u2026] {text[-_LONGEST:]}"


def words_with_marks(words: ComparedWords, start: int, end: int, text: str) -> str:
    """Return words with the marks right next to them: those between two words go with the first."""
    if start == end:
        return ""
    span = words.span_of(start, end)
    gap, behind = words.gap_before(start), words.gap_before(end) if end < len(words) else text[span.end :]
    ahead = re.search(r"(?<=\s)\S+\Z" if start else r"\S+\Z", gap)
    after = re.match(r"\S+", behind)
    return text[span.start - (len(ahead[0]) if ahead else 0) : span.end + (len(after[0]) if after else 0)]
