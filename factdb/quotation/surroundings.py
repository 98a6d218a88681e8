"""Hedges and negations in the words around a quotation: what the article lost of the speaker's, or put to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb.domain.passages import Span
from factdb.quotation import lexicon, tokens
from factdb.quotation.findings import Change, Column, Kind, Where
from factdb.quotation.groups import dressed
from factdb.quotation.lexicon import Weight
from factdb.quotation.quoted_passage import Break

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from factdb.quotation.places import Chain
    from factdb.quotation.quoted_passage import Quotation
    from factdb.quotation.source_text import Source
    from factdb.quotation.tokens import Words

_MOST_HEDGED = 15  # words before a quotation in which a hedge still bears on it
_MOST_DENIED = 6
_Shown = tuple[str, bool]
_ASIDE = 4  # words of a remark after a comma: "..., I think."


@dataclass(frozen=True, slots=True)
class _Scope:
    """The words of a sentence that bear on some others: those before and those behind, and the whole sentence."""

    words: Words
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
        return self.words.place(*place)

    def side(self, place: tuple[int, int]) -> list[_Shown]:
        """Return the words of one side as they are written, and which of them weigh."""
        heavy = {at for start, end in [*self.hedges(), *self.negations()] for at in range(start, end)}
        whole = [at for at in range(*place) if self.words.parted(at)]
        ends = [*whole[1:], place[1]]
        return [
            (dressed(self.words, at, end, self.words.text), bool(heavy & set(range(at, end))))
            for at, end in zip(whole, ends, strict=False)
        ]


def changes(quotation: Quotation, source: Source, chain: Chain) -> list[Change]:
    """Return the hedges and negations around a partial quotation that its source has and the article not, or so."""
    article = _Article(quotation)
    found: list[Change] = []
    fragments = list(_fragments(quotation, chain))
    for part, place in fragments:
        others = {at for _, other in fragments if other != place for at in range(*other)}
        said = _scope(source.words, *place, others)
        told = article.scope(part)
        compared = _compared(article, told, said, source, quotation.words.place(part[0], part[0]))
        found += [each for each in compared if not any(_is_same(each, other) for other in found)]
    return found


def beside(source: Source, chain: Chain) -> list[str]:
    """Say in plain sentences which hedges and negations stand right beside the words of a whole quotation."""
    start, end = chain.span
    scope = _scope(source.words, start, end)
    weights = [("a hedge", place) for place in scope.hedges()] + [("a negation", place) for place in scope.negations()]
    spans = [(name, scope.span(place)) for name, place in weights]
    return [
        f"beside these words the source says \u201c{source.words.text[span.start : span.end]}\u201d ({name})"
        for name, span in spans
    ]


def columns(quotation: Quotation, source: Source, chain: Chain) -> tuple[list[Column], list[Column]]:
    """Return the words before the first quoted ones and behind the last, those of the article over the source's."""
    article = _Article(quotation)
    scopes = [(article.scope(part), _scope(source.words, *place)) for part, place in _fragments(quotation, chain)]
    told, said = scopes[0]
    before = _paired(told.side(told.before)[::-1], said.side(said.before)[::-1])[::-1]
    told, said = scopes[-1]
    return before, _paired(told.side(told.behind), said.side(said.behind))


def _paired(told: list[_Shown], said: list[_Shown]) -> list[Column]:
    """Set words one over the other, from those next to the quotation on; what weighs stands alone."""
    found: list[Column] = []
    told = told[: max(len(said), _MOST_DENIED)]
    while told or said:
        if said and said[0][1]:
            found.append(Column("", said.pop(0)[0], Kind.DROPPED))
        elif told and told[0][1]:
            found.append(Column(told.pop(0)[0], "", Kind.ADDED))
        else:
            found.append(Column(told.pop(0)[0] if told else "", said.pop(0)[0] if said else ""))
    return found


class _Article:
    """The article's sentence with the passage in it."""

    def __init__(self, quotation: Quotation) -> None:
        self.shift = len(quotation.before)
        self.words = tokens.read(f"{quotation.before}{quotation.passage}{quotation.after}")
        self.parts = [(part.start + self.shift, part.end + self.shift) for part in quotation.parts]
        self.outside = [at for at in range(len(self.words)) if not self._is_quoted(at)]
        self.quotation = quotation

    def _is_quoted(self, at: int) -> bool:
        start = self.words.starts_at(at)
        return any(low <= start < high for low, high in self.parts)

    def scope(self, quoted: tuple[int, int]) -> _Scope:
        """Return what bears on some of the quoted words, by their numbers in the quotation."""
        span = self.quotation.words.place(*quoted)
        starts = [self.words.starts_at(at) for at in range(len(self.words))]
        inside = [at for at, start in enumerate(starts) if span.start <= start - self.shift < span.end] or [0]
        quoted_words = set(range(len(self.words))) - set(self.outside)
        return _scope(self.words, inside[0], inside[-1] + 1, quoted_words)

    def clears(self, weight: Weight) -> bool:
        """Tell whether the article's own words carry such a weight, in whichever words."""
        find = lexicon.hedges if weight is Weight.HEDGE else lexicon.negations
        clears = lexicon.clears_hedge if weight is Weight.HEDGE else lexicon.clears_negation
        own = set(self.outside)
        weighing = any(start in own for start, _ in find(self.words, 0, len(self.words)))
        return weighing or any(clears(self.words.keys[at]) for at in self.outside)

    def span(self, place: tuple[int, int]) -> Span | None:
        """Return where words stand in the passage; None where they stand beside it."""
        span = self.words.place(*place)
        inside = self.shift <= span.start and span.end <= self.shift + len(self.quotation.passage)
        return Span(span.start - self.shift, span.end - self.shift) if inside else None


def _fragments(quotation: Quotation, chain: Chain) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the quoted words that no other words of the article part, and the source's words that they are."""
    runs: list[list[int]] = []
    for at, segment in enumerate(quotation.segments):
        if not runs or segment.parted_by is Break.WORDS:
            runs.append([])
        runs[-1].append(at)
    for run in runs:
        found = [placement for at in run if (placement := chain.placed[at])]
        if found:
            quoted = quotation.segments[run[0]].start, quotation.segments[run[-1]].end
            yield quoted, (min(each.start for each in found), max(each.end for each in found))


def _scope(words: Words, start: int, end: int, other: Iterable[int] = ()) -> _Scope:
    others = set(other)
    low = start
    while low > 0 and start - low < _MOST_HEDGED and not lexicon.begins_clause(words, low) and low - 1 not in others:
        low -= 1
    high = end
    while _goes_on(words, high) and high - end < _MOST_HEDGED and high not in others:
        high += 1
    if high < len(words) and high not in others and "," in words.between(high):
        high = _aside(words, high)
    return _Scope(words, (low, start), (end, high), _sentence(words, start, end))


def _goes_on(words: Words, at: int) -> bool:
    return at < len(words) and "," not in words.between(at) and not lexicon.begins_clause(words, at)


def _aside(words: Words, at: int) -> int:
    """Return where a hedge in a short remark after a comma ends; where there is none, where the remark begins."""
    hedge = next(lexicon.hedges(words, at, min(len(words), at + _ASIDE)), None)
    if hedge is None or hedge[0] != at:
        return at
    end = hedge[1]
    return at if _goes_on(words, end) else end


def _sentence(words: Words, start: int, end: int) -> tuple[int, int]:
    low, high = start, end
    while low > 0 and start - low < _MOST_HEDGED * 2 and not lexicon.begins_sentence(words, low):
        low -= 1
    while high < len(words) and high - end < _MOST_HEDGED * 2 and not lexicon.begins_sentence(words, high):
        high += 1
    return low, high


def _compared(article: _Article, told: _Scope, said: _Scope, source: Source, at: Span) -> Iterator[Change]:
    """Yield what one side has and the other not; what was dropped is missing `at` a place before the quoted words."""
    weights = ((Weight.HEDGE, lexicon.hedges, _Scope.hedges), (Weight.NEGATION, lexicon.negations, _Scope.negations))
    for weight, find, near in weights:
        if not article.clears(weight):
            for place in near(said):
                span = said.span(place)
                words = source.words.text[span.start : span.end]
                yield Change(Kind.DROPPED, "", words, at, span, Where.AROUND, (weight,))
        if _is_open(said, source) and not any(find(said.words, *said.sentence)):
            for place in near(told):
                span = told.span(place)
                words = told.words.text[span.start : span.end]
                yield Change(Kind.ADDED, words, "", article.span(place), None, Where.AROUND, (weight,))


def _is_same(one: Change, other: Change) -> bool:
    """Tell whether a hedge between two quoted parts was told already."""
    return one.kind is other.kind and (one.source_span, one.quoted) == (other.source_span, other.quoted)


def _is_open(said: _Scope, source: Source) -> bool:
    """Tell whether the source shows what was said before: an excerpt may begin too late to blame the article."""
    return source.is_whole or said.before[1] > 0
