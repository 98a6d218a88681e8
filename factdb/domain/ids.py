"""Uids of claims and history rows, and the ways to name a claim or one of its items: 7, #7, 7.2 or a uid."""

from __future__ import annotations

import datetime as dt
import os
import re
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING

from factdb import errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_RANGES = re.compile(r"(?=.*[-,])[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*")
_NUMBER = re.compile(r"#?[0-9]+")
_ALL_CLAIMS = "See all claims: factdb claims list"
_WIDEST = 10_000  # claims in one range: more is a slip
_LARGEST = 2**63 - 1
_DRAWN = 4096  # bytes at once, because a system call for each uid takes as long as making it
_VARIANT = {f"{digit:x}": f"{0b1000 | digit & 0b11:x}" for digit in range(16)}  # two bits of it are fixed


def uuid7(moment: dt.datetime, random: bytes | None = None) -> str:
    """Return a UUID version 7 (RFC 9562): the time in milliseconds (48 bits), then 74 of 80 random bits."""
    noise = (os.urandom(10) if random is None else random).hex()
    return f"{_millisecond(moment)}-7{noise[:3]}-{_VARIANT[noise[3]]}{noise[4:7]}-{noise[7:19]}"


def uuids_in_order(moment: dt.datetime) -> Iterator[str]:
    """Yield UUIDs version 7 of one time, each greater than the one before (RFC 9562, 6.2, method 2).

    So a hundred thousand rows go to the end of an index, instead of into many different pages. The first is random, and
    each following is greater by a random number of 32 bits: there is room for a billion.
    """
    head = f"{_millisecond(moment)}-7{os.urandom(2).hex()[:3]}"
    tail = 1 << 63 | int.from_bytes(os.urandom(8), "big") >> 3  # the variant's bits are 1 and 0; one is left for growth
    while True:
        for step in array("I", os.urandom(_DRAWN)):
            tail += step + 1
            digits = f"{tail:x}"
            yield f"{head}-{digits[:4]}-{digits[4:]}"


@lru_cache(maxsize=8)  # everything that one command creates has the same time
def _millisecond(moment: dt.datetime) -> str:
    millisecond = (moment - _EPOCH) // dt.timedelta(milliseconds=1)
    if millisecond < 0:
        message = f"{moment} is before 1970"
        raise ValueError(message)
    return f"{millisecond >> 16:08x}-{millisecond & 0xFFFF:04x}"


def is_uid(text: str) -> bool:
    """Return whether this is a UUID of any version in its usual form of 36 characters."""
    return bool(_UID.fullmatch(text))


def claim_name(text: str) -> int | str:
    """Read the name of a claim: its number (7, #7) or its uid, which is returned in lower case."""
    return _name(text, _not_a_claim(text, f"Name one claim, such as 7. {_ALL_CLAIMS}"))


def claim_names(text: str) -> list[int | str]:
    """Read the names of claims: one name, or numbers and ranges with commas, such as 1-5,7."""
    refusal = _not_a_claim(text, f"Name claims as 7, 1-5 or 1-5,7. {_ALL_CLAIMS}")
    if not _RANGES.fullmatch(text):
        return [_name(text, refusal)]
    numbers: list[int | str] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        low, high = _number(first, refusal), _number(last or first, refusal)
        if not low <= high < low + _WIDEST:
            lower_first = f"Write the lower number first: {high}-{low}"
            next_step = lower_first if high < low else f"Name at most {_WIDEST} claims in one range."
            raise errors.BadValueError(
                "claims", text, f"is not a range of at most {_WIDEST} numbers, such as 1-5", next_step
            )
        numbers.extend(range(low, high + 1))
    return list(dict.fromkeys(numbers))


def leading_claims(words: Sequence[str]) -> tuple[list[int | str], list[str]]:
    """Return the claims that words begin with (numbers, ranges and uids, each once), and the other words."""
    until = next((place for place, word in enumerate(words) if not _looks_like_claims(word)), len(words))
    named = [name for word in words[:until] for name in claim_names(word)]
    return list(dict.fromkeys(named)), list(words[until:])


def _looks_like_claims(word: str) -> bool:
    return is_uid(word) or bool(_RANGES.fullmatch(word) or _NUMBER.fullmatch(word))


def item_name(text: str, mark: str = "", page: str = "claims show CLAIM") -> tuple[int | str, int]:
    """Read the name of an item of a claim: 7.2 is item 2 of claim 7; with the mark c, 7.c2 is the same as 7.2.

    `page` is the command that shows the numbers of the items, with a word for the claim.
    """
    claim, _, number = text.strip().rpartition(".")
    number = number.removeprefix(mark)
    owner = (claim or text).strip().removeprefix("#")
    if is_uid(owner) or _NUMBER.fullmatch(owner):
        page = f"{page.rpartition(' ')[0]} {owner}"
    refusal = errors.BadValueError("item", text, f'is not written like "7.{mark}2"', f"See the numbers: factdb {page}")
    if not number.isascii() or not number.isdigit():
        raise refusal
    return _name(claim, refusal), _number(number, refusal)


def number(typed: str) -> int | None:
    """Return the typed row number, or None if the text cannot be one, because it can be a name, such as "538"."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) < len(str(_LARGEST))
    return int(typed) if is_number else None


def _not_a_claim(typed: str, next_step: str) -> errors.BadValueError:
    return errors.BadValueError("claim", typed, "is not a number or a uid", next_step)


def _name(part: str, refusal: errors.BadValueError) -> int | str:
    part = part.strip()
    if is_uid(part):
        return part.lower()
    digits = part.removeprefix("#")
    if not digits.isascii() or not digits.isdigit():
        raise refusal
    return _number(digits, refusal)


def _number(digits: str, refusal: errors.BadValueError) -> int:
    # The length first: int() raises its own error for thousands of digits.
    number = int(digits) if len(digits) <= len(str(_LARGEST)) else _LARGEST + 1
    if not 1 <= number <= _LARGEST:
        why = f"is out of range: numbers go from 1 to {_LARGEST}"
        raise errors.BadValueError(refusal.field, refusal.value, why, refusal.next_step)
    return number
