"""Says what the bytes of a page are: their kind, their charset, and for HTML what a check needs of the source.

The running text of a page is read elsewhere, in `factdb.extract`.
"""

from __future__ import annotations

import codecs
import html
import re
from enum import StrEnum

_START = 2_048  # bytes in which a page names its charset: browsers look at 1,024
_LONGEST_TITLE = 500
_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_TITLE = re.compile(rf"<title\b[^>]{{0,200}}>([^<]{{0,{_LONGEST_TITLE}}})", re.IGNORECASE)
_HTML = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*){0,9}"
    rb"<(?:!doctype html|html|head|body|title|script|meta|div|p|h1|table|a|br|style|iframe)\b",
    re.IGNORECASE | re.DOTALL,
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# As browsers read the labels: Latin-1 and ASCII are Windows-1252, GB 2312 is GB 18030. Labels that are not here, such
# as utf-7 or Python's own "unicode_escape", are no charset of a page.
_CODECS = {
    label: codec
    for codec, labels in {
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8",
        "cp1252": "windows-1252 cp1252 iso-8859-1 iso8859-1 latin1 latin-1 l1 ascii us-ascii",
        "iso8859-2": "iso-8859-2 latin2 l2",
        "iso8859-3": "iso-8859-3 latin3",
        "iso8859-4": "iso-8859-4 latin4",
        "iso8859-5": "iso-8859-5 cyrillic",
        "iso8859-6": "iso-8859-6 arabic",
        "iso8859-7": "iso-8859-7 greek",
        "iso8859-8": "iso-8859-8 iso-8859-8-i hebrew",
        "cp1254": "iso-8859-9 latin5 windows-1254",
        "iso8859-10": "iso-8859-10 latin6",
        "iso8859-13": "iso-8859-13",
        "iso8859-14": "iso-8859-14",
        "iso8859-15": "iso-8859-15 latin9 l9",
        "iso8859-16": "iso-8859-16",
        "cp1250": "windows-1250 cp1250",
        "cp1251": "windows-1251 cp1251",
        "cp1253": "windows-1253 cp1253",
        "cp1255": "windows-1255 cp1255",
        "cp1256": "windows-1256 cp1256",
        "cp1257": "windows-1257 cp1257",
        "cp1258": "windows-1258 cp1258",
        "cp874": "windows-874 tis-620 iso-8859-11",
        "koi8-r": "koi8-r koi8 koi",
        "koi8-u": "koi8-u",
        "cp866": "ibm866 cp866",
        "mac-roman": "macintosh mac x-mac-roman",
        "gb18030": "gb18030 gbk gb2312 gb_2312-80 x-gbk chinese",
        "big5hkscs": "big5 big5-hkscs x-x-big5",
        "euc-jp": "euc-jp x-euc-jp",
        "cp932": "shift_jis shift-jis sjis x-sjis windows-31j ms_kanji",
        "iso2022-jp": "iso-2022-jp",
        "cp949": "euc-kr ks_c_5601-1987 korean windows-949",
        "utf-16-le": "utf-16 utf-16le",
        "utf-16-be": "utf-16be",
    }.items()
    for label in labels.split()
}


class PageKind(StrEnum):
    """What the bytes of a page are."""

    HTML = "html"
    PDF = "pdf"
    IMAGE = "image"
    TEXT = "text"
    JSON = "json"
    OTHER = "other"
    EMPTY = "empty"


_SIGNATURES = (
    (re.compile(rb"%PDF-"), PageKind.PDF),
    (re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8|RIFF....WEBP", re.DOTALL), PageKind.IMAGE),
    (re.compile(rb"PK\x03\x04|\x1f\x8b"), PageKind.OTHER),
)
_MEDIA_TYPES = {
    "text/html": PageKind.HTML,
    "application/xhtml+xml": PageKind.HTML,
    "application/json": PageKind.JSON,
    "application/ld+json": PageKind.JSON,
}


def page_kind(content: bytes, content_type: str = "") -> PageKind:
    """Return what bytes are: by their beginning where it is clear, else by the media type that the server named."""
    if not content.strip():
        return PageKind.EMPTY
    for signature, kind in _SIGNATURES:
        if signature.match(content):
            return kind
    if _HTML.match(decode(content[:_START], content_type).encode()):
        return PageKind.HTML
    media_type = content_type.partition(";")[0].strip().lower()
    return _MEDIA_TYPES.get(media_type, PageKind.TEXT if media_type.startswith("text/") else PageKind.OTHER)


def charset(content: bytes, content_type: str = "") -> str:
    """Return the name of Python's codec for a page: by its byte order mark, its header, its source, else by a guess."""
    for bom, codec in _BOMS:
        if content.startswith(bom):
            return codec
    in_header = _HEADER_CHARSET.search(content_type)
    if in_header and (codec := _CODECS.get(in_header[1].lower(), "")):
        return codec
    in_source = _CHARSET.search(content[:_START]) or _XML_CHARSET.match(content[:_START])
    codec = _CODECS.get(in_source[1].decode("ascii").lower(), "") if in_source else ""
    if codec and not codec.startswith("utf-16"):  # a page that could be read until here is not UTF-16
        return codec
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content)  # the end of a piece may be half a letter
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decode(content: bytes, content_type: str = "") -> str:
    """Return bytes as text; what cannot be read becomes U+FFFD, so that no page is refused for one bad byte."""
    return content.decode(charset(content, content_type), "replace").removeprefix("\ufeff")


def title(source: str) -> str:
    """Return the title of a page of HTML, in one line; empty if it has none."""
    match = _TITLE.search(source)
    return " ".join(html.unescape(match[1]).split()) if match else ""
