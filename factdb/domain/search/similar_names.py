"""Compares names that may belong to the same person or outlet, and explains why they look alike.

The results are only suggestions: people decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb.domain.names import name_key, plain_name
from factdb.domain.quotation_marks import APOSTROPHES

if TYPE_CHECKING:
    from collections.abc import Iterator

Words = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
# Honorifics before a name, in the languages of the files so far.
_HONORIFICS = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "dr", "prof", "professor", "rev", "reverend",
    "pastor", "father", "rabbi", "imam", "sheikh", "president", "vice", "premier", "chancellor", "minister",
    "secretary", "senator", "sen", "representative", "rep", "congressman", "congresswoman", "governor", "gov",
    "mayor", "mp", "mla", "mep", "md", "judge", "justice", "general", "gen", "colonel", "col", "major", "captain",
    "capt", "sergeant", "sgt", "admiral", "king", "queen", "prince", "princess", "pope", "bishop", "cardinal",
    "ambassador", "chairman", "chairwoman", "director", "ceo", "spokesman", "spokeswoman", "spokesperson",
    "commissioner", "attorney", "councilman", "councilwoman", "delegate", "speaker", "presidente", "herr", "frau",
    "monsieur", "madame", "hon", "honourable", "honorable",
})  # fmt: skip
# Letters behind a name: seats in parliaments, degrees and orders.
_POST_NOMINALS = frozenset({
    "mp", "mpp", "mla", "mep", "msp", "mna", "mlc", "mha", "mca", "td", "md", "phd", "dphil", "jd", "llb", "llm", "mba",
    "esq", "obe", "mbe", "cbe", "kbe", "dbe", "gbe", "frs", "qc", "kc",
})  # fmt: skip
_SPELLED_POST_NOMINALS = frozenset({("m", "p"), ("m", "d"), ("j", "d"), ("ph", "d"), ("q", "c"), ("k", "c")})
_FIRST_AND_LAST = 2
_GENERATIONS = frozenset({"jr", "jnr", "junior", "sr", "snr", "senior", "ii", "iii", "iv"})
# Words that are often left out of the name of an outlet or a company.
_OPTIONAL = frozenset({
    "the", "inc", "ltd", "llc", "co", "corp", "corporation", "company", "gmbh", "plc", "com", "org", "net",
})  # fmt: skip
_IDLE = frozenset({
    "the", "of", "and", "for", "in", "a", "an", "de", "la", "le", "del", "der", "die", "das", "und", "et", "y",
})  # fmt: skip
LAST_NAME_ALONE = "last name alone"
_CERTAIN, _BY_FORM, _BY_PART = 100, 95, 80
SAME = _CERTAIN, "the same name"
_SHORTEST_TO_MISSPELL = 5


@dataclass(frozen=True, slots=True)
class Name:
    """A name for comparison: as written, its key, its words without diacritics, and these without optional ones."""

    written: str
    key: str
    words: Words
    bare: Words
    is_person: bool
    in_order: Words  # the bare words, sorted: the same for "Doe, Jane" and "Jane Doe"
    generation: frozenset[str]  # such as Jr: father and son are never the same person

    @classmethod
    def parse(cls, name: str, *, is_person: bool) -> Name:
        """Split a name for comparison."""
        words = tuple(_WORD.findall(_APOSTROPHE.sub("", plain_name(name))))
        bare = _person(words) if is_person else _outlet(words)
        generation = frozenset(word[0] + word[-1] for word in bare if is_person and word in _GENERATIONS)
        return cls(name, name_key(name), words, bare, is_person, tuple(sorted(bare)), generation)

    @property
    def acronym(self) -> str:
        """The first letters of an outlet's words."""
        return "".join(word[0] for word in self.bare if word not in _IDLE)


def keys(name: Name) -> Iterator[str]:
    """Yield the keys to find similar names: its words, the words with any one letter left out, and its initials.

    Only names with a key in common are compared: they share a word, or a word that differs by one letter.
    """
    for word in set(name.bare) - _IDLE:
        yield word
        if len(word) >= _SHORTEST_TO_MISSPELL:
            yield from {word[:place] + word[place + 1 :] for place in range(len(word))}
    if not name.is_person:
        yield f"~{name.bare[0] if len(name.bare) == 1 else name.acronym}"


def reason(first: Name, second: Name) -> tuple[int, str] | None:
    """Return the likeness of two names (up to 100) and the reason, judged by their form; not by their spelling."""
    if first.generation != second.generation or not first.bare or not second.bare:
        return None
    if first.key == second.key:
        return SAME
    if first.words == second.words:
        bare = [re.sub(r"[\W_]+", "", name.key) for name in (first, second)]
        return _CERTAIN, "punctuation" if bare[0] == bare[1] else "diacritics"
    if first.in_order == second.in_order:
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
            return _BY_PART, LAST_NAME_ALONE
    return None


def _of_outlets(first: Name, second: Name) -> tuple[int, str] | None:
    for longer, shorter in ((first, second), (second, first)):
        if len(shorter.bare) == 1 and len(longer.bare) > 1 and longer.acronym == shorter.bare[0]:
            return _BY_FORM - 5, "initials"
    return None


def _by_initials(longer: Words, shorter: Words) -> bool:
    """Return whether the longer name equals the shorter one with names as initials, or with middle names left out."""
    if len(shorter) < _FIRST_AND_LAST or longer[-1] != shorter[-1] or not _same_or_initial(longer[0], shorter[0]):
        return False
    middle = iter(longer[1:-1])
    return all(any(_same_or_initial(long_word, short_word) for long_word in middle) for short_word in shorter[1:-1])


def _same_or_initial(first: str, second: str) -> bool:
    return first == second or (1 in {len(first), len(second)} and first[0] == second[0])


def _person(words: Words) -> Words:
    """Return a name without the words up to the last honorific, if a word is left, and without letters behind it."""
    while len(words) > _FIRST_AND_LAST and words[-1] in _POST_NOMINALS:
        words = words[:-1]
    if len(words) > _FIRST_AND_LAST + 1 and words[-2:] in _SPELLED_POST_NOMINALS:
        words = words[:-2]
    last = max((place for place, word in enumerate(words[:-1]) if word in _HONORIFICS), default=-1)
    return words[last + 1 :]


def _outlet(words: Words) -> Words:
    return tuple(word for word in words if word not in _OPTIONAL) or words


def _dropped(name: Name) -> str:
    return "honorific" if name.is_person else "article or form of company"
