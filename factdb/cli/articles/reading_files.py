"""Reads articles from files: plain text, or the text of HTML pages with the facts from their heads."""

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
# A page may begin with comments. A text that mentions a tag later is not a page.
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """An article from a file: its text, and its facts from the page and from the command line."""

    name: str
    text: str
    draft: documents.DocumentDraft

    @property
    def reading(self) -> documents.Reading:
        """The text with the name of its file, as services take it."""
        from factdb.services.documents import documents

        return documents.Reading.of_text(self.text, None if self.name == "-" else Path(self.name).name)

    def require_source_and_date(self) -> None:
        """Raise ArticleFactsNeededError for an article without a source or a date."""
        missing = [
            option for option, stated in (("--source", self.draft.source), ("--published", self.draft.published.day))
            if not stated
        ]  # fmt: skip
        if missing:
            raise ArticleFactsNeededError("standard input" if self.name == "-" else self.name, missing)


def article_files(names: tuple[str, ...]) -> Iterator[str]:
    """Yield the named files; for a folder, the article files in it, sorted by name."""
    for name in names:
        folder = Path(name)
        if name != "-" and folder.is_dir():
            paths = sorted(str(file) for file in folder.rglob("*") if file.suffix.casefold() in _ENDINGS)
            if not paths:
                raise NoSuchError(
                    "article in the folder",
                    name,
                    next_step=f"The names of article files end in {', '.join(sorted(_ENDINGS))}.",
                )
            yield from paths
        else:
            yield name


def read_article(name: str, details: Mapping[str, Any]) -> ArticleFile:
    """Read an article; facts from the command line come before facts from the page."""
    from factdb.domain.enums import Medium
    from factdb.domain.text import headline
    from factdb.services.documents import documents

    raw = read_text(name)
    draft = documents.DocumentDraft(medium=Medium.NEWS, is_article=True)
    if _HTML.match(raw):
        raw, draft = _read_page(raw, draft)
    else:
        draft = replace(draft, headline=headline(raw))
    typed = {key: value for key, value in details.items() if value is not None}
    return ArticleFile(name, raw, replace(draft, **typed))


def _read_page(html: str, draft: documents.DocumentDraft) -> tuple[str, documents.DocumentDraft]:
    from factdb.extract import html_page

    page: ArticlePage = html_page.read_page(html, _page_reader())
    facts = {name: getattr(page, name) for name in ("title", "source", "author", "published", "language", "url")}
    return page.text, replace(draft, **facts)


def _page_reader() -> Callable[[str], str] | None:
    """Return the better reader of pages that the extra `pages` installs, None without it."""
    try:
        import trafilatura
    except ImportError:
        return None

    def body(html: str) -> str:
        # Comments of readers, and tables, are not sentences of the author.
        text: str | None = trafilatura.extract(html, include_comments=False, include_tables=False)
        return text or ""

    return body
