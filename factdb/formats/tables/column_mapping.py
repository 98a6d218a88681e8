"""Finds the field of each column of a table: from `--map`, or else from the heading."""

from __future__ import annotations

import shlex
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from factdb.domain import names
from factdb.errors import short
from factdb.errors.exchange import MOST_COLUMNS, BadMappingError, NoClaimColumnError, TwoColumnsError
from factdb.formats.records.fields import FIELDS
from factdb.formats.tables import by_content, headings
from factdb.formats.tables.column_values import ColumnValues

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from factdb.formats.records.values import Options

_DESK_S_OWN = frozenset({"id", "verdict"})
_CLAIMS = frozenset({"claim", "quote"})
_NO_VALUES = ColumnValues()


def fields_of(file: str, columns: Sequence[str], options: Options, values: ColumnValues = _NO_VALUES) -> dict[str, str]:
    """Return the field of each column that has one; what `options` say of a column decides before any guess.

    A column named as its field comes before those that only mean it. Otherwise two columns of one field are refused.
    `values` of the first rows correct what headings suggest.
    A table with uids is factdb's own: its verdict is the desk's, which no import takes over, and its id a number.
    """
    is_own = "uid" in columns
    settled = options.layout.mapping(columns, options.columns) if options.layout else options.columns
    typed = {column: field for column, field in settled.items() if column in columns}
    typed_fields = {field for field in typed.values() if field}
    untyped = [column for column in columns if column not in typed and not (is_own and column in _DESK_S_OWN)]
    candidates: dict[str, list[str]] = {}
    for column in untyped:
        meant = headings.field_of(column)
        if meant and meant not in typed_fields:
            candidates.setdefault(meant, []).append(column)
    if not is_own:
        by_content.correct(candidates, untyped, typed_fields, values, options.date_order)
    field_by_column = {column: field for column, field in typed.items() if field}
    # A column with the very name of a field settles it; two that only mean it, as claim text and statement, don't.
    for field, meaning in candidates.items():
        own = [column for column in meaning if headings.key(column) == headings.key(field)] or meaning
        if len(own) > 1:
            raise TwoColumnsError(file, field, own)
        field_by_column[own[0]] = field
    return {column: field_by_column[column] for column in columns if column in field_by_column}


def fields_of_table(
    file: str, columns: Sequence[str], options: Options, values: ColumnValues = _NO_VALUES
) -> dict[str, str]:
    """Return the fields of a table with these columns: one must hold the claims, and all typed ones must be there."""
    missing = next((column for column in options.columns if column not in columns), None)
    if missing is not None:
        near = names.nearest_names(missing, columns)
        meant = f"Did you mean: {', '.join(near)}? " if near else ""
        raise BadMappingError(
            missing, "names a column that does not exist", f"{meant}The columns of {file}: {shown_columns(columns)}"
        )
    field_by_column = fields_of(file, columns, options, values)
    require_claims(file, columns, field_by_column.values(), values)
    return field_by_column


def shown_columns(columns: Sequence[str]) -> str:
    """Return the columns of a file for a sentence, the first forty."""
    more = f" and {len(columns) - MOST_COLUMNS:,} more" if len(columns) > MOST_COLUMNS else ""
    return ", ".join(short(column, 30) for column in columns[:MOST_COLUMNS]) + more


def require_claims_in_objects(file: str, field_by_column: Mapping[str, str], values: ColumnValues) -> None:
    """Refuse objects of JSON none of which can have a claim."""
    # Keys such as _text hold what an earlier import refused, and two columns of claims refuse their row alone.
    columns = [column for column in values.columns if not column.startswith("_")]
    if columns and not any(headings.field_of(column) in _CLAIMS for column in columns):
        require_claims(file, columns, field_by_column.values(), values)


def require_claims(file: str, columns: Sequence[str], fields: Iterable[str], values: ColumnValues) -> None:
    """Refuse a table without a column of claims, and propose one."""
    if not _CLAIMS.isdisjoint(fields):
        return
    first_values = [(column, values.first(column)) for column in columns]
    # A heading that means another field, such as "claimant", is no claim however its texts look.
    free = [column for column in columns if values.texts(column) and not headings.field_of(column)]
    proposed = max(free, key=lambda column: _likeness_to_claims(column, values.texts(column)), default=None)
    raise NoClaimColumnError(file, first_values, proposed)


def _likeness_to_claims(column: str, texts: Sequence[str]) -> tuple[bool, float]:
    """Return how much a column is like claims: by its heading ("en_claim"), or else by the length of its sentences."""
    # An address is long, and no sentence.
    length = sum(len(text) for text in texts if " " in text) / len(texts) if texts else 0
    return bool(length) and "claim" in headings.words(column), length


def render(mapping: Mapping[str, str]) -> str:
    """Return a mapping as people type it: --map 'Said by=speaker' --map claim=claim."""
    return " ".join(f"--map {shlex.quote(f'{column}={field}')}" for column, field in mapping.items())


def parse(typed: Iterable[str]) -> dict[str, str]:
    """Read the values of `--map`, COLUMN=FIELD each; COLUMN= leaves that column only in the raw row."""
    mapping: dict[str, str] = {}
    for pair in typed:
        column, equals, field = (part.strip() for part in pair.rpartition("="))
        field = field.casefold().replace("-", "_")
        if not equals or not column:
            raise BadMappingError(pair, "has no column before an equals sign")
        if field and field not in FIELDS:
            raise BadMappingError(
                pair, f'names a field that does not exist: "{field}"', f"Choose one of: {', '.join(FIELDS)}"
            )
        if column in mapping or (field and field in mapping.values()):
            raise BadMappingError(pair, "repeats a column or a field of another --map")
        mapping[column] = field
    return mapping


def lines(text: str) -> list[str]:
    """Return the mappings in a file, one a line, without empty lines and comments (#)."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


class FieldsByKeys:
    """The fields of rows that each have columns of their own, as objects in JSON do."""

    def __init__(self, file: str, options: Options, values: ColumnValues) -> None:
        """Take what `--map` says, and the values of the first rows."""
        # Rows of one file mostly have the same few sets of keys; a hostile file may have a new one in each row.
        self.of = lru_cache(maxsize=1000)(lambda columns: fields_of(file, columns, options, values))

    def __call__(self, row: Mapping[str, object]) -> dict[str, str]:
        """Return the fields of this row's columns."""
        return self.of(tuple(row))

    def of_rows(self, rows: Iterable[Mapping[str, object]]) -> dict[str, str]:
        """Return the fields of all columns of several rows.

        A row with several columns of one field has none: it is refused in its place, and not the file.
        """
        field_by_column: dict[str, str] = {}
        for row in rows:
            with suppress(TwoColumnsError):
                field_by_column.update(self(row))
        return field_by_column
