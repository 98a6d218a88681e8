"""Letters that a terminal's encoding lacks: our own marks have plain stand-ins, all else is shown as \\u20ac."""

from __future__ import annotations

import codecs
import contextlib
import sys

READABLE = "factdb-readable"
_PLAIN = {
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{MIDDLE DOT}": "-",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{NO-BREAK SPACE}": " ",
}


def accept_all_letters() -> None:
    """Let stdout and stderr take every letter: what they can't write becomes readable, never an error."""
    codecs.register_error(READABLE, _stand_in)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors=READABLE)  # type: ignore[union-attr]


def replace_lacking(text: str) -> str:
    """Return the text as stdout will write it, so that it can be measured before it is laid out."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if text.isascii() or encoding.lower().startswith("utf"):
        return text
    codecs.register_error(READABLE, _stand_in)
    return text.encode(encoding, READABLE).decode(encoding)


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_PLAIN.get(ch) or ch.encode("ascii", "backslashreplace").decode() for ch in lacking), error.end
