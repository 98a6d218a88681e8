"""Finds what is in quotation marks, also where marks are missing, reversed or doubled."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb.domain import quotation_marks
from factdb.extract import noun_phrases, verbs
from factdb.extract.proposal import ProposalMark

if TYPE_CHECKING:
    from factdb.extract.tokens import ArticleWords


@dataclass(slots=True)
class QuotedRange:
    """The words from `first` to before `last`, with their marks."""

    first: int
    last: int
    marks: set[ProposalMark] = field(default_factory=set)


_DOUBLE_MARKS = quotation_marks.DOUBLE_TOKENS
_OPENING = quotation_marks.ENGLISH_OPENING_SHAPES
_CLOSING = quotation_marks.CLOSING_SHAPES
_BEFORE_OPENING = frozenset("([{\u2014\u2013-/:\u2026")
# An apostrophe or another mark may be there too: 'She told me, "Go."'
_AFTER_CLOSING = frozenset(".,;:!?)]}\u2014\u2013-/\u2026'\u2019\u201d\"")
_LONGEST_REPORTING = 14  # words of ", White House press secretary Jen Psaki said"
_CLOSES_BOTH = re.compile(r"(?<=[\"\u201d])['\u2019](?!\w)")
_FIRST_PERSON = frozenset({"i", "we", "you", "my", "our", "your", "us", "me"})
_MOST_UNMARKED = 5  # paragraphs that a quotation may run over without a mark
_FARTHEST_MARK = 4  # a mark this many marks away closes nothing


class QuotationReader:
    """Reads the marks of one paragraph; what a paragraph leaves open, the next one may go on with."""

    def __init__(self, words: ArticleWords, first: int, last: int) -> None:
        """Take the paragraph's range of words."""
        self.words, self.first, self.last = words, first, last
        self.ranges: list[QuotedRange] = []
        self.open_marks: list[tuple[int, bool]] = []
        self.closed = self.passed = first

    def read(self, *, goes_on: bool = False) -> list[QuotedRange]:
        """Return the quotations; `goes_on` says that the paragraph before left one open."""
        if goes_on and self.words.written[self.first] not in _DOUBLE_MARKS:
            self.open_marks.append((self.first, False))
        written = self.words.written
        marks = [at for at in range(self.first, self.last) if written[at] in _DOUBLE_MARKS]
        if marks and not goes_on and self._is_within_single(marks[0]):
            self._read_single()
            return self.ranges
        for number, at in enumerate(marks):
            if number == 0 or at > self.passed + 1 or not self._is_doubled(at):
                self._read_mark(at, marks[number + 1 : number + 1 + _FARTHEST_MARK])
            self.passed = at
        if not marks and not goes_on:
            self._read_single()
        return self.ranges

    def _read_mark(self, at: int, later: list[int]) -> None:
        opens, wrong = self.opens(at)
        if opens:
            self._open_at(at, wrong, later)
        else:
            self._close_at(at, wrong)

    def _is_doubled(self, at: int) -> bool:
        """Return whether a mark only repeats the one before it; a repeated closing one belongs to its quotation."""
        opens, _ = self.opens(at)
        if opens or not self.ranges or self.ranges[-1].last != at:
            return opens and bool(self.open_marks)
        self.ranges[-1].last = self.closed = at + 1
        return True

    def _is_within_single(self, double: int) -> bool:
        """Return whether a double mark is in a quotation with single ones: 'She told me, "Go."'."""
        text, start = self.words.text, self.words.starts[self.first]
        opening = quotation_marks.SINGLE_OPENS.search(text, start, self.words.starts[double])
        return bool(opening and _CLOSES_BOTH.search(text, self.words.ends[double], self.words.ends[self.last - 1]))

    def finish(self, *, runs_on: bool) -> bool:
        """End what is open, at the paragraph's end or before its reporting words; return whether it goes on."""
        if not self.open_marks:
            return False
        start, _ = self.open_marks[0]
        end = self._reporting_after(start, self.last)
        mark = ProposalMark.MULTI_PARAGRAPH if runs_on and end is None else ProposalMark.UNCLOSED
        self._add_range(start, end or self.last, {mark})
        self.open_marks.clear()
        return mark is ProposalMark.MULTI_PARAGRAPH

    def opens(self, at: int) -> tuple[bool, bool]:
        """Return whether a mark opens, by its place and then by its shape; and whether its shape is wrong there."""
        words = self.words
        shape = words.written[at]
        before = at == self.first or words.follows_space(at) or words.written[at - 1][-1] in _BEFORE_OPENING
        after = at + 1 >= self.last or words.follows_space(at + 1) or words.written[at + 1][0] in _AFTER_CLOSING
        if before != after:
            return before, (shape in _CLOSING) if before else (shape in _OPENING)
        if shape in _OPENING or shape in _CLOSING:
            return shape in _OPENING, False
        return not self.open_marks, False

    def _open_at(self, at: int, wrong: bool, later: list[int]) -> None:  # noqa: FBT001 - a fact about the mark
        if self.open_marks:
            end = self._reporting_after(max(self.open_marks[0][0], self.passed), at)
            if end is None and self._has_close_for_both(later):
                self.open_marks.append((at, wrong))
                return
            self._add_range(
                self.open_marks[0][0], end or self._sentence_end(self.open_marks[0][0], at), {ProposalMark.UNCLOSED}
            )
            self.open_marks.clear()
        self.open_marks.append((at, wrong))

    def _has_close_for_both(self, later: list[int]) -> bool:
        """Return whether a quotation within the open one is closed, and the open one after it."""
        depth = 2
        for marks_left, at in zip(range(len(later), 0, -1), later, strict=True):
            if depth > marks_left:
                return False
            depth += 1 if self.opens(at)[0] else -1
            if depth == 0:
                return True
        return False

    def _close_at(self, at: int, wrong: bool) -> None:  # noqa: FBT001 - a fact about the mark
        if not self.open_marks:
            if self.words.low[at - 1][-1:].isdigit() and self.words.written[at] == '"':
                return  # inches
            self._add_range(self._begin_unopened(at), at + 1, {ProposalMark.UNOPENED})
            return
        start, was_wrong = self.open_marks.pop()
        if not self.open_marks:
            self._add_range(start, at + 1, {ProposalMark.WRONG_MARK} if wrong or was_wrong else set())

    def _add_range(self, first: int, last: int, marks: set[ProposalMark]) -> None:
        self.closed = last
        if any(self.words.written[at][0].isalnum() for at in range(first, last)):
            self.ranges.append(QuotedRange(first, last, marks))

    def _begin_unopened(self, at: int) -> int:
        """Return where the words begin that only a closing mark follows: after "Biden said." or "he said,"."""
        start = self.closed
        written, low = self.words.written, self.words.low
        for place in range(at - 2, start, -1):
            if written[place] in {",", ":"} and written[place + 1][0].isupper() and self._leads_up(place):
                return place + 1
        verb = next((i for i in range(start, min(at, start + _LONGEST_REPORTING)) if low[i] in verbs.SPEAKING), None)
        if verb is None:
            return self._begin_of_speech(start, at)
        near = range(verb, min(at - 1, verb + _LONGEST_REPORTING))
        ends = (i + 1 for i in near if written[i] in {".", ",", ":"} and written[i + 1][0].isupper())
        return next(ends, self._begin_of_speech(start, at))

    def _leads_up(self, place: int) -> bool:
        """Return whether a comma or colon comes after a verb of saying: "saying:", "as he put it,"."""
        low = self.words.low
        return (
            low[place - 1] in verbs.SPEAKING
            or low[place - 1] == "saying"
            or verbs.speaks_with_particle(low, max(0, place - 2))
        )

    def _begin_of_speech(self, start: int, at: int) -> int:
        """Return the beginning of the first sentence with "I" or "we", else of the last sentence."""
        begins = [start, *(i + 1 for i in range(start, at - 1) if self.words.written[i] in {".", "!", "?"})]
        for begin, end in zip(begins, [*begins[1:], at], strict=True):
            if any(word in _FIRST_PERSON for word in self.words.low[begin:end]):
                return begin
        return begins[-1]

    def _reporting_after(self, start: int, end: int) -> int | None:
        """Return where ", Biden said" begins within a range that nothing closes."""
        written, low = self.words.written, self.words.low
        for at in range(start + 2, end):
            if written[at] not in {",", "?", "!"} or at + 1 >= end:
                continue
            verb = next((i for i in range(at + 1, min(end, at + _LONGEST_REPORTING)) if low[i] in verbs.SPEAKING), None)
            if verb is not None and self._is_reporting(at + 1, verb):
                return at + 1
        return None

    def _is_reporting(self, first: int, verb: int) -> bool:
        """Return whether words up to a verb of saying are a speaker: a name or he or she, and no "that we" or "I"."""
        words = self.words
        if any(words.written[at] in _DOUBLE_MARKS for at in range(first, verb)):
            return False
        if first == verb:
            return words.written[verb + 1 : verb + 2] != [] and words.written[verb + 1][0].isupper()
        if any(words.written[at] in {".", "?", "!"} for at in range(first, verb)):
            return False
        subject = words.written[verb - 1]
        is_somebody = words.low[verb - 1] in {"he", "she", "they", ","} or noun_phrases.is_role(words.low[verb - 1])
        return is_somebody or (subject[0].isupper() and subject != "I")

    def _sentence_end(self, start: int, end: int) -> int:
        written = self.words.written
        ends = [at + 1 for at in range(start, end) if written[at] in {".", "!", "?"}]
        return ends[-1] if ends else end

    def _read_single(self) -> None:
        """Take single marks for quotations only where no double ones are: an apostrophe looks like one of them."""
        text = self.words.text
        at, until = self.words.starts[self.first], self.words.ends[self.last - 1]
        while opening := quotation_marks.SINGLE_OPENS.search(text, at, until):
            follows = quotation_marks.SINGLE_OPENS.search(text, opening.end(), until)
            end = follows.start() if follows else until
            closings = [match.start() for match in quotation_marks.SINGLE_CLOSES.finditer(text, opening.end(), end)]
            closings += [match.start() for match in _CLOSES_BOTH.finditer(text, opening.end(), end)]
            strong = [place for place in closings if not text[place - 1].isalnum()]
            at = opening.end()
            if closings:
                at = (strong or closings)[0] + 1
                self._add_range_of_characters(opening.start(), at)

    def _add_range_of_characters(self, start: int, end: int) -> None:
        first = bisect_right(self.words.ends, start)
        self._add_range(first, max(first + 1, bisect_left(self.words.starts, end)), set())


def find_quotations(words: ArticleWords, paragraphs: list[tuple[int, int]]) -> list[QuotedRange]:
    """Return all quotations of a text in order."""
    quoted_ranges: list[QuotedRange] = []
    goes_on = False
    for number, (first, last) in enumerate(paragraphs):
        reader = QuotationReader(words, first, last)
        reader.read(goes_on=goes_on)
        following = paragraphs[number + 1 : number + 1 + _MOST_UNMARKED]
        goes_on = reader.finish(runs_on=bool(reader.open_marks and _goes_on_with_quotation(words, following)))
        quoted_ranges += sorted(reader.ranges, key=lambda quoted_range: quoted_range.first)
    return quoted_ranges


def _goes_on_with_quotation(words: ArticleWords, following: list[tuple[int, int]]) -> bool:
    """Return whether the next paragraph opens a quotation again, or the first mark that follows is a closing one.

    Between the two, paragraphs may have no mark at all.
    """
    for number, (first, last) in enumerate(following):
        at = next((at for at in range(first, last) if words.written[at] in _DOUBLE_MARKS), None)
        if at is not None:
            return (number == 0 and at == first) or not QuotationReader(words, first, last).opens(at)[0]
    return False


def number_quoted_words(words: ArticleWords, quoted_ranges: list[QuotedRange]) -> list[int]:
    """Return for each word the number of the quotation that it is in, or -1."""
    numbers = [-1] * len(words)
    for number, quoted_range in enumerate(quoted_ranges):
        numbers[quoted_range.first : quoted_range.last] = [number] * (quoted_range.last - quoted_range.first)
    return numbers


def cuts_quotation(inside: list[int], first: int, last: int) -> bool:
    """Return whether a range of words begins or ends in the midst of a quotation; `inside` numbers the quoted words."""
    begins_within = first > 0 and inside[first] >= 0 and inside[first - 1] == inside[first]
    return begins_within or (last < len(inside) and inside[last] >= 0 and inside[last - 1] == inside[last])
