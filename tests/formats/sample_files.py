"""Files for the tests of readers: made by us, of people who don't exist."""

from __future__ import annotations

import io
import json
from typing import TypedDict, Unpack

from factdb.domain.dates_as_written import DateOrder
from factdb.errors.exchange import RowRefusedError
from factdb.formats.reading import FileReading, ImportFormat, read
from factdb.formats.records.claim_record import ClaimRecord
from factdb.formats.records.values import Options
from factdb.formats.tables import column_mapping
from factdb.formats.tables.quoting import Quoting

File = str | bytes | object


class ReadingOptions(TypedDict, total=False):
    """How a file is to be read."""

    maps: tuple[str, ...]
    order: str
    encoding: str
    quoting: str
    repair: bool


def read_file(file: File, form: str | None = None, **how: Unpack[ReadingOptions]) -> FileReading:
    """Read a file's bytes, its text in UTF-8, or what is to be written as JSON first."""
    raw = file.encode() if isinstance(file, str) else file if isinstance(file, bytes) else json.dumps(file).encode()
    order = DateOrder(how["order"]) if "order" in how else None
    marks = Quoting(how["quoting"]) if "quoting" in how else None
    options = Options(
        columns=column_mapping.parse(how.get("maps", ())),
        date_order=order,
        quoting=marks,
        repair=how.get("repair", False),
    )
    return read(io.BytesIO(raw), "claims", ImportFormat(form) if form else None, options, how.get("encoding"))


def records_of(file: File, form: str | None = None, **how: Unpack[ReadingOptions]) -> list[ClaimRecord]:
    """Return the records of a file none of whose rows is refused."""
    rows = list(read_file(file, form, **how).records)
    assert [str(row) for row in rows if isinstance(row, RowRefusedError)] == []
    return [row for row in rows if isinstance(row, ClaimRecord)]


def only_record(file: File, form: str | None = None, **how: Unpack[ReadingOptions]) -> ClaimRecord:
    """Return the only record of a file."""
    (record,) = records_of(file, form, **how)
    return record


def refusals_of(file: File, form: str | None = None, **how: Unpack[ReadingOptions]) -> list[RowRefusedError]:
    """Return the refusals of a file's rows."""
    return [row for row in read_file(file, form, **how).records if isinstance(row, RowRefusedError)]
