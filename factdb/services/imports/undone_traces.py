"""What an undone import leaves beside claims: documents get their earlier facts back, and unused names are listed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain.enums import Precision, Status
from factdb.domain.history import chain
from factdb.domain.history.events import DeskEvent
from factdb.domain.history.sealing import ERASED
from factdb.services.documents.document_filling import DocumentChange, DocumentFiller
from factdb.services.imports.document_trail import FACTS, DocumentTrail
from factdb.services.ledger import desk_ledger
from factdb.store import counted_checks, history_names
from factdb.store.models import Claim, DeskHistory, Document, Import, Origin, OtherCheck, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.imports.document_trail import Stamp
    from factdb.store.bulk.loader import Loader

_AT_ONCE = 500
_SHOWN = {"published_on": "day", "published_precision": "day"}


@dataclass(slots=True)
class RestoredDocuments:
    """The number of restored documents; `left` are the numbers of those that keep a fact, with the reason."""

    restored: int = 0
    left: list[tuple[int, str]] = field(default_factory=list)


def restore(session: Session, actor: Actor, row: Import, own: Stamp, loader: Loader) -> RestoredDocuments:
    """Restore what an import changed in documents; `own` is its stamp.

    A fact stays if somebody changed it later, or if rows of a later import bear on the document. A document that the
    import itself added has nothing to go back to.
    """
    of_import = (
        DeskHistory.kind == DeskEvent.DOCUMENT_EDITED,
        DeskHistory.at == row.at,
        DeskHistory.actor_id == row.by_id,
    )
    bodies = session.scalars(select(DeskHistory.body).where(*of_import).order_by(DeskHistory.seq)).all()
    before: dict[str, dict[str, Any]] = {}
    for body in map(chain.read, bodies):
        changed = {name: body["was"][name] for name in FACTS if body["was"].get(name) != body["now"].get(name)}
        before[body["uid"]] = {**changed, **before.get(body["uid"], {})}
    result = RestoredDocuments()
    if before:
        restoring = _Restoring(session, actor, DocumentTrail(session, row.at).writers, own, result)
        uids = list(before)
        for start in range(0, len(uids), _AT_ONCE):
            restoring.restore({uid: before[uid] for uid in uids[start : start + _AT_ONCE]}, row.id, loader)
    return result


class _Restoring:
    def __init__(
        self,
        session: Session,
        actor: Actor,
        writers: Mapping[str, Mapping[str, Stamp]],
        own: Stamp,
        result: RestoredDocuments,
    ) -> None:
        self._session = session
        self._writers = writers
        self._own = own
        self._result = result
        self._actor = actor
        self._filler = DocumentFiller(session, actor)
        self._sources: dict[str, int] = {}

    def restore(self, before: Mapping[str, Mapping[str, Any]], number: int, loader: Loader) -> None:
        """Restore documents, named by their uids."""
        query = select(Document).where(Document.uid.in_(before)).order_by(Document.id)
        documents = self._session.scalars(query).all()
        later = _with_later_claims(self._session, [document.id for document in documents], number)
        desk = desk_ledger.DeskBatch(self._session, self._actor)
        for document in documents:
            change = self._change(document, before[document.uid], is_borne=document.id in later)
            if change is not None:
                desk.add(DeskEvent.DOCUMENT_EDITED, change.detail)
                self._result.restored += 1
        loader.write({"desk_history": desk.rows})
        desk.move_end()

    def _change(self, document: Document, before: Mapping[str, Any], *, is_borne: bool) -> DocumentChange | None:
        earlier, stays = self._filler.facts(document), set()
        for name, value in before.items():
            writer = self._writers[document.uid].get(name, self._own)
            if writer != self._own or is_borne or value == ERASED:
                stays.add(self._why(name, writer, is_erased=value == ERASED))
            else:
                self._give_back(document, name, value)
        if stays:
            self._result.left.append((document.id, "; ".join(sorted(stays))))
        current = self._filler.facts(document)
        return DocumentChange(document.uid, earlier, current) if current != earlier else None

    def _why(self, name: str, writer: Stamp, *, is_erased: bool) -> str:
        shown = _SHOWN.get(name, name)
        if is_erased:
            return f"{shown} was erased"
        if writer == self._own:
            return f"{shown} stays: a later import has claims of it"
        return f"{shown} changed since by {history_names.handles(self._session).get(writer[0], writer[0])}"

    def _give_back(self, document: Document, name: str, value: Any) -> None:  # noqa: ANN401 - a value of any fact
        if name == "source":
            document.source_id = self._source_number(value)
        elif name == "published_on":
            document.published_on = date.fromisoformat(value) if value else None
        elif name == "published_precision":
            document.published_precision = Precision(value)
        else:
            setattr(document, name, value)

    def _source_number(self, uid: str) -> int:
        if uid not in self._sources:
            # A query would write the documents that were changed until then, one by one.
            with self._session.no_autoflush:
                self._sources[uid] = self._session.scalars(select(Source.id).where(Source.uid == uid)).one()
        return self._sources[uid]


def _with_later_claims(session: Session, numbers: Sequence[int], import_id: int) -> Collection[int]:
    """Return the documents with claims that a later import brought, which was not undone."""
    query = (
        select(Claim.document_id).join(Origin, Origin.claim_id == Claim.id).join(Import, Import.id == Origin.import_id)
    )
    later = Claim.document_id.in_(numbers), Origin.import_id > import_id, Import.undone_at.is_(None)
    return set(session.scalars(query.where(*later)))


# -- names that no claim needs any more --------------------------------------------------------------------------------


def unused_names(session: Session, row: Import) -> tuple[list[str], list[str]]:
    """Return the names of speakers and of sources, in the order in which the import brought them."""
    return (
        list(_unused(session, row, DeskEvent.SPEAKER_ADDED, Speaker)),
        list(_unused(session, row, DeskEvent.SOURCE_ADDED, Source)),
    )


def _unused(session: Session, row: Import, event: DeskEvent, owner: Any) -> Iterator[str]:  # noqa: ANN401 - Speaker or Source
    of_import = DeskHistory.kind == event, DeskHistory.at == row.at, DeskHistory.actor_id == row.by_id
    bodies = session.scalars(select(DeskHistory.body).where(*of_import).order_by(DeskHistory.seq)).all()
    uids = [chain.read(body)["uid"] for body in bodies]
    for start in range(0, len(uids), _AT_ONCE):
        yield from _without_claims(session, owner, uids[start : start + _AT_ONCE])


def _without_claims(session: Session, owner: Any, uids: Sequence[str]) -> Iterator[str]:  # noqa: ANN401 - the same
    # One that was merged since is another name of the one that it was merged into.
    living = select(owner.id, owner.name).where(owner.uid.in_(uids), owner.merged_into_id.is_(None))
    names: dict[int, str] = dict(session.execute(living.order_by(owner.id)).all())
    others = select(owner.id, owner.merged_into_id).where(owner.merged_into_id.in_(names))
    merged: dict[int, int] = dict(session.execute(others).all())
    used = {merged.get(number, number) for number in _used(session, owner, [*names, *merged])}
    yield from (name for number, name in names.items() if number not in used)


def _used(session: Session, owner: Any, numbers: Sequence[int]) -> Iterator[int]:  # noqa: ANN401 - the same
    """Yield those of the owners that something that counts refers to."""
    column = Claim.speaker_id if owner is Speaker else Claim.source_id
    yield from session.scalars(select(column).where(column.in_(numbers), Claim.status != Status.DECLINED).distinct())
    if owner is Source:
        checks = select(OtherCheck.source_id).where(OtherCheck.source_id.in_(numbers), counted_checks.counts())
        yield from session.scalars(checks.distinct())
