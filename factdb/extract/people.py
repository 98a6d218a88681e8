"""Finds the person behind the words that name a speaker: a last name, a role, a pronoun, a body."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from factdb.extract import names_in_text, speaker_phrases, vocabulary
from factdb.extract.names_in_text import NamedEntity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from factdb.extract.speaker_phrases import SpeakerPhrase
    from factdb.extract.tokens import ArticleWords

_MALE, _FEMALE = frozenset({"he", "his", "him"}), frozenset({"she", "her"})
_PLURAL = frozenset({"they", "their", "them"})
_UNNAMED = frozenset({"some", "others", "many", "most", "several", "both", "one", "another", "few", "all", "everyone"})
_INDEFINITE = frozenset(
    {"a", "an", "some", "several", "many", "other", "others", "another", "most", "few", "two", "three", "no"}
)
_RECENT = 6  # speakers before a pronoun that are looked at
# How sure it is who is meant; a proposal's confidence is multiplied by it.
_CERTAIN, _LIKELY, _GUESSED, _UNCLEAR = 1.0, 0.9, 0.7, 0.4


class Referent(NamedTuple):
    """The speaker: a full name or the possible names; how sure; whether the article leaves its source unnamed."""

    name: str | None
    confidence: float
    alternatives: tuple[str, ...] = ()
    unnamed: bool = False


@dataclass(slots=True)
class ArticlePeople:
    """The people and bodies of one article, and who spoke last."""

    words: ArticleWords
    find_speakers: Callable[[str], Sequence[str]] | None
    entities: list[NamedEntity]
    recent_speakers: list[NamedEntity] = field(default_factory=list)
    by_last_name: dict[str, list[NamedEntity]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entity in self.entities:
            self.by_last_name.setdefault(entity.last_name, []).append(entity)

    def resolve(self, speaker: SpeakerPhrase) -> Referent:
        """Return the speaker that some words name; call this in the order of the text."""
        words = self.words
        low = words.low[speaker.first : speaker.last]
        if low[-1] in {"who", "which", "that"} and speaker.last - speaker.first == 1:
            referent = self._resolve_relative(speaker)
        elif len(low) == 1 and low[0] in _MALE | _FEMALE | _PLURAL | {"it", "i", "we", "you"}:
            referent = self._resolve_pronoun(low[0], speaker.first)
        elif place := self._name_range(speaker):
            referent = self._resolve_name(place)
        else:
            referent = self._resolve_role(speaker)
        return referent

    def _note_speaker(self, entity: NamedEntity) -> None:
        if entity in self.recent_speakers:
            self.recent_speakers.remove(entity)
        self.recent_speakers.append(entity)

    def _resolve_relative(self, speaker: SpeakerPhrase) -> Referent:
        """Resolve "who" by the phrase before it."""
        at = speaker.first
        if at and self.words.written[at - 1] == ",":
            at -= 1
        before = speaker_phrases.subject_before(self.words, max(0, at - _RECENT * 2), at)
        if before is None or before.last - before.first < 1 or self.words.low[before.last - 1] in vocabulary.PRONOUNS:
            return Referent(None, _UNCLEAR)
        return self.resolve(before)

    def _resolve_pronoun(self, word: str, at: int) -> Referent:
        if word in {"i", "we", "you"}:
            return Referent(None, _UNCLEAR)
        fits = [entity for entity in reversed(self.recent_speakers) if _agrees(entity, word)][:2]
        if word in _PLURAL or word == "it":
            return Referent(fits[0].name, _GUESSED) if fits else Referent(None, _UNCLEAR)
        near = self._mentioned_before(word, at)
        # Somebody was named since the last speaker: "she" may be either, and a person chooses between both.
        if fits and near is not None and near is not fits[0] and near.at > self._last_place(fits[0], at):
            return Referent(near.name, _GUESSED, (near.name, fits[0].name))
        best = fits[0] if fits else near
        if best is None:
            return Referent(None, _UNCLEAR)
        if best.is_male is None:
            best.is_male = word in _MALE  # the article tells it: "she" afterwards is somebody else
        self._note_speaker(best)
        return Referent(best.name, _LIKELY if len(fits) < 2 else _GUESSED + 0.1)  # noqa: PLR2004 - two that fit

    def _mentioned_before(self, word: str, at: int) -> NamedEntity | None:
        """Return the last person named before a pronoun who agrees with it and whose gender is known."""
        before = [
            person
            for person in self.entities
            if person.at < at and person.is_person and person.is_male is (word in _MALE)
        ]
        return before[-1] if before else None

    def _last_place(self, person: NamedEntity, at: int) -> int:
        """Return where a person was last named before a place, within the last words."""
        low, last = self.words.low, person.last_name
        return next((place for place in range(at - 1, max(person.at, at - 150), -1) if low[place] == last), person.at)

    def _name_range(self, speaker: SpeakerPhrase) -> tuple[int, int] | None:
        """Return the name that a phrase ends with, if its head is a name and no role: not "the head of the CIA"."""
        words = self.words
        at = speaker.last
        while at > speaker.first and words.low[at - 1] in {"'s", "\u2019s"}:
            at -= 1
        end = at
        while at > speaker.first and (self._is_of_name(at - 1, end) or self._ties_body(at - 1, speaker.first)):
            at -= 1
        if at == end:
            return None
        if at > speaker.first and words.low[at - 1] in {"of", "for", "at", "from", "in", "with", "on", "the"}:
            tie = words.low[at - 1] == "the" and at - 1 == speaker.first
            return (at, end) if tie else None
        return at, end

    def _ties_body(self, at: int, first: int) -> bool:
        """Return whether "of" is inside the name of a body: "the Chamber of Commerce", not "Director of the CIA"."""
        if self.words.low[at] not in {"of", "for", "and"} or at <= first:
            return False
        before = self.words.written[at - 1]
        return before[0].isupper() and before.lower() not in vocabulary.ROLES

    def _is_of_name(self, at: int, end: int) -> bool:
        word = self.words.written[at]
        if word[0].isupper():
            return word.lower() not in {"the", "but", "and", "a", "an"}
        return at + 1 < end and (word in names_in_text.NAME_PARTICLES or word.startswith(("al-", "el-")))

    def _resolve_name(self, place: tuple[int, int]) -> Referent:
        """Resolve a name by the article, and then by the names that the desk knows."""
        words = self.words
        titles, first = names_in_text.split_titles(words, *place)
        name = words.text_between(first, place[1])
        if place[1] - first > 1:
            entity = self._find_entity(name) or self._add_entity((first, place[1]), titles)
            self._note_speaker(entity)
            return self._with_desk_name(Referent(entity.name, _CERTAIN))
        return self._with_desk_name(self._resolve_last_name(name, first, titles))

    def _with_desk_name(self, resolve: Referent) -> Referent:
        """Return the speaker that the desk knows by a name in the article."""
        full_names = tuple(self.find_speakers(resolve.name)) if self.find_speakers and resolve.name else ()
        if not full_names:
            return resolve
        return Referent(full_names[0], _CERTAIN) if len(full_names) == 1 else Referent(None, _UNCLEAR, full_names)

    def _find_entity(self, name: str) -> NamedEntity | None:
        return next(
            (entity for entity in self.by_last_name.get(names_in_text.last_word(name), ()) if entity.name == name), None
        )

    def _add_entity(self, place: tuple[int, int], titles: set[str]) -> NamedEntity:
        entity = names_in_text.entity_of_mention(self.words, *place, titles)
        self.entities.append(entity)
        self.by_last_name.setdefault(entity.last_name, []).append(entity)
        return entity

    def _resolve_last_name(self, name: str, at: int, titles: set[str]) -> Referent:
        """Resolve a last name by the full names that end with it; where two fit, both are listed."""
        full = [entity for entity in self.by_last_name.get(name.lower(), ()) if " " in entity.name]
        full = [entity for entity in full if not any(entity.name.endswith(" " + longer.name) for longer in full)]
        people = [entity for entity in full if entity.is_person] or full
        titled_male = True if titles & vocabulary.MALE_TITLES else False if titles & vocabulary.FEMALE_TITLES else None
        if titled_male is not None and len(people) > 1:
            people = [entity for entity in people if entity.is_male is not (not titled_male)] or people
        if len(people) > 1:
            earlier = [entity for entity in people if entity.at < at]
            people = earlier or people
        if len(people) > 1:
            return Referent(None, _UNCLEAR, tuple(entity.name for entity in people))
        if not people:
            entity = self._find_entity(name) or NamedEntity(
                name, is_person=bool(titles), is_certain=False, at=at, titles=set(titles)
            )
            self._note_speaker(entity)
            return Referent(self._longer_name(name, at), _LIKELY)
        self._note_speaker(people[0])
        return Referent(people[0].name, _CERTAIN)

    def _longer_name(self, name: str, at: int) -> str:
        """Return the longer name that a short one begins, if an article has just one: "Mona" for Mona Reyes."""
        longer = {
            person.name
            for person in self.entities
            if person.name.startswith(name + " ") and person.is_person and person.at < at
        }
        return longer.pop() if len(longer) == 1 else name

    def _resolve_role(self, speaker: SpeakerPhrase) -> Referent:
        """Resolve "the president" by titles; an indefinite or plural one stays unnamed."""
        low = self.words.low[speaker.first : speaker.last]
        if body := self._named_author(speaker):
            return Referent(body, _LIKELY)
        if low[0] in _INDEFINITE or low[-1] in _UNNAMED | vocabulary.PEOPLE or self._is_plural(low[-1]):
            return Referent(None, _LIKELY, unnamed=True)
        if low[0] not in vocabulary.DETERMINERS and not self.words.written[speaker.first][0].isupper():
            return Referent(None, _LIKELY, unnamed=True)
        heads = [word for word in low if word in vocabulary.ROLES]
        if heads and low[0] in {"the", "this", "that"}:
            fits = [entity for entity in reversed(self.recent_speakers) if heads[-1] in entity.titles]
            fits = fits or [
                entity
                for entity in self.entities
                if heads[-1] in entity.titles and entity.at < speaker.first and entity.is_person
            ]
            names = tuple(dict.fromkeys(entity.name for entity in fits))
            if len(names) == 1 or (fits and fits[0] in self.recent_speakers):
                self._note_speaker(fits[0])
                return Referent(names[0], _LIKELY if len(names) == 1 else _GUESSED, names if len(names) > 1 else ())
            return self._office_holder(speaker) or Referent(None, _UNCLEAR, names)
        return Referent(None, _GUESSED)

    def _office_holder(self, speaker: SpeakerPhrase) -> Referent | None:
        """Return the speaker that the desk knows by an office: "the prime minister"."""
        full_names = (
            tuple(self.find_speakers(self.words.text_between(speaker.first + 1, speaker.last)))
            if self.find_speakers
            else ()
        )
        return Referent(full_names[0], _LIKELY) if len(full_names) == 1 else None

    def _named_author(self, speaker: SpeakerPhrase) -> str | None:
        """Return the name after "a study by the Masaryk Institute"."""
        words = self.words
        at = next((i for i in range(speaker.first, speaker.last) if words.low[i] in {"by", "from"}), None)
        if at is None or not words.written[speaker.last - 1][0].isupper():
            return None
        return words.text_between(at + 1 + (words.low[at + 1] == "the"), speaker.last)

    def _is_plural(self, word: str) -> bool:
        return word.endswith("s") and not word.endswith(("ss", "'s", "us"))


def _agrees(entity: NamedEntity, word: str) -> bool:
    if word in _PLURAL or word == "it":
        return not entity.is_person
    return entity.is_person and (entity.is_male is None or entity.is_male is (word in _MALE))


def collect_people(words: ArticleWords, find_speakers: Callable[[str], Sequence[str]] | None) -> ArticlePeople:
    """Return the people and bodies that a text names."""
    # Looked up once for each name: the desk's look-up is a query, and an article names one speaker many times.
    return ArticlePeople(words, cache(find_speakers) if find_speakers else None, names_in_text.find_entities(words))
