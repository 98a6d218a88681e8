"""Finds whom an article names before a word, and what its sentences are about, so that "he" and "it" can be read."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from factdb.extract import vocabulary
from factdb.extract.claims import claim_text, clause_shapes, fuller_phrases
from factdb.extract.claims.claim_text import ClaimEdits
from factdb.extract.names import names_in_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from factdb.extract.attribution import ArticleReading
    from factdb.extract.claims.fuller_phrases import ArticlePhrases
    from factdb.extract.frames import Sentence
    from factdb.extract.names.names_in_text import NamedEntity
    from factdb.extract.names.people import ArticlePeople

POINTING = frozenset({"he", "his", "him", "she", "her", "it", "its", "they", "their", "them"})
_MOST_POINTING = 24  # words of a range that are looked at: "it and it and it" must not take quadratic time
NEAR = 60  # words of a sentence that are searched for whom or what a word means
_OFTEN = 6  # places where a last name stands, of somebody whom an article speaks of
_SENTENCES_BACK = 4
_NOT_IN_OFFICE = vocabulary.LESSER_OFFICES | names_in_text.FORMER
_RULES_OF_SPEECHES = frozenset({"speaker's label", "signed"})
# "the house" is seldom the White House, and "the day" no holiday.
_NO_SHORT_NAMES = vocabulary.word_set(
    "house street road day war state states news times post week world games cup new act bill law times journal"
)


class NamedPerson(NamedTuple):
    """A person whom an article names, with the full name."""

    name: str
    is_male: bool | None
    is_certain: bool


class ArticleMentions:
    """Whom and what an article names where; it reads the people of the article and changes nothing in them."""

    def __init__(self, reading: ArticleReading, people: ArticlePeople, published: dt.date | None) -> None:
        """Take an article as read, its people, and the day that it appeared."""
        self.reading, self.people, self.published = reading, people, published
        self.subjects: dict[int, tuple[int, int] | None] = {}
        self.contexts: dict[int, str] = {}  # what stands behind a claim that points back, by its first word

    @cached_property
    def outer_marks(self) -> frozenset[int]:
        """The marks at both ends of the article's quotations."""
        return claim_text.outer_marks(self.reading.words, self.reading.quotations)

    @cached_property
    def _pointing(self) -> list[int]:
        """The words that may point at somebody or something, in order: found once, as a claim has few of them."""
        low_words = POINTING | self.full_names.keys() | self.office_holders.keys() | self.bodies_by_last_word.keys()
        return [at for at, low in enumerate(self.reading.words.low) if low in low_words]

    def pointing_between(self, first: int, last: int) -> list[int]:
        """Return the words within a range that may point at somebody or something."""
        begin, end = bisect_left(self._pointing, first), bisect_left(self._pointing, last)
        return self._pointing[begin : min(end, begin + _MOST_POINTING)]

    @cached_property
    def small_words(self) -> frozenset[str]:
        """The words that the article writes with a small first letter somewhere."""
        return frozenset(word for word in self.reading.words.written if word[0].islower())

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences, by their number."""
        return list(chain.from_iterable(self.reading.sentences))

    @cached_property
    def paragraph_of_sentence(self) -> list[int]:
        """The number of each sentence's paragraph."""
        return [number for number, inner in enumerate(self.reading.sentences) for _ in inner]

    @cached_property
    def full_names(self) -> dict[str, str]:
        """The full name that a last name stands for, where the article has one person of that name."""
        names: dict[str, set[str]] = {}
        for entity in self.people.table.entities:
            if " " in entity.name and entity.is_person and " of " not in entity.name:
                names.setdefault(entity.last_name, set()).add(entity.name)
        certain = {entity.name for entity in self.people.table.entities if entity.is_certain}
        return {
            last: min(full)
            for last, full in names.items()
            if len(full) == 1 and full <= certain and last not in vocabulary.MONTHS and last not in vocabulary.DAY_WORDS
        }

    @cached_property
    def office_holders(self) -> dict[str, str]:
        """Whom "the governor" means, where the article gives that office to one person only."""
        holders: dict[str, set[str]] = {}
        for entity in self.people.table.entities:
            if entity.is_person and entity.is_certain and not entity.titles & _NOT_IN_OFFICE:
                for title in entity.titles & vocabulary.TITLES:
                    holders.setdefault(title, set()).add(self.people.table.fullest(entity).name)
        return {title: min(names) for title, names in holders.items() if len(names) == 1 and " " in min(names)}

    @cached_property
    def bodies_by_last_word(self) -> dict[str, str]:
        """What "the bridge" means, where the article names one bridge in full, and no other."""
        names: dict[str, set[str]] = {}
        for entity in self.people.table.entities:
            names.setdefault(entity.last_name, set()).add(entity.name)
        return {
            entity.last_name: entity.name
            for entity in self.people.table.entities
            if " " in entity.name and "\n" not in entity.name and self._is_body(entity)
            if len(names[entity.last_name]) == 1 and entity.last_name not in _NO_SHORT_NAMES
        }

    @cached_property
    def phrases(self) -> ArticlePhrases:
        """The phrases that say more of a thing than its noun, and the short ones that one of them may stand for."""
        return fuller_phrases.read_phrases(self.reading.words)

    def _is_body(self, entity: NamedEntity) -> bool:
        """Return whether a name is a body's: one without a known first name that the article writes "the" before."""
        may_be = not entity.is_person or not (entity.is_certain or entity.titles)
        return may_be and entity.at > 0 and self.reading.words.low[entity.at - 1] == "the"

    @cached_property
    def _people_by_word(self) -> dict[str, list[NamedPerson]]:
        """The people whom a last or a first name may mean."""
        by_word: dict[str, set[NamedPerson]] = {}
        for entity in self.people.table.entities:
            if entity.is_person and not self._is_body(entity):
                for word in {entity.last_name, entity.name.split()[0].lower()}:
                    by_word.setdefault(word, set()).add(NamedPerson(entity.name, entity.is_male, entity.is_certain))
        full = {entity.last_name for entity in self.people.table.entities if entity.is_person and " " in entity.name}
        for last in full:  # "Mr. Greer" is one of the people called Greer
            by_word[last] = {person for person in by_word.get(last, set()) if " " in person.name}
        return {
            word: sorted(people, key=lambda person: str(tuple(person))) for word, people in by_word.items() if people
        }

    @cached_property
    def _places_of_names(self) -> list[int]:
        """The words that may name a person, in order."""
        written, people = self.reading.words.written, self._people_by_word
        return [at for at, low in enumerate(self.reading.words.low) if low in people and written[at][0].isupper()]

    @cached_property
    def _counts_of_names(self) -> Counter[str]:
        """How often each of them stands in the article."""
        low = self.reading.words.low
        return Counter(low[at] for at in self._places_of_names)

    @cached_property
    def _named_people(self) -> list[tuple[str, NamedPerson]]:
        """All people whom the article names, with the words by which it does."""
        return [(word, person) for word in self._counts_of_names for person in self._people_by_word[word]]

    @cached_property
    def _speeches(self) -> list[tuple[int, int]]:
        """The paragraphs that are one speech, by their label or signature."""
        return [
            part
            for statement in self.reading.statements
            if statement.report.rule in _RULES_OF_SPEECHES
            for part in statement.parts
        ]

    def is_spoken(self, at: int) -> bool:
        """Return whether a word is in a paragraph that is one speech, though it has no quotation marks."""
        return any(first <= at < last for first, last in self._speeches)

    @cached_property
    def sure_people(self) -> set[str]:
        """The names that are a person's for sure: by a known first name, a title, or as a last name is used alone."""
        counts: Counter[str] = Counter()
        for word, person in self._named_people:
            if word == names_in_text.last_word(person.name):
                counts[person.name] += self._counts_of_names[word]
        return {
            person.name
            for word, person in self._named_people
            if person.is_certain
            or person.is_male is not None
            or (counts[person.name] >= _OFTEN and word not in vocabulary.BODIES)
        }

    @cached_property
    def genders(self) -> dict[str, set[bool | None]]:
        """Of each person named, whether a man or a woman, as far as the article or the first name tells."""
        genders: dict[str, set[bool | None]] = {}
        for _, person in self._named_people:
            genders.setdefault(person.name, set()).add(person.is_male)
        return genders

    @cached_property
    def certain_people(self) -> set[str]:
        """The names that have a known first name or a title."""
        return {person.name for _, person in self._named_people if person.is_certain}

    def people_between(self, first: int, last: int) -> list[NamedPerson]:
        """Return whom a range of words may name, in order, also by a last or a first name.

        The last of them are enough: in a list of a thousand people called Ann, each "Ann" may be any of them.
        """
        low, places = self.reading.words.low, self._places_of_names
        end = bisect_left(places, last)
        near = places[max(bisect_left(places, first), end - NEAR) : end]
        return [person for at in near for person in self._people_by_word[low[at]][-NEAR:]][-NEAR:]

    def sentences_before(self, at: int) -> Iterator[Sentence]:
        """Yield the sentences before that of a word, the nearest first."""
        number = self.reading.sentence_at[at]
        for back in range(number - 1, max(-1, number - 1 - _SENTENCES_BACK), -1):
            yield self.sentences[back]

    def subject_of(self, sentence: Sentence) -> tuple[int, int] | None:
        """Return the words that a sentence is about; None where it is not sure, or they are quoted."""
        if sentence.first not in self.subjects:
            subject = clause_shapes.subject_range(self.reading.words, sentence.first, sentence.end_without_period())
            self.subjects[sentence.first] = subject
        return self.subjects[sentence.first]

    def text(self, first: int, last: int, edits: ClaimEdits | None = None) -> str:
        """Return a range of words on one line, without the outer marks of quotations, and without brackets."""
        text = claim_text.text_of_words(self.reading.words, first, last, edits or ClaimEdits(), self.outer_marks)
        return self.plain(text)

    @staticmethod
    def plain(text: str) -> str:
        """Return a text on one line and without brackets, to be put within others."""
        return " ".join(text.replace("[", "").replace("]", "").split())
