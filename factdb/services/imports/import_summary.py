"""Says what an import will do, from the first rows of the file and before anything is written.

`summarise` is the one place for it: every face shows the same summary, which is plain data (`factdb schema written`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from sqlalchemy import select

from factdb.domain import dates_as_written, names, ratings
from factdb.errors.exchange import RowRefusedError
from factdb.formats import known_keys
from factdb.formats.records.row_errors import peek
from factdb.formats.tables import column_values
from factdb.formats.tables.column_values import ColumnValues
from factdb.services.decisions import scales
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store.models import Rating, Scale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.formats.records.claim_record import CheckRecord, ClaimRecord
    from factdb.services.actor import Actor
    from factdb.services.imports.importing import ImportFile
    from factdb.services.people.namebook import NameBook

MOST_ROWS = 1_000
"""Rows that a summary looks at: as many as an import reads at once, so that it needs no more memory."""

_SAMPLES, _NEW_NAMES, _LONGEST = 3, 5, 200
_DATE_FIELDS = ("said_on", "document_published", "check_date", "resolves_on")


class ColumnSummary(TypedDict):
    """A column of the file, or a key of its objects: its field (null if it is left out) and its first value.

    `by_hand` says that `--map` named the column. `looks_like` says of a column that is left out what it looks like.
    """

    column: str
    field: str | None
    by_hand: bool
    first_value: str | None
    looks_like: str | None


class CheckSummary(TypedDict):
    """Another publisher's check as it would be; `category` is null where nobody has mapped the label."""

    publisher: str | None
    label: str | None
    scale: str | None
    category: str | None
    url: str | None


class SampleClaim(TypedDict):
    """A claim as it would be."""

    line: int
    claim: str
    speaker: str | None
    said_on: str | None
    source: str | None
    url: str | None
    checks: list[CheckSummary]


class LabelSummary(TypedDict):
    """A label in the first rows: its scale, its category (null: not mapped) and how many checks have it."""

    publisher: str | None
    scale: str | None
    label: str
    category: str | None
    checks: int


class DateSummary(TypedDict):
    """The dates of a column: the first as the file has it and as it is read; how many could be two days.

    `shows_order` is the order that another date of the column has for certain.
    """

    column: str
    field: str
    written: str | None
    read: str | None
    two_days: int
    shows_order: str | None


class NameSummary(TypedDict):
    """The names of one kind in the first rows: how many the desk knows, how many are new, and the first new ones."""

    kind: str
    known: int
    new: int
    first_new: list[str]


class ImportSummary(TypedDict):
    """What an import will do, as its first rows show it; `is_whole` says whether these are all rows of the file."""

    file: str
    format: str
    rows: int
    refused: int
    is_whole: bool
    columns: list[ColumnSummary]
    claims: list[SampleClaim]
    labels: list[LabelSummary]
    date_order: str | None
    dates: list[DateSummary]
    names: list[NameSummary]


def summarise(session: Session, actor: Actor, file: ImportFile) -> tuple[ImportSummary, ImportFile]:
    """Return the summary of an import, and the file with all its rows still to be read.

    Refuses what the import itself would refuse before its first row.
    """
    actor.require("import")
    first, records = peek(file.reading.records, MOST_ROWS)
    rows = [_completed(row, file) for row in first if not isinstance(row, RowRefusedError)]
    columns = _Columns(file, first)
    meanings = _Meanings(session)
    return {
        "file": file.name,
        "format": str(file.reading.format),
        "rows": len(first),
        "refused": len(first) - len(rows),
        "is_whole": len(first) < MOST_ROWS,
        "columns": columns.summaries(),
        "claims": [_sample(row, meanings) for row in rows[:_SAMPLES]],
        "labels": _labels(rows, meanings),
        "date_order": str(file.options.date_order) if file.options.date_order else None,
        "dates": columns.dates(),
        "names": _names(session, rows),
    }, replace(file, reading=replace(file.reading, records=records))


def doubtful(summary: ImportSummary) -> list[ColumnSummary]:
    """Return the columns that are left out, though they look like something that a claim needs."""
    return [column for column in summary["columns"] if column["looks_like"] and not column["by_hand"]]


def _completed(record: ClaimRecord, file: ImportFile) -> ClaimRecord:
    """Add the default values, as the import does."""
    checks = tuple(replace(check, scale=check.scale or file.scale) if check.label else check for check in record.checks)
    return replace(record, source=record.source or file.source, checks=checks)


# -- columns -------------------------------------------------------------------------------------------------


class _Columns:
    """The columns of the first rows, of tables and of publishers' formats."""

    def __init__(self, file: ImportFile, first: Iterable[ClaimRecord | RowRefusedError]) -> None:
        self._form = file.reading.format
        self._typed = file.options.columns
        self._order = file.options.date_order
        self._is_table = not known_keys.is_known(self._form)
        self._fields = file.reading.mapping or file.reading.first_fields
        raws = [raw for row in first if isinstance(raw := row.raw, dict)]
        rows = raws if self._is_table else [known_keys.values_by_path(raw) for raw in raws]
        self._values = ColumnValues(rows)

    def summaries(self) -> list[ColumnSummary]:
        """Return each column in the order of the file."""
        # Keys such as _cells are of rows that an import refused, and no columns of the file.
        names = (
            dict.fromkeys([*self._fields, *self._values.columns]) if not self._values.columns else self._values.columns
        )
        shown = (column for column in names if not column.startswith("_"))
        return [
            self._summary(column)
            for column in shown
            if self._is_table or not known_keys.is_structure(self._form, column)
        ]

    def dates(self) -> list[DateSummary]:
        """Return how the dates of a table are read; publishers' formats have an order of their own."""
        fields = self._fields.items() if self._is_table else ()
        return [self._date(column, field) for column, field in fields if field in _DATE_FIELDS]

    def _summary(self, column: str) -> ColumnSummary:
        field = self._field(column)
        value = self._values.first(column)
        return {
            "column": column,
            "field": field,
            "by_hand": column in self._typed,
            "first_value": value and value[:_LONGEST],
            "looks_like": None if field else self._sign(column),
        }

    def _field(self, column: str) -> str | None:
        return self._fields.get(column) if self._is_table else known_keys.field_of(self._form, column)

    def _sign(self, column: str) -> str | None:
        # What factdb wrote itself has columns that no import takes over, such as the desk's verdict.
        if "uid" in self._values.columns or (not self._is_table and known_keys.is_left_out(self._form, column)):
            return None
        sign = column_values.sign_of(column, self._values)
        has_label = "check_label" in self._fields.values()
        # A number beside the verdict is the same verdict in figures.
        return None if sign == column_values.VERDICT and has_label and self._values.are_numbers(column) else sign

    def _date(self, column: str, field: str) -> DateSummary:
        texts = self._values.texts(column)
        orders = [dates_as_written.orders(text) for text in texts]
        certain = {next(iter(possible)) for possible in orders if len(possible) == 1}
        read = dates_as_written.readable(texts[0], self._order) if texts else None
        return {
            "column": column,
            "field": field,
            "written": texts[0][:_LONGEST] if texts else None,
            "read": str(read) if read else None,
            "two_days": sum(len(possible) > 1 for possible in orders),
            "shows_order": str(certain.pop()) if len(certain) == 1 else None,
        }


# -- claims, labels and names --------------------------------------------------------------------------------


class _Meanings:
    """What the newest version of each scale says of labels."""

    def __init__(self, session: Session) -> None:
        query = scales.newest_ratings().with_only_columns(Scale.code, Rating.label_key, Rating.category)
        self._categories: Mapping[tuple[str, str | None], str | None] = {
            (code, key): str(category) if category else None for code, key, category in session.execute(query)
        }

    def category(self, check: CheckRecord) -> str | None:
        """Return the category of a check's label; None if nobody has mapped it."""
        if not (check.label and check.scale):
            return None
        return self._categories.get((check.scale, ratings.label_key(check.label)))


def _sample(record: ClaimRecord, meanings: _Meanings) -> SampleClaim:
    return {
        "line": record.line,
        "claim": record.claim[:_LONGEST],
        "speaker": record.speaker,
        "said_on": str(record.said_on) if record.said_on else None,
        "source": record.source,
        "url": record.url,
        "checks": [
            {
                "publisher": check.publisher,
                "label": check.label,
                "scale": check.scale,
                "category": meanings.category(check),
                "url": check.url,
            }
            for check in record.checks[:_SAMPLES]
        ],
    }


class _Label(NamedTuple):
    publisher: str | None
    scale: str | None
    label: str
    category: str | None


def _labels(rows: Iterable[ClaimRecord], meanings: _Meanings) -> list[LabelSummary]:
    counts = Counter(
        _Label(check.publisher, check.scale, check.label, meanings.category(check))
        for row in rows
        for check in row.checks
        if check.label
    )
    return [
        {
            "publisher": label.publisher,
            "scale": label.scale,
            "label": label.label,
            "category": label.category,
            "checks": count,
        }
        for label, count in counts.most_common()
    ]


def _names(session: Session, rows: Sequence[ClaimRecord]) -> list[NameSummary]:
    named: tuple[tuple[str, NameBook[Any], Iterator[str | None]], ...] = (
        ("speakers", SPEAKERS, (row.speaker for row in rows)),
        ("sources", SOURCES, (row.source for row in rows)),
        ("publishers of checks", SOURCES, (check.publisher for row in rows for check in row.checks)),
    )
    return [_name_summary(session, kind, book, spellings) for kind, book, spellings in named]


def _name_summary(session: Session, kind: str, book: NameBook[Any], spellings: Iterable[str | None]) -> NameSummary:
    by_key = {names.name_key(name): name for name in spellings if name}
    known = set(session.scalars(select(book.names.name_key).where(book.names.name_key.in_(by_key))))
    new = [name for key, name in by_key.items() if key not in known]
    return {"kind": kind, "known": len(by_key) - len(new), "new": len(new), "first_new": new[:_NEW_NAMES]}
