"""Reads who published a page, when and under which title: from JSON-LD, meta tags and time elements."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factdb import errors
from factdb.domain import dates_as_written
from factdb.domain.dates import UNKNOWN, PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        if tag == "script" and given.get("type", "").split(";")[0].strip().lower() == "application/ld+json":
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
    node = next(_articles(facts.scripts), {})
    title = _first(_text(node.get("headline")), *_meta(facts, _TITLES), facts.told.get("h1"), facts.told.get("title"))
    source = _first(_names(node.get("publisher")), *_meta(facts, _SOURCES))
    author = _first(
        _names(node.get("author")), *filter(_is_no_address, _meta(facts, _AUTHORS)), facts.told.get("author")
    )
    times = [_text(node.get("datePublished")), *_meta(facts, (*_DATES, "time, published", "time"))]
    url = _first(facts.canonical, *_meta(facts, _URLS), _address(node))
    language = _first(facts.language, _text(node.get("inLanguage")), *_meta(facts, ("og:locale", "language")))
    return Told(
        title,
        source,
        _BY.sub("", author) if author else None,
        _date(times),
        language.replace("_", "-") if language else None,
        url if url and url.startswith(("http://", "https://")) else None,
    )


def _articles(scripts: list[str]) -> Iterator[dict[str, object]]:
    """Yield the nodes of JSON-LD that are articles, pages last; what is no JSON is passed over."""
    found: list[dict[str, object]] = []
    for script in scripts:
        try:
            found += _nodes(json.loads(script.strip()))
        except (ValueError, RecursionError):
            continue
    for is_page in (False, True):
        yield from (each for each in found if (_types(each) == {"WebPage"}) is is_page and _types(each) & _ARTICLES)


def _nodes(value: object) -> Iterator[dict[str, object]]:
    waiting, seen = [value], 0
    while waiting and seen < _MOST_NODES:
        one, seen = waiting.pop(), seen + 1
        if isinstance(one, dict):
            yield one
            waiting.extend(reversed(list(one.values())))
        elif isinstance(one, list):
            waiting.extend(reversed(one))


def _types(node: dict[str, object]) -> set[str]:
    kinds = node.get("@type")
    return {str(each) for each in (kinds if isinstance(kinds, list) else [kinds])}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _names(value: object) -> str | None:
    """Return the name of a person or outlet, those of several with commas between."""
    every = value if isinstance(value, list) else [value]
    names = [_text(each.get("name")) if isinstance(each, dict) else _text(each) for each in every]
    return ", ".join(each for each in names if each) or None


def _address(node: dict[str, object]) -> str | None:
    entity = node.get("mainEntityOfPage")
    return _text(node.get("url")) or _text(entity.get("@id") if isinstance(entity, dict) else entity)


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
