"""Finds the name in the words that say who speaks: "Ann Lee of the Orr Post", "the mayor of Orr Ann Lee"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import noun_phrases, vocabulary
from factdb.extract.names import known_names, names_in_text

if TYPE_CHECKING:
    from factdb.extract.tokens import ArticleWords

_FULL_NAME_WORDS = 2  # words of a name in full
_TIES_OF_NAME = frozenset({"of", "for", "at", "from", "in", "with", "on", "to"})
_BEFORE_NO_NAME = _TIES_OF_NAME | {"the"}


def name_of_phrase(words: ArticleWords, first: int, last: int) -> tuple[int, int] | None:
    """Return the name in a phrase that says who speaks; None where its head is a role: not "the head of the CIA".

    Of "Ann Lee of the Orr Post", "the mayor of Orr Ann Lee" and "the Orr Port Authority" it is the name alone.
    """
    end = last
    while end > first and words.low[end - 1] in vocabulary.GENITIVES:
        end -= 1
    if person := _person_in_phrase(words, first, end):
        return person
    titles = [at for at in range(first + 1, end - 1) if words.low[at] in vocabulary.TITLES]
    if (
        titles
        and all(word[0].isupper() for word in words.written[titles[-1] : end])
        and titles[-1] < end - _FULL_NAME_WORDS
    ):
        return titles[-1] + 1, end  # "Chief of Staff General Mona Reyes"
    at = end
    while at > first and (_is_of_name(words, at - 1, end) or _ties_body(words, at - 1, first)):
        at -= 1
    at = begin_with_genitive(words, at)
    if at == end or _is_office(words.low[at:end]):
        return None
    if at == first or words.low[at - 1] not in _BEFORE_NO_NAME:
        return at, end
    return (at, end) if words.low[at - 1] == "the" and at - 1 == first else None


def begin_with_genitive(words: ArticleWords, at: int) -> int:
    """Return where a name begins in which a genitive stands: "Orr's Analytics", if nobody is called Orr alone."""
    if at < _FULL_NAME_WORDS or words.low[at - 1] not in vocabulary.GENITIVES or not words.written[at][0].isupper():
        return at
    owner = words.written[at - 2]
    is_alone = not (at > _FULL_NAME_WORDS and words.written[at - 3][0].isupper() and words.follows_space(at - 2))
    if not owner[0].isupper() or words.low[at - 2] in known_names.PLACES or not is_alone:
        return at
    return at if owner in words.without_genitive else at - 2


def _is_office(name: list[str]) -> bool:
    """Return whether words in capitals name nobody: "Officials", "Indian Foreign Secretary", "Monday"."""
    if all(
        word in vocabulary.DATE_WORDS or word in names_in_text.NEVER_FIRST or noun_phrases.is_role(word)
        for word in name
    ):
        return True
    return name[-1] in vocabulary.ROLES and not known_names.is_first_name(name[0])


def _person_in_phrase(words: ArticleWords, first: int, end: int) -> tuple[int, int] | None:
    """Return a first name and what follows it in capitals, unless it belongs to another noun: "the Ann Lee Trust"."""
    for at in range(first, end - 1):
        if not (words.written[at][0].isupper() and known_names.is_first_name(words.low[at])):
            continue
        begin = at
        while begin > first and _goes_before_first_name(words, begin - 1, first):
            begin -= 1
        stop = at + 1
        while stop < end and (_is_of_name(words, stop, end) or words.low[stop] in names_in_text.NAME_PARTICLES):
            stop += 1
        is_whole = stop == end or words.low[stop] in _TIES_OF_NAME
        before = words.low[begin - 1] if begin > first else ""
        if (
            is_whole
            and stop - at > 1
            and not names_in_text.is_body(words.low[begin:stop])
            and before not in _TIES_OF_NAME
        ):
            return begin, stop
    return None


def _goes_before_first_name(words: ArticleWords, at: int, first: int) -> bool:
    """Return whether a word is part of a name before a first name that is known: Zola in "minister Zola Ann Lee"."""
    low = words.low[at]
    if (
        not words.written[at][0].isupper()
        or not names_in_text.begins_name(words, at)
        or names_in_text.describes(low)
        or low in known_names.PLACES
    ):
        return False
    return not names_in_text.is_body([low]) and (at == first or words.low[at - 1] not in _TIES_OF_NAME)


def _ties_body(words: ArticleWords, at: int, first: int) -> bool:
    """Return whether "of" is inside the name of a body: "the Chamber of Commerce", not "Director of the CIA"."""
    if words.low[at] not in {"of", "for", "and"} or at <= first:
        return False
    before = words.written[at - 1]
    return before[0].isupper() and before.lower() not in vocabulary.ROLES


def _is_of_name(words: ArticleWords, at: int, end: int) -> bool:
    word = words.written[at]
    if word[0].isupper():
        return word.lower() not in {"the", "but", "and", "a", "an"}
    return at + 1 < end and (word in names_in_text.NAME_PARTICLES or word.startswith(("al-", "el-")))
