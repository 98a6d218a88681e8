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
from factdb.formats.dump.dump_columns import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from factdb.formats.rows import Row

_AT_ONCE = 5_000


def write(rows: Iterable[Row], columns: Mapping[str, Kind], out: IO[bytes]) -> int:
    """Write the columns of each row, and return how many rows there were; objects are text, as JSON."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtraError("files of Parquet", "parquet") from None
    types = {
        Kind.INT: pa.int64(),
        Kind.BOOL: pa.bool_(),
        Kind.DAY: pa.date32(),
        Kind.PARTIAL: pa.date32(),
        Kind.TIME: pa.timestamp("us", tz="UTC"),
        Kind.LIST: pa.list_(pa.string()),
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


def _value(value: object, kind: Kind) -> Any:  # noqa: ANN401 - whatever pyarrow takes for the column
    if value is None or kind in {Kind.INT, Kind.BOOL, Kind.DAY, Kind.TIME}:
        return value
    if kind is Kind.PARTIAL:
        return dates.parse(str(value)).first()
    if kind is Kind.LIST:
        return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
    return plain_rows.line(value) if kind is Kind.OBJECT else str(value)
