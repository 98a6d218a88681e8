"""Writes rows in any format that data is exported in, one at a time, however many there are.

Parquet keeps types: a month or a year is its first day there, as in the views, and how much of the date is known
is in the column next to it. Workbooks are written by `workbook`, texts by `factdb.formats.rows`.
"""

from __future__ import annotations

import io
from enum import StrEnum
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from factdb.domain import dates
from factdb.errors import OtherFormatError
from factdb.errors.exchange import MissingExtraError
from factdb.formats import rows as plain_rows
from factdb.formats.dump.dump_columns import ColumnKind
from factdb.formats.rows import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from factdb.formats.rows import Row

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


def _write_parquet(rows: Iterable[Row], columns: Mapping[str, ColumnKind], out: IO[bytes]) -> int:
    """Write rows by pyarrow (the extra "parquet"), and return how many there were; objects are text, as JSON."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtraError("Parquet files", "parquet") from None
    types = {
        ColumnKind.INT: pa.int64(),
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
            values = {name: [_value(row[name], kind) for row in page] for name, kind in columns.items()}
            file.write_table(pa.Table.from_pydict(values, schema=schema))
            count += len(page)
    return count


def _pages(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while page := list(islice(rows, _PARQUET_ROWS)):
        yield page


def _value(value: object, kind: ColumnKind) -> Any:  # noqa: ANN401 - whatever pyarrow takes for the column
    if value is None or kind in {ColumnKind.INT, ColumnKind.BOOL, ColumnKind.DAY, ColumnKind.TIME}:
        return value
    if kind is ColumnKind.PARTIAL:
        return dates.parse(str(value)).first()
    if kind is ColumnKind.LIST:
        return [str(element) for element in value] if isinstance(value, list | tuple) else [str(value)]
    return plain_rows.line(value) if kind is ColumnKind.OBJECT else str(value)
