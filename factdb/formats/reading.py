"""Reads a file of claims, whatever its format: sniffs that where it shows, and hands the claims on one by one."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO, TYPE_CHECKING

from factdb.errors.exchange import UnknownFormatError, WrongFormatError
from factdb.formats import liar
from factdb.formats.averitec import averitec_reader
from factdb.formats.claimreview import claimreview_reader, google
from factdb.formats.files.opening import Opened, opened
from factdb.formats.records.claim_record import Record
from factdb.formats.records.values import Options
from factdb.formats.tables import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from factdb.formats.files.texts import Text
    from factdb.formats.records.row_errors import Records
    from factdb.formats.tables.tables import Table


class ImportFormat(StrEnum):
    """What a file of claims may be."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"
    CLAIMREVIEW = "claimreview"
    DATACOMMONS = "datacommons"
    GOOGLE = "google"
    AVERITEC = "averitec"
    LIAR = "liar"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file under way. `mapping` says which column became which field, of tables whose headings come first;
    `said` is what a person should know of the reading. Records are read as they are asked for, once.
    """  # noqa: D205 - two sentences of one thought

    format: ImportFormat
    records: Records
    mapping: Mapping[str, str] = field(default_factory=dict)
    said: tuple[str, ...] = ()


def read(
    stream: IO[bytes],
    name: str,
    wanted: ImportFormat | None = None,
    options: Options | None = None,
    encoding: str | None = None,
) -> Reading:
    """Open a file and read it; `name` is what refusals call it.

    `stream` can be sought in (`opening.seekable` makes it so) and is closed by the caller after the last record.

    A file that can't be read is refused at once or where the fault is; a row that can't be taken is a value among
    the records. Nothing else is raised, whatever the file holds.
    """
    file = opened(stream, name, encoding)
    options = options or Options()
    found = wanted or sniff(file)
    if file.workbook is not None:
        return _workbook(file.workbook, name, found, options)
    if file.text is None or found is ImportFormat.XLSX:
        raise WrongFormatError(name, "workbook", "it is text")
    if found in _TABLES:
        made = _TABLES[found](file.text, options)
        return Reading(found, made.records, made.mapping)
    return Reading(found, _PUBLISHERS[found](file.text))


def again(raw: str, name: str, form: ImportFormat, options: Options) -> Record | None:
    """Read a row anew that was kept from an earlier file, None where it can't be read as it then was."""
    wanted = _KEPT_AS.get(form, form)
    found = next(read(io.BytesIO(raw.encode()), name, wanted, options).records, None)
    return found if isinstance(found, Record) else None


def sniff(file: Opened) -> ImportFormat:
    """Return the format that a file shows by its beginning, or refuse it."""
    if file.workbook is not None:
        return ImportFormat.XLSX
    found = (_sniffed(file.text.head()) if file.text else None) or _BY_NAME.get(_ending(file.name))
    if found is None:
        raise UnknownFormatError(file.name, list(ImportFormat))
    return found


def _ending(name: str) -> str:
    return name.casefold().removesuffix(".gz").removesuffix(".zip").rpartition(".")[2]


def _workbook(stream: IO[bytes], name: str, wanted: ImportFormat, options: Options) -> Reading:
    if wanted is not ImportFormat.XLSX:
        raise WrongFormatError(name, wanted, "it is a workbook")
    from factdb.formats.tables import workbook  # noqa: PLC0415 - its library is an extra

    made, said = workbook.read(stream, name, options)
    return Reading(wanted, made.records, made.mapping, tuple(said))


# A key of JSON is followed by a colon, which no text inside a string can imitate: its marks are escaped there.
_BY_KEY = (
    (ImportFormat.DATACOMMONS, re.compile(r'"(?:@type"\s*:\s*"DataFeed"|dataFeedElement"\s*:)')),
    (ImportFormat.GOOGLE, re.compile(r'"claimReview"\s*:\s*\[')),
    (
        ImportFormat.CLAIMREVIEW,
        re.compile(r'"(?:@?type"\s*:\s*\[?\s*"[^"]*\bClaimReview"|(?:\w+:)?claimReviewed"\s*:)'),
    ),
    (ImportFormat.AVERITEC, re.compile(r'"(?:fact_checking_strategies|cached_original_claim_url)"\s*:')),
    (ImportFormat.LIAR, re.compile(r'"barely_true_counts"\s*:')),
)
_SEVERAL = re.compile(r"\{[^\n]*\}[ \t\r]*\n\s*\{")


def _sniffed(head: str) -> ImportFormat | None:
    start = head.lstrip()
    if start.startswith(("{", "[")):
        known = next((found for found, key in _BY_KEY if key.search(head)), None)
        return known or (ImportFormat.JSONL if _SEVERAL.match(start) else ImportFormat.JSON)
    if claimreview_reader.is_page(head):
        return ImportFormat.CLAIMREVIEW
    line = next((each for each in head.splitlines() if each.strip()), "")
    if "\t" in line:
        return ImportFormat.LIAR if liar.is_row(line) else ImportFormat.TSV
    return ImportFormat.CSV if "," in line or ";" in line else None


_TABLES: dict[ImportFormat, Callable[[Text, Options], Table]] = {
    ImportFormat.CSV: tables.read_csv,
    ImportFormat.TSV: tables.read_tsv,
    ImportFormat.JSON: tables.read_json,
    ImportFormat.JSONL: tables.read_jsonl,
}
# Ways to write the same rows: a row is known again in whichever it comes. Kept, it is an object of JSON.
_KEPT_AS = {
    ImportFormat.CSV: ImportFormat.JSON,
    ImportFormat.TSV: ImportFormat.JSON,
    ImportFormat.XLSX: ImportFormat.JSON,
    ImportFormat.JSONL: ImportFormat.JSON,
    ImportFormat.DATACOMMONS: ImportFormat.CLAIMREVIEW,
}


SHEETS = frozenset(form for form, kept in _KEPT_AS.items() if kept is ImportFormat.JSON) | {ImportFormat.JSON}
"""Somebody's own tables, in which an id may be no more than the number of a row."""


def alike(form: ImportFormat) -> list[ImportFormat]:
    """Return the formats in which the same row may come: a sheet also as a workbook, a review also in a feed."""
    return [other for other in ImportFormat if _KEPT_AS.get(other, other) == _KEPT_AS.get(form, form)]


# What shows in no line of the file: a table of one column.
_BY_NAME = {"csv": ImportFormat.CSV, "tsv": ImportFormat.TSV}
_PUBLISHERS: dict[ImportFormat, Callable[[Text], Records]] = {
    ImportFormat.CLAIMREVIEW: claimreview_reader.read,
    ImportFormat.DATACOMMONS: claimreview_reader.read_feed,
    ImportFormat.GOOGLE: google.read,
    ImportFormat.AVERITEC: averitec_reader.read,
    ImportFormat.LIAR: liar.read,
}
