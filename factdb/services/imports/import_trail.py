"""What imports wrote to a claim, and what they proposed for it, as the claim's history tells.

A proposal counts as written only once an editor approved it. One that was withdrawn counts for nothing: the claim still
says what it said before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from factdb.domain.enums import PUBLIC_STATUSES, Status
from factdb.domain.history.events import UNDONE_IMPORT, ClaimEvent
from factdb.services.ledger.history_values import COLUMN_OF
from factdb.store.models import Claim, ProposedChange

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.imports.claims_at_hand import ClaimsAtHand
    from factdb.services.imports.import_rows import Facts
    from factdb.services.ledger.history_values import HistoryValues

    Body = Mapping[str, Any]
    Stamp = tuple[str, str]  # the uid of a reviewer, and the time: all events of one command have the same

# Columns that follow from one another: an edit of one of them is an edit of all. The first is named to people.
_TOGETHER = (
    ("said_on", "said_precision", "said_basis", "sort_on"),
    ("speaker", "speaker_title", "speaker_party"),
    ("document", "capture_n"),
)
_OTHER_PROPOSALS = frozenset({ClaimEvent.RATED, ClaimEvent.RETRACTION_PROPOSED, ClaimEvent.CORRECTION_WITHDRAWN})


@dataclass(slots=True)
class ImportTrail:
    """The values that imports gave to a claim's columns, by their names in the history.

    `waiting` are the fields of a proposal of an import that waits, and `proposed_by` is its import. `before` are the
    values that the claim had when imports proposed others, of fields that nobody changed since.
    """

    written: Facts = field(default_factory=dict)
    before: Facts = field(default_factory=dict)
    waiting: Facts | None = None
    proposed_by: Stamp | None = None
    _state: Facts = field(default_factory=dict)
    _imported: Stamp | None = None

    def take(self, body: Body, undone: Container[str]) -> None:
        """Read the next event; `undone` are the uids of imports whose values do not count.

        What the undoing of an import restored counts as written by the imports before it.
        """
        kind, stamp = body["kind"], (body["actor"], body["at"])
        changed = {name: change["now"] for name, change in body.get("changed", {}).items()}
        if kind == ClaimEvent.ADDED:
            self._state.update(body["claim"])
            self.written.update(body["claim"] if "origin" in body else {})
        elif kind == ClaimEvent.IMPORTED:
            self._imported = stamp
            self.written.update({} if body["origin"].get("import") in undone else changed)
        elif kind == ClaimEvent.CORRECTED:
            self._propose(body, stamp)
        elif UNDONE_IMPORT in body:
            self.written.update(changed)
        elif kind in _OTHER_PROPOSALS:
            self.waiting = self.proposed_by = None
        elif kind == ClaimEvent.MOVED and changed["status"] == Status.PUBLISHED:
            self.written.update(self.waiting or {})
            self.waiting = self.proposed_by = None
        self._state.update(changed)
        for name in _with_neighbours(changed):
            self.before.pop(name, None)

    def _propose(self, body: Body, stamp: Stamp) -> None:
        self.waiting = self.proposed_by = None
        if stamp == self._imported or UNDONE_IMPORT in body:
            self.waiting, self.proposed_by = dict(body["proposed"]), stamp
            self.before.update({name: self._state.get(name) for name in _with_neighbours(self.waiting)})


def read(bodies: Iterable[Body], undone: Container[str] = ()) -> ImportTrail:
    """Read the events of a claim, oldest first."""
    trail = ImportTrail()
    for body in bodies:
        trail.take(body, undone)
    return trail


def proposed_in_vain(session: Session, numbers: Sequence[int]) -> set[int]:
    """Return those of the claims that are published, and had a correction that was withdrawn."""
    was_withdrawn = exists().where(ProposedChange.claim_id == Claim.id, ProposedChange.withdrawn_at.is_not(None))
    query = select(Claim.id).where(Claim.id.in_(numbers), Claim.status == Status.PUBLISHED, was_withdrawn)
    return set(session.scalars(query))


@dataclass(frozen=True, slots=True)
class RowChanges:
    """What a row changes in a claim, by names of the history.

    `edited` are fields that stay because somebody edited them, `rejected` those that stay because a correction of them
    was withdrawn. `replaces`: the proposal that waits is that of an import, and this row may replace it.
    """

    columns: Facts
    edited: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    replaces: bool = False


def changes_of(
    hand: ClaimsAtHand, claim: Claim, row: tuple[Facts, Facts, Facts], said: frozenset[str] | None = None
) -> RowChanges:
    """Return what a row changes in a claim; `row` is what it said before, what it says now, and what of that differs.

    Fields that an earlier import proposed in vain are proposed again with the others, so that a proposal holds all that
    the row says. They alone are not proposed again: they are listed. If the desk had no such row, `said` are the fields
    that the row says, and nothing counts as edited.
    """
    before, now, changed = row
    if not (changed or claim.status in PUBLIC_STATUSES):
        return RowChanges(changed)
    trail, values = hand.trail(claim.id), hand.values
    if claim.status is Status.CORRECTING and trail.waiting is None:
        return RowChanges(changed)  # the proposal is a person's: the row is refused as a whole
    if said is not None:
        unsaid = {name: value for name, value in (trail.waiting or {}).items() if not _is_said(name, said)}
        return RowChanges({**unsaid, **changed}, replaces=trail.waiting is not None)
    again = {name: now[name] for name in trail.before if name in now and name not in changed}
    kept, edited = _keep_edits(values, claim, before, {**changed, **again}, trail)
    kept = {name: value for name, value in kept.items() if value != _current(values, claim, name)}
    if trail.waiting is None and again.keys() >= kept.keys():
        return RowChanges({}, edited, [names[0] for names in _groups(kept)])
    return RowChanges(kept, edited, replaces=trail.waiting is not None)


def _keep_edits(
    values: HistoryValues, claim: Claim, row_before: Facts, changed: Facts, trail: ImportTrail
) -> tuple[Facts, list[str]]:
    """Return the changes of a row without those to fields that somebody edited since, and the names of these fields.

    `row_before` is what the row said before, as the desk names people and pages today.
    """
    edited: list[str] = []
    unedited_changes = dict(changed)
    for names in _groups(changed):
        if any(_is_edited(values, claim, name, changed[name], _unedited(name, row_before, trail)) for name in names):
            edited.append(names[0])
            unedited_changes = {name: value for name, value in unedited_changes.items() if name not in names}
    return unedited_changes, edited


def _unedited(name: str, row_before: Facts, trail: ImportTrail) -> tuple[object, ...]:
    """Return the values of a column that are nobody's edit."""
    said = row_before[name]
    return said, trail.written.get(name, said), trail.before.get(name, said)


def _is_said(name: str, said: frozenset[str]) -> bool:
    first = next((names[0] for names in _TOGETHER if name in names), name)
    return ("url" if first == "document" else first) in said


def _groups(changed: Collection[str]) -> list[list[str]]:
    together = [[name for name in names if name in changed] for names in _TOGETHER]
    alone = [[name] for name in changed if not any(name in names for names in _TOGETHER)]
    return [names for names in (*together, *alone) if names]


def _with_neighbours(changed: Iterable[str]) -> set[str]:
    """Return names with those of the columns that follow from them."""
    alone = set(changed)
    return alone.union(*(names for names in _TOGETHER if not alone.isdisjoint(names)))


def _is_edited(values: HistoryValues, claim: Claim, name: str, wanted: object, unedited: tuple[object, ...]) -> bool:
    current = _current(values, claim, name)
    return current != wanted and current not in unedited


def _current(values: HistoryValues, claim: Claim, name: str) -> object:
    column = COLUMN_OF[name]
    return values.to_history(column, getattr(claim, column))
