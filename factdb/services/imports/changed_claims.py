"""Changes a claim whose row says something else than at its last import: the row changed, or the options did.

Only fields that the row says otherwise change in the claim, and of these only the ones that still hold what the last
import wrote: edits of the desk stay, and are listed. Changes of published fields wait as a correction.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain.enums import Status
from factdb.domain.history.events import ClaimEvent
from factdb.domain.text import CONTROLS
from factdb.errors import FactdbError
from factdb.errors.decisions import ClaimRetractedError, CorrectionWaitsError
from factdb.errors.exchange import RowRefusedError
from factdb.formats.records import compared_with_ledger
from factdb.formats.records.claim_record import NOT_FIELDS, ClaimRecord
from factdb.services.claims import claim_evidence, editing
from factdb.services.decisions import correcting, other_checks, versions, withdrawing
from factdb.services.exports import records
from factdb.services.imports import import_rows, import_trail, stored_rows
from factdb.services.ledger import claim_ledger
from factdb.services.people import topics
from factdb.services.people.namebook import SOURCES
from factdb.store import counted_checks
from factdb.store.models import Evidence, Origin, OtherCheck, Source, WithdrawnCheck

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from factdb.formats.records import claim_record
    from factdb.services.actor import Actor
    from factdb.services.imports.import_rows import Facts, Places
    from factdb.services.imports.import_trail import RowChanges
    from factdb.services.imports.new_claims import Adding
    from factdb.services.imports.recognising import RecognisedClaim, Row
    from factdb.services.imports.stored_rows import StoredRows
    from factdb.store.models import Claim

_OF_PASSAGE = ("span_start", "span_end", "prefix", "suffix")


@dataclass(frozen=True, slots=True)
class _Sides:
    """What a row said at its last import, and what it says now; `misread` are checks that it never said.

    They came from the options of that import, which read another column as a check.
    """

    before: ClaimRecord
    after: ClaimRecord
    undated_as_published: bool
    misread: tuple[claim_record.CheckRecord, ...] = ()
    said: frozenset[str] | None = None  # if `before` is what the desk knew of the claim: the fields that the row says


class Changing:
    """Changes the claims of one file."""

    def __init__(self, session: Session, actor: Actor, adding: Adding, stored: StoredRows) -> None:
        """Share the look-up of people and pages with `adding`."""
        self.session = session
        self.actor = actor
        self.adding = adding
        self.run = adding.run
        self.stored = stored
        self.waiting: list[int] = []
        self.withdrawn: list[int] = []
        self.edited: list[tuple[int, list[str]]] = []
        self.rejected: list[tuple[int, list[str]]] = []
        self.taken_up = 0

    def is_same(self, row: Row, kept: RecognisedClaim) -> bool:
        """Return whether a row says what it said at its last import: its words are the same, and so is their meaning.

        If the words were erased, nobody can say what changed, and nothing changes.
        """
        if kept.is_erased:
            return True
        if kept.is_undone or row.fingerprint != kept.fingerprint:
            return False
        if kept.options in {None, self.run.options_text}:
            return True
        options = stored_rows.options_of(kept, self.run.options)
        is_dated_alike = options.undated_as_published == self.run.options.undated_as_published
        return is_dated_alike and self.stored.read_again(kept, options) == row.record

    def change(self, row: Row, kept: RecognisedClaim) -> bool | RowRefusedError:
        """Change a claim to the new state of its row; return whether anything changed, or the refusal."""
        try:
            # A savepoint, so that a refused row rolls back only its own writes.
            with self.session.begin_nested():
                return self._change(row, kept)
        except FactdbError as error:
            self.adding.forget()  # people that the row added were rolled back too
            if isinstance(error, RowRefusedError):
                return error
            way = f" {error.next_step}" if isinstance(error, CorrectionWaitsError) else ""
            return self._refused(row, f"cannot change claim {kept.claim_id}: {error}{way}")

    def _change(self, row: Row, kept: RecognisedClaim) -> bool:
        claim = claim_ledger.lock_one(self.session, kept.claim_id)
        if row.record.uid and not kept.is_undone:
            known = records.record_of(self.session, claim.id)
            row = row._replace(record=compared_with_ledger.restore_controls(row.record, known))
            if _says_no_more_than(row.record, known):
                return False
        sides = self._sides(claim, row, kept)
        before, after = sides.before, sides.after
        self.adding.look_up([before, after])
        refusal = self.adding.refusal(row.record)
        if refusal is not None:
            raise refusal
        places = self.adding.places()
        changes = self._columns(claim, places, sides)
        cited = [places.evidence(each) for each in _more(after.evidence, before.evidence)]
        misread = self._numbers(claim, places, sides.misread)
        self.adding.write({}, places)
        status = claim.status
        columns = self._unproposed(claim, self._decoded(claim, changes.columns, after), changes)
        anything = bool(columns or cited or claim.status is not status) or _others_differ(before, after)
        if not anything and (not kept.has_row or self.is_same(row, kept)):
            self._list(claim, changes)
            return False
        self._keep(claim, row, {} if claim.status is Status.PUBLISHED else columns)
        if columns and claim.status is Status.PUBLISHED:
            correcting.propose(self.session, claim, self.actor, columns, f"Changed in {self.run.file}.")
            self.waiting.append(claim.id)
        self._evidence(claim, cited, _more(before.evidence, after.evidence))
        self._withdraw_checks(claim, misread)
        self._others(claim, before, after, after.checks if kept.is_undone else _more(after.checks, before.checks))
        if kept.is_undone:
            self._take_up(claim)
        self._list(claim, changes)
        if changes.replaces and claim.status is Status.PUBLISHED:
            self.withdrawn.append(claim.id)
        return True

    def _sides(self, claim: Claim, row: Row, kept: RecognisedClaim) -> _Sides:
        """Return the old and the new state of the row.

        A claim without such a row yet is compared with the desk's own facts; then an empty cell means no change.
        """
        today = stored_rows.with_repair(kept, self.run.options)
        options = stored_rows.options_of(kept, today)
        # If an undone import only changed the claim, its fields are those of before.
        is_own = not kept.is_undone or stored_rows.added_by(self.session, claim.id) == kept.import_uid
        before = self.stored.read_again(kept, options) if kept.has_row and is_own else None
        if before is None:
            known = records.record_of(self.session, claim.id)
            said = {field.name: value for field in fields(row.record) if (value := getattr(row.record, field.name))}
            return _Sides(known, replace(known, **said), today.undated_as_published, said=frozenset(said))
        anew = before if options == today else self.stored.read_again(kept, today)
        misread = tuple(_more(before.checks, anew.checks)) if anew else ()
        return _Sides(before, row.record, options.undated_as_published, misread)

    def _columns(self, claim: Claim, places: Places, sides: _Sides) -> RowChanges:
        """Return the columns that the row says otherwise, and the names of those that stay nevertheless."""
        today = places.undated_as_published
        places.undated_as_published = sides.undated_as_published
        was = places.told(*places.columns(sides.before))
        places.undated_as_published = today
        now = places.told(*places.columns(sides.after))
        changed = import_rows.differing(was, now)
        # Evidence is handled below.
        changed.pop("evidence_count", None)
        if "sort_on" in changed and claim.said_on is None and now["said_on"] is None:
            changed.pop("sort_on")
        return import_trail.changes_of(self.session, claim, (was, now, changed), sides.said)

    def _unproposed(self, claim: Claim, columns: dict[str, Any], changes: RowChanges) -> dict[str, Any]:
        """Return the changes that do not wait yet, after withdrawing what an import proposed otherwise.

        A person's proposal stays, and refuses the row.
        """
        if columns and claim.status is Status.RETRACTED:
            raise ClaimRetractedError(claim.id)
        if claim.status is not Status.CORRECTING:
            return columns
        if changes.replaces and columns != versions.proposed_columns(self.session, claim):
            correcting.withdraw(self.session, claim, self.actor)
            return columns
        if columns and not changes.replaces:
            raise CorrectionWaitsError(claim.id)
        return {}

    def _list(self, claim: Claim, changes: RowChanges) -> None:
        """List what stays. Last of all: a row that is refused lists nothing."""
        if changes.edited:
            self.edited.append((claim.id, changes.edited))
        if changes.rejected:
            self.rejected.append((claim.id, changes.rejected))

    def _decoded(self, claim: Claim, changed: Facts, after: ClaimRecord) -> dict[str, Any]:
        """Return the columns with new values; a passage is located in the capture's text."""
        columns = dict(claim_ledger.from_history(self.session, name, value) for name, value in changed.items())
        if "document_id" in columns or (columns.get("quote", "") is None and claim.span_start is not None):
            columns |= dict.fromkeys(_OF_PASSAGE)
        elif "quote" in columns and claim.span_start is not None:
            changes = editing.ClaimChanges(quote=after.quote)
            columns |= editing.changed_columns(self.session, claim, self.actor, changes, CONTROLS)
        return {column: value for column, value in columns.items() if value != getattr(claim, column)}

    def _keep(self, claim: Claim, row: Row, columns: dict[str, Any]) -> None:
        """Store the new state of the row, with its changes."""
        number = claim_ledger.next_number(self.session, Origin.n, Origin.claim_id == claim.id)
        origin = {
            "format": str(self.run.form),
            "file": self.run.file,
            "external_id": row.record.external_id,
            "fingerprint": row.fingerprint,
            "nth": row.nth,
        }
        by_import = {"import_id": self.run.number, "imported_at": self.actor.now}
        self.session.add(Origin(claim_id=claim.id, n=number, raw=row.raw, **origin, **by_import))
        detail = {"n": number, "origin": {**origin, "import": self.run.uid}}
        claim_ledger.record(self.session, claim, self.actor, ClaimEvent.IMPORTED, detail, **columns)

    def _evidence(
        self, claim: Claim, cited: list[tuple[Facts, Facts]], gone: list[claim_record.EvidenceRecord]
    ) -> None:
        for where, facts in cited:
            columns = {name: facts[name] for name in _EVIDENCE}
            by = {"added_by_id": self.actor.id, "added_at": self.actor.now}
            number = claim_evidence.next_number(self.session, claim.id)
            row = Evidence(claim_id=claim.id, n=number, **columns, **where, **by)
            claim_evidence.record(self.session, claim, self.actor, row, facts)
        for each in gone:
            n = self._standing(claim, each)
            if n is not None:
                withdrawing.withdraw(self.session, claim, self.actor, n, f"No longer in {self.run.file}.")

    def _standing(self, claim: Claim, wanted: claim_record.EvidenceRecord) -> int | None:
        """Return the number of the evidence that was imported from this row, unless it is withdrawn."""
        same = (row for row in claim_evidence.active_evidence(self.session, claim.id, wanted.question))
        key = wanted.stance, wanted.excerpt, wanted.asked, wanted.note, wanted.answer_type
        return next(
            (row.n for row in same if (row.stance, row.excerpt, row.asked, row.note, row.answer_type) == key), None
        )

    def _numbers(self, claim: Claim, places: Places, misread: tuple[claim_record.CheckRecord, ...]) -> list[int]:
        """Return the numbers of the claim's checks that were only misread."""
        if not misread:
            return []
        facts = [(publisher.id, told) for publisher, told in map(places.check, misread)]
        counted = OtherCheck.claim_id == claim.id, OtherCheck.import_id.is_not(None), counted_checks.counts()
        query = select(OtherCheck, SOURCES.living_id).join(Source, Source.id == OtherCheck.source_id).where(*counted)
        return [
            check.n
            for check, publisher_id in self.session.execute(query.order_by(OtherCheck.n))
            if any(publisher_id == number and _is_of(check, told) for number, told in facts)
        ]

    def _withdraw_checks(self, claim: Claim, numbers: list[int]) -> None:
        for n in numbers:
            self.session.add(WithdrawnCheck(claim_id=claim.id, n=n, import_id=self.run.number))
            detail = {"n": n, "import": self.run.uid}
            claim_ledger.record(self.session, claim, self.actor, ClaimEvent.CHECK_WITHDRAWN, detail)

    def _take_up(self, claim: Claim) -> None:
        """Move a claim back that was declined when its import was undone, unless somebody declined it again."""
        status = stored_rows.status_before_undoing(self.session, claim)
        if status is not None:
            detail = {"reason": f"Imported again from {self.run.file}."}
            claim_ledger.record(self.session, claim, self.actor, ClaimEvent.MOVED, detail, status=status)
            self.taken_up += 1

    def _others(
        self, claim: Claim, before: ClaimRecord, after: ClaimRecord, new_checks: Iterable[claim_record.CheckRecord]
    ) -> None:
        for check in new_checks:
            other_checks.add(self.session, claim, self.actor, check, self.run)
            # This may have added the publisher: a later row that names it must not add it once more.
            self.adding.sources.forget()
        has = {topic.name for topic in topics.topics_of(self.session, claim.id)}
        gone = [name for name in before.topics if name not in after.topics and name in has]
        new = [name for name in after.topics if name not in before.topics]
        if new or gone:
            topics.tag(self.session, claim, self.actor, new, gone, CONTROLS)

    def _refused(self, row: Row, reason: str) -> RowRefusedError:
        return RowRefusedError(self.run.file, row.record.line, reason).of(dict(row.record.raw))


def _is_of(check: OtherCheck, told: Facts) -> bool:
    day = check.reviewed_on.isoformat() if check.reviewed_on else None
    stored = check.url, check.headline, check.scale_code, check.label, day
    return stored == tuple(told[name] for name in ("url", "headline", "scale", "label", "reviewed_on"))


def _says_no_more_than(record: ClaimRecord, known: ClaimRecord) -> bool:
    """Return whether a row says of a claim only what the ledger says of it now, as a row of a fresh export does.

    A field that the file leaves out is not said. The stored row of another file, from which the claim came, was written
    in other words.
    """
    return all(
        getattr(record, name) == getattr(known, name) or not (getattr(record, name) or name in record.raw)
        for name in _FACTS
    )


def _more(these: tuple[Any, ...], than: tuple[Any, ...]) -> list[Any]:
    """Return the items of the first list that are missing in the second; repeated items count."""
    return list((Counter(these) - Counter(than)).elements())


def _others_differ(before: ClaimRecord, after: ClaimRecord) -> bool:
    return before.evidence != after.evidence or before.checks != after.checks or before.topics != after.topics


_FACTS = [field.name for field in fields(ClaimRecord) if field.name not in NOT_FIELDS]
_EVIDENCE = ("question", "stance", "excerpt", "note", "source_class", "asked", "answer_type")
