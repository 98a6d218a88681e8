"""Writes the words of a claim as one sentence: the article's letters, what was added in brackets, marks in pairs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from factdb.domain import quotation_marks
from factdb.extract import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from factdb.extract.attribution import ArticleReading
    from factdb.extract.quotations import QuotedRange
    from factdb.extract.tokens import ArticleWords

# A range of the article's words, or text that is put between them.
ClaimPiece = tuple[int, int] | str
_STOPS = (".", "?", "!", "\u2026")
# "So many died" and "Yet another" keep their first word: there it says how many.
_JOINING_OPENERS = re.compile(
    r"^(?:(?:But|And|and|but|that(?!\s+(?:had|has|was|is|would|could|should|did|does)\b)),?\s+"
    r"|(?:However|Meanwhile|Moreover|Furthermore|So|Yet|Still|however|meanwhile),\s*"
    r"|(?:So|Yet)\s+(?=(?:the|this|that|these|those|he|she|it|they|we|I|you|our|his|her|their|its)\b))"
)
_DOUBLE = re.compile(f"[{re.escape(quotation_marks.DOUBLE_MARKS)}]|''|``")
_HAS_DOUBLE = _DOUBLE.search
_CLOSING = " \"\u201d\u2019'"
_SINGLE_OPENING = ("\u2018", "'")
_CLOSING_APOSTROPHE = re.compile(r"['\u2019](?!\w)")
_APOSTROPHES = frozenset("'\u2019")
_BEFORE_FIRST_LETTER = re.compile(r"^[\[(\"\u201c\u2018']*")
_FIRST_OF_OPENERS = frozenset("BAHMFSYbahmt")
_TWO_ADDITIONS = re.compile(r"\]\s+\[(?!\d)")
_SPACE_BEFORE_MARK = re.compile(r"\s+([,;.?!])(?=\s|$)")


class ClaimEdits:
    """What is written instead of the article's words, and what is put after a word; all of it in brackets."""

    def __init__(self) -> None:
        """Begin without any."""
        self.instead: dict[int, tuple[int, str]] = {}  # first word -> end, text
        self.after: dict[int, str] = {}


def outer_marks(words: ArticleWords, quotations: Iterable[QuotedRange]) -> frozenset[int]:
    """Return the quotation marks at both ends of the article's quotations: a claim is written without them."""
    marks: set[int] = set()
    for quotation in quotations:
        for at, step in ((quotation.first, 1), (quotation.last - 1, -1)):
            if words.written[at] in quotation_marks.MARK_TOKENS:
                marks.add(at)
                # A doubled mark goes with the first; another is that of a quotation within.
                if words.written[at + step : at + step + 1] == [words.written[at]]:
                    marks.add(at + step)
    return frozenset(marks)


def text_of_words(words: ArticleWords, first: int, last: int, edits: ClaimEdits, without: frozenset[int]) -> str:
    """Return a range of words on one line, edited, without some marks."""
    if not (edits.instead or edits.after) and without.isdisjoint(range(first, last)):
        return words.text_between(first, last)
    pieces: list[str] = []
    at = first
    for place in range(first, last):
        if place < at or not (place in without or place in edits.instead or place in edits.after):
            continue
        # White space before what is left out or replaced stays: the text runs to where that begins.
        pieces.append(words.text[words.starts[at] : words.starts[place]] if at < place else "")
        end, text = (place + 1, "") if place in without else edits.instead.get(place, (place + 1, words.written[place]))
        addition = edits.after.get(end - 1)
        pieces.append(f"{text} {addition}" if addition else text)
        at = end
        if at < last:
            pieces.append(words.text[words.ends[at - 1] : words.starts[at]])
    pieces.append(words.text_between(at, last))
    return "".join(pieces)


def write_sentence(
    reading: ArticleReading, pieces: Sequence[ClaimPiece], edits: ClaimEdits, without: frozenset[int]
) -> str:
    """Return pieces as one sentence: a capital at its beginning, one mark at its end."""
    words, text, ended = reading.words, "", 0
    for piece in pieces:
        if isinstance(piece, str):
            addition = piece
        else:
            addition = text_of_words(words, *piece, edits, without)
            if ended and piece[0] > ended:
                text = _end_of_part(words, text, piece[0])
            ended = piece[1]
        text = f"{text} {addition}" if text else addition
    return finish_sentence(text)


def _end_of_part(words: ArticleWords, text: str, follows: int) -> str:
    """Return the first part of "A," he said. "B": what follows begins a sentence of its own."""
    first = words.written[
        follows + (words.written[follows] in quotation_marks.MARK_TOKENS and follows + 1 < len(words))
    ]
    if not first[0].isupper() or words.written[follows - 1] not in _STOPS or text.endswith(_STOPS):
        return text
    return text.rstrip(" ,;:") + "."


def finish_sentence(text: str) -> str:
    """Return a text as a sentence: no line break, no conjunction before it, marks in pairs, one mark at its end.

    A text without words is empty.
    """
    text = " ".join(text.split()).lstrip(" ,;:.\u2014\u2013-")
    if text[:1] in _FIRST_OF_OPENERS:
        text = _JOINING_OPENERS.sub("", text, count=2)
    if "]" in text:
        text = _SPACE_BEFORE_MARK.sub(r"\1", _TWO_ADDITIONS.sub(" ", text))
    if _HAS_DOUBLE(text) and not _is_paired(text):
        text = _DOUBLE.sub("", text)
    if text[:1] in _SINGLE_OPENING and not _CLOSING_APOSTROPHE.search(text):
        text = text[1:]
    body = text.rstrip(_CLOSING)
    marks = text[len(body) :].strip()
    if marks[:1] in _APOSTROPHES and body[-1:].isalnum():  # "the teachers'"
        body, marks = body + marks[:1], marks[1:]
    body = body.rstrip(" ,;:\u2014\u2013-")
    if not any(letter.isalnum() for letter in body):
        return ""
    if not body.endswith(_STOPS) and not (body.endswith(("]", ")")) and body[:-1].endswith(_STOPS)):
        body += "."
    start = _BEFORE_FIRST_LETTER.match(body)
    at = start.end() if start else 0
    return body[:at] + body[at : at + 1].upper() + body[at + 1 :] + marks


def _is_paired(text: str) -> bool:
    opening = sum(text.count(mark) for mark in ("\u201c", "``", "\u201e"))
    closing = text.count("\u201d")
    return opening == closing and text.count('"') % 2 == 0 and text.count("''") % 2 == 0


def begin_small(text: str, small_words: frozenset[str]) -> str:
    """Return a text with a small first letter where the article writes its first word so elsewhere: it is no name."""
    text = _JOINING_OPENERS.sub("", text)
    first = text.split(maxsplit=1)[0].rstrip(",;:") if text.strip() else ""
    low = first.lower()
    is_common = low in vocabulary.SENTENCE_STARTS or low in vocabulary.DETERMINERS or low in vocabulary.PREPOSITIONS
    is_common = is_common or low in small_words or low in vocabulary.SENTENCE_ADVERBS or low.endswith("ly")
    return text[:1].lower() + text[1:] if is_common and low != "i" else text
