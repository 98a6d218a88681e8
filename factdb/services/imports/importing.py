"""Imports a whole file, batch by batch: adds new claims, changes changed claims, and skips the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from factdb.domain.text import holds_controls
from factdb.errors.exchange import RowRefusedError
from factdb.formats import reading as reading_files
from factdb.formats.records import repairs
from factdb.services.decisions import scales
from factdb.services.imports import import_run, import_trail
from factdb.services.imports.changed_claims import Changing
from factdb.services.imports.import_run import ImportOptions, ImportRun, Numbers
from factdb.services.imports.new_claims import Adding
from factdb.services.imports.recognising import RowRecogniser, counting
from factdb.services.imports.stored_rows import StoredRows
from factdb.services.ledger import desk_ledger
from factdb.store import counted_checks
from factdb.store.bulk.loader import Loader
from factdb.store.models import Claim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from factdb.formats.reading import FileReading
    from factdb.formats.records.claim_record import ClaimRecord
    from factdb.formats.records.values import Options
    from factdb.services.actor import Actor
    from factdb.services.imports.recognising import RecognisedClaim, Row

_BATCH = 1_000
# From this number of new claims on, a load into a new desk is faster without the indexes that only serve speed. A desk
# with more claims keeps its indexes: otherwise readers on PostgreSQL would wait for the whole load.
_MANY, _KEEPS = 1_000, 5_000
_LOADED = (
    "desk_history", "source_names", "speaker_names", "documents", "captures", "claims", "history", "origins",
    "claim_topics", "other_checks", "evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to import: its name, its rows, its format, and default values.

    With `undated_as_published`, a claim without a date takes the day of its page.
    """

    name: str
    reading: FileReading
    options: Options
    scale: str | None = None
    source: str | None = None
    undated_as_published: bool = False

    @property
    def import_options(self) -> ImportOptions:
        """The options that decide what a row says."""
        return import_run.options_of(
            self.reading, self.options, self.scale, self.source, undated_as_published=self.undated_as_published
        )

    @property
    def sheet(self) -> str | None:
        """The file's name if its ids are only guessed from a heading of a table; otherwise None."""
        is_said = "external_id" in self.options.columns.values()
        return self.name if self.reading.format in reading_files.SHEETS and not is_said else None


@dataclass(slots=True)
class Taken(Numbers):
    """The numbers of rows, of values that are stored only in raw, and of rows that hold control characters.

    `number` is that of the import; an import that changed nothing has none. `edited` are the fields that the file would
    change, had nobody edited them since the last import, by claim; `rejected` those of a proposal that was withdrawn.
    `repaired` rows keep the repair of an earlier import, though this one asks for none. `waiting` are claims for which
    the import proposed a correction, `withdrawn` those where it only withdrew that of an earlier import.
    `taken_up` of the changed claims had been declined when their import was undone. Of the changed rows, `beside` only
    changed what belongs to a claim, and `rows_only` nothing but the row that is stored of the file. `documents_left`
    says by number what documents keep, because claims from elsewhere stand in them.
    """

    remarks: int = 0
    with_controls: int = 0
    repaired: int = 0
    number: int | None = None
    waiting: list[int] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    edited: list[tuple[int, list[str]]] = field(default_factory=list)
    rejected: list[tuple[int, list[str]]] = field(default_factory=list)
    taken_up: int = 0
    beside: int = 0
    rows_only: int = 0
    documents_left: dict[int, str] = field(default_factory=dict)


def take(
    session: Session,
    actor: Actor,
    file: ImportFile,
    refuse: Callable[[RowRefusedError], bool],
    step: Callable[[Taken], None] = lambda _: None,
) -> Taken:
    """Import a file; `refuse` is called for each refused row, and returns whether to continue adding others.

    After it returns False, the remaining rows are only checked, so that all problems are reported; the caller rolls
    back. `step` is called with the progress after each batch.
    """
    actor.require("import")
    scales.require_scale(session, file.scale)
    desk_ledger.take_turn(session)  # if two users import the same file, the second finds the claims of the first
    with counting() as alike:
        taking = _Taking(session, actor, file, RowRecogniser(session, file.reading.format, alike, file.sheet), refuse)
        while batch := list(islice(file.reading.records, _BATCH)):
            taking.take(batch)
            step(taking.taken)
        taking.tell()
        taking.loader.finish()
        taking.run.finish(taking.taken)
        taking.taken.number = taking.run.stored
    return taking.taken


class _Taking:
    """The import of one file."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        file: ImportFile,
        known: RowRecogniser,
        refuse: Callable[[RowRefusedError], bool],
    ) -> None:
        self.taken = Taken()
        self.loader = Loader(session)
        self._session = session
        self._file = file
        self._known = known
        self._refuse = refuse
        self._goes_on = True
        self._is_lean = False
        options = file.import_options
        self.run = ImportRun(session, actor, file.name, file.reading.format, file.reading.sha256, options)
        self._stored = StoredRows(session)
        self._adding = Adding(session, actor, self.loader, self.run)
        self._changing = Changing(self._adding, self._stored)

    def tell(self) -> None:
        """Put what happened to changed claims beside the numbers."""
        lists = self._changing.lists
        self.taken.waiting, self.taken.withdrawn = sorted(lists.waiting), sorted(lists.withdrawn)
        self.taken.edited, self.taken.rejected = sorted(lists.edited), sorted(lists.rejected)
        self.taken.taken_up, self.taken.beside, self.taken.rows_only = lists.taken_up, lists.beside, lists.rows_only
        self.taken.documents_left = dict(sorted(lists.documents_left.items()))

    def take(self, batch: Sequence[ClaimRecord | RowRefusedError]) -> None:
        """Import one batch of rows."""
        rows = self._known.rows(self._records(batch))
        self.taken.with_controls += sum(holds_controls(row.raw) for row in rows)
        # Rows with the same external id are numbered; a uid belongs to one claim, so a second row with it is a mistake.
        twice = [row for row in rows if row.record.uid and row.nth > 1]
        for row in twice:
            self._shown_value(self._twice(row))
        rows = [row for row in rows if not (row.record.uid and row.nth > 1)]
        if not self._goes_on:
            return
        kept = self._known.claims(rows)
        self._add([row for row, known in zip(rows, kept, strict=True) if known is None])
        if any(kept):
            self._meet([(row, known) for row, known in zip(rows, kept, strict=True) if known is not None])
        self._stored.forget()

    def _records(self, batch: Sequence[ClaimRecord | RowRefusedError]) -> Iterator[ClaimRecord]:
        for found in batch:
            if isinstance(found, RowRefusedError):
                self._shown_value(found)
                continue
            self.taken.remarks += len(found.remarks)
            yield self._stored.completed(found, self.run.options)

    def _add(self, rows: list[Row]) -> None:
        if not rows:
            return
        if not self._is_lean and not self._known.any:
            self._is_lean = self._lightened(self.taken.added + len(rows))
        refused = self._adding.add(rows)
        self.taken.added += len(rows) - len(refused)
        for refusal in refused:
            self._shown_value(refusal)

    def _lightened(self, new: int) -> bool:
        """Drop indexes for a large load that brings more claims than the desk had; return whether they are dropped."""
        if new < _MANY or self._before > min(new, _KEEPS):
            return False
        self.loader.drop_indices(_LOADED)
        return True

    @cached_property
    def _before(self) -> int:
        """The number of claims before the import."""
        return (self._session.scalar(select(func.count()).select_from(Claim)) or 0) - self.taken.added

    def _repaired(self, row: Row, recognised: RecognisedClaim) -> Row | RowRefusedError:
        """Return a row as it was read before: repaired, if an earlier import repaired its texts."""
        if not recognised.is_repaired or recognised.is_erased or self.run.options.repair:
            return row
        record = repairs.repair_record(self._file.name, row.record)
        if isinstance(record, RowRefusedError):
            return record
        self.taken.repaired += bool(record.repairs)
        self.taken.with_controls -= holds_controls(row.raw)
        return row._replace(record=record)

    def _meet(self, pairs: Sequence[tuple[Row, RecognisedClaim]]) -> None:
        """Change the claims of recognised rows."""
        changed: list[tuple[Row, RecognisedClaim]] = []
        readable = [recognised.claim_id for _, recognised in pairs if not recognised.is_erased]
        doubtful = import_trail.proposed_in_vain(self._session, readable)
        doubtful |= counted_checks.claims_with_withdrawn(self._session, readable)
        for read, recognised in pairs:
            row = self._repaired(read, recognised)
            # A row whose correction was withdrawn may be the same, and the claim another: then the claim is listed. And
            # a check that the row says may no longer count.
            if isinstance(row, RowRefusedError):
                self._shown_value(row)
            elif self._changing.is_same(row, recognised) and recognised.claim_id not in doubtful:
                self.taken.same += 1
            else:
                changed.append((row, recognised))
        for done in self._changing.change(changed):
            if isinstance(done, RowRefusedError):
                self._shown_value(done)
            elif done:
                self.taken.changed += 1
            else:
                self.taken.same += 1

    def _shown_value(self, refusal: RowRefusedError) -> None:
        self.taken.refused += 1
        # In this order, because each refusal must be reported, even after the import was given up.
        self._goes_on = self._refuse(refusal) and self._goes_on

    def _twice(self, row: Row) -> RowRefusedError:
        record = row.record
        refusal = RowRefusedError(self._file.name, record.line, "is also the uid of an earlier row", column="uid")
        return refusal.of(dict(record.raw))
