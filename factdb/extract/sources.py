"""Finds the words that name who speaks: the subject before a verb, or behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from factdb.domain import quotation_marks
from factdb.extract import vocabulary

if TYPE_CHECKING:
    from factdb.extract.tokens import Words

_STOPS = vocabulary.CONJUNCTIONS | vocabulary.SUBORDINATORS | vocabulary.AUXILIARIES
_QUOTES = quotation_marks.MARK_TOKENS
_BREAKS = frozenset(".,;:!?()[]\u2014\u2013-\u2026") | {"...", "--"} | _QUOTES
_NEVER_INSIDE = _BREAKS | vocabulary.SUBORDINATORS | vocabulary.PRONOUNS | vocabulary.AUXILIARIES
_LONGEST = 14
_MOST_PARTS = 5  # of "Ann Lee, 45, of Dayton, Ohio, said"
_BESIDE = frozenset({",", "\u2014", "--", "("})
_MOST_BESIDE = 40  # words of ", once the head of the port and twice the mayor of the town,"
_MOST_DESCRIBING = 4
_NO_DESCRIPTION = (
    _NEVER_INSIDE | vocabulary.PREPOSITIONS | vocabulary.CONJUNCTIONS | vocabulary.ADVERBS | vocabulary.DAY_WORDS
)
_TIES = frozenset({"of", "for", "at", "in", "from", "with", "on"})


class Source(NamedTuple):
    """Who speaks: the words from `first` to before `last`; what stands between commas behind a name is left out."""

    first: int
    last: int


def is_name(words: Words, at: int) -> bool:
    """Tell whether a word is written as a name is."""
    return words.written[at][0].isupper()


def is_role(word: str) -> bool:
    """Tell whether a word in small letters is what somebody is: a spokesman, officials, the campaign."""
    if word in vocabulary.PEOPLE or word in vocabulary.ROLES or word in vocabulary.BODIES:
        return True
    single = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
    return single in vocabulary.ROLES or single in vocabulary.BODIES or word.endswith(("men", "women"))


def before(words: Words, start: int, end: int) -> Source | None:
    """Return the subject that ends before the word `end` and doesn't begin before `start`."""
    at = end
    if at > start and words.written[at - 1] in {",", "\u2014", "--", ")"}:
        return _with_apposition(words, start, at - 1)
    return _phrase(words, start, at)


def _phrase(words: Words, start: int, end: int) -> Source | None:
    """Read leftwards from the last word of a noun phrase to its first."""
    if end <= start or not _may_end(words, end - 1):
        return None
    low = words.low
    if low[end - 1] in vocabulary.PRONOUNS:
        return Source(end - 1, end)
    at = end - 1
    least = max(start, end - _LONGEST)
    while at > least and _belongs(words, at - 1, at):
        at -= 1
    at = _without_left_ties(words, at, end)
    return Source(at, end) if at < end else None


def _may_end(words: Words, at: int) -> bool:
    word = words.low[at]
    if word in vocabulary.AUXILIARIES and is_name(words, at):
        return True  # Mr. Will, called by his last name
    if word in _BREAKS or word in vocabulary.PREPOSITIONS or (word in _STOPS and word not in vocabulary.PRONOUNS):
        return False
    if word in vocabulary.ADVERBS or (
        word.endswith("ly") and words.written[at][0].islower() and word not in {"family", "ally"}
    ):
        return False
    return word[0].isalnum() and word not in {"the", "a", "an", "to", "off", "up", "out", "down", "twice", "there"}


def _belongs(words: Words, at: int, following: int) -> bool:
    """Tell whether a word before a noun phrase is a part of it."""
    low = words.low[at]
    if low in vocabulary.GENITIVES:
        return True
    if low in _NEVER_INSIDE:
        return False
    if low in vocabulary.CONJUNCTIONS:
        return low == "and" and _joins(words, at, following)
    if low in vocabulary.PREPOSITIONS:
        return (low in _TIES and _ties(words, at)) or (low == "by" and at > 0 and _is_work(words.low[at - 1]))
    begins = words.low[following] in vocabulary.DETERMINERS and low not in vocabulary.DETERMINERS
    return not begins and low not in vocabulary.ADVERBS and low not in vocabulary.DAY_WORDS


def _joins(words: Words, at: int, following: int) -> bool:
    """Tell whether "and" stands between two names or two roles."""
    if at == 0:
        return False
    left, right = words.written[at - 1], words.written[following]
    if left[0].isupper() and right[0].isupper():
        return True
    return is_role(left.lower()) and (is_role(right.lower()) or is_role(words.low[min(following + 1, len(words) - 1)]))


def _ties(words: Words, at: int) -> bool:
    """Tell whether a preposition hangs on a role or a name before it: "a spokesman for the campaign"."""
    if at == 0:
        return False
    left = words.written[at - 1]
    if words.low[at] == "of":
        return left[0].isalpha() and words.low[at - 1] not in vocabulary.AUXILIARIES
    return is_role(left.lower()) or (left[0].isupper() and words.low[at] in {"for", "at"})


def _is_work(word: str) -> bool:
    """Tell whether a word is something written, which is by somebody."""
    return word in {"study", "report", "poll", "survey", "analysis", "review", "paper", "investigation", "assessment"}


def _without_left_ties(words: Words, at: int, end: int) -> int:
    while at < end and (words.low[at] in _TIES or words.low[at] in {"'s", "\u2019s", "and", "or", "but"}):
        at += 1
    return at


def _with_apposition(words: Words, start: int, comma: int) -> Source | None:
    """Return the name or role before ", a former governor,"; what stands next to the verb only where there is none."""
    least = max(start, comma - _MOST_BESIDE)
    nearest: Source | None = None
    end = comma
    for number in range(_MOST_PARTS):
        opening = _previous_break(words, least, end)
        found = _phrase(words, max(least, opening + 1), end)
        if found and _is_person_like(words, found):
            if number and (opening < least or found.first == opening + 1 or words.written[opening] != ","):
                return (
                    nearest
                    if nearest and _is_full_name(words, nearest) and not is_name(words, found.last - 1)
                    else found
                )
            nearest = nearest or found
        if opening < least or words.written[opening] not in _BESIDE:
            break
        end = opening
    return nearest


def _is_full_name(words: Words, found: Source) -> bool:
    """Tell "Their spokesman, Joel Abara," from "officials in Dayton, Ohio,"."""
    return found.last - found.first > 1 and all(each[0].isupper() for each in words.written[found.first : found.last])


def _previous_break(words: Words, least: int, at: int) -> int:
    place = at - 1
    while place >= least and words.written[place] not in _BREAKS:
        place -= 1
    return place


def _is_person_like(words: Words, found: Source) -> bool:
    last = found.last - 1
    return (
        is_name(words, last)
        or is_role(words.low[last])
        or any(is_role(each) for each in words.low[found.first : found.last])
    )


def is_speaker_like(words: Words, found: Source) -> bool:
    """Tell whether a phrase names somebody: a name, a role or a pronoun."""
    last = found.last - 1
    return words.low[last] in vocabulary.PRONOUNS | vocabulary.LOOSE or _is_person_like(words, found)


def behind(words: Words, start: int, end: int) -> Source | None:
    """Return the subject that begins at `start`: "said Mona Reyes, a farmer"."""
    if start >= end or not _may_begin(words, start):
        return None
    alone = start + 1 >= end or not words.written[start + 1][0].isalpha()
    if words.low[start] in vocabulary.PRONOUNS or (words.low[start] in vocabulary.LOOSE and alone):
        return Source(start, start + 1)
    at = start
    while at < min(end, start + _LONGEST) and _goes_on(words, at):
        at += 1
    while at > start and (words.low[at - 1] in _TIES or words.low[at - 1] in vocabulary.DETERMINERS | {"and", "'s"}):
        at -= 1
    return Source(start, at) if at > start else None


def _may_begin(words: Words, at: int) -> bool:
    low = words.low[at]
    if low in _BREAKS or low in vocabulary.PREPOSITIONS:
        return False
    return (
        is_name(words, at)
        or low in vocabulary.DETERMINERS
        or low in vocabulary.SUBJECTS
        or is_role(low)
        or low in vocabulary.LOOSE
        or _leads_to_name(words, at)
    )


def _leads_to_name(words: Words, at: int) -> bool:
    """Tell whether a name or a role follows words that only describe it: "former mayor", "retired Army"."""
    for place in range(at, min(len(words), at + _MOST_DESCRIBING)):
        low = words.low[place]
        if not low[0].isalpha() or low in _NO_DESCRIPTION or low.endswith("ly"):
            return False
        if is_name(words, place) or is_role(low):
            return True
    return False


def _goes_on(words: Words, at: int) -> bool:
    low = words.low[at]
    if low in vocabulary.GENITIVES:
        return at + 1 < len(words) and words.low[at + 1][0].isalpha()
    if (
        low in _BREAKS
        or low in vocabulary.AUXILIARIES
        or low in vocabulary.SUBORDINATORS
        or low in vocabulary.DAY_WORDS
    ):
        return False
    if low in vocabulary.PREPOSITIONS:
        return (
            low in _TIES
            and at > 0
            and (is_role(words.low[at - 1]) or (low in {"of", "for", "at"} and is_name(words, at - 1)))
        )
    return low not in vocabulary.PRONOUNS
