"""Finds the body or the author behind "the bank" or "the study", and sources that stay without a name."""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING

from factdb.extract import vocabulary
from factdb.extract.names import known_names, names_in_phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.extract.names.names_in_text import NamedEntity
    from factdb.extract.noun_phrases import SpeakerPhrase
    from factdb.extract.tokens import ArticleWords

# Any body may be called so, whatever its name is: "the bank" of a name that does not say it is one.
ANY_BODY = vocabulary.word_set(
    """
    agency airline association authority bank body broadcaster bureau campaign carrier charity committee company
    corporation council court department firm foundation group institute institution lender maker military ministry
    network newspaper office organisation organization outlet paper party regulator retailer service think-tank tribunal
    union university watchdog
    """
)
_UNNAMED = vocabulary.PEOPLE | {"some", "others", "many", "most", "several", "both", "one", "another", "few", "all"}
_INDEFINITE = frozenset(
    {"a", "an", "some", "several", "many", "other", "others", "another", "most", "few", "two", "three", "no", "one"}
)
_PLATFORMS = vocabulary.word_set("facebook twitter instagram youtube tiktok linkedin telegram whatsapp x reddit weibo")
_AUTHOR = frozenset({"by", "from"})
_FARTHEST_AUTHOR = 14  # words between "study" and "by"
_LONGEST_NAME = 14
_OFFICES = (vocabulary.ROLES | vocabulary.BODIES) - vocabulary.DOCUMENTS
_BEFORE_AUTHOR = vocabulary.DETERMINERS | vocabulary.DATE_WORDS
_NAME_JOINS = frozenset({"of", "the", "and", "&", "at"})
# "The Ruritanian army" is one body, "the Ruritanian delegation" is not known.
_FORCES = frozenset({"army", "government", "military", "navy", "embassy", "parliament", "police", "ministry", "force"})
_WORDS_OF_FORCE = range(2, 4)
_LONGEST_BODY = 5  # words of "'s state emergency service"
_FARTHEST_INTRODUCTION = 80  # words
_LONGEST_DESCRIPTION = 4  # words of "labour force" between an author and the document


def author_of_document(words: ArticleWords, first: int, last: int) -> tuple[int, int] | None:
    """Return the name in "a study by the Orr Institute", "the Orr Institute's study" or "a Reuters report"."""
    for at in range(first, min(last, len(words))):
        if words.low[at] in vocabulary.DOCUMENTS:
            beside = (
                at > first and words.written[at - 1][0].isupper()
            )  # "Labor Department data compiled by the Orr Post"
            ways = (_author_in_front, _author_behind) if beside else (_author_behind, _author_in_front)
            author = next((place for way in ways if (place := way(words, at, first))), None)
            if author:
                return author
    return None


class DocumentAuthors:
    """Who wrote "the study", by what an article says elsewhere: "a study by the Orr Institute"."""

    def __init__(self, words: ArticleWords) -> None:
        """Take the words of an article; nothing is looked for before somebody asks."""
        self._words = words
        self._by_noun: dict[str, list[tuple[int, tuple[int, int]]]] = {}

    def author_before(self, noun: str, place: int) -> tuple[int, int] | None:
        """Return who wrote a document, by the words before a place that say so last."""
        if noun not in vocabulary.DOCUMENTS:
            return None
        # Each noun is looked for once: to walk back from each "the study" took half a minute for 100 kB of them.
        if noun not in self._by_noun:
            self._by_noun[noun] = list(self._find(noun))
        places = self._by_noun[noun]
        number = bisect_left(places, place, key=itemgetter(0))
        return places[number - 1][1] if number else None

    def _find(self, noun: str) -> Iterator[tuple[int, tuple[int, int]]]:
        words = self._words
        for at in [at for at, low in enumerate(words.low) if low == noun]:
            author = _author_behind(words, at, 0) or _author_in_front(words, at, 0)
            if author:
                yield at, author


def _author_behind(words: ArticleWords, at: int, _: int) -> tuple[int, int] | None:
    """Return the name in "a study published by the Orr Institute"."""
    for place in range(at + 1, min(len(words) - 1, at + _FARTHEST_AUTHOR)):
        if words.low[place] in _AUTHOR:
            return _name_from(words, place + 1)
        if not words.low[place][0].isalnum() or words.low[place] in {"that", "which", "said", "found", "says"}:
            return None
    return None


def _name_from(words: ArticleWords, at: int) -> tuple[int, int] | None:
    first = at + (words.low[at] in {"the", "a", "an"})
    if (office := _office_of_place(words, first)) is not None:
        return office
    end = first
    while end < min(len(words), first + _LONGEST_NAME) and (
        words.written[end][0].isupper() or words.low[end] in _NAME_JOINS
    ):
        end += 1
    while end > first and words.low[end - 1] in _NAME_JOINS:
        end -= 1
    if end == first or words.low[first] in vocabulary.DATE_WORDS or not words.written[first][0].isupper():
        return None
    return first, end


def _office_of_place(words: ArticleWords, first: int) -> tuple[int, int] | None:
    """Return "Ruritania's auditor general" where a place is followed by an office or a body."""
    end = first
    while end < min(len(words), first + _LONGEST_NAME) and words.written[end][0].isupper():
        end += 1
    if end == first or end >= len(words) or words.low[end] not in vocabulary.GENITIVES:
        return None
    near = range(min(len(words), end + _LONGEST_BODY) - 1, end, -1)
    return next(((first, at + 1) for at in near if words.low[at] in _OFFICES), None)


def _author_in_front(words: ArticleWords, at: int, least: int) -> tuple[int, int] | None:
    """Return the name in "Statistics Orr's labour force survey" and "a Reuters report"."""
    place = at - 1
    while place >= max(least, at - _LONGEST_DESCRIPTION) and words.written[place][0].islower():
        if words.low[place] in vocabulary.GENITIVES or words.low[place] in vocabulary.DETERMINERS:
            break
        place -= 1
    if place >= least and words.low[place] in vocabulary.GENITIVES:
        place -= 1
    end = place + 1
    while place >= max(least, end - _LONGEST_NAME) and (
        words.written[place][0].isupper() or (words.low[place] == "of" and words.written[place - 1][0].isupper())
    ):
        place -= 1
    first = names_in_phrases.begin_with_genitive(words, place + 1)
    while first < end and (words.low[first] in _BEFORE_AUTHOR or words.low[first].endswith("-based")):
        first += 1
    if words.low[end - 1] in _PLATFORMS:
        return None  # whose "Facebook post" it is, Facebook does not say
    if first >= end or words.written[first][0].isdigit() or words.low[first] in vocabulary.SENTENCE_STARTS:
        return None
    return first, end


def is_called(entity: NamedEntity, noun: str) -> bool:
    """Return whether a body's name has a word that it is called by afterwards: "the ministry"."""
    return not entity.is_person and noun in entity.name.lower().split()


def may_be_body(entity: NamedEntity) -> bool:
    """Return whether a name may be a body's: it is no person's and no place's."""
    return is_no_person(entity) and entity.name.lower() not in known_names.PLACES


def is_no_person(entity: NamedEntity) -> bool:
    """Return whether a name may be a body's or a place's: nothing makes it surely a person's."""
    return not (entity.is_person and (entity.is_certain or entity.titles))


def office_of_body(words: ArticleWords, first: int, last: int) -> tuple[int, int] | None:
    """Return the words of "Ruritania's emergency service": a body of a place, without the article before it."""
    begin = first + (words.low[first] == "the")
    if last - begin in _WORDS_OF_FORCE and words.written[begin][0].isupper() and words.low[last - 1] in _FORCES:
        return (begin, last) if all(word.islower() for word in words.written[begin + 1 : last]) else None
    genitive = next((at for at in range(begin, last) if words.low[at] in vocabulary.GENITIVES), None)
    if genitive is None or genitive == begin or last - genitive > _LONGEST_BODY:
        return None
    is_place = all(word[0].isupper() for word in words.written[begin:genitive])
    noun = words.low[last - 1]
    is_body = noun in vocabulary.BODIES and noun not in vocabulary.DOCUMENTS
    return (begin, last) if is_place and is_body else None


def is_unnamed(words: ArticleWords, speaker: SpeakerPhrase) -> bool:
    """Return whether a phrase names nobody in particular: "some officials", "a spokesman", "prosecutors"."""
    low = words.low[speaker.first : speaker.last]
    if low[0] in _INDEFINITE or low[-1] in _UNNAMED or _is_plural(low[-1]):
        return True
    if low[0] in vocabulary.DETERMINERS:
        return False
    is_headline = low[-1] in vocabulary.ROLES and not vocabulary.GENITIVES.intersection(low)
    return is_headline or not words.written[speaker.first][0].isupper()


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "'s", "us"))


def is_introduced(words: ArticleWords, noun: str, before: int) -> bool:
    """Return whether "the woman" is "a young woman" of the words before, who has no name."""
    for at in range(before - 1, max(-1, before - _FARTHEST_INTRODUCTION), -1):
        if words.low[at] == noun:
            return not {"a", "an", "one", "another"}.isdisjoint(words.low[max(0, at - _LONGEST_DESCRIPTION) : at])
    return False
