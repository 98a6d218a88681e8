"""Finds the person behind the words that name a speaker: a last name, a role, a pronoun, a body."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from factdb.extract import speaker_phrases, vocabulary
from factdb.extract.names import bodies, mentions, names_in_phrases, names_in_text
from factdb.extract.names.mentions import MentionRole
from factdb.extract.names.names_in_text import NamedEntity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from factdb.extract.attribution import ArticleReading
    from factdb.extract.names.mentions import NameTable, SentenceMentions
    from factdb.extract.noun_phrases import SpeakerPhrase
    from factdb.extract.tokens import ArticleWords

_MALE, _FEMALE = frozenset({"he", "his", "him"}), frozenset({"she", "her"})
_PLURAL = frozenset({"they", "their", "them"})
_HE_OR_SHE, _THEY_OR_IT = _MALE | _FEMALE, _PLURAL | {"it"}
_BODILESS = frozenset({"i", "we", "you"})  # whom they mean is said elsewhere
_LONGEST_BARE = 2  # words of "the bank"
_ONE = frozenset({"a", "an", "one", "another"})
_SEVERAL = frozenset({"many", "most", "several", "some", "few"})
_DEFINITE = frozenset({"the", "this", "that"})
_NEAR_WHO = 14  # words before "who" in which is named who is meant
_FARTHEST_SENTENCE = 14  # sentences before a pronoun that are looked at
_NEAREST_SENTENCES = 3  # a subject within these is meant rather than somebody who is only named
_SAME_TOPIC = 3  # sentences: "the victim" is who spoke or acted within them
# How sure it is who is meant; a proposal's confidence is multiplied by it.
_CERTAIN, _LIKELY, _GUESSED, _UNCLEAR = 1.0, 0.9, 0.7, 0.4


class Referent(NamedTuple):
    """The speaker: a full name or the possible names; how sure; whether the article leaves its source unnamed."""

    name: str | None
    confidence: float
    alternatives: tuple[str, ...] = ()
    unnamed: bool = False


UNCLEAR = Referent(None, _UNCLEAR)


@dataclass(slots=True)
class ArticlePeople:
    """The people and bodies of one article, where they are named, and who spoke in each sentence so far."""

    reading: ArticleReading
    find_speakers: Callable[[str], Sequence[str]] | None
    table: NameTable
    mentions: SentenceMentions
    authors: bodies.DocumentAuthors
    speakers: dict[int, list[NamedEntity]] = field(default_factory=lambda: defaultdict(list))
    unnamed_in: dict[int, bool] = field(default_factory=dict)  # sentences of an unnamed source, and whether it is one

    @property
    def words(self) -> ArticleWords:
        """The words of the article."""
        return self.reading.words

    def resolve(self, speaker: SpeakerPhrase) -> Referent:
        """Return the speaker that some words name; call this in the order of the text."""
        referent, entity = self._referent_and_entity(speaker)
        number = self.reading.sentence_at[speaker.first]
        if entity is not None and entity not in self.speakers[number]:
            self.speakers[number].append(entity)
        if referent.unnamed:
            low = self.words.low[speaker.first : speaker.last]
            self.unnamed_in[number] = low[0] in _ONE or low[-1] in _HE_OR_SHE
        return referent

    def is_subject(self, name: str, number: int) -> bool:
        """Return whether somebody of this name is the subject of a sentence, by its number."""
        mentioned = self.mentions.in_sentence(number)
        return any(mention.entity.name == name and mention.role is MentionRole.SUBJECT for mention in mentioned)

    def _referent_and_entity(self, speaker: SpeakerPhrase) -> tuple[Referent, NamedEntity | None]:
        low = self.words.low[speaker.first : speaker.last]
        if len(low) == 1 and low[0] in {"who", "which", "that"}:
            return self._resolve_relative(speaker)
        if len(low) == 1 and low[0] in _HE_OR_SHE:
            return self._resolve_pronoun(low[0], speaker.first)
        if len(low) == 1 and low[0] in _THEY_OR_IT:
            return self._resolve_body_pronoun(low[0], speaker.first)
        if len(low) == 1 and low[0] in _BODILESS:
            return UNCLEAR, None
        if low[0] in _SEVERAL and low[-1].endswith("s"):  # "Many Danes" has two capitals, and is no name
            return Referent(None, _LIKELY, unnamed=True), None
        place = names_in_phrases.name_of_phrase(self.words, speaker.first, speaker.last)
        return self._resolve_name(place) if place else self._resolve_role(speaker)

    def _resolve_relative(self, speaker: SpeakerPhrase) -> tuple[Referent, NamedEntity | None]:
        """Resolve "who" by the name or the phrase before it."""
        at = speaker.first - (self.words.written[speaker.first - 1] == ",") if speaker.first else 0
        is_person = self.words.low[speaker.first] == "who"
        near = [
            mention
            for mention in self.mentions.in_sentence(self.reading.sentence_at[speaker.first])
            if at - _NEAR_WHO <= mention.first < at and mention.entity.is_person == is_person
        ]
        beside = [mention for mention in near if mention.last == at]
        if not is_person:  # "a group of Orr in Ruritania, which says"
            beside = [mention for mention in near if bodies.may_be_body(mention.entity)]
        if beside:
            return self._resolve_name((beside[-1].first, beside[-1].last))
        before = speaker_phrases.subject_before(self.words, max(0, at - _NEAR_WHO), at)
        if before is None or self.words.low[before.last - 1] in vocabulary.PRONOUNS:
            return UNCLEAR, None
        return self._referent_and_entity(before)

    def _resolve_pronoun(self, word: str, at: int) -> tuple[Referent, NamedEntity | None]:
        """Resolve "he" or "she": who spoke or acted in the sentence before, rather than whoever was named last.

        Where two fit equally well, both are listed and neither is chosen.
        """
        agrees = partial(mentions.is_of_gender, is_male=word in _MALE)
        fits = self._nearest(at, agrees, _FARTHEST_SENTENCE, full_names=True)
        fits = fits or self._nearest(at, agrees, _FARTHEST_SENTENCE)
        if not fits:
            return (Referent(None, _LIKELY, unnamed=True) if self._is_of_unnamed(at) else UNCLEAR), None
        if len(fits) == 1 and fits[0].is_male is None:
            self.table.learn_gender(fits[0], is_male=word in _MALE)
        return self._one_of(fits, _LIKELY)

    def _resolve_body_pronoun(self, word: str, at: int) -> tuple[Referent, NamedEntity | None]:
        """Resolve "it", or "they" of a body; of people who are not named, "they" stays unnamed."""
        number = self.reading.sentence_at[at]
        if word != "it" and self.unnamed_in.keys() & {number, number - 1}:
            return Referent(None, _LIKELY, unnamed=True), None
        fits = self._nearest(at, lambda entity: not entity.is_person, limit=_NEAREST_SENTENCES)
        if not fits and word == "it":
            fits = self._nearest(at, bodies.is_no_person, limit=_NEAREST_SENTENCES)
        return self._one_of(fits, _GUESSED)

    def _one_of(self, fits: list[NamedEntity], confidence: float) -> tuple[Referent, NamedEntity | None]:
        """Return the only one who fits; of several or none, list them and choose nobody."""
        if len(fits) != 1:
            return Referent(None, _UNCLEAR, tuple(entity.name for entity in fits)), None
        return self._with_desk_name(Referent(fits[0].name, confidence)), fits[0]

    def _nearest(
        self, at: int, agrees: Callable[[NamedEntity], bool], limit: int, *, full_names: bool = False
    ) -> list[NamedEntity]:
        """Return who is meant before a place: the speaker or subject of the nearest sentence that has one.

        Who is only named in a sentence is meant where no speaker or subject comes soon before it. With `full_names`,
        who has not spoken is somebody only if the article names them in full.
        """

        def fits(entity: NamedEntity) -> bool:
            return (entity.has_full_name or not full_names) and agrees(entity)

        passing: list[NamedEntity] = []
        number = self.reading.sentence_at[at]
        for distance in range(min(limit, number + 1)):
            leading = self._speaker_in(number - distance, agrees) or self._subjects(number - distance, at, fits)
            if not leading and distance and self.unnamed_in.get(number - distance):
                return []  # "a source" came nearer than anybody who has a name
            if leading:
                return passing if passing and distance > _NEAREST_SENTENCES else leading
            passing = passing or self._in_passing(number - distance, at, fits)
        return passing

    def _is_of_unnamed(self, at: int) -> bool:
        """Return whether one unnamed source speaks in the sentences right before a place."""
        number = self.reading.sentence_at[at]
        return any(self.unnamed_in.get(number - distance) for distance in range(1, _NEAREST_SENTENCES + 1))

    def _speaker_in(self, number: int, agrees: Callable[[NamedEntity], bool]) -> list[NamedEntity]:
        """Return the last speaker of a sentence, if there is one."""
        return next(([speaker] for speaker in reversed(self.speakers.get(number, ())) if agrees(speaker)), [])

    def _subjects(self, number: int, at: int, agrees: Callable[[NamedEntity], bool]) -> list[NamedEntity]:
        subjects = [
            mention.entity
            for mention in self.mentions.in_sentence(number)
            if mention.first < at and mention.role is MentionRole.SUBJECT and agrees(mention.entity)
        ]
        return mentions.surest(subjects)

    def _in_passing(self, number: int, at: int, agrees: Callable[[NamedEntity], bool]) -> list[NamedEntity]:
        named = [
            mention.entity
            for mention in self.mentions.in_sentence(number)
            if mention.first < at and mention.role is not MentionRole.ADDRESSEE and agrees(mention.entity)
        ]
        return mentions.surest(named)

    def _resolve_name(self, place: tuple[int, int]) -> tuple[Referent, NamedEntity | None]:
        """Resolve a name by the article, and then by the names that the desk knows."""
        words = self.words
        titles, first = names_in_text.split_titles(words, *place)
        name = " ".join(words.text_between(first, place[1]).split())
        if place[1] - first > 1:
            entity = self._behind_medium(place) or self.table.by_full_name(name)
            if entity is None:
                entity = self.table.add(names_in_text.entity_of_mention(words, first, place[1], titles))
            return self._with_desk_name(Referent(entity.name, _CERTAIN)), entity
        people = self.table.by_one_word(name, first, titles)
        if len(people) > 1:
            return self._with_desk_name(Referent(None, _UNCLEAR, tuple(entity.name for entity in people)), name), None
        entity = people[0] if people else self.table.single(name, first, titles)
        return self._with_desk_name(Referent(entity.name, _CERTAIN if people else _LIKELY), name), entity

    def _behind_medium(self, place: tuple[int, int]) -> NamedEntity | None:
        """Return Lee of "Speaking to the Orr Post Lee said": a person's last name, but "the" is before no person's."""
        words = self.words
        if words.low[place[0] - 1 : place[0]] != ["the"]:
            return None
        people = self.table.by_one_word(words.written[place[1] - 1], place[0], set())
        return people[0] if len(people) == 1 and people[0].is_person and people[0].is_certain else None

    def _with_desk_name(self, referent: Referent, mention: str = "") -> Referent:
        """Return the speaker that the desk knows by a name in the article."""
        name = referent.name or mention
        full_names = tuple(self.find_speakers(name)) if self.find_speakers and name else ()
        if not full_names or (referent.alternatives and len(full_names) > 1):
            return referent
        return Referent(full_names[0], _CERTAIN) if len(full_names) == 1 else Referent(None, _UNCLEAR, full_names)

    def _resolve_role(self, speaker: SpeakerPhrase) -> tuple[Referent, NamedEntity | None]:
        """Resolve "the president" by titles, "the bank" by bodies; an indefinite or plural one stays unnamed."""
        words = self.words
        low = words.low[speaker.first : speaker.last]
        if place := bodies.office_of_body(words, speaker.first, speaker.last):
            return self._resolve_body_of_place(place)
        if author := bodies.author_of_document(words, speaker.first, speaker.last):
            is_office = vocabulary.GENITIVES.intersection(words.low[slice(*author)])
            return self._resolve_body_of_place(author) if is_office else self._resolve_name(author)
        if bodies.is_unnamed(words, speaker):
            return Referent(None, _LIKELY, unnamed=True), None
        if low[0] not in _DEFINITE and not vocabulary.GENITIVES.intersection(low):
            return Referent(None, _GUESSED), None
        resolved = (
            self._by_office(speaker)
            or self._by_desk_office(speaker)
            or self._by_body(speaker)
            or self._by_topic(speaker)
        )
        return resolved or (UNCLEAR, None)

    def _resolve_body_of_place(self, place: tuple[int, int]) -> tuple[Referent, NamedEntity | None]:
        """Resolve "Ruritania's emergency service": with the place, it is a name."""
        name = " ".join(self.words.text_between(*place).split())
        entity = self.table.by_full_name(name) or self.table.add(
            NamedEntity(name, is_person=False, is_certain=True, at=place[0])
        )
        return self._with_desk_name(Referent(entity.name, _LIKELY)), entity

    def _by_office(self, speaker: SpeakerPhrase) -> tuple[Referent, NamedEntity | None] | None:
        """Resolve "the prime minister" by the people to whom the article gives this office."""
        low = self.words.low[speaker.first : speaker.last]
        holders = self.table.holders(frozenset(low))
        holders = [entity for entity in holders if entity.at < speaker.first] or holders
        if len(holders) > 1:
            near = self._nearest(speaker.first, frozenset(holders).__contains__, limit=_FARTHEST_SENTENCE)
            holders = near or holders
        return self._one_of(holders, _LIKELY) if holders else None

    def _by_desk_office(self, speaker: SpeakerPhrase) -> tuple[Referent, NamedEntity | None] | None:
        """Resolve "the prime minister" by the speakers whom the desk knows by this office."""
        office = self.words.text_between(speaker.first + 1, speaker.last)
        full_names = tuple(self.find_speakers(office)) if self.find_speakers else ()
        return (Referent(full_names[0], _LIKELY), None) if len(full_names) == 1 else None

    def _by_body(self, speaker: SpeakerPhrase) -> tuple[Referent, NamedEntity | None] | None:
        """Resolve "the ministry" by a body whose name has this word, "the bank" by the body that is written about."""
        noun = self.words.low[speaker.last - 1]
        if any(word in vocabulary.ROLES for word in self.words.low[speaker.first : speaker.last]):
            return None  # "the director at the bank" is not the bank
        is_name = self.words.written[speaker.last - 1][0].isupper()  # "The Post" is a newspaper, "the post" is not
        if noun not in vocabulary.BODIES and not is_name:
            return None
        if not is_name and (place := self.authors.author_before(noun, speaker.first)):
            return self._resolve_name(place)
        fits = self._nearest(speaker.first, lambda entity: bodies.is_called(entity, noun), limit=_FARTHEST_SENTENCE)
        # "The bank" may be any body, "the Lee campaign" is not.
        if not fits and noun in bodies.ANY_BODY and speaker.last - speaker.first <= _LONGEST_BARE:
            fits = self._nearest(speaker.first, bodies.may_be_body, limit=_NEAREST_SENTENCES)
        return self._one_of(fits, _GUESSED) if fits else None

    def _by_topic(self, speaker: SpeakerPhrase) -> tuple[Referent, NamedEntity | None] | None:
        """Resolve "the victim" or "the 37-year-old" by who spoke or acted just before."""
        head = self.words.low[speaker.last - 1]
        if not (head in vocabulary.DESCRIPTIONS or head.endswith("year-old")):
            return None
        if bodies.is_introduced(self.words, head, speaker.first):
            return Referent(None, _LIKELY, unnamed=True), None
        is_male = names_in_text.gender_of_titles({head}) if head in vocabulary.DESCRIPTIONS else None
        fits = self._nearest(
            speaker.first,
            lambda entity: entity.is_person and (is_male is None or entity.is_male is not (not is_male)),
            limit=_SAME_TOPIC,
        )
        if len(fits) != 1:
            return None
        return self._with_desk_name(Referent(fits[0].name, _GUESSED)), fits[0]


def collect_people(reading: ArticleReading, find_speakers: Callable[[str], Sequence[str]] | None) -> ArticlePeople:
    """Return the people and bodies that a text names."""
    words = reading.words
    ranges = names_in_text.capitalised_ranges(words, {first for first, _ in reading.paragraphs})
    ranges = names_in_text.without_headings(words, ranges, reading.paragraphs)
    table = mentions.NameTable(names_in_text.find_entities(words, ranges), names_in_text.bodies_by_abbreviation(words))
    # Looked up once for each name: the desk's look-up is a query, and an article names one speaker many times.
    return ArticlePeople(
        reading,
        cache(find_speakers) if find_speakers else None,
        table,
        mentions.SentenceMentions(reading, table, ranges),
        bodies.DocumentAuthors(words),
    )
