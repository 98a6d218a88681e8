"""The way from rows to records that all formats share: what is amiss with one row becomes that row's refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from factdb.errors import BadValueError
from factdb.errors.exchange import ERROR_KEY, FileRefusedError, RowRefusedError, TwoColumnsError
from factdb.formats.files import json_stream, strict_json
from factdb.formats.records.claim_record import Record

if TYPE_CHECKING:
    from collections.abc import Collection

    from factdb.formats.files.json_stream import Element
    from factdb.formats.files.texts import Text
    from factdb.formats.rows import Json


class Row(NamedTuple):
    """One row as the file had it, free of what no row may hold, and the line where it begins."""

    line: int
    raw: Mapping[str, Json]


Rows = Iterator[Row | RowRefusedError]
Records = Iterator[Record | RowRefusedError]
"""What a file says, claim by claim. A refusal stands where its row stood; the rows after it are read all the same."""


def records(file: str, rows: Rows, make: Callable[[Row], Record]) -> Records:
    """Make a record of each row, or its refusal."""
    for row in rows:
        if isinstance(row, RowRefusedError):
            yield row
            continue
        try:
            yield make(row)
        except BadValueError as error:
            yield RowRefusedError(file, row.line, error.why, column=error.field, value=error.value).of(row.raw)
        except TwoColumnsError as error:
            yield RowRefusedError(file, row.line, f"has two columns of one field: {error}").of(row.raw)


def objects(text: Text, within: Collection[str] = ()) -> Rows:
    """Yield the objects of a file of JSON: of its array, of the arrays under `within`, or one after another."""
    return (checked(text.name, element) for element in json_stream.elements(text, within))


def object_lines(text: Text) -> Rows:
    """Yield the objects of JSON Lines; a line that is none is refused, and those after it are read."""
    for at, line in enumerate(text.lines(), start=1):
        if not line.strip():
            continue
        try:
            value = strict_json.decode(line.strip())
        except ValueError as error:
            yield RowRefusedError(text.name, at, f"is no JSON: {strict_json.reason(error)}").of(line.rstrip("\n"))
        else:
            yield checked(text.name, json_stream.Element(at, value))


def checked(file: str, element: Element) -> Row | RowRefusedError:
    """Return a row of one element, or its refusal; an error that an earlier import wrote into it is left out."""
    line, value = element
    if amiss := strict_json.flaw(value):
        refusal = RowRefusedError(file, line, amiss.why, column=amiss.path, value=amiss.value)
        return refusal.of(strict_json.kept(value))
    if not isinstance(value, dict):
        return RowRefusedError(file, line, "is no object", value=str(value)).of(value)
    if ERROR_KEY in value:
        value = {key: one for key, one in value.items() if key != ERROR_KEY}
    return Row(line, cast("dict[str, Json]", value))


def first_or_none(rows: Rows, file: str, nothing: str) -> Rows:
    """Pass rows on, and refuse a file that has none, with the reason `nothing`."""
    found = False
    for row in rows:
        found = True
        yield row
    if not found:
        raise FileRefusedError(file, 1, nothing)
