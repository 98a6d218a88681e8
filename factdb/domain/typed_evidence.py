"""Reads evidence as people type it: a URL, a file, an interview, or a row of evidence, with marks in front.

For example: `https://example.org/a`, `quote:refutes:https://example.org/a the words that matter`, `notes.pdf`,
`file:notes.pdf`, `interview: Jane Doe, 3 May 2026`, `7.1`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from factdb.domain import dates, dates_as_written, ids
from factdb.domain.enums import Question, Stance
from factdb.errors import BadValueError

if TYPE_CHECKING:
    from collections.abc import Callable

    from factdb.domain.dates import PartialDate

_URL = re.compile(r"([^\s/]*)://\S*")
_HOST = re.compile(r"www\.\S+\.\S+", re.IGNORECASE)
_INTERVIEW, _FILE = "interview:", "file:"
_FORMS = 'Give a URL (https://...), a file that exists, evidence of the claim such as 7.1, or "interview: NAME".'
_MARKS = "Use quote:, truth:, supports:, refutes: or context:."


class EvidenceKind(StrEnum):
    """The kinds of evidence that can be typed."""

    URL = "url"
    FILE = "file"
    INTERVIEW = "interview"
    ITEM = "item"  # evidence that the claim has already


@dataclass(frozen=True, slots=True)
class TypedEvidence:
    """Evidence as typed: its kind, its URL, file, interview or number, and what the marks and the words say of it."""

    kind: EvidenceKind
    value: str
    question: Question | None = None
    stance: Stance | None = None
    excerpt: str = ""
    published: PartialDate = dates.UNKNOWN


def read(typed: str, is_file: Callable[[str], bool]) -> TypedEvidence:
    """Read typed evidence; `is_file` says whether a file has this name. Refuse other words with the forms that work."""
    question, stance, rest = _marks(typed)
    kind, value, excerpt = _kind(typed, rest, is_file)
    published = _day_at_end(value) if kind is EvidenceKind.INTERVIEW else dates.UNKNOWN
    return TypedEvidence(kind, value, question, stance, excerpt, published)


def _marks(typed: str) -> tuple[Question | None, Stance | None, str]:
    """Return the question and the stance of the marks in front, and the rest."""
    question, stance, rest = None, None, typed.strip()
    while True:
        mark, colon, after = rest.partition(":")
        word = mark.strip().lower()
        if colon and word in set(Question):
            question = Question(word)
        elif colon and word in set(Stance):
            stance = Stance(word)
        else:
            return question, stance, rest
        rest = after.strip()


def _kind(typed: str, rest: str, is_file: Callable[[str], bool]) -> tuple[EvidenceKind, str, str]:
    """Return the kind, the URL, file, interview or number, and the excerpt after it."""
    if url := _URL.match(rest):
        return EvidenceKind.URL, _checked_url(typed, url), rest[url.end() :].strip()
    if rest.lower().startswith(_INTERVIEW) and (person := rest[len(_INTERVIEW) :].strip()):
        return EvidenceKind.INTERVIEW, person, ""
    if _HOST.match(rest):
        raise BadValueError("evidence", typed, "is not a whole address", f"Write the whole address: https://{rest}")
    is_marked = rest.lower().startswith(_FILE)
    if not is_marked and _is_item(rest):
        return EvidenceKind.ITEM, rest, ""
    name, excerpt = _file_and_excerpt(rest[len(_FILE) :].strip() if is_marked else rest, is_file)
    if not name:
        raise BadValueError("evidence", typed, "is not a URL, a file or evidence of the claim", _FORMS)
    return EvidenceKind.FILE, name, excerpt


def _checked_url(typed: str, url: re.Match[str]) -> str:
    # A colon before the scheme ends a mark that nobody knows.
    if ":" in url[1]:
        raise BadValueError("evidence", typed, "begins with an unknown mark", _MARKS)
    if url[1].lower() == "file":
        path = url[0].partition("://")[2]
        raise BadValueError("evidence", typed, "is not a page of the web (http)", f"Name the file by its path: {path}")
    return url[0]


def _file_and_excerpt(rest: str, is_file: Callable[[str], bool]) -> tuple[str, str]:
    """Return the longest beginning of a text that is the name of a file, and the words after it."""
    ends = [len(rest), *(space.start() for space in reversed(list(re.finditer(r" ", rest))))]
    name = next((rest[:end] for end in ends if rest[:end].strip() and is_file(rest[:end])), "")
    return name, rest[len(name) :].strip()


def _is_item(text: str) -> bool:
    try:
        ids.item_name(text)
    except BadValueError:
        return False
    return True


def _day_at_end(interview: str) -> PartialDate:
    """Return the date after the last comma of "Jane Doe, 3 May 2026"; a date without a year is only text."""
    try:
        return dates_as_written.read(interview.rpartition(", ")[2] if ", " in interview else "", "evidence")
    except BadValueError:
        return dates.UNKNOWN
