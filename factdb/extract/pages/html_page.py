"""Reads a page of HTML: the running text of the article by trafilatura, and what the page says about itself."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from factdb.errors import UnreadableFileError
from factdb.errors.exchange import MissingExtraError
from factdb.extract.pages import charsets, page_facts
from factdb.extract.pages.page_reading import (
    Doubt,
    PageKind,
    PageReading,
    doubts_about_letters,
    own_address,
    without_controls,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_PAGE = 20_000_000  # characters: lxml builds a tree of all of them in memory
# Of a page's tree. News pages have up to 5,000 elements; the work on a hostile page grows with their square.
_MOST_ELEMENTS = 50_000
_SHORT = 1_500  # characters; a shorter text is compared with a more generous reading
_FULLER = 3  # times as long: then the strict reading missed the article
_LITTLE = 250  # characters; less is seldom a whole article
_REST = 4  # times as much other text on the page
_LEAST_OUTSIDE = 0.2  # of a text must stand outside of links, which articles have too; otherwise it is a menu
_ITEM = re.compile(r"^- ")  # trafilatura marks items of lists with a hyphen that the page does not have
_WORD = re.compile(r"\w+")
_UNSEEN = {"script", "style", "noscript", "template", "head", "title"}


def read(raw: bytes, name: str, content_type: str = "", address: str | None = None) -> PageReading:
    """Read a page of HTML; its text is empty where nothing on the page looks like an article."""
    html, doubts = charsets.decode(raw, content_type)
    tree = _tree(html, name)
    facts = page_facts.read_facts(tree)
    text = without_controls(_article_text(tree))
    if not text:
        doubts.append(Doubt.NO_TEXT)
    elif len(text) < _LITTLE and len(text) * _REST < sum(map(len, _visible(tree))):
        doubts.append(Doubt.LITTLE_TEXT)
    url, doubts_of_address = own_address(facts.url, address)
    doubts += [*doubts_about_letters(text), *doubts_of_address]
    return PageReading(
        PageKind.HTML,
        text,
        title=facts.title,
        author=facts.author,
        source=facts.source,
        published=facts.published,
        modified=facts.modified,
        url=url,
        language=facts.language,
        doubts=tuple(doubts),
    )


def _tree(html: str, name: str) -> Any:  # noqa: ANN401 - lxml has no types
    try:
        from lxml import etree  # noqa: PLC0415 - an extra
        from lxml import html as lxml_html  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("web pages", "pages") from None
    if len(html) > LONGEST_PAGE:
        raise UnreadableFileError(name, f"it is a page of more than {LONGEST_PAGE:,} characters")
    # As bytes, in an encoding that is given: lxml refuses a text with an XML declaration of another encoding.
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # a page of comments alone has no tree
        tree = lxml_html.document_fromstring(b"<html></html>", parser=parser)
    if sum(1 for _ in zip(tree.iter(), range(_MOST_ELEMENTS + 1), strict=False)) > _MOST_ELEMENTS:
        raise UnreadableFileError(name, f"it is a page of more than {_MOST_ELEMENTS:,} elements")
    return tree


def _article_text(tree: Any) -> str:  # noqa: ANN401 - as above
    """Return the text of the article: what a strict reading finds, or else a generous one; a menu is neither."""
    text = _extract(tree, strict=True)
    if len(text) >= _SHORT:
        return text
    text = "" if _is_menu(text, tree) else text
    generous = _extract(tree, strict=False)
    return generous if len(generous) > len(text) * _FULLER and not _is_menu(generous, tree) else text


def _extract(tree: Any, *, strict: bool) -> str:  # noqa: ANN401 - as above
    try:
        import trafilatura  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise MissingExtraError("web pages", "pages") from None
    # Comments of readers, and tables, are not sentences of the author.
    text = trafilatura.extract(tree, include_comments=False, include_tables=False, favor_precision=strict)
    lines = (_ITEM.sub("", line.strip()) for line in (text or "").split("\n"))
    return "\n\n".join(line for line in lines if line)


def _is_menu(text: str, tree: Any) -> bool:  # noqa: ANN401 - as above
    """Return whether nearly all of a text stands in links alone: its runs of three words do not occur beside them."""
    beside = deepcopy(tree)
    for link in list(beside.iter("a")):
        link.clear(keep_tail=True)
    outside = set(_runs(" ".join(beside.itertext())))
    runs = [run for line in text.splitlines() for run in _runs(line)]
    return sum(run in outside for run in runs) <= len(runs) * _LEAST_OUTSIDE


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text)
    return zip(words, words[1:], words[2:], strict=False)


def _visible(tree: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """Yield the pieces of text that a reader of the page sees."""
    for element in tree.iter():
        if element.tag not in _UNSEEN:
            yield (element.text or "").strip()
        yield (element.tail or "").strip()
