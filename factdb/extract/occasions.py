"""Finds the occasion on which something was said: "during a White House meeting", "in an interview with NPR"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import vocabulary

if TYPE_CHECKING:
    from factdb.extract.tokens import ArticleWords

_OPENERS = frozenset({"during", "in", "at", "on", "following", "after", "before", "to", "via", "through"})
_LONGEST_PHRASE = 9
_PARTY_PREPOSITIONS = frozenset({"with", "to", "of", "for", "before", "on", "at", "in", "by"})
# Of these alone "told Ann Lee" says with whom: a meeting with her, but no tweet with her.
_EVENTS_WITH_A_PARTNER = frozenset(
    {"meeting", "interview", "call", "conversation", "talks", "lunch", "dinner", "discussion"}
)
_STOP_WORDS = vocabulary.SUBORDINATORS | vocabulary.AUXILIARIES | vocabulary.SUBJECTS | vocabulary.CONJUNCTIONS
_DATES = vocabulary.DAY_WORDS | vocabulary.MONTHS.keys() | {"last", "this", "earlier"}
_NO_PARTY = _STOP_WORDS | _DATES | vocabulary.PREPOSITIONS | vocabulary.POSSESSIVES
_ENDS_NAME = vocabulary.PREPOSITIONS - {"of"}
_NO_END = vocabulary.PREPOSITIONS | vocabulary.DETERMINERS


def find_occasion(words: ArticleWords, ranges: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the words that name an occasion within ranges of words, without the article before them."""
    for first, last in ranges:
        for at in range(first, last - 1):
            if words.low[at] in _OPENERS:
                phrase = _occasion_phrase(words, at + 1, last)
                if phrase is not None:
                    return phrase
    return None


def _occasion_phrase(words: ArticleWords, at: int, last: int) -> tuple[int, int] | None:
    start = at
    if words.low[at] in vocabulary.DETERMINERS and words.low[at] not in vocabulary.POSSESSIVES:
        start += 1
    for place in range(start, min(last, start + _LONGEST_PHRASE)):
        low = words.low[place]
        if low in vocabulary.EVENTS and not _event_name_goes_on(words, place, last):
            return start, _end_of_party(words, place + 1, last)
        if not (low[0].isalnum() or low in {"'s", "\u2019s"}) or low in _STOP_WORDS or low in _ENDS_NAME:
            return None
    return None


def _event_name_goes_on(words: ArticleWords, at: int, last: int) -> bool:
    """Return whether a word is only the first part of an event's name: "press briefing"."""
    return at + 1 < last and words.low[at + 1] in vocabulary.EVENTS


def _end_of_party(words: ArticleWords, at: int, last: int) -> int:
    """Return where "with NPR" or "to the Senate committee" after an event ends."""
    if at + 1 >= last or words.low[at] not in _PARTY_PREPOSITIONS or words.low[at + 1] in _DATES:
        return at
    end = at + 1
    while end < min(last, at + _LONGEST_PHRASE) and _belongs_to_party(words.low[end]):
        end += 1
    while end > at and (words.low[end - 1] in _NO_END or not words.low[end - 1][0].isalnum()):
        end -= 1
    return end if end > at + 1 else at


def _belongs_to_party(word: str) -> bool:
    if word in vocabulary.GENITIVES or word in {"of", "and"}:
        return True
    return word[0].isalnum() and word not in _NO_PARTY


def describe_occasion(words: ArticleWords, phrase: tuple[int, int], addressee: str | None) -> str:
    """Return an occasion in words; a meeting or interview names whom it was with, if the sentence says so."""
    text = " ".join(words.text_between(*phrase).split())
    event = words.low[phrase[1] - 1]
    if addressee and not addressee.islower() and event in _EVENTS_WITH_A_PARTNER:
        return f"{text} with {addressee}"
    return text
