"""Reads LIAR, 14 fields a line, no headings, no quotation marks: PolitiFact's ratings of short statements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from factdb.errors import BadValueError
from factdb.errors.exchange import RowRefusedError
from factdb.errors.import_files import NotLiarError
from factdb.formats.files import strict_json
from factdb.formats.records import fields, values
from factdb.formats.records.claim_record import CheckRecord
from factdb.formats.records.row_errors import FileRow, FileRows, Records, object_lines, records, require_rows

if TYPE_CHECKING:
    from factdb.formats.files.texts import Text
    from factdb.formats.records.claim_record import ClaimRecord
    from factdb.formats.rows import Json

COLUMNS = (
    "id", "label", "statement", "subject", "speaker", "job_title", "state_info", "party_affiliation",
    "barely_true_counts", "false_counts", "half_true_counts", "mostly_true_counts", "pants_on_fire_counts", "context",
)  # fmt: skip
LABELS = frozenset({"true", "mostly-true", "half-true", "barely-true", "false", "pants-fire"})
_SLUG = re.compile(r"[a-z0-9.'&]+(?:[-_]+[a-z0-9.'&]+)*", re.IGNORECASE)


def is_row(line: str) -> bool:
    """Return whether a line is one of LIAR's: 14 fields, the second one of its labels."""
    cells = line.rstrip("\r\n").split("\t")
    return len(cells) == len(COLUMNS) and cells[1] in LABELS


def read(text: Text) -> Records:
    """Read the file, or refused rows of an earlier import that were corrected (objects of JSON, a line each).

    LIAR has no dates. Its speakers are slugs: "jane-doe" becomes Jane Doe, and stays as it was in the raw row.
    """
    mended = text.head().lstrip().startswith("{")
    rows = object_lines(text) if mended else _rows(text)
    return records(text.name, require_rows(rows, NotLiarError(text.name)), record)


def _rows(text: Text) -> FileRows:
    # Not by the csv module: many statements hold quotation marks that nothing closes.
    for at, line in enumerate(text.lines(), start=1):
        cells = line.rstrip("\r\n").split("\t")
        if any(cells):
            yield _row(text.name, at, cells)


def _row(file: str, at: int, cells: list[str]) -> FileRow | RowRefusedError:
    if len(cells) != len(COLUMNS):
        return RowRefusedError(file, at, f"has {len(cells)} fields, but LIAR has {len(COLUMNS)}").of({"_cells": cells})
    raw = cast("dict[str, Json]", dict(zip(COLUMNS, cells, strict=True)))
    if amiss := strict_json.flaw(raw):
        return RowRefusedError(file, at, amiss.why, column=amiss.path, value=amiss.value).of(raw)
    return FileRow(at, raw)


def record(row: FileRow) -> ClaimRecord:
    """Make a record of one line."""
    raw = row.raw
    label = values.string(raw.get("label"), "label")
    if label not in LABELS:
        raise BadValueError(
            "label", label or "", "is not a label of LIAR", f"Choose one of: {', '.join(sorted(LABELS))}"
        )
    speaker = values.name(raw.get("speaker"), "speaker")
    party = values.line(raw.get("party_affiliation"), "party_affiliation")
    fields_read = {
        "external_id": values.identity(raw.get("id"), "id"),
        "claim": values.line(raw.get("statement"), "statement"),
        "speaker": name_of_slug(speaker) if speaker else None,
        "speaker_title": values.line(raw.get("job_title"), "job_title"),
        # LIAR's word for people without a party, and for all that is nobody: posts, rumours, bloggers.
        "speaker_party": None if party == "none" else party,
        "occasion": values.line(raw.get("context"), "context"),
        "topics": values.name_list(raw.get("subject"), "subject"),
        "checks": (CheckRecord(publisher="PolitiFact", label=label, scale="liar"),),
    }
    return fields.make_record(row.line, raw, fields_read)


def name_of_slug(slug: str) -> str:
    """Return the name in a slug, as far as it can be known: "jane-doe" is Jane Doe, "espn" is Espn."""
    if not _SLUG.fullmatch(slug):
        return slug
    return " ".join(part[:1].upper() + part[1:] for part in re.split("[-_]+", slug))
