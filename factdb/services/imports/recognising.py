"""Recognises a row of an earlier import: by the claim's uid, by the format's own id, or else by its whole content.

Rows of one file with the same identification are distinguished by their number. Different sheets can use the same ids
(1, 2, 3), so ids count only within files of the same name, unless `--map` states that they are ids.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from factdb.domain.history.sealing import ERASED
from factdb.formats import reading
from factdb.formats.claimreview import review_fields
from factdb.formats.records import claim_record
from factdb.formats.records.compared_with_ledger import same_page
from factdb.services.imports.import_run import read_options
from factdb.store import counted_checks
from factdb.store.driver import sqlite3
from factdb.store.models import Claim, Import, Origin, OtherCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from factdb.formats.reading import ImportFormat
    from factdb.formats.records.claim_record import ClaimRecord


# As `export claimreview` names the review of a claim, and `export averitec` the claim.
_OWN_REVIEW = re.compile(r"urn:uuid:([0-9a-f-]{36})(?:#review)?")


class Row(NamedTuple):
    """A row of a file, with its identification."""

    record: ClaimRecord
    raw: str
    fingerprint: str
    nth: int


class RecognisedClaim(NamedTuple):
    """A recognised claim with its last imported row; without a row if it is only known by its uid.

    `options` are those of the row's import; None if it is from before imports were recorded. A row of an import that
    was undone counts only if the claim has no other. `is_repaired` says that this import or an earlier one repaired the
    texts of the row: it is read so again, because nobody asks for the broken letters back by leaving an option out.
    `is_own_export`: the row is of this desk's own export, and the claim did not come to the desk with such a row,
    which `comes_with_uid`.
    """

    claim_id: int
    file: str | None = None
    external_id: str | None = None
    fingerprint: str | None = None
    nth: int = 1
    raw: str = ""
    format: str = ""
    options: str | None = None
    import_uid: str | None = None
    is_undone: bool = False
    is_repaired: bool = False
    is_own_export: bool = False
    comes_with_uid: bool = False

    @property
    def has_row(self) -> bool:
        """Whether there is a row that can be read."""
        return self.fingerprint not in {None, ERASED}

    @property
    def is_erased(self) -> bool:
        """Whether the row was erased: nobody can say any more what changed in it."""
        return self.fingerprint == ERASED


class RowRecogniser:
    """Recognises the rows of one file from earlier imports."""

    def __init__(self, session: Session, form: ImportFormat, alike: Alike, sheet: str | None = None) -> None:
        """Check whether such files were imported before; the first one needs no look-up.

        `sheet` is the name of a file whose ids are valid only in files of this name.
        """
        self._sheet = sheet
        self.session = session
        self._are_reviews = form in reading.equivalent_formats(reading.ImportFormat.CLAIMREVIEW)
        self._is_alike = Origin.format.in_(reading.equivalent_formats(form))
        self.any = session.scalar(select(Origin.claim_id).where(self._is_alike).limit(1)) is not None
        self._alike = alike

    def rows(self, records: Iterable[ClaimRecord]) -> list[Row]:
        """Return the rows of a batch, each with its number among the rows of the file with the same identification."""
        prints = [
            (record, raw, claim_record.fingerprint(raw))
            for record in records
            for raw in [claim_record.raw_text(record.raw)]
        ]
        names = [
            record.uid or (f"id {record.external_id}" if record.external_id else fingerprint)
            for record, _, fingerprint in prints
        ]
        return [Row(*parts, nth) for parts, nth in zip(prints, self._alike.numbers(names), strict=True)]

    def claims(self, rows: Sequence[Row]) -> list[RecognisedClaim | None]:
        """Return the claim of each row, from an earlier import or by its uid; None for a new row."""
        by_uid = self._by_uid([row.record.uid for row in rows if row.record.uid])
        by_id = self._alike_in("external_id", (row.record.external_id for row in rows if row.record.external_id))
        unchanged = [self._unchanged(row, by_id) for row in rows]
        # Other options can make another column the id of a row, or none: then the row is known by its content.
        unknown = [row.fingerprint for row, kept in zip(rows, unchanged, strict=True) if kept is None]
        by_print = self._alike_in("fingerprint", unknown)
        own, others = self._own_reviews(rows), self._exported_checks(rows)
        # Checks go first: another claim may be known by the address of the same review.
        recognised = [
            check
            or (by_uid.get(row.record.uid) if row.record.uid else kept or self._one(row, by_id, by_print))
            or own.get(row.record.external_id or "")
            for row, kept, check in zip(rows, unchanged, others, strict=True)
        ]
        return list(map(_with_context, rows, recognised)) if self._are_reviews else recognised

    def _own_reviews(self, rows: Sequence[Row]) -> dict[str, RecognisedClaim]:
        """Return by its id each review that this desk exported itself: it says nothing new, whatever it says."""
        reviews = {match[1]: row for row in rows if (match := _OWN_REVIEW.fullmatch(row.record.external_id or ""))}
        if not reviews:
            return {}
        found = self.session.execute(select(Claim.id, Claim.uid).where(Claim.uid.in_(reviews)))
        own = ((reviews[uid], number) for number, uid in found)
        return {
            str(row.record.external_id): RecognisedClaim(number, fingerprint=row.fingerprint) for row, number in own
        }

    def _exported_checks(self, rows: Sequence[Row]) -> list[RecognisedClaim | None]:
        """Return the claim of each row that this desk exported as another publisher's check of it, if it has the check.

        A check that the claim does not have is a new one: somebody else may name the claim, too.
        """
        named = [review_fields.named_claim(dict(row.record.raw)) if self._are_reviews else None for row in rows]
        uids = {uid for uid in named if uid}
        if not uids:
            return [None] * len(rows)
        query = select(Claim.uid, Claim.id, OtherCheck.url).join(OtherCheck, OtherCheck.claim_id == Claim.id)
        claims: dict[str, int] = {}
        pages: dict[str, list[str | None]] = defaultdict(list)
        for uid, number, page in self.session.execute(query.where(Claim.uid.in_(uids), counted_checks.counts())):
            claims[uid] = number
            pages[uid].append(page)
        return [
            RecognisedClaim(claims[uid], fingerprint=row.fingerprint)
            if uid and any(same_page(check.url, page) for check in row.record.checks for page in pages[uid])
            else None
            for uid, row in zip(named, rows, strict=True)
        ]

    def _unchanged(self, row: Row, by_id: dict[str, list[RecognisedClaim]]) -> RecognisedClaim | None:
        """Return the claim of an unchanged row by its id: such a row is found at any place."""
        matches = by_id.get(row.record.external_id or "", ())
        return next((kept for kept in matches if kept.fingerprint == row.fingerprint), None)

    def _one(
        self, row: Row, by_id: dict[str, list[RecognisedClaim]], by_print: dict[str, list[RecognisedClaim]]
    ) -> RecognisedClaim | None:
        matches = by_print.get(row.fingerprint, ())
        alike = (kept for kept in matches if kept.nth == row.nth and kept.external_id == row.record.external_id)
        if (row_of_place := next(alike, None)) is not None:
            return row_of_place
        # Read with other options, its place among rows that are identified alike was another one too.
        if len(matches) == 1 and row.nth == 1 and matches[0].options is not None:
            return matches[0]
        # Only a changed row is found by its place.
        of_id = by_id.get(row.record.external_id or "", ())
        return next((kept for kept in of_id if kept.nth == row.nth and self._is_its_own(kept, row)), None)

    def _is_its_own(self, kept: RecognisedClaim, row: Row) -> bool:
        return self._sheet in {None, kept.file} or kept.fingerprint == row.fingerprint

    def _by_uid(self, uids: Sequence[str]) -> dict[str, RecognisedClaim]:
        if not uids:
            return {}
        query = select(Claim.id, Claim.uid).where(Claim.uid.in_(uids))
        found = {uid: number for number, uid in self.session.execute(query)}
        own, of_files = self._kept(list(found.values()))
        # A claim that came with its uid has rows of another desk's export. Where words were erased, nothing comes back.
        rows = own | {number: row for number, row in of_files.items() if row.comes_with_uid or row.is_erased}
        return {uid: rows.get(number, RecognisedClaim(number, is_own_export=True)) for uid, number in found.items()}

    def _alike_in(self, name: str, values: Iterable[str]) -> dict[str, list[RecognisedClaim]]:
        """Return imported rows by the value of one column."""
        found: dict[str, list[RecognisedClaim]] = defaultdict(list)
        wanted = set(values)
        if self.any and wanted:
            query = select(Origin.claim_id).where(self._is_alike, getattr(Origin, name).in_(wanted))
            for kept in self._kept(list(self.session.scalars(query)))[1].values():
                found[getattr(kept, name)].append(kept)
        return found

    def _kept(self, claims: Sequence[int]) -> tuple[dict[int, RecognisedClaim], dict[int, RecognisedClaim]]:
        """Return the last imported row of each claim: that of the desk's own exports, and that of other files.

        An export that was imported does not hide the file from which the claim came.
        """
        of_import = Import.options, Import.uid, Import.undone_at.is_not(None)
        columns: tuple[Any, ...] = (*_COLUMNS, *of_import, Claim.uid, Claim.added_at == Origin.imported_at)
        query = select(*columns)
        query = query.join(Claim, Claim.id == Origin.claim_id).outerjoin(Import, Import.id == Origin.import_id)
        query = query.where(Origin.claim_id.in_(claims), self._is_alike).order_by(Origin.claim_id, Origin.n)
        own: dict[int, RecognisedClaim] = {}
        of_files: dict[int, RecognisedClaim] = {}
        for *values, uid, is_first in self.session.execute(query):
            row = RecognisedClaim(*values)
            first = of_files.get(row.claim_id)
            comes_with_uid = first.comes_with_uid if first else is_first and uid in row.raw
            is_own_export = uid in row.raw and not comes_with_uid
            last = own if is_own_export else of_files
            earlier = last.get(row.claim_id, row)
            if row.is_undone and not earlier.is_undone:
                continue
            is_repaired = not row.is_undone and (earlier.is_repaired or _repairs(row.options))
            flags: dict[str, Any] = {
                "is_repaired": is_repaired,
                "is_own_export": is_own_export,
                "comes_with_uid": comes_with_uid,
            }
            # Most rows have no flag, and making a row anew takes as long as reading it.
            last[row.claim_id] = row._replace(**flags) if any(flags.values()) else row
        return own, of_files


def _with_context(row: Row, recognised: RecognisedClaim | None) -> RecognisedClaim | None:
    """Return the claim of a review as unchanged if the review only got its "@context": an export writes it always."""
    if recognised is None or not recognised.has_row or recognised.fingerprint == row.fingerprint:
        return recognised
    stored = json.loads(recognised.raw)
    is_same = {**stored, "@context": None} == {**row.record.raw, "@context": None}
    return recognised._replace(fingerprint=row.fingerprint) if is_same else recognised


def _repairs(options: str | None) -> bool:
    return options is not None and read_options(options).repair


_COLUMNS = (
    Origin.claim_id, Origin.file, Origin.external_id, Origin.fingerprint, Origin.nth, Origin.raw, Origin.format,
)  # fmt: skip
_DIGEST = 12  # bytes: among a billion rows, two are equal by chance once in 100 billion files


class Alike:
    """Counts the rows with the same identification."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Start counting in an empty database."""
        self._database = database
        database.execute("CREATE TABLE seen (name BLOB PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID")

    def numbers(self, names: Iterable[str]) -> list[int]:
        """Count one more row for each identification of a batch; return the number of each row, from 1."""
        keys = [hashlib.blake2b(name.encode(), digest_size=_DIGEST).digest() for name in names]
        marks = ", ".join("?" * len(keys))
        counts = dict(self._database.execute(f"SELECT name, count FROM seen WHERE name IN ({marks})", keys))  # noqa: S608 - marks
        numbers = []
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
            numbers.append(counts[key])
        self._database.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", counts.items())
        return numbers


@contextmanager
def counting() -> Iterator[Alike]:
    """Yield a counter for the rows of one file; its temporary database is deleted afterwards."""
    # Unnamed: SQLite moves it to a temporary file if memory is short.
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        # It is deleted in any case, so nothing needs to survive a crash.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -16000")
        database.execute("BEGIN")
        yield Alike(database)
