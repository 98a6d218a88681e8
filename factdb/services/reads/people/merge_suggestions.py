"""Suggested merges of speakers or sources: pairs, or groups that may be one, with their members side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from factdb.domain.claim_filter import ClaimFilter
from factdb.services.people import duplicates
from factdb.services.people.namebook import SPEAKERS
from factdb.services.reads import claim_list, people_list
from factdb.services.reads.people import people_pages, waiting_names
from factdb.store.reading_cache import until_written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.services.people.namebook import NameBook
    from factdb.services.reads.people.waiting_names import WaitingName
    from factdb.services.reads.people_types import SourceDetails, SpeakerDetails
    from factdb.services.reads.row_types import BriefRow

_EXAMPLES = 3  # claims of a member
_MOST_MEMBERS = 9  # as many as there are digits to choose the name


class Suggestion(NamedTuple):
    """Speakers or sources that may be one: their numbers, the one whose name is best last; their names, and why."""

    numbers: tuple[int, ...]
    names: tuple[str, ...]
    likeness: int
    reasons: tuple[str, ...]

    @property
    def key(self) -> str:
        """The numbers as an address has them: 7-6-3."""
        return "-".join(map(str, self.numbers))


class Member(TypedDict):
    """A member of a suggestion, with its newest claims."""

    details: SpeakerDetails | SourceDetails
    examples: list[BriefRow]


class Decision(TypedDict):
    """The suggestion to decide now and its members, those that come after it, and how many there are in all.

    `waiting` are the merges that a second editor has to approve: until then, their suggestion stays in the list.
    """

    current: Suggestion | None
    members: list[Member]
    later: list[Suggestion]
    total: int
    part: str | None
    waiting: list[WaitingName]


def suggestions(session: Session, book: NameBook[Any], part: str | None = None) -> list[Suggestion]:
    """Return the suggestions, most likely first; remembered until somebody writes, for all names are compared."""

    def read() -> list[Suggestion]:
        return _read(session, book, part)

    return until_written(session, (suggestions, book.word, part), read)


def to_decide(session: Session, book: NameBook[Any], part: str | None, after: str | None, shown: int) -> Decision:
    """Return the suggestion that follows the one with the key `after`, or the first if that one was decided."""
    is_borne = not part or people_pages.count(session, book, part) > 0  # else it is an empty list, and no refusal
    suggested = suggestions(session, book, part) if is_borne else []
    start = next((place + 1 for place, suggestion in enumerate(suggested) if suggestion.key == after), 0)
    current = suggested[start] if start < len(suggested) else None
    members = [_member(session, book, number) for number in current.numbers] if current else []
    later = suggested[start + 1 : start + 1 + shown]
    merges = [row for row in waiting_names.waiting(session) if row["word"] == book.word and row["change"] == "merge"]
    return {
        "current": current,
        "members": members,
        "later": later,
        "total": len(suggested),
        "part": part,
        "waiting": merges,
    }


def _read(session: Session, book: NameBook[Any], part: str | None) -> list[Suggestion]:
    pairs = duplicates.duplicate_pairs(session, book, part)
    names = {pair["id"]: pair["name"] for pair in pairs} | {pair["other_id"]: pair["other"] for pair in pairs}
    joined: dict[tuple[int, ...], list[Any]] = {}
    for pair in pairs:
        numbers = tuple(pair["merge_ids"])
        # A larger group is decided pair by pair.
        if len(numbers) > _MOST_MEMBERS:
            numbers = (pair["id"], pair["other_id"])
        joined.setdefault(numbers, []).append(pair)
    return [
        Suggestion(
            numbers,
            tuple(names[number] for number in numbers),
            max(pair["likeness"] for pair in of_group),
            tuple(dict.fromkeys(pair["reason"] for pair in of_group)),
        )
        for numbers, of_group in joined.items()
    ]


def _member(session: Session, book: NameBook[Any], number: int) -> Member:
    page = people_list.speaker_page if book is SPEAKERS else people_list.source_page
    details: Any = page(session, str(number))
    family: Sequence[int] = [details["id"], *(merged["id"] for merged in details["merged"])]
    claims = ClaimFilter(speaker_ids=family) if book is SPEAKERS else ClaimFilter(source_ids=family)
    return {"details": details, "examples": claim_list.brief(session, claims, limit=_EXAMPLES)}
