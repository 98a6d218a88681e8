"""Finds where an article names whom, and as what: the subject of a sentence, an owner, or somebody who is told."""

from __future__ import annotations

import re
from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from factdb.extract import verbs, vocabulary
from factdb.extract.names import known_names, names_in_text
from factdb.extract.names.names_in_text import NamedEntity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.extract.attribution import ArticleReading
    from factdb.extract.frames import Sentence
    from factdb.extract.tokens import ArticleWords

_NEAR_TELL = 10  # words between "told" and whom it was told
_TELLING = frozenset({"told", "tells", "telling", "asked", "asking", "reminded", "assured", "informed", "with"})
_NO_SUBJECT_BEFORE = (vocabulary.PREPOSITIONS | {"'s", "\u2019s"}) - {"including"}
_INITIAL = re.compile(r"[A-Z]\.")
_OF_PEOPLES = ("ian", "ish", "ese", "ean", "french", "german", "greek", "dutch", "swiss", "aeli", "raqi", "stani")
_MOST_NAMESAKES = 50  # a list of a thousand people called Lee does not make each "Lee" one of a thousand
_LONGEST_LEAD = 25  # words of "When the rain stopped," before a subject


class MentionRole(StrEnum):
    """What somebody is in the sentence that names them."""

    SUBJECT = "subject"
    OWNER = "owner"  # "Ms. Lee's lawyer"
    ADDRESSEE = "addressee"  # "told Ms. Lee"
    OTHER = "other"


class Mention(NamedTuple):
    """A name in an article: its words, who is meant, and as what."""

    first: int
    last: int
    entity: NamedEntity
    role: MentionRole


class NameTable:
    """Who is meant by a name of an article: in full, by the last name, by the first."""

    def __init__(self, entities: list[NamedEntity], abbreviated: dict[str, NamedEntity]) -> None:
        """Take the people and bodies that are named in full, and those that have an abbreviation."""
        self.entities = entities
        self._abbreviated = abbreviated
        self._by_last_name: dict[str, list[NamedEntity]] = defaultdict(list)
        self._words_of_names: dict[str, set[str]] = defaultdict(set)  # by the last name
        self._by_name: dict[str, NamedEntity] = {}
        self._with_end: dict[str, list[NamedEntity]] = defaultdict(list)
        self._by_first_name: dict[str, list[NamedEntity]] = defaultdict(list)
        self._called: dict[str, list[NamedEntity]] = {}  # who of a last name is called by it
        self._holders: dict[frozenset[str], list[NamedEntity]] = {}
        self._by_single_name: dict[str, NamedEntity] = {}
        for entity in entities:
            self._file(entity)

    def _file(self, entity: NamedEntity) -> None:
        self._by_last_name[entity.last_name].append(entity)
        self._words_of_names[entity.last_name].update(entity.name.split())
        self._called.pop(entity.last_name, None)
        self._by_name.setdefault(entity.name, entity)
        for end in _ends_of(entity.name):
            self._with_end[end].append(entity)
        first, _, rest = entity.name.partition(" ")
        if rest and entity.is_person and entity.is_certain and first.lower() not in known_names.PLACES:
            namesakes = self._by_first_name[first]
            if len(namesakes) < _MOST_NAMESAKES:
                namesakes.append(entity)

    def add(self, entity: NamedEntity) -> NamedEntity:
        """Add somebody whom a mention names in full for the first time."""
        self.entities.append(entity)
        self._file(entity)
        self._holders.clear()
        return entity

    def learn_gender(self, entity: NamedEntity, *, is_male: bool) -> None:
        """Note whom an article calls "he": "she" afterwards is somebody else."""
        entity.is_male = is_male
        self._holders.clear()

    def by_full_name(self, name: str) -> NamedEntity | None:
        """Return who has this name, or the one longer name that ends with it: "Al Reyes" of Mona Al Reyes."""
        exact = self._by_name.get(name)
        if exact is not None and known_names.is_first_name(name.split(maxsplit=1)[0]):
            return exact
        last_name = names_in_text.last_word(name)
        longer = [entity for entity in self._with_end.get(name, ()) if entity.last_name == last_name]
        return longer[0] if len(longer) == 1 else exact

    def _by_end(self, words: ArticleWords, begin: int, last: int) -> NamedEntity | None:
        """Return whom a name means without its first words: "State Mona Reyes" behind "Secretary of"."""
        names = (words.text_between(at, last) for at in range(begin, last - 1))
        return next((entity for entity in map(self.by_full_name, names) if entity is not None), None)

    def by_one_word(self, name: str, at: int, titles: set[str]) -> list[NamedEntity]:
        """Return those who may be called by a last name, or else by a first name, at a place of the text."""
        if name in self._abbreviated:
            return [self._abbreviated[name]]
        if name.isupper() and name in self._words_of_names.get(name.lower(), ()):
            return []  # "the SVP" is not the "Young SVP"
        people = self._by_last(name, titles) or [
            entity for entity in self._by_first_name.get(name, ()) if entity.at <= at
        ]
        earlier = [entity for entity in people if entity.at <= at]
        return earlier if len(people) > 1 and earlier else people

    def _by_last(self, name: str, titles: set[str]) -> list[NamedEntity]:
        last_name = name.lower()
        if last_name not in self._called:
            self._called[last_name] = _called_by_last_name(self._by_last_name.get(last_name, ()))
        people = self._called[last_name]
        is_male = names_in_text.gender_of_titles(titles)
        if is_male is not None and len(people) > 1:
            fitting = [entity for entity in people if entity.is_male is is_male]
            people = fitting or [entity for entity in people if entity.is_male is not (not is_male)] or people
        return people

    def holders(self, phrase: frozenset[str]) -> list[NamedEntity]:
        """Return the people to whom the article gives the office that the words of a phrase name."""
        if phrase not in self._holders:
            people = [entity for entity in self.entities if entity.is_person]
            holders = names_in_text.holders_of_office(people, phrase)
            self._holders[phrase] = list(dict.fromkeys(self.fullest(entity) for entity in holders))
        return self._holders[phrase]

    def fullest(self, entity: NamedEntity) -> NamedEntity:
        """Return somebody who is named by one word under the full name that has this last word."""
        if " " in entity.name:
            return entity
        full = self._by_last(entity.name, entity.titles)
        return full[0] if len(full) == 1 else entity

    def single(self, name: str, at: int, titles: set[str]) -> NamedEntity:
        """Return who is only ever called by one word: "Israel", or a person without a first name."""
        entity = self._by_single_name.get(name)
        if entity is None:
            is_person = bool(titles & vocabulary.ROLES) or not (
                name.isupper() or name.lower() in known_names.PLACES or names_in_text.is_body([name.lower()])
            )
            entity = NamedEntity(name, is_person, is_certain=False, at=at, titles=set(titles))
            entity.is_male = names_in_text.gender_of_titles(titles)
            self._by_single_name[name] = entity
        return entity

    def entity_at(self, words: ArticleWords, first: int, last: int) -> NamedEntity | None:
        """Return who a range of capitals names; None for a title alone, and where several have the name."""
        titles, begin = names_in_text.split_titles(words, first, last)
        name = words.text_between(begin, last)
        if last - begin > 1:
            return self.by_full_name(name) or self._by_end(words, begin + 1, last)
        if words.low[begin] in vocabulary.ROLES or words.low[begin] in vocabulary.DATE_WORDS:
            return None
        people = self.by_one_word(name, begin, titles)
        if len(people) > 1:
            return None
        return people[0] if people else self.single(name, begin, titles)


class SentenceMentions:
    """Whom each sentence names outside of its quotations. A sentence is read when somebody asks for it: few are."""

    def __init__(self, reading: ArticleReading, table: NameTable, ranges: list[tuple[int, int]]) -> None:
        """Take an article, whom it names, and its ranges of words in capitals."""
        self._words = reading.words
        self._table = table
        self._sentences = [sentence for paragraph in reading.sentences for sentence in paragraph]
        self._ranges: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for first, last in ranges:
            if reading.inside[first] < 0:
                self._ranges[reading.sentence_at[first]].append((first, last))
        firsts = {sentence.first for sentence in self._sentences}
        self._sure = {
            reading.words.written[at] for first, last in ranges for at in range(first, last) if at not in firsts
        }
        self._written = set(reading.words.written)
        self._read: dict[int, list[Mention]] = {}

    def in_sentence(self, number: int) -> list[Mention]:
        """Return the mentions of a sentence, by its number, in order."""
        if number not in self._read:
            self._read[number] = list(self._find(number)) if number in self._ranges else []
        return self._read[number]

    def _find(self, number: int) -> Iterator[Mention]:
        sentence = self._sentences[number]
        subject = _subject_range(sentence)
        for first, last in self._ranges[number]:
            if last - first == 1 and not self._is_name(first, sentence.first):
                continue
            entity = self._table.entity_at(self._words, first, last)
            if entity is None:
                continue
            role = _role_of(self._words, first, last, subject)
            if role is MentionRole.SUBJECT:
                subject = _up_to_comma(self._words, last, subject)
            yield Mention(first, last, entity, role)

    def _is_name(self, at: int, first: int) -> bool:
        """Return whether one word in a capital may name somebody: not "Government", nor "Ruritanian" of officials.

        The capital of a sentence's first word is no sign of a name: "Investors may not understand".
        """
        words = self._words
        if words.low[at] in self._written or (at == first and words.written[at] not in self._sure):
            return False
        follows = words.written[at + 1][0] if at + 1 < len(words) else "."
        is_adjective = words.low[at].endswith(_OF_PEOPLES) or words.low[at] in names_in_text.PARTIES
        return not (is_adjective and follows.islower())


def _called_by_last_name(namesakes: Sequence[NamedEntity]) -> list[NamedEntity]:
    """Return who of a last name may be meant by it: by the longest form of each name, and people before bodies."""
    full = [entity for entity in namesakes if " " in entity.name]
    names = {entity.name for entity in full}
    full = [entity for entity in full if names.isdisjoint(_ends_of(entity.name))]
    full = [entity for entity in full if " and " not in entity.name] or full
    by_short: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for entity in full:  # "Ann Lee" of "Ann B. Lee"
        by_short[tuple(word for word in entity.name.split() if not _INITIAL.fullmatch(word))].add(entity.name)
    full = [entity for entity in full if by_short[tuple(entity.name.split())] <= {entity.name}]
    return ([entity for entity in full if entity.is_person] or full)[:_MOST_NAMESAKES]


def _ends_of(name: str) -> Iterator[str]:
    """Yield a name without its first words: "Al Reyes" and "Reyes" of "Mona Al Reyes"."""
    return (name[at + 1 :] for at, letter in enumerate(name) if letter == " ")


def _role_of(words: ArticleWords, first: int, last: int, subject: tuple[int, int]) -> MentionRole:
    if last < len(words) and words.low[last] in vocabulary.GENITIVES:
        return MentionRole.OWNER
    if _is_told(words, first):
        return MentionRole.ADDRESSEE
    before = words.low[first - 1] if first else ""
    in_place = subject[0] <= first < subject[1] and (
        first == subject[0] or words.low[subject[0]] not in vocabulary.ANY_PRONOUNS
    )
    return MentionRole.SUBJECT if in_place and before not in _NO_SUBJECT_BEFORE else MentionRole.OTHER


def _is_told(words: ArticleWords, first: int) -> bool:
    """Return whether a name is of whom something is told: "told the Orr Post's reporter Ann Lee"."""
    for at in range(first - 1, max(-1, first - _NEAR_TELL), -1):
        word = words.low[at]
        if word in _TELLING:
            return True
        if not (word[0].isalnum() or word in vocabulary.GENITIVES) or word == "that":
            return False
    return False


def _subject_range(sentence: Sentence) -> tuple[int, int]:
    """Return the words in which a sentence names its subject: up to its first verb, past what leads up to it."""
    words, first = sentence.words, sentence.first
    while first < sentence.last and sentence.inside[first] >= 0:
        first += 1
    start = first
    if first < sentence.last and words.low[first] in vocabulary.PREPOSITIONS:
        near = range(first, min(sentence.last, first + _LONGEST_LEAD))
        start = next((at + 1 for at in near if words.written[at] == ","), first)
    for at in range(start + 1, sentence.last):
        if sentence.inside[at] < 0 and words.written[at][0].islower() and _may_be_first_verb(words.low[at]):
            return start, at
    return start, sentence.last


def _up_to_comma(words: ArticleWords, last: int, subject: tuple[int, int]) -> tuple[int, int]:
    """Return where more subjects may be: not in what is said of the first one between two commas."""
    near = range(last, subject[1])
    return subject[0], next((at for at in near if words.written[at] in {",", "("}), subject[1])


def _may_be_first_verb(word: str) -> bool:
    return vocabulary.may_be_verb(word) or (word in verbs.VERBS and word not in verbs.NOUNISH)


def surest(entities: list[NamedEntity]) -> list[NamedEntity]:
    """Return those who are surely people or bodies, where there are such: each once."""
    if len(entities) <= 1:
        return entities
    return list(dict.fromkeys([entity for entity in entities if entity.is_certain] or entities))


def is_of_gender(entity: NamedEntity, *, is_male: bool) -> bool:
    """Return whether somebody may be called "he", or "she"."""
    return entity.is_person and (entity.is_male is None or entity.is_male is is_male)
