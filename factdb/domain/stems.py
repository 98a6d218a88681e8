"""Words as searches compare them: in lower case, without diacritics, without endings (Porter, 1980).

Both search indices stem so, SQLite's and PostgreSQL's: what is marked here is what they found.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 64  # from here on FTS5 leaves a word as it is
_VOWELS = frozenset("aeiou")
_SECOND = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
    ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
    ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
)  # fmt: skip
_THIRD = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
)  # fmt: skip
_FOURTH = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion",
    "al", "er", "ic", "ou",
)  # fmt: skip


def plain(text: str) -> str:
    """Return text without diacritics and case."""
    if text.isascii():
        return text.lower()
    kept = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return "".join(kept).casefold()


def words(text: str) -> list[str]:
    """Return the words of a text, in plain letters, in their order."""
    return _WORD.findall(plain(text))


def stem(word: str) -> str:
    """Return a plain word without its endings."""
    if not 2 < len(word) < _LONGEST:  # noqa: PLR2004 - "as", "is"
        return word
    word = _first(word)
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _replaced(_replaced(word, _SECOND), _THIRD)
    word = _without_fourth(word)
    return _fifth(word)


def _first(word: str) -> str:
    """Take plurals, -ed and -ing away."""
    if word.endswith(("sses", "ies")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    for ending in ("ed", "ing"):
        base = word[: -len(ending)]
        if word.endswith(ending):
            return _mended(base) if _has_vowel(base) else word
    return word


def _mended(word: str) -> str:
    """Mend what is left without -ed or -ing: "hop" of "hopp", "conflate" of "conflat"."""
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if _is_double(word) and word[-1] not in "lsz":
        return word[:-1]
    return word + "e" if _measure(word) == 1 and _is_short(word) else word


def _replaced(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    for ending, other in endings:
        if word.endswith(ending):
            base = word[: -len(ending)]
            return base + other if _measure(base) else word
    return word


def _without_fourth(word: str) -> str:
    for ending in _FOURTH:
        if word.endswith(ending):
            base = word[: -len(ending)]
            drops = _measure(base) > 1 and (ending != "ion" or base.endswith(("s", "t")))
            return base if drops else word
    return word


def _fifth(word: str) -> str:
    if word.endswith("e"):
        base = word[:-1]
        if _measure(base) > 1 or (_measure(base) == 1 and not _is_short(base)):
            word = base
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word


def _consonants(word: str) -> list[bool]:
    """Tell which letters are consonants: y is one at the start, and after a vowel."""
    found: list[bool] = []
    for letter in word:
        found.append(letter not in _VOWELS and (letter != "y" or not found or not found[-1]))
    return found


def _measure(word: str) -> int:
    """Count how often a vowel is followed by a consonant."""
    kinds = _consonants(word)
    return sum(1 for before, after in pairwise(kinds) if after and not before)


def _has_vowel(word: str) -> bool:
    return not all(_consonants(word))


def _is_double(word: str) -> bool:
    return len(word) > 1 and word[-1] == word[-2] and _consonants(word)[-1]


def _is_short(word: str) -> bool:
    """Tell whether it ends in consonant, vowel, consonant, the last none of w, x, y."""
    return _consonants(word)[-3:] == [True, False, True] and word[-1] not in "wxy"
