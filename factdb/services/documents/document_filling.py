"""Fills in missing facts of documents: of one, or of many with few statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import text, urls
from factdb.domain.enums import Medium
from factdb.services.people import sources
from factdb.services.people.namebook import SOURCES
from factdb.store.base import select_unknown
from factdb.store.models import Source

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.documents.documents import DocumentDraft
    from factdb.store.models import Document

    Facts = dict[str, object]


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """The facts of a document before and after, in the form of the history."""

    uid: str
    was: Facts
    now: Facts

    @property
    def detail(self) -> Facts:
        """The facts of the event."""
        return {"uid": self.uid, "was": self.was, "now": self.now}


class DocumentFiller:
    """Fills in what a document lacks; a known fact that differs stays. Each source is looked up once."""

    def __init__(self, session: Session, actor: Actor) -> None:
        """Read the unknown source, which is a missing fact."""
        self._session = session
        self._actor = actor
        self.unknown = session.scalars(select_unknown(Source)).one()
        self._uids: dict[int, str] = {self.unknown.id: self.unknown.uid}
        self._named: dict[tuple[str, str | None], sources.SourceMatch] = {}

    def source(self, document: Document, draft: DocumentDraft) -> sources.SourceMatch | None:
        """Return the source that a draft names for a document, and add it if it is new."""
        if not draft.source:
            return None
        # Of all pages of a host, the first one decides whether the domain is the source's own.
        name = draft.source, urls.host(document.url) if document.url else None
        if name not in self._named:
            self._named[name] = sources.find_or_add(
                self._session, self._actor, draft.source, document.url, draft.allowed
            )
        return self._named[name]

    def fill(self, document: Document, draft: DocumentDraft, notices: list[str] | None = None) -> DocumentChange | None:
        """Change a document; return the change, which the caller writes. `notices` say what stays."""
        notices = [] if notices is None else notices
        before = self.facts(document)
        _fill_facts(document, draft, notices)
        named = self.source(document, draft)
        if named is not None and document.source_id == self.unknown.id:
            document.source_id = named.source.id
            near = f" (near: {', '.join(named.near)})" if named.near else ""
            notices.extend([f"new source: {named.source.name}{near}"] if named.added else [])
        elif named is not None and self._living_source(document).id != named.source.id:
            notices.append(f"document {document.id} keeps its source: the other source was not used")
        document.is_article = document.is_article or draft.is_article
        # Times are shown for transcripts alone: [10:30] in a live blog is the time of a clock.
        if draft.medium is Medium.TRANSCRIPT and document.medium in {Medium.NEWS, Medium.WEB, Medium.OTHER}:
            document.medium = Medium.TRANSCRIPT
        after = self.facts(document)
        return DocumentChange(document.uid, before, after) if after != before else None

    def facts(self, document: Document) -> Facts:
        """Return the facts of a document for the history."""
        return document_facts(document, self._uid(document.source_id))

    def _living_source(self, document: Document) -> Source:
        return SOURCES.living_one(self._session, self._session.get_one(Source, document.source_id))

    def _uid(self, source_id: int) -> str:
        if source_id not in self._uids:
            self._uids[source_id] = self._session.scalars(select(Source.uid).where(Source.id == source_id)).one()
        return self._uids[source_id]


def document_facts(document: Document, source_uid: str) -> Facts:
    """Return the facts of a document for the history, which names its source by uid."""
    return {
        "url": document.url,
        "typed_url": document.typed_url,
        "source": source_uid,
        "title": document.title,
        "author": document.author,
        "published_on": document.published_on.isoformat() if document.published_on else None,
        "published_precision": str(document.published_precision),
        "medium": str(document.medium),
        "language": document.language,
        "is_article": document.is_article,
    }


def _fill_facts(document: Document, draft: DocumentDraft, notices: list[str]) -> None:
    texts = {
        name: text.clean_optional(getattr(draft, name), name, lines=False, allowed=draft.allowed)
        for name in ("title", "author", "language")
    }
    new_columns: dict[str, object] = {column: value for column, value in texts.items() if value}
    if draft.published.day is not None:
        new_columns["published_on"] = draft.published.day
    if not document.title and draft.headline:
        new_columns.setdefault("title", text.clean(draft.headline, "title", lines=False))
    for column, value in new_columns.items():
        if getattr(document, column) is None:
            setattr(document, column, value)
            if column == "published_on":  # a day and its precision belong together
                document.published_precision = draft.published.precision
        elif getattr(document, column) != value:
            notices.append(f"document {document.id} keeps its {column}: {getattr(document, column)}")
