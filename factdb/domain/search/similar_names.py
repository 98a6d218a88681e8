"""Names that may be one person's, or one outlet's: what is dropped before they are compared, and why they look alike.

Whatever is like here is only ever offered: people decide.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb.domain.names import name_key, plain_name
from factdb.domain.quotation_marks import APOSTROPHES

if TYPE_CHECKING:
    from collections.abc import Iterator

Words = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
# What stands before a name, in the languages that the desk's files came in so far.
_HONORIFICS = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "dr", "prof", "professor", "rev", "reverend",
    "pastor", "father", "rabbi", "imam", "sheikh", "president", "vice", "premier", "chancellor", "minister",
    "secretary", "senator", "sen", "representative", "rep", "congressman", "congresswoman", "governor", "gov",
    "mayor", "mp", "mla", "mep", "md", "judge", "justice", "general", "gen", "colonel", "col", "major", "captain",
    "capt", "sergeant", "sgt", "admiral", "king", "queen", "prince", "princess", "pope", "bishop", "cardinal",
    "ambassador", "chairman", "chairwoman", "director", "ceo", "spokesman", "spokeswoman", "spokesperson",
    "commissioner", "attorney", "councilman", "councilwoman", "delegate", "speaker", "presidente", "herr", "frau",
    "monsieur", "madame",
})  # fmt: skip
_GENERATIONS = frozenset({"jr", "jnr", "junior", "sr", "snr", "senior", "ii", "iii", "iv"})
# What an outlet's or a company's name is as often written without.
_OPTIONAL = frozenset({
    "the", "inc", "ltd", "llc", "co", "corp", "corporation", "company", "gmbh", "plc", "com", "org", "net",
})  # fmt: skip
_IDLE = frozenset({
    "the", "of", "and", "for", "in", "a", "an", "de", "la", "le", "del", "der", "die", "das", "und", "et", "y",
})  # fmt: skip
_CERTAIN, _BY_FORM, _BY_PART = 100, 95, 80
_SHORTEST_TO_MISSPELL = 5


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: its key, its words without diacritics, and those without what may be dropped."""

    key: str
    words: Words
    bare: Words
    is_person: bool

    @classmethod
    def parse(cls, name: str, *, is_person: bool) -> Name:
        """Take a name apart."""
        words = tuple(_WORD.findall(_APOSTROPHE.sub("", plain_name(name))))
        return cls(name_key(name), words, _person(words) if is_person else _outlet(words), is_person)

    @property
    def generation(self) -> set[str]:
        """Whether it is the son's or the father's: the two are never one."""
        return {word[0] + word[-1] for word in self.bare if word in _GENERATIONS} if self.is_person else set()

    @property
    def acronym(self) -> str:
        """The first letters of an outlet's words."""
        return "".join(word[0] for word in self.bare if word not in _IDLE)


def keys(name: Name) -> Iterator[str]:
    """Yield what a name is looked up by: its words, with any one letter left out, and its first letters.

    So two names meet where they have a word in common, or one that differs by a letter; no two are compared but these.
    """
    for word in set(name.bare) - _IDLE:
        yield word
        if len(word) >= _SHORTEST_TO_MISSPELL:
            yield from {word[:place] + word[place + 1 :] for place in range(len(word))}
    if not name.is_person:
        yield f"~{name.bare[0] if len(name.bare) == 1 else name.acronym}"


def reason(first: Name, second: Name) -> tuple[int, str] | None:
    """Return how like two names are, of 100, and why, where their form tells; spelling is judged elsewhere."""
    if first.generation != second.generation or not first.bare or not second.bare:
        return None
    if first.key == second.key:
        return _CERTAIN, "the same name"
    if first.words == second.words:
        bare = [re.sub(r"[\W_]+", "", name.key) for name in (first, second)]
        return _CERTAIN, "punctuation" if bare[0] == bare[1] else "diacritics"
    if Counter(first.bare) == Counter(second.bare):
        dropped = first.bare == second.bare
        return _BY_FORM, _dropped(first) if dropped else "order of names"
    return _of_people(first, second) if first.is_person and second.is_person else _of_outlets(first, second)


def _of_people(first: Name, second: Name) -> tuple[int, str] | None:
    for longer, shorter in ((first, second), (second, first)):
        before = longer.words[: -len(shorter.bare)]
        if len(shorter.bare) > 1 and longer.words[len(before) :] == shorter.bare and _HONORIFICS & {*before}:
            return _BY_FORM, "honorific"
        if _by_initials(longer.bare, shorter.bare):
            return _BY_FORM - 5, "initials"
        if len(shorter.bare) == 1 and longer.bare[-1] == shorter.bare[0]:
            return _BY_PART, "last name alone"
    return None


def _of_outlets(first: Name, second: Name) -> tuple[int, str] | None:
    for longer, shorter in ((first, second), (second, first)):
        if len(shorter.bare) == 1 and len(longer.bare) > 1 and longer.acronym == shorter.bare[0]:
            return _BY_FORM - 5, "initials"
    return None


def _by_initials(longer: Words, shorter: Words) -> bool:
    """Tell whether one name is the other with some names as initials, or left out between first and last."""
    if len(shorter) < 2 or longer[-1] != shorter[-1] or not _same_or_initial(longer[0], shorter[0]):  # noqa: PLR2004 - first and last
        return False
    middle = iter(longer[1:-1])
    return all(any(_same_or_initial(long_word, short_word) for long_word in middle) for short_word in shorter[1:-1])


def _same_or_initial(first: str, second: str) -> bool:
    return first == second or (1 in {len(first), len(second)} and first[0] == second[0])


def _person(words: Words) -> Words:
    """Leave out what stands before the name: up to the last honorific, as long as a word is left."""
    last = max((place for place, word in enumerate(words[:-1]) if word in _HONORIFICS), default=-1)
    return words[last + 1 :]


def _outlet(words: Words) -> Words:
    return tuple(word for word in words if word not in _OPTIONAL) or words


def _dropped(name: Name) -> str:
    return "honorific" if name.is_person else "article or form of company"
