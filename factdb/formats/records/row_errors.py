"""Turns rows into records for every format: a row that cannot be read becomes a refusal, and reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from factdb.errors import BadValueError, FactdbError
from factdb.errors.exchange import ERROR_KEY, RowRefusedError, TwoColumnsError
from factdb.errors.import_files import CutFileError
from factdb.formats.files import json_stream, strict_json
from factdb.formats.records.claim_record import ClaimRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from factdb.formats.files.json_stream import Element
    from factdb.formats.files.texts import Text
    from factdb.formats.rows import Json

Item = TypeVar("Item")


class FileRow(NamedTuple):
    """One row as the file had it, checked for forbidden values, and the line where it begins."""

    line: int
    raw: Mapping[str, Json]


FileRows = Iterator[FileRow | RowRefusedError]
Records = Iterator[ClaimRecord | RowRefusedError]
"""The claims of a file, one by one. A refusal takes the place of its row; the rows after it are still read."""


def records(file: str, rows: FileRows, make: Callable[[FileRow], ClaimRecord]) -> Records:
    """Make a record of each row, or its refusal."""
    for row in rows:
        if isinstance(row, RowRefusedError):
            yield row
            continue
        try:
            yield make(row)
        # One bad value refuses its row and no other: with --on-error skip the rest of the file is imported.
        except BadValueError as error:
            refusal = RowRefusedError(
                file, row.line, error.why, column=error.field, value=error.value, remedy=error.next_step
            )
            yield refusal.of(row.raw)
        except TwoColumnsError as error:
            yield RowRefusedError(file, row.line, f"has several columns for one field: {error}").of(row.raw)


def objects(text: Text, within: Collection[str] = ()) -> FileRows:
    """Yield the objects of a file of JSON: of its array, of the arrays under `within`, or one after another."""
    elements = json_stream.elements(text, within)
    return up_to_cut(text.name, (checked_row(text.name, element) for element in elements))


def up_to_cut(file: str, rows: FileRows) -> FileRows:
    """Yield the rows of a file of JSON; if it is cut off after some of them, the last part is refused as a row."""
    is_any = False
    try:
        for row in rows:
            is_any = True
            yield row
    except CutFileError as error:
        if not is_any:
            raise
        yield RowRefusedError(file, error.line, error.why)


def object_lines(text: Text) -> FileRows:
    """Yield the objects of JSON Lines; a line that is not an object is refused, and reading goes on."""
    for at, line in enumerate(text.lines(a_cut_shows=True), start=1):
        if not line.strip():
            continue
        try:
            value = strict_json.decode(line.strip())
        except ValueError as error:
            yield RowRefusedError(text.name, at, f"is not valid JSON: {strict_json.reason(error)}").of(
                line.rstrip("\n")
            )
        else:
            yield checked_row(text.name, json_stream.Element(at, value))


def checked_row(file: str, element: Element) -> FileRow | RowRefusedError:
    """Return a row of one element, or its refusal; an error that an earlier import wrote into it is left out."""
    line, value = element
    if amiss := strict_json.flaw(value):
        refusal = RowRefusedError(file, line, amiss.why, column=amiss.path, value=amiss.value)
        return refusal.of(strict_json.lenient_value(value))
    if not isinstance(value, dict):
        return RowRefusedError(file, line, "is not an object", value=str(value)).of(value)
    # The file of refused rows that an import writes can be corrected and imported as it is.
    if ERROR_KEY in value:
        value = {key: inner for key, inner in value.items() if key != ERROR_KEY}
    return FileRow(line, cast("dict[str, Json]", value))


def require_rows(rows: FileRows, nothing: FactdbError) -> FileRows:
    """Yield the rows, and refuse a file without rows."""
    is_any = False
    for row in rows:
        is_any = True
        yield row
    if not is_any:
        raise nothing


def peek(rows: Iterable[Item], most: int) -> tuple[list[Item], Iterator[Item]]:
    """Return up to `most` first rows, and an iterator of all rows, including these.

    A fault of the file among them is raised in its place: whoever reads on gets the rows before it. A fault before all
    rows is raised at once.
    """
    source = iter(rows)
    first: list[Item] = []
    try:
        for row in source:
            first.append(row)
            if len(first) == most:
                break
    except FactdbError as fault:
        if not first:
            raise
        return first, chain(list(first), _raising(fault))
    return first, chain(list(first), source)


def _raising(fault: FactdbError) -> Iterator[Item]:
    raise fault
    yield
