"""Answers of reports and of questions: as tables on a page, whose cells are text, and as files."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from starlette.responses import Response, StreamingResponse

from factdb.errors import UnknownWordError
from factdb.formats import rows as plain_rows
from factdb.formats.tables import table_writer
from factdb.formats.tables.table_writer import ExportFormat
from factdb.web import rendering

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from factdb.formats.dump.dump_columns import ColumnKind
    from factdb.formats.rows import Row

_PIECE = 1 << 16
_LONGEST_CELL = 1_000  # characters on a page; files have all of them
_MEDIA_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.TSV: "text/tab-separated-values; charset=utf-8",
    ExportFormat.JSON: "application/json",
    ExportFormat.JSONL: "application/x-ndjson",
}


# The columns with the number of a claim: of a row beside other numbers, or of a report, whose rows are claims.
_BY_NAME, _IN_REPORTS = "claim_id", frozenset({"id", "claim"})
# The columns with words of a claim, which are in its language.
_OF_CLAIMS = frozenset({"claim", "quote", "says", "headline"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class Cell(NamedTuple):
    """A cell of a table: its text, the way it runs, its language if known, and the claim that it is the number of."""

    text: str
    direction: str
    language: str | None
    is_null: bool
    claim: int | None


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table as the page shows it; columns in `numeric` hold numbers alone."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numeric: frozenset[str]

    @classmethod
    def of(
        cls,
        title: str,
        columns: Sequence[str],
        rows: Sequence[Mapping[str, Any]],
        languages: Mapping[int, str] | None = None,
    ) -> PageTable:
        """Return the table of some rows; `languages` has those of claims by number, where a row names its claim."""
        numeric = frozenset(name for name in columns if rows and all(_is_number(row[name]) for row in rows))
        claims = frozenset({_BY_NAME}) if _BY_NAME in columns else _IN_REPORTS
        cells = [[_cell(name, row[name], _language(row, languages or {}), claims) for name in columns] for row in rows]
        return cls(title, columns, cells, numeric)


def claim_of(row: Mapping[str, Any]) -> int | None:
    """Return the number of the claim that a row of a report is about."""
    return next((row[name] for name in sorted(_IN_REPORTS) if isinstance(row.get(name), int)), None)


def names_claims(columns: Sequence[str]) -> bool:
    """Return whether the columns of a question name claims by number, by the names that the views give to them."""
    return _BY_NAME in columns or {"id", "claim"} <= {*columns}


def _language(row: Mapping[str, Any], languages: Mapping[int, str]) -> str | None:
    """Return the language of a row's claim: as the row says, or by the number of the claim."""
    language = row.get("language") or languages.get(claim_of(row) or 0)
    return language if isinstance(language, str) and _LANGUAGE.fullmatch(language) else None


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _cell(column: str, value: object, language: str | None, claims: frozenset[str]) -> Cell:
    """Return a value as a cell, without the apostrophe that guards a spreadsheet against formulas."""
    text = plain_rows.remove_guard(plain_rows.cell(value))
    if len(text) > _LONGEST_CELL:
        text = f"{text[:_LONGEST_CELL]}…"
    claim = value if column in claims and isinstance(value, int) else None
    spoken = language if column in _OF_CLAIMS and claim is None else None
    return Cell(text, rendering.direction(text), spoken, value is None, claim)


def json_file(name: str, document: object) -> Response:
    """Send a document as JSON."""
    headers = {"content-disposition": f'attachment; filename="{name}.json"'}
    return Response(plain_rows.document(document), media_type="application/json", headers=headers)


def table_file(name: str, rows: Iterable[Row], columns: Mapping[str, ColumnKind], fmt: str) -> Response:
    """Send rows in a file, in which no cell is a formula; `columns` gives the kinds of their columns."""
    if fmt not in set(ExportFormat):
        raise UnknownWordError("format", fmt, list(ExportFormat))
    # Through a file: a refusal half way must not look like the end of the rows, and nobody waits for a slow browser.
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    table_writer.write(rows, columns, ExportFormat(fmt), file)
    file.seek(0)
    return StreamingResponse(
        _pieces(file),
        media_type=_MEDIA_TYPES.get(ExportFormat(fmt), "application/octet-stream"),
        headers={"content-disposition": f'attachment; filename="{name}.{fmt}"'},
    )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
