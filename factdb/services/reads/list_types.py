"""What the rows of lists are: similar claims, checks of quotations, proposals, reviewers, reports.

Keys are those of the command line's JSON. Moments are aware, in UTC; days that are known in part are text (2021-07).
Claims and evidence are in `row_types`, articles and documents in `document_types`, speakers, sources, topics and
ratings in `people_types`.
"""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - `factdb schema` reads the annotations
from typing import Any, TypedDict


class SimilarRow(TypedDict):
    """A claim that is like a text or like another claim; `likeness` is 0 to 100.

    Verdicts that do not count are left out: the claim is reconsidered, declined or retracted.
    """

    id: int
    claim: str
    speaker: str | None
    said_on: str | None
    verdict: str | None
    likeness: int
    quote_verdict: str | None
    status: str


class NearIdenticalRow(SimilarRow):
    """A claim that says nearly the same as the others of its group; groups are numbered from 1."""

    group: int


class WordSpans(TypedDict):
    """Where words are in the quotation and in the source, as [start, end]; offsets count code points."""

    quoted: list[int] | None
    source: list[int] | None


class QuotationChangeRow(TypedDict):
    """One difference between a quotation and its source; `holds` names the changes that weigh: negation, number ..."""

    kind: str
    quoted: str
    source: str
    spans: WordSpans
    where: str
    holds: list[str]


class QuotationCheckRow(TypedDict):
    """A quotation compared with its source; `coverage` is the share of its words found there, 0 to 1."""

    claim: int
    evidence: str | None
    text: str | None
    result: str
    changes: list[QuotationChangeRow]
    coverage: float | None
    suggested: str | None
    place: list[int] | None
    notes: list[str]


class ProposalRow(TypedDict):
    """A passage of an article that may be a claim; `worth` and `confidence` are 0 to 1."""

    n: int
    start: int
    end: int
    text: str
    attribution: str
    claim: str
    speaker: str | None
    mention: str | None
    said_on: str | None
    said_precision: str
    said_basis: str
    occasion: str | None
    recording_time: str | None
    addressee: str | None
    kind: str
    worth: float
    worth_reasons: list[str]
    rule: str
    confidence: float
    alternatives: list[str]
    marks: list[str]
    is_minor: bool


class ReviewerRow(TypedDict):
    """A reviewer of the desk."""

    handle: str
    name: str | None
    role: str
    assigned: int
    disabled_at: datetime | None
    pen_name: str | None


class ErasureRow(TypedDict):
    """An erasure: what was asked, by whom, and what became of it."""

    n: int
    subject: str
    name: str
    ground: str
    state: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    done_at: datetime | None


class ImportRow(TypedDict):
    """An import of a file: who imported it, how many rows did what, and who undid it."""

    id: int
    at: datetime
    by: str
    file: str
    format: str
    added: int
    changed: int
    same: int
    refused: int
    undone_at: datetime | None
    undone_by: str | None


class ImportDetails(ImportRow):
    """An import with the hash of its file, its options, and the claims that it added or changed."""

    sha256: str | None
    options: dict[str, Any]
    claims: list[int]


class TakedownRow(TypedDict):
    """The erasures that one kind of person asked for; the days are those from the request to its end."""

    kind: str
    asked: int
    done: int
    refused: int
    open: int
    median_days: float | None
    longest_days: int | None


class PolicyRow(TypedDict):
    """One setting of the desk's policy."""

    name: str
    value: str
    meaning: str


class FieldChange(TypedDict):
    """One field of a correction, before and after."""

    what: str
    was: str | None
    now: str | None


class CorrectionRow(TypedDict):
    """A correction, update, clarification or retraction that readers were told of."""

    date: datetime
    claim: int
    speaker: str | None
    says: str
    kind: str
    changed: str
    note: str | None
    version: int | None
    url: str | None
    changes: list[FieldChange]


class ReplyRow(TypedDict):
    """A reply or correction that somebody was asked for, a complaint, or a claim published without asking."""

    claim: int
    what: str
    contact: str | None
    who: str | None
    since: date | None
    speaker: str | None
    says: str


class LogRow(TypedDict):
    """One event in the log of the desk; `claim` is None where the event is of the desk itself."""

    at: datetime
    by: str
    claim: int | None
    seq: int
    kind: str
    what: str


class HistoryFindingRow(TypedDict):
    """Something that `factdb verify` found; `claim` and `seq` name the row of history where there is one."""

    claim: int | None
    seq: int | None
    what: str


class VerifyResult(TypedDict):
    """What `factdb verify` checked and found; `found` counts the findings, `compared` the histories of an old copy."""

    clean: bool
    claims: int
    events: int
    chains: int
    rows: int
    erased: int
    compared: int
    findings: list[HistoryFindingRow]
    found: int
    checked: list[str]
    not_checked: list[str]


SettingRow = TypedDict("SettingRow", {"value": str | None, "from": str | None})
"""A setting, and where its value comes from; `from` is a keyword, so that no class can declare it."""


class SearchRow(TypedDict):
    """A saved search: its filters as in the address of the list; `claims` is at most 10,001.

    `claims` is null where the search cannot be run, or nobody counted; `notice` says what changed since it was saved.
    """

    name: str
    claims: int | None
    query: str
    notice: str | None
    saved_at: datetime
