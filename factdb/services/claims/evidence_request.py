"""The request to link a document to a claim, as every face makes it, and the draft of evidence that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from factdb.domain import names, text, urls
from factdb.domain.enums import Medium, Question, SourceClass
from factdb.errors.evidence import OneDocumentError, StanceNeededError
from factdb.services.claims.claim_evidence import EvidenceDraft
from factdb.services.documents.documents import UNDATED, DocumentDraft, Reading

if TYPE_CHECKING:
    from factdb.domain.dates import PartialDate
    from factdb.domain.enums import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRequest:
    """A document (exactly one of a URL, a file and an interview), its stance, and what is said of it.

    `file` is the file's name and its bytes; `interview` names the person who was interviewed.
    """

    url: str | None = None
    file: tuple[str, bytes] | None = None
    interview: str | None = None
    stance: Stance | None = None
    question: Question = Question.TRUTH
    excerpt: str | None = None
    note: str | None = None
    title: str | None = None
    source: str | None = None
    published: PartialDate | None = None
    medium: Medium | None = None
    archived: str | None = None
    primary: bool = False

    @property
    def name(self) -> str:
        """The document in a sentence."""
        return self.url or (f'"{self.file[0]}"' if self.file else f"interview with {self.interview}")


def draft_of(request: EvidenceRequest) -> EvidenceDraft:
    """Return the draft, or refuse a request without a stance, without a document or with several."""
    kinds = (request.url, request.file, request.interview)
    if sum(kind is not None for kind in kinds) != 1:
        raise OneDocumentError
    if request.stance is None:
        raise StanceNeededError
    return EvidenceDraft(
        document=_document_draft(request),
        stance=request.stance,
        question=request.question,
        reading=_reading(request),
        excerpt=text.clean(request.excerpt, "excerpt") if request.excerpt else None,
        note=text.clean(request.note, "note") if request.note else None,
        source_class=SourceClass.PRIMARY if request.primary else SourceClass.SECONDARY,
    )


def _document_draft(request: EvidenceRequest) -> DocumentDraft:
    interviewee = names.clean_name(request.interview, "interview") if request.interview else None
    medium = Medium.FILE if request.file else Medium.INTERVIEW if interviewee else None
    return DocumentDraft(
        url=request.url,
        source=request.source,
        title=request.title or (f"Interview with {interviewee}" if interviewee else None),
        published=request.published or UNDATED,
        medium=request.medium or medium,
    )


def _reading(request: EvidenceRequest) -> Reading | None:
    archived = urls.valid_url(request.archived, "archived URL") if request.archived else None
    if request.file:
        file_name, raw = request.file
        return Reading.of_bytes(raw, file_name, archived)
    return Reading(archived_url=archived) if archived else None
