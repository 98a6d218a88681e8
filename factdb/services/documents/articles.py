"""Articles: the documents whose claims the desk checks, with their text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import dates
from factdb.errors import NoSuchError
from factdb.services.documents import documents
from factdb.services.people.namebook import SOURCES
from factdb.store.models import Claim, Document, Source

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor

COLUMNS = ("id", "uid", "source", "published_on", "title", "author", "url", "language", "claims")


def add(
    session: Session, actor: Actor, draft: documents.DocumentDraft, reading: documents.Reading
) -> documents.StoredDocument:
    """Store an article with its text; the same article again changes nothing."""
    actor.require("articles add")
    return documents.store_document(session, actor, draft, reading)


def list_articles(session: Session) -> list[dict[str, Any]]:
    """Return the articles, newest first, with the number of their claims."""
    query = _articles().order_by(Document.published_on.is_(None), Document.published_on.desc(), Document.id)
    return [_row(*row) for row in session.execute(query)]


def article_details(session: Session, number: int) -> dict[str, Any]:
    """Return an article with its text, and the spans of its claims."""
    article = session.execute(_articles().where(Document.id == number)).one_or_none()
    if article is None:
        raise NoSuchError("article", number, next_step="See all articles: factdb articles list")
    capture = documents.newest_text(session, number)
    spans = (
        select(Claim.id, Claim.span_start, Claim.span_end)
        .where(Claim.document_id == number, Claim.span_start.is_not(None))
        .order_by(Claim.span_start, Claim.id)
    )
    return {
        **_row(*article),
        "captured_at": capture.captured_at if capture else None,
        "sha256": capture.sha256 if capture else None,
        "spans": [{"claim": row.id, "start": row.span_start, "end": row.span_end} for row in session.execute(spans)],
        "text": capture.text if capture else None,
    }


def _articles() -> Select[Document, Source, int]:
    count = select(func.count()).where(Claim.document_id == Document.id).scalar_subquery()
    living = SOURCES.living_id_of(Document.source_id)
    return select(Document, Source, count).join(Source, Source.id == living).where(Document.is_article)


def _row(document: Document, source: Source, claims: int) -> dict[str, Any]:
    return {
        "id": document.id,
        "uid": document.uid,
        "source": source.name,
        "published_on": dates.shown(document.published_on, document.published_precision),
        "title": document.title,
        "author": document.author,
        "url": document.url,
        "language": document.language,
        "claims": claims,
    }
