"""Turns the bytes of a page into text, as browsers do: the byte order mark, the server's header, the page's own words.

Where these contradict the bytes, or say nothing, the reading says so: a wrong encoding is never taken in silence.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from factdb.extract.pages.page_reading import Doubt

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE)
_IN_PAGE = re.compile(
    rb"<meta\b[^>]{0,400}?\bcharset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:+-]{1,40})"
    rb"|<\?xml\b[^>]{0,200}?\bencoding\s{0,5}=\s{0,5}[\"']([\w.:+-]{1,40})",
    re.IGNORECASE,
)
_PAGE_HEAD = 1 << 16  # bytes; standards ask for the first 1,024, and publishers put scripts before
# Browsers read these names as the larger sets that contain them: pages mean "latin-1", and use the marks of Windows.
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
}
# Python's codecs that are no encodings of pages; UTF-7 hides markup.
_NO_CHARSETS = frozenset(
    {"utf-7", "unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "mbcs", "oem"}
)
# Encodings of pages that name none, and are not UTF-8: a guess among all of Python's would find one of old computers.
_GUESSES = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp874",
    "koi8_r",
    "iso8859_2",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "cp949",
]
_SAMPLE = 20_000  # bytes with letters beyond ASCII that are enough for a guess


class Decoded(NamedTuple):
    """The text of a page, and what is doubtful about its encoding."""

    text: str
    doubts: list[Doubt]


def decode(raw: bytes, content_type: str) -> Decoded:
    """Return the text of a page; bytes that its encoding does not have become U+FFFD."""
    for mark, marked in _BOMS:
        if raw.startswith(mark):
            return Decoded(raw[len(mark) :].decode(marked, "replace"), [])
    encoding = named_in(content_type) or _named_in_page(raw)
    if encoding in {"utf-16", "utf-16-le", "utf-16-be"}:
        return Decoded(raw.decode(encoding, "replace"), [])
    try:
        # Letters of other encodings hardly ever form UTF-8 by chance. Pages that a browser saved are UTF-8, whatever
        # they name.
        words = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(raw, encoding)
    is_plain = raw.isascii()
    if is_plain and encoding and encoding != "utf-8":  # such as ISO-2022-JP, which writes all letters in ASCII
        return Decoded(raw.decode(encoding, "replace"), [])
    return Decoded(words, [Doubt.OTHER_ENCODING] if encoding not in {None, "utf-8"} else [])


def named_in(content_type: str) -> str | None:
    """Return the encoding that a content type names, under Python's name; None: none, or none that is known."""
    match = _IN_HEADER.search(content_type)
    return _encoding(match[1]) if match else None


def _named_in_page(raw: bytes) -> str | None:
    match = _IN_PAGE.search(raw[:_PAGE_HEAD])
    encoding = _encoding((match[1] or match[2]).decode("ascii")) if match else None
    # These words could not be read if it were true.
    return "utf-8" if encoding and encoding.startswith(("utf-16", "utf-32")) else encoding


def _encoding(label: str) -> str | None:
    for name in (label, label.lower().removeprefix("x-")):
        try:
            codec = codecs.lookup(name)
        except LookupError:
            continue
        own_name = codec.name.replace("_", "-")
        if codec._is_text_encoding and own_name not in _NO_CHARSETS:  # noqa: SLF001 - base64 is a codec too
            return _WIDER.get(own_name, own_name)
    return None


def _decode_other(raw: bytes, encoding: str | None) -> Decoded:
    if encoding:
        # One broken letter in a page of UTF-8 does not make it another encoding.
        return Decoded(raw.decode(encoding, "replace"), [])
    from charset_normalizer import from_bytes  # noqa: PLC0415 - few pages need a guess, and it is slow to load

    # Only lines with letters in question: in a page of scripts they are a small part.
    lines = [line for line in re.split(rb"[\r\n]+|<[^>]{0,2000}>", raw) if not line.isascii()]
    matches = from_bytes(b" ".join(lines)[:_SAMPLE], cp_isolation=_GUESSES)
    best = matches.best()
    guess = best.encoding if best else "cp1252"
    # French fits the letters of Central Europe as well as its own; most such pages are of the West.
    if (
        best
        and guess == "cp1250"
        and any(other.encoding == "cp1252" and other.coherence >= best.coherence for other in matches)
    ):
        guess = "cp1252"
    return Decoded(raw.decode(guess, "replace"), [Doubt.GUESSED_ENCODING])
