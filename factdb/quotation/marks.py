"""Finds the words of a passage that are inside quotation marks, also where marks are broken or of the wrong shape.

A mark opens or closes by its place, not by its shape: «so», »so«, „so“ and “so“ are all quoted. Only where both
sides look alike (« so », 「so」) its shape decides, or whether a quotation is open.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb.domain.passages import Span
from factdb.domain.quotation_marks import (
    ANY_MARK,
    CLOSING_SHAPES,
    DOUBLE_MARKS,
    DOUBLED_SINGLE_MARKS,
    OPENING_SHAPES,
    SINGLE_CLOSES,
    SINGLE_MARKS,
    SINGLE_OPENS,
)
from factdb.quotation.lexicon import REPORTING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOUBLE = re.compile("|".join([f"[{DOUBLE_MARKS}]", *DOUBLED_SINGLE_MARKS]))
_BEFORE_OPENING = "([{\u2014\u2013-/\u00a1\u00bf" + ANY_MARK
_AFTER_CLOSING = ".,;:!?\u2026)]}\u2014\u2013-/\u3002\u3001\uff0c\uff01\uff1f" + ANY_MARK
_VERB = re.compile(rf"(?i)(?<![\w'\u2019])(?:{'|'.join(sorted(REPORTING))})(?![\w'\u2019])")
_SENTENCE_END = re.compile(r"[.!?\u2026]\s+")
_CLAUSE_END = re.compile(r"[,.!?\u2026]\s+")
_AFTER_VERB = re.compile(r"[^.,:;!?\u2026]*[.,:;!?\u2026]+\s*|\s*(?:that\b)?\s*")
_WORDS = re.compile(r"\w+")
_FIRST_PERSON = re.compile(r"(?i)\W*(?:i|we)\b")
_MOST_BEFORE_VERB, _MOST_AFTER_VERB = 8, 10  # words; a longer stretch around a verb of saying is speech itself


@dataclass(slots=True)
class _QuotationMarkReader:
    """Reads a passage mark by mark; `nested` says whether a mark that opens inside another begins a quotation in it."""

    text: str
    nested: bool
    parts: list[Span] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    closed: int = 0
    doubles: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.doubles = [match.span() for match in _DOUBLE.finditer(self.text)]

    def read(self) -> None:
        at = 0
        while (mark := self._next_mark(at)) is not None:
            at = mark.end
            if self.text[mark.start : mark.end] in SINGLE_MARKS:
                at = self._take_single(mark)
            elif self._opens(mark):
                self._open(mark)
            elif self.opened:
                self._close(mark)
            else:
                self._take_unopened(mark)

    def finish(self) -> None:
        """End the quotation that nothing closes: before the reporting words at its end, if there are any."""
        if self.opened:
            self._add_part(self.opened[0], _end_before_reporting(self.text, self.opened[0], len(self.text)))

    def _next_mark(self, at: int) -> Span | None:
        """Return the next mark; single ones count only where no double one is open."""
        place = bisect_left(self.doubles, (at, at))
        double = self.doubles[place] if place < len(self.doubles) else None
        until = double[0] if double else len(self.text)
        # Within double marks a single one is an apostrophe or a quotation in a quotation: all of it is quoted anyway.
        single = None if self.opened else SINGLE_OPENS.search(self.text, at, until)
        span = single.span() if single else double
        return Span(*span) if span else None

    def _take_single(self, mark: Span) -> int:
        end = _closing_single_mark(self.text, mark.end)
        if end is None:
            return mark.end
        self._add_part(mark.end, end)
        return self._take_unopened_single(end + 1)

    def _take_unopened_single(self, at: int) -> int:
        """Take a part that a single mark closes and none opens: 'A,' he said. B.'."""
        opening, double = SINGLE_OPENS.search(self.text, at), _DOUBLE.search(self.text, at)
        until = min([match.start() for match in (opening, double) if match] + [len(self.text)])
        closings = [m.start() for m in SINGLE_CLOSES.finditer(self.text, at, until) if _is_strong(self.text, m.start())]
        if not closings:
            return at
        self._take_unopened(Span(closings[0], closings[0] + 1))
        return closings[0] + 1

    def _opens(self, mark: Span) -> bool:
        before, after = self.text[mark.start - 1 : mark.start], self.text[mark.end : mark.end + 1]
        may_open = (not before or before.isspace() or before in _BEFORE_OPENING) and _may_begin_quotation(
            self.text, mark.end
        )
        may_close = (not after or after.isspace() or after in _AFTER_CLOSING) and bool(before) and not before.isspace()
        if may_open != may_close:
            return may_open
        shape = self.text[mark.start]
        if shape in CLOSING_SHAPES:
            return False
        return not self.opened or shape in OPENING_SHAPES

    def _open(self, mark: Span) -> None:
        if self.opened and _ends_with_line_break(self.text[self.opened[-1] : mark.start]):
            return  # each paragraph of a long quotation opens again
        # A mark that opens while one is open: the earlier one was never closed, so its reporting words end it.
        if self.opened and not self.nested:
            self._add_part(self.opened[0], _end_before_reporting(self.text, self.opened[0], mark.start))
            self.opened.clear()
        self.opened.append(mark.end)

    def _close(self, mark: Span) -> None:
        if self._may_be_inches(mark) and self._closes_later(mark.end):
            return
        start = self.opened.pop()
        if not self.opened:
            self._add_part(start, mark.start)

    def _may_be_inches(self, mark: Span) -> bool:
        return self.text[mark.start] == '"' and self.text[mark.start - 1 : mark.start].isdigit()

    def _closes_later(self, at: int) -> bool:
        later = _DOUBLE.search(self.text, at)
        return later is not None and not self._opens(Span(*later.span()))

    def _take_unopened(self, mark: Span) -> None:
        """Take what an unopened mark closes, without the reporting words before it: " Biden said. Our fight ..."."""
        if not self._may_be_inches(mark):
            self._add_part(_start_after_reporting(self.text, self.closed, mark.start), mark.start)

    def _add_part(self, start: int, end: int) -> None:
        if _WORDS.search(self.text, start, end):
            self.parts.append(Span(start, end))
        self.closed = end + 1


def _ends_with_line_break(before: str) -> bool:
    return "\n" in before[len(before.rstrip()) :]


def _may_begin_quotation(text: str, at: int) -> bool:
    """Return whether quoted words may begin here: with dots, but with no other mark that ends something."""
    after = text[at : at + 1]
    return (
        bool(after)
        and not after.isspace()
        and after not in ",;:!?)]}"
        and (after != "." or text[at + 1 : at + 2] == ".")
    )


def quoted_parts(passage: str) -> list[Span]:
    """Return the parts of a passage that are inside marks, without the marks, in order."""
    reader = _QuotationMarkReader(passage, nested=True)
    reader.read()
    # Read as nested, the marks don't add up: then a closing one is missing, and each opening one begins again.
    if reader.opened:
        reader = _QuotationMarkReader(passage, nested=False)
        reader.read()
    reader.finish()
    return reader.parts


def says_who_speaks(text: str) -> bool:
    """Return whether words between two quoted parts only say who speaks: they interrupt what was said in one go."""
    return not _WORDS.search(text) or _VERB.search(text) is not None


def _closing_single_mark(text: str, start: int) -> int | None:
    """Return the mark that closes a single one; a plural's apostrophe ("the troops' mission") only as a last resort."""
    following = SINGLE_OPENS.search(text, start)
    until = following.start() if following else len(text)
    closings = [match.start() for match in SINGLE_CLOSES.finditer(text, start, until)]
    for fits in (_is_strong, _is_no_plural):
        for at in closings:
            if fits(text, at):
                return at
    return closings[-1] if closings else None


def _is_strong(text: str, at: int) -> bool:
    return not text[at - 1].isalnum()


def _is_no_plural(text: str, at: int) -> bool:
    return text[at - 1] not in "sS" or not text[at + 1 : at + 3].strip().isalpha()


def _start_after_reporting(text: str, start: int, end: int) -> int:
    """Return where the words begin that follow "Biden said." or "he told reporters on Monday,"."""
    limit = _SENTENCE_END.search(text, start, end)
    verb = _VERB.search(text, start, limit.start() if limit else end)
    if verb is None or _count_words(text, start, verb.start()) > _MOST_BEFORE_VERB:
        return start
    # "I said so": here the speaker reports, not the article, and the words stay quoted.
    if start == 0 and _FIRST_PERSON.match(text, start, end):
        return start
    after = _AFTER_VERB.match(text, verb.end(), end)
    cut = after.end() if after else verb.end()
    if _count_words(text, verb.end(), cut) > _MOST_AFTER_VERB or cut >= end:
        cut = verb.end()
    return cut


def _end_before_reporting(text: str, start: int, end: int) -> int:
    """Return where the words before ", Biden said." end."""
    last = max((match.end() for match in _clause_ends_before_verb(text, start, end)), default=start)
    verb = _VERB.search(text, last, end) if last > start else None
    short = (
        verb is not None
        and max(_count_words(text, last, verb.start()), _count_words(text, verb.end(), end)) <= _MOST_BEFORE_VERB
    )
    return last if short else end


def _clause_ends_before_verb(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the commas and ends of sentences after which reporting words may follow."""
    verbs = [match.start() for match in _VERB.finditer(text, start, end)]
    return (match for match in _CLAUSE_END.finditer(text, start, end) if verbs and start < match.end() <= verbs[-1])


def _count_words(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORDS.finditer(text, start, end))
