"""Finds a passage in the text of a document, even if quotation marks, dashes or spaces are typed differently."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import takewhile
from typing import TYPE_CHECKING

from factdb import errors
from factdb.domain import quotation_marks

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_PLACES = 10  # listed in an error message
_MOST_COMPARED = 1_000
_AROUND = 200  # characters on each side of a passage that tell two places of the same words apart
_SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
# One character for another: the text keeps its length.
_LIKE = str.maketrans(
    dict.fromkeys(quotation_marks.DOUBLE_MARKS + quotation_marks.LIKE_DOUBLE_MARKS, '"')
    | dict.fromkeys(quotation_marks.SINGLE_MARKS + quotation_marks.LIKE_SINGLE_MARKS, "'")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SPACES, " ")
)
_UNEQUAL = " {2,}|-{2,}|\u2026"
_SHORT = {" ": " ", "-": "-", "\u2026": "..."}
_PAIR = 2
_JAMO = range(0x1160, 0x1200)  # Korean vowels and final consonants, which join the letter before them


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of a text: code points from `start` to before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Folded:
    """A folded text, and its pieces that changed their length: `[at, to)` was `[was_at, was_to)`."""

    text: str
    at: list[int]
    to: list[int]
    was_at: list[int]
    was_to: list[int]

    def original(self, place: int) -> int | None:
        """Return the original position of a position in the folded text; None inside a folded piece."""
        piece = bisect_right(self.at, place) - 1
        if piece < 0:
            return place
        if place == self.at[piece]:
            return self.was_at[piece]
        beyond = place - self.to[piece]
        return self.was_to[piece] + beyond if beyond >= 0 else None


def find(text: str, passage: str) -> list[Span]:
    """Return every place of a passage in a text, in order and without overlaps.

    Only if there is no exact match, other styles of quotation marks, dashes, dots, white space and composed letters
    count as equal. Space around the passage is ignored; case counts. A span never separates a letter from its accent.
    """
    passage = passage.strip()
    exact = [Span(at, at + len(passage)) for at in _places(text, passage)]
    whole_spans = [span for span in exact if _is_whole(text, span)]
    return whole_spans or _find_folded(_fold(text), text, passage)


def comparable_form(text: str) -> str:
    """Return a text in a form for comparison, in which different ways of typing it are equal."""
    return _fold(text).text.strip()


def context(text: str, span: Span, width: int = 32) -> tuple[str, str]:
    """Return the characters directly before and after a passage, to find the passage again."""
    return text[max(0, span.start - width) : span.start], text[span.end : span.end + width]


def carry_over(spans: Iterable[Span], text: str, newer: str) -> list[Span]:
    """Return where passages of a text are in a newer reading of it; those whose words are not in it are left out.

    Of several places of the same words, it is the one with the same text around it, or else the one whose distance from
    the start changed least.
    """
    page: _Folded | None = None
    carried = []
    for span in spans:
        words = text[span.start : span.end]
        # Words that stand twice in a row overlap: "New York, New York, New York" has "New York, New York" twice.
        places = [Span(at, at + len(words)) for at in _places(newer, words, step=1)]
        if not places:
            page = page or _fold(newer)
            places = _find_folded(page, newer, words)
        if places:
            carried.append(max(places[:_MOST_COMPARED], key=partial(_likeness, (text, span), newer)))
    return carried


def _likeness(original: tuple[str, Span], newer: str, place: Span) -> tuple[int, int]:
    """Return how much of the text around a passage is around a place too, and how near the place is."""
    before, after = context(*original, _AROUND)
    now_before, now_after = context(newer, place, _AROUND)
    same = _equal_letters(before[::-1], now_before[::-1]) + _equal_letters(after, now_after)
    return same, -abs(place.start - original[1].start)


def _equal_letters(first: str, second: str) -> int:
    """Return with how many equal letters two texts begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def locate(text: str, passage: str, place: int | None = None) -> Span:
    """Return the only occurrence of a passage, or occurrence number `place` (from 1); otherwise raise an error."""
    spans = find(text, passage)
    if not spans:
        hint = "Copy the passage from the text, word for word."
        raise errors.NoSuchError(noun="passage", name=passage, next_step=hint)
    if place is None and len(spans) > 1:
        raise _several(text, passage, spans)
    number = 1 if place is None else place
    if not 1 <= number <= len(spans):
        why = f"does not exist: the passage occurs {len(spans)} times"
        raise errors.BadValueError(field="place", value=number, why=why)
    return spans[number - 1]


def require_span(text: str, start: int, end: int) -> Span:
    """Return the passage from `start` to before `end` without the space at its ends; refuse one that is not in a text.

    A mark that follows its letter is never separated from it.
    """
    words = text[start:end].strip() if 0 <= start < end <= len(text) else ""
    first = start + text[start:end].find(words)
    span = Span(first, first + len(words))
    if not words or not _is_whole(text, span):
        hint = "Select the passage again, from its first letter to its last."
        raise errors.BadValueError("passage", f"{start}-{end}", "is not a passage of the text", hint)
    return span


def move_edge(text: str, span: Span, *, at_start: bool, step: int) -> Span:
    """Return a passage whose start or end is a word earlier (`step` -1) or later (`step` 1).

    A start stays at the start of a word, an end at the end of a word; punctuation between words counts as a word. An
    edge that has nowhere to go stays.
    """
    words = _words(text)
    edges = [word.start if at_start else word.end for word in words]
    edge = span.start if at_start else span.end
    beyond = [place for place in edges if (place < edge if step < 0 else place > edge)]
    moved = edge if not beyond else beyond[-1] if step < 0 else beyond[0]
    turned = replace(span, start=moved) if at_start else replace(span, end=moved)
    return turned if turned.start < turned.end else span


def _words(text: str) -> list[Span]:
    """Return the words of a text, and the runs of punctuation between them."""
    spans: list[Span] = []
    before = None
    for place, ch in enumerate(text):
        kind = None if ch.isspace() else unicodedata.category(ch)[0] in "LNM"
        if kind is None or kind is not before:
            spans += [] if kind is None else [Span(place, place + 1)]
        else:
            spans[-1] = replace(spans[-1], end=place + 1)
        before = kind
    return spans


def split_around(text: str, span: Span, around: int = 200) -> tuple[str, str, str]:
    """Return the text before a passage, the passage, and the text after it, for display.

    Both sides end with their paragraph, or at a word within `around` characters, with an ellipsis.
    """
    first, last = max(0, span.start - around), span.end + around
    before = text[first : span.start].rpartition("\n")[2]
    after = text[span.end : last].partition("\n")[0].removesuffix("\r")
    if first > 0 and len(before) == around and text[first - 1] != "\n":
        before = "\u2026" + _from_word(before, text[first - 1])
    if last < len(text) and len(after) == around and text[last] not in "\r\n":
        after = _from_word(after[::-1], text[last])[::-1] + "\u2026"
    return before, text[span.start : span.end], after


def _from_word(cut: str, beyond: str) -> str:
    """Remove the rest of a word that was cut; if there is only this word, keep the rest."""
    if beyond.isspace():
        return cut.lstrip()
    if cut[:1].isspace():
        return cut.lstrip()
    _, _, after = cut.partition(" ")
    return after or cut


def _several(text: str, passage: str, spans: list[Span]) -> errors.UsageError:
    places = [_described(text, number, span) for number, span in enumerate(spans[:_MOST_PLACES], 1)]
    remainder = f"; and {len(spans) - _MOST_PLACES} more" if len(spans) > _MOST_PLACES else ""
    sentence = f"The passage {errors.short(passage)} occurs {len(spans)} times: {'; '.join(places)}{remainder}."
    return errors.SeveralPlacesError(sentence)


def _described(text: str, number: int, span: Span) -> str:
    before, _, after = (" ".join(part.split()) for part in split_around(text, span, 24))
    return f"{number} at {span.start}-{span.end} ({before} [\u2026] {after})"


def _places(text: str, passage: str, step: int | None = None) -> list[int]:
    """Return the positions of a string, without overlaps; those that overlap too if the search goes on by one step."""
    starts: list[int] = []
    at = text.find(passage) if passage else -1
    while at >= 0:
        starts.append(at)
        at = text.find(passage, at + (step or len(passage)))
    return starts


def _find_folded(page: _Folded, text: str, passage: str) -> list[Span]:
    """Return the places of a passage in a text, of which `page` is the folded form."""
    short = comparable_form(passage)
    spans: list[Span] = []
    for at in _places(page.text, short):
        start, end = page.original(at), page.original(at + len(short))
        if start is not None and end is not None and _is_whole(text, Span(start, end)):
            spans.append(Span(start, end))
    return spans


def _is_whole(text: str, span: Span) -> bool:
    """Return whether both edges of a span keep letters together with their marks."""
    return not any(0 < edge < len(text) and _joins(text[edge]) for edge in (span.start, span.end))


def _joins(ch: str) -> bool:
    return unicodedata.category(ch).startswith("M") or ord(ch) in _JAMO


def _fold(text: str) -> _Folded:
    """Fold a text in one pass: replacements of equal length by translation, the others piece by piece."""
    same_length = text.translate(_LIKE)
    page = _Folded("", [], [], [], [])
    pieces: list[str] = []
    position = length = 0
    for match in re.finditer(_pattern(same_length), same_length):
        unchanged, piece = same_length[position : match.start()], _refolded(match[0])
        pieces += (unchanged, piece)
        page.at.append(length + len(unchanged))
        length, position = length + len(unchanged) + len(piece), match.end()
        page.to.append(length)
        page.was_at.append(match.start())
        page.was_to.append(position)
    return replace(page, text="".join([*pieces, same_length[position:]]))


def _refolded(run: str) -> str:
    """Return a run of spaces or dashes as one, an ellipsis as three dots, and a letter composed with its marks."""
    short = _SHORT.get(run[0]) if len(set(run)) == 1 else None
    return unicodedata.normalize("NFC", run) if short is None else short


def _pattern(text: str) -> str:
    return _UNEQUAL if unicodedata.is_normalized("NFC", text) else f"{_uncomposed()}|{_UNEQUAL}"


@cache
def _uncomposed() -> str:
    """Return a pattern for text that normal form C can change: a letter with its marks, or a letter with a twin.

    It is built (in about 50 ms) only for a text that is not in this form. A run of marks is processed 30 at a time, as
    in Unicode's stream-safe format, because sorting a long run would take quadratic time.
    """
    # A space, dash or ellipsis is not a letter with marks: it is folded by itself.
    letters = [chr(code) for code in range(0xC0, 0x32000)]
    parts = [unicodedata.decomposition(ch).split() for ch in letters]
    seconds = {chr(int(pair[1], 16)) for pair in parts if len(pair) == _PAIR and not pair[0].startswith("<")}
    joining = seconds | {ch for ch in letters if unicodedata.combining(ch)} | set(map(chr, _JAMO))
    twins = {ch for ch in letters if not unicodedata.is_normalized("NFC", ch)} - joining
    marks = "".join(sorted(joining))
    near = "(?=[\\s\\S]?[^\\x00-\\x7f])"  # avoids the two large classes at most positions of a Latin text
    return f"{near}(?:[^ {marks}\u2026-]?[{marks}]{{1,30}}|[{''.join(sorted(twins))}])"
