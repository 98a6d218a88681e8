"""Writes rows in any format that data is exported in, one at a time, however many there are.

Parquet keeps types: a month or a year is its first day there, as in the views, and how much of the date is known
is in the column next to it. Workbooks are written by `workbook`, texts by `factdb.formats.rows`.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from importlib.util import find_spec
from itertools import islice
from types import NoneType
from typing import IO, TYPE_CHECKING, Any

from factdb.domain import dates
from factdb.errors import OtherFormatError
from factdb.errors.exchange import MissingExtraError
from factdb.formats import rows as plain_rows
from factdb.formats.dump.dump_columns import ColumnKind
from factdb.formats.rows import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from factdb.formats.rows import Row

_INT64 = 2**63
_PARQUET_ROWS = 5_000  # written at once: Parquet stores a column of many rows together


class ExportFormat(StrEnum):
    """What data is exported as."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    JSON = "json"
    PARQUET = "parquet"
    XLSX = "xlsx"


def format_of(path: Path | None) -> ExportFormat:
    """Return the format that a file's name ends in, packed or not; TSV where the name has no ending, or a text's."""
    ending = plain_rows.ending(path) if path else ""
    if path is None or ending in _TEXT_ENDINGS:
        return ExportFormat.TSV
    if ending not in set(ExportFormat):
        raise OtherFormatError(path, ", ".join(ExportFormat))
    return ExportFormat(ending)


_TEXT_ENDINGS = frozenset({"", "txt", "tab"})
BINARY = frozenset({ExportFormat.PARQUET, ExportFormat.XLSX})


def write(rows: Iterable[Row], columns: Mapping[str, ColumnKind], fmt: ExportFormat, out: IO[bytes]) -> int:
    """Write the columns of each row as it comes, and return how many rows there were; `columns` gives their kinds."""
    if fmt is ExportFormat.PARQUET:
        return _write_parquet(rows, columns, out)
    if fmt is ExportFormat.XLSX:
        from factdb.formats.tables import workbook  # noqa: PLC0415 - its library is an extra

        return workbook.write(rows, tuple(columns), out)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    try:
        count = plain_rows.write(rows, tuple(columns), Format(fmt.value), text)
        text.flush()
    finally:
        # Else the wrapper would close `out` when it is collected, and `out` belongs to the caller.
        text.detach()
    return count


def missing_extra(fmt: ExportFormat) -> MissingExtraError | None:
    """Return why this format cannot be written here, if its library is not installed; the error says how to get it."""
    library, feature = _LIBRARIES.get(fmt, (None, ""))
    return MissingExtraError(feature, fmt) if library and find_spec(library) is None else None


_LIBRARIES = {ExportFormat.PARQUET: ("pyarrow", "Parquet files"), ExportFormat.XLSX: ("openpyxl", "workbooks")}


def kinds_of(rows: Sequence[Row], columns: Sequence[str]) -> dict[str, ColumnKind]:
    """Return what each column holds, seen from its values: an answer of a query says nothing of its types."""
    return {column: _kind([row[column] for row in rows if row[column] is not None]) for column in columns}


def _kind(values: Sequence[object]) -> ColumnKind:
    types = set(map(type, values))
    if types <= {int, float, Decimal}:
        fits = types == {int} and all(-_INT64 <= value < _INT64 for value in values if isinstance(value, int))
        return (ColumnKind.INT if fits else ColumnKind.NUMBER) if types else ColumnKind.TEXT
    if types == {bool}:
        return ColumnKind.BOOL
    if types == {date}:
        return ColumnKind.DAY
    if types == {datetime} and all(isinstance(value, datetime) and value.tzinfo for value in values):
        return ColumnKind.TIME  # of a time without a zone we would only guess the zone
    return ColumnKind.OBJECT if types <= {list, tuple, dict} else ColumnKind.TEXT


def _write_parquet(rows: Iterable[Row], columns: Mapping[str, ColumnKind], out: IO[bytes]) -> int:
    """Write rows by pyarrow (the extra "parquet"), and return how many there were; objects are text, as JSON."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtraError("Parquet files", "parquet") from None
    types = {
        ColumnKind.INT: pa.int64(),
        ColumnKind.NUMBER: pa.float64(),
        ColumnKind.BOOL: pa.bool_(),
        ColumnKind.DAY: pa.date32(),
        ColumnKind.PARTIAL: pa.date32(),
        ColumnKind.TIME: pa.timestamp("us", tz="UTC"),
        ColumnKind.LIST: pa.list_(pa.string()),
    }
    schema = pa.schema([(name, types.get(kind, pa.string())) for name, kind in columns.items()])
    count = 0
    with parquet.ParquetWriter(pa.PythonFile(out, mode="w"), schema, compression="zstd") as file:
        for page in _pages(iter(rows)):
            values = {name: _column([row[name] for row in page], kind) for name, kind in columns.items()}
            file.write_table(pa.Table.from_pydict(values, schema=schema))
            count += len(page)
    return count


def _pages(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while page := list(islice(rows, _PARQUET_ROWS)):
        yield page


# Values that Parquet's columns of these kinds take as they are; others are converted one by one.
_TAKEN: Mapping[ColumnKind, frozenset[type]] = {
    **dict.fromkeys((ColumnKind.INT, ColumnKind.BOOL, ColumnKind.DAY, ColumnKind.TIME), frozenset({object})),
    ColumnKind.TEXT: frozenset({str, NoneType}),
    ColumnKind.NUMBER: frozenset({float, NoneType}),
}


def _column(values: list[object], kind: ColumnKind) -> list[Any]:
    """Return the values of a column for pyarrow. Most columns have values of one type, and equal days."""
    taken = _TAKEN.get(kind, frozenset())
    if object in taken or taken.issuperset(map(type, values)):
        return values
    if kind in {ColumnKind.OBJECT, ColumnKind.LIST}:  # not hashable
        return [None if value is None else _value(value, kind) for value in values]
    converted = {value: _value(value, kind) for value in set(values) if value is not None}
    return [converted.get(value) for value in values]


def _value(value: object, kind: ColumnKind) -> Any:  # noqa: ANN401 - whatever pyarrow takes for the column
    match kind:
        case ColumnKind.NUMBER:
            return float(str(value))
        case ColumnKind.PARTIAL:
            return dates.parse(str(value)).first()
        case ColumnKind.LIST:
            return [str(element) for element in value] if isinstance(value, list | tuple) else [str(value)]
        case ColumnKind.OBJECT:
            return plain_rows.line(value)
        case _:
            text = plain_rows.plain(value)
            return str(text) if isinstance(text, str) else plain_rows.line(text)
