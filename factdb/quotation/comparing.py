"""Compares a quotation with a source: finds its best place, pairs the words, and names each change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.quotation import alignment, groups, places, source_text, surroundings
from factdb.quotation.findings import (
    ChangePlace,
    Comparison,
    QuotationChange,
    QuotationChangeKind,
    QuotationResult,
    WordColumn,
)
from factdb.quotation.groups import QuotationAndSource, WordGroup
from factdb.quotation.lexicon import Weight
from factdb.quotation.quoted_passage import SegmentBreak

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.domain.passages import Span
    from factdb.quotation.alignment import AlignedPair
    from factdb.quotation.places import Placement, PlacementChain
    from factdb.quotation.quoted_passage import Quotation
    from factdb.quotation.source_text import SourceText

# The share of the score that must be reached; half of eight words and more is not there by chance.
_ENOUGH, _ENOUGH_OF_MANY, _MANY = 0.6, 0.5, 8
_LONG_RUN = 8  # so many words in a row are not there by chance
_FEW_COVERED = 3  # words in a row that place a quotation at the edge of an excerpt
_DENSE = 0.25  # words that are there, but scattered among others, are not a quotation


def compare(quotation: Quotation, sources: Sequence[SourceText], near: Span | None = None) -> Comparison:
    """Compare a quotation with a source as `source_text.read_sources` gives it; `near`: where the words should be."""
    comparisons: list[Comparison] = []
    for spelled_quotation, spelled_source in _spellings(quotation, sources):
        comparisons.append(_compare_spelling(spelled_quotation, spelled_source, near))
        # Nothing clears a quotation more, and each further spelling costs a whole alignment.
        if comparisons[-1].result is QuotationResult.VERBATIM:
            break
    return max(comparisons, key=lambda comparison: comparison.rank, default=Comparison(QuotationResult.NOT_FOUND))


def _spellings(quotation: Quotation, sources: Sequence[SourceText]) -> Iterator[tuple[Quotation, SourceText]]:
    """Yield both as they are written, and then with words as one that either of them writes as one.

    As they are written first: where "Hello, world" was said, a quotation that begins at "world" is no other word.
    """
    for source in sources:
        yield quotation, source
        joined = source_text.match_compounds(quotation, source)
        if joined[1] is not source:
            yield joined


def _compare_spelling(quotation: Quotation, source: SourceText, near: Span | None) -> Comparison:
    chain = places.best_chain(quotation, source, near)
    walk = _SegmentWalk(QuotationAndSource(quotation, source), chain)
    walk.walk_segments()
    if not _is_quotation_there(quotation, walk):
        return Comparison(QuotationResult.NOT_FOUND, spoken_count=quotation.spoken_count)
    around = surroundings.surrounding_changes(quotation, source, chain) if quotation.is_partial else []
    changes = [*walk.changes, *around]
    if around:
        before, behind = surroundings.surrounding_columns(quotation, source, chain)
        walk.columns = [*before, *walk.columns, *behind]
    return Comparison(
        result=_judge(changes),
        changes=changes,
        columns=walk.columns,
        matched_count=walk.matched_count,
        spoken_count=quotation.spoken_count,
        place=source.words.span_of(*chain.span),
        notes=[] if quotation.is_partial else surroundings.notes_on_whole_quotation(source, chain),
        score=chain.score,
    )


def _judge(changes: Sequence[QuotationChange]) -> QuotationResult:
    inside = {change.kind for change in changes if change.where is ChangePlace.INSIDE}
    around = [change for change in changes if change.where is ChangePlace.AROUND]
    # A "not" that the article's own words lost reverses the meaning; a lost hedge only shifts it.
    if any(kind.alters for kind in inside) or any(Weight.NEGATION in change.holds for change in around):
        return QuotationResult.ALTERED
    if around:
        dropped = any(change.kind is QuotationChangeKind.DROPPED for change in around)
        return QuotationResult.HEDGE_DROPPED if dropped else QuotationResult.HEDGE_ADDED
    if QuotationChangeKind.NOT_COVERED in inside:
        return QuotationResult.PARTLY_COVERED
    cut = any(
        change.kind is QuotationChangeKind.CUT or (change.kind is QuotationChangeKind.INSERTED and change.weighs)
        for change in changes
    )
    return QuotationResult.SHORTENED if cut else QuotationResult.VERBATIM


def _is_quotation_there(quotation: Quotation, walk: _SegmentWalk) -> bool:
    """Return whether so many words are there that chance is not an explanation."""
    if not walk.matched_count:
        return False
    keys = quotation.words.keys
    worths = [
        0 if inserted else alignment.word_worth(key) for key, inserted in zip(keys, quotation.inserted, strict=True)
    ]
    matched_worth = sum(worths[at] for at in walk.matched) + sum(worths[at] for at in walk.alike) / 2
    if walk.longest_run >= _LONG_RUN:
        return True
    covered = sum(worth for at, worth in enumerate(worths) if at not in walk.uncovered)
    if walk.chain.score < _DENSE * covered:
        return False
    if matched_worth >= (_ENOUGH_OF_MANY if len(keys) >= _MANY else _ENOUGH) * sum(worths):
        return True
    return bool(walk.uncovered) and walk.longest_run >= _FEW_COVERED and matched_worth >= _ENOUGH * covered


class _SegmentWalk:
    """Goes through the segments of a quotation, and notes the changes and what to show."""

    def __init__(self, sides: QuotationAndSource, chain: PlacementChain) -> None:
        self.sides = sides
        self.chain = chain
        self.changes: list[QuotationChange] = []
        self.columns: list[WordColumn] = []
        self.matched: list[int] = []
        self.alike: list[int] = []
        self.uncovered: set[int] = set()
        self.longest_run = 0

    @property
    def matched_count(self) -> int:
        """The number of spoken words that are in the source."""
        return sum(not self.sides.quotation.inserted[at] for at in self.matched)

    def walk_segments(self) -> None:
        """Go through all segments."""
        previous: Placement | None = None
        for at, segment in enumerate(self.sides.quotation.segments):
            placement = self.chain.placements[at]
            if segment.parted_by:
                self._note_break(segment.start, segment.parted_by, previous, placement)
            if placement is None:
                self._note_absent_segment(at)
            else:
                self._note_placed_segment(at, placement, moved=_is_moved(segment.parted_by, previous, placement))
                previous = placement

    def _note_break(
        self, at: int, parted_by: SegmentBreak, previous: Placement | None, placement: Placement | None
    ) -> None:
        """Note what was cut where the quotation breaks off, and show the ellipsis."""
        mark = "\u2026" if parted_by is SegmentBreak.ELLIPSIS else ""
        cut = (previous.end, placement.start) if previous and placement else (0, 0)
        if cut[0] < cut[1] and parted_by is not SegmentBreak.WORDS:
            change = self.sides.change(QuotationChangeKind.CUT, (at, at), cut)
            self.changes.append(change)
            self.columns.append(WordColumn(mark, change.source, QuotationChangeKind.CUT))
        elif mark:
            self.columns.append(WordColumn(mark, ""))

    def _note_absent_segment(self, at: int) -> None:
        """Note a segment that isn't there: not covered where an excerpt may break off, else added."""
        segment = self.sides.quotation.segments[at]
        kind = QuotationChangeKind.NOT_COVERED if self._may_lie_beyond(at) else QuotationChangeKind.ADDED
        self._record(kind, (segment.start, segment.end), (0, 0))

    def _may_lie_beyond(self, at: int) -> bool:
        before = [placement for placement in self.chain.placements[:at] if placement]
        after = [placement for placement in self.chain.placements[at + 1 :] if placement]
        if before and after:
            return False
        size = len(self.sides.source.words)
        at_the_edge = any(placement.end == size for placement in before) or any(
            placement.start == 0 for placement in after
        )
        return at_the_edge or not self.sides.source.is_whole

    def _note_placed_segment(self, at: int, placement: Placement, *, moved: bool) -> None:
        word_groups = groups.group_steps(placement.steps, self.sides)
        if moved:
            segment = self.sides.quotation.segments[at]
            words = (segment.start, segment.end), (placement.start, placement.end)
            self.changes.append(self.sides.change(QuotationChangeKind.MOVED, *words))
        run = 0
        for number, group in enumerate(word_groups):
            run = run + group.sizes[0] if group.is_same else 0
            self.longest_run = max(self.longest_run, run)
            edges = (at == 0 and number == 0, at == len(self.chain.placements) - 1 and number == len(word_groups) - 1)
            self._note_group(group, placement, edges)
        self.matched += [step.quoted for step in placement.steps if step.is_same]
        self.alike += [step.quoted for step in placement.steps if self._is_alike(step)]

    def _is_alike(self, step: AlignedPair) -> bool:
        """Return whether one word replaces another of its kind: "impossible" for "possible", 3 for 2."""
        if step.is_same or step.quoted < 0 or step.source < 0:
            return False
        keys = self.sides.quotation.words.keys[step.quoted], self.sides.source.words.keys[step.source]
        return alignment.are_alike(*keys)

    def _note_group(self, group: WordGroup, placement: Placement, edges: tuple[bool, bool]) -> None:
        if group.is_same:
            self.columns.append(self.sides.column(group.quoted, group.source))
            return
        kind = groups.change_kind(group, self.sides.quotation)
        size = len(self.sides.source.words)
        beyond = (edges[0] and placement.start == 0) or (edges[1] and placement.end == size)
        if kind is QuotationChangeKind.ADDED and beyond:
            kind = QuotationChangeKind.NOT_COVERED
        self._record(kind, group.quoted, group.source)

    def _record(self, kind: QuotationChangeKind, quoted: tuple[int, int], source: tuple[int, int]) -> None:
        if kind is QuotationChangeKind.NOT_COVERED:
            self.uncovered.update(range(*quoted))
        self.changes.append(self.sides.change(kind, quoted, source))
        self.columns.append(self.sides.column(quoted, source, kind))


def _is_moved(parted_by: SegmentBreak | None, previous: Placement | None, placement: Placement) -> bool:
    """Return whether a part was said before the one that the article puts before it."""
    return previous is not None and parted_by is not SegmentBreak.WORDS and placement.end <= previous.start
