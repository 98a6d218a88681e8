"""Reads an article from what a person hands in: plain text, or a page of HTML with the facts in its head."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from factdb.domain.enums import Medium
from factdb.domain.text import headline
from factdb.services.documents import documents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.orm import Session

    from factdb.extract.html_page import ArticlePage

# A page may begin with comments. A text that mentions a tag later is not a page.
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article that is handed in: its text, its facts from the page and from the person, and the file's name."""

    text: str
    draft: documents.DocumentDraft
    file_name: str | None = None

    @property
    def reading(self) -> documents.Reading:
        """The text with the name of its file, as services take it."""
        return documents.Reading.of_text(self.text, self.file_name)

    def missing_facts(self, session: Session | None) -> list[str]:
        """Return which of `source` and `published` somebody must still name; nothing for an article of the ledger."""
        if session and documents.find_document(session, self.draft, self.reading) is not None:
            return []
        stated = {"source": self.draft.source, "published": self.draft.published.day}
        return [name for name, value in stated.items() if not value]


def read_article(raw: str, details: Mapping[str, Any], file_name: str | None = None) -> NewArticle:
    """Read an article; the facts that a person states (None: not stated) come before facts from the page."""
    draft = documents.DocumentDraft(medium=Medium.NEWS, is_article=True)
    if _HTML.match(raw):
        raw, draft = _read_page(raw, draft)
    else:
        draft = replace(draft, headline=headline(raw))
    typed = {key: value for key, value in details.items() if value is not None}
    return NewArticle(raw, replace(draft, **typed), file_name)


def outcome(stored: documents.StoredDocument, text: str) -> str:
    """Return what became of an article, as in "added, 1200 characters"."""
    done = "added" if stored.added else "new text added" if stored.newly_read else "already in the ledger"
    return f"{done}, {len(text)} characters"


def _read_page(html: str, draft: documents.DocumentDraft) -> tuple[str, documents.DocumentDraft]:
    from factdb.extract import html_page  # noqa: PLC0415 - a plain text does not wait for it

    page: ArticlePage = html_page.read_page(html, _page_reader())
    facts = {name: getattr(page, name) for name in ("title", "source", "author", "published", "language", "url")}
    return page.text, replace(draft, **facts)


def _page_reader() -> Callable[[str], str] | None:
    """Return the better reader of pages that the extra `pages` installs, None without it."""
    try:
        import trafilatura  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        return None

    def body(html: str) -> str:
        # Comments of readers, and tables, are not sentences of the author.
        text: str | None = trafilatura.extract(html, include_comments=False, include_tables=False)
        return text or ""

    return body
