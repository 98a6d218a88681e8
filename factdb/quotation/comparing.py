"""Holds a quotation against a source: finds its best place, aligns the words, and says what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.quotation import alignment, groups, places, source_text, surroundings
from factdb.quotation.findings import Change, Column, Comparison, Kind, Result, Where
from factdb.quotation.groups import Group, Sides
from factdb.quotation.lexicon import Weight
from factdb.quotation.quoted_passage import Break

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from factdb.domain.passages import Span
    from factdb.quotation.alignment import Pair
    from factdb.quotation.places import Chain, Placement
    from factdb.quotation.quoted_passage import Quotation
    from factdb.quotation.source_text import Source

_ENOUGH, _ENOUGH_OF_MANY, _MANY = 0.6, 0.5, 8
_LONG_RUN = 8  # so many words in a row are no chance
_FEW_COVERED = 3
_DENSE = 0.25  # words that are there, but strewn over other ones, are no quotation


def compare(quotation: Quotation, read: Sequence[Source], near: Span | None = None) -> Comparison:
    """Return how a quotation stands to a source as `sources.read` gives it; `near` is where the words should be."""
    found: list[Comparison] = []
    for mine, theirs in _ways(quotation, read):
        found.append(_compared(mine, theirs, near))
        if found[-1].result is Result.VERBATIM:
            break
    return best(found)


def _ways(quotation: Quotation, read: Sequence[Source]) -> Iterator[tuple[Quotation, Source]]:
    """Yield both as they are written, and then with words as one that either of them writes as one.

    As they are written first: where "Hello, world" was said, a quotation that begins at "world" is no other word.
    """
    for source in read:
        yield quotation, source
        joined = source_text.matched(quotation, source)
        if joined[1] is not source:
            yield joined


def best(found: Iterable[Comparison]) -> Comparison:
    """Return the comparison with the best place; of equal places the one that clears the quotation."""
    order = list(Result)
    return max(found, key=lambda each: (each.score, -order.index(each.result)), default=Comparison(Result.NOT_FOUND))


def _compared(quotation: Quotation, source: Source, near: Span | None) -> Comparison:
    chain = places.best(quotation, source, near)
    walk = _Walk(Sides(quotation, source), chain)
    walk.through()
    if not _is_found(quotation, walk):
        return Comparison(Result.NOT_FOUND, said=quotation.said)
    around = surroundings.changes(quotation, source, chain) if quotation.is_partial else []
    changes = [*walk.changes, *around]
    if around:
        before, behind = surroundings.columns(quotation, source, chain)
        walk.columns = [*before, *walk.columns, *behind]
    return Comparison(
        _result(changes), changes, walk.columns, walk.found, quotation.said, source.words.place(*chain.span),
        [] if quotation.is_partial else surroundings.beside(source, chain), chain.score,
    )  # fmt: skip


def _result(changes: Sequence[Change]) -> Result:
    inside = {change.kind for change in changes if change.where is Where.INSIDE}
    around = [change for change in changes if change.where is Where.AROUND]
    if any(kind.alters for kind in inside) or any(Weight.NEGATION in change.holds for change in around):
        return Result.ALTERED
    if around:
        dropped = any(change.kind is Kind.DROPPED for change in around)
        return Result.HEDGE_DROPPED if dropped else Result.HEDGE_ADDED
    if Kind.NOT_COVERED in inside:
        return Result.PARTLY_COVERED
    cut = any(change.kind is Kind.CUT or (change.kind is Kind.INSERTED and change.weighs) for change in changes)
    return Result.SHORTENED if cut else Result.VERBATIM


def _is_found(quotation: Quotation, walk: _Walk) -> bool:
    """Tell whether enough of the words are there that they can't be there by chance."""
    if not walk.found:
        return False
    keys = quotation.words.keys
    worths = [0 if inserted else alignment.worth(key) for key, inserted in zip(keys, quotation.inserted, strict=True)]
    there = sum(worths[at] for at in walk.same) + sum(worths[at] for at in walk.alike) / 2
    if walk.longest_run >= _LONG_RUN:
        return True
    covered = sum(worth for at, worth in enumerate(worths) if at not in walk.uncovered)
    if walk.chain.score < _DENSE * covered:
        return False
    if there >= (_ENOUGH_OF_MANY if len(keys) >= _MANY else _ENOUGH) * sum(worths):
        return True
    return bool(walk.uncovered) and walk.longest_run >= _FEW_COVERED and there >= _ENOUGH * covered


class _Walk:
    """Goes through the segments of a quotation, and notes the changes and what to show."""

    def __init__(self, sides: Sides, chain: Chain) -> None:
        self.sides = sides
        self.chain = chain
        self.changes: list[Change] = []
        self.columns: list[Column] = []
        self.same: list[int] = []
        self.alike: list[int] = []
        self.uncovered: set[int] = set()
        self.longest_run = 0

    @property
    def found(self) -> int:
        """How many of the words that were said are there."""
        return sum(not self.sides.quotation.inserted[at] for at in self.same)

    def through(self) -> None:
        """Go through all segments."""
        previous: Placement | None = None
        for at, segment in enumerate(self.sides.quotation.segments):
            placement = self.chain.placed[at]
            if segment.parted_by:
                self._break(segment.start, segment.parted_by, previous, placement)
            if placement is None:
                self._absent(at)
            else:
                self._placed(at, placement, moved=_is_moved(segment.parted_by, previous, placement))
                previous = placement

    def _break(self, at: int, parted_by: Break, previous: Placement | None, placement: Placement | None) -> None:
        """Note what was cut where the quotation breaks off, and show the ellipsis."""
        mark = "\u2026" if parted_by is Break.ELLIPSIS else ""
        cut = (previous.end, placement.start) if previous and placement else (0, 0)
        if cut[0] < cut[1] and parted_by is not Break.WORDS:
            change = self.sides.change(Kind.CUT, (at, at), cut)
            self.changes.append(change)
            self.columns.append(Column(mark, change.source, Kind.CUT))
        elif mark:
            self.columns.append(Column(mark, ""))

    def _absent(self, at: int) -> None:
        """Note a segment that isn't there: not covered where an excerpt may break off, else added."""
        segment = self.sides.quotation.segments[at]
        kind = Kind.NOT_COVERED if self._may_lie_beyond(at) else Kind.ADDED
        self._note(kind, (segment.start, segment.end), (0, 0))

    def _may_lie_beyond(self, at: int) -> bool:
        before = [each for each in self.chain.placed[:at] if each]
        after = [each for each in self.chain.placed[at + 1 :] if each]
        if before and after:
            return False
        size = len(self.sides.source.words)
        at_the_edge = any(each.end == size for each in before) or any(each.start == 0 for each in after)
        return at_the_edge or not self.sides.source.is_whole

    def _placed(self, at: int, placement: Placement, *, moved: bool) -> None:
        found = groups.grouped(placement.steps, self.sides)
        if moved:
            segment = self.sides.quotation.segments[at]
            words = (segment.start, segment.end), (placement.start, placement.end)
            self.changes.append(self.sides.change(Kind.MOVED, *words))
        run = 0
        for number, group in enumerate(found):
            run = run + group.sizes[0] if group.same else 0
            self.longest_run = max(self.longest_run, run)
            edges = (at == 0 and number == 0, at == len(self.chain.placed) - 1 and number == len(found) - 1)
            self._group(group, placement, edges)
        self.same += [step.quoted for step in placement.steps if step.same]
        self.alike += [step.quoted for step in placement.steps if self._is_alike(step)]

    def _is_alike(self, step: Pair) -> bool:
        """Tell whether one word stands for another of its sort: "impossible" for "possible", 3 for 2."""
        if step.same or step.quoted < 0 or step.source < 0:
            return False
        keys = self.sides.quotation.words.keys[step.quoted], self.sides.source.words.keys[step.source]
        return alignment.are_alike(*keys)

    def _group(self, group: Group, placement: Placement, edges: tuple[bool, bool]) -> None:
        if group.same:
            self.columns.append(self.sides.column(group.quoted, group.source))
            return
        kind = groups.kind_of(group, self.sides.quotation)
        size = len(self.sides.source.words)
        beyond = (edges[0] and placement.start == 0) or (edges[1] and placement.end == size)
        if kind is Kind.ADDED and beyond:
            kind = Kind.NOT_COVERED
        self._note(kind, group.quoted, group.source)

    def _note(self, kind: Kind, quoted: tuple[int, int], source: tuple[int, int]) -> None:
        if kind is Kind.NOT_COVERED:
            self.uncovered.update(range(*quoted))
        self.changes.append(self.sides.change(kind, quoted, source))
        self.columns.append(self.sides.column(quoted, source, kind))


def _is_moved(parted_by: Break | None, previous: Placement | None, placement: Placement) -> bool:
    """Tell whether a part was said before the one that the article puts before it."""
    return previous is not None and parted_by is not Break.WORDS and placement.end <= previous.start
