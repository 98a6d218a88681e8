"""Finds the people and bodies that an article names in full, with their titles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb.extract import sources, vocabulary

if TYPE_CHECKING:
    from factdb.extract.tokens import Words

_PARTICLES = frozenset("de van von der den del la le bin ben al el du di da dos e y ter ten".split())  # noqa: SIM905 - one line reads better
_LONGEST_NAME = 8
_MOST_OF_A_PERSON = 4
_NO_PERSON = vocabulary.listed(
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
_PARTIES = frozenset({"democrat", "democratic", "republican", "conservative", "labour", "liberal", "rival"})
_FULL = 2  # words of a name in full


@dataclass(slots=True)
class Named:
    """Somebody or something that an article names: in full, with the titles that it gives, and where first."""

    name: str
    person: bool
    sure: bool
    at: int
    male: bool | None = None
    titles: set[str] = field(default_factory=set)

    @property
    def last_name(self) -> str:
        """The last word of the name, in small letters."""
        return last_word(self.name)


def last_word(name: str) -> str:
    """Return the word that a person is called by afterwards: not Jr. and not a Roman number."""
    parts = [each for each in name.lower().split() if each.rstrip(".") not in {"jr", "sr", "ii", "iii", "iv"}]
    return parts[-1].rstrip(",") if parts else name.lower()


def runs(words: Words) -> list[tuple[int, int]]:
    """Return the ranges of words that are written as names: capitals, with what joins them."""
    found: list[tuple[int, int]] = []
    at, size = 0, len(words)
    while at < size:
        if not _begins(words, at):
            at += 1
            continue
        end = at + 1
        while end < size and end - at < _LONGEST_NAME and _continues(words, end):
            end += 1
        while words.low[end - 1] in _PARTICLES and end - 1 > at:
            end -= 1
        found.append((at, end))
        at = end
    return found


def _begins(words: Words, at: int) -> bool:
    first = words.written[at][0]
    return first.isupper() and words.low[at] not in _NO_BEGIN


_NO_BEGIN = (vocabulary.SENTENCE_STARTS | vocabulary.DETERMINERS | vocabulary.SUBJECTS | vocabulary.PREPOSITIONS) - {
    "a"
}


def _continues(words: Words, at: int) -> bool:
    written, low = words.written[at], words.low[at]
    if written[0].isupper() and words.low[at] not in vocabulary.DAY_WORDS:
        return words.gap(at) and words.written[at - 1][-1] not in ",;:"
    if low in _PARTICLES or low.startswith(("al-", "el-", "bin-")):
        return at + 1 < len(words) and (words.written[at + 1][0].isupper() or "-" in low)
    return False


def titled(words: Words, first: int, last: int) -> tuple[set[str], int]:
    """Return the titles that a run of capitals begins with, and where the name begins behind them."""
    name = first
    for at in range(first, last):
        if words.low[at] in vocabulary.TITLES and at + 1 < last:
            name = at + 1
    if name == first and not _is_body(words.low[first:last]):
        while last - name > _FULL and (words.low[name] in vocabulary.ROLES or words.low[name] in _PARTIES):
            name += 1  # "Democrat Mona Reyes"
    titles = {words.low[at] for at in range(first, name)}
    if name == first:
        titles = _before(words, first)
    return titles, name


def _before(words: Words, first: int) -> set[str]:
    """Return the role in small letters right before a name: "White House press secretary Jen Psaki"."""
    found: set[str] = set()
    at = first
    while at > 0 and first - at < _LONGEST_NAME and words.gap(at) and words.low[at - 1].isalpha():
        if at == first and not sources.is_role(words.low[at - 1]):
            break
        if words.low[at - 1] in vocabulary.DETERMINERS | vocabulary.PREPOSITIONS | vocabulary.CONJUNCTIONS:
            break
        found.add(words.low[at - 1])
        at -= 1
    return found


def named(words: Words) -> list[Named]:
    """Return whom an article names in full, in the order of the first mention."""
    found: dict[str, Named] = {}
    for first, last in runs(words):
        titles, begin = titled(words, first, last)
        if last - begin < _FULL and not titles:
            continue
        name = words.said(begin, last)
        one = found.get(name)
        if one is None:
            one = found[name] = _new(words, begin, last, titles)
        one.titles |= titles | _behind(words, last) | {vocabulary.FULL_TITLES.get(each, each) for each in titles}
        one.person = one.person or bool(one.titles & vocabulary.ROLES)
        one.sure = one.sure or bool(one.titles & vocabulary.ROLES)
        one.male = _gender(one) if one.male is None else one.male
    return list(found.values())


def _new(words: Words, first: int, last: int, titles: set[str]) -> Named:
    parts = words.low[first:last]
    shouted = any(each.isupper() and len(each) > _FULL for each in words.written[first:last])
    person = not _is_body(parts) and not (shouted and not titles)
    known = vocabulary.is_known(parts[0])
    likely = known or bool(titles & vocabulary.ROLES) or last - first <= _MOST_OF_A_PERSON
    return Named(words.said(first, last), person and likely, known and person, first)


def _is_body(parts: list[str]) -> bool:
    """Tell whether a word of a name says that it is no person's: "Port Authority"."""
    return any(each in _NO_PERSON for each in parts)


def new(words: Words, first: int, last: int, titles: set[str]) -> Named:
    """Return whom a mention names that the article names nowhere in full before."""
    one = _new(words, first, last, titles)
    one.titles, one.male = set(titles), _gender(one)
    return one


def _behind(words: Words, last: int) -> set[str]:
    """Return the role between commas behind a name: ", director of the agency,"."""
    if last + 1 >= len(words) or words.written[last] != ",":
        return set()
    near = words.low[last + 1 : last + 8]
    end = next((at for at, each in enumerate(near) if not each[0].isalnum()), len(near))
    return {each for each in near[:end] if each in vocabulary.ROLES}


def _gender(one: Named) -> bool | None:
    if one.titles & vocabulary.MALE_TITLES:
        return True
    if one.titles & vocabulary.FEMALE_TITLES:
        return False
    return vocabulary.is_male(one.name.split()[0])
