"""Draws bar charts in the terminal: each series has its own colour, or its own shade without colours."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len, set_cell_size

from factdb.cli.terminal.layout import printable, wrap
from factdb.cli.terminal.table import cut
from factdb.formats.publish import svg_chart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factdb.formats.publish.svg_chart import Bar, Drawing

_SHADES = "█▓▒░#=+:*%"
_PLAIN = "#=+:*%-~o."  # for terminals without the blocks
_COLOURS = {
    "true": "green", "mostly_true": "bright_green", "half_true": "yellow", "mostly_false": "bright_red", "false": "red",
    "kept": "green", "broken": "red", "supports": "green", "refutes": "red", "disputed_words": "magenta",
    "quote_only": "bright_magenta", "undecided": "bright_black", "context": "bright_black",
}  # fmt: skip
_OTHERS = ("blue", "cyan", "bright_blue", "bright_cyan", "white")
_LONGEST_LABEL, _NUMBERS = 28, 9


def lines(drawing: Drawing) -> Iterator[str]:
    """Yield one line for each bar, as wide as the terminal allows, and the legend."""
    labels = min(max((cell_len(printable(bar.label)) for bar in drawing.shown), default=0), _LONGEST_LABEL)
    room = max(shutil.get_terminal_size().columns - labels - _NUMBERS, 10)
    # or 1: where every bar is 0, this must not divide by 0.
    longest = max((bar.total for bar in drawing.shown), default=0) or 1
    for bar in drawing.shown:
        label = set_cell_size(cut(printable(bar.label), labels), labels)
        yield f"{label} {_bar(drawing, bar, room / longest)} {svg_chart.number(bar.total)}"
    if len(drawing.bars) > len(drawing.shown):
        yield f"{len(drawing.bars) - len(drawing.shown)} more are not drawn"
    if len(drawing.series) > 1:
        yield ""
        entries = "  ".join(
            f"{_shade(drawing, place)} {svg_chart.series_label(drawing.series[place])}" for place in drawing.used
        )
        yield from (_colour_marks(drawing, line) for line in wrap(entries, ""))


def _bar(drawing: Drawing, bar: Bar, scale: float) -> str:
    """Return the pieces of a bar; each ends where its share of the whole ends, so rounding errors do not add up."""
    pieces, end, drawn = [], 0.0, 0
    for place in drawing.used:
        end += bar.values[place] * scale
        width = max(round(end) - drawn, 1 if bar.values[place] else 0)
        pieces.append(click.style(_shade(drawing, place) * width, fg=_colour(drawing, place)))
        drawn += width
    return "".join(pieces)


def _shade(drawing: Drawing, place: int) -> str:
    marks = _SHADES if all(printable(mark) == mark for mark in _SHADES) else _PLAIN
    return marks[drawing.used.index(place) % len(marks)]


def _colour(drawing: Drawing, place: int) -> str:
    name = drawing.series[place]
    return _COLOURS.get(name) or _OTHERS[place % len(_OTHERS)]


def _colour_marks(drawing: Drawing, line: str) -> str:
    """Return a line of the legend with its marks in colour."""
    marks = {_shade(drawing, place): _colour(drawing, place) for place in drawing.used}
    return "".join(click.style(mark, fg=marks[mark]) if mark in marks else mark for mark in line)
