"""What can be erased on request, what never can, and who must agree."""

from __future__ import annotations

from enum import StrEnum


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
