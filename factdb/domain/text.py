"""Protects against hostile text: input is refused or cleaned, and output to a terminal is escaped."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, TypeVar

from factdb import errors

if TYPE_CHECKING:
    from enum import StrEnum

Member = TypeVar("Member", bound="StrEnum")

CONTROLS = "".join(map(chr, [*range(1, 9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0xA0)]))
"""The control characters of C0 and C1, without tab and line ends: nobody types them, but files have them."""
_CONTROL = re.compile(f"[{CONTROLS}]")
_CONTROL_IN_JSON = re.compile(r"[\x7f-\x9f]|(?<!\\)(?:\\\\)*\\(?:[bf]|u00[01])")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n?")
# The look-behind avoids a new attempt at each space of a long run of spaces without a line end.
_BREAK = re.compile(r"(?<! ) *+[\t\r\n][ \t\r\n]*")
_UNSAFE = re.compile("\r\n|[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_HEADLINE = 150
# Questions and exclamations are headlines too. A quotation mark at the end may close a quoted sentence.
_SENTENCE_ENDS = (".", ",", ";", ":", "\u2026", '"', "'", "\u201d", "\u2019")
_MANY_NULS = 4  # more than one NUL in this many bytes means UTF-16, not a stray NUL


def clean(value: str, field: str, *, limit: int = 100_000, lines: bool = True, allowed: str = "") -> str:
    r"""Return a typed or imported text without surrounding space, or refuse it.

    Line ends become "\n"; without `lines`, each run of white space with a line end or a tab becomes one space.
    Refused: control characters except tabs and line ends, lone surrogates, empty text, and text over `limit`. The
    control characters in `allowed` pass: `CONTROLS` in imports, and where somebody edits it the text that stands there.
    Bidi overrides are allowed: evidence is stored unchanged, and `for_terminal` makes them visible.
    """
    if _NOT_TEXT.search(value) and (
        bad := next((sign for sign in _NOT_TEXT.finditer(value) if sign[0] not in allowed), None)
    ):
        why = f"has the forbidden character U+{ord(bad[0]):04X} at position {bad.start() + 1}"
        raise errors.BadValueError(field, value, why, "Remove that character.")
    if not value.isprintable():  # line ends and tabs are not printable, so other texts need no replacement
        value = _LINE_END.sub("\n", value) if lines else _BREAK.sub(" ", value)
    text = value.strip()
    if not text:
        raise errors.BadValueError(field, value, "is empty")
    if len(text) > limit:
        why = f"has {len(text):,} characters (limit {limit:,})"
        raise errors.BadValueError(field, value, why, "Shorten it.")
    return text


def clean_optional(
    value: str | None, field: str, *, limit: int = 100_000, lines: bool = True, allowed: str | None = ""
) -> str | None:
    """Return an optional text, cleaned; None if there is none."""
    return clean(value, field, limit=limit, lines=lines, allowed=allowed or "") if value else None


def decode(raw: bytes, name: str) -> str:
    """Return the text of a file, which must be UTF-8 and not empty. Only a byte order mark is removed.

    `name` is the name of the file in error messages.
    """
    if raw.startswith(_UTF16_BOMS) or raw.count(0) * _MANY_NULS > len(raw):
        raise errors.UnreadableFileError(
            name, "it looks like UTF-16, not UTF-8", f"Convert it: {recode('utf-16', name)}"
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        why = f"byte {raw[error.start]:#04x} at offset {error.start} is not UTF-8"
        hint = f"If it is Windows-1252, convert it: {recode('windows-1252', name)}"
        raise errors.UnreadableFileError(name, why, hint) from None
    if 0 in raw:
        raise errors.UnreadableFileError(
            name, f"it has a NUL byte at offset {raw.index(0)}", "Check that it is a text file."
        )
    if not (text := text.removeprefix("\ufeff")).strip():
        raise errors.UnreadableFileError(name, "it is empty")
    return text


def recode(encoding: str, name: str) -> str:
    """Return the command that converts a file to UTF-8."""
    return f"iconv -f {encoding} -t utf-8 {shlex.quote(name)} > utf8.txt"


def for_terminal(text: str, *, keep_lines: bool = False) -> str:
    r"""Return the text with all characters that can control a terminal made visible, as \x1b or \u202e.

    These are control characters, bidi marks, overrides and isolates, line separators, and lone surrogates.
    Line ends and tabs become one space each; with `keep_lines` they stay (not a lone \r: it overwrites).
    """
    if not _UNSAFE.search(text):
        return text
    return _UNSAFE.sub(_keep_line_ends if keep_lines else _escape, text)


def escape_as_json(text: str) -> str:
    r"""Return data for a terminal: what can control it is written as \u001b, as in JSON; line ends and tabs stay."""
    return _UNSAFE.sub(lambda sign: sign[0] if sign[0] in {"\n", "\t", "\r\n"} else f"\\u{ord(sign[0]):04x}", text)


def remove_controls(text: str) -> str:
    """Return the text without control characters."""
    return _CONTROL.sub("", text)


def replace_controls(text: str) -> str:
    """Return the text with U+FFFD for each control character, for formats that cannot hold them, such as HTML."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def replace_not_in_xml(text: str) -> str:
    """Return the text with U+FFFD for each character that XML cannot hold: most of C0, lone surrogates, U+FFFE."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def holds_controls(raw: str) -> bool:
    r"""Return whether a row, written as one line of JSON, has a control character in any text: \u001b, or one of C1."""
    # One look clears nearly every row. A backslash that is itself escaped is followed by no escape.
    is_suspect = "\\u00" in raw or "\\b" in raw or "\\f" in raw or not raw.isprintable()
    return is_suspect and bool(_CONTROL_IN_JSON.search(raw))


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in {"\n", "\t", "\r\n"}:
        return " "
    return f"\\x{ord(character):02x}" if character <= "\xff" else f"\\u{ord(character):04x}"


def _keep_line_ends(match: re.Match[str]) -> str:
    line_ends = {"\n": "\n", "\t": "\t", "\r\n": "\n"}
    return line_ends.get(match[0]) or _escape(match)


def word(typed: str) -> str:
    """Return a word of a closed list as factdb writes it: "Mostly False" and "MOSTLY_FALSE" are mostly-false."""
    return re.sub(r"[\s_]+", "-", typed.strip().lower())


def member(words: type[Member], field: str, typed: str) -> Member:
    """Return the member of a closed list that somebody typed or chose; refuse a word that the list does not have."""
    if word(typed) not in set(words):
        raise errors.UnknownWordError(field, typed, list(words))
    return words(word(typed))


def count_with_noun(count: int, noun: str) -> str:
    """Return a number with its noun, as in "1 claim" or "3 claims"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def headline(article: str) -> str | None:
    """Return the first line of a text where it looks like a headline, else None.

    A headline stands alone, above an empty line or a byline, and does not end like a sentence.
    """
    first, _, rest = article.lstrip().partition("\n")
    line = first.lstrip("#").strip()
    below = rest.partition("\n")[0].strip()
    stands_alone = not below or below.casefold().startswith("by ")
    is_short = len(line) <= _LONGEST_HEADLINE and " " in line
    return line if rest.strip() and stands_alone and is_short and not line.endswith(_SENTENCE_ENDS) else None


_LONGEST_NUMBER = 18  # digits: the databases hold every number that is not longer


def whole_number(typed: str) -> int | None:
    """Return a number that somebody typed; None for anything else, and for one that no database holds."""
    return int(typed) if typed.isdecimal() and len(typed) <= _LONGEST_NUMBER else None
