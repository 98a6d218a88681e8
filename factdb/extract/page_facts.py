"""Reads who published a page, when and under which title: from JSON-LD, meta tags and time elements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb import errors
from factdb.domain import dates_as_written, linked_data
from factdb.domain.dates import UNKNOWN, PartialDate
from factdb.domain.linked_data import first_text

if TYPE_CHECKING:
    from factdb.domain.linked_data import Node

_ARTICLES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
        "WebPage",
    ]
)
_TITLES = ("og:title", "twitter:title", "dc.title", "headline")
_SOURCES = ("og:site_name", "application-name", "publisher", "dc.publisher")
_AUTHORS = ("author", "article:author", "byl", "dc.creator", "parsely-author", "sailthru.author", "twitter:creator")
_DATES = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publication_date",
    "og:published_time",
)
_URLS = ("og:url", "twitter:url")
_BYLINE_START = re.compile(r"^\s*by\s+", re.IGNORECASE)
_MOST_NODES = 5000  # of JSON-LD: more is not a description of an article, and would take long
_LONGEST_TEXT = 300  # characters of a title or a name; the rest is cut off


@dataclass(slots=True)
class PageMarkup:
    """What a page says about itself, as it is written in the page."""

    meta: dict[str, str] = field(default_factory=dict)
    element_texts: dict[str, str] = field(default_factory=dict)  # text of elements: title, h1, author, time
    scripts: list[str] = field(default_factory=list)
    canonical: str = ""
    language: str = ""

    def note_element(self, tag: str, attributes: dict[str, str]) -> None:
        """Note the attributes of an element."""
        if tag == "meta":
            name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
            if name and attributes.get("content"):
                self.meta.setdefault(name, attributes["content"])
        elif tag == "link" and "canonical" in attributes.get("rel", "").lower().split():
            self.canonical = self.canonical or attributes.get("href", "")
        elif tag == "html":
            self.language = attributes.get("lang", "")
        elif tag == "time" and attributes.get("datetime"):
            published = attributes.get("itemprop") == "datePublished" or "pubdate" in attributes
            self.meta.setdefault("time, published" if published else "time", attributes["datetime"])

    def key_of_text(self, tag: str, attributes: dict[str, str]) -> str | None:
        """Return the name under which the text of an element is kept; None: it is not kept."""
        if tag == "script" and linked_data.is_script_type(attributes.get("type")):
            self.scripts.append("")
            return "script"
        if tag in {"title", "h1"}:
            return None if tag in self.element_texts else tag
        is_author = attributes.get("itemprop") == "author" or "author" in attributes.get("rel", "").split()
        return "author" if is_author and "author" not in self.element_texts else None

    def add_text(self, name: str, text: str) -> None:
        """Keep the text of an element."""
        if name == "script":
            self.scripts[-1] += text
        else:
            self.element_texts[name] = self.element_texts.get(name, "") + text


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says about itself, after reading it."""

    title: str | None
    source: str | None
    author: str | None
    published: PartialDate
    language: str | None
    url: str | None


def choose_facts(facts: PageMarkup) -> PageFacts:
    """Choose the facts of a page: JSON-LD before meta tags, and these before elements."""
    node = next(iter(_article_nodes(facts.scripts)), {})
    title = _first_text(
        first_text(node, "headline"),
        *_meta_values(facts, _TITLES),
        facts.element_texts.get("h1"),
        facts.element_texts.get("title"),
    )
    source = _first_text(_joined_names(node, "publisher"), *_meta_values(facts, _SOURCES))
    author = _first_text(
        _joined_names(node, "author"),
        *filter(_is_no_address, _meta_values(facts, _AUTHORS)),
        facts.element_texts.get("author"),
    )
    times = [first_text(node, "datePublished"), *_meta_values(facts, (*_DATES, "time, published", "time"))]
    url = _first_text(facts.canonical, *_meta_values(facts, _URLS), _address(node))
    language = _first_text(
        facts.language, first_text(node, "inLanguage"), *_meta_values(facts, ("og:locale", "language"))
    )
    return PageFacts(
        title,
        source,
        _BYLINE_START.sub("", author) if author else None,
        _first_date(times),
        language.replace("_", "-") if language else None,
        url if url and url.startswith(("http://", "https://")) else None,
    )


def _article_nodes(scripts: list[str]) -> list[Node]:
    """Return the nodes of JSON-LD that are articles, mere pages last; what is not JSON is skipped."""
    articles: list[Node] = []
    for script in scripts:
        try:
            values = linked_data.read_script(script)
        except (ValueError, RecursionError):
            continue
        articles += (node for node in linked_data.nodes(values, _MOST_NODES) if linked_data.types(node) & _ARTICLES)
    # In a @graph the WebPage mostly comes before the article on it, and has less to say.
    return sorted(articles, key=lambda node: linked_data.types(node) == {"WebPage"})


def _joined_names(node: Node, key: str) -> str | None:
    """Return the name of a person or outlet, those of several with commas between."""
    names = [first_text(bearer, "name") for bearer in linked_data.objects(node, key)]
    return ", ".join(name for name in names if name) or None


def _address(node: Node) -> str | None:
    pages = linked_data.parts(node, "mainEntityOfPage")
    entity = next((page.get("@id") if isinstance(page, dict) else page for page in pages), None)
    return first_text(node, "url") or (entity if isinstance(entity, str) else None)


def _meta_values(facts: PageMarkup, names: tuple[str, ...]) -> list[str]:
    return [facts.meta[name] for name in names if name in facts.meta]


def _is_no_address(value: str) -> bool:
    return "://" not in value and not value.startswith("@")


def _first_text(*values: str | None) -> str | None:
    for candidate in values:
        if candidate and (text := " ".join(candidate.split())[:_LONGEST_TEXT]):
            return text
    return None


def _first_date(times: list[str | None]) -> PartialDate:
    for written in times:
        if written:
            try:
                return dates_as_written.read(written, "published")
            except errors.FactdbError:
                continue
    return UNKNOWN
