"""The words of a text in the form in which they are compared: no case, no marks, no hyphens, contractions undone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from factdb.domain.passages import Span
from factdb.domain.quotation_marks import APOSTROPHES
from factdb.quotation import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_UNSEEN = "\xad\u200b\u200c\u200d\u2060\ufeff"
# Python's \w leaves out what is written on or around a letter: accents, vowel signs, points.
_ON_A_LETTER = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
    "\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a4d\u0a81-\u0acd\u0b01-\u0b57\u0bbe-\u0bcd\u0c00-\u0c56\u0c81-\u0cd6"
    "\u0d00-\u0d4d\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u3099\u309a\ufe20-\ufe2f"
)
# Scripts without spaces between words: Thai to Khmer, Japanese, Chinese. Each letter is a word of its own.
_ALONE = "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0ec0-\u0ec6\u1000-\u102a\u1780-\u17b3"
_ALONE += "\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHAR = f"(?:[^\\W_{_ALONE}]|[{_ON_A_LETTER}{_UNSEEN}])"
# The counts are bounded, so that no text takes quadratic time.
_WORD = re.compile(
    "(?<![^\\W_])(?:[^\\W\\d_]\\.){2,10}(?:[^\\W\\d_](?![^\\W_]))?"  # U.S., a.m.
    f"|(?:(?<![^\\s([])[-\u2212])?\\d++(?:[.,]\\d++){{0,8}}(?!{_CHAR})"  # -2 is less than 2; 5-10 is not -10
    f"|(?i:(?<![^\\W_])[{APOSTROPHES}](?:em|cause|tis|twas)\\b)"
    f"|[{_ALONE}][{_ON_A_LETTER}]*"
    f"|{_CHAR}+(?:[{APOSTROPHES}]{_CHAR}+)*"
    "|[%&$\u20ac\u00a3]"
)
_PLAIN = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(_UNSEEN + ".", ""))
_DIGITS = re.compile("[-\u2212]?\\d[\\d.,]*")

_ENDINGS = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'s": "'s", "'d": "'d"}
_EXPANSIONS = {
    "won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "shall not", "ain't": "is not",
    "let's": "let us", "y'all": "you all", "gonna": "going to", "wanna": "want to", "gotta": "got to",
    "'em": "them", "'cause": "because", "'tis": "it is", "'twas": "it was", "ok": "okay", "%": "percent", "&": "and",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "arent": "are not",
    "wasnt": "was not", "werent": "were not", "wont": "will not", "cant": "can not", "couldnt": "could not",
    "wouldnt": "would not", "shouldnt": "should not", "hasnt": "has not", "havent": "have not", "hadnt": "had not",
    "im": "i am", "ive": "i have", "youre": "you are", "youve": "you have", "theyre": "they are",
    "theyve": "they have", "weve": "we have", "thats": "that 's",
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th",
    "twentieth": "20th",
}  # fmt: skip
# A contraction that can mean several words: "he's" is "he is" or "he has".
AMBIGUOUS_ENDINGS = {"'s": frozenset({"is", "has", "us", "s"}), "'d": frozenset({"would", "had", "did"})}
_GROUP = 3  # digits, as in 2 500
_NEVER_JOINED = frozenset({"a", "i", "o", "no", "not", "never"})  # "a part" is not "apart"


@dataclass(frozen=True, slots=True)
class ComparedWords:
    """The words of a text: their keys, and for each the written word that it is part of ("don't" is two).

    `spans` holds the written words' places in the text: code points, end exclusive.
    """

    text: str
    keys: list[str]
    written: list[int]
    spans: list[tuple[int, int]]

    def __len__(self) -> int:
        return len(self.keys)

    def span_of(self, start: int, end: int) -> Span:
        """Return the place of the words from `start` to before `end`; for none, the place between two words."""
        if start < end:
            return Span(self.spans[self.written[start]][0], self.spans[self.written[end - 1]][1])
        at = self.spans[self.written[start - 1]][1] if start else self.start_of(0)
        return Span(at, at)

    def start_of(self, word: int) -> int:
        """Return where a word begins; after the last one, where the text ends."""
        return self.spans[self.written[word]][0] if word < len(self.keys) else len(self.text)

    def gap_before(self, word: int) -> str:
        """Return the text between a word and the one before it: spaces and marks."""
        before = self.spans[self.written[word - 1]][1] if word else 0
        return self.text[before : max(before, self.start_of(word))]

    def begins_written_word(self, word: int) -> bool:
        """Return whether a word begins a written word."""
        return not 0 < word < len(self.keys) or self.written[word] != self.written[word - 1]


def read_words(text: str, parts: Iterable[Span] | None = None) -> ComparedWords:
    """Return the words of a text, or of some parts of it; places count from the beginning of the whole text."""
    words = ComparedWords(text, [], [], [])
    for part in [Span(0, len(text))] if parts is None else parts:
        for match in _WORD.finditer(text, part.start, part.end):
            if keys := _word_keys(match[0]):
                words.keys.extend(keys)
                words.written.extend([len(words.spans)] * len(keys))
                words.spans.append(match.span())
    return words if numbers.WORDS.isdisjoint(words.keys) else _join_numbers(words)


def join_compounds(words: ComparedWords, compounds: set[str]) -> ComparedWords:
    """Return the words with each pair that makes one of the compounds as one word: counter-terrorism."""
    if not compounds:
        return words
    pairs = (
        at
        for at, pair in enumerate(pairwise(words.keys))
        if compound_key(*pair) in compounds and not (_are_two_numbers(*pair) and not words.gap_before(at + 1).isspace())
    )
    return _merge_runs(words, _compound_runs(words, pairs))


def compound_key(first: str, second: str) -> str:
    """Return two words written as one; nothing where they would be another word."""
    if first in _NEVER_JOINED or second in _NEVER_JOINED:
        return ""
    if _are_two_numbers(first, second) and len(second) != _GROUP:
        return ""
    return first.replace("'", "") + second.replace("'", "")


def _are_two_numbers(first: str, second: str) -> bool:
    """Return whether both are numbers: 2 500 may be one, 5-10 and 1/2 never are."""
    return first[-1:].isdigit() and second[:1].isdigit()


def _compound_runs(words: ComparedWords, pairs: Iterable[int]) -> Iterator[numbers.WordRun]:
    end = 0
    for at in pairs:
        if at >= end:
            end = at + 2
            yield numbers.WordRun(at, end, (compound_key(*words.keys[at:end]),))


def _join_numbers(words: ComparedWords) -> ComparedWords:
    return _merge_runs(words, numbers.number_runs(words.keys))


def _merge_runs(words: ComparedWords, runs: Iterable[numbers.WordRun]) -> ComparedWords:
    """Return the words with each run as one written word."""
    merged = ComparedWords(words.text, [], [], [])
    copied = 0
    for run in runs:
        _copy_words(words, merged, copied, run.start)
        span = words.span_of(run.start, run.end)
        merged.keys.extend(run.keys)
        merged.written.extend([len(merged.spans)] * len(run.keys))
        merged.spans.append((span.start, span.end))
        copied = run.end
    _copy_words(words, merged, copied, len(words))
    return merged


def _copy_words(words: ComparedWords, into: ComparedWords, start: int, end: int) -> None:
    """Copy words; the rest of a written word that was cut through counts as one."""
    for at in range(start, end):
        if at == start or words.begins_written_word(at):
            into.spans.append(words.spans[words.written[at]])
        into.keys.append(words.keys[at])
        into.written.append(len(into.spans) - 1)


@lru_cache(maxsize=50_000)
def _word_keys(typed: str) -> tuple[str, ...]:
    if _DIGITS.fullmatch(typed):
        return (numbers.key_of_digits(typed.rstrip(".,")),)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold())
    plain = folded.translate(_PLAIN)
    if expansion := _EXPANSIONS.get(plain):
        return tuple(expansion.split())
    for ending, key in _ENDINGS.items():
        if plain.endswith(ending) and len(plain) > len(ending):
            return (plain.removesuffix(ending).replace("'", ""), key)
    plain = plain.replace("'", "")
    return (plain,) if plain else ()
