"""Wraps text to the terminal, and makes control characters visible.

Wide letters take two cells, combining characters none. A word longer than a line is cut. A URL is not cut, because
people copy it and click on it: it gets a line of its own, which the terminal folds.
"""

from __future__ import annotations

import re
import shutil

from factdb.cli.terminal import display
from factdb.domain.text import for_terminal

_WIDEST = 100
_LEAST = 20  # cells of text in a line, even on a narrow terminal with a deep indentation
_WORDS = re.compile(r"( *)([^ ]+)")
# A URL in brackets or quotation marks counts too.
_URL = re.compile(r"\W*https?://")


def cells(text: str) -> int:
    """Return the number of terminal cells that a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def printable(text: str, *, keep_lines: bool = False) -> str:
    """Return a text that this terminal can show: without control characters and letters that it lacks."""
    return display.replace_lacking(for_terminal(text, keep_lines=keep_lines))


def wrap(text: str, first_indent: str, later_indent: str | None = None) -> list[str]:
    """Return the lines of a text, the first one after `first_indent`, the others after `later_indent`."""
    later_indent = later_indent or first_indent
    width = max(min(shutil.get_terminal_size().columns, _WIDEST), cells(later_indent) + _LEAST)
    lines: list[str] = []
    for paragraph in printable(text, keep_lines=True).split("\n"):
        # A tab is as wide as several letters: counted as one, it would make the line too wide.
        lines += _fold(paragraph.expandtabs(), later_indent if lines else first_indent, later_indent, width)
    return lines


def _fold(text: str, first_indent: str, later_indent: str, width: int) -> list[str]:
    lines, is_bare = [first_indent], True
    for gap, word in _WORDS.findall(text):
        room = width - cells(lines[-1]) - len(gap)
        if cells(word) <= room or (is_bare and _URL.match(word)):
            lines[-1] += gap + word
        elif cells(word) <= width - cells(later_indent) or _URL.match(word):
            lines.append(later_indent + word)
        else:
            head, *tail = _chop(word, room, width - cells(later_indent))
            lines[-1] += gap + head if head else ""
            lines += [later_indent + piece for piece in tail]
        is_bare = False
    return [line.rstrip(" ") for line in lines] if not is_bare else [""]


def _chop(word: str, room: int, width: int) -> list[str]:
    """Cut a long word into pieces: the first fits the rest of the line (empty where the rest is short)."""
    from rich.cells import chop_cells

    head = chop_cells(word, room)[0] if room >= _LEAST // 2 else ""
    return [head, *chop_cells(word[len(head) :], width)]
