"""Prints a quotation above its source, word over word; signs and colours mark the changes."""

from __future__ import annotations

import shutil
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Literal

import click

from factdb.cli.terminal import display, pager
from factdb.cli.terminal.layout import cells, printable, wrap
from factdb.quotation.findings import ChangePlace, QuotationChangeKind, QuotationResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from factdb.quotation.findings import QuotationChange, WordColumn
    from factdb.services.reads.quotation_checks import Check

_QUOTED, _SOURCE = "  quoted  ", "  source  "
_WIDEST, _LEAST = 100, 20
_MOST_WORDS = 40  # of one change; of a longer change the page shows both ends
# Signs as well as colours: a pipe has no colours, and some people cannot tell red from yellow.
_ONLY_QUOTED, _ONLY_SOURCE, _OPEN = ("{+", "+}"), ("[-", "-]"), ("{?", "?}")
_HOLDS = {"hedge": "a hedge", "negation": "a negation", "number": "a number", "name": "a name"}
_SIGNS = {_ONLY_QUOTED: "only quoted", _ONLY_SOURCE: "only in the source", _OPEN: "not covered by the source"}

Cell = tuple[str, str, QuotationChangeKind | None]


def print_pages(checks: Sequence[Check]) -> None:
    """Print a page for each check, an empty line between them."""
    pager.show(list(chain.from_iterable(["", *page(check)] for check in checks))[1:])


def page(check: Check) -> Iterator[str]:
    """Yield the lines of one check."""
    comparison = check.comparison
    source = (
        f" · evidence {check.evidence}, {check.text}" if check.evidence else f" · {check.text}" if check.text else ""
    )
    word = display.paint(printable(comparison.result), comparison.result, bold=True)
    yield display.heading(printable(f"claim {check.claim_id} · ")) + word + printable(source)
    if check.says:
        yield from wrap(check.says, "  ")
    yield from _word_lines(comparison.columns)
    if signs := _signs(comparison.columns):
        yield from wrap(signs, "  ", "    ")
    for change in comparison.changes:
        yield from wrap(_change_line(change), "  ", "    ")
    for note in comparison.notes:
        yield from wrap(note, "  ", "    ")
    if comparison.result is not QuotationResult.NOT_COMPARED:
        yield from wrap(_suggestion(check), "  ")


def _suggestion(check: Check) -> str:
    comparison = check.comparison
    count = f"{comparison.matched_count} of {comparison.spoken_count} quoted words found"
    return (
        f"{count}; suggests {comparison.suggested}, you decide"
        if comparison.suggested
        else f"{count}; suggests no rating"
    )


def _change_line(change: QuotationChange) -> str:
    """Return a change in one line, with the important words that it holds."""
    quoted, source = (f"“{_shorten(text)}”" for text in (change.quoted, change.source))
    sentences = {
        QuotationChangeKind.DROPPED: f"dropped: {source}",
        QuotationChangeKind.ADDED: f"added: {quoted}",
        QuotationChangeKind.REPLACED: f"replaced: {quoted} instead of {source}",
        QuotationChangeKind.MOVED: f"moved: {quoted} comes earlier in the source",
        QuotationChangeKind.CUT: f"cut: {source}",
        QuotationChangeKind.INSERTED: f"inserted: {quoted} instead of {source}"
        if change.source
        else f"inserted: {quoted}",
        QuotationChangeKind.NOT_COVERED: f"not covered by the source: {quoted}",
    }
    holds = f" ({', '.join(_HOLDS[weight] for weight in change.holds)})" if change.holds else ""
    return (
        sentences[change.kind]
        + holds
        + (", in the words around the quotation" if change.where is ChangePlace.AROUND else "")
    )


def _shorten(text: str) -> str:
    return " ".join(_keep_ends(text.split()))


def _keep_ends(words: Sequence[str]) -> list[str]:
    half = _MOST_WORDS // 2
    if len(words) <= _MOST_WORDS:
        return list(words)
    return [*words[:half], f"[… {len(words) - 2 * half} words …]", *words[-half:]]


def _word_lines(columns: Iterable[WordColumn]) -> Iterator[str]:
    """Yield pairs of lines, quoted words above source words, with an empty line after each pair."""
    room = max(min(shutil.get_terminal_size().columns, _WIDEST) - cells(_QUOTED), _LEAST)
    line: list[Cell] = []
    used = 0
    for cell in _cells(columns, room):
        width = max(cells(cell[0]), cells(cell[1]))
        if line and used + 1 + width > room:
            yield from _paired_lines(line)
            line, used = [], 0
        used += width + (1 if line else 0)
        line.append(cell)
    if line:
        yield from _paired_lines(line)


def _signs(columns: Sequence[WordColumn]) -> str:
    """Return the explanation of the signs that were used."""
    used = {_marks_for(column.change) for column in columns if column.change and column.quoted}
    used |= {_ONLY_SOURCE for column in columns if column.change and column.source}
    return ", ".join(f"{marks[0]}{meaning}{marks[1]}" for marks, meaning in _SIGNS.items() if marks in used)


def _paired_lines(line: Sequence[Cell]) -> Iterator[str]:
    widths = [max(cells(quoted), cells(source)) for quoted, source, _ in line]
    sides: tuple[tuple[str, Literal[0, 1]], ...] = ((_QUOTED, 0), (_SOURCE, 1))
    for name, side in sides:
        words = (
            _paint_word(text, kind) + " " * (width - cells(text))
            for text, kind, width in ((cell[side], cell[2], width) for cell, width in zip(line, widths, strict=True))
        )
        yield (name + " ".join(words)).rstrip()
    yield ""


def _paint_word(text: str, kind: QuotationChangeKind | None) -> str:
    return click.style(text, fg="red" if kind.alters else "yellow") if kind and text else text


def _cells(columns: Iterable[WordColumn], room: int) -> Iterator[Cell]:
    """Yield the words one over the other; where one side has more words, the other has gaps."""
    for column in columns:
        quoted, source = column.quoted, column.source
        if column.change:
            quoted, source = _mark_text(quoted, _marks_for(column.change)), _mark_text(source, _ONLY_SOURCE)
        pairs = zip_longest(_printable_words(quoted), _printable_words(source), fillvalue="")
        for quoted_word, source_word in pairs:
            yield from ((*pieces, column.change) for pieces in _chop_words(quoted_word, source_word, room))


def _marks_for(kind: QuotationChangeKind) -> tuple[str, str]:
    if kind is QuotationChangeKind.NOT_COVERED:
        return _OPEN
    return _ONLY_QUOTED if kind.alters else ("", "")


def _mark_text(text: str, marks: tuple[str, str]) -> str:
    return f"{marks[0]}{text}{marks[1]}" if text else ""


def _printable_words(text: str) -> list[str]:
    return _keep_ends(printable(text).split())


def _chop_words(quoted_word: str, source_word: str, room: int) -> Iterator[tuple[str, str]]:
    """Yield two words, in pieces if one of them is longer than a line."""
    if max(cells(quoted_word), cells(source_word)) <= room:
        yield quoted_word, source_word
        return
    from rich.cells import chop_cells

    yield from zip_longest(chop_cells(quoted_word, room), chop_cells(source_word, room), fillvalue="")
