"""Documents and captures: one row per page, and the immutable texts that were read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import ids, text, urls
from factdb.domain.dates import PartialDate
from factdb.domain.enums import Medium, Precision
from factdb.domain.history.events import DeskEvent
from factdb.errors import UnreadableFileError
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.services.people import sources
from factdb.services.people.namebook import SOURCES
from factdb.store import numbers
from factdb.store.base import select_unknown
from factdb.store.models import Capture, Document, Source

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor

UNDATED = PartialDate(None, Precision.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Reading:
    """The content that was read: the SHA-256 of its bytes, its text if it is text, or the URL of an archived copy."""

    sha256: str | None = None
    text: str | None = None
    file_name: str | None = None
    archived_url: str | None = None

    @classmethod
    def of_text(cls, text: str, file_name: str | None = None, archived_url: str | None = None) -> Reading:
        """Return the reading of a text."""
        return cls(hashlib.sha256(text.encode()).hexdigest(), text, file_name, archived_url)

    @classmethod
    def of_bytes(cls, raw: bytes, file_name: str, archived_url: str | None = None) -> Reading:
        """Return the reading of a file: its hash, and its text if it is UTF-8; refuse an empty file."""
        if not raw:
            raise UnreadableFileError(file_name, "it is empty")
        try:
            # A byte order mark is not part of the text; it would shift every offset by one.
            decoded = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            decoded = ""
        # PostgreSQL cannot store NUL in a text.
        readable = decoded if decoded.strip() and "\0" not in decoded else None
        return cls(hashlib.sha256(raw).hexdigest(), readable, file_name, archived_url)


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


@dataclass(slots=True)
class StoredDocument:
    """A document, its capture if something was read, and notices for the user."""

    document: Document
    capture: Capture | None = None
    added: bool = False
    newly_read: bool = False
    notices: list[str] = field(default_factory=list)


def store_document(
    session: Session, actor: Actor, draft: DocumentDraft, reading: Reading | None = None
) -> StoredDocument:
    """Find the document by its canonical URL or by its bytes, or add it; store the reading as a capture."""
    key = urls.canonical(draft.url) if draft.url else None
    desk_ledger.take_turn(session)
    # Only after taking the turn: otherwise two writers could both add the page.
    existing = _find_document(session, key, reading)
    stored = _add(session, actor, draft, key) if existing is None else fill_in(session, actor, existing, draft)
    if reading is not None:
        stored.capture, stored.newly_read = _find_or_add_capture(session, actor, stored.document, reading)
    return stored


def find_document(session: Session, draft: DocumentDraft, reading: Reading | None = None) -> Document | None:
    """Return the stored document with the URL of a draft, or with the bytes of a reading if the draft has no URL."""
    return _find_document(session, urls.canonical(draft.url) if draft.url else None, reading)


def newest_text(session: Session, document_id: int) -> Capture | None:
    """Return the newest capture of a document that has a text."""
    query = select(Capture).where(Capture.document_id == document_id, Capture.text.is_not(None))
    return session.scalar(query.order_by(Capture.n.desc()).limit(1))


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
    document = Document(
        id=numbers.next_id(session, Document),
        uid=ids.uuid7(actor.now),
        url=key,
        typed_url=text.clean_optional(draft.url, "URL", lines=False),
        source_id=source,
        title=text.clean_optional(draft.title or draft.headline, "title", lines=False),
        author=text.clean_optional(draft.author, "author", lines=False),
        published_on=draft.published.day,
        published_precision=draft.published.precision,
        medium=draft.medium or (Medium.WEB if key else Medium.OTHER),
        language=text.clean_optional(draft.language, "language", lines=False),
        is_article=draft.is_article,
    )
    session.add(document)
    session.flush()
    detail = {"uid": document.uid, "number": document.id, "document": history_facts(session, document)}
    desk_ledger.record(session, actor, DeskEvent.DOCUMENT_ADDED, detail)
    return StoredDocument(document, added=True, notices=notices)


def _find_source(session: Session, actor: Actor, draft: DocumentDraft, key: str | None) -> tuple[int, list[str]]:
    if draft.source:
        match = sources.find_or_add(session, actor, draft.source, key)
        near = f" (near: {', '.join(match.near)})" if match.near else ""
        return match.source.id, [f"new source: {match.source.name}{near}"] if match.added else []
    owner = sources.of_page(session, key) if key else None
    if owner is not None:
        return owner.id, [f"source, by its domain: {owner.name}"]
    return session.scalars(select_unknown(Source)).one().id, []


def fill_in(session: Session, actor: Actor, document: Document, draft: DocumentDraft) -> StoredDocument:
    """Fill in missing facts; known facts that differ stay, and a notice says so."""
    stored = StoredDocument(document)
    texts = {
        name: text.clean_optional(getattr(draft, name), name, lines=False) for name in ("title", "author", "language")
    }
    new_columns: dict[str, object] = {column: value for column, value in texts.items() if value}
    if draft.published.day is not None:
        new_columns["published_on"] = draft.published.day
    if not document.title and draft.headline:
        new_columns.setdefault("title", text.clean(draft.headline, "title", lines=False))
    before = history_facts(session, document)
    for column, value in new_columns.items():
        if getattr(document, column) is None:
            setattr(document, column, value)
            if column == "published_on":  # a day and its precision belong together
                document.published_precision = draft.published.precision
        elif getattr(document, column) != value:
            stored.notices.append(f"document {document.id} keeps its {column}: {getattr(document, column)}")
    _fill_source(session, actor, document, draft, stored)
    document.is_article = document.is_article or draft.is_article
    if history_facts(session, document) != before:
        detail = {"uid": document.uid, "was": before, "now": history_facts(session, document)}
        desk_ledger.record(session, actor, DeskEvent.DOCUMENT_EDITED, detail)
    return stored


def _fill_source(
    session: Session, actor: Actor, document: Document, draft: DocumentDraft, stored: StoredDocument
) -> None:
    if not draft.source:
        return
    named, notices = _find_source(session, actor, draft, document.url)
    # The unknown source is a missing fact, so it is filled in.
    if document.source_id == session.scalars(select_unknown(Source)).one().id:
        document.source_id = named
        stored.notices.extend(notices)
    elif SOURCES.living_one(session, session.get_one(Source, document.source_id)).id != named:
        stored.notices.append(f"document {document.id} keeps its source: the other source was not used")


def history_facts(session: Session, document: Document) -> dict[str, object]:
    """Return the facts of a document for the history."""
    return {
        "url": document.url,
        "typed_url": document.typed_url,
        "source": session.scalar(select(Source.uid).where(Source.id == document.source_id)),
        "title": document.title,
        "author": document.author,
        "published_on": document.published_on.isoformat() if document.published_on else None,
        "published_precision": str(document.published_precision),
        "medium": str(document.medium),
        "language": document.language,
        "is_article": document.is_article,
    }


def _find_or_add_capture(session: Session, actor: Actor, document: Document, reading: Reading) -> tuple[Capture, bool]:
    """Return the capture of a reading, and whether it is new; the same bytes are stored only once."""
    equal_captures = select(Capture).where(
        Capture.document_id == document.id,
        Capture.sha256 == reading.sha256 if reading.sha256 else Capture.sha256.is_(None),
        Capture.archived_url == reading.archived_url if reading.archived_url else Capture.archived_url.is_(None),
    )
    capture_before = session.scalar(equal_captures.order_by(Capture.n.desc()).limit(1))
    if capture_before is not None:
        return capture_before, False
    capture = Capture(
        document_id=document.id,
        n=claim_ledger.next_number(session, Capture.n, Capture.document_id == document.id),
        captured_at=actor.now,
        sha256=reading.sha256,
        text=reading.text,
        file_name=text.clean_optional(reading.file_name, "file name", lines=False),
        archived_url=reading.archived_url,
    )
    session.add(capture)
    session.flush()
    detail = {
        "uid": document.uid,
        "n": capture.n,
        "sha256": capture.sha256,
        "archived_url": capture.archived_url,
    }
    desk_ledger.record(session, actor, DeskEvent.DOCUMENT_CAPTURED, detail)
    return capture, True
