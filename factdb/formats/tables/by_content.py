"""Corrects the fields that headings suggest by what stands in the columns.

- Addresses of known fact-checkers are those of checks, whatever their heading: never the page that carried the claim.
  Where a row has no other page, the title and the day of a page are those of the check.
- What "source" names is no outlet where it is a fact-checker, or where the table is about photos.
- A heading such as "fact" or "trust" means verdicts only where its values look like labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.formats.tables import headings

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from factdb.domain.dates_as_written import DateOrder
    from factdb.formats.tables.column_values import ColumnValues

Candidates = dict[str, list[str]]
"""The columns that may hold a field, by the field."""

# A page that turns out to be the check brings its title and its day with it. Its author is no reporter of the claim.
_OF_THE_PAGE = {
    "document_title": "check_headline",
    "document_published": "check_date",
    "archived_url": "",
    "author": "",
}


def correct(
    candidates: Candidates,
    columns: Sequence[str],
    typed_fields: Collection[str],
    values: ColumnValues,
    order: DateOrder | None,
) -> None:
    """Correct what headings suggest for the columns that nobody typed; fields that somebody typed stay as they are."""
    correction = _Correction(candidates, columns, typed_fields, values, order)
    correction.checks_are_no_pages()
    correction.fact_checkers_are_no_outlets()
    correction.photos_have_no_outlets()
    correction.find_labels()


class _Correction:
    def __init__(
        self,
        candidates: Candidates,
        columns: Sequence[str],
        typed_fields: Collection[str],
        values: ColumnValues,
        order: DateOrder | None,
    ) -> None:
        self._candidates = candidates
        self._columns = columns
        self._typed_fields = typed_fields
        self._values = values
        self._order = order

    def checks_are_no_pages(self) -> None:
        pages = self._candidates.get("url", [])
        checks = [column for column in pages if self._values.are_checks(column)]
        self._drop("url", checks)
        others = [column for column in self._without_field() if column not in checks and self._is_check(column)]
        if checks or others:
            self._give("check_url", (checks + others)[0])
        if self._has("url"):
            return
        if checks or others:
            for field, field_of_check in _OF_THE_PAGE.items():
                self._move(field, field_of_check)
        elif self._has("check_url") and not self._has("archived_url") and not self._has("document_title"):
            # A day alone is no page. Beside the address of a check, it is the day of the check.
            self._move("document_published", "check_date")

    def fact_checkers_are_no_outlets(self) -> None:
        publishers = [column for column in self._candidates.get("source", []) if self._values.are_fact_checkers(column)]
        self._drop("source", publishers)
        others = [column for column in self._without_field() if self._values.are_fact_checkers(column)]
        if any(map(self._values.are_checks, self._candidates.get("check_url", ()))):
            self._drop("check_publisher", [*filter(self._is_checker, self._candidates.get("check_publisher", ()))])
        if publishers or others:
            self._give("check_publisher", (publishers + others)[0])

    def photos_have_no_outlets(self) -> None:
        if any(headings.key(column) in headings.PHOTO_KEYS for column in self._columns):
            self._drop("source", [column for column in self._candidates.get("source", ()) if _is_vague(column)])

    def find_labels(self) -> None:
        known = self._candidates.get("check_label", [])
        # A number beside a word is the same verdict in figures, which say less.
        if "check_label" in self._typed_fields or not all(map(self._values.are_numbers, known)):
            return
        free = {headings.key(column): column for column in reversed(self._without_field())}
        named = [free[key] for key in headings.LABEL_KEYS if key in free and self._values.are_labels(free[key])]
        vague = [
            column
            for key, column in free.items()
            if key in headings.VAGUE_LABEL_KEYS and self._values.are_verdicts(column)
        ]
        in_words = [column for column in (*named, *vague) if not self._values.are_numbers(column)]
        if in_words or (named and not known):
            self._candidates["check_label"] = [(in_words or named)[0]]

    def _has(self, field: str) -> bool:
        return field in self._candidates or field in self._typed_fields

    def _without_field(self) -> list[str]:
        held = {column for columns in self._candidates.values() for column in columns}
        return [column for column in self._columns if column not in held]

    def _is_checker(self, column: str) -> bool:
        """Return whether a column may name the people who checked: the addresses name the publisher."""
        return headings.key(column) in headings.CHECKER_KEYS and not self._values.are_fact_checkers(column)

    def _is_check(self, column: str) -> bool:
        # Every value must be an address: one that is none would refuse its row, in a column that nobody named.
        return self._values.are_checks(column) and all(map(_is_address, self._values.texts(column)))

    def _give(self, field: str, column: str) -> None:
        if field not in self._typed_fields:
            self._candidates.setdefault(field, [column])

    def _move(self, field: str, to: str) -> None:
        columns = self._candidates.pop(field, [])
        is_free = to and to not in self._candidates and to not in self._typed_fields
        if columns and is_free and (to != "check_date" or self._values.are_days(columns[0], self._order)):
            self._candidates[to] = columns

    def _drop(self, field: str, columns: Sequence[str]) -> None:
        left = [column for column in self._candidates.get(field, []) if column not in columns]
        if left:
            self._candidates[field] = left
        else:
            self._candidates.pop(field, None)


def _is_vague(column: str) -> bool:
    """Return whether a heading says only "source": "outlet" names an outlet in a table about photos, too."""
    return headings.key(column) == "source"


def _is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))
