"""Keys of numbers: 2,500 and "two thousand five hundred" have the same key, and so do 2 and "two"."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def _numbered_words(words: str, values: range) -> dict[str, int]:
    return dict(zip(words.split(), values, strict=True))


_UNITS = _numbered_words("one two three four five six seven eight nine", range(1, 10))
_TEENS = _numbered_words(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    range(10, 20),
)
_TENS = _numbered_words("twenty thirty forty fifty sixty seventy eighty ninety", range(20, 100, 10))
_SMALL = {**_UNITS, **_TEENS, **_TENS}
_HUNDRED = 100
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ARTICLES = {"a", "an"}
_LONGEST = 30  # digits: a longer one is not an amount, and int() refuses thousands of them
_GROUP = 3
_MINUS = {"-", "\u2212"}
SIGNS = {"$": "dollars", "€": "euros", "£": "pounds"}
WORDS = frozenset({*_SMALL, *_SCALES, *SIGNS, "zero", "hundred"})


class WordRun(NamedTuple):
    """Words from `start` to before `end` that are one number, and the keys that replace them."""

    start: int
    end: int
    keys: tuple[str, ...]


def key_of_digits(typed: str) -> str:
    """Return the key of a number in digits, with or without commas; a decimal point or comma is one."""
    if typed[:1] in _MINUS:
        return f"-{key_of_digits(typed[1:])}"
    digits = "".join(str(unicodedata.decimal(ch)) if ch.isdecimal() else ch for ch in typed)
    if len(digits) > _LONGEST or digits.isdigit():
        return digits
    head, *groups = digits.split(",")
    # 2,500 has a comma between thousands, 2,5 and 2,50 a decimal one: only groups of three digits tell.
    if groups and "." not in head and all(len(part.partition(".")[0]) == _GROUP for part in groups):
        digits = head + "".join(groups)
    elif len(groups) == 1 and "." not in digits:
        digits = f"{head}.{groups[0]}"
    return str(Fraction(digits)) if digits.count(".") <= 1 and "," not in digits else digits


def is_number(key: str) -> bool:
    """Return whether a key is the key of a number."""
    return key.removeprefix("-")[:1].isdigit()


def number_runs(keys: Sequence[str]) -> Iterator[WordRun]:
    """Yield the numbers that are written out, or in digits with a scale or a sign of money: $2.5 million."""
    at = 0
    while at < len(keys):
        sign = SIGNS.get(keys[at])
        end, value = _read_number(keys, at + 1 if sign else at)
        if sign:
            yield WordRun(at, max(end, at + 1), (sign,) if value is None else (str(value), sign))
        elif value is not None:
            yield WordRun(at, end, (str(value),))
        at = max(end, at + 1)


def _read_number(keys: Sequence[str], at: int) -> tuple[int, Fraction | None]:
    """Read the longest number that begins here; return where it ends, and its value if there is one."""
    if at + 1 < len(keys) and keys[at] in _ARTICLES and (keys[at + 1] == "hundred" or keys[at + 1] in _SCALES):
        reading = _NumberReader(current=Fraction(1))
        at += 1
    else:
        reading = _NumberReader()
    begun = at
    while at < len(keys) and reading.accepts(keys[at], keys[at + 1] if at + 1 < len(keys) else ""):
        at += 1
    return at, reading.value if at > begun else None


class _NumberReader:
    """A number while it is read word by word."""

    def __init__(self, current: Fraction | None = None) -> None:
        self.total = Fraction(0)
        self.current = current
        self.last_kind = "article" if current else ""
        self.scale = 10**15  # above every scale: each next one must be smaller, or another number begins

    @property
    def value(self) -> Fraction:
        return self.total + (self.current or 0)

    def accepts(self, key: str, following: str) -> bool:
        """Take one more word, or refuse it: it belongs to another number, or to none."""
        if key in _SMALL:
            return self._accepts_small(key)
        if key in _SCALES:
            return self._accepts_scale(_SCALES[key])
        if key == "hundred":
            return self._accepts_hundred()
        if key == "and":
            return self.last_kind in {"hundred", "scale"} and following in _SMALL and self._accept_as("and")
        return not self.last_kind and self._accepts_digits(key)

    def _accepts_small(self, key: str) -> bool:
        fits = self.last_kind in {"", "hundred", "scale", "and"} or (self.last_kind == "tens" and key in _UNITS)
        if fits:
            self.current = (self.current or Fraction(0)) + _SMALL[key]
            self._accept_as("tens" if key in _TENS else "small")
        return fits

    def _accepts_scale(self, scale: int) -> bool:
        fits = self.current is not None and self.last_kind not in {"and", "scale"} and scale < self.scale
        if fits:
            self.total += (self.current or 0) * scale
            self.current, self.scale = None, scale
            self._accept_as("scale")
        return fits

    def _accepts_hundred(self) -> bool:
        fits = (
            self.current is not None and 0 < self.current < _HUNDRED and self.last_kind in {"small", "tens", "article"}
        )
        if fits:
            self.current = (self.current or 0) * Fraction(_HUNDRED)
            self._accept_as("hundred")
        return fits

    def _accepts_digits(self, key: str) -> bool:
        if key != "zero" and not (key.replace("/", "", 1).isdecimal() and len(key) <= _LONGEST and key[0] != "/"):
            return False
        self.current = Fraction(0) if key == "zero" else _fraction(key)
        return self.current is not None and self._accept_as("digits")

    def _accept_as(self, last_kind: str) -> bool:
        self.last_kind = last_kind
        return True


def _fraction(key: str) -> Fraction | None:
    if key.startswith("0") and key != "0":  # 007 is a name, not seven
        return None
    above, _, below = key.partition("/")
    return Fraction(int(above), int(below or "1")) if below != "0" else None
