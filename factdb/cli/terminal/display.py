"""Colours of the terminal, and plain replacements for letters that its encoding lacks."""

from __future__ import annotations

import codecs
import contextlib
import sys
from typing import TYPE_CHECKING

import click

from factdb.domain.ratings import TONES

if TYPE_CHECKING:
    from collections.abc import Mapping

CHOICES = ("auto", "always", "never")
PAINTED_COLUMNS = frozenset({"status", "verdict", "quote_verdict"})

_TONES = {"good": "green", "mixed": "yellow", "bad": "red"}
_STATUSES = {
    "published": "green",
    "in-review": "yellow",
    "on-hold": "yellow",
    "reviewed": "cyan",
    "correcting": "magenta",
    "retracted": "magenta",
}
_COLOURS = _STATUSES | {word: _TONES[tone] for word, tone in TONES.items()}


def choose_colour(flag: str, environ: Mapping[str, str]) -> bool | None:
    """Return whether to use colours: by the flag, else NO_COLOR, else FORCE_COLOR; None: only on terminals."""
    if flag != "auto":
        return flag == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return False if environ.get("TERM") == "dumb" else None


def paint(text: str, word: str, *, bold: bool = False) -> str:
    """Return the text in the colour of a status or a rating; words of other scales have no colour."""
    colour = _COLOURS.get(word)
    return click.style(text, fg=colour, bold=bold or None) if colour or bold else text


def heading(text: str) -> str:
    """Return the text as a heading."""
    return click.style(text, bold=True)


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
    """Make stdout and stderr accept every letter: one that they cannot write is replaced, and never an error."""
    codecs.register_error(READABLE, _stand_in)
    for stream in (sys.stdout, sys.stderr):
        # Whoever started the program may have closed a stream, or put one there that has no encoding to set.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors=READABLE)  # type: ignore[union-attr]


def replace_lacking(text: str) -> str:
    """Return the text as stdout will write it, so that its width can be measured."""
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
