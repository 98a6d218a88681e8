"""The summary of an import as plain data: `factdb import --json` prints it, `factdb schema written` describes it."""

from __future__ import annotations

from typing import TypedDict


class ColumnSummary(TypedDict):
    """A column of the file, or a key of its objects: its field (null if it is left out) and its first value.

    `by_hand` says that `--map` named the column. `looks_like` says of a column that is left out what it looks like.
    """

    column: str
    field: str | None
    by_hand: bool
    first_value: str | None
    looks_like: str | None


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


class NameSummary(TypedDict):
    """The names of one kind in the first rows: how many the desk knows, how many are new, and the first new ones."""

    kind: str
    known: int
    new: int
    first_new: list[str]


class MissingSummary(TypedDict):
    """A text of a column of names or dates that looks like a missing value, and in how many rows it stands."""

    column: str
    field: str
    text: str
    rows: int


class FutureSummary(TypedDict):
    """A field of days with days in the future: the first of them, and in how many rows they stand."""

    field: str
    first_value: str
    rows: int


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
    missing: list[MissingSummary]
    future: list[FutureSummary]
