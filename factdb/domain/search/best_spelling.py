"""Says which of several spellings of a name is best as the main name, whose owner a merge keeps.

In this order: readable letters; capitals and small letters as usual; no honorific and no letters behind the name;
"First Last" rather than "Last, First"; a full first name rather than an initial; accents rather than none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain.names import plain_name
from factdb.domain.search.similar_names import Name

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNREADABLE = re.compile("[\ufffd\x00-\x1f\x7f-\x9f]|\u00c3[\u0080-\u00bf]")  # and UTF-8 that was read as Latin-1
_LETTERS = re.compile(r"[^\W\d_]+")
_MOST_REMEMBERED = 10_000  # names
_SHORTEST_IN_CAPITALS = 3  # "Jean DUPONT" is one word too loud; "JD Vance" and "Ann Brae II" are not


class Candidate(NamedTuple):
    """Whose name may be the main name: its number, the name as written, and the number of its claims."""

    number: int
    name: str
    claims: int
    is_person: bool


def best_last(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates in the order in which `merge` names them: the one whose name is best comes last.

    Of equally good names that with more claims is better, then that which was there first.
    """
    return sorted(candidates, key=_rank)


def _rank(candidate: Candidate) -> tuple[tuple[int, ...], int, int]:
    faults = _faults(candidate.name, is_person=candidate.is_person)
    return tuple(-fault for fault in faults), candidate.claims, -candidate.number


@lru_cache(_MOST_REMEMBERED)
def _faults(name: str, *, is_person: bool) -> tuple[int, ...]:
    """Return what is not as it should be in a name, the worst first."""
    parsed = Name.parse(name, is_person=is_person)
    return (
        int(bool(_UNREADABLE.search(name))),
        _case_fault(name, parsed),
        *_faults_of_people(name, parsed),
        int(plain_name(name) == name.casefold()),
    )


def _case_fault(name: str, parsed: Name) -> int:
    """Return 2 for a name in capitals or in small letters alone, 1 for a person with a word in capitals, else 0.

    A script without capitals has no fault, nor has the abbreviation of an outlet, such as NPR.
    """
    if name.islower():
        return 2
    if name.isupper():
        return 2 if parsed.is_person or len(parsed.bare) > 1 else 0
    loud = (word.isupper() and len(word) >= _SHORTEST_IN_CAPITALS for word in _LETTERS.findall(name))
    return int(parsed.is_person and any(loud) and not parsed.generation)


def _faults_of_people(name: str, parsed: Name) -> tuple[int, ...]:
    if not parsed.is_person:
        return (0, 0, 0)
    # The title in "Pope Francis" or "Mr. Brae" is all that the name has beside one word.
    has_title = len(parsed.bare) > 1 and len(parsed.bare) < len(parsed.words)
    before, comma, _ = name.partition(",")
    is_turned = bool(comma) and len(before.split()) < len(parsed.bare) - len(parsed.generation)
    # In "Brae, A." the last word is the first name.
    first = parsed.bare[-1 if is_turned else 0] if len(parsed.bare) > 1 else ""
    return int(has_title), int(is_turned), int(len(first) == 1)
