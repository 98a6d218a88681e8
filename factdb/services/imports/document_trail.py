"""Who wrote the facts of documents, as the desk history tells: an import, or a person."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from factdb.domain import dates
from factdb.domain.history import chain
from factdb.domain.history.events import DeskEvent
from factdb.store.models import Claim, DeskHistory, Import, Origin, Reviewer

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session

    Stamp = tuple[str, str]  # the uid of a reviewer, and the time: all events of one command have the same

FACTS = ("source", "title", "author", "published_on", "published_precision")
"""The facts of a document that a row of a file says, as the desk history names them."""


class DocumentTrail:
    """The writers of documents' facts since an import: `writers` are stamps, by the uid of a document and the fact."""

    def __init__(self, session: Session, since: datetime) -> None:
        """Read the events of documents from a time on."""
        self.writers: dict[str, dict[str, Stamp]] = defaultdict(dict)
        kinds = (DeskEvent.DOCUMENT_ADDED, DeskEvent.DOCUMENT_EDITED)
        events = DeskHistory.kind.in_(kinds), DeskHistory.at >= since
        for text in session.scalars(select(DeskHistory.body).where(*events).order_by(DeskHistory.seq)):
            self._take(chain.read(text))

    def _take(self, body: dict[str, Any]) -> None:
        before, after = body.get("was", {}), body.get("now") or body["document"]
        written = [name for name in FACTS if "was" not in body or before.get(name) != after.get(name)]
        self.writers[body["uid"]].update(dict.fromkeys(written, (body["actor"], body["at"])))


def import_stamps(session: Session) -> set[Stamp]:
    """Return the stamps of all imports and of their undoing."""
    undoer = aliased(Reviewer)
    query = select(Reviewer.uid, Import.at, undoer.uid, Import.undone_at)
    query = query.join(Reviewer, Reviewer.id == Import.by_id).outerjoin(undoer, undoer.id == Import.undone_by_id)
    stamps: set[Stamp] = set()
    for uid, at, undoer_uid, undone_at in session.execute(query):
        stamps.add((uid, dates.rfc3339(at)))
        if undone_at is not None:
            stamps.add((undoer_uid, dates.rfc3339(undone_at)))
    return stamps


def bearing_imports(session: Session, numbers: Collection[int]) -> dict[int, set[str | None]]:
    """Return the uids of the imports whose rows count for the claims of documents, by the number of the document.

    None stands for a claim of a person, and for a row of before imports were recorded. Of a claim the newest row
    counts, as when an import recognises it: one of an import that was undone only if there is no other.
    """
    query = select(Claim.document_id, Claim.id, Import.uid, Import.undone_at.is_not(None))
    query = query.outerjoin(Origin, Origin.claim_id == Claim.id).outerjoin(Import, Import.id == Origin.import_id)
    rows = session.execute(query.where(Claim.document_id.in_(numbers)).order_by(Claim.id, Origin.n))
    newest: dict[tuple[int, int], tuple[str | None, bool]] = {}
    for document_id, claim_id, uid, is_undone in rows:
        if document_id is not None and (not is_undone or newest.get((document_id, claim_id), (uid, True))[1]):
            newest[document_id, claim_id] = uid, bool(is_undone)
    imports: dict[int, set[str | None]] = defaultdict(set)
    for (document_id, _), (import_uid, _) in newest.items():
        imports[document_id].add(import_uid)
    return imports
