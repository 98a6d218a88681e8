"""Reads quotations that are signed: "We were never asked." — Ann Lee, with the name behind it or on the next line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import frames, sources, vocabulary
from factdb.extract.frames import Report
from factdb.extract.tokens import DASHES

if TYPE_CHECKING:
    from factdb.extract.sources import Source
    from factdb.extract.tokens import Words

_LONGEST = 16  # words of a signature: "Ann Lee, who keeps the lock at Orr"
_FEWEST = 4  # words of a quotation, its marks among them


def signed(words: Words, paragraphs: list[tuple[int, int]], number: int, inside: list[int]) -> Report | None:
    """Return what a paragraph says that is one quotation with a signature; None where it is none."""
    first, last = paragraphs[number]
    end = _dash(words, first, last)
    source = _source(words, end, last)
    if source is None and number + 1 < len(paragraphs):
        end, source = last, _source(words, *paragraphs[number + 1])
    if source is None or end - first < _FEWEST or not _is_quotation(words, first, end, inside):
        return None
    return Report(source, None, ((first, end),), "signed")


def _dash(words: Words, first: int, last: int) -> int:
    """Return where the last dash of a paragraph stands that a name may follow; else the paragraph's end."""
    near = range(last - 2, max(first, last - _LONGEST - 1), -1)
    return next((at for at in near if words.written[at] in DASHES), last)


def _is_quotation(words: Words, first: int, end: int, inside: list[int]) -> bool:
    """Tell whether words are all quoted, or would be if a mark at one end of them weren't missing."""
    if words.written[end - 1] == ".":
        end -= 1
    marks = [at for at in range(first, end) if words.written[at] in frames.MARKS]
    return marks == [end - 1] or all(inside[at] >= 0 for at in range(first, end))


def _source(words: Words, first: int, last: int) -> Source | None:
    """Return who signs: a dash, and a name that no verb and no other mark follows."""
    if not 1 < last - first <= _LONGEST or words.written[first] not in DASHES:
        return None
    found = sources.behind(words, first + 1, last)
    if found is None or not sources.is_speaker_like(words, found):
        return None
    if any(words.written[at] in frames.MARKS for at in range(first, last)):
        return None
    return None if found.last < last and vocabulary.may_be_verb(words.low[found.last]) else found
