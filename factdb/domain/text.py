"""Text from outside is hostile: what comes in is refused or cleaned, what goes to a terminal is escaped."""

from __future__ import annotations

import re
import shlex

from factdb import errors

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?")
# The look-behind keeps a long run of spaces without a line end from being tried again at each of its spaces.
_BREAK = re.compile(r"(?<! ) *+[\t\r\n][ \t\r\n]*")
_UNSAFE = re.compile("\r\n|[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_MANY_NULS = 4  # more than one byte in so many: text in UTF-16, not a stray NUL


def clean(value: str, field: str, *, limit: int = 100_000, lines: bool = True) -> str:
    r"""Return a typed or imported text without the space around it, or refuse it.

    Line ends become "\n"; with `lines` false, each run with a line end or a tab in it becomes one space.
    Refused: control characters (tab and line ends aside), lone surrogates, nothing left, over `limit`.
    Bidi overrides pass: evidence is kept as it is, and `for_terminal` shows them.
    """
    if bad := _NOT_TEXT.search(value):
        why = f"has the forbidden character U+{ord(bad[0]):04X} at position {bad.start() + 1}"
        raise errors.BadValueError(field, value, why, "Remove that character.")
    if not value.isprintable():  # nothing to replace otherwise: line ends and tabs aren't
        value = _LINE_END.sub("\n", value) if lines else _BREAK.sub(" ", value)
    text = value.strip()
    if not text:
        raise errors.BadValueError(field, value, "is empty")
    if len(text) > limit:
        why = f"has {len(text):,} characters (limit {limit:,})"
        raise errors.BadValueError(field, value, why, "Shorten it.")
    return text


def clean_optional(value: str | None, field: str, *, lines: bool = True) -> str | None:
    """Return a text that may be left out, clean; None where it was."""
    return clean(value, field, lines=lines) if value else None


def decode(raw: bytes, name: str) -> str:
    """Return a file's text: it must be UTF-8 and hold something; a byte order mark is dropped, nothing else.

    `name` is what the refusal calls the file.
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
    """Return the command that turns a file into UTF-8."""
    return f"iconv -f {encoding} -t utf-8 {shlex.quote(name)} > utf8.txt"


def for_terminal(text: str, *, keep_lines: bool = False) -> str:
    r"""Return the text with everything that could steer a terminal made visible, as \x1b or \u202e.

    That is: control characters, bidi marks, overrides and isolates, line separators, lone surrogates.
    Line ends and tabs become one space each; with `keep_lines` they stay (not a lone \r: it overwrites).
    """
    if not _UNSAFE.search(text):
        return text
    return _UNSAFE.sub(_keep_line_ends if keep_lines else _escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in {"\n", "\t", "\r\n"}:
        return " "
    return f"\\x{ord(character):02x}" if character <= "\xff" else f"\\u{ord(character):04x}"


def _keep_line_ends(match: re.Match[str]) -> str:
    line_ends = {"\n": "\n", "\t": "\t", "\r\n": "\n"}
    return line_ends.get(match[0]) or _escape(match)
