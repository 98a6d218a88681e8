"""Draws bars as one picture in SVG that needs no other file: no script, no font, no foreign address."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_BARS = 40
# What XML can't hold, and what would turn round the letters after it.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_NUMBER_OF_THING = re.compile("(^|_)id$", re.IGNORECASE)
_BAR, _TOP, _TOP_IN_PAGE = 20, 46, 10
_LETTER = 7  # points that a letter of a legend takes, about
_LETTERS, _LETTER_ROOM = "abcdefghijklmnopqrstuvwxyz", 12  # points
_GREY = 0.18  # black and white stand out from this lightness alike
# Colours that most who don't see red and green apart still see apart; a series that has none of these names takes one
# of the others in turn.
_NAMED = {
    "true": "#1a7f4b", "mostly_true": "#6fb98f", "half_true": "#e3c567", "mostly_false": "#e08a5b", "false": "#b5322f",
    "kept": "#2b7a9e", "broken": "#7b2d26", "supports": "#1a7f4b", "refutes": "#b5322f", "context": "#9aa3ab",
    "disputed_words": "#6d4c8d", "quote_only": "#a58fc2", "undecided": "#c9ced3", "not_checkable": "#9aa3ab",
    "unmapped": "#5b646c", "quotations_kept": "#1a7f4b", "quotations_altered": "#b5322f",
    "quotations_failed": "#7b2d26", "paraphrases_kept": "#6fb98f", "paraphrases_altered": "#e08a5b",
    "paraphrases_failed": "#b08968", "conflicting": "#e0a030", "unproven": "#4aa3a2", "other_promise": "#8fb8cc",
    "other": "#8c5a3c",
}  # fmt: skip
_OTHERS = ("#2f6db5", "#d98c1f", "#3d8f8e", "#b05c8a", "#7a8b3a", "#5d4a9c", "#946c3a")


class _Layout(NamedTuple):
    """The measures of a picture: its width, where bars begin and how far apart, and the letters of a label.

    A label stands before its bar, or above it, which then begins `above` points lower.
    """

    width: int
    bars: int
    step: int
    letters: int
    above: int = 0

    @property
    def room(self) -> int:
        """How long a bar can be: its number stands behind it."""
        return self.width - self.bars - 70


_WIDE = _Layout(width=860, bars=230, step=30, letters=34)
_NARROW = _Layout(width=320, bars=8, step=48, letters=38, above=20)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it stands for, the value of each series, and its group, where a drawing has several."""

    label: str
    values: tuple[float, ...]
    group: str = ""

    @property
    def total(self) -> float:
        """The length of the bar."""
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing: bars made of series, and the notes below them."""

    title: str
    series: tuple[str, ...]
    bars: Sequence[Bar]
    notes: Sequence[str] = ()
    is_over_time: bool = False

    @property
    def shown(self) -> Sequence[Bar]:
        """The bars that there is room for: of months the newest, which come last; of several groups some of each."""
        if len(self.bars) <= MOST_BARS or self.is_over_time:
            return self.bars[-MOST_BARS:]
        groups = dict.fromkeys(bar.group for bar in self.bars)
        if not 1 < len(groups) <= MOST_BARS:
            return self.bars[:MOST_BARS]
        room = MOST_BARS // len(groups)
        return [bar for group in groups for bar in [bar for bar in self.bars if bar.group == group][:room]]

    @property
    def used(self) -> list[int]:
        """The places of the series that any bar shows."""
        return [place for place in range(len(self.series)) if any(bar.values[place] for bar in self.shown)]

    @classmethod
    def of_rows(
        cls,
        title: str,
        labels: Sequence[str],
        series: Sequence[str],
        rows: Iterable[Mapping[str, object]],
        notes: Sequence[str] = (),
    ) -> Drawing:
        """Return the drawing of rows: `labels` are the columns that name a bar; what is no number counts as 0."""
        bars = [
            Bar(
                ": ".join("" if row[name] is None else str(row[name]) for name in labels),
                tuple(_length(row[name]) for name in series),
                str(row[labels[0]]) if len(labels) > 1 else "",
            )
            for row in rows
        ]
        return cls(title, tuple(series), bars, notes, is_over_time=tuple(labels) == ("month",))

    @property
    def undrawn(self) -> str:
        """How many bars there is no room for, in words; empty if all are drawn."""
        count = len(self.bars) - len(self.shown)
        return f"{count} {'earlier' if self.is_over_time else 'more'}" if count else ""

    def description(self) -> str:
        """Return the drawing in words, for people who cannot see it."""
        bars = "; ".join(self._bar_description(bar) for bar in self.shown)
        undrawn = f" {self.undrawn} are not drawn." if self.undrawn else ""
        return f"Bar chart, {len(self.shown)} bars. {bars}.{undrawn}"

    def _bar_description(self, bar: Bar) -> str:
        parts = ", ".join(
            f"{series_label(self.series[place])} {number(bar.values[place])}"
            for place in self.used
            if bar.values[place]
        )
        return f"{bar.label} {number(bar.total)}{f' ({parts})' if len(self.used) > 1 and parts else ''}"


def columns_to_draw(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> tuple[list[str], list[str]]:
    """Return the columns that name a bar, and those that it is made of: numbers, but no numbers of things.

    Where all columns are numbers, the first one names the bars, as in year and count.
    """
    numbers = [name for name in columns if not _NUMBER_OF_THING.search(name) and _holds_numbers(name, rows)]
    labels = [name for name in columns if name not in numbers] or [*columns[:1]]
    return labels, [name for name in numbers if name not in labels]


def svg(drawing: Drawing, *, in_page: bool = False, heading: str = "", is_narrow: bool = False) -> str:
    """Return the picture, with the whole of it in words; in a page, which has the title and the notes, without them.

    In a page it has the page's own ground and ink, which may be dark and light; a file is black on white.
    `heading` is the id of the element with the title, if the page has given it one. A narrow picture fits a telephone,
    and may stand in a page beside the wide one.
    """
    layout, words = (_NARROW, "desc-narrow") if is_narrow else (_WIDE, "desc")
    legend = _legend(drawing, layout.width)
    title = escape_text(drawing.title)
    top = _TOP_IN_PAGE if in_page else _TOP
    start = top + 22 * len(legend)
    undrawn = [f"{drawing.undrawn} bars are not drawn"] if drawing.undrawn else []
    notes = [*([] if in_page else drawing.notes), *undrawn]
    end = start + layout.step * max(len(drawing.shown), 1)
    height, width = end + 18 * len(notes) + 24, layout.width
    ink = "currentColor" if in_page else "#1c2126"
    named_by = f"{heading if in_page else 'title'} {words}".strip()
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"',
        f' role="img" aria-labelledby="{named_by}" font-family="system-ui, sans-serif" font-size="13" fill="{ink}">',
        "" if in_page else f'<title id="title">{title}</title>',
        f'<desc id="{words}">{escape_text(drawing.description())}</desc>',
        "" if in_page else f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        "" if in_page else f'<text x="16" y="28" font-size="18" font-weight="600">{title}</text>',
        *(line for row, entries in enumerate(legend) for line in _entries(entries, top + 22 * row)),
        *(
            line
            for place, bar in enumerate(drawing.shown)
            for line in _bar(drawing, bar, start + 6 + layout.step * place, layout)
        ),
        *_notes(notes, end + 20, ink if in_page else "#5b646c"),
        "</svg>",
    ]
    return "\n".join(filter(None, lines)) + "\n"


def escape_text(text: str) -> str:
    """Return a text for XML and HTML, in which it stays a text."""
    return escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def series_label(series: str) -> str:
    """Return a column's name as people read it."""
    return series.replace("_", " ")


def number(value: float) -> str:
    """Return a number as short as it is."""
    return f"{value:g}" if value != int(value) else str(int(value))


def colour(drawing: Drawing, place: int) -> str:
    """Return the colour of a series."""
    unnamed = [name for name in drawing.series if name not in _NAMED]
    name = drawing.series[place]
    return _NAMED.get(name) or _OTHERS[unnamed.index(name) % len(_OTHERS)]


def _holds_numbers(name: str, rows: Sequence[Mapping[str, object]]) -> bool:
    values = [row[name] for row in rows if row[name] is not None]
    return bool(values) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in values
    )


def _length(value: object) -> float:
    number = float(value) if isinstance(value, int | float | Decimal) else 0.0
    return number if 0 < number < math.inf else 0.0


def _letter(drawing: Drawing, place: int) -> str:
    """Return the letter of a series in the legend and in the bars: who sees no colours sees letters."""
    return _LETTERS[drawing.used.index(place) % len(_LETTERS)]


def _ink(fill: str) -> str:
    """Return black or white, whichever stands out more from a colour."""
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return "#000000" if 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 > _GREY else "#ffffff"


def _legend(drawing: Drawing, whole: int) -> list[list[tuple[int, str, str]]]:
    """Return the rows of the legend: where each entry begins, its colour, and its letter and words."""
    if len(drawing.series) == 1:
        return []
    rows: list[list[tuple[int, str, str]]] = [[]]
    x = 16
    for place in drawing.used:
        text = f"{_letter(drawing, place)} {series_label(drawing.series[place])}"
        width = 34 + _LETTER * len(text)
        if x + width > whole - 16 and rows[-1]:
            rows.append([])
            x = 16
        rows[-1].append((x, colour(drawing, place), text))
        x += width
    return rows


def _entries(entries: Sequence[tuple[int, str, str]], top: int) -> Iterator[str]:
    for x, fill, text in entries:
        yield f'<rect x="{x}" y="{top}" width="12" height="12" fill="{fill}"/>'
        yield f'<text x="{x + 18}" y="{top + 11}">{escape_text(text)}</text>'


def _bar(drawing: Drawing, bar: Bar, top: int, layout: _Layout) -> Iterator[str]:
    # A chart of zeros is drawn too: bars of no length, not a division by zero.
    longest = max((shown_bar.total for shown_bar in drawing.shown), default=0) or 1
    label = escape_text(_short(bar.label, layout.letters))
    side = f'x="{layout.bars}"' if layout.above else f'x="{layout.bars - 8}" text-anchor="end"'
    yield f'<text {side} y="{top + 15}">{label}</text>'
    top += layout.above
    x = float(layout.bars)
    for place in drawing.used:
        width = layout.room * bar.values[place] / longest
        if width > 0:
            yield from _part(drawing, bar, place, (x, width, top))
            x += width
    yield f'<text x="{x + 6:.1f}" y="{top + 15}">{number(bar.total)}</text>'


def _part(drawing: Drawing, bar: Bar, place: int, box: tuple[float, float, int]) -> Iterator[str]:
    """Yield the part of a bar that a series is, with its letter where there is room."""
    x, width, top = box
    fill = colour(drawing, place)
    tooltip = f"{bar.label}, {series_label(drawing.series[place])}: {number(bar.values[place])}"
    yield (
        f'<rect x="{x:.1f}" y="{top}" width="{width:.1f}" height="{_BAR}" fill="{fill}">'
        f"<title>{escape_text(tooltip)}</title></rect>"
    )
    if len(drawing.series) > 1 and width >= _LETTER_ROOM:
        middle, letter = x + width / 2, _letter(drawing, place)
        yield f'<text x="{middle:.1f}" y="{top + 15}" text-anchor="middle" fill="{_ink(fill)}">{letter}</text>'


def _short(label: str, letters: int) -> str:
    """Cut a label that is too long for its place; letters of East Asia count twice, capitals nearly."""
    room: float = letters
    for place, letter in enumerate(label):
        room -= 2 if east_asian_width(letter) in "WF" else 1.4 if letter.isupper() else 1
        if room < 0:
            return f"{label[: place - 1]}…"
    return label


def _notes(notes: Sequence[str], top: int, ink: str) -> Iterator[str]:
    for place, note in enumerate(notes):
        yield f'<text x="16" y="{top + 18 * place}" font-size="12" fill="{ink}">{escape_text(note)}</text>'
