"""Writes rows as Parquet, by pyarrow (the extra "parquet"), some thousand at a time.

What has a type there is written in it: a month or a year is its first day, as in the public views, and how much of it
is known stands beside it.
"""

from __future__ import annotations

from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from factdb.domain import dates
from factdb.errors.exchange import MissingExtraError
from factdb.formats import rows as plain_rows
from factdb.formats.dump.dump_columns import ColumnKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from factdb.formats.rows import Row

_AT_ONCE = 5_000


def write(rows: Iterable[Row], columns: Mapping[str, ColumnKind], out: IO[bytes]) -> int:
    """Write the columns of each row, and return how many rows there were; objects are text, as JSON."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtraError("files of Parquet", "parquet") from None
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
    while page := list(islice(rows, _AT_ONCE)):
        yield page


def _value(value: object, kind: ColumnKind) -> Any:  # noqa: ANN401 - whatever pyarrow takes for the column
    if value is None or kind in {ColumnKind.INT, ColumnKind.BOOL, ColumnKind.DAY, ColumnKind.TIME}:
        return value
    if kind is ColumnKind.PARTIAL:
        return dates.parse(str(value)).first()
    if kind is ColumnKind.LIST:
        return [str(element) for element in value] if isinstance(value, list | tuple) else [str(value)]
    return plain_rows.line(value) if kind is ColumnKind.OBJECT else str(value)
