"""Writes rows as JSON, JSON Lines, CSV, TSV or a Markdown table, one at a time."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TextIO

if TYPE_CHECKING:
    from pathlib import Path

Row = Mapping[str, object]
"""One row by column: text, numbers, booleans, None, dates, aware times, and lists and mappings of these."""

Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None
"""What JSON can hold."""

_SURROGATE = re.compile("[\ud800-\udfff]")
# An apostrophe that is there already is guarded too, so that our apostrophe can be recognised and removed.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_BEGINS_ONE = frozenset("'=+-@\t\r")
# What Markdown would read as markup, anywhere; and what begins a list, a heading or a rule where a line begins with it.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&!])")
_OPENING = re.compile(r"^(\d+(?=[.)])|(?=[#+=-]))")
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class Format(StrEnum):
    """The formats of rows."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    MARKDOWN = "md"


def ending(path: Path) -> str:
    """Return what a file's name says of its format: csv for claims.csv and for claims.CSV.gz."""
    bare = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return bare.suffix.removeprefix(".").lower()


def write(rows: Iterable[Row], columns: Sequence[str], fmt: Format, out: TextIO) -> int:
    """Write the columns of each row as it comes, and return how many rows there were.

    Lines end in LF: open files with `newline=""`. A table is the terminal's and not written here.
    """
    if fmt not in _WRITERS:
        raise ValueError(fmt)
    return _WRITERS[fmt](rows, columns, out)


def document(value: object) -> str:
    """Return one value, nested as it may be, as JSON for people to read; without a line end after it."""
    return _escape_surrogates(json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=2))


def line(value: object) -> str:
    """Return one value, nested as it may be, as JSON on one line."""
    return _escape_surrogates(_encode(plain(value)))


def plain(value: object) -> Json:
    """Return a value as JSON holds it: dates in ISO 8601, times in RFC 3339 with microseconds and Z.

    What SQL may also give becomes the nearest number or text, for a report must not fail on an average.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float() | Decimal():
            return _number(value)
        case Mapping():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case _:
            return _text(value)


def _text(value: object) -> str:
    match value:
        case datetime():
            return _time(value)
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case _:
            return str(value)


def _number(value: float | Decimal) -> Json:
    if not math.isfinite(value):
        return str(value)
    return int(value) if isinstance(value, Decimal) and value == int(value) else float(value)


def _time(value: datetime) -> str:
    if value.tzinfo is None:  # of no zone that we know; a Z would be a guess
        return value.isoformat(timespec="microseconds")
    return value.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _escape_surrogates(text: str) -> str:
    """Escape lone surrogates, which no encoding can write; all else stays readable."""
    return _SURROGATE.sub(lambda lone: f"\\u{ord(lone[0]):04x}", text)


# -- JSON ----------------------------------------------------------------------------------------------------


def _objects(rows: Iterable[Row], columns: Sequence[str]) -> Iterable[str]:
    return (_escape_surrogates(_encode({column: plain(row[column]) for column in columns})) for row in rows)


def _write_jsonl(rows: Iterable[Row], columns: Sequence[str], out: TextIO) -> int:
    count = 0
    for line in _objects(rows, columns):
        out.write(f"{line}\n")
        count += 1
    return count


def _write_json(rows: Iterable[Row], columns: Sequence[str], out: TextIO) -> int:
    """Write one array with an object a line, so that it can be read by line, and compared."""
    count = 0
    for line in _objects(rows, columns):
        out.write(f"{',' if count else '['}\n{line}")
        count += 1
    out.write("\n]\n" if count else "[]\n")
    return count


# -- CSV and TSV ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lines:
    """Ends the lines that a csv.writer makes in LF.

    The writer quotes only those line ends that are its own (before Python 3.13): told to end lines in LF, it
    would leave a CR in a text bare, and no reader would read that row back.
    """

    out: TextIO

    def write(self, line: str) -> object:
        return self.out.write(_escape_surrogates(line.removesuffix("\r\n")) + "\n")


def _write_csv(rows: Iterable[Row], columns: Sequence[str], out: TextIO) -> int:
    return _write_separated(rows, columns, out, "excel")


def _write_tsv(rows: Iterable[Row], columns: Sequence[str], out: TextIO) -> int:
    return _write_separated(rows, columns, out, "excel-tab")


def _write_separated(
    rows: Iterable[Row], columns: Sequence[str], out: TextIO, dialect: Literal["excel", "excel-tab"]
) -> int:
    lines = csv.writer(_Lines(out), dialect)
    lines.writerow([cell(column) for column in columns])
    count = 0
    for row in rows:
        lines.writerow([cell(row[column]) for column in columns])
        count += 1
    return count


def cell(value: object) -> str:
    """Return a value as one cell: lists joined by ", ", mappings as JSON, None empty."""
    if value is None:
        return ""
    if isinstance(value, str):  # as nearly all are
        return _guard(value)
    match plain(value):
        case str(text):
            return _guard(text)
        case list(items):
            return _guard(", ".join(item if isinstance(item, str) else _encode(item) for item in items))
        case other:
            return _encode(other)


def _guard(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text[:1] in _BEGINS_ONE and _FORMULA.match(text) else text


def remove_guard(cell: str) -> str:
    """Remove the apostrophe that `write` put before a cell of CSV or TSV: the text is as it was."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


# -- Markdown ------------------------------------------------------------------------------------------------


def _write_markdown(rows: Iterable[Row], columns: Sequence[str], out: TextIO) -> int:
    """Write a table, each cell on one line."""
    out.write(f"| {' | '.join(map(markdown, columns))} |\n| {' | '.join(['---'] * len(columns))} |\n")
    count = 0
    for row in rows:
        # The apostrophe that guards a spreadsheet against formulas would only be read here.
        cells = (markdown(remove_guard(cell(row.get(column)))) for column in columns)
        out.write(_escape_surrogates(f"| {' | '.join(cells)} |\n"))
        count += 1
    return count


def markdown(text: object) -> str:
    """Return a text as one line of Markdown that says just this: no markup, no HTML, no line of its own."""
    # Line ends go first: a text of several lines could open a heading of its own.
    return _OPENING.sub(r"\1\\", escape_markup(" ".join(str(text).split())))


def escape_markup(text: str) -> str:
    """Return a part of a line of Markdown without markup or HTML; its spaces stay."""
    return _MARKUP.sub(r"\\\1", text)


_WRITERS: dict[Format, Callable[[Iterable[Row], Sequence[str], TextIO], int]] = {
    Format.JSON: _write_json,
    Format.JSONL: _write_jsonl,
    Format.CSV: _write_csv,
    Format.TSV: _write_tsv,
    Format.MARKDOWN: _write_markdown,
}
