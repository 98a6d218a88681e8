"""Reads a page of any kind: the one function that files, forms and fetched pages go through."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from urllib.parse import urljoin

from factdb.domain import text, urls
from factdb.domain.dates import UNKNOWN, PartialDate
from factdb.errors import BadValueError, UnreadableFileError
from factdb.extract.transcripts import caption_file

# A page may begin with a declaration and comments. A text that mentions a tag later is not a page.
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRONT_PAGE = re.compile(r"https?://[^/?]+/")
_HEAD = 1 << 16  # bytes that show what a file is
_CAPTION_FILES = frozenset({".vtt", ".srt"})
_CAPTION_TYPES = frozenset({"text/vtt", "text/srt", "application/x-subrip"})
_PDF, _PDF_WITHIN = b"%PDF-", 1024  # a PDF may have other bytes before its mark, but not many
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# Characters that no text of a page has on purpose; PostgreSQL refuses the first, and faces the others.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Letters that only bytes of UTF-8 give, read as Windows-1252: what becomes of an apostrophe, or of an e with accent.
_GARBLED = re.compile(
    "\u00e2\u20ac[\u0152\u0153\u2122\u02dc\u201c\u201d\u00a6\u00a2]|\u00c3[\u00a0-\u00bf\u0192\u201a-\u2030]"
)
_FEWEST_GARBLED = 2


class PageKind(StrEnum):
    """What the bytes of a page are."""

    HTML = "html"
    PDF = "pdf"
    CAPTIONS = "captions"
    TEXT = "text"


class Doubt(StrEnum):
    """What a person should check about a page that was read, as a sentence without its full stop."""

    NO_TEXT = "no text of an article is in the page"
    LITTLE_TEXT = "the text is short beside the rest of the page: check that it is the whole article"
    OTHER_ENCODING = "the page names another encoding, but it is UTF-8 and was read as UTF-8"
    GUESSED_ENCODING = "the page does not name its encoding: check letters with accents"
    LOST_LETTERS = "some letters cannot be read: each is shown as \ufffd"
    GARBLED = "letters look garbled, as \u00e2\u20ac\u2122 for \u2019: compare the text with the page"
    OTHER_ADDRESS = "the page names an address of another site as its own"
    DAMAGED_PAGES = "some pages of the PDF are damaged, and their text is missing"
    BROKEN_TIMES = "some times of the captions cannot be read: their words have the time of the caption before"
    NO_SPEAKERS = "the captions name no speaker: the speaker of each claim is not known"
    DAY_OF_FILE = "the date is the day on which the PDF file was made"


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page as it was read: its text, a paragraph a line with an empty line between, and what it says about itself.

    `text` is empty where the page has none (`Doubt.NO_TEXT`). `url` is what the page states as its own address, in its
    canonical form. `published` and `modified` may be unknown.
    """

    kind: PageKind
    text: str
    title: str | None = None
    author: str | None = None
    source: str | None = None
    published: PartialDate = UNKNOWN
    modified: PartialDate = UNKNOWN
    url: str | None = None
    language: str | None = None
    doubts: tuple[Doubt, ...] = ()


def read_page(raw: bytes, name: str, content_type: str = "", address: str | None = None) -> PageReading:
    """Read a page from its bytes; refuse what is neither HTML nor PDF nor captions nor text, or cannot be read as such.

    `name` is the name of the file, or the address, in refusals. `content_type` is a server's header, with its charset;
    without it the bytes decide, and the ending of the name. `address` is where the page was fetched.
    """
    if not raw.strip():
        raise UnreadableFileError(name, "it is empty")
    kind = page_kind(raw, name, content_type)
    if kind is PageKind.TEXT:
        return _read_text(raw, name, content_type)
    if kind is PageKind.CAPTIONS:
        return _read_captions(raw, name, content_type)
    if kind is PageKind.PDF:
        from factdb.extract.pages import pdf_page  # noqa: PLC0415 - a plain text waits for neither reader

        return pdf_page.read(raw, name)
    from factdb.extract.pages import html_page  # noqa: PLC0415 - as above

    return html_page.read(raw, name, content_type, address)


def is_html(raw: bytes, content_type: str = "") -> bool:
    """Return whether bytes are a page of HTML: by the media type that a server names, or by how they begin."""
    encoding = "utf-16" if raw.startswith(_UTF16_BOMS) else "utf-8-sig"
    is_called_html = content_type.partition(";")[0].strip().lower() in {"text/html", "application/xhtml+xml"}
    return is_called_html or _HTML.match(raw[:_HEAD].decode(encoding, "ignore")) is not None


def without_controls(words: str) -> str:
    """Return a text without control characters and other code points that are no letters."""
    return _CONTROLS.sub("", words)


def doubts_about_letters(words: str) -> list[Doubt]:
    """Return what is doubtful about the letters of a text."""
    lost = [Doubt.LOST_LETTERS] if "\ufffd" in words else []
    garbled = len(_GARBLED.findall(words)) >= _FEWEST_GARBLED
    return [*lost, *([Doubt.GARBLED] if garbled else [])]


def own_address(stated: str | None, address: str | None) -> tuple[str | None, list[Doubt]]:
    """Return the canonical address that a page states as its own; None where it states none that can be right.

    Publishing systems with a fault name their front page for every article, and a hostile page names an address of
    another outlet: then the address under which somebody cites it counts. So does it after a redirect: two articles
    that both lead to one section page now are two documents.
    """
    fetched = _canonical(address)
    own = _canonical(stated, address)
    if own is None or _FRONT_PAGE.fullmatch(own):
        return None, []
    if fetched and urls.registered_domain(own) != urls.registered_domain(fetched):
        return None, [Doubt.OTHER_ADDRESS]
    return own, []


def _canonical(url: str | None, base: str | None = None) -> str | None:
    try:
        return urls.canonical(urljoin(base or "", url)) if url else None
    except (BadValueError, ValueError):
        return None


def page_kind(raw: bytes, name: str, content_type: str = "") -> PageKind:
    """Return what bytes are; what is none of the other kinds counts as text, unless a server names another type."""
    media_type = content_type.partition(";")[0].strip().lower()
    # What a server says of a PDF or a page is often wrong; its first bytes are not.
    ending = PurePath(name).suffix.casefold()
    is_called_pdf = media_type == "application/pdf" or ending == ".pdf"
    if raw.startswith(_PDF) or (is_called_pdf and _PDF in raw[:_PDF_WITHIN]):
        return PageKind.PDF
    if ending in {".html", ".htm", ".xhtml"} or is_html(raw, content_type):
        return PageKind.HTML
    if ending in _CAPTION_FILES or media_type in _CAPTION_TYPES or _begins_captions(raw):
        return PageKind.CAPTIONS
    if is_called_pdf:
        raise UnreadableFileError(name, "it is not a PDF, or it is damaged", "Download it again.")
    if media_type and not media_type.startswith("text/"):
        raise UnreadableFileError(name, f'its content type "{media_type[:60]}" is not that of a page or a text')
    return PageKind.TEXT


def _begins_captions(raw: bytes) -> bool:
    encoding = "utf-16" if raw.startswith(_UTF16_BOMS) else "utf-8-sig"
    return caption_file.is_captions(raw[:_HEAD].decode(encoding, "ignore"))


def _read_captions(raw: bytes, name: str, content_type: str) -> PageReading:
    """Read captions, WebVTT or SRT; their text is that of a transcript, with a time for each paragraph."""
    from factdb.extract.transcripts import caption_text  # noqa: PLC0415 - few files are captions

    words = _decode(raw, name, content_type)
    if not caption_file.is_captions(words) and "-->" not in words:
        raise UnreadableFileError(
            name, "it has no captions with times", "If it is a transcript as plain text, let its name end with .txt."
        )
    captions = caption_file.read_captions(words)
    text = caption_text.write_text(captions.captions)
    if not text:
        raise UnreadableFileError(name, "its captions have no words", "Download the captions again, in another format.")
    doubts = [
        *([Doubt.BROKEN_TIMES] if captions.broken_times else []),
        *([] if caption_text.names_speakers(text) else [Doubt.NO_SPEAKERS]),
        *doubts_about_letters(text),
    ]
    return PageReading(PageKind.CAPTIONS, text, title=captions.title, language=captions.language, doubts=tuple(doubts))


def _read_text(raw: bytes, name: str, content_type: str) -> PageReading:
    words = _decode(raw, name, content_type)
    return PageReading(PageKind.TEXT, words, title=text.headline(words), doubts=tuple(doubts_about_letters(words)))


def _decode(raw: bytes, name: str, content_type: str) -> str:
    """Return the text of a file that is no page; it must be UTF-8, unless a server names another encoding."""
    from factdb.extract.pages import charsets  # noqa: PLC0415 - most texts are files, which name no encoding

    # A file that names no encoding must be UTF-8, and the refusal says how to convert it: nothing is guessed.
    is_named = charsets.named_in(content_type)
    return without_controls(charsets.decode(raw, content_type).text) if is_named else text.decode(raw, name)
