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
_BY = re.compile(r"^\s*by\s+", re.IGNORECASE)
_MOST_NODES = 5000
_LONGEST = 300


@dataclass(slots=True)
class Facts:
    """What a page tells about itself, as it stands in it."""

    meta: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)  # text of elements: title, h1, author, time
    scripts: list[str] = field(default_factory=list)
    canonical: str = ""
    language: str = ""

    def see(self, tag: str, given: dict[str, str]) -> None:
        """Note the attributes of an element."""
        if tag == "meta":
            name = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
            if name and given.get("content"):
                self.meta.setdefault(name, given["content"])
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.canonical = self.canonical or given.get("href", "")
        elif tag == "html":
            self.language = given.get("lang", "")
        elif tag == "time" and given.get("datetime"):
            published = given.get("itemprop") == "datePublished" or "pubdate" in given
            self.meta.setdefault("time, published" if published else "time", given["datetime"])

    def wants(self, tag: str, given: dict[str, str]) -> str | None:
        """Return under which name the text of an element is kept, None where it isn't."""
        if tag == "script" and linked_data.is_script_type(given.get("type")):
            self.scripts.append("")
            return "script"
        if tag in {"title", "h1"}:
            return None if tag in self.told else tag
        is_author = given.get("itemprop") == "author" or "author" in given.get("rel", "").split()
        return "author" if is_author and "author" not in self.told else None

    def tell(self, name: str, data: str) -> None:
        """Keep the text of an element."""
        if name == "script":
            self.scripts[-1] += data
        else:
            self.told[name] = self.told.get(name, "") + data


@dataclass(frozen=True, slots=True)
class Told:
    """What a page tells about itself, read."""

    title: str | None
    source: str | None
    author: str | None
    published: PartialDate
    language: str | None
    url: str | None


def read(facts: Facts) -> Told:
    """Choose what a page tells about itself: JSON-LD before meta tags, and these before elements."""
    node = next(iter(_articles(facts.scripts)), {})
    title = _first(first_text(node, "headline"), *_meta(facts, _TITLES), facts.told.get("h1"), facts.told.get("title"))
    source = _first(_names(node, "publisher"), *_meta(facts, _SOURCES))
    author = _first(_names(node, "author"), *filter(_is_no_address, _meta(facts, _AUTHORS)), facts.told.get("author"))
    times = [first_text(node, "datePublished"), *_meta(facts, (*_DATES, "time, published", "time"))]
    url = _first(facts.canonical, *_meta(facts, _URLS), _address(node))
    language = _first(facts.language, first_text(node, "inLanguage"), *_meta(facts, ("og:locale", "language")))
    return Told(
        title,
        source,
        _BY.sub("", author) if author else None,
        _date(times),
        language.replace("_", "-") if language else None,
        url if url and url.startswith(("http://", "https://")) else None,
    )


def _articles(scripts: list[str]) -> list[Node]:
    """Return the nodes of JSON-LD that are articles, mere pages last; what is no JSON is passed over."""
    articles: list[Node] = []
    for script in scripts:
        try:
            values = linked_data.read_script(script)
        except (ValueError, RecursionError):
            continue
        articles += (node for node in linked_data.nodes(values, _MOST_NODES) if linked_data.types(node) & _ARTICLES)
    # In a @graph the WebPage mostly stands before the article on it, and has less to say.
    return sorted(articles, key=lambda node: linked_data.types(node) == {"WebPage"})


def _names(node: Node, key: str) -> str | None:
    """Return the name of a person or outlet, those of several with commas between."""
    names = [first_text(bearer, "name") for bearer in linked_data.objects(node, key)]
    return ", ".join(name for name in names if name) or None


def _address(node: Node) -> str | None:
    pages = linked_data.parts(node, "mainEntityOfPage")
    entity = next((page.get("@id") if isinstance(page, dict) else page for page in pages), None)
    return first_text(node, "url") or (entity if isinstance(entity, str) else None)


def _meta(facts: Facts, names: tuple[str, ...]) -> list[str]:
    return [facts.meta[name] for name in names if name in facts.meta]


def _is_no_address(value: str) -> bool:
    return "://" not in value and not value.startswith("@")


def _first(*values: str | None) -> str | None:
    for each in values:
        if each and (text := " ".join(each.split())[:_LONGEST]):
            return text
    return None


def _date(times: list[str | None]) -> PartialDate:
    for each in times:
        if each:
            try:
                return dates_as_written.read(each, "published")
            except errors.FactdbError:
                continue
    return UNKNOWN
