"""Compares the hedges and negations around a partial quotation: what the article lost, or added for the speaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb.domain.passages import Span
from factdb.quotation import lexicon, tokens
from factdb.quotation.findings import ChangePlace, QuotationChange, QuotationChangeKind, WordColumn
from factdb.quotation.groups import words_with_marks
from factdb.quotation.lexicon import Weight
from factdb.quotation.quoted_passage import SegmentBreak

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from factdb.quotation.places import PlacementChain
    from factdb.quotation.quoted_passage import Quotation
    from factdb.quotation.source_text import SourceText
    from factdb.quotation.tokens import ComparedWords

_MOST_HEDGED = 15  # words before a quotation in which a hedge still affects it
_MOST_DENIED = 6  # words before a quotation in which a negation affects it: it reaches less far than a hedge
_ShownWord = tuple[str, bool]
_ASIDE = 4  # words of a remark after a comma: "..., I think."


@dataclass(frozen=True, slots=True)
class _Scope:
    """The words of a sentence that affect some others: the words before, the words after, and the whole sentence."""

    words: ComparedWords
    before: tuple[int, int]
    behind: tuple[int, int]
    sentence: tuple[int, int]

    def hedges(self) -> Iterator[tuple[int, int]]:
        for side in (self.before, self.behind):
            yield from lexicon.hedges(self.words, *side)

    def negations(self) -> Iterator[tuple[int, int]]:
        start, end = self.before
        return lexicon.negations(self.words, max(start, end - _MOST_DENIED), end)

    def span(self, place: tuple[int, int]) -> Span:
        return self.words.span_of(*place)

    def side(self, place: tuple[int, int]) -> list[_ShownWord]:
        """Return the words of one side as they are written, and which of them are hedges or negations."""
        heavy = {at for start, end in [*self.hedges(), *self.negations()] for at in range(start, end)}
        written_words = [at for at in range(*place) if self.words.begins_written_word(at)]
        ends = [*written_words[1:], place[1]]
        return [
            (words_with_marks(self.words, at, end, self.words.text), bool(heavy & set(range(at, end))))
            for at, end in zip(written_words, ends, strict=False)
        ]


def surrounding_changes(quotation: Quotation, source: SourceText, chain: PlacementChain) -> list[QuotationChange]:
    """Return the hedges and negations around a partial quotation that only its source or only the article has."""
    article = _ArticleSentence(quotation)
    differences: list[QuotationChange] = []
    fragments = list(_unparted_fragments(quotation, chain))
    for part, place in fragments:
        elsewhere = {at for _, other_place in fragments if other_place != place for at in range(*other_place)}
        source_scope = _scope_around(source.words, *place, elsewhere)
        article_scope = article.scope(part)
        compared = _differing_weights(
            article, article_scope, source_scope, source, quotation.words.span_of(part[0], part[0])
        )
        differences += [change for change in compared if not any(_is_same(change, earlier) for earlier in differences)]
    return differences


def notes_on_whole_quotation(source: SourceText, chain: PlacementChain) -> list[str]:
    """Return in plain sentences which hedges and negations are right next to the words of a whole quotation."""
    start, end = chain.span
    scope = _scope_around(source.words, start, end)
    weights = [("a hedge", place) for place in scope.hedges()] + [("a negation", place) for place in scope.negations()]
    spans = [(name, scope.span(place)) for name, place in weights]
    return [
        f"next to these words the source says \u201c{source.words.text[span.start : span.end]}\u201d ({name})"
        for name, span in spans
    ]


def surrounding_columns(
    quotation: Quotation, source: SourceText, chain: PlacementChain
) -> tuple[list[WordColumn], list[WordColumn]]:
    """Return the words before the first quoted ones and after the last, the article's above the source's."""
    article = _ArticleSentence(quotation)
    scopes = [
        (article.scope(part), _scope_around(source.words, *place))
        for part, place in _unparted_fragments(quotation, chain)
    ]
    article_scope, source_scope = scopes[0]
    before = _pair_columns(
        article_scope.side(article_scope.before)[::-1], source_scope.side(source_scope.before)[::-1]
    )[::-1]
    article_scope, source_scope = scopes[-1]
    return before, _pair_columns(article_scope.side(article_scope.behind), source_scope.side(source_scope.behind))


def _pair_columns(article_side: list[_ShownWord], source_side: list[_ShownWord]) -> list[WordColumn]:
    """Set words one over the other, from those next to the quotation on; a hedge or negation is alone."""
    columns: list[WordColumn] = []
    article_side = article_side[: max(len(source_side), _MOST_DENIED)]
    while article_side or source_side:
        if source_side and source_side[0][1]:
            columns.append(WordColumn("", source_side.pop(0)[0], QuotationChangeKind.DROPPED))
        elif article_side and article_side[0][1]:
            columns.append(WordColumn(article_side.pop(0)[0], "", QuotationChangeKind.ADDED))
        else:
            columns.append(
                WordColumn(article_side.pop(0)[0] if article_side else "", source_side.pop(0)[0] if source_side else "")
            )
    return columns


class _ArticleSentence:
    """The article's sentence with the passage in it."""

    def __init__(self, quotation: Quotation) -> None:
        self.shift = len(quotation.before)
        self.words = tokens.read_words(f"{quotation.before}{quotation.passage}{quotation.after}")
        self.parts = [(part.start + self.shift, part.end + self.shift) for part in quotation.parts]
        self.outside = [at for at in range(len(self.words)) if not self._is_quoted(at)]
        self.quotation = quotation

    def _is_quoted(self, at: int) -> bool:
        start = self.words.start_of(at)
        return any(low <= start < high for low, high in self.parts)

    def scope(self, quoted: tuple[int, int]) -> _Scope:
        """Return what affects some of the quoted words, by their numbers in the quotation."""
        span = self.quotation.words.span_of(*quoted)
        starts = [self.words.start_of(at) for at in range(len(self.words))]
        inside = [at for at, start in enumerate(starts) if span.start <= start - self.shift < span.end] or [0]
        quoted_words = set(range(len(self.words))) - set(self.outside)
        return _scope_around(self.words, inside[0], inside[-1] + 1, quoted_words)

    def clears(self, weight: Weight) -> bool:
        """Return whether the article's own words express such a hedge or negation, in any words."""
        find = lexicon.hedges if weight is Weight.HEDGE else lexicon.negations
        clears = lexicon.clears_hedge if weight is Weight.HEDGE else lexicon.clears_negation
        own = set(self.outside)
        weighing = any(start in own for start, _ in find(self.words, 0, len(self.words)))
        return weighing or any(clears(self.words.keys[at]) for at in self.outside)

    def span(self, place: tuple[int, int]) -> Span | None:
        """Return the place of words in the passage; None where they are outside it."""
        span = self.words.span_of(*place)
        inside = self.shift <= span.start and span.end <= self.shift + len(self.quotation.passage)
        return Span(span.start - self.shift, span.end - self.shift) if inside else None


def _unparted_fragments(
    quotation: Quotation, chain: PlacementChain
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the quoted words that no other words of the article separate, and the source's words that they are."""
    runs: list[list[int]] = []
    for at, segment in enumerate(quotation.segments):
        if not runs or segment.parted_by is SegmentBreak.WORDS:
            runs.append([])
        runs[-1].append(at)
    for run in runs:
        placements = [placement for at in run if (placement := chain.placements[at])]
        if placements:
            quoted = quotation.segments[run[0]].start, quotation.segments[run[-1]].end
            yield quoted, (min(placed.start for placed in placements), max(placed.end for placed in placements))


def _scope_around(words: ComparedWords, start: int, end: int, elsewhere: Iterable[int] = ()) -> _Scope:
    others = set(elsewhere)
    low = start
    while low > 0 and start - low < _MOST_HEDGED and not lexicon.begins_clause(words, low) and low - 1 not in others:
        low -= 1
    high = end
    while _clause_goes_on(words, high) and high - end < _MOST_HEDGED and high not in others:
        high += 1
    if high < len(words) and high not in others and "," in words.gap_before(high):
        high = _end_of_aside(words, high)
    return _Scope(words, (low, start), (end, high), _sentence_range(words, start, end))


def _clause_goes_on(words: ComparedWords, at: int) -> bool:
    return at < len(words) and "," not in words.gap_before(at) and not lexicon.begins_clause(words, at)


def _end_of_aside(words: ComparedWords, at: int) -> int:
    """Return where a hedge in a short remark after a comma ends; where there is none, where the remark begins."""
    hedge = next(lexicon.hedges(words, at, min(len(words), at + _ASIDE)), None)
    if hedge is None or hedge[0] != at:
        return at
    end = hedge[1]
    return at if _clause_goes_on(words, end) else end


def _sentence_range(words: ComparedWords, start: int, end: int) -> tuple[int, int]:
    low, high = start, end
    while low > 0 and start - low < _MOST_HEDGED * 2 and not lexicon.begins_sentence(words, low):
        low -= 1
    while high < len(words) and high - end < _MOST_HEDGED * 2 and not lexicon.begins_sentence(words, high):
        high += 1
    return low, high


def _differing_weights(
    article: _ArticleSentence, article_scope: _Scope, source_scope: _Scope, source: SourceText, at: Span
) -> Iterator[QuotationChange]:
    """Yield what only one side has; what was dropped is missing `at` a place before the quoted words."""
    weights = ((Weight.HEDGE, lexicon.hedges, _Scope.hedges), (Weight.NEGATION, lexicon.negations, _Scope.negations))
    for weight, find, near in weights:
        # In any words: "he believes they are" keeps the speaker's "probably".
        if not article.clears(weight):
            for place in near(source_scope):
                span = source_scope.span(place)
                words = source.words.text[span.start : span.end]
                yield QuotationChange(QuotationChangeKind.DROPPED, "", words, at, span, ChangePlace.AROUND, (weight,))
        if _is_open(source_scope, source) and not any(find(source_scope.words, *source_scope.sentence)):
            for place in near(article_scope):
                span = article_scope.span(place)
                words = article_scope.words.text[span.start : span.end]
                yield QuotationChange(
                    QuotationChangeKind.ADDED, words, "", article.span(place), None, ChangePlace.AROUND, (weight,)
                )


def _is_same(first: QuotationChange, second: QuotationChange) -> bool:
    """Return whether a hedge between two quoted parts was reported before."""
    return first.kind is second.kind and (first.source_span, first.quoted) == (second.source_span, second.quoted)


def _is_open(source_scope: _Scope, source: SourceText) -> bool:
    """Return whether the source shows what was said before: an excerpt may begin too late to blame the article."""
    return source.is_whole or source_scope.before[1] > 0
