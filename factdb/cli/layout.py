"""Lays out text for people: wrapped to the terminal, control characters made visible."""

from __future__ import annotations

import shutil
import textwrap

from factdb.domain.text import for_terminal

_WIDEST = 100


def wrapped(text: str, first: str, rest: str | None = None) -> list[str]:
    """Return the lines of a text, the first indented by `first`, the others by `rest`."""
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    lines: list[str] = []
    for paragraph in for_terminal(text, keep_lines=True).split("\n"):
        start = first if not lines else (rest or first)
        lines += textwrap.wrap(
            paragraph,
            width,
            initial_indent=start,
            subsequent_indent=rest or first,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return lines
