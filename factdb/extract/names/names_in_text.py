"""Finds the people and bodies that an article names in full, with their titles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb.extract import noun_phrases, vocabulary
from factdb.extract.names import known_names

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from factdb.extract.tokens import ArticleWords

NAME_PARTICLES = vocabulary.word_set("de van von der den del la le bin ben al el du di da dos e y ter ten")
_LONGEST_NAME = 8
_LONGEST_HEADING = 20
_MOST_OF_A_PERSON = 4  # words; a longer name without a first name or title is a body's
_NO_PERSON = vocabulary.word_set(
    """
    the house senate street avenue road city county state states united kingdom republic party court department ministry
    office university college school institute church hospital association committee commission council board bureau
    agency authority administration army navy force guard police bank company corporation group inc. corp. ltd. co. llc
    foundation fund union league federation alliance society center centre network news times post journal tribune
    herald press magazine review radio television tv channel report daily weekly act bill law code treaty accord war day
    week month january february march april june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday north south east west new island islands river lake mount bay airport park
    square hall district region province team campaign movement project program programme coalition congress parliament
    assembly cabinet conference summit games cup olympics prize award association's service services systems
    democrats republicans americans democratic republican american british french german russian chinese
    """
)
FORMER = frozenset({"former", "ex"})
PARTIES = frozenset({"democrat", "democratic", "republican", "conservative", "labour", "liberal", "rival"})
_SMALL_WORDS = frozenset({"of", "the", "for", "and", "&", "in", "on", "'s", "\u2019s"})
_NO_TITLES = vocabulary.DETERMINERS | known_names.PLACES | vocabulary.GENITIVES | {"of", "for"}
_BEFORE_ROLE = vocabulary.DETERMINERS | vocabulary.PREPOSITIONS | vocabulary.CONJUNCTIONS
_MOST_SMALL_WORDS = 6
_FULL_NAME_WORDS = 2  # words of a name in full


@dataclass(slots=True, eq=False)
class NamedEntity:
    """Somebody or something that an article names: in full, with the titles that it gives, and where first."""

    name: str
    is_person: bool
    is_certain: bool
    at: int
    is_male: bool | None = None
    titles: set[str] = field(default_factory=set)
    last_name: str = field(init=False)  # the last word of the name, in small letters

    def __post_init__(self) -> None:
        """Read the last name once: it is what an entity is looked up by."""
        self.last_name = last_word(self.name)

    @property
    def has_full_name(self) -> bool:
        """Whether a person is known by more than one word, or by a title."""
        return " " in self.name or bool(self.titles)


def last_word(name: str) -> str:
    """Return the word that a person is called by afterwards: not Jr. and not a Roman number."""
    parts = [word for word in name.lower().split() if word.rstrip(".") not in {"jr", "sr", "ii", "iii", "iv"}]
    return parts[-1].rstrip(",") if parts else name.lower()


def capitalised_ranges(words: ArticleWords, paragraph_starts: AbstractSet[int]) -> list[tuple[int, int]]:
    """Return the ranges of words that are written as names: capitals, with what joins them, within a paragraph."""
    ranges: list[tuple[int, int]] = []
    end, size = 0, len(words)
    for at in [at for at, word in enumerate(words.written) if word[0].isupper()]:
        if at < end or not begins_name(words, at):
            continue
        end = at + 1
        # Without the paragraphs, a heading's last word became a first name: "Dayton", and below it "Ann Lee said".
        while end < size and end - at < _LONGEST_NAME and end not in paragraph_starts and _continues_name(words, end):
            end += 1
        while words.low[end - 1] in NAME_PARTICLES and end - 1 > at:
            end -= 1
        ranges.append((at, end))
    return ranges


def without_headings(
    words: ArticleWords, ranges: list[tuple[int, int]], paragraphs: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Leave out what only stands in a heading whose words all have capitals: "Lee Hears About Lock" names nobody."""
    headings = [paragraph for paragraph in paragraphs if _is_heading_in_capitals(words, *paragraph)]
    if not headings:
        return ranges
    inside = {at for first, last in headings for at in range(first, last)}
    elsewhere = {words.text_between(*place) for place in ranges if place[0] not in inside}
    return [place for place in ranges if place[0] not in inside or words.text_between(*place) in elsewhere]


def _is_heading_in_capitals(words: ArticleWords, first: int, last: int) -> bool:
    if last - first > _LONGEST_HEADING or not words.written[last - 1][-1].isalnum():
        return False
    letters = [word for word in words.written[first:last] if word[0].isalpha()]
    return len(letters) > _MOST_OF_A_PERSON and sum(word[0].isupper() for word in letters) * 3 > len(letters) * 2


def begins_name(words: ArticleWords, at: int) -> bool:
    """Return whether a name may begin with a word: it has a capital, and is none that only begins sentences."""
    first = words.written[at][0]
    return first.isupper() and words.low[at] not in NEVER_FIRST


NEVER_FIRST = (
    vocabulary.SENTENCE_STARTS
    | vocabulary.SENTENCE_ADVERBS
    | vocabulary.SUBORDINATORS
    | vocabulary.DETERMINERS
    | vocabulary.SUBJECTS
    | vocabulary.PREPOSITIONS
) - {"a"}


def _continues_name(words: ArticleWords, at: int) -> bool:
    written, low = words.written[at], words.low[at]
    if written[0].isupper() and words.low[at] not in vocabulary.DAY_WORDS:
        return words.follows_space(at) and words.written[at - 1][-1] not in ",;:"
    if low in NAME_PARTICLES or low.startswith(("al-", "el-", "bin-")):
        return at + 1 < len(words) and (words.written[at + 1][0].isupper() or "-" in low)
    return False


def split_titles(words: ArticleWords, first: int, last: int) -> tuple[set[str], int]:
    """Return the titles that a run of capitals begins with, and where the name begins after them."""
    name = first
    for at in range(first, last):
        if words.low[at] in vocabulary.TITLES and at + 1 < last:
            name = at + 1
    if name == first and not is_body(words.low[first:last]):
        while last - name > _FULL_NAME_WORDS and describes(words.low[name]):
            name += 1  # "Democrat Mona Reyes", "Novelist Mona Reyes"
    titles = {words.low[at] for at in range(first, name)}
    if name == first:
        titles = _role_before(words, first)
    return titles, name


def describes(word: str) -> bool:
    """Return whether a word in front of a name only says what somebody is: "Novelist", "Democrat"."""
    return word in vocabulary.ROLES or word in PARTIES or word.endswith(("ist", "ologist", "ographer", "maker"))


def _role_before(words: ArticleWords, first: int) -> set[str]:
    """Return the role in small letters right before a name: "White House press secretary Jen Psaki"."""
    role_words: set[str] = set()
    at = first
    while at > 0 and first - at < _LONGEST_NAME and words.follows_space(at) and words.low[at - 1].isalpha():
        if at == first and not noun_phrases.is_role(words.low[at - 1]):
            break
        if words.low[at - 1] in _BEFORE_ROLE:
            break
        role_words.add(words.low[at - 1])
        at -= 1
    return role_words


def _behind_office(words: ArticleWords, first: int, last: int) -> tuple[int, int]:
    """Return the name in "Secretary of State Mona Reyes": where "of" comes before, it begins with the first name."""
    if first and words.low[first - 1] == "of" and not known_names.is_first_name(words.low[first]):
        near = range(first + 1, last - 1)
        begin = next((at for at in near if known_names.is_first_name(words.low[at])), first)
        return (begin, last) if not is_body(words.low[begin:last]) else (first, last)
    return first, last


def find_entities(words: ArticleWords, ranges: list[tuple[int, int]]) -> list[NamedEntity]:
    """Return whom an article names in full in ranges of capitals, in the order of the first mention."""
    entities: dict[str, NamedEntity] = {}
    for first, last in ranges:
        titles, begin = split_titles(words, *_behind_office(words, first, last))
        if last - begin < _FULL_NAME_WORDS and not titles:
            continue
        name = words.text_between(begin, last)
        entity = entities.get(name)
        if entity is None:
            entity = entities[name] = _new_entity(words, begin, last, titles)
        if first and words.low[first - 1] in FORMER:
            titles = titles | {"former"}
        entity.titles |= (
            titles | _role_behind(words, last) | {vocabulary.FULL_TITLES.get(title, title) for title in titles}
        )
        has_role = bool(entity.titles & vocabulary.ROLES) and not is_body(words.low[begin:last])
        entity.is_person, entity.is_certain = entity.is_person or has_role, entity.is_certain or has_role
        entity.is_male = _gender(entity) if entity.is_male is None else entity.is_male
    return list(entities.values())


def holders_of_office(people: list[NamedEntity], low: frozenset[str]) -> list[NamedEntity]:
    """Return those to whom the article gives the office of a phrase: not the vice president for "the president"."""
    office = frozenset(word for word in low if word in vocabulary.ROLES)
    lesser, is_former = vocabulary.LESSER_OFFICES.intersection(low), not FORMER.isdisjoint(low)
    holders = [entity for entity in people if office and office <= entity.titles]
    holders = [entity for entity in holders if vocabulary.LESSER_OFFICES & entity.titles == lesser]
    holders = [entity for entity in holders if ("former" in entity.titles) is is_former] or holders
    exact = low - _NO_TITLES
    return [entity for entity in holders if exact <= entity.titles] or holders


def find_abbreviations(words: ArticleWords) -> dict[str, tuple[int, int]]:
    """Return the names behind the abbreviations that an article explains: "the Orr Port Authority (OPA)"."""
    places: dict[str, tuple[int, int]] = {}
    for at in [at for at in range(1, len(words) - 2) if words.written[at] == "("]:
        short = words.written[at + 1]
        if words.written[at + 2] != ")" or not (short.isalpha() and short.isupper()):
            continue
        first = _place_of_initials(words, short, at)
        if first is not None and len(short) > 1:
            places.setdefault(short, (first, at))
    return places


def bodies_by_abbreviation(words: ArticleWords) -> dict[str, NamedEntity]:
    """Return the bodies whose abbreviations an article explains."""
    return {
        short: NamedEntity(" ".join(words.text_between(*place).split()), is_person=False, is_certain=True, at=place[0])
        for short, place in find_abbreviations(words).items()
    }


def _place_of_initials(words: ArticleWords, short: str, end: int) -> int | None:
    """Return where the words before a place begin whose initials an abbreviation is made of."""
    at, missing = end, len(short)
    while missing and at > max(0, end - len(short) - _MOST_SMALL_WORDS):
        at -= 1
        if words.written[at][0] == short[missing - 1]:
            missing -= 1
        elif words.low[at] not in _SMALL_WORDS:
            return None
    return None if missing else at


def _new_entity(words: ArticleWords, first: int, last: int, titles: set[str]) -> NamedEntity:
    parts = words.low[first:last]
    # With a place in it a name is a body's, "Statistics Orr"; all in capitals it is a body's short name, or a heading.
    of_place = not known_names.is_first_name(parts[0]) and any(word in known_names.PLACES for word in parts)
    shouted = of_place or any(word.isupper() and len(word) > _FULL_NAME_WORDS for word in words.written[first:last])
    person = not is_body(parts) and not (shouted and not titles)
    has_first_name = known_names.is_first_name(parts[0])
    likely = has_first_name or bool(titles & vocabulary.ROLES) or last - first <= _MOST_OF_A_PERSON
    return NamedEntity(words.text_between(first, last), person and likely, has_first_name and person, first)


def is_body(parts: list[str]) -> bool:
    """Return whether a word of a name says that it is not a person's: "Port Authority"."""
    return not _NO_PERSON.isdisjoint(parts)


def entity_of_mention(words: ArticleWords, first: int, last: int, titles: set[str]) -> NamedEntity:
    """Return whom a mention names that the article names nowhere in full before."""
    entity = _new_entity(words, first, last, titles)
    entity.titles, entity.is_male = set(titles), _gender(entity)
    return entity


def _role_behind(words: ArticleWords, last: int) -> set[str]:
    """Return the role between commas after a name: ", director of the agency,"."""
    if last + 1 >= len(words) or words.written[last] != ",":
        return set()
    near = words.low[last + 1 : last + 8]
    end = next((at for at, word in enumerate(near) if not word[0].isalnum()), len(near))
    # "In Orr, a young woman asked": what goes on with a verb is no description of Orr.
    if end == len(near) or any(vocabulary.may_be_verb(word) for word in near[:end]):
        return set()
    return {word for word in near[:end] if word in vocabulary.ROLES}


def gender_of_titles(titles: AbstractSet[str]) -> bool | None:
    """Return whether titles are a man's; None where they tell nothing."""
    if titles & vocabulary.MALE_TITLES:
        return True
    return False if titles & vocabulary.FEMALE_TITLES else None


def _gender(entity: NamedEntity) -> bool | None:
    by_title = gender_of_titles(entity.titles)
    return known_names.is_male_first_name(entity.name.split()[0]) if by_title is None else by_title
