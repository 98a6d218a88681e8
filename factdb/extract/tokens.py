"""Cuts a text into words and marks, paragraphs and sentences; places are those of the text itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from factdb.domain.passages import Span
from factdb.extract import verbs, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_WORD = 80
_LONGEST_ABBREVIATION = max(map(len, vocabulary.ABBREVIATIONS))
_ABBREVIATED = "|".join(
    sorted(
        vocabulary.ABBREVIATIONS | {abbreviation.upper() for abbreviation in vocabulary.ABBREVIATIONS},
        key=len,
        reverse=True,
    )
)
# Every repetition is bounded: a text of nothing but letters must not take quadratic time. Most words are done with at
# the first line: nothing follows that may belong to them. A hundred abbreviations are tried only before a period.
_TOKEN = re.compile(
    rf"[A-Za-z]\w{{0,{_LONGEST_WORD - 1}}}+(?![\w.\-&'\u2019])"
    r"|(?:[A-Za-z]\.){2,6}"
    r"|[DRI]-(?:(?:[A-Z]\.){2}|[A-Z][a-z]{1,5}\.)"
    rf"|(?<!\w)(?=[A-Za-z]{{1,{_LONGEST_ABBREVIATION}}}\.)(?:{_ABBREVIATED}|[A-Z])\."
    rf"|['\u2019]s\b"
    r"|\d{4}-\d\d-\d\d\b"
    r"|\d{1,3}-(?:year|month|week|day|hour)-olds?\b"
    rf"|\d(?:[\d,.:]{{0,20}}\d)?(?:st|nd|rd|th|s|m|bn)?\b"
    rf"|\w{{1,{_LONGEST_WORD}}}(?:[-&.'\u2019](?!s\b)\w{{1,{_LONGEST_WORD}}}){{0,6}}"
    r"|(?<=\S)'(?=''(?!'))|''|``|--+|\.{3}|\S"
)
_LINE_OF_TEXT = re.compile(r"[^\n\r]+")
_MOST_PER_SENTENCE = 500  # words; what runs on is cut there
_WRAPPED = 45  # characters: a text of lines no longer than a page is wide has its paragraphs between empty ones
_WIDEST = 100
_ITEM_DASHES = "-\u2013\u2014\u2015"
_COMPLETES_LINE = frozenset('.!?:;"\u201d')
_MOST_OF_A_SPEAKER = 7
_SHORTEST_PLACE = 2  # letters: no "I — we"
_LONGEST_DATELINE = 12
DASHES = frozenset({"\u2014", "--", "\u2013", "-", "\u2015"})
# Chinese and Japanese write no space after their full stop; Arabic, Urdu and Hindi have stops of their own.
_ENDS_WITHOUT_SPACE = frozenset("\u3002\uff01\uff1f")
_OPENING_MARKS = "\u300c\u300e\uff08"
SENTENCE_ENDS = frozenset({".", "!", "?", "\u2026", "...", "\u061f", "\u06d4", "\u0964"}) | _ENDS_WITHOUT_SPACE
# The last character of a word after which a sentence may end: most words are done with at this look.
_MAY_END_SENTENCE = frozenset(".!?\u2026\u061f\u06d4\u0964\u3002\uff01\uff1f\"'\u201d\u2019\u00bb)]")
_CLOSING_AFTER_END = frozenset("\"'\u201d\u2019\u00bb)]") | {"''"}


@dataclass
class ArticleWords:
    """The words and marks of a text: as written, in small letters, and the place of each."""

    text: str
    written: list[str]
    low: list[str]
    starts: list[int]
    ends: list[int]

    @cached_property
    def without_genitive(self) -> frozenset[str]:
        """The words that stand somewhere without a genitive behind them: "Orr", and not only "Orr's"."""
        behind = [*self.low[1:], ""]
        return frozenset(
            word for word, low in zip(self.written, behind, strict=True) if low not in vocabulary.GENITIVES
        )

    def __len__(self) -> int:
        return len(self.written)

    def span(self, first: int, last: int) -> Span:
        """Return the characters of the words from `first` to before `last`."""
        return Span(self.starts[first], self.ends[last - 1])

    def text_between(self, first: int, last: int) -> str:
        """Return the text of the words from `first` to before `last`."""
        return self.text[self.starts[first] : self.ends[last - 1]] if first < last else ""

    def follows_space(self, at: int) -> bool:
        """Return whether white space comes before a word."""
        return at == 0 or self.starts[at] > self.ends[at - 1]


def cut_words(text: str) -> ArticleWords:
    """Cut a text into its words and marks; an abbreviation holds its period, a genitive's 's is a word of its own."""
    words = ArticleWords(text, [], [], [], [])
    for match in _TOKEN.finditer(text):
        words.written.append(match[0])
        words.starts.append(match.start())
        words.ends.append(match.end())
    words.low = [word.lower() for word in words.written]
    return words


def find_paragraphs(words: ArticleWords) -> list[tuple[int, int]]:
    """Return the paragraphs as ranges of words: lines, or what is between empty lines where lines are wrapped."""
    text, ranges, first = words.text, [], 0
    for end in _paragraph_ends(text):
        last = bisect_left(words.starts, end, first)
        if any(words.written[at][0].isalnum() for at in range(first, last)):
            ranges.append((first, last))
        first = last
    return ranges


def _paragraph_ends(text: str) -> Iterator[int]:
    lines = [match.span() for match in _LINE_OF_TEXT.finditer(text)]
    wrapped = _is_wrapped(text, lines)
    for at, (_, end) in enumerate(lines):
        follows = lines[at + 1][0] if at + 1 < len(lines) else len(text)
        if not wrapped or text.count("\n", end, follows) > 1 or follows == len(text) or _is_item(text, end, follows):
            yield end


def _is_item(text: str, end: int, follows: int) -> bool:
    """Return whether a line begins an item of a list or a signature: a bullet, and the line before it is complete."""
    if text[follows] in "\u2022*":
        return True
    return text[follows] in _ITEM_DASHES and text[end - 1] in _COMPLETES_LINE


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Return whether line ends separate words rather than paragraphs."""
    widest = max((end - start for start, end in lines), default=0)
    if not _WRAPPED < widest < _WIDEST or len(lines) <= text.count("\n\n") + 1:
        return False
    inner = [at for at in range(len(lines) - 1) if text.count("\n", lines[at][1], lines[at + 1][0]) == 1]
    # A short line isn't cut by the page's width: it is an item of a list, a label, a name.
    long = [at for at in inner if (lines[at][1] - lines[at][0]) * 2 > widest]
    cut_short = sum(text[lines[at][1] - 1] not in '.!?:"\u201d' for at in long)
    return cut_short * 2 > len(inner)


def find_sentences(words: ArticleWords, first: int, last: int, inside: list[int]) -> list[tuple[int, int]]:
    """Return the sentences of a paragraph as ranges of words; `inside` says which words are in a quotation."""
    # A dateline is a sentence of its own: it was taken for the first words of what was said.
    start = _start_behind_dateline(words, first, last)
    ranges = [(first, start)] if start > first else []
    for at in [at + 1 for at in range(start, last) if words.written[at][-1] in _MAY_END_SENTENCE]:
        if _sentence_ends_before(words, at, last, inside):
            ranges += _in_pieces(start, at)
            start = at
    return ranges + _in_pieces(start, last)


def _in_pieces(first: int, last: int) -> list[tuple[int, int]]:
    """Return a sentence, cut where it runs on."""
    return [(at, min(at + _MOST_PER_SENTENCE, last)) for at in range(first, last, _MOST_PER_SENTENCE)]


def split_sentences(text: str) -> list[Span]:
    """Return the sentences of a text, for a person who picks one; without the space between them.

    Extraction leaves a quotation whole, however many sentences it has; here each of them is one to pick.
    """
    words = cut_words(text)
    unquoted = [-1] * len(words)
    return [
        words.span(*sentence)
        for paragraph in find_paragraphs(words)
        for sentence in find_sentences(words, *paragraph, unquoted)
    ]


def _start_behind_dateline(words: ArticleWords, first: int, last: int) -> int:
    """Return where a paragraph begins after "DAYTON, Ohio (AP) —": nobody said the dateline."""
    place = first + 1 if words.written[first] == "(" and first + 1 < last else first
    if len(words.written[place]) < _SHORTEST_PLACE or not words.written[place].isupper():
        return first
    for at in range(place + 1, min(last - 1, first + _LONGEST_DATELINE)):
        if words.written[at] in DASHES and (words.follows_space(at) or words.written[at] != "-"):
            return at + 1
        if words.written[at][0].islower() or words.written[at] in SENTENCE_ENDS or words.written[at] == ":":
            break
    return first


def _sentence_ends_before(words: ArticleWords, at: int, last: int, inside: list[int]) -> bool:
    """Return whether a sentence ends before the word `at`."""
    if at >= last or (inside[at] >= 0 and inside[at] == inside[at - 1]):
        return False
    if not words.follows_space(at) and not _ends_without_space(words, at):
        return False
    before = words.written[at - 1]
    if before.endswith(".") and len(before) > 1 and before not in SENTENCE_ENDS:
        return words.low[at] in vocabulary.SENTENCE_STARTS and words.written[at][0].isupper()
    end = at - 1
    while end > 0 and words.written[end] in _CLOSING_AFTER_END and not words.follows_space(end):
        end -= 1
    if words.written[end] not in SENTENCE_ENDS or not _may_begin_sentence(words, at):
        return False
    closed = end < at - 1 or inside[at - 1] >= 0
    if closed and words.written[end] == "." and _is_speaker_alone(words, at, last):
        return False
    return not (closed and words.written[end] in {"?", "!"} and _names_speaker(words, at, last))


def _ends_without_space(words: ArticleWords, at: int) -> bool:
    first = words.written[at][0]
    return words.written[at - 1] in _ENDS_WITHOUT_SPACE and (first.isalnum() or first in _OPENING_MARKS)


def _is_speaker_alone(words: ArticleWords, at: int, last: int) -> bool:
    """Return whether "Mr. Lee said." is all that follows a quotation, though a period is in its marks."""
    verb = next((i for i in range(at + 1, min(last, at + _MOST_OF_A_SPEAKER)) if words.low[i] in verbs.SPEAKING), None)
    if verb is None or (verb + 1 < last and words.written[verb + 1] not in SENTENCE_ENDS):
        return False
    return all(words.written[i][0].isupper() or words.low[i] in {"he", "she"} for i in range(at, verb))


def _names_speaker(words: ArticleWords, at: int, last: int) -> bool:
    """Return whether a sentence goes on after a question in marks: "“Who?” Ms. Lee asked"."""
    near = range(at, min(last, at + _MOST_OF_A_SPEAKER))
    return any(words.low[place] in verbs.SPEAKING or verbs.speaks_with_particle(words.low, place) for place in near)


def _may_begin_sentence(words: ArticleWords, at: int) -> bool:
    first = words.written[at][0]
    return not first.islower() or (not first.isalnum() and first not in ",;")
