"""Documents: one row per page, recognised by its canonical URL or its bytes, with facts that are filled in once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import ids, text, urls
from factdb.domain.dates import PartialDate
from factdb.domain.enums import Medium, Precision
from factdb.domain.history.events import DeskEvent
from factdb.extract.pages.page_reading import PageKind
from factdb.extract.transcripts import turns
from factdb.services.documents import captures
from factdb.services.documents.document_filling import DocumentFiller
from factdb.services.ledger import desk_ledger
from factdb.services.people import sources
from factdb.store.base import select_unknown
from factdb.store.bulk import numbers
from factdb.store.models import Capture, Document, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from factdb.extract.pages.page_reading import PageReading
    from factdb.services.actor import Actor
    from factdb.services.documents.captures import Reading

UNDATED = PartialDate(None, Precision.UNKNOWN)


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """The known facts of a document; missing facts can be filled in later, but never overwritten."""

    url: str | None = None
    source: str | None = None
    title: str | None = None
    author: str | None = None
    published: PartialDate = field(default=UNDATED)
    medium: Medium | None = None
    language: str | None = None
    is_article: bool = False
    headline: str | None = None
    """What seems to be the title in the text itself; it only counts where no title is known."""
    typed_url: str | None = None
    """The URL as a person typed it, where `url` is the one that the page calls its own."""
    allowed: str = ""
    """Control characters that pass: a file's row has them, and nobody types them."""


def draft_of_page(page: PageReading) -> DocumentDraft:
    """Return what a page states about itself; of a plain text that is its first line, if it looks like a headline.

    Captions have the title and the language of their head.
    """
    medium = Medium.TRANSCRIPT if turns.is_transcript(page.text) else None
    if page.kind in {PageKind.TEXT, PageKind.CAPTIONS}:
        return DocumentDraft(headline=page.title, medium=medium, language=page.language)
    return DocumentDraft(page.url, page.source, page.title, page.author, page.published, medium, page.language)


@dataclass(slots=True)
class StoredDocument:
    """A document, its capture if something was read, and notices for the user."""

    document: Document
    capture: Capture | None = None
    added: bool = False
    newly_read: bool = False
    notices: list[str] = field(default_factory=list)


def store_document(
    session: Session,
    actor: Actor,
    draft: DocumentDraft,
    reading: Reading | None = None,
    edition_of: Document | None = None,
) -> StoredDocument:
    """Find the document by its canonical URL or by its bytes, or add it; store the reading as a capture.

    `edition_of` is the document that a person names as the one that the reading is an edition of.
    """
    key = urls.canonical(draft.url) if draft.url else None
    desk_ledger.take_turn(session)
    # Only after taking the turn: otherwise two writers could both add the page.
    existing = edition_of or _find_document(session, key, reading)
    stored = _add(session, actor, draft, key) if existing is None else fill_in(session, actor, existing, draft)
    if reading is not None:
        stored.capture, stored.newly_read = captures.store(session, actor, stored.document, reading)
    return stored


def find_document(session: Session, draft: DocumentDraft, reading: Reading | None = None) -> Document | None:
    """Return the stored document with the URL of a draft, or with the bytes of a reading if the draft has no URL."""
    return _find_document(session, urls.canonical(draft.url) if draft.url else None, reading)


def _find_document(session: Session, key: str | None, reading: Reading | None) -> Document | None:
    if key is not None:
        return session.scalar(select(Document).where(Document.url == key))
    if reading is None or reading.sha256 is None:
        return None
    # A page is identified by its URL: the same bytes at another URL are another page.
    with_these_bytes = select(Capture.document_id).where(Capture.sha256 == reading.sha256)
    return session.scalar(select(Document).where(Document.id.in_(with_these_bytes), Document.url.is_(None)).limit(1))


def _add(session: Session, actor: Actor, draft: DocumentDraft, key: str | None) -> StoredDocument:
    source, notices = _find_source(session, actor, draft, key)
    document = make_document(actor, draft, key)
    document.id, document.source_id = numbers.next_id(session, Document), source
    session.add(document)
    session.flush()
    facts = history_facts(session, actor, document)
    desk_ledger.record(session, actor, DeskEvent.DOCUMENT_ADDED, addition_facts(document, facts))
    return StoredDocument(document, added=True, notices=notices)


def addition_facts(document: Document, facts: dict[str, object]) -> dict[str, object]:
    """Return what the desk history says of a new document; `facts` are those of `history_facts`."""
    return {"uid": document.uid, "number": document.id, "document": facts}


def make_document(actor: Actor, draft: DocumentDraft, key: str | None) -> Document:
    """Return the document of a draft, without its number and its source; nobody has stored it yet."""
    return Document(
        uid=ids.uuid7(actor.now),
        url=key,
        typed_url=text.clean_optional(draft.typed_url or draft.url, "URL", lines=False),
        title=text.clean_optional(draft.title or draft.headline, "title", lines=False),
        author=text.clean_optional(draft.author, "author", lines=False),
        published_on=draft.published.day,
        published_precision=draft.published.precision,
        medium=draft.medium or (Medium.WEB if key else Medium.OTHER),
        language=text.clean_optional(draft.language, "language", lines=False),
        is_article=draft.is_article,
    )


def _find_source(session: Session, actor: Actor, draft: DocumentDraft, key: str | None) -> tuple[int, list[str]]:
    if draft.source:
        match = sources.find_or_add(session, actor, draft.source, key, draft.allowed)
        return match.source.id, [new_source_notice(match.source.name, match.near)] if match.added else []
    owner = sources.of_page(session, key) if key else None
    if owner is not None:
        return owner.id, [f"source, by its domain: {owner.name}"]
    return session.scalars(select_unknown(Source)).one().id, []


def new_source_notice(name: str, near: Sequence[str]) -> str:
    """Return the notice on a source that was added, with the similar names that the desk had before."""
    similar = f" (near: {', '.join(near)})" if near else ""
    return f"new source: {name}{similar}"


def fill_in(session: Session, actor: Actor, document: Document, draft: DocumentDraft) -> StoredDocument:
    """Fill in missing facts; known facts that differ stay, and a notice says so."""
    stored = StoredDocument(document)
    change = DocumentFiller(session, actor).fill(document, draft, stored.notices)
    if change is not None:
        desk_ledger.record(session, actor, DeskEvent.DOCUMENT_EDITED, change.detail)
    return stored


def history_facts(session: Session, actor: Actor, document: Document) -> dict[str, object]:
    """Return the facts of a document for the history."""
    return DocumentFiller(session, actor).facts(document)
