"""Reads a typed search: words, "phrases", beginnings* and -exclusions. Any text is valid."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from factdb.domain.search import stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_WORDS = 32
LONGEST = 2_000  # characters of a search that are used
_LONGEST_WORD = 64
_MARK = "**"
_BEFORE, _AFTER = 4, 24  # words of a text to show before the first match, and from it on
_PART = re.compile(r'(-?)"([^"]*)(?:"(\*?)|$)|(-?)(\S+)')
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f]")  # marks that the index of PostgreSQL drops


@dataclass(frozen=True, slots=True)
class SearchPart:
    """One part of a search: a word, or consecutive words; the last can be only the beginning of a word."""

    words: tuple[str, ...]
    is_prefix: bool = False
    is_excluded: bool = False
    typed: tuple[str, ...] = field(default=(), compare=False)

    @property
    def fts5(self) -> str:
        """The part for SQLite's FTS5, which folds the search as it folded the texts (only Latin letters).

        Inside quotes nothing is an operator, and the part contains no quotes.
        """
        return f'"{" ".join(self.typed or self.words)}"{" *" if self.is_prefix else ""}'

    @property
    def tsquery(self) -> str:
        """The part for PostgreSQL's to_tsquery, folded as the function of the index folds the texts.

        It has only letters, digits and their marks, in quotes, so nothing in it is an operator. In scripts whose
        vowels are marks, words are split at the same places as in the texts.
        """
        words = [f"'{word}'" for typed in self.typed or self.words for word in _folded(typed)]
        return " <-> ".join(words) + (":*" if self.is_prefix else "")


def parse(typed: str) -> list[SearchPart]:
    """Split a typed search into parts; skip parts without letters and digits, and text beyond the limit."""
    parts: list[SearchPart] = []
    words_left = MOST_WORDS
    for part in _PART.finditer(typed[:LONGEST]):
        minus, phrase, star, other_minus, plain = part.groups()
        typed_words = tuple(word[:_LONGEST_WORD] for word in _words(phrase if plain is None else plain))[:words_left]
        words = tuple(stems.words(" ".join(typed_words)))
        if not words:
            continue
        words_left -= len(typed_words)
        is_prefix = bool(star) if plain is None else plain.endswith("*")
        search_part = SearchPart(words, is_prefix, bool(minus or other_minus), typed_words)
        if search_part not in parts:
            parts.append(search_part)
    return parts


def _words(text: str) -> list[str]:
    """Return the words of a text, with letters composed with their marks, as in most texts."""
    composed = unicodedata.normalize("NFC", text)
    return ["".join(run) for is_word, run in groupby(composed, _is_of_word) if is_word]


def _folded(word: str) -> list[str]:
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", word))
    return ["".join(run) for is_word, run in groupby(bare, _is_of_word) if is_word]


def _is_of_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"


def query_for_any(parts: Sequence[SearchPart]) -> tuple[str, str]:
    """Return a query for texts with any part (exclusions are ignored), for SQLite and for PostgreSQL."""
    included = [part for part in parts if not part.is_excluded]
    return " OR ".join(part.fts5 for part in included), " | ".join(f"({part.tsquery})" for part in included)


def snippet(text: str, parts: Sequence[SearchPart]) -> tuple[int, str]:
    """Return the number of parts found in a text, and an excerpt around the first one with the matches marked."""
    spans = [match.span() for match in _WORD.finditer(text)]
    plains = ["".join(stems.words(text[start:end])) for start, end in spans]
    marked: set[int] = set()
    count = 0
    for part in parts:
        if not part.is_excluded and (places := {*_places(plains, part)}):
            marked |= places
            count += 1
    first = min(marked, default=0)
    begin, end = max(first - _BEFORE, 0), first + _AFTER
    return count, _marked_text(text, spans, marked, begin, end)


def _places(words: Sequence[str], part: SearchPart) -> Iterator[int]:
    """Yield the positions of the words that match a part."""
    part_stems = [stems.stem(word) for word in part.words]
    beginnings = tuple(word[:2] for word in part_stems)
    for start in range(len(words) - len(part_stems) + 1):
        row = words[start : start + len(part_stems)]
        if all(map(str.startswith, row, beginnings)) and _matches_row(row, part_stems, part.is_prefix):
            yield from range(start, start + len(part_stems))


def _matches_row(row: Sequence[str], part_stems: Sequence[str], is_prefix: bool) -> bool:  # noqa: FBT001 - as the part has it
    row_stems = [stems.stem(word) for word in row]
    if is_prefix:
        return row_stems[:-1] == part_stems[:-1] and row_stems[-1].startswith(part_stems[-1])
    return row_stems == part_stems


def _marked_text(text: str, spans: Sequence[tuple[int, int]], marked: set[int], begin: int, end: int) -> str:
    """Return an excerpt with marks around the matches; consecutive matches share their marks."""
    in_row = {
        number
        for number in marked
        if begin < number < end and number - 1 in marked and text[spans[number - 1][1] : spans[number][0]].isspace()
    }
    place = spans[begin][0] if begin else 0
    shown = ["…" if begin else ""]
    for number, (start, stop) in enumerate(spans[begin:end], begin):
        opening = _MARK if number in marked - in_row else ""
        closing = _MARK if number in marked and number + 1 not in in_row else ""
        shown += [text[place:start], opening, text[start:stop], closing]
        place = stop
    shown.append("…" if end < len(spans) else text[place:])
    return " ".join("".join(shown).split())
