"""The guide: one page of Markdown for each topic, read on the code host, in the terminal and in the browser.

A page begins with its title, and a paragraph that says what is in it. `topics` lists the pages, `page` returns one,
`search` finds words in all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain import names
from factdb.errors import NoSuchError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER = Path(__file__).parent
# In the order in which somebody new meets them; a page that is not named here comes last.
_ORDER = (
    "reviewing", "articles", "evidence", "desk", "web", "exchange", "sql", "python", "recipes", "settings",
    "postgresql", "scale", "trust", "speed", "commands", "contributing",
)  # fmt: skip
_MARKUP = re.compile(r"[`*]")
_NO_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class GuidePage:
    """A page: its topic is the file's name, `summary` its first sentence, `text` its Markdown."""

    topic: str
    title: str
    summary: str
    text: str


class GuideMatch(NamedTuple):
    """A line of a page that has the words of a search, and the heading that it stands under with its anchor."""

    topic: str
    heading: str
    anchor: str
    line: str


class Anchors:
    """The anchors of a page's headings, as code hosts make them; a heading that comes again gets a number."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    def of(self, heading: str) -> str:
        """Return the anchor of the next heading."""
        anchor = _NO_ANCHOR.sub("", heading.lower()).replace(" ", "-")
        again = self._count[anchor]
        self._count[anchor] += 1
        return f"{anchor}-{again}" if again else anchor


@cache
def topics() -> tuple[str, ...]:
    """Return the topics, in the order in which somebody new meets them."""
    files = {file.stem for file in _FOLDER.glob("*.md")}
    return (*(topic for topic in _ORDER if topic in files), *sorted(files - set(_ORDER)))


@cache
def page(topic: str) -> GuidePage:
    """Return the page of a topic, or refuse the topic with those that are spelled like it."""
    if topic not in topics():
        near = names.nearest_names(topic, topics(), 3)
        raise NoSuchError("page of the guide about", topic, near, "See all topics: factdb guide")
    text = (_FOLDER / f"{topic}.md").read_text(encoding="utf-8")
    title, _, body = text.partition("\n")
    first_paragraph = " ".join(body.strip().split("\n\n")[0].split())
    summary = re.split(r"(?<=[.!?]) ", first_paragraph)[0]
    return GuidePage(topic, title.removeprefix("# "), _MARKUP.sub("", summary), text)


@cache
def pictures() -> dict[str, Path]:
    """Return the pictures of the pages, by name without the ending."""
    return {file.stem: file for file in _FOLDER.glob("*.png")}


def search(words: str) -> Iterator[GuideMatch]:
    """Yield the lines in which all words occur, in any order and any case, page by page."""
    parts = words.casefold().split()
    for topic in topics():
        anchors, anchor = Anchors(), ""
        heading, is_code = page(topic).title, False
        for line in page(topic).text.splitlines():
            is_code ^= line.startswith("```")
            if line.startswith("#") and not is_code:  # what a session prints may look like a heading
                heading = line.lstrip("# ")
                anchor = anchors.of(heading)
            folded = line.casefold()
            if parts and all(part in folded for part in parts):
                yield GuideMatch(topic, heading, anchor, line.strip())
