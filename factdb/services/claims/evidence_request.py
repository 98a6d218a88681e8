"""The request to link a document to a claim, as every face makes it, and the draft of evidence that it becomes.

A page that was fetched adds its facts and its text to the draft; what the person typed comes first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from factdb.domain import names, text, urls
from factdb.domain.enums import Medium, Question, SourceClass
from factdb.errors.evidence import OneDocumentError, StanceNeededError
from factdb.extract.transcripts import turns
from factdb.services.claims.claim_evidence import EvidenceDraft
from factdb.services.documents import captures
from factdb.services.documents.captures import Reading
from factdb.services.documents.documents import UNDATED, DocumentDraft, draft_of_page

if TYPE_CHECKING:
    from factdb.archive.capture_files import CaptureFolder
    from factdb.domain.dates import PartialDate
    from factdb.domain.enums import Stance
    from factdb.extract.pages.page_reading import PageReading
    from factdb.services.documents.captures import PageFile

_ANY_MEDIUM = (None, Medium.FILE)  # of which nobody said what it is
_TYPED_FACTS = ("source", "title", "author", "medium", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRequest:
    """A document (a URL, a file or an interview), its stance, and what is said of it.

    `file` is the file's name and its bytes: with a URL it is the page at this URL, as somebody saved it. It is kept in
    `folder`, if there is one. `interview` names the person who was interviewed.
    """

    url: str | None = None
    file: tuple[str, bytes] | None = None
    folder: CaptureFolder | None = None
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
    if (request.interview is None) == (request.url is None and request.file is None):
        raise OneDocumentError
    if request.stance is None:
        raise StanceNeededError
    archived = urls.valid_url(request.archived, "archived URL") if request.archived else None
    file = captures.read_file(request.file[1], request.file[0], request.folder, request.url) if request.file else None
    draft = EvidenceDraft(
        document=_document_draft(request),
        stance=request.stance,
        question=request.question,
        reading=Reading(archived_url=archived) if archived else None,
        excerpt=text.clean(request.excerpt, "excerpt") if request.excerpt else None,
        note=text.clean(request.note, "note") if request.note else None,
        source_class=SourceClass.PRIMARY if request.primary else SourceClass.SECONDARY,
    )
    return with_page(draft, file) if file else draft


def with_page(draft: EvidenceDraft, file: PageFile) -> EvidenceDraft:
    """Return a draft with what a page says of itself, and its text; what a person typed comes first."""
    archived = draft.reading.archived_url if draft.reading else None
    document = _with_facts(draft.document, file.page) if file.page else draft.document
    if draft.document.medium in _ANY_MEDIUM and file.reading.text and turns.is_transcript(file.reading.text):
        document = replace(document, medium=Medium.TRANSCRIPT)
    return replace(draft, document=document, reading=replace(file.reading, archived_url=archived))


def _with_facts(document: DocumentDraft, page: PageReading) -> DocumentDraft:
    """Return a draft with the facts of a page where the person named none, under the page's own address."""
    stated = draft_of_page(page)
    typed = {name: value for name in _TYPED_FACTS if (value := getattr(document, name))}
    if document.published != UNDATED:
        typed["published"] = document.published
    is_same_site = (
        document.url and stated.url and urls.registered_domain(document.url) == urls.registered_domain(stated.url)
    )
    url = stated.url if is_same_site else document.url
    return replace(stated, **{**typed, "url": url, "typed_url": document.url})


def _document_draft(request: EvidenceRequest) -> DocumentDraft:
    interviewee = names.clean_name(request.interview, "interview") if request.interview else None
    medium = Medium.INTERVIEW if interviewee else Medium.FILE if request.file and not request.url else None
    return DocumentDraft(
        url=request.url,
        source=request.source,
        title=request.title or (f"Interview with {interviewee}" if interviewee else None),
        published=request.published or UNDATED,
        medium=request.medium or medium,
    )
