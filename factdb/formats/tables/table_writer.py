"""Writes rows in any format that data is exported in, one at a time, whatever there is of them."""

from __future__ import annotations

import io
from enum import StrEnum
from typing import IO, TYPE_CHECKING

from factdb.formats import rows as plain_rows
from factdb.formats.rows import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from factdb.formats.dump.dump_columns import ColumnKind
    from factdb.formats.rows import Row


class ExportFormat(StrEnum):
    """What data is exported as."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    JSON = "json"
    PARQUET = "parquet"
    XLSX = "xlsx"


BINARY = frozenset({ExportFormat.PARQUET, ExportFormat.XLSX})


def write(rows: Iterable[Row], columns: Mapping[str, ColumnKind], fmt: ExportFormat, out: IO[bytes]) -> int:
    """Write the columns of each row as it comes, and return how many rows there were; what columns hold is by name."""
    if fmt is ExportFormat.PARQUET:
        from factdb.formats.tables import parquet  # noqa: PLC0415 - its library is an extra

        return parquet.write(rows, columns, out)
    if fmt is ExportFormat.XLSX:
        from factdb.formats.tables import workbook  # noqa: PLC0415 - as above

        return workbook.write(rows, tuple(columns), out)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    try:
        count = plain_rows.write(rows, tuple(columns), Format(fmt.value), text)
        text.flush()
    finally:
        text.detach()
    return count
