"""What can be erased on request, what never can, and who must agree."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from factdb.domain.history.events import ClaimEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class ErasureSubject(StrEnum):
    """The kinds of personal words that can be erased; a claim, its verdicts and their reasons cannot."""

    COMPLAINT = "complaint"
    REPLY = "reply"
    NOTE = "note"
    INTERVIEW = "interview"
    CAPTURE = "capture"
    ORIGIN = "origin"
    REVIEWER = "reviewer"


class ErasureState(StrEnum):
    """How far an erasure is: while words are being removed, the guards of the database let them go."""

    REQUESTED = "requested"
    REFUSED = "refused"
    REMOVING = "removing"
    DONE = "done"


PEOPLE = {
    ErasureSubject.COMPLAINT: "complainant",
    ErasureSubject.REPLY: "person who was asked",
    ErasureSubject.NOTE: "person in a note",
    ErasureSubject.INTERVIEW: "interviewee",
    ErasureSubject.CAPTURE: "publisher or person on a page",
    ErasureSubject.ORIGIN: "person in an imported row",
    ErasureSubject.REVIEWER: "reviewer",
}
"""Whose words they are, for the report on takedowns, which names nobody."""


def can_take(subject: str, part: str) -> bool:
    """Return whether an erasure of a subject takes such a part of a history; a body can have several excerpts."""
    return part.partition(" ")[0] in _PARTS.get(subject, ())


class ErasureTarget(NamedTuple):
    """What is erased of claims: an item of one claim, or all copies of a document's text.

    `document` is a uid; without `capture`, all captures of the document are meant.
    """

    subject: ErasureSubject
    item: int | None = None
    document: str | None = None
    capture: int | None = None


def parts_in_claim(target: ErasureTarget, bodies: Iterable[Mapping[str, Any]]) -> list[tuple[int, str]]:
    """Return seq and part of the words to erase in the history of a claim; `bodies` are those of all its rows, opened.

    Words that are erased already are among them.
    """
    numbered = list(enumerate(bodies, start=1))
    match target.subject:
        case ErasureSubject.COMPLAINT | ErasureSubject.REPLY:
            return [
                (seq, _CONTACT_PARTS[body["kind"]])
                for seq, body in numbered
                if body["kind"] in _CONTACT_PARTS and body["n"] == target.item
            ]
        case ErasureSubject.NOTE:
            notes = [seq for seq, body in numbered if body["kind"] == ClaimEvent.NOTED]
            return [(seq, "note") for seq in notes[(target.item or 0) - 1 :][:1]]
        case ErasureSubject.ORIGIN:
            return [(seq, "origin") for seq, body in numbered if "origin" in body and body.get("n", 1) == target.item]
        case _:
            return _copies_of_a_document(target, numbered)


def _copies_of_a_document(
    target: ErasureTarget, numbered: Sequence[tuple[int, Mapping[str, Any]]]
) -> list[tuple[int, str]]:
    """Return the parts with copies of a document's words: excerpts, and all passages of a claim that was taken from it.

    A remark on an interview is about the interviewed person, so it is erased too.
    """
    words = ("excerpt", "remark") if target.subject is ErasureSubject.INTERVIEW else ("excerpt",)
    parts: list[tuple[int, str]] = []
    was_source, columns = False, dict[str, Any]()
    for seq, body in numbered:
        columns |= body.get("claim", {}) | body.get("proposed", {})
        columns |= {name: change["now"] for name, change in body.get("changed", {}).items()}
        was_source = was_source or _is_capture(target, columns.get("document"), columns.get("capture_n"))
        evidence = body.get("evidence", ())
        rows = {"": evidence} if isinstance(evidence, dict) else {f" {n}": row for n, row in enumerate(evidence, 1)}
        for suffix, row in rows.items():
            if _is_capture(target, row["document"], row["capture"]):
                parts += [(seq, f"{word}{suffix}") for word in words]
        parts += [
            (seq, f"capture {number}")
            for number, row in enumerate(body.get("captures", ()), 1)
            if _is_capture(target, row["document"], row["capture"])
        ]
    return parts + ([(seq, "passage") for seq, _ in numbered] if was_source else [])


def _is_capture(target: ErasureTarget, document: str | None, capture: int | None) -> bool:
    return document == target.document and target.capture in {None, capture}


_CONTACT = frozenset({"contact", "answer"})
_PARTS: dict[str, frozenset[str]] = {
    ErasureSubject.COMPLAINT: _CONTACT,
    ErasureSubject.REPLY: _CONTACT,
    ErasureSubject.NOTE: frozenset({"note"}),
    ErasureSubject.INTERVIEW: frozenset({"excerpt", "remark", "passage", "interview", "capture"}),
    ErasureSubject.CAPTURE: frozenset({"excerpt", "passage", "capture"}),
    ErasureSubject.ORIGIN: frozenset({"origin"}),
    ErasureSubject.REVIEWER: frozenset({"person"}),
}
_CONTACT_PARTS = {ClaimEvent.CONTACTED: "contact", ClaimEvent.CONTACT_ANSWERED: "answer"}
