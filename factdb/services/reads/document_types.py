"""What the rows of articles and other documents are, in lists and on their pages.

Keys are those of the command line's JSON. Moments are aware, in UTC; days that are known in part are text (2021-07).
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - `factdb schema` reads the annotations
from typing import TypedDict


class ArticleRow(TypedDict):
    """An article whose claims the desk checks."""

    id: int
    uid: str
    source: str | None
    published_on: str | None
    title: str | None
    author: str | None
    url: str | None
    language: str | None
    claims: int
    open: int
    published: int


class ClaimSpan(TypedDict):
    """The passage of a claim in an article's text: from `start` to before `end`, in code points."""

    claim: int
    start: int
    end: int


class OpenPassage(TypedDict):
    """A passage of an article that may be a claim, and that has neither a claim nor a decision."""

    start: int
    end: int
    text: str


class ArticleDetails(ArticleRow):
    """An article with its text, as it was read last, the passages of its claims, and how far the work on it is."""

    statuses: dict[str, int]
    captured_at: datetime | None
    sha256: str | None
    spans: list[ClaimSpan]
    open_passages: list[OpenPassage]
    minor_passages: int
    text: str | None


class DocumentFacts(TypedDict):
    """What is known of a page, file or interview; `state` is that of its checks, None where it was never checked."""

    id: int
    uid: str
    source: str | None
    published_on: str | None
    title: str | None
    author: str | None
    medium: str
    url: str | None
    typed_url: str | None
    language: str | None
    is_article: bool
    claims: int
    state: str | None


class DocumentRow(DocumentFacts):
    """A document in a list: how many captures, claims and rows of evidence it has."""

    captures: int
    evidence: int


class CaptureRow(TypedDict):
    """One reading of a document."""

    n: int
    captured_at: datetime
    sha256: str | None
    file_name: str | None
    archived_url: str | None
    characters: int | None


class DocumentEvidence(TypedDict):
    """A row of evidence that cites a document."""

    id: str
    on: str
    stance: str
    withdrawn_at: datetime | None


class DocumentDetails(DocumentFacts):
    """A document with its captures, and the evidence that cites it."""

    captures: list[CaptureRow]
    evidence: list[DocumentEvidence]
