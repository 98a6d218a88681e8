"""Reads an article from what a person hands in: plain text, captions, or a page of HTML or a PDF with its facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from factdb.domain.enums import Medium
from factdb.errors import UnreadableFileError
from factdb.errors.archive import NoArticlePageError
from factdb.extract.pages import page_reading
from factdb.services.documents import captures, documents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.extract.pages.page_reading import PageReading
    from factdb.services.documents.page_fetching import PageFetcher

_NO_TEXT = {
    page_reading.PageKind.HTML: (
        "it has no text of an article: it has only menus, or a script loads the text",
        "Save the page in the browser when its text is shown, or copy the text into a plain file.",
    ),
    page_reading.PageKind.PDF: (
        "its pages are pictures without text",
        "Make the text readable with a program for OCR first.",
    ),
}


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article that is handed in: its text, its facts from the page and from the person, and the file's name.

    `doubts` are sentences about what a person should check. `fetched` is there for a page that factdb fetched itself.
    """

    text: str
    draft: documents.DocumentDraft
    file_name: str | None = None
    doubts: tuple[str, ...] = ()
    fetched: captures.Reading | None = None

    @property
    def reading(self) -> captures.Reading:
        """The text with the name of its file, or the fetched page, as services take it."""
        return self.fetched or captures.Reading.of_text(self.text, self.file_name)

    def missing_facts(self, session: Session | None) -> list[str]:
        """Return which of `source` and `published` somebody must still name; nothing for an article of the ledger."""
        if session and documents.find_document(session, self.draft, self.reading) is not None:
            return []
        stated = {"source": self.draft.source, "published": self.draft.published.day}
        return [name for name, value in stated.items() if not value]


def read_article(raw: bytes, details: Mapping[str, Any], name: str, file_name: str | None = None) -> NewArticle:
    """Read an article; the facts that a person states (None: not stated) come before facts from the page.

    `name` is what refusals call it. A page without the text of an article is refused: it would be stored for good.
    """
    page = page_reading.read_page(raw, name, address=details.get("url"))
    return article_of_page(page, details, name, file_name)


def fetch_article(fetcher: PageFetcher, address: str, details: Mapping[str, Any]) -> NewArticle:
    """Fetch an article and read it; refuse a page that is not there, or shows no text of an article."""
    look = fetcher.look_at(address)
    if look.file is None or look.file.page is None:
        raise NoArticlePageError(address, look.observation.why)
    article = article_of_page(look.file.page, details, address)
    own = replace(article.draft, url=article.draft.url or address, typed_url=details.get("url") or address)
    return replace(article, draft=own, fetched=look.file.reading)


def article_of_page(
    page: PageReading, details: Mapping[str, Any], name: str, file_name: str | None = None
) -> NewArticle:
    """Return the article of a page that was read; a page without the text of an article is refused."""
    if not page.text:
        raise UnreadableFileError(name, *_NO_TEXT[page.kind])
    stated = documents.draft_of_page(page)
    draft = replace(stated, medium=stated.medium or Medium.NEWS, is_article=True)
    typed = {key: value for key, value in details.items() if value is not None}
    doubts = [doubt for doubt in page.doubts if not (doubt is page_reading.Doubt.DAY_OF_FILE and "published" in typed)]
    return NewArticle(page.text, replace(draft, **typed), file_name, tuple(map(str, doubts)))


def outcome(stored: documents.StoredDocument, text: str) -> str:
    """Return what became of an article, as in "added, 1200 characters"."""
    done = "added" if stored.added else "new text added" if stored.newly_read else "already in the ledger"
    return f"{done}, {len(text)} characters"
