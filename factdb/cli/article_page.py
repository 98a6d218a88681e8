"""Prints an article for people, each claim's passage marked with the claim's number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factdb.cli.colours import heading
from factdb.cli.layout import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def page(article: Mapping[str, Any]) -> Iterable[str]:
    """Yield the lines of the article's page."""
    yield from map(heading, wrapped(f"article {article['id']} · {article['title'] or 'untitled'}", "", "  "))
    about = (article["source"], article["author"], article["published_on"], article["language"])
    yield from wrapped(", ".join(part for part in about if part), "  ")
    if article["url"]:
        yield from wrapped(article["url"], "  ")
    if article["text"] is None:
        yield "  its text isn't kept"
        return
    yield from wrapped(f"{len(article['text'])} characters, SHA-256 {article['sha256']}", "  ")
    yield ""
    yield from wrapped(_marked(article["text"], article["spans"]), "  ")


def _marked(text: str, spans: Iterable[Mapping[str, int]]) -> str:
    """Return the text with [7: before and ] after each passage; marks at one place close before they open."""
    marks = [(span["start"], 1, f"[{span['claim']}: ") for span in spans]
    marks += [(span["end"], 0, "]") for span in spans]
    parts, done = [], 0
    for place, _, mark in sorted(marks):
        parts += [text[done:place], mark]
        done = place
    return "".join([*parts, text[done:]])
