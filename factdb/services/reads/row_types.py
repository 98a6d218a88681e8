"""The types of a claim's page and of its rows: the keys that every user interface shows, and their values.

Keys are those of `claims show --json`; a page of an earlier time has the same keys. Times are aware, in UTC; partly
known days are text (2021-07); numbers of items of a claim are text (7.2).
"""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - `factdb schema` reads the annotations
from typing import Any, NotRequired, TypedDict


class ClaimRow(TypedDict):
    """A claim in a list: the columns of v1_claims, in order; flags and topics are lists."""

    id: int
    uid: str
    claim: str
    quote: str | None
    attribution: str
    kind: str
    speaker: str | None
    speaker_title: str | None
    speaker_party: str | None
    said_on: str | None
    said_precision: str
    occasion: str | None
    source: str | None
    document_title: str | None
    document_url: str | None
    status: str
    assignee: str | None
    verdict: str | None
    verdict_category: str | None
    verdict_score: int | None
    quote_verdict: str | None
    answers_for: str
    flags: list[str]
    verdict_version: int | None
    decided_at: datetime | None
    published_at: datetime | None
    published_url: str | None
    evidence_count: int
    other_checks: int
    repeats_id: int | None
    topics: list[str]
    resolves_on: date | None
    language: str | None
    speaker_id: int
    source_id: int
    document_id: int | None
    added_at: datetime
    changed_at: datetime
    priority: int
    headline: str | None
    attributed_to: str | None


class BriefRow(TypedDict):
    """A claim in a list of the pages: what its line shows."""

    id: int
    claim: str
    language: str | None
    speaker: str | None
    said_on: str | None
    said_precision: str
    status: str
    assignee: str | None
    verdict: str | None
    quote_verdict: str | None
    evidence_count: int


class SearchedRow(ClaimRow):
    """A claim found by a search: `snippet` is the text that has most of the words, with these words marked."""

    snippet: str


class PassageRow(TypedDict):
    """A passage of a capture's text, with the text before and after it; offsets count code points.

    In a transcript with times, `recording_time` says when the words were said, such as 00:12:31, and `recording_url`
    is the address of the recording at that time.
    """

    document_id: int | None
    capture: int | None
    sha256: str | None
    start: int
    end: int
    before: str
    text: str
    after: str
    recording_time: str | None
    recording_url: str | None


class VerdictRow(TypedDict):
    """One version of a verdict on one question; `evidence` has the numbers of the evidence that it rests on."""

    on: str
    rating: str
    label: str
    scale: str
    category: str | None
    because: str
    flags: list[str]
    as_of: date | None
    searched: str | None
    version: int
    change: str
    public_note: str | None
    decided_by: str
    decided_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    evidence: list[str]
    although: str | None


class StandingVerdictRow(VerdictRow):
    """A verdict, with whether it is in force and whether it was withdrawn."""

    in_force: bool
    withdrawn: bool


class EvidenceRow(TypedDict):
    """Evidence on one question of a claim, with its document and its capture."""

    id: str
    on: str
    stance: str
    source: str | None
    title: str | None
    url: str | None
    typed_url: str | None
    published_on: str | None
    medium: str | None
    source_class: str
    excerpt: str | None
    recording_time: str | None
    recording_url: str | None
    note: str | None
    asked: str | None
    answer_type: str | None
    archived_url: str | None
    sha256: str | None
    file_name: str | None
    document_id: int | None
    added_by: str
    added_at: datetime
    withdrawn_at: datetime | None


class OtherCheckRow(TypedDict):
    """Another publisher's check of the claim, in that publisher's words, and what the desk's scales say of its label.

    Without a rating, no scale has the label; without a category, nobody has mapped it.
    """

    id: str
    publisher: str | None
    label: str | None
    scale: str | None
    rating: str | None
    category: str | None
    score: int | None
    headline: str | None
    url: str | None
    reviewed_on: date | None


class LinkRow(TypedDict):
    """A link to another claim; `direction` is "to" where this claim was linked to that one."""

    kind: str
    direction: str
    claim: int
    says: str
    state: str


class SpeakerCount(TypedDict):
    """The number of times that one speaker made a claim."""

    speaker: str
    times: int


class RepeatsRow(TypedDict):
    """The number of times that a claim was made, and by whom."""

    original: int
    times: int
    since: str | None
    speakers: list[SpeakerCount]


class AssessmentRow(TypedDict):
    """One reviewer's assessment; if it is hidden from the viewer, only that it exists."""

    claim: int
    on: str
    reviewer: str
    round: int
    submitted_at: datetime
    hidden: bool
    rating: str | None
    because: str | None
    confidence: str | None
    saw_others: bool | None


class ContactRow(TypedDict):
    """A contact: a request for a reply, a complaint, or a request to an outlet for a correction.

    Who complained, the complaint and its answer are for reviewers: `hidden` says that the viewer may not see them.
    """

    id: str
    kind: str
    who: str | None
    how: str
    made_on: str
    text: str | None
    answer: str | None
    outcome: str | None
    added_by: str
    added_at: datetime
    answered_at: datetime | None
    hidden: bool


class LeaseRow(TypedDict):
    """The lease of a claim: who has taken it, and until when."""

    reviewer: str
    until: datetime


class RetractionRow(TypedDict):
    """The time of a retraction, and its public note."""

    at: str
    public_note: str


class DifferenceRow(TypedDict):
    """One change: the field, or the question and its field, with both values."""

    what: str
    was: Any
    now: Any


class PendingChangeRow(TypedDict):
    """A correction or a retraction that waits for a second editor, with the commands that approve and withdraw it."""

    kind: str
    version: int
    proposed_by: str
    proposed_at: datetime
    public_note: str | None
    changes: list[DifferenceRow]
    approve: str
    withdraw: str


class NoteRow(TypedDict):
    """A note on a claim, with its name, such as 7.n1."""

    id: str
    at: datetime | None
    by: str
    note: str


class EventRow(TypedDict):
    """One row of a claim's history; the content of `body` depends on the kind of event."""

    seq: int
    at: datetime
    actor: str
    kind: str
    body: dict[str, Any]
    hash: str


class ClaimDetails(ClaimRow):
    """Everything that a viewer may see of one claim, without its history."""

    said_basis: str
    row_version: int
    passage: PassageRow | None
    verdicts: list[StandingVerdictRow]
    earlier_verdicts: list[StandingVerdictRow]
    evidence: list[EvidenceRow]
    checks: list[OtherCheckRow]
    links: list[LinkRow]
    repeats: RepeatsRow | None
    assessments: list[AssessmentRow]
    contacts: list[ContactRow]
    leased_to: LeaseRow | None
    retraction: RetractionRow | None
    pending: PendingChangeRow | None
    notes: list[NoteRow]


class ClaimPage(ClaimDetails):
    """A claim's page, with its history if requested, and with the time if it is a page of an earlier time."""

    at: NotRequired[datetime]
    history: NotRequired[list[EventRow]]
