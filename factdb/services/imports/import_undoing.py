"""Undoes an import: declines the claims that it added, and gives those that it changed their earlier fields back.

Only claims that nobody worked on since are changed; the others are listed. The checks of the import no longer
count, because its row says that it was undone. Importing the file again takes the same claims up.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from factdb.domain import dates
from factdb.domain.enums import PUBLIC_STATUSES, Status
from factdb.domain.history.events import UNDONE_IMPORT, ClaimEvent, DeskEvent
from factdb.domain.history.sealing import ERASED
from factdb.domain.text import CONTROLS
from factdb.errors.exchange import ImportUndoneError, LaterImportError, NoSuchImportError
from factdb.services.decisions import correcting, withdrawing
from factdb.services.imports import import_list, import_trail, stored_rows, undone_traces
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.services.ledger.claim_batch import ClaimBatch
from factdb.services.ledger.history_values import HistoryValues
from factdb.services.people import topics
from factdb.services.people.claim_tags import ClaimTags, LivingTopic
from factdb.store import counted_checks, history_names
from factdb.store.bulk.loader import Loader
from factdb.store.models import Claim, Import, Origin, OtherCheck, Reviewer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor

    Body = dict[str, Any]
    Stamp = tuple[str, str]  # the uid of a reviewer, and the time: all events of one command have the same

_AT_ONCE = 500
_GIVES_BACK = {
    ClaimEvent.CORRECTED, ClaimEvent.TAGGED, ClaimEvent.EVIDENCE_ADDED, ClaimEvent.CHECKED, ClaimEvent.CHECK_WITHDRAWN,
}  # fmt: skip
"""Events whose undoing gives a claim something back; an import gives back the fields that it changed."""
_STAYS = {ClaimEvent.EVIDENCE_WITHDRAWN: "evidence {n} stays withdrawn"}


@dataclass(slots=True)
class UndoneImport:
    """What was undone: numbers of claims and checks, and what was left as it is, with the reason.

    `restored` claims are those that got fields, checks, topics or evidence back: a row may have changed nothing of it.
    `withdrawn` are claims whose correction by the import was withdrawn, `waiting` those for which the correction of an
    earlier import waits again. `speakers` and `sources` are the names that the import brought, and that no claim needs
    any more. `documents` is the number of those that got facts back, and `documents_left` are those that keep some.
    """

    number: int
    file: str
    declined: int = 0
    restored: int = 0
    checks: int = 0
    left: list[tuple[int, str]] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    documents: int = 0
    documents_left: list[tuple[int, str]] = field(default_factory=list)


def undo(
    session: Session, actor: Actor, number: int, step: Callable[[UndoneImport], None] = lambda _: None
) -> UndoneImport:
    """Undo an import; refuse one that was undone or not recorded, and one whose claims a later import changed.

    `step` is called now and then.
    """
    actor.require("imports undo")
    desk_ledger.take_turn(session)  # as an import does: of two people who undo it, the second is told so
    row = session.scalar(select(Import).where(Import.id == number).execution_options(populate_existing=True))
    if row is None:
        raise NoSuchImportError(number, are_unrecorded=import_list.unrecorded_claims(session) > 0)
    if row.undone_at is not None:
        who = session.scalar(select(Reviewer.handle).where(Reviewer.id == row.undone_by_id))
        raise ImportUndoneError(number, row.file, str(who), f"{row.undone_at:%Y-%m-%d %H:%M} UTC")
    later = _later_import(session, number)
    if later is not None:
        raise LaterImportError(number, row.file, later)
    undone = UndoneImport(number, row.file, checks=_count_checks(session, number))
    undoing = _Undoing(session, actor, row, undone)
    claims = iter(session.scalars(_claims_of(number)).all())
    while page := list(islice(claims, _AT_ONCE)):
        undoing.take(page)
        step(undone)
    session.execute(update(Import).where(Import.id == number).values(undone_at=actor.now, undone_by_id=actor.id))
    documents = undone_traces.restore(session, actor, row, undoing.own, undoing.loader)
    undone.documents, undone.documents_left = documents.restored, documents.left
    desk_ledger.record(session, actor, DeskEvent.IMPORT_UNDONE, {"uid": row.uid, "number": number, "file": row.file})
    undone.speakers, undone.sources = undone_traces.unused_names(session, row)
    return undone


class _Undoing:
    """The undoing of one import."""

    def __init__(self, session: Session, actor: Actor, row: Import, undone: UndoneImport) -> None:
        self.session = session
        self.actor = actor
        self.number, self.uid = row.id, row.uid
        self.undone = undone
        self.reason = f"Import {row.id} ({row.file}) was undone."
        self.own = _stamp(session, row.by_id, row.at)
        self.passed_over = _undone_stamps(session)
        self.loader = Loader(session)

    def take(self, numbers: Sequence[int]) -> None:
        """Undo what the import did to these claims."""
        claims = claim_ledger.lock(self.session, numbers)
        bodies = stored_rows.histories_of(self.session, numbers)
        self.values = HistoryValues(self.session)
        self.values.learn(claims)
        self.batch = ClaimBatch(self.loader, self.actor, self.values)
        self.tags = ClaimTags(self.session, numbers)
        self.checks = counted_checks.changed_by_undoing(self.session, self.number, numbers)
        # A query would write the claims that were changed until then, one by one.
        with self.session.no_autoflush:
            for claim in claims:
                self._claim(claim, bodies[claim.id])
                self._tell_of_checks(claim)
        self._write()
        self.batch.collect()

    def _write(self) -> None:
        self.batch.write()
        self.tags.write()

    @contextmanager
    def _service(self) -> Iterator[None]:
        """Write what is collected, because a service reads the tables, and let its queries write what it changed."""
        self._write()
        self.session.autoflush = True
        try:
            yield
        finally:
            self.session.autoflush = False

    def _topics(self, topic_names: Sequence[str]) -> Iterator[LivingTopic]:
        for topic in topics.find_or_add(self.session, self.actor, topic_names, CONTROLS) if topic_names else ():
            yield LivingTopic(topic.id, topic.name)

    def _claim(self, claim: Claim, bodies: Sequence[Body]) -> None:
        own = [at for at, body in enumerate(bodies) if _stamp_of(body) == self.own]
        later = [body for body in bodies[own[-1] + 1 :] if self._is_work(body)] if own else []
        is_added = bool(own) and own[0] == 0
        if later or not own:
            why = self._why(claim, later)
            if claim.status is Status.CORRECTING and import_trail.read(bodies).proposed_by == self.own:
                self._withdraw(claim)
            self.undone.left.append((claim.id, why))
        elif is_added and claim.status in PUBLIC_STATUSES:
            self.undone.left.append((claim.id, "published"))
        elif is_added:
            self._decline(claim)
        else:
            self._restore(claim, [bodies[at] for at in own])
            self._propose_again(claim, bodies, [bodies[at] for at in own])

    def _is_work(self, body: Body) -> bool:
        """Return whether an event builds on what was imported: a note does not, nor what an undone import did."""
        return body["kind"] != ClaimEvent.NOTED and _stamp_of(body) not in self.passed_over

    def _why(self, claim: Claim, later: Sequence[Body]) -> str:
        if claim.status in {*PUBLIC_STATUSES, Status.RETRACTED}:
            return str(claim.status)
        if not later:
            return "its history does not tell of the import"
        first = later[0]
        handle = history_names.handles(self.session).get(first["actor"], first["actor"])
        return f"{first['kind'].replace('-', ' ')} by {handle}"

    def _tell_of_checks(self, claim: Claim) -> None:
        """Tell which checks count again, and which no longer do: the row of the import decides it, not the history."""
        for n, counts in self.checks.get(claim.id, ()):
            detail = {"n": n, "counts": counts, "number": self.number, UNDONE_IMPORT: self.uid}
            self.batch.record(claim, ClaimEvent.CHECK_WITHDRAWN, detail)

    def _decline(self, claim: Claim) -> None:
        self.checks.pop(claim.id, None)  # the reason tells that the import was undone, and with it all that it brought
        detail = {"reason": self.reason, UNDONE_IMPORT: self.uid}
        if claim.status is not Status.DECLINED:
            self.batch.record(claim, ClaimEvent.MOVED, detail, status=Status.DECLINED)
        self.undone.declined += 1

    def _restore(self, claim: Claim, events: Sequence[Body]) -> None:
        """Give a claim back what the import changed; newest first, so that each step finds what it left."""
        stays = [_STAYS[event["kind"]].format_map(event) for event in events if event["kind"] in _STAYS]
        took_up = False
        for event in reversed(events):
            kind = event["kind"]
            if kind == ClaimEvent.MOVED and event["changed"]["status"]["was"] == Status.DECLINED:
                took_up = True  # the import took up a claim of an undone one
            elif kind == ClaimEvent.IMPORTED:
                stays += self._restore_columns(claim, event)
            elif kind == ClaimEvent.CORRECTED and claim.status is Status.CORRECTING:
                self._withdraw(claim)
            elif kind == ClaimEvent.TAGGED:
                before, after = event["topics"]["was"], event["topics"]["now"]
                missing, new = [n for n in before if n not in after], [n for n in after if n not in before]
                self.tags.tag(self.batch, claim, self._topics(missing), new)
            elif kind == ClaimEvent.EVIDENCE_ADDED:
                with self._service():
                    withdrawing.withdraw(self.session, claim, self.actor, event["n"], self.reason)
        if stays:
            self.undone.left.append((claim.id, "; ".join(stays)))
        if took_up:
            self._decline(claim)
        elif any(event["kind"] in _GIVES_BACK or event.get("changed") for event in events):
            self.undone.restored += 1

    def _withdraw(self, claim: Claim) -> None:
        with self._service():
            correcting.withdraw(self.session, claim, self.actor, self.reason)
        self.undone.withdrawn.append(claim.id)

    def _propose_again(self, claim: Claim, bodies: Sequence[Body], events: Sequence[Body]) -> None:
        """Propose once more what an earlier import proposed, and the undone one withdrew."""
        withdrawn = {event["version"] for event in events if event["kind"] == ClaimEvent.CORRECTION_WITHDRAWN}
        for body in bodies:
            if body["kind"] != ClaimEvent.CORRECTED or body["version"] not in withdrawn or body in events:
                continue
            if ERASED in body["proposed"].values():
                continue  # the words are gone: importing the file again proposes them
            stored = (self.values.from_history(*item) for item in body["proposed"].items())
            columns = {column: value for column, value in stored if value != getattr(claim, column)}
            if columns and claim.status is Status.PUBLISHED:
                detail = {UNDONE_IMPORT: self.uid}
                with self._service():
                    correcting.propose(self.session, claim, self.actor, columns, body["public_note"], detail)
                self.undone.waiting.append(claim.id)

    def _restore_columns(self, claim: Claim, event: Body) -> Iterator[str]:
        columns = {}
        for name, change in event.get("changed", {}).items():
            if name == "evidence_count":
                continue
            if change["was"] == ERASED:
                yield f"{name} was erased"
                continue
            column, value = self.values.from_history(name, change["was"])
            columns[column] = value
        detail = {"reason": self.reason, UNDONE_IMPORT: self.uid}
        if columns:
            self.batch.record(claim, ClaimEvent.EDITED, detail, **columns)


# -- what is read ----------------------------------------------------------------------------------------------------


def _claims_of(number: int) -> Any:  # noqa: ANN401 - a query
    return select(Origin.claim_id).where(Origin.import_id == number).distinct().order_by(Origin.claim_id)


def _later_import(session: Session, number: int) -> int | None:
    """Return the newest import that changed claims of an earlier one, unless it was undone."""
    of_claims = Origin.claim_id.in_(_claims_of(number).order_by(None)), Origin.import_id > number
    query = select(func.max(Import.id)).join(Origin, Origin.import_id == Import.id)
    return session.scalar(query.where(*of_claims, Import.undone_at.is_(None)))


def _count_checks(session: Session, number: int) -> int:
    of_import = OtherCheck.claim_id.in_(_claims_of(number).order_by(None)), OtherCheck.import_id == number
    return session.scalar(select(func.count()).select_from(OtherCheck).where(*of_import)) or 0


def _stamp_of(body: Body) -> Stamp:
    return body["actor"], body["at"]


def _stamp(session: Session, reviewer_id: int, at: datetime) -> Stamp:
    return str(session.scalar(select(Reviewer.uid).where(Reviewer.id == reviewer_id))), dates.rfc3339(at)


def _undone_stamps(session: Session) -> set[Stamp]:
    """Return the stamps of imports that were undone, and of their undoing."""
    rows = session.scalars(select(Import).where(Import.undone_at.is_not(None))).all()
    return {
        stamp
        for row in rows
        if row.undone_at is not None and row.undone_by_id is not None
        for stamp in (_stamp(session, row.by_id, row.at), _stamp(session, row.undone_by_id, row.undone_at))
    }
