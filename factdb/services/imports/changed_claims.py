"""Changes a claim whose imported row has changed: only fields that changed in the row change in the claim.

So edits of the desk stay. Changes of published fields wait as a correction.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from factdb.domain.enums import Status
from factdb.domain.history.events import ClaimEvent
from factdb.domain.text import CONTROLS
from factdb.errors import FactdbError
from factdb.errors.decisions import ClaimRetractedError, CorrectionWaitsError
from factdb.errors.exchange import RowRefusedError
from factdb.formats.records.claim_record import NOT_FIELDS, ClaimRecord
from factdb.services.claims import claim_evidence, editing
from factdb.services.decisions import correcting, other_checks, withdrawing
from factdb.services.exports import records
from factdb.services.imports import import_rows
from factdb.services.ledger import claim_ledger
from factdb.services.people import topics
from factdb.store.models import Evidence, Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from factdb.formats.records import claim_record
    from factdb.services.actor import Actor
    from factdb.services.imports.import_rows import Facts, Places
    from factdb.services.imports.new_claims import Adding
    from factdb.services.imports.recognising import RecognisedClaim, Row
    from factdb.store.models import Claim

_OF_PASSAGE = ("span_start", "span_end", "prefix", "suffix")


class Changing:
    """Changes the claims of one file; `again` reads the stored row of an earlier file."""

    def __init__(
        self, session: Session, actor: Actor, adding: Adding, again: Callable[[str], ClaimRecord | None]
    ) -> None:
        """Share the look-up of people and pages with `adding`."""
        self.session = session
        self.actor = actor
        self.adding = adding
        self.again = again
        self.waiting: list[int] = []

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
            return self._refused(row, f"cannot change claim {kept.claim_id}: {error}")

    def _change(self, row: Row, kept: RecognisedClaim) -> bool:
        claim = claim_ledger.lock_one(self.session, kept.claim_id)
        if row.record.uid and _says_no_more_than(row.record, records.record_of(self.session, claim.id)):
            return False
        before, after = self._sides(claim, row, kept)
        self.adding.look_up([before, after])
        refusal = self.adding.refusal(row.record)
        if refusal is not None:
            raise refusal
        places = self.adding.places()
        changed = self._columns(claim, places, before, after)
        cited = [places.evidence(each) for each in _more(after.evidence, before.evidence)]
        self.adding.write({}, places)
        columns = self._decoded(claim, changed, after)
        if columns and claim.status is Status.CORRECTING:
            raise CorrectionWaitsError(claim.id)
        if columns and claim.status is Status.RETRACTED:
            raise ClaimRetractedError(claim.id)
        anything = bool(columns or cited) or _others_differ(before, after)
        if not (anything or kept.has_row):
            return False
        self._keep(claim, row, {} if claim.status is Status.PUBLISHED else columns)
        if columns and claim.status is Status.PUBLISHED:
            correcting.propose(self.session, claim, self.actor, columns, f"Changed in {self.adding.file}.")
            self.waiting.append(claim.id)
        self._evidence(claim, cited, _more(before.evidence, after.evidence))
        self._others(claim, before, after)
        return True

    def _sides(self, claim: Claim, row: Row, kept: RecognisedClaim) -> tuple[ClaimRecord, ClaimRecord]:
        """Return the old and the new state of the row.

        A claim without such a row yet is compared with the desk's own facts; then an empty cell means no change.
        """
        before = self.again(kept.raw) if kept.has_row else None
        if before is not None:
            return before, row.record
        known = records.record_of(self.session, claim.id)
        said = {field.name: value for field in fields(row.record) if (value := getattr(row.record, field.name))}
        return known, replace(known, **said)

    def _columns(self, claim: Claim, places: Places, before: ClaimRecord, after: ClaimRecord) -> Facts:
        was, now = (places.told(*places.columns(record)) for record in (before, after))
        changed = import_rows.differing(was, now)
        # Evidence is handled below.
        changed.pop("evidence_count", None)
        if "sort_on" in changed and claim.said_on is None and now["said_on"] is None:
            changed.pop("sort_on")
        return changed

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
            "format": self.adding.form,
            "file": self.adding.file,
            "external_id": row.record.external_id,
            "fingerprint": row.fingerprint,
            "nth": row.nth,
        }
        self.session.add(Origin(claim_id=claim.id, n=number, raw=row.raw, imported_at=self.actor.now, **origin))
        detail = {"n": number, "origin": origin}
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
                withdrawing.withdraw(self.session, claim, self.actor, n, f"No longer in {self.adding.file}.")

    def _standing(self, claim: Claim, wanted: claim_record.EvidenceRecord) -> int | None:
        """Return the number of the evidence that was imported from this row, unless it is withdrawn."""
        same = (row for row in claim_evidence.active_evidence(self.session, claim.id, wanted.question))
        key = wanted.stance, wanted.excerpt, wanted.asked, wanted.note, wanted.answer_type
        return next(
            (row.n for row in same if (row.stance, row.excerpt, row.asked, row.note, row.answer_type) == key), None
        )

    def _others(self, claim: Claim, before: ClaimRecord, after: ClaimRecord) -> None:
        for check in _more(after.checks, before.checks):
            other_checks.add(self.session, claim, self.actor, check)
            # This may have added the publisher: a later row that names it must not add it once more.
            self.adding.sources.forget()
        has = {topic.name for topic in topics.topics_of(self.session, claim.id)}
        gone = [name for name in before.topics if name not in after.topics and name in has]
        new = [name for name in after.topics if name not in before.topics]
        if new or gone:
            topics.tag(self.session, claim, self.actor, new, gone, CONTROLS)

    def _refused(self, row: Row, reason: str) -> RowRefusedError:
        return RowRefusedError(self.adding.file, row.record.line, reason).of(dict(row.record.raw))


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
