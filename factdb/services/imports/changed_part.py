"""Changes the claims of a part of a file to the new states of their rows, with few statements for all of them.

Only fields that the row says otherwise change in the claim, and of these only the ones that still hold what the last
import wrote: edits of the desk stay, and are listed. Changes of published fields wait as a correction.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factdb.domain import dates
from factdb.domain.enums import PUBLIC_STATUSES, Status
from factdb.domain.history.events import ClaimEvent
from factdb.domain.text import CONTROLS
from factdb.errors.decisions import ClaimRetractedError, CorrectionWaitsError
from factdb.services.claims import editing
from factdb.services.decisions import correcting, versions
from factdb.services.imports import changed_items, import_rows, import_trail
from factdb.services.imports.claims_at_hand import ClaimsAtHand
from factdb.services.ledger.claim_batch import ClaimBatch

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from factdb.errors.exchange import RowRefusedError
    from factdb.services.imports.changed_documents import ChangedDocuments
    from factdb.services.imports.changed_items import ItemChanges
    from factdb.services.imports.import_rows import Facts, Places
    from factdb.services.imports.import_trail import RowChanges
    from factdb.services.imports.new_claims import Adding
    from factdb.services.imports.recognising import RecognisedClaim, Row
    from factdb.services.imports.row_sides import RowReader, Sides
    from factdb.store.models import Claim

_OF_PASSAGE = ("span_start", "span_end", "prefix", "suffix")


@dataclass(slots=True)
class ChangeLists:
    """What happened to changed claims, by their numbers; see `importing.Taken`."""

    waiting: list[int] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    edited: list[tuple[int, list[str]]] = field(default_factory=list)
    rejected: list[tuple[int, list[str]]] = field(default_factory=list)
    taken_up: int = 0
    beside: int = 0
    rows_only: int = 0
    documents_left: dict[int, str] = field(default_factory=dict)

    def extend(self, others: ChangeLists) -> None:
        """Add what happened to other claims."""
        self.waiting += others.waiting
        self.withdrawn += others.withdrawn
        self.edited += others.edited
        self.rejected += others.rejected
        self.taken_up += others.taken_up
        self.beside += others.beside
        self.rows_only += others.rows_only
        self.documents_left |= others.documents_left


class RowsRefusedTogetherError(Exception):
    """Some rows of a part are refused; nothing of the part may stay, so that they leave no speaker behind."""

    def __init__(self, places: Container[int]) -> None:
        """Remember the places of the refused rows in the part."""
        super().__init__()
        self.places = places


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a row changes in a claim; `place` is that of the row in its part."""

    place: int
    recognised: RecognisedClaim
    sides: Sides
    columns: RowChanges
    items: ItemChanges
    has_document: bool

    @property
    def is_beside(self) -> bool:
        """Whether the row changes what belongs to the claim: its document, its checks, its evidence or its topics."""
        items = self.items
        lists = items.cited, items.gone, items.misread, items.checks, items.tags, items.untagged
        return self.has_document or any(lists)


class ChangedPart:
    """A part of a file in which a claim stands once.

    A row on its own may propose corrections, change evidence and locate a passage. Among others it is passed over if it
    needs this, because services do it that write at once.
    """

    def __init__(
        self,
        adding: Adding,
        reader: RowReader,
        documents: ChangedDocuments,
        undone: Container[str],
        *,
        is_alone: bool,
    ) -> None:
        """Share the look-up of people and pages with `adding`; `undone` are the uids of imports that were undone."""
        self.session = adding.session
        self.actor = adding.actor
        self.adding = adding
        self.run = adding.run
        self.lists = ChangeLists()
        self._reader = reader
        self._documents = documents
        self._undone = undone
        self._is_alone = is_alone

    def change(self, pairs: Sequence[tuple[Row, RecognisedClaim]]) -> list[bool | None]:
        """Return for each row whether it changed anything; None: it must be changed on its own."""
        self.hand = ClaimsAtHand(self.session, [recognised.claim_id for _, recognised in pairs], self._undone)
        self.batch = ClaimBatch(self.adding.loader, self.actor, self.hand.values)
        outcomes: list[bool | None] = [None] * len(pairs)
        rows: list[tuple[int, RecognisedClaim, Sides]] = []
        for place, (row, recognised) in enumerate(pairs):
            sides = self._reader.sides(row, recognised, self.hand)
            if sides is None:
                outcomes[place] = False
            elif self._is_alone or _is_plain(self.hand.claims[recognised.claim_id], sides):
                rows.append((place, recognised, sides))
        self.adding.look_up([record for _, _, sides in rows for record in (sides.before, sides.after)])
        self._require_accepted(rows)
        # A query would write the claims that were changed until then, one by one.
        with nullcontext() if self._is_alone else self.session.no_autoflush:
            for plan in self._plans(rows):
                outcomes[plan.place] = self._apply(plan)
            self._write()
        return outcomes

    def _require_accepted(self, rows: Sequence[tuple[int, RecognisedClaim, Sides]]) -> None:
        judged = ((place, self.adding.refusal(sides.row.record)) for place, _, sides in rows)
        refused: dict[int, RowRefusedError] = {place: refusal for place, refusal in judged if refusal is not None}
        if refused and self._is_alone:
            raise refused[0]
        if refused:
            raise RowsRefusedTogetherError(refused)

    def _plans(self, rows: Sequence[tuple[int, RecognisedClaim, Sides]]) -> list[_Plan]:
        """Return what the rows change, after adding the people and pages that they bring."""
        places = self.adding.places()
        right = self._documents.turn_back()
        stated = [self._stated(places, sides.before, as_published=sides.undated_as_published) for _, _, sides in rows]
        self.adding.pages.swap(right)
        documents = self._documents.put_right([(recognised, sides) for _, recognised, sides in rows], places)
        plans = []
        for (place, recognised, sides), before in zip(rows, stated, strict=True):
            claim = self.hand.claims[recognised.claim_id]
            columns = self._columns(claim, before, places, sides)
            columns.edited.extend((*sides.edited, *documents.edited.get(claim.id, ())))
            items = changed_items.of(self, claim, places, recognised, sides)
            plans.append(_Plan(place, recognised, sides, columns, items, claim.id in documents.claims))
        self.adding.write({}, places)
        self._documents.apply()
        self.lists.documents_left |= documents.left
        return plans

    def _stated(self, places: Places, record: Any, *, as_published: bool) -> Facts:  # noqa: ANN401 - a ClaimRecord
        """Return the columns of a claim that has what a row says, in the form of the history."""
        today, places.undated_as_published = places.undated_as_published, as_published
        row, uids = places.columns(record)
        places.undated_as_published = today
        for name, uid in uids.items():
            self.hand.values.learn_pair(f"{name}_id", row[f"{name}_id"], uid)
        return places.told(row, uids)

    def _columns(self, claim: Claim, before: Facts, places: Places, sides: Sides) -> RowChanges:
        """Return the columns that the row says otherwise, and the names of those that stay nevertheless."""
        stated = self._stated(places, sides.after, as_published=places.undated_as_published)
        changed = import_rows.differing(before, stated)
        # Evidence is handled below.
        changed.pop("evidence_count", None)
        if "sort_on" in changed and claim.said_on is None and stated["said_on"] is None:
            changed.pop("sort_on")
        return import_trail.changes_of(self.hand, claim, (before, stated, changed), sides.said)

    def _apply(self, plan: _Plan) -> bool:
        """Change a claim; return whether anything changed."""
        claim, sides, changes = self.hand.claims[plan.recognised.claim_id], plan.sides, plan.columns
        status = claim.status
        columns = self._unproposed(claim, self._decoded(claim, changes.columns, sides), changes)
        is_moved = claim.status is not status
        anything = bool(columns or plan.items.cited or plan.items.checks or is_moved) or sides.others_differ
        is_of_import = plan.recognised.has_row and not plan.recognised.is_own_export
        if not anything and (not is_of_import or self._reader.is_same(sides.row, plan.recognised)):
            self._list(claim, changes)
            return False
        self._keep(claim, sides.row, {} if claim.status is Status.PUBLISHED else columns)
        if columns and claim.status is Status.PUBLISHED:
            self._write()
            correcting.propose(self.session, claim, self.actor, columns, f"Changed in {self.run.file}.")
            self.lists.waiting.append(claim.id)
        if plan.items.cited or sides.gone_evidence:
            self._write()
            changed_items.change_evidence(self.session, self.actor, claim, plan.items, f"No longer in {self.run.file}.")
        changed_items.write(self, claim, plan.items)
        if plan.recognised.is_undone:
            self._take_up(claim)
        self._list(claim, changes)
        if changes.replaces and claim.status is Status.PUBLISHED:
            self.lists.withdrawn.append(claim.id)
        if not columns and claim.status is status:
            self.lists.beside += plan.is_beside
            self.lists.rows_only += not plan.is_beside
        return True

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
            self.lists.edited.append((claim.id, changes.edited))
        if changes.rejected:
            self.lists.rejected.append((claim.id, changes.rejected))

    def _decoded(self, claim: Claim, changed: Facts, sides: Sides) -> dict[str, Any]:
        """Return the columns with new values; a passage is located in the capture's text."""
        columns = dict(self.hand.values.from_history(name, value) for name, value in changed.items())
        if "document_id" in columns or (columns.get("quote", "") is None and claim.span_start is not None):
            columns |= dict.fromkeys(_OF_PASSAGE)
        elif "quote" in columns and claim.span_start is not None:
            changes = editing.ClaimChanges(quote=sides.after.quote)
            columns |= editing.changed_columns(self.session, claim, self.actor, changes, CONTROLS)
        return {column: value for column, value in columns.items() if value != getattr(claim, column)}

    def _keep(self, claim: Claim, row: Row, columns: dict[str, Any]) -> None:
        """Store the new state of the row, with its changes."""
        number, run = self.hand.next_origin(claim.id), self.run
        origin = {
            "format": str(run.form),
            "file": run.file,
            "external_id": row.record.external_id,
            "fingerprint": row.fingerprint,
            "nth": row.nth,
        }
        self.batch.add(
            "origins", (claim.id, number, *origin.values(), row.raw, dates.rfc3339(self.actor.now), run.number)
        )
        detail = {"n": number, "origin": {**origin, "import": run.uid}}
        self.batch.record(claim, ClaimEvent.IMPORTED, detail, **columns)

    def _take_up(self, claim: Claim) -> None:
        """Move a claim back that was declined when its import was undone, unless somebody declined it again."""
        status = self.hand.status_before_undoing(claim.id)
        if status is not None:
            detail = {"reason": f"Imported again from {self.run.file}."}
            self.batch.record(claim, ClaimEvent.MOVED, detail, status=status)
            self.lists.taken_up += 1

    def _write(self) -> None:
        """Write what is collected; a service that comes next reads the tables."""
        self.batch.write()
        self.hand.tags.write()


def _is_plain(claim: Claim, sides: Sides) -> bool:
    """Return whether a claim can be changed among others."""
    is_located = claim.span_start is not None and sides.before.quote != sides.after.quote
    is_public = claim.status in {*PUBLIC_STATUSES, Status.RETRACTED}
    return not (is_public or is_located) and sides.before.evidence == sides.after.evidence
