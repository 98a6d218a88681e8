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


class How(TypedDict, total=False):
    """How a file is to be read."""

    maps: tuple[str, ...]
    order: str
    encoding: str


def reading(file: str | bytes | object, wanted: str | None = None, **how: Unpack[How]) -> FileReading:
    """Read a file's bytes, its text in UTF-8, or what is to be written as JSON first."""
    raw = file.encode() if isinstance(file, str) else file if isinstance(file, bytes) else json.dumps(file).encode()
    order = DateOrder(how["order"]) if "order" in how else None
    options = Options(columns=column_mapping.parse(how.get("maps", ())), date_order=order)
    return read(io.BytesIO(raw), "claims", ImportFormat(wanted) if wanted else None, options, how.get("encoding"))


def taken(file: str | bytes | object, wanted: str | None = None, **how: Unpack[How]) -> list[ClaimRecord]:
    """Return the records of a file none of whose rows is refused."""
    found = list(reading(file, wanted, **how).records)
    assert [str(each) for each in found if isinstance(each, RowRefusedError)] == []
    return [each for each in found if isinstance(each, ClaimRecord)]


def one(file: str | bytes | object, wanted: str | None = None, **how: Unpack[How]) -> ClaimRecord:
    """Return the only record of a file."""
    (record,) = taken(file, wanted, **how)
    return record


def refused(file: str | bytes | object, wanted: str | None = None, **how: Unpack[How]) -> list[RowRefusedError]:
    """Return the refusals of a file's rows."""
    found = reading(file, wanted, **how).records
    return [each for each in found if isinstance(each, RowRefusedError)]
