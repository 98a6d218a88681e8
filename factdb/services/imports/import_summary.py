"""Says what an import will do, from the first rows of the file and before anything is written.

`summarise` is the one place for it: every face shows the same summary, which is plain data (`factdb schema written`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from factdb.domain import names, ratings
from factdb.errors.exchange import RowRefusedError
from factdb.formats.records import repairs
from factdb.formats.records.claim_record import ClaimRecord
from factdb.formats.records.row_errors import peek
from factdb.services.decisions import publisher_scales, scales
from factdb.services.decisions.publisher_scales import ScaleDefault
from factdb.services.imports.column_summary import LONGEST_VALUE, ColumnSummaries
from factdb.services.imports.import_run import read_options
from factdb.services.imports.recognising import RowRecogniser, counting
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store.models import Import, Rating, Scale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.formats.records.claim_record import CheckRecord
    from factdb.services.actor import Actor
    from factdb.services.imports.importing import ImportFile
    from factdb.services.imports.summary_types import (
        ColumnSummary,
        FutureSummary,
        ImportSummary,
        LabelSummary,
        NameSummary,
        SampleClaim,
    )
    from factdb.services.people.namebook import NameBook

MOST_ROWS = 1_000
"""Rows that a summary looks at: as many as an import reads at once, so that it needs no more memory."""

_SAMPLES, _NEW_NAMES = 3, 5


def summarise(session: Session, actor: Actor, file: ImportFile) -> tuple[ImportSummary, ImportFile]:
    """Return the summary of an import, and the file with all its rows still to be read.

    Refuses what the import itself would refuse before its first row.
    """
    actor.require("import")
    scales.require_scale(session, file.scale)
    first, records = peek(file.reading.records, MOST_ROWS)
    default = ScaleDefault(session, file.scale)
    readable = [row for row in first if not isinstance(row, RowRefusedError)]
    rows = [_completed(row, file, default) for row in _as_stored(session, file, readable)]
    columns = ColumnSummaries(file, first)
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
        "missing": columns.missing(),
        "future": _future(rows, actor.now.date()),
    }, replace(file, reading=replace(file.reading, records=records))


def doubtful(summary: ImportSummary) -> list[ColumnSummary]:
    """Return the columns that are left out, though they look like something that a claim needs."""
    return [column for column in summary["columns"] if column["looks_like"] and not column["by_hand"]]


def _as_stored(session: Session, file: ImportFile, records: list[ClaimRecord]) -> list[ClaimRecord]:
    """Return the records with the texts repaired that an earlier import repaired, as the import reads them."""
    earlier = session.scalars(select(Import.options).where(Import.options.is_not(None)).distinct())
    if file.options.repair or not any(read_options(options).repair for options in earlier):
        return records
    with counting() as alike:
        recogniser = RowRecogniser(session, file.reading.format, alike, file.sheet)
        recognised = recogniser.claims(recogniser.rows(records))
    return [
        mended if known and known.is_repaired and not known.is_erased and isinstance(mended, ClaimRecord) else record
        for record, known in zip(records, recognised, strict=True)
        for mended in [repairs.repair_record(file.name, record) if known else record]
    ]


def _completed(record: ClaimRecord, file: ImportFile, default: ScaleDefault) -> ClaimRecord:
    """Add the default values, as the import does."""
    checks = tuple(
        replace(check, scale=check.scale or default.of(check.publisher)) if check.label else check
        for check in record.checks
    )
    return replace(record, source=record.source or file.source, checks=checks)


# -- claims, labels and names --------------------------------------------------------------------------------


class _Meanings:
    """What the newest version of each scale says of labels."""

    def __init__(self, session: Session) -> None:
        query = scales.newest_ratings().with_only_columns(Scale.code, Rating.label_key, Rating.category)
        self._categories: Mapping[tuple[str | None, str | None], str | None] = {
            (code, key): str(category) if category else None for code, key, category in session.execute(query)
        }
        self._codes = publisher_scales.codes_by_name(session)

    def category(self, check: CheckRecord) -> str | None:
        """Return the category of a check's label; None if nobody has mapped it."""
        if not check.label:
            return None
        key = ratings.label_key(check.label)
        if (check.scale, key) in self._categories:
            return self._categories[check.scale, key]
        # As the views do: the scales of the publisher, unless two of them differ.
        codes = self._codes.get(names.name_key(check.publisher), ()) if check.publisher else ()
        categories = {category for code in codes if (category := self._categories.get((code, key)))}
        return categories.pop() if len(categories) == 1 else None


def _sample(record: ClaimRecord, meanings: _Meanings) -> SampleClaim:
    return {
        "line": record.line,
        "claim": record.claim[:LONGEST_VALUE],
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
    key: str
    category: str | None


def _labels(rows: Iterable[ClaimRecord], meanings: _Meanings) -> list[LabelSummary]:
    """Return the labels, most frequent first; two spellings of one label count as one, under the first of them."""
    spellings: dict[_Label, str] = {}
    counts: Counter[_Label] = Counter()
    for check in (check for row in rows for check in row.checks):
        if check.label:
            key = ratings.label_key(check.label)
            label = _Label(check.publisher, check.scale, key, meanings.category(check))
            spellings.setdefault(label, check.label)
            counts[label] += 1
    return [
        {
            "publisher": label.publisher,
            "scale": label.scale,
            "label": spellings[label],
            "category": label.category,
            "checks": count,
        }
        for label, count in counts.most_common()
    ]


def _future(rows: Sequence[ClaimRecord], today: date) -> list[FutureSummary]:
    """Return where days of statements and of checks are in the future: they are mostly slips of the year."""
    days: dict[str, list[date]] = {
        "said_on": [row.said_on.day for row in rows if row.said_on and row.said_on.day],
        "check_date": [day for row in rows if (day := max(_days_of_checks(row), default=None))],
    }
    late = {field: [day for day in column if day > today] for field, column in days.items()}
    return [
        {"field": field, "first_value": str(column[0]), "rows": len(column)} for field, column in late.items() if column
    ]


def _days_of_checks(row: ClaimRecord) -> Iterator[date]:
    return (check.reviewed_on for check in row.checks if check.reviewed_on)


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
