"""Reads a file of claims: finds its format, and yields the claims one by one."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import IO, TYPE_CHECKING

from factdb.errors.exchange import NoClaimColumnError, RowRefusedError, UnknownFormatError, WrongFormatError
from factdb.errors.import_files import LayoutColumnsError, LayoutNotNeededError
from factdb.formats import liar
from factdb.formats.averitec import averitec_reader
from factdb.formats.claimreview import claimreview_reader, google, review_fields
from factdb.formats.files import opening
from factdb.formats.files.opening import Kind, OpenedFile, open_file
from factdb.formats.records import repairs
from factdb.formats.records.claim_record import ClaimRecord
from factdb.formats.records.values import Options
from factdb.formats.tables import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from factdb.errors import FactdbError
    from factdb.formats.files.texts import Text
    from factdb.formats.records.row_errors import FileRow, Records
    from factdb.formats.tables.tables import Table


class ImportFormat(StrEnum):
    """The formats of a file of claims."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    PARQUET = "parquet"
    CLAIMREVIEW = "claimreview"
    DATACOMMONS = "datacommons"
    GOOGLE = "google"
    AVERITEC = "averitec"
    LIAR = "liar"


@dataclass(frozen=True, slots=True)
class FileReading:
    """A file that is being read. `mapping` says which column became which field, of tables whose headings come first;
    `first_fields` says so for the first objects of JSON, too. `remarks` are what a person should know about the
    reading. `records` can be read only once. `sha256` is of the file.
    """  # noqa: D205 - two sentences of one thought

    format: ImportFormat
    records: Records
    mapping: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    first_fields: Mapping[str, str] = field(default_factory=dict)
    sha256: str | None = None


def read(
    stream: IO[bytes],
    name: str,
    fmt: ImportFormat | None = None,
    options: Options | None = None,
    encoding: str | None = None,
) -> FileReading:
    """Open a file and read it; `name` is what refusals call it.

    `stream` can be sought in (`opening.seekable` makes it so) and is closed by the caller after the last record.

    A file that cannot be read is refused at once or where the fault is; the refusal of a row is a value among
    the records. Nothing else is raised, whatever the file contains.
    """
    sha256 = opening.sha256(stream)
    file, options = open_file(stream, name, encoding), options or Options()
    try:
        read_file = _read(file, name, fmt, options)
    except NoClaimColumnError as error:
        raise _better(error, options) from None
    _require_layout(read_file, name, options)
    return replace(read_file, sha256=sha256)


def _better(error: NoClaimColumnError, options: Options) -> FactdbError:
    """Return the refusal of a file without claims that knows what the file was to be, or looks like."""
    columns = {column for column, _ in error.first_values}
    if options.layout:
        try:
            options.layout.require_columns(error.file, columns, options.columns)
        except LayoutColumnsError as missing:
            return missing
    known = next((said for keys, *said in _KEYS_BESIDE_CLAIMS if len(keys & columns) > 1), None)
    return NoClaimColumnError(error.file, error.first_values, None, (known[0], known[1])) if known else error


def _require_layout(read_file: FileReading, name: str, options: Options) -> None:
    """Refuse a file that the layout that somebody named does not fit."""
    if options.layout is None:
        return
    if read_file.format in _PUBLISHERS:
        raise LayoutNotNeededError(name, options.layout.name, read_file.format)
    options.layout.require_columns(name, read_file.first_fields, options.columns)


def _read(file: OpenedFile, name: str, fmt: ImportFormat | None, options: Options) -> FileReading:
    file_format = fmt or sniff(file)
    if file.data is not None and file.kind is not None:
        return _read_binary(file.data, file.kind, name, file_format, options)
    if file.text is None or file_format in _CALLED:
        raise WrongFormatError(name, _CALLED[file_format], "it is text")
    if file_format in _TABLES:
        table = _TABLES[file_format](file.text, options)
        records = _finished(_to_the_end(table.records, file.text), name, options)
        return FileReading(file_format, records, table.mapping, (), table.first_fields)
    records = _to_the_end(_PUBLISHERS[file_format](file.text), file.text)
    return FileReading(file_format, _finished(records, name, options))


def _finished(records: Records, name: str, options: Options) -> Records:
    return repairs.repaired(name, records) if options.repair else records


def _to_the_end(records: Records, text: Text) -> Records:
    """Yield the records; refuse the last one if the text turns out to be cut off after it, or inside it."""
    last: ClaimRecord | RowRefusedError | None = None
    for record in records:
        if last is not None:
            yield last
        last = record
    if isinstance(last, ClaimRecord) and (why := text.why_cut()):
        yield RowRefusedError(text.name, last.line, why).of(dict(last.raw))
    elif last is not None:
        yield last


def read_again(raw: str, name: str, form: ImportFormat, options: Options) -> ClaimRecord | None:
    """Read a stored row of an earlier file again; return None where it can no longer be read."""
    stored_as = _STORED_AS.get(form, form)
    try:
        record = next(_read(open_file(io.BytesIO(raw.encode()), name), name, stored_as, options).records, None)
    except NoClaimColumnError:
        return None
    return record if isinstance(record, ClaimRecord) else None


def record_of(form: ImportFormat, row: FileRow) -> ClaimRecord:
    """Make a record of one row of a publisher's format, or raise BadValueError."""
    return _RECORDS[form](row)


def sniff(file: OpenedFile) -> ImportFormat:
    """Return the format of a file from its beginning, or raise UnknownFormatError."""
    if file.kind is not None:
        return ImportFormat(file.kind)
    file_format = (_format_of_text(file.text.head()) if file.text else None) or _BY_NAME.get(_ending(file.name))
    if file_format is None:
        raise UnknownFormatError(file.name, list(ImportFormat))
    return file_format


def _ending(name: str) -> str:
    return name.casefold().removesuffix(".gz").removesuffix(".zip").rpartition(".")[2]


_CALLED = {
    ImportFormat.XLSX: "workbook",
    ImportFormat.ODS: "spreadsheet",
    ImportFormat.XLS: "old workbook",
    ImportFormat.PARQUET: "Parquet file",
}


def _read_binary(stream: IO[bytes], kind: Kind, name: str, fmt: ImportFormat, options: Options) -> FileReading:
    if fmt is not ImportFormat(kind):
        raise WrongFormatError(name, fmt, f"it is {'an' if kind is Kind.XLS else 'a'} {_CALLED[ImportFormat(kind)]}")
    # Their libraries are extras, and are loaded only for such files.
    from factdb.formats.tables import ods_rows, parquet_reader, workbook  # noqa: PLC0415 - see above

    if kind is Kind.PARQUET:
        table, remarks = parquet_reader.read(stream, name, options), list[str]()
    else:
        read_book = {Kind.XLSX: workbook.read, Kind.ODS: ods_rows.read, Kind.XLS: workbook.read_old}[kind]
        table, remarks = read_book(stream, name, options)
    return FileReading(fmt, _finished(table.records, name, options), table.mapping, tuple(remarks), table.first_fields)


# A key of JSON is followed by a colon, which no text inside a string can imitate: its marks are escaped there. The feed
# comes first, because it holds whole reviews.
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
# Some of these keys beside one another, without that of the claim.
_KEYS_BESIDE_CLAIMS = (
    (frozenset({"claimant", "claimDate", "claimReview"}), "Google's Fact Check Tools", "text"),
    (frozenset({"itemReviewed", "reviewRating", "@type", "@context"}), "ClaimReview", "claimReviewed"),
)
_SEVERAL = re.compile(r"\{[^\n]*\}[ \t\r]*\n\s*\{")


def _format_of_text(head: str) -> ImportFormat | None:
    start = head.lstrip()
    if start.startswith(("{", "[")):
        by_key = next((fmt for fmt, key in _BY_KEY if key.search(head)), None)
        return by_key or (ImportFormat.JSONL if _SEVERAL.match(start) else ImportFormat.JSON)
    if start.startswith("<") and claimreview_reader.is_page(head):
        return ImportFormat.CLAIMREVIEW
    line = next((written for written in head.splitlines() if written.strip()), "")
    if "\t" in line:
        return ImportFormat.LIAR if liar.is_row(line) else ImportFormat.TSV
    return ImportFormat.CSV if "," in line or ";" in line else None


_TABLES: dict[ImportFormat, Callable[[Text, Options], Table]] = {
    ImportFormat.CSV: tables.read_csv,
    ImportFormat.TSV: tables.read_tsv,
    ImportFormat.JSON: tables.read_json,
    ImportFormat.JSONL: tables.read_jsonl,
}
# Formats that write the same rows: a row is recognised in each of them. It is stored as an object of JSON.
_STORED_AS = {
    ImportFormat.CSV: ImportFormat.JSON,
    ImportFormat.TSV: ImportFormat.JSON,
    **dict.fromkeys(map(ImportFormat, Kind), ImportFormat.JSON),
    ImportFormat.JSONL: ImportFormat.JSON,
    ImportFormat.DATACOMMONS: ImportFormat.CLAIMREVIEW,
}


SHEETS = frozenset(form for form, stored_as in _STORED_AS.items() if stored_as is ImportFormat.JSON) | {
    ImportFormat.JSON
}
"""The formats of people's own tables, in which an id may be only the number of a row."""


def equivalent_formats(form: ImportFormat) -> list[ImportFormat]:
    """Return the formats that may contain the same row: a sheet also as a workbook, a review also in a feed."""
    return [fmt for fmt in ImportFormat if _STORED_AS.get(fmt, fmt) == _STORED_AS.get(form, form)]


# For a table of one column, whose lines do not show the format.
_BY_NAME = {"csv": ImportFormat.CSV, "tsv": ImportFormat.TSV}
_PUBLISHERS: dict[ImportFormat, Callable[[Text], Records]] = {
    ImportFormat.CLAIMREVIEW: claimreview_reader.read,
    ImportFormat.DATACOMMONS: claimreview_reader.read_feed,
    ImportFormat.GOOGLE: google.read,
    ImportFormat.AVERITEC: averitec_reader.read,
    ImportFormat.LIAR: liar.read,
}
_RECORDS: dict[ImportFormat, Callable[[FileRow], ClaimRecord]] = {
    ImportFormat.CLAIMREVIEW: review_fields.record,
    ImportFormat.DATACOMMONS: review_fields.record,
    ImportFormat.GOOGLE: google.record,
    ImportFormat.AVERITEC: averitec_reader.record,
    ImportFormat.LIAR: liar.record,
}
