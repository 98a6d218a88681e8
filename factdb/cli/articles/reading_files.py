"""Reads articles from files: plain text as it stands, pages of HTML as their text with what their heads tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factdb.cli.terminal.files import read_text
from factdb.errors import NoSuchError
from factdb.errors.claims import ArticleFactsNeededError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from factdb.extract.html_page import ArticlePage
    from factdb.services.documents import documents

_ENDINGS = frozenset({".txt", ".text", ".html", ".htm", ".xhtml"})
# A page may begin with comments. A text that mentions a tag further on is no page.
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """An article as a file has it: its text, and what is known of it from the page and from the command line."""

    name: str
    text: str
    draft: documents.DocumentDraft

    @property
    def reading(self) -> documents.Reading:
        """What was read."""
        from factdb.services.documents import documents

        return documents.Reading.of_text(self.text, None if self.name == "-" else Path(self.name).name)

    def require_source_and_date(self) -> None:
        """Refuse an article of which nobody says who published it, or when."""
        missing = [
            option for option, stated in (("--source", self.draft.source), ("--published", self.draft.published.day))
            if not stated
        ]  # fmt: skip
        if missing:
            raise ArticleFactsNeededError("standard input" if self.name == "-" else self.name, missing)


def article_files(names: tuple[str, ...]) -> Iterator[str]:
    """Yield the files that were named; of a folder those of articles, by name."""
    for name in names:
        folder = Path(name)
        if name != "-" and folder.is_dir():
            paths = sorted(str(file) for file in folder.rglob("*") if file.suffix.casefold() in _ENDINGS)
            if not paths:
                raise NoSuchError(
                    "article in the folder", name, next_step=f"their names end in {', '.join(sorted(_ENDINGS))}"
                )
            yield from paths
        else:
            yield name


def read_article(name: str, details: Mapping[str, Any]) -> ArticleFile:
    """Read an article; what was given by hand comes before what a page tells of itself."""
    from factdb.domain.enums import Medium
    from factdb.services.documents import documents

    raw = read_text(name)
    draft = documents.DocumentDraft(medium=Medium.NEWS, is_article=True)
    if _HTML.match(raw):
        raw, draft = _read_page(raw, draft)
    typed = {key: value for key, value in details.items() if value is not None}
    return ArticleFile(name, raw, replace(draft, **typed))


def _read_page(html: str, draft: documents.DocumentDraft) -> tuple[str, documents.DocumentDraft]:
    from factdb.extract import html_page

    page: ArticlePage = html_page.read_page(html, _page_reader())
    facts = {name: getattr(page, name) for name in ("title", "source", "author", "published", "language", "url")}
    return page.text, replace(draft, **facts)


def _page_reader() -> Callable[[str], str] | None:
    """Return a reader of pages that knows more of them than ours, where the extra `pages` brought it."""
    try:
        import trafilatura
    except ImportError:
        return None

    def body(html: str) -> str:
        # What readers wrote below an article, and its tables, are no sentences of its author.
        text: str | None = trafilatura.extract(html, include_comments=False, include_tables=False)
        return text or ""

    return body
