"""Reads what stands before a colon: a speaker's label, or what brings in a statement: "From the desk of Ann Lee:"."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from factdb.extract import noun_phrases, speaker_phrases, tokens, vocabulary
from factdb.extract.names import known_names, names_in_text
from factdb.extract.noun_phrases import SpeakerPhrase

if TYPE_CHECKING:
    from factdb.extract.names.names_in_text import NamedEntity
    from factdb.extract.tokens import ArticleWords

_LONGEST_LABEL = 8  # words and marks of "Prof. Ann B. Lee (Orr)"
_LONGEST_LEAD = 30  # words of "Statement from Ann Lee, the chairwoman of the port, on the lock:"
# Labels of a page, not of a speaker: "Photo: Ann Lee", "Read more: ...".
NO_SPEAKERS = (
    vocabulary.word_set(
        """
    about above abstract address age also alert analysis answers article audio author background below book books
    breaking by byline call caption category chart city claim clarification click comment comments contact
    contacts copyright correction cost country course credit date dates day deadline details directions disclaimer
    disclosure download editing editor's email e-mail ends event example exclusive explainer fact facts fax file filed
    follow format from full genre graphic headline home hours how image images ingredients interview keywords key
    language length license link links listen live location map media method minutes more name note notes number
    online opinion opening option p.s page part phone photo photograph photography photos picture pictures place poll
    position posted price prices profile ps published publisher quote rating re read recipe reference references related
    release report reporting result results review runtime score search section see serves share sign size sold source
    sources starring status step story subject subscribe subscription summary tags team tel telephone text tickets time
    timeline tip title to today tonight topic topics translation tweet type update updated updates url venue
    verdict version video view warning watch weather website what when where which who why writing written year
    """
    )
    | vocabulary.DAY_WORDS
    | vocabulary.MONTHS.keys()
)
_LEADING_WORDS = vocabulary.word_set(
    "and also now then next here is the a an in full official complete following here's read this finally"
)
_DOCUMENTS = vocabulary.word_set(
    """
    statement statements message letter note comment comments remarks reaction response reply word words quote quotes
    quotation testimony post tweet
    """
)
_BY = frozenset({"from", "by", "of"})
_DESKS = frozenset({"desk", "office"})
_BEHIND_NAME = frozenset({",", "(", "on", "regarding", "about", "concerning", "in", "after", "to", "today", "at"})
_FULL_NAME_WORDS = 2


class SpeechLabel(NamedTuple):
    """Who speaks, as a label names it, and where the speech begins; whether the label speaks of a written statement."""

    speaker: SpeakerPhrase
    start: int
    is_statement: bool = False


class ArticleNames:
    """The people that a text names in full, for labels, which name them in short."""

    def __init__(self, words: ArticleWords, paragraphs: list[tuple[int, int]]) -> None:
        """Take the words of a text and its paragraphs; nobody is looked for before a label asks."""
        self.words, self.paragraphs = words, paragraphs

    @cached_property
    def entities(self) -> list[NamedEntity]:
        """Everybody and everything that the text names in full."""
        ranges = names_in_text.capitalised_ranges(self.words, {first for first, _ in self.paragraphs})
        return [entity for entity in names_in_text.find_entities(self.words, ranges) if " " in entity.name]

    @cached_property
    def people(self) -> list[NamedEntity]:
        """The people among them."""
        return [entity for entity in self.entities if entity.is_person]

    @cached_property
    def _by_short_name(self) -> dict[str, list[NamedEntity]]:
        """The people by all that a label may call them."""
        people: dict[str, list[NamedEntity]] = defaultdict(list)
        for person in self.people:
            for short in _short_names(person):
                people[short].append(person)
        return people

    @cached_property
    def _initials_of_bodies(self) -> set[str]:
        return {_initials(entity.name) for entity in self.entities if not entity.is_person}

    def place_of(self, entity: NamedEntity) -> SpeakerPhrase:
        """Return where the text first names somebody in full."""
        end, last = self.words.starts[entity.at] + len(entity.name), entity.at + 1
        while last < len(self.words) and self.words.ends[last - 1] < end:
            last += 1
        return SpeakerPhrase(entity.at, last)

    def person_behind(self, label: SpeakerPhrase) -> SpeakerPhrase | None:
        """Return where the text names in full whom a label means by a name or initials, if just one person fits."""
        short = label_text(self.words, label)
        return self._only([person for person in self._by_short_name.get(short, ()) if person.at != label.first])

    def is_body(self, label: SpeakerPhrase) -> bool:
        """Return whether a label is a body's name, or the initials of one."""
        short = label_text(self.words, label)
        return names_in_text.is_body(short.split()) or short in self._initials_of_bodies

    def person_with_role(self, role: str) -> SpeakerPhrase | None:
        """Return where the text names in full the one person who has a role: "Mayor"."""
        return self._only([person for person in self.people if role in person.titles])

    def _only(self, fitting: list[NamedEntity]) -> SpeakerPhrase | None:
        names = {person.name for person in fitting}
        # "Mayor Ann Lee" and "Ann Lee" are one: the longer holds the shorter.
        longest = max(names, key=len, default="")
        return self.place_of(fitting[0]) if names and all(name in longest for name in names) else None


def label_text(words: ArticleWords, label: SpeakerPhrase) -> str:
    """Return a label in small letters, without titles and periods: "j.r." is "jr"."""
    parts = words.low[label.first : label.last]
    named = [word for word in parts if word not in vocabulary.TITLES] or parts
    return " ".join(word.replace(".", "") for word in named if word != ".")


def _short_names(person: NamedEntity) -> set[str]:
    """Return how a label may call somebody: in full, by the last or first name, by initials."""
    name = person.name.lower().replace(".", "")
    return {name, names_in_text.last_word(name), _initials(person.name), name.split()[0]}


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper()).lower()


def find_label(words: ArticleWords, first: int, last: int) -> SpeechLabel | None:
    """Return the label that a paragraph begins with: words in capitals and a colon; None where it has none."""
    near = range(first, min(last - 1, first + _LONGEST_LABEL))
    colon = next((at for at in near if words.written[at] == ":"), None)
    if colon is None or colon == first or not words.follows_space(colon + 1):
        return None
    end = next((at for at in range(first, colon) if words.written[at] == "("), colon)
    label = words.written[first:end]
    if not label or not label[0][0].isupper() or not all(_may_be_in_label(word) for word in label):
        return None
    is_place = " ".join(words.low[first:end]) in known_names.PLACES
    if is_place or {words.low[first], words.low[end - 1]} & NO_SPEAKERS:
        return None
    return SpeechLabel(SpeakerPhrase(first, end), colon + 1)


def _may_be_in_label(word: str) -> bool:
    return word[0].isupper() or word == "." or word in names_in_text.NAME_PARTICLES


def names_speaker(words: ArticleWords, label: SpeakerPhrase) -> bool:
    """Return whether a label alone is sure to be a speaker's: a name with a title, or a first name of the lists.

    More than a first and a last name are a headline: "Ann Lee Scolds Bob Ross: “...”".
    """
    first_word = words.low[label.first]
    if label.last - label.first < _FULL_NAME_WORDS:
        return False
    titled = first_word in vocabulary.TITLES
    return (titled or known_names.is_first_name(first_word)) and _count_names(words, label) <= _FULL_NAME_WORDS


def _count_names(words: ArticleWords, label: SpeakerPhrase) -> int:
    """Return how many words of a label are names: no titles, roles, initials and particles."""
    return sum(
        not (
            words.low[at] in vocabulary.ROLES
            or words.low[at] in names_in_text.NAME_PARTICLES
            or len(words.written[at].strip(".")) < _FULL_NAME_WORDS
        )
        for at in range(label.first, label.last)
    )


def speaker_of_lead(words: ArticleWords, first: int, colon: int) -> SpeechLabel | None:
    """Return who speaks behind a lead without a verb: "And from Mayor X:", "Statement by X:", "X, mayor of Orr:"."""
    at = first
    while at < colon and words.low[at] in _LEADING_WORDS:
        at += 1
    if colon - first > _LONGEST_LEAD or at >= colon:
        return None
    is_statement = words.low[at] in _DOCUMENTS and at + 1 < colon
    at += is_statement
    begins_by = words.low[at] in _BY
    if begins_by:
        at = _start_behind_desk(words, at + 1, colon)
    elif is_statement:
        return None
    speaker = speaker_phrases.subject_behind(words, at, colon) if at < colon else None
    if speaker is None or not _is_named(words, speaker, colon, strict=not begins_by):
        return None
    by_desk = begins_by and words.low[at - 1] == "of" and words.low[at - 2] in _DESKS
    return SpeechLabel(speaker, colon + 1, is_statement or by_desk)


def _start_behind_desk(words: ArticleWords, at: int, colon: int) -> int:
    """Return where a name begins after "the desk of" and after "the office of"."""
    start = at + (words.low[at] == "the") if at < colon else at
    if words.low[start : start + 2] in (["desk", "of"], ["office", "of"]):
        return start + 2
    return at


def _is_named(words: ArticleWords, speaker: SpeakerPhrase, colon: int, *, strict: bool) -> bool:
    """Return whether a phrase names somebody, and only says who or about what behind the name."""
    low = words.low
    if not noun_phrases.is_name(words, speaker.last - 1) or low[speaker.last - 1] in NO_SPEAKERS:
        return False
    if speaker.last < colon and low[speaker.last] not in _BEHIND_NAME:
        return False
    behind = low[speaker.last : colon]
    if any(word in vocabulary.AUXILIARIES for word in behind):
        return False
    sure = names_speaker(words, speaker) or (speaker.last < colon and low[speaker.last] == ",")
    return sure or not strict


def count_words(words: ArticleWords, first: int, last: int) -> int:
    """Return how many words are in a range, without marks and numbers."""
    return sum(words.written[at][0].isalpha() for at in range(first, last))


def is_shouted(words: ArticleWords, label: SpeakerPhrase) -> bool:
    """Return whether a label is written in capitals only, as transcripts do, and datelines: "NEW DELHI:"."""
    return all(
        word.isupper() or word in tokens.DASHES or word == "." for word in words.written[label.first : label.last]
    )
