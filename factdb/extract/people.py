"""Says who is meant by the words that name a speaker: a last name, a role, a pronoun, a body."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from factdb.extract import names_in_text, sources, vocabulary
from factdb.extract.names_in_text import Named

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from factdb.extract.sources import Source
    from factdb.extract.tokens import Words

_MALE, _FEMALE = frozenset({"he", "his", "him"}), frozenset({"she", "her"})
_PLURAL = frozenset({"they", "their", "them"})
_UNNAMED = frozenset({"some", "others", "many", "most", "several", "both", "one", "another", "few", "all", "everyone"})
_INDEFINITE = frozenset(
    {"a", "an", "some", "several", "many", "other", "others", "another", "most", "few", "two", "three", "no"}
)
_RECENT = 6  # speakers before a pronoun that are looked at
_SURE, _LIKELY, _GUESSED, _UNCLEAR = 1.0, 0.9, 0.7, 0.4


class Meant(NamedTuple):
    """Who is meant: a full name, or none and who may be; how sure; whether the article leaves its source unnamed."""

    name: str | None
    confidence: float
    alternatives: tuple[str, ...] = ()
    unnamed: bool = False


@dataclass(slots=True)
class People:
    """The people and bodies of one article, and who spoke last."""

    words: Words
    known: Callable[[str], Sequence[str]] | None
    everybody: list[Named]
    spoke: list[Named] = field(default_factory=list)
    by_last: dict[str, list[Named]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.everybody:
            self.by_last.setdefault(one.last_name, []).append(one)

    def meant(self, source: Source) -> Meant:
        """Say who is meant by the words of a source; called in the order of the text."""
        words = self.words
        low = words.low[source.first : source.last]
        if low[-1] in {"who", "which", "that"} and source.last - source.first == 1:
            found = self._antecedent(source)
        elif len(low) == 1 and low[0] in _MALE | _FEMALE | _PLURAL | {"it", "i", "we", "you"}:
            found = self._pronoun(low[0], source.first)
        elif place := self._name_range(source):
            found = self._named(place)
        else:
            found = self._role(source)
        return found

    def _spoken(self, one: Named) -> None:
        if one in self.spoke:
            self.spoke.remove(one)
        self.spoke.append(one)

    def _antecedent(self, source: Source) -> Meant:
        """Resolve "who" by the phrase before it."""
        at = source.first
        if at and self.words.written[at - 1] == ",":
            at -= 1
        before = sources.before(self.words, max(0, at - _RECENT * 2), at)
        if before is None or before.last - before.first < 1 or self.words.low[before.last - 1] in vocabulary.PRONOUNS:
            return Meant(None, _UNCLEAR)
        return self.meant(before)

    def _pronoun(self, word: str, at: int) -> Meant:
        if word in {"i", "we", "you"}:
            return Meant(None, _UNCLEAR)
        fits = [one for one in reversed(self.spoke) if _agrees(one, word)][:2]
        if word in _PLURAL or word == "it":
            return Meant(fits[0].name, _GUESSED) if fits else Meant(None, _UNCLEAR)
        near = self._mentioned_before(word, at)
        if fits and near is not None and near is not fits[0] and near.at > self._last_place(fits[0], at):
            return Meant(near.name, _GUESSED, (near.name, fits[0].name))
        best = fits[0] if fits else near
        if best is None:
            return Meant(None, _UNCLEAR)
        if best.male is None:
            best.male = word in _MALE  # the article tells it: "she" afterwards is somebody else
        self._spoken(best)
        return Meant(best.name, _LIKELY if len(fits) < 2 else _GUESSED + 0.1)  # noqa: PLR2004 - two that fit

    def _mentioned_before(self, word: str, at: int) -> Named | None:
        """Return the last person named before a pronoun who agrees with it and whose gender is known."""
        before = [one for one in self.everybody if one.at < at and one.person and one.male is (word in _MALE)]
        return before[-1] if before else None

    def _last_place(self, one: Named, at: int) -> int:
        """Return where a person was last named before a place, within the last words."""
        low, last = self.words.low, one.last_name
        return next((place for place in range(at - 1, max(one.at, at - 150), -1) if low[place] == last), one.at)

    def _name_range(self, source: Source) -> tuple[int, int] | None:
        """Return the name that a phrase ends with, if its head is a name and no role: not "the head of the CIA"."""
        words = self.words
        at = source.last
        while at > source.first and words.low[at - 1] in {"'s", "\u2019s"}:
            at -= 1
        end = at
        while at > source.first and (self._is_of_name(at - 1, end) or self._ties_body(at - 1, source.first)):
            at -= 1
        if at == end:
            return None
        if at > source.first and words.low[at - 1] in {"of", "for", "at", "from", "in", "with", "on", "the"}:
            tie = words.low[at - 1] == "the" and at - 1 == source.first
            return (at, end) if tie else None
        return at, end

    def _ties_body(self, at: int, first: int) -> bool:
        """Tell whether "of" stands within the name of a body: "the Chamber of Commerce", not "Director of the CIA"."""
        if self.words.low[at] not in {"of", "for", "and"} or at <= first:
            return False
        before = self.words.written[at - 1]
        return before[0].isupper() and before.lower() not in vocabulary.ROLES

    def _is_of_name(self, at: int, end: int) -> bool:
        word = self.words.written[at]
        if word[0].isupper():
            return word.lower() not in {"the", "but", "and", "a", "an"}
        return at + 1 < end and (word in names_in_text._PARTICLES or word.startswith(("al-", "el-")))  # noqa: SLF001

    def _named(self, place: tuple[int, int]) -> Meant:
        """Resolve a name by the article, and then by the names that the desk knows."""
        words = self.words
        titles, first = names_in_text.titled(words, *place)
        name = words.said(first, place[1])
        if place[1] - first > 1:
            one = self._find(name) or self._remember((first, place[1]), titles)
            self._spoken(one)
            return self._known_as(Meant(one.name, _SURE))
        return self._known_as(self._last_name(name, first, titles))

    def _known_as(self, meant: Meant) -> Meant:
        """Return whom the desk knows by a name that the article gives."""
        found = tuple(self.known(meant.name)) if self.known and meant.name else ()
        if not found:
            return meant
        return Meant(found[0], _SURE) if len(found) == 1 else Meant(None, _UNCLEAR, found)

    def _find(self, name: str) -> Named | None:
        return next((one for one in self.by_last.get(names_in_text.last_word(name), ()) if one.name == name), None)

    def _remember(self, place: tuple[int, int], titles: set[str]) -> Named:
        one = names_in_text.new(self.words, *place, titles)
        self.everybody.append(one)
        self.by_last.setdefault(one.last_name, []).append(one)
        return one

    def _last_name(self, name: str, at: int, titles: set[str]) -> Meant:
        """Resolve a last name by the full names that end with it; where two fit, both are listed."""
        full = [one for one in self.by_last.get(name.lower(), ()) if " " in one.name]
        full = [one for one in full if not any(one.name.endswith(" " + other.name) for other in full)]
        people = [one for one in full if one.person] or full
        male = True if titles & vocabulary.MALE_TITLES else False if titles & vocabulary.FEMALE_TITLES else None
        if male is not None and len(people) > 1:
            people = [one for one in people if one.male is not (not male)] or people
        if len(people) > 1:
            earlier = [one for one in people if one.at < at]
            people = earlier or people
        if len(people) > 1:
            return Meant(None, _UNCLEAR, tuple(one.name for one in people))
        if not people:
            one = self._find(name) or Named(name, person=bool(titles), sure=False, at=at, titles=set(titles))
            self._spoken(one)
            return Meant(self._longer(name, at), _LIKELY)
        self._spoken(people[0])
        return Meant(people[0].name, _SURE)

    def _longer(self, name: str, at: int) -> str:
        """Return the longer name that a short one begins, if an article has just one: "Mona" for Mona Reyes."""
        longer = {one.name for one in self.everybody if one.name.startswith(name + " ") and one.person and one.at < at}
        return longer.pop() if len(longer) == 1 else name

    def _role(self, source: Source) -> Meant:
        """Resolve "the president" by titles; an indefinite or plural source stays unnamed."""
        low = self.words.low[source.first : source.last]
        if body := self._author(source):
            return Meant(body, _LIKELY)
        if low[0] in _INDEFINITE or low[-1] in _UNNAMED | vocabulary.PEOPLE or self._is_plural(low[-1]):
            return Meant(None, _LIKELY, unnamed=True)
        if low[0] not in vocabulary.DETERMINERS and not self.words.written[source.first][0].isupper():
            return Meant(None, _LIKELY, unnamed=True)
        heads = [each for each in low if each in vocabulary.ROLES]
        if heads and low[0] in {"the", "this", "that"}:
            fits = [one for one in reversed(self.spoke) if heads[-1] in one.titles]
            fits = fits or [
                one for one in self.everybody if heads[-1] in one.titles and one.at < source.first and one.person
            ]
            names = tuple(dict.fromkeys(one.name for one in fits))
            if len(names) == 1 or (fits and fits[0] in self.spoke):
                self._spoken(fits[0])
                return Meant(names[0], _LIKELY if len(names) == 1 else _GUESSED, names if len(names) > 1 else ())
            return self._known_as_role(source) or Meant(None, _UNCLEAR, names)
        return Meant(None, _GUESSED)

    def _known_as_role(self, source: Source) -> Meant | None:
        """Return whom the desk knows by an office: "the prime minister"."""
        found = tuple(self.known(self.words.said(source.first + 1, source.last))) if self.known else ()
        return Meant(found[0], _LIKELY) if len(found) == 1 else None

    def _author(self, source: Source) -> str | None:
        """Return the name behind "a study by the Masaryk Institute"."""
        words = self.words
        at = next((i for i in range(source.first, source.last) if words.low[i] in {"by", "from"}), None)
        if at is None or not words.written[source.last - 1][0].isupper():
            return None
        return words.said(at + 1 + (words.low[at + 1] == "the"), source.last)

    def _is_plural(self, word: str) -> bool:
        return word.endswith("s") and not word.endswith(("ss", "'s", "us"))


def _agrees(one: Named, word: str) -> bool:
    if word in _PLURAL or word == "it":
        return not one.person
    return one.person and (one.male is None or one.male is (word in _MALE))


def people(words: Words, known: Callable[[str], Sequence[str]] | None) -> People:
    """Return the people and bodies that a text names."""
    return People(words, cache(known) if known else None, names_in_text.named(words))
