"""Reads a page of HTML: the running text of the article, and what the page says about it. Standard library alone.

A better reader of pages, where one is installed, takes the place of `body`: `read_page(html, body=better)`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Protocol

from factdb.extract import page_facts, vocabulary
from factdb.extract.page_facts import PageMarkup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from factdb.domain.dates import PartialDate

# Possessive, and every repetition bounded: what doesn't end soon is not a tag. A "<" outside of quotes ends it too.
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})"""
    r"""((?:[^<>"']{1,2000}+|"[^"]{0,2000}+"|'[^']{0,2000}+'|["']){0,200}+)>"""
)
_ATTRIBUTE = re.compile(
    r"""([^\s=/>"'<]{1,100}+)(?:\s{0,20}+=\s{0,20}+(?:"([^"]{0,2000}+)"|'([^']{0,2000}+)'|([^\s"'<>]{1,2000}+)))?"""
)
# Elements whose text is not markup: a "<" in a script begins no tag.
_RAW_TEXT_TAGS = frozenset({"script", "style", "textarea", "title", "xmp"})


class MarkupHandler(Protocol):
    """Receives the tags and the text of a page, in order."""

    def handle_start(self, tag: str, attributes: dict[str, str]) -> None:
        """Receive an opening tag, in small letters, and its attributes."""

    def handle_end(self, tag: str) -> None:
        """Receive a closing tag."""

    def handle_text(self, text: str) -> None:
        """Receive text, its character references replaced."""


def parse_markup(html: str, reader: MarkupHandler) -> None:
    """Pass the tags and the text of a page to a reader."""
    at = 0
    while at < len(html):
        opening = html.find("<", at)
        if opening < 0:
            opening = len(html)
        if opening > at:
            reader.handle_text(unescape(html[at:opening]))
        at = _parse_at(html, opening, reader) if opening < len(html) else opening


def _parse_at(html: str, at: int, reader: MarkupHandler) -> int:
    """Read what begins with "<" and return where it ends."""
    if html.startswith(("<!", "<?"), at):
        return _end_of_declaration(html, at)
    match = _TAG.match(html, at)
    if match is None:
        reader.handle_text("<")
        return at + 1
    tag = match[2].lower()
    if match[1]:
        reader.handle_end(tag)
        return match.end()
    reader.handle_start(tag, dict(_attributes(match[3])))
    return _pass_on_raw_text(html, match.end(), tag, reader) if tag in _RAW_TEXT_TAGS else match.end()


def _end_of_declaration(html: str, at: int) -> int:
    """Return where a comment, a doctype or an instruction ends: the page, where nothing ends it."""
    closing = "-->" if html.startswith("<!--", at) else ">"
    end = html.find(closing, at + 2)
    return end + len(closing) if end >= 0 else len(html)


def _pass_on_raw_text(html: str, at: int, tag: str, reader: MarkupHandler) -> int:
    """Hand on the text of a script or a title, in which a "<" begins no tag."""
    closing = re.compile(f"</{tag}", re.IGNORECASE).search(html, at)
    end = closing.start() if closing else len(html)
    text = html[at:end]
    reader.handle_text(text if tag in {"script", "style"} else unescape(text))
    return end


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for match in _ATTRIBUTE.finditer(text):
        yield match[1].lower(), unescape(match[2] or match[3] or match[4] or "")


_VOID_TAGS = vocabulary.word_set("area base br col embed hr img input link meta param source track wbr")
_SKIPPED_TAGS = vocabulary.word_set(
    "script style nav footer aside form figure figcaption button noscript svg template select iframe object video "
    "audio canvas dialog menu head"
)
_BLOCK_TAGS = vocabulary.word_set(
    "p h1 h2 h3 h4 h5 h6 li blockquote pre dd dt td th div section article main header body"
)
_TEXT_TAGS = frozenset({"p", "h1", "h2", "h3", "h4", "li", "blockquote", "pre", "dd"})
_BREAK = "\v"  # stands for <br>: white space that no page needs
_TWO_BREAKS = re.compile(r"\v\s*\v")
_DEEPEST = 2000  # open elements; a page that nests deeper is not an article
_FEWEST_LETTERS = 200  # of a part of a page that is taken for the article
_SHARE = 4  # paragraphs next to the longest group count from a quarter of its length
_SHORT_LABELS = 25  # letters; shorter items of lists are menus
_MOST_LINKED = 0.5  # of a block's letters; what is mostly links leads to other articles
_JUNK = vocabulary.word_set(
    "nav menu footer sidebar related comment share social newsletter promo advert cookie breadcrumb subscribe"
)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A page as an article: its text, a paragraph a line with an empty line between, and what its head tells."""

    text: str
    title: str | None
    source: str | None
    author: str | None
    published: PartialDate
    language: str | None
    url: str | None


def read_page(html: str, body: Callable[[str], str] | None = None) -> ArticlePage:
    """Read a page of HTML; `body`, where given, returns the article's text of it in the place of our own reading."""
    reader = _BlockCollector()
    parse_markup(html, reader)
    reader.end_block()
    facts = page_facts.choose_facts(reader.facts)
    text = body(html) if body else _article_text(reader.blocks)
    return ArticlePage(text, facts.title, facts.source, facts.author, facts.published, facts.language, facts.url)


@dataclass(slots=True)
class _TextBlock:
    """A piece of running text: its element, the element around it, and how much of it is links."""

    tag: str
    parent: int
    within: frozenset[str]
    pieces: list[str] = field(default_factory=list)
    linked: int = 0

    @property
    def text(self) -> str:
        """The words with single spaces; two line breaks in a row part paragraphs."""
        parts = (" ".join(part.split()) for part in _TWO_BREAKS.split("".join(self.pieces)))
        return "\n\n".join(part for part in parts if part)


class _BlockCollector:
    """Collects blocks of text, and the facts of the head."""

    def __init__(self) -> None:
        self.facts = PageMarkup()
        self.blocks: list[_TextBlock] = []
        self.open: list[tuple[str, int, str]] = []  # tag, number, what it is a part of
        self.depths: Counter[str] = Counter()
        self.skipped = 0
        self.numbers = 0
        self.block: _TextBlock | None = None
        self.links = 0
        self.collecting: str | None = None

    def handle_start(self, tag: str, attributes: dict[str, str]) -> None:
        self.facts.note_element(tag, attributes)
        self.collecting = self.facts.key_of_text(tag, attributes) or self.collecting
        if tag == "br" and self.block is not None:
            self.block.pieces.append(_BREAK)
        if tag in _VOID_TAGS or len(self.open) >= _DEEPEST:
            return
        if tag in _BLOCK_TAGS:
            self._close_paragraph(tag)
            self.end_block()
        self.numbers += 1
        part = self._part(tag, attributes)
        if part == "skipped":
            self.end_block()
        self.open.append((tag, self.numbers, part))
        self.depths[tag] += 1
        self.skipped += part == "skipped"
        self.links += tag == "a"
        if tag in _BLOCK_TAGS:
            self._begin_block(tag)

    def handle_end(self, tag: str) -> None:
        self.collecting = None
        if not self.depths[tag]:
            return
        while self.open:
            open_tag, _, part = self.open.pop()
            self.depths[open_tag] -= 1
            self.skipped -= part == "skipped"
            self.links -= open_tag == "a"
            if open_tag in _BLOCK_TAGS:
                self.end_block()
            if open_tag == tag:
                break

    def handle_text(self, text: str) -> None:
        if self.collecting:
            self.facts.add_text(self.collecting, text)
        if self.skipped or (self.block is None and not text.strip()):
            return
        if self.block is None:
            self._begin_block(self.open[-1][0] if self.open else "body")
        if self.block is not None:
            self.block.pieces.append(text)
            self.block.linked += len(text) if self.links else 0

    def end_block(self) -> None:
        """Keep the block that is open, if it holds anything."""
        if self.block is not None and not self.skipped and any(piece.strip() for piece in self.block.pieces):
            self.blocks.append(self.block)
        self.block = None

    def _begin_block(self, tag: str) -> None:
        parent = self.open[-2][1] if len(self.open) > 1 else 0
        within = frozenset(part for _, _, part in self.open if part)
        self.block = _TextBlock(tag, parent, within)

    def _close_paragraph(self, tag: str) -> None:
        """A new block ends a paragraph whose end tag was left out."""
        if self.open and self.open[-1][0] == "p" and tag in _BLOCK_TAGS:
            self.handle_end("p")

    def _part(self, tag: str, attributes: dict[str, str]) -> str:
        if tag in _SKIPPED_TAGS or "hidden" in attributes or attributes.get("aria-hidden") == "true":
            return "skipped"
        names = f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()
        if tag in {"div", "section", "ul", "ol"} and any(junk_word in names for junk_word in _JUNK):
            return "skipped"
        if attributes.get("itemprop") == "articleBody":
            return "body"
        return tag if tag in {"article", "main"} else ""


def _article_text(blocks: list[_TextBlock]) -> str:
    """Return the article's paragraphs: those of its marked body, else of <article>, of <main>, or the longest group."""
    running_text = [block for block in blocks if _is_running_text(block)]
    for part in ("body", "article", "main"):
        article_blocks = [block for block in running_text if part in block.within]
        if sum(len(block.text) for block in article_blocks) >= _FEWEST_LETTERS:
            return _join_blocks(article_blocks)
    return _join_blocks(_longest_groups(running_text) or blocks)


def _is_running_text(block: _TextBlock) -> bool:
    text = block.text
    if not text or block.linked > len(text) * _MOST_LINKED:
        return False
    return (block.tag in _TEXT_TAGS or len(text) >= _FEWEST_LETTERS) and not (
        block.tag == "li" and len(text) < _SHORT_LABELS
    )


def _longest_groups(blocks: list[_TextBlock]) -> list[_TextBlock]:
    """Return the blocks whose common parent holds about as much text as the parent that holds most."""
    sizes: dict[int, int] = {}
    for block in blocks:
        sizes[block.parent] = sizes.get(block.parent, 0) + len(block.text)
    longest = max(sizes.values(), default=0)
    return [block for block in blocks if sizes[block.parent] * _SHARE >= longest]


def _join_blocks(blocks: list[_TextBlock]) -> str:
    return "\n\n".join(block.text for block in blocks)
