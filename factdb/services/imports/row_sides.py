"""What a row of a changed claim said at its last import, and what it says now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from factdb.formats.records import compared_with_ledger, own_exports
from factdb.formats.records.claim_record import NOT_FIELDS, ClaimRecord
from factdb.services.imports import stored_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.formats.records.claim_record import CheckRecord
    from factdb.services.imports.claims_at_hand import ClaimsAtHand
    from factdb.services.imports.import_run import ImportRun
    from factdb.services.imports.recognising import RecognisedClaim, Row
    from factdb.services.imports.stored_rows import StoredRows


@dataclass(frozen=True, slots=True)
class Sides:
    """What a row said at its last import, and what it says now; `misread` are checks that it never said.

    They came from the options of that import, which read another column as a check. If the desk had no such row,
    `before` is what the desk knows of the claim, and `said` are the fields that the row says. `edited` are fields of
    the desk's own export that the desk changed since.
    """

    row: Row
    before: ClaimRecord
    after: ClaimRecord
    undated_as_published: bool
    misread: tuple[CheckRecord, ...] = ()
    said: frozenset[str] | None = None
    edited: tuple[str, ...] = ()

    @property
    def new_evidence(self) -> list[Any]:
        """The evidence that the row says now, and did not say before."""
        return added(self.after.evidence, self.before.evidence)

    @property
    def gone_evidence(self) -> list[Any]:
        """The evidence that the row no longer says."""
        return added(self.before.evidence, self.after.evidence)

    @property
    def others_differ(self) -> bool:
        """Whether the row says something else of the items of the claim."""
        before, after = self.before, self.after
        return before.evidence != after.evidence or before.checks != after.checks or before.topics != after.topics


class RowReader:
    """Compares the rows of a file with those of earlier imports."""

    def __init__(self, run: ImportRun, stored: StoredRows) -> None:
        """Remember the options of today, and how stored rows are read."""
        self._run = run
        self._stored = stored

    def is_same(self, row: Row, recognised: RecognisedClaim) -> bool:
        """Return whether a row says what it said at its last import: its words are the same, and so is their meaning.

        If the words were erased, nobody can say what changed, and nothing changes.
        """
        if recognised.is_erased:
            return True
        if recognised.is_undone or row.fingerprint != recognised.fingerprint:
            return False
        if recognised.options in {None, self._run.options_text}:
            return True
        options = stored_rows.options_of(recognised, self._run.options)
        is_dated_alike = options.undated_as_published == self._run.options.undated_as_published
        return is_dated_alike and self._stored.read_again(recognised, options) == row.record

    def sides(self, row: Row, recognised: RecognisedClaim, at_hand: ClaimsAtHand) -> Sides | None:
        """Return the old and the new state of the row; None if it says no more than the desk knows.

        A claim without such a row yet is compared with the desk's own facts; then an empty cell means no change.
        """
        if row.record.uid and (recognised.is_own_export or not recognised.is_undone):
            stored = at_hand.record(recognised.claim_id)
            row = row._replace(record=compared_with_ledger.restore_controls(row.record, stored))
            if _says_no_more_than(row.record, stored):
                return None
        if recognised.is_own_export:
            return self._own_export(row, recognised, at_hand)
        today = stored_rows.with_repair(recognised, self._run.options)
        options = stored_rows.options_of(recognised, today)
        # If an undone import only changed the claim, its fields are those of before.
        is_own = not recognised.is_undone or at_hand.added_by(recognised.claim_id) == recognised.import_uid
        before = self._stored.read_again(recognised, options) if recognised.has_row and is_own else None
        if before is None:
            stored = at_hand.record(recognised.claim_id)
            said = {field.name: value for field in fields(row.record) if (value := getattr(row.record, field.name))}
            return Sides(row, stored, replace(stored, **said), today.undated_as_published, said=frozenset(said))
        anew = before if options == today else self._stored.read_again(recognised, today)
        misread = _misread(before, anew, row.record) if anew else ()
        after = row.record
        if row.record.uid:
            after = _without_known_evidence(after, before, at_hand.record(recognised.claim_id))
        return Sides(row, before, after, options.undated_as_published, misread)

    def _own_export(self, row: Row, recognised: RecognisedClaim, at_hand: ClaimsAtHand) -> Sides:
        stored, bodies = at_hand.record(recognised.claim_id), at_hand.history(recognised.claim_id)
        own = own_exports.read(row.record, stored, bodies, self._run.file, at_hand.undone)
        dated = self._run.options.undated_as_published
        return Sides(row, stored, own.after, dated, said=own.said, edited=tuple(own.edited))


def _says_no_more_than(record: ClaimRecord, stored: ClaimRecord) -> bool:
    """Return whether a row says of a claim only what the ledger says of it now, as a row of a fresh export does.

    A field that the file leaves out is not said. The stored row of another file, from which the claim came, was written
    in other words.
    """
    return all(
        getattr(record, name) == getattr(stored, name) or not (getattr(record, name) or name in record.raw)
        for name in _FACTS
    )


def _without_known_evidence(record: ClaimRecord, before: ClaimRecord, stored: ClaimRecord) -> ClaimRecord:
    """Return a row of an export without the evidence that it did not have before, and that the desk added itself."""
    added_here = [cited for cited in stored.evidence if cited not in before.evidence]
    return replace(record, evidence=tuple(cited for cited in record.evidence if cited not in added_here))


def _misread(before: ClaimRecord, anew: ClaimRecord, after: ClaimRecord) -> tuple[CheckRecord, ...]:
    """Return the checks that a row never said; `anew` is the earlier row as the options of today read it.

    What the row says now was not misread: only the heading of its column is another one. Nor was the label that a
    publisher gave before another one. But what stands otherwise in the row is replaced.
    """
    misread = Counter(before.checks) - Counter(anew.checks)
    gone = added(before.checks, after.checks)
    return tuple(check for check in gone if check in misread or _is_replaced(check, after.checks))


def _is_replaced(check: CheckRecord, others: Sequence[CheckRecord]) -> bool:
    """Return whether other checks stand in the place of a check, and none of them is a later label of its publisher."""
    labels = [other.label for other in others if other.publisher == check.publisher]
    is_earlier_label = check.label and any(label and label != check.label for label in labels)
    return bool(others) and not is_earlier_label


def added(after: tuple[Any, ...], before: tuple[Any, ...]) -> list[Any]:
    """Return the items of the first list that are missing in the second; repeated items count."""
    return list((Counter(after) - Counter(before)).elements())


_FACTS = [field.name for field in fields(ClaimRecord) if field.name not in NOT_FIELDS]
