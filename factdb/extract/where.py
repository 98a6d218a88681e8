"""Finds the occasion on which something was said: "during a White House meeting", "in an interview with NPR"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import vocabulary

if TYPE_CHECKING:
    from factdb.extract.tokens import Words

EVENTS = vocabulary.listed(
    """
    address advertisement affidavit announcement appearance article audience author biography blog book briefing
    broadcast brochure call campaign ceremony chat column comment complaint concert conference conversation convention
    court debate deposition dinner discussion document editorial email e-mail essay event exchange filing forum
    gathering gala hearing inauguration inquiry interview investigation lecture letter lunch luncheon mass meeting
    memo memoir message monologue news newsletter op-ed opinion panel phone podcast post presentation press presser
    program programme protest question rally reading reception release remarks report rally reply response
    roundtable ruling sermon service session show sitting speech statement summit symposium talk talks telecast
    television testimony text thread toast tour town trial tweet video vigil visit webcast webinar workshop
    """
) - {"author", "press", "news", "phone", "television", "campaign", "town", "question", "court", "book", "document"}
_OPENERS = frozenset({"during", "in", "at", "on", "following", "after", "before", "to", "via", "through"})
_LONGEST = 9
_PARTY = frozenset({"with", "to", "of", "for", "before", "on", "at", "in", "by"})
_PAIRED = frozenset({"meeting", "interview", "call", "conversation", "talks", "lunch", "dinner", "discussion"})
_STOPS = vocabulary.SUBORDINATORS | vocabulary.AUXILIARIES | vocabulary.SUBJECTS | vocabulary.CONJUNCTIONS
_DATES = vocabulary.DAY_WORDS | vocabulary.MONTHS.keys() | {"last", "this", "earlier"}
_NO_PARTY = _STOPS | _DATES | vocabulary.PREPOSITIONS | vocabulary.POSSESSIVES
_NO_END = vocabulary.PREPOSITIONS | vocabulary.DETERMINERS


def occasion(words: Words, ranges: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the words that name an occasion within ranges of words, without the article before them."""
    for first, last in ranges:
        for at in range(first, last - 1):
            if words.low[at] in _OPENERS:
                found = _phrase(words, at + 1, last)
                if found is not None:
                    return found
    return None


def _phrase(words: Words, at: int, last: int) -> tuple[int, int] | None:
    start = at
    if words.low[at] in vocabulary.DETERMINERS and words.low[at] not in vocabulary.POSSESSIVES:
        start += 1
    for place in range(start, min(last, start + _LONGEST)):
        low = words.low[place]
        if low in EVENTS and not _goes_on(words, place, last):
            return start, _with_party(words, place + 1, last)
        if (
            not (low[0].isalnum() or low in {"'s", "\u2019s"})
            or low in _STOPS
            or low in vocabulary.PREPOSITIONS - {"of"}
        ):
            return None
    return None


def _goes_on(words: Words, at: int, last: int) -> bool:
    """Tell whether a word is only the first part of an event's name: "press briefing"."""
    return at + 1 < last and words.low[at + 1] in EVENTS


def _with_party(words: Words, at: int, last: int) -> int:
    """Return where "with NPR" or "to the Senate committee" behind an event ends."""
    if at + 1 >= last or words.low[at] not in _PARTY or words.low[at + 1] in _DATES:
        return at
    end = at + 1
    while end < min(last, at + _LONGEST) and _is_of_party(words.low[end]):
        end += 1
    while end > at and (words.low[end - 1] in _NO_END or not words.low[end - 1][0].isalnum()):
        end -= 1
    return end if end > at + 1 else at


def _is_of_party(word: str) -> bool:
    if word in vocabulary.GENITIVES or word in {"of", "and"}:
        return True
    return word[0].isalnum() and word not in _NO_PARTY


def described(words: Words, found: tuple[int, int], addressee: str | None) -> str:
    """Return an occasion in words; a meeting or interview names whom it was with, if the sentence says so."""
    text = " ".join(words.said(*found).split())
    event = words.low[found[1] - 1]
    if addressee and not addressee.islower() and event in _PAIRED:
        return f"{text} with {addressee}"
    return text
