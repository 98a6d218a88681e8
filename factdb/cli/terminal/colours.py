"""Colours, sparingly: headings are bold, statuses and verdicts have one each; what they say stands in the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

CHOICES = ("auto", "always", "never")
PAINTED_COLUMNS = frozenset({"status", "verdict", "quote_verdict"})

_WORDS = {
    "green": ("published", "true", "mostly-true", "kept", "verbatim", "faithful"),
    "yellow": ("in-review", "on-hold", "half-true", "compromise", "unproven", "conflicting"),
    "cyan": ("reviewed",),
    "magenta": ("correcting", "retracted"),
    "red": ("false", "mostly-false", "broken", "altered", "out-of-context", "misattributed", "not-found"),
}
_COLOURS = {word: colour for colour, words in _WORDS.items() for word in words}


def choose(flag: str, environ: Mapping[str, str]) -> bool | None:
    """Tell whether colours are wanted: the flag, else NO_COLOR, else FORCE_COLOR; None: on terminals, as click does."""
    if flag != "auto":
        return flag == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return False if environ.get("TERM") == "dumb" else None


def paint(text: str, word: str, *, bold: bool = False) -> str:
    """Return the text in the colour of a status or a rating; a word of another scale has none."""
    colour = _COLOURS.get(word)
    return click.style(text, fg=colour, bold=bold or None) if colour or bold else text


def heading(text: str) -> str:
    """Return the text as a heading."""
    return click.style(text, bold=True)
