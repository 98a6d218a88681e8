"""Reads who published a page, when and under which title: from the JSON-LD, meta tags and time elements of its tree."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factdb import errors
from factdb.domain import dates_as_written, linked_data
from factdb.domain.dates import UNKNOWN, PartialDate
from factdb.domain.linked_data import first_text
from factdb.extract.pages.page_reading import without_controls

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
    "publishdate",
    "publication_date",
    "og:published_time",
)
_CHANGES = (
    "article:modified_time",
    "datemodified",
    "og:updated_time",
    "last-modified",
    "dc.date.modified",
    "time, modified",
)
_URLS = ("og:url", "twitter:url")
_BYLINE_START = re.compile(r"^\s*by\s+", re.IGNORECASE)
_MOST_NODES = 5000  # of JSON-LD: more is not a description of an article, and would take long
_LONGEST_TEXT = 300  # characters of a title or a name; the rest is cut off


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says about itself, after reading it."""

    title: str | None
    source: str | None
    author: str | None
    published: PartialDate
    modified: PartialDate
    language: str | None
    url: str | None


@dataclass(slots=True)
class _Markup:
    """What a page says about itself, as it is written in the page."""

    meta: dict[str, str] = field(default_factory=dict)
    element_texts: dict[str, str] = field(default_factory=dict)  # text of elements: title, h1, author
    scripts: list[str] = field(default_factory=list)
    canonical: str = ""
    language: str = ""


def read_facts(tree: Any) -> PageFacts:  # noqa: ANN401 - lxml has no types
    """Choose the facts of a page: JSON-LD before meta tags, and these before elements."""
    facts = _collect(tree)
    node = next(iter(_article_nodes(facts.scripts)), {})
    title = _first_text(
        first_text(node, "headline"),
        *_meta_values(facts, _TITLES),
        facts.element_texts.get("h1"),
        facts.element_texts.get("title"),
    )
    source = _first_text(_joined_names(node, "publisher"), *_meta_values(facts, _SOURCES))
    if title and source:
        title = _without_site(title, source)
    author = _first_text(
        _joined_names(node, "author"),
        *filter(_is_name, _meta_values(facts, _AUTHORS)),
        facts.element_texts.get("author"),
    )
    times = [first_text(node, "datePublished"), *_meta_values(facts, (*_DATES, "time, published", "time"))]
    changes = [first_text(node, "dateModified"), *_meta_values(facts, _CHANGES)]
    url = _first_text(facts.canonical, *_meta_values(facts, _URLS), _address(node))
    language = _first_text(
        facts.language, first_text(node, "inLanguage"), *_meta_values(facts, ("og:locale", "language"))
    )
    return PageFacts(
        title,
        source,
        _BYLINE_START.sub("", author) if author else None,
        _first_date(times),
        _first_date(changes),
        language.replace("_", "-") if language else None,
        url,
    )


def _collect(tree: Any) -> _Markup:  # noqa: ANN401 - as above
    facts = _Markup(language=tree.get("lang") or "")
    for element in tree.iter("meta", "link", "time", "script", "title", "h1"):
        if element.tag == "meta":
            name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
            if name and element.get("content"):
                facts.meta.setdefault(name, element.get("content"))
        elif element.tag == "link":
            if "canonical" in element.get("rel", "").lower().split():
                facts.canonical = facts.canonical or element.get("href", "")
        elif element.tag == "time":
            _note_time(facts, element)
        elif element.tag == "script":
            if linked_data.is_script_type(element.get("type")):
                facts.scripts.append(element.text or "")
        else:
            _note_text(facts, element.tag, element)
    for element in tree.xpath("//*[@itemprop='author' or contains(concat(' ', @rel, ' '), ' author ')]"):
        names = element.xpath(".//*[@itemprop='name']")
        _note_text(facts, "author", names[0] if names else element)
    return facts


def _note_time(facts: _Markup, element: Any) -> None:  # noqa: ANN401 - as above
    if element.get("datetime"):
        is_published = element.get("itemprop") == "datePublished" or "pubdate" in element.attrib
        is_change = element.get("itemprop") == "dateModified"
        key = "time, published" if is_published else "time, modified" if is_change else "time"
        facts.meta.setdefault(key, element.get("datetime"))


def _note_text(facts: _Markup, name: str, element: Any) -> None:  # noqa: ANN401 - as above
    """Keep the text of the first element of a kind that has any: logos stand in headings too."""
    if not facts.element_texts.get(name):
        facts.element_texts[name] = element.text_content().strip()


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


def _meta_values(facts: _Markup, names: tuple[str, ...]) -> list[str]:
    return [facts.meta[name] for name in names if name in facts.meta]


def _is_name(value: str) -> bool:
    """Return whether a value can be a name: not an address, a handle, or the number of a user."""
    return "://" not in value and not value.startswith("@") and not value.strip().isdecimal()


def _first_text(*values: str | None) -> str | None:
    for candidate in values:
        if candidate and (text := " ".join(without_controls(_unescaped(candidate)).split())[:_LONGEST_TEXT]):
            return text
    return None


def _unescaped(value: str) -> str:
    """Return a value without character references: in scripts nothing else replaces them, and some write them twice."""
    return html.unescape(value) if "&" in value else value


def _without_site(title: str, site: str) -> str:
    """Return a title without the name of the site at its end, as in "The dam breaks - The Orr Post"."""
    match = re.search(rf"(?i)\s[-|\u2013\u2014\u00b7]\s{re.escape(site)}$", title)
    return title[: match.start()] if match and match.start() else title


def _first_date(times: list[str | None]) -> PartialDate:
    for written in times:
        if written:
            try:
                return dates_as_written.read(written, "published")
            except errors.FactdbError:
                continue
    return UNKNOWN
