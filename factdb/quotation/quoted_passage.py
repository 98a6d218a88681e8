"""Reads a passage of an article as a quotation: its quoted words, the writer's marks in them, and the words around."""

from __future__ import annotations

import dataclasses
import itertools
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from factdb.domain import quotation_marks
from factdb.domain.passages import Span
from factdb.quotation import marks, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.quotation.tokens import ComparedWords

_ELLIPSIS = re.compile(r"[\[(]\s*(?:\u2026|\.(?:\s?\.){1,4})\s*[\])]|\u2026|\.(?:\s?\.){2,4}")
_INSERTION = re.compile(r"\w*\[[^\[\]]*\]\w*|\([^()]*\)")
_ONE_LETTER = re.compile(r"(?<!\w)\[(\w)\](?=\w)")  # [W]e: only the case was changed
_UNSEEN = "\u200b"  # replaces a bracket that is removed: each place in the passage stays the same
_SENTENCE_END = re.compile(rf"[.!?\u2026][)\]{quotation_marks.ANY_MARK}]*\s+")
_REACH = 400  # characters of a sentence next to a passage


class SegmentBreak(StrEnum):
    """What separates quoted words: the quoter's ellipsis, words that say who speaks, or other words of the article."""

    ELLIPSIS = "ellipsis"
    REPORTING = "reporting"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Segment:
    """Quoted words from `start` to before `end` said in one go, and what separates them from the words before."""

    start: int
    end: int
    parted_by: SegmentBreak | None = None

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Quotation:
    """The quoted words of a passage.

    `inserted` says for each whether it is the quoter's own, in brackets. `around` are all words of the article's
    sentence, and `own` says which of them are outside the marks. Places count from the passage's beginning.
    """

    passage: str
    words: ComparedWords
    inserted: list[bool]
    segments: list[Segment]
    parts: list[Span] = field(default_factory=list)
    is_partial: bool = False
    before: str = ""
    after: str = ""

    @property
    def spoken_count(self) -> int:
        """The number of words that were said, according to the quoter."""
        return self.inserted.count(False)


def read_quotation(passage: str, *, is_partial: bool = False, before: str = "", after: str = "") -> Quotation:
    """Read a passage; without any marks, all of it is the quotation.

    `before` and `after` are what the article says around the passage, in the same sentence.
    """
    parts = marks.quoted_parts(passage) or [Span(0, len(passage))]
    plain = _ONE_LETTER.sub(lambda match: f"{_UNSEEN}{match[1]}{_UNSEEN}", passage)
    ellipses = [match.span() for part in parts for match in _ELLIPSIS.finditer(plain, part.start, part.end)]
    pieces = list(_parts_without_ellipses(parts, ellipses))
    words = tokens.read_words(plain, pieces)
    return Quotation(
        passage=passage,
        words=words,
        inserted=_insertion_flags(plain, words),
        segments=list(_split_into_segments(plain, words, parts, ellipses)),
        parts=parts,
        is_partial=is_partial,
        before=before,
        after=after,
    )


def replace_words(quotation: Quotation, words: ComparedWords) -> Quotation:
    """Return the quotation with some of its words written as one."""
    return dataclasses.replace(
        quotation,
        words=words,
        inserted=_insertion_flags(words.text, words),
        segments=list(_segments_in_new_words(quotation, words)),
    )


def _segments_in_new_words(quotation: Quotation, words: ComparedWords) -> Iterator[Segment]:
    """Yield the segments, each where its first word now is."""
    starts = [quotation.words.start_of(segment.start) for segment in quotation.segments]
    places = [next(at for at in range(len(words) + 1) if words.start_of(at) >= start) for start in starts]
    for segment, start, end in zip(quotation.segments, places, [*places[1:], len(words)], strict=True):
        if start < end:
            yield Segment(start, end, segment.parted_by)


def _parts_without_ellipses(parts: list[Span], ellipses: list[tuple[int, int]]) -> Iterator[Span]:
    """Yield the parts without the ellipses in them: no word, and no number, reaches across one."""
    for part in parts:
        at = part.start
        for start, end in ellipses:
            if part.start <= start < part.end:
                yield Span(at, start)
                at = end
        yield Span(at, part.end)


def _insertion_flags(text: str, words: ComparedWords) -> list[bool]:
    """Return for each word whether it is in brackets, or has brackets in it as win[ning]."""
    spans = [match.span() for match in _INSERTION.finditer(text)]
    if not spans:
        return [False] * len(words)
    return [any(start <= words.start_of(at) < end for start, end in spans) for at in range(len(words))]


def _split_into_segments(
    text: str, words: ComparedWords, parts: list[Span], ellipses: list[tuple[int, int]]
) -> Iterator[Segment]:
    start, parted_by = 0, None
    for at in range(1, len(words)):
        gap = Span(words.spans[words.written[at - 1]][1], words.start_of(at))
        if parting := _segment_break(text, gap, parts, ellipses):
            yield Segment(start, at, parted_by)
            start, parted_by = at, parting
    if len(words):
        yield Segment(start, len(words), parted_by)


def _segment_break(text: str, gap: Span, parts: list[Span], ellipses: list[tuple[int, int]]) -> SegmentBreak | None:
    outside = [
        (first.end, second.start) for first, second in itertools.pairwise(parts) if gap.start <= first.end <= gap.end
    ]
    if outside:
        between = " ".join(text[start:end] for start, end in outside)
        return SegmentBreak.REPORTING if marks.says_who_speaks(between) else SegmentBreak.WORDS
    return SegmentBreak.ELLIPSIS if any(gap.start <= start < gap.end for start, _ in ellipses) else None


def sentence_around(text: str, span: Span) -> tuple[str, str]:
    """Return what an article says in the same sentence before a passage and after it."""
    before = text[max(0, span.start - _REACH) : span.start].rpartition("\n")[2]
    after = text[span.end : span.end + _REACH].partition("\n")[0]
    ends = list(_SENTENCE_END.finditer(before))
    if _SENTENCE_END.search(text[max(0, span.start, span.end - 3) : span.end] + " "):
        return before[ends[-1].end() :] if ends else before, ""
    end = _SENTENCE_END.search(after + " ")
    return before[ends[-1].end() :] if ends else before, after[: end.start()] if end else after
