"""The guide in the browser: its topics, a page of it, and a search through all pages.

Pages are CommonMark with tables, rendered by markdown-it-py. HTML in a page is shown as text; nothing stands inline.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.responses import FileResponse

from factdb import guide
from factdb.errors import NoSuchError
from factdb.web.visits import reading

if TYPE_CHECKING:
    from markdown_it.token import Token
    from starlette.responses import Response

    from factdb.guide import GuideMatch
    from factdb.web.visits import Visit

_MOST_MATCHES = 200
HEADING = "heading-"  # before the anchor of a heading: elements of the pages around it have names of their own
_COMMENT = re.compile(r"^<!--.*?-->\n", re.MULTILINE | re.DOTALL)
_PAGE = re.compile(r"([\w-]+)\.md(?:#(.*))?")
_ITEM = re.compile(r"^(?:[|>*-]|#+|\d+\.) +| +\|$")
_ALIGNMENT = re.compile(r"text-align:(\w+)")


@reading
def show_topics(visit: Visit) -> Response:
    """Show the topics, or the lines that have the words of a search."""
    words = visit.request.query_params.get("q", "").strip()
    matches = list(guide.search(words)) if words else []
    return visit.show(
        "guide/topics.html",
        words=words,
        heading=HEADING,
        pages=[guide.page(topic) for topic in guide.topics()],
        places=[
            (place, [_line(match.line, visit.site.prefix) for match in lines])
            for place, lines in groupby(matches[:_MOST_MATCHES], _without_line)
        ],
        more=max(len(matches) - _MOST_MATCHES, 0),
    )


def _without_line(match: GuideMatch) -> GuideMatch:
    return match._replace(line="")


def _line(line: str, prefix: str) -> Markup:
    """Return a line of a page as its page shows it: the cells of a table in a row, code and links as such."""
    cells = [cell.strip() for cell in _ITEM.sub("", line).split(" | ")] if line.startswith("|") else [line]
    parser = _parser()
    tokens = parser.parseInline(_ITEM.sub("", " · ".join(filter(None, cells))))
    for part in tokens[0].children or ():
        _lead_to_pages(part, f"{prefix}/guide/")
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 - the renderer escapes all texts


@reading
def show_page(visit: Visit) -> Response:
    """Show a page of the guide."""
    page = guide.page(visit.request.path_params["topic"])
    return visit.show("guide/page.html", page=page, topics=guide.topics(), text=rendered(page.topic, visit.site.prefix))


@reading
def show_picture(visit: Visit) -> Response:
    """Send a picture of a page."""
    name = visit.request.path_params["name"]
    if (file := guide.pictures().get(name)) is None:
        raise NoSuchError("picture of the guide", name, next_step="See all topics: factdb guide")
    return FileResponse(file, headers={"cache-control": "private, max-age=3600"})


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable("table")


@cache
def rendered(topic: str, prefix: str) -> Markup:
    """Return a page of the guide as HTML; `prefix` is the path under which the pages are shown."""
    parser = _parser()
    tokens = parser.parse(_COMMENT.sub("", guide.page(topic).text))
    anchors = guide.Anchors()
    for n, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", f"{HEADING}{anchors.of(tokens[n + 1].content)}")
        elif token.type in {"fence", "table_open"}:
            token.attrSet("tabindex", "0")  # a wide one scrolls: also without a mouse
        elif "style" in token.attrs:  # the alignment of a column: styles may not stand inline
            token.attrSet("class", _ALIGNMENT.sub(r"\1", str(token.attrs.pop("style"))))
        for part in token.children or ():
            _lead_to_pages(part, f"{prefix}/guide/")
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 - the renderer escapes all texts


def _lead_to_pages(token: Token, folder: str) -> None:
    """Let links lead to the pages in the browser, and pictures to their files."""
    if token.type == "image":
        token.attrSet("src", f"{folder}{token.attrGet('src')}")
    elif token.type == "link_open" and (match := _PAGE.fullmatch(str(token.attrGet("href")))):
        token.attrSet("href", f"{folder}{match[1]}#{HEADING}{match[2]}" if match[2] else f"{folder}{match[1]}")
