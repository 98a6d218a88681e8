"""Reads Parquet files by pyarrow (the extra "parquet"): numbers and dates become text, lists stay lists."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, cast

from factdb.errors import UnreadableFileError
from factdb.formats import rows as plain_rows
from factdb.formats.files import strict_json
from factdb.formats.tables import sheets, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from factdb.errors.exchange import FileRefusedError
    from factdb.formats.records.values import Options
    from factdb.formats.rows import Json
    from factdb.formats.tables.tables import Table

_AT_ONCE = 200  # rows in memory, of which each may have long texts
_MOST_RATIO, _SMALL = 500, 64_000_000  # equal values are stored once: Parquet packs more than other formats do
# How an export of claims writes what Parquet has no column for: a month is its first day, and objects are text.
_OBJECTS = frozenset({"evidence", "checks"})
_LETTERS = {"month": 7, "year": 4}  # of a day in ISO 8601


def read(stream: IO[bytes], name: str, options: Options) -> Table:
    """Return the table in a file; lines are the numbers of rows."""
    sheets.require_library("pyarrow", "Parquet files", "parquet")
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    try:
        size = stream.seek(0, 2)
        stream.seek(0)
        file = parquet.ParquetFile(stream)
        columns = [str(column) for column in file.schema_arrow.names]
    except Exception as error:
        raise _damage(name, error) from error
    rows = _rows(file, name, max(_SMALL, size * _MOST_RATIO))
    if "uid" in columns:
        rows = map(_own(columns), rows)
    return tables.table_of_values(name, columns, enumerate(rows, start=1), options)


def _rows(file: Any, name: str, most_bytes: int) -> Iterator[list[Json]]:  # noqa: ANN401 - pyarrow has no types
    size = count = 0
    batches = file.iter_batches(batch_size=_AT_ONCE)
    while True:
        try:
            batch = next(batches, None)
            size += batch.nbytes if batch else 0
            # Checked before the values are made: equal ones are stored once, but each of them takes memory then.
            columns = [column.to_pylist() for column in batch.columns] if batch and size <= most_bytes else []
        except Exception as error:
            raise _damage(name, error, count + 1) from error
        if batch is None:
            return
        if size > most_bytes:
            why = f"it unpacks to more than {_MOST_RATIO} times its size"
            raise UnreadableFileError(name, why, "Check what it contains, and save it as CSV.")
        yield from ([_value(value) for value in row] for row in zip(*columns, strict=True))
        count += batch.num_rows


def _damage(name: str, error: Exception, line: int = 1) -> FileRefusedError:
    return sheets.damage(name, error, line, what="Parquet file")


def _value(value: object) -> Json:
    """Return a value as a cell of a sheet would have it; a list or an object as JSON has it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | dict):
        return plain_rows.plain(value)
    # Programs without a missing number write "not a number" in its place.
    return "" if value != value else sheets.cell_text(value)  # noqa: PLR0124 - NaN is not equal to itself


def _own(columns: Sequence[str]) -> Callable[[list[Json]], list[Json]]:
    """Return a function that reads factdb's own rows as their export in JSON has them."""
    places = {column: at for at, column in enumerate(columns)}
    objects = [places[column] for column in _OBJECTS if column in places]
    day, precision = places.get("said_on"), places.get("said_precision")

    def read_row(row: list[Json]) -> list[Json]:
        for at in objects:
            row[at] = _decoded(row[at])
        if day is not None and precision is not None:
            row[day] = str(row[day])[: _LETTERS.get(str(row[precision]))]
        return row

    return read_row


def _decoded(value: Json) -> Json:
    """Return a list that was written as text; any other value as it is, so that its row is refused."""
    if not isinstance(value, str) or not value.startswith("["):
        return value
    try:
        return cast("Json", strict_json.decode(value))
    except ValueError:
        return value
