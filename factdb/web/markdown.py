"""Renders a page of the guide as HTML for the browser, under a policy that allows nothing inline.

CommonMark with tables, by markdown-it-py. HTML in a page is shown as text: all markup of the answer is made here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markupsafe import Markup

from factdb import guide

if TYPE_CHECKING:
    from markdown_it.token import Token

HEADING = "heading-"  # before the anchor of a heading: elements of the pages around it have names of their own
_COMMENT = re.compile(r"^<!--.*?-->\n", re.MULTILINE | re.DOTALL)
_PAGE = re.compile(r"([\w-]+)\.md(?:#(.*))?")
_ALIGNMENT = re.compile(r"text-align:(\w+)")


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
