"""Finds noun phrases: from their last word to their first before a verb, from their first to their last behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from factdb.domain import quotation_marks
from factdb.extract import vocabulary

if TYPE_CHECKING:
    from factdb.extract.tokens import ArticleWords

_STOP_WORDS = vocabulary.CONJUNCTIONS | vocabulary.SUBORDINATORS | vocabulary.AUXILIARIES
QUOTATION_MARKS = quotation_marks.MARK_TOKENS
BREAKS = frozenset(".,;:!?()[]\u2014\u2013-\u2026") | {"...", "--"} | QUOTATION_MARKS
_NEVER_INSIDE = BREAKS | vocabulary.SUBORDINATORS | vocabulary.PRONOUNS | vocabulary.AUXILIARIES
_ENDS_PHRASE = (
    (vocabulary.ADVERBS - {"then", "first", "long"})
    | BREAKS
    | vocabulary.AUXILIARIES
    | vocabulary.SUBORDINATORS
    | vocabulary.DAY_WORDS
)
_LONGEST_PHRASE = 14  # words and marks of one noun phrase
_LONGEST_DESCRIPTION = 4
_SPEAKING_NOUNS = vocabulary.PEOPLE | vocabulary.ROLES | vocabulary.BODIES | vocabulary.DOCUMENTS
_NO_DESCRIPTION = (
    _NEVER_INSIDE | vocabulary.PREPOSITIONS | vocabulary.CONJUNCTIONS | vocabulary.ADVERBS | vocabulary.DAY_WORDS
)
# Prepositions that tie a phrase to a role or name: "a spokesman for the campaign", "the mayor of Orr".
_TIES = frozenset({"of", "for", "at", "in", "from", "with", "on"})
_NEVER_LAST = _TIES | vocabulary.DETERMINERS | {"and", "'s"}
_BEFORE_NOUN = vocabulary.DETERMINERS | vocabulary.PREPOSITIONS
# An object begins with one of these: what is before it is a verb.
_OBJECTS = (vocabulary.DETERMINERS | {"him", "them", "us", "me"}) - {"more", "no"}
_SAYING = frozenset({"said", "told"})


class SpeakerPhrase(NamedTuple):
    """Who speaks: the words from `first` to before `last`; what is between commas after a name is left out.

    `begins` is where a description before the name begins: "The mayor of Orr, Ann Lee, said".
    """

    first: int
    last: int
    begins: int | None = None

    @property
    def start(self) -> int:
        """Where the whole subject begins."""
        return self.first if self.begins is None else self.begins


def is_name(words: ArticleWords, at: int) -> bool:
    """Return whether a word is written as a name is, and is no day and no month."""
    return words.written[at][0].isupper() and words.low[at] not in vocabulary.DATE_WORDS


def is_role(word: str) -> bool:
    """Return whether a word in small letters is what somebody is: a spokesman, officials, the campaign."""
    if word in _SPEAKING_NOUNS:
        return True
    single = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
    return single in _SPEAKING_NOUNS or word.endswith(("men", "women", "year-old", "year-olds"))


def phrase_before(words: ArticleWords, start: int, end: int) -> SpeakerPhrase | None:
    """Read leftwards from the last word of a noun phrase to its first."""
    if end <= start or not _may_end_phrase(words, end - 1):
        return None
    low = words.low
    if low[end - 1] in vocabulary.PRONOUNS:
        return SpeakerPhrase(end - 1, end)
    at = end - 1
    least = max(start, end - _LONGEST_PHRASE)
    while at > least and _belongs_to_phrase(words, at - 1, at):
        at -= 1
    at = _drop_leading_ties(words, at, end)
    return SpeakerPhrase(at, end) if at < end else None


def _may_end_phrase(words: ArticleWords, at: int) -> bool:
    word = words.low[at]
    if word in vocabulary.AUXILIARIES and is_name(words, at):
        return True  # Mr. Will, called by his last name
    if word in BREAKS or word in vocabulary.PREPOSITIONS or (word in _STOP_WORDS and word not in vocabulary.PRONOUNS):
        return False
    if word in vocabulary.ADVERBS or (
        word.endswith("ly") and words.written[at][0].islower() and word not in {"family", "ally"}
    ):
        return False
    return word[0].isalnum() and word not in {"the", "a", "an", "to", "off", "up", "out", "down", "twice", "there"}


def _belongs_to_phrase(words: ArticleWords, at: int, following: int) -> bool:
    """Return whether a word before a noun phrase is a part of it."""
    low = words.low[at]
    if low in vocabulary.GENITIVES:
        return True
    if low in _NEVER_INSIDE or _is_verb_inside(words, at):
        return False
    if low in vocabulary.CONJUNCTIONS:
        return low == "and" and _joins_names(words, at, following)
    if low in vocabulary.PREPOSITIONS:
        return (low in _TIES and _hangs_on_role(words, at)) or (
            low == "by" and at > 0 and _is_written_work(words.low[at - 1])
        )
    begins = words.low[following] in vocabulary.DETERMINERS and low not in vocabulary.DETERMINERS
    return not begins and low not in vocabulary.ADVERBS and low not in vocabulary.DAY_WORDS


def _is_verb_inside(words: ArticleWords, at: int) -> bool:
    """Return whether a word is a verb with its object, and no part of a noun phrase: "the keeper treated his lock"."""
    low = words.low[at]
    if not (low in vocabulary.COMMON_PAST or low.endswith("ed")) or words.written[at][0].isupper():
        return False
    if at == 0 or words.low[at - 1] in _BEFORE_NOUN or at + 1 >= len(words):
        return False
    return low in _SAYING or words.low[at + 1] in _OBJECTS


def _joins_names(words: ArticleWords, at: int, following: int) -> bool:
    """Return whether "and" is between two names or two roles."""
    if at == 0:
        return False
    left_word, right_word = words.written[at - 1], words.written[following]
    if left_word[0].isupper() and right_word[0].isupper():
        return True
    return is_role(left_word.lower()) and (
        is_role(right_word.lower()) or is_role(words.low[min(following + 1, len(words) - 1)])
    )


def _hangs_on_role(words: ArticleWords, at: int) -> bool:
    """Return whether a preposition belongs to a role or a name before it: "a spokesman for the campaign"."""
    if at == 0:
        return False
    left_word = words.written[at - 1]
    if words.low[at] == "of":
        return left_word[0].isalpha() and words.low[at - 1] not in vocabulary.AUXILIARIES
    return is_role(left_word.lower()) or (left_word[0].isupper() and words.low[at] in {"for", "at"})


def _is_written_work(word: str) -> bool:
    """Return whether a word is something written, which is by somebody."""
    return word in {"study", "report", "poll", "survey", "analysis", "review", "paper", "investigation", "assessment"}


def _drop_leading_ties(words: ArticleWords, at: int, end: int) -> int:
    while at < end and (words.low[at] in _TIES or words.low[at] in {"'s", "\u2019s", "and", "or", "but"}):
        at += 1
    return at


def _may_begin_phrase(words: ArticleWords, at: int) -> bool:
    low = words.low[at]
    if low in BREAKS or low in vocabulary.PREPOSITIONS:
        return False
    return (
        is_name(words, at)
        or low in vocabulary.DETERMINERS
        or low in vocabulary.SUBJECTS
        or is_role(low)
        or low in vocabulary.INDEFINITE_PRONOUNS
        or _leads_to_name(words, at)
    )


def _leads_to_name(words: ArticleWords, at: int) -> bool:
    """Return whether a name or a role follows words that only describe it: "former mayor", "retired Army"."""
    for place in range(at, min(len(words), at + _LONGEST_DESCRIPTION)):
        low = words.low[place]
        if not low[0].isalpha() or low in _NO_DESCRIPTION or low.endswith("ly"):
            return False
        if is_name(words, place) or is_role(low):
            return True
    return False


def _phrase_goes_on(words: ArticleWords, at: int) -> bool:
    low = words.low[at]
    if low in vocabulary.GENITIVES:
        return at + 1 < len(words) and words.low[at + 1][0].isalpha()
    if low in _ENDS_PHRASE:
        return False
    if low in vocabulary.PREPOSITIONS:
        return (
            low in _TIES
            and at > 0
            and (is_role(words.low[at - 1]) or (low in {"of", "for", "at"} and is_name(words, at - 1)))
        )
    return low not in vocabulary.PRONOUNS and not _is_verb_inside(words, at)


def phrase_behind(words: ArticleWords, start: int, end: int) -> SpeakerPhrase | None:
    """Return the noun phrase that begins at `start`."""
    if start >= end or not _may_begin_phrase(words, start):
        return None
    alone = start + 1 >= end or not words.written[start + 1][0].isalpha()
    if words.low[start] in vocabulary.PRONOUNS or (words.low[start] in vocabulary.INDEFINITE_PRONOUNS and alone):
        return SpeakerPhrase(start, start + 1)
    at = start
    while at < min(end, start + _LONGEST_PHRASE) and _phrase_goes_on(words, at):
        at += 1
    while at > start and (words.low[at - 1] in _NEVER_LAST):
        at -= 1
    return SpeakerPhrase(start, at) if at > start else None
