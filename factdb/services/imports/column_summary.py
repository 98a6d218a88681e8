"""Says of each column of a file which field it becomes, or what it looks like where it is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from factdb.domain import dates_as_written
from factdb.formats import kept_keys, known_keys
from factdb.formats.records.claim_record import ClaimRecord
from factdb.formats.tables import column_values
from factdb.formats.tables.column_values import ColumnValues
from factdb.services.imports.import_rows import carrying_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from factdb.errors.exchange import RowRefusedError
    from factdb.services.imports.importing import ImportFile
    from factdb.services.imports.summary_types import ColumnSummary, DateSummary, MissingSummary

LONGEST_VALUE = 200
"""Characters of a value in a summary."""

_OF_A_PAGE = ("document_published", "author")  # without an address or a title, there is no page to store them of
_DATE_FIELDS = ("said_on", "document_published", "check_date", "resolves_on")
_NAMES_AND_DATES = frozenset(
    {*_DATE_FIELDS, "speaker", "speaker_title", "speaker_party", "attributed_to", "source", "author", "occasion",
     "check_publisher", "topics"}
)  # fmt: skip


class ColumnSummaries:
    """The columns of the first rows, of tables and of publishers' formats."""

    def __init__(self, file: ImportFile, first: Iterable[ClaimRecord | RowRefusedError]) -> None:
        self._form = file.reading.format
        self._typed = file.options.columns
        self._order = file.options.date_order
        self._options = file.options
        self._is_table = not known_keys.is_known(self._form)
        self._fields = file.reading.mapping or file.reading.first_fields
        first = list(first)
        raws = [raw for row in first if isinstance(raw := row.raw, dict)]
        rows = raws if self._is_table else [known_keys.values_by_path(raw) for raw in raws]
        self._values = ColumnValues(rows)
        records = [row for row in first if isinstance(row, ClaimRecord)]
        self._any = bool(records)
        self._unstored = _fields_without_page(records) if self._is_table else frozenset()
        self._kept = set() if self._is_table else kept_keys.kept(self._form, records, _stored_part)

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

    def missing(self) -> list[MissingSummary]:
        """Return what looks like a missing value in the names and dates of a table, in more than one row.

        A text that `--empty` names, or the layout of the data set, is read as missing already.
        """
        layout = self._options.layout
        is_read = {*self._options.empty, *(layout.missing if layout else ())}
        fields = [(column, field) for column, field in self._fields.items() if field in _NAMES_AND_DATES]
        return [
            {"column": column, "field": field, "text": text, "rows": count}
            for column, field in (fields if self._is_table else ())
            for text, count in self._values.missing(column).items()
            if count > 1 and text not in is_read
        ]

    def _summary(self, column: str) -> ColumnSummary:
        field = self._field(column)
        value = self._values.first(column)
        return {
            "column": column,
            "field": field,
            "by_hand": column in self._typed,
            "first_value": value and value[:LONGEST_VALUE],
            "looks_like": None if field else self._sign(column),
        }

    def _field(self, column: str) -> str | None:
        """Return the field that a column becomes; None if nothing of it is stored."""
        if self._is_table:
            field = self._fields.get(column)
            return None if field in self._unstored else field
        # Of an empty key there is nothing to keep, and of refused rows nobody knows: later rows may say more.
        is_kept = column in self._kept or self._values.first(column) is None or not self._any
        return known_keys.field_of(self._form, column) if is_kept else None

    def _sign(self, column: str) -> str | None:
        # What factdb wrote itself has columns that no import takes over, such as the desk's verdict.
        if "uid" in self._values.columns or (not self._is_table and known_keys.is_expected(self._form, column)):
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
            "written": texts[0][:LONGEST_VALUE] if texts else None,
            "read": str(read) if read else None,
            "two_days": sum(len(possible) > 1 for possible in orders),
            "shows_order": str(certain.pop()) if len(certain) == 1 else None,
        }


def _fields_without_page(records: Sequence[ClaimRecord]) -> frozenset[str]:
    """Return the fields about the page of a claim of which nothing is stored, as no row that has one has a page."""
    having = {name: [row for row in records if getattr(row, name)] for name in _OF_A_PAGE}
    return frozenset(name for name, rows in having.items() if rows and not any(map(carrying_document, rows)))


def _stored_part(record: ClaimRecord) -> ClaimRecord:
    """Return a record without what is about a page that the row does not have."""
    return record if carrying_document(record) else replace(record, document_published=None, author=None)
