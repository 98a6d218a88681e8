"""Reads tables with headings, such as a desk's own spreadsheets: CSV, TSV, and objects of JSON."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, cast

from factdb.errors.exchange import (
    FileRefusedError,
    NoClaimColumnError,
    RowRefusedError,
)
from factdb.errors.import_files import LayoutFitsError, NoHeadingLineError, NoHeadingsError
from factdb.formats.files import json_stream, strict_json
from factdb.formats.records.fields import Fields
from factdb.formats.records.row_errors import (
    FileRow,
    FileRows,
    Records,
    checked_row,
    object_lines,
    objects,
    peek,
    records,
)
from factdb.formats.rows import remove_guard
from factdb.formats.tables import column_mapping, layouts, quoting
from factdb.formats.tables.column_values import MOST_ROWS, ColumnValues
from factdb.formats.tables.quoting import Quoting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from factdb.formats.files.texts import Text
    from factdb.formats.records.claim_record import ClaimRecord
    from factdb.formats.records.values import Options
    from factdb.formats.rows import Json

_NO_HEADING = re.compile(r"\s*(?:https?://\S+|[-+]?[0-9][0-9.,:/-]*(?:[T ][0-9:.]+Z?)?)\s*", re.IGNORECASE)


MOST_COLUMNS = 2_000  # the widest tables of surveys have some hundreds


class Cells(NamedTuple):
    """A row of cells, and the line where it begins."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's claims, and which of its columns became which field.

    Objects of JSON have columns of their own: for them, `mapping` is empty, and `first_fields` is of the first rows.
    """

    records: Records
    mapping: Mapping[str, str]
    first_fields: Mapping[str, str]


def read_csv(text: Text, options: Options) -> Table:
    """Read CSV; where the headings have semicolons and no comma, these part the cells."""
    heading = text.head().lstrip("\r\n").partition("\n")[0]
    delimiter = ";" if ";" in heading and "," not in heading else ","
    return _separated_table(text, options, delimiter, options.quoting or Quoting.DOUBLE)


def read_tsv(text: Text, options: Options) -> Table:
    """Read TSV. Quotation marks are text, except where `quoting` sees that they stand around cells, or it is said."""
    return _separated_table(text, options, "\t", options.quoting or quoting.of_tsv(text.head()))


def read_json(text: Text, options: Options) -> Table:
    """Read an array of objects, or {"claims": [...]}, or one object."""
    return _table_of_objects(text, objects(text, _within(text)), options)


def read_jsonl(text: Text, options: Options) -> Table:
    """Read an object a line."""
    return _table_of_objects(text, object_lines(text), options)


def table(file: str, columns: Sequence[str], rows: Iterable[Cells | RowRefusedError], options: Options) -> Table:
    """Make records of rows of cells; `columns` are the headings. Rows that hold nothing are skipped."""
    columns = _headings(file, columns, options)
    first, file_rows = peek(_checked_rows(file, columns, rows), MOST_ROWS)
    try:
        mapping = column_mapping.fields_of_table(file, columns, options, ColumnValues(_raws(first)))
    except NoClaimColumnError:
        _require_headings(file, columns, options)
        raise
    own = "uid" in columns  # factdb wrote it: its apostrophes before formulas are no part of the texts
    return Table(records(file, file_rows, _record_maker(mapping.items(), options, guarded=own)), mapping, mapping)


def _raws(rows: Iterable[FileRow | RowRefusedError]) -> list[Mapping[str, Json]]:
    return [row.raw for row in rows if isinstance(row, FileRow)]


def table_of_values(
    file: str, columns: Sequence[str], rows: Iterable[tuple[int, list[Json]]], options: Options
) -> Table:
    """Make records of rows of values, which may be lists or objects, with their lines; rows have a value a column."""
    columns = _headings(file, columns, options)
    elements = (json_stream.Element(line, dict(zip(columns, values, strict=True))) for line, values in rows)
    first, file_rows = peek((checked_row(file, element) for element in elements), MOST_ROWS)
    mapping = column_mapping.fields_of_table(file, columns, options, ColumnValues(_raws(first)))
    maker = _record_maker(mapping.items(), options, guarded=False)
    return Table(records(file, file_rows, maker), mapping, mapping)


def _within(text: Text) -> Sequence[str]:
    return ("claims",) if re.match(r'\s*\{\s*"claims"\s*:\s*\[', text.head()) else ()


def _table_of_objects(text: Text, rows: FileRows, options: Options) -> Table:
    first, rows = peek(_require_few_keys(text.name, rows), MOST_ROWS)
    raws = _raws(first)
    values = ColumnValues(raws)
    by_keys, fields = column_mapping.FieldsByKeys(text.name, options, values), Fields(options)
    first_fields = by_keys.of_rows(raws)
    column_mapping.require_claims_in_objects(text.name, first_fields, values)
    if first_fields.get("evidence") and (fitting := next((x for x in options.ready if x.has_rows_like(raws)), None)):
        raise LayoutFitsError(text.name, fitting.name)
    layout = options.layout

    def make(row: FileRow) -> ClaimRecord:
        raw = row.raw
        cells = [(field, column, raw[column]) for column, field in by_keys(raw).items()]
        cells = [cell for cell in cells if options.says(cell[2])] if options.empty else cells
        return layout.record(fields, row, cells) if layout else fields.record(row.line, raw, cells)

    return Table(records(text.name, rows, make), {}, first_fields)


def _require_few_keys(file: str, rows: FileRows) -> FileRows:
    for row in rows:
        if isinstance(row, FileRow) and len(row.raw) > MOST_COLUMNS:
            why = f"has {len(row.raw):,} keys, but factdb reads at most {MOST_COLUMNS:,}"
            yield RowRefusedError(file, row.line, why).of(row.raw)
        else:
            yield row


def _record_maker(
    pairs: Iterable[tuple[str, str]], options: Options, *, guarded: bool
) -> Callable[[FileRow], ClaimRecord]:
    field_by_column, fields, layout = tuple(pairs), Fields(options), options.layout

    def make(row: FileRow) -> ClaimRecord:
        raw = row.raw
        cells = [(field, column, raw[column]) for column, field in field_by_column]
        cells = [cell for cell in cells if options.says(cell[2])] if options.empty else cells
        if guarded:
            cells = [(field, column, remove_guard(str(value))) for field, column, value in cells]
        return layout.record(fields, row, cells) if layout else fields.record(row.line, raw, cells)

    return make


# -- cells ---------------------------------------------------------------------------------------------------


def _separated_table(text: Text, options: Options, delimiter: str, marks: Quoting) -> Table:
    rows = _rows(text, delimiter, marks)
    first = next((row for row in rows if isinstance(row, RowRefusedError) or any(row.cells)), None)
    if first is None:
        raise NoHeadingLineError(text.name)
    if isinstance(first, RowRefusedError):
        raise FileRefusedError(text.name, first.line, first.reason)
    if options.layout and (headings := options.layout.headings_of(text.name, first)):
        return table(text.name, headings, chain([first], rows), options)
    return table(text.name, first.cells, rows, options)


def _rows(text: Text, delimiter: str, marks: Quoting) -> Iterator[Cells | RowRefusedError]:
    """Yield rows of cells with the line where each begins; a fault in the quotation marks ends the reading."""
    # Not strict, an unclosed mark would swallow all the rows after it as one cell, without a word.
    lines = csv.reader(
        text.lines(),
        delimiter=delimiter,
        strict=True,
        quoting=csv.QUOTE_NONE if marks is Quoting.NONE else csv.QUOTE_MINIMAL,
    )
    while True:
        line = lines.line_num + 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            fault = _fault(str(error), delimiter)
            # A file that is cut off inside its last line has all the rows before it.
            if "unexpected end" in str(error) and lines.line_num == line:
                yield RowRefusedError(text.name, line, f"{fault}: the file may be cut off")
                return
            raise FileRefusedError(text.name, line, fault, _hint(str(error))) from None
        yield Cells(line, cells)


def _hint(error: str) -> str:
    return (
        "Shorten it."
        if "field larger" in error
        else "Save the file with the same line ends throughout, or put quotation marks around the cell."
        if "new-line character" in error
        else "Double each quotation mark inside a cell, and close the marks around the cell. "
        "If marks are text in this file: --quoting none"
    )


def _fault(error: str, delimiter: str) -> str:
    if "unexpected end" in error:
        return "opens a quotation mark that is never closed"
    if "expected after" in error:
        shown = "a tab" if delimiter == "\t" else f'"{delimiter}"'
        return f"has a closing quotation mark without {shown} or the end of the line after it"
    if "new-line character" in error:
        return "has a carriage return that ends no line"
    if "field larger" in error:
        return f"has a cell of more than {csv.field_size_limit():,} characters"
    return f"cannot be split into cells: {error}"


def _headings(file: str, columns: Sequence[str], options: Options) -> list[str]:
    if len(columns) > MOST_COLUMNS:
        why = f"has {len(columns):,} columns, but factdb reads at most {MOST_COLUMNS:,}"
        raise FileRefusedError(file, 1, why, "Remove the columns that say nothing of the claims.")
    named = [column.strip() or f"column {at}" for at, column in enumerate(columns, start=1)]
    counts = Counter(named)
    twice = next((column for column in named if counts[column] > 1), None)
    if twice is not None:
        _require_headings(file, columns, options)
        raise FileRefusedError(file, 1, f'has two columns called "{twice}"', "Give each column its own heading.")
    if amiss := strict_json.flaw(named):
        raise FileRefusedError(file, 1, f"has a heading that {amiss.why}")
    return named


def _require_headings(file: str, columns: Sequence[str], options: Options) -> None:
    """Refuse a table whose first line has an address, a number or a date as no line of headings does."""
    if any(map(_NO_HEADING.fullmatch, columns)):
        raise NoHeadingsError(file, columns, layouts.of_width(options.ready, len(columns)))


def _checked_rows(file: str, columns: Sequence[str], rows: Iterable[Cells | RowRefusedError]) -> FileRows:
    for row in rows:
        if isinstance(row, RowRefusedError):
            yield row
        elif any(map(str.strip, row.cells)):
            yield _row(file, columns, row.line, row.cells)


def _row(file: str, columns: Sequence[str], line: int, cells: list[str]) -> FileRow | RowRefusedError:
    if len(cells) != len(columns):
        count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        headings = "is 1 heading" if len(columns) == 1 else f"are {len(columns)} headings"
        why = f"has {count}, but there {headings}"
        return RowRefusedError(file, line, why).of({"_cells": cells})
    raw = cast("dict[str, Json]", dict(zip(columns, cells, strict=True)))
    # The search for what no row may hold costs more than all the rest: nearly every row is cleared at one look.
    if not strict_json.are_plain(cells) and (amiss := strict_json.flaw(raw)):
        return RowRefusedError(file, line, amiss.why, column=amiss.path, value=amiss.value).of(raw)
    return FileRow(line, raw)
