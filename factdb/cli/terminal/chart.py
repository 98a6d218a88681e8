"""Draws bar charts in the terminal: each series has its own glyph, and its own colour where there are colours."""

from __future__ import annotations

import shutil
from itertools import cycle
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len, set_cell_size

from factdb.cli.terminal.layout import printable
from factdb.cli.terminal.table import cut
from factdb.formats.publish import svg_chart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from factdb.formats.publish.svg_chart import Bar, Drawing

    Looks = Sequence[tuple[str, str]]

# The glyph and the colour of each category: the same in every chart, so that two charts can be compared.
_LOOKS = {
    "true": ("█", "green"), "mostly_true": ("▓", "bright_green"), "half_true": ("▒", "yellow"),
    "mostly_false": ("░", "bright_red"), "false": ("#", "red"), "kept": ("=", "green"), "broken": ("%", "red"),
    "other_promise": ("&", "cyan"), "conflicting": ("?", "yellow"), "unproven": ("~", "bright_yellow"),
    "not_checkable": ("-", "white"), "unmapped": ("o", "white"), "other": ("x", "bright_blue"),
    "disputed_words": ("+", "magenta"), "quote_only": (":", "bright_magenta"), "undecided": ("*", "bright_black"),
    "supports": ("█", "green"), "refutes": ("#", "red"), "context": ("*", "bright_black"),
    "quotations_kept": ("█", "green"), "quotations_altered": ("#", "red"), "quotations_failed": ("%", "bright_red"),
    "paraphrases_kept": ("▓", "bright_green"), "paraphrases_altered": ("+", "yellow"),
    "paraphrases_failed": ("~", "magenta"),
}  # fmt: skip
# Any other series takes the next that no category of the chart has, by its place, whether or not it has a bar.
_GLYPHS = "█▓▒░#=+:*%&~-ox?"
_COLOURS = ("blue", "cyan", "bright_blue", "bright_cyan", "white", "magenta")
_WITHOUT_BLOCKS = dict(zip("█▓▒░", "@$^!", strict=True))  # for terminals that lack these letters
_LONGEST_LABEL, _NUMBERS = 28, 9


def lines(drawing: Drawing) -> Iterator[str]:
    """Yield one line for each bar, as wide as the terminal allows, and the legend."""
    labels = min(max((cell_len(printable(bar.label)) for bar in drawing.shown), default=0), _LONGEST_LABEL)
    room = max(shutil.get_terminal_size().columns - labels - _NUMBERS, 10)
    # or 1: where every bar is 0, this must not divide by 0.
    longest = max((bar.total for bar in drawing.shown), default=0) or 1
    looks = _looks(drawing)
    for bar in drawing.shown:
        label = set_cell_size(cut(printable(bar.label), labels), labels)
        yield f"{label} {_bar(drawing, looks, bar, room / longest)} {svg_chart.number(bar.total)}"
    if drawing.undrawn:
        yield f"{drawing.undrawn} are not drawn"
    if len(drawing.series) > 1:
        yield ""
        yield from _legend(drawing, looks)


def _bar(drawing: Drawing, looks: Looks, bar: Bar, scale: float) -> str:
    """Return the pieces of a bar; each ends where its share of the whole ends, so rounding errors do not add up."""
    pieces, end, drawn = [], 0.0, 0
    for place in drawing.used:
        end += bar.values[place] * scale
        width = max(round(end) - drawn, 1 if bar.values[place] else 0)
        glyph, colour = looks[place]
        pieces.append(click.style(glyph * width, fg=colour))
        drawn += width
    return "".join(pieces)


def _looks(drawing: Drawing) -> Looks:
    """Return the glyph and the colour of every series."""
    named = [_LOOKS.get(name) for name in drawing.series]
    taken = {look[0] for look in named if look}
    others = zip(cycle([glyph for glyph in _GLYPHS if glyph not in taken]), cycle(_COLOURS), strict=False)
    looks = [look or next(others) for look in named]
    if all(printable(block) == block for block in _WITHOUT_BLOCKS):
        return looks
    return [(_WITHOUT_BLOCKS.get(glyph, glyph), colour) for glyph, colour in looks]


def _legend(drawing: Drawing, looks: Looks) -> Iterator[str]:
    """Yield the lines of the legend; a glyph and its series stay on one line."""
    width = shutil.get_terminal_size().columns
    line, length = "", 0
    for place in drawing.used:
        glyph, colour = looks[place]
        label = cut(printable(svg_chart.series_label(drawing.series[place])), width - 2)
        needed = cell_len(label) + 2
        if line and length + 2 + needed > width:
            yield line
            line, length = "", 0
        gap = "  " if line else ""
        line += f"{gap}{click.style(glyph, fg=colour)} {label}"
        length += len(gap) + needed
    if line:
        yield line
