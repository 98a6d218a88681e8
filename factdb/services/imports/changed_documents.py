"""Puts the source, the title, the author and the day of documents right, when a wrong import is put right.

A fact changes only if it still holds what the last import of the row said, if an import wrote it, and if no claim of
the document comes from elsewhere: from a person, or from another import.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from factdb.domain import dates
from factdb.domain.history.events import DeskEvent
from factdb.services.documents.document_filling import DocumentChange, DocumentFiller
from factdb.services.imports import document_trail, file_documents, import_rows
from factdb.services.imports.document_trail import DocumentTrail
from factdb.store.models import Document, Import

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from factdb.services.documents.documents import DocumentDraft
    from factdb.services.imports.document_trail import Stamp
    from factdb.services.imports.file_documents import Page
    from factdb.services.imports.file_people import Bearer
    from factdb.services.imports.import_rows import Places
    from factdb.services.imports.new_claims import Adding
    from factdb.services.imports.recognising import RecognisedClaim
    from factdb.services.imports.row_sides import Sides

    _Wrong = tuple[RecognisedClaim, Page, DocumentDraft, DocumentDraft]
    Earlier = dict[int, tuple[Bearer, dates.PartialDate]]  # the source and the day of a document, by its number

# Facts of a document, and how people read of them.
_SHOWN = {
    "source": "source of the document",
    "title": "title of the document",
    "author": "author of the document",
    "published_on": "day of the document",
}
_SHORT = {"source": "source", "title": "title", "author": "author", "published_on": "day"}
_LONGEST = 60


@dataclass(slots=True)
class PutRight:
    """What became of the documents of a batch of rows.

    `edited` are the facts that stay because a person wrote them, by claim; `claims` are those whose document says now
    what their row says. `left` says what documents keep because other claims stand in them, by number.
    """

    edited: dict[int, list[str]] = field(default_factory=dict)
    claims: set[int] = field(default_factory=set)
    left: dict[int, str] = field(default_factory=dict)


class ChangedDocuments:
    """The documents of one file that are put right; the desk history is read once."""

    def __init__(self, adding: Adding) -> None:
        """Share the look-up of pages with `adding`."""
        self._adding = adding
        self._session = adding.session
        self._filler = DocumentFiller(adding.session, adding.actor)
        self._trail: tuple[datetime, DocumentTrail] | None = None
        self._earlier: Earlier = {}
        self._pending: Earlier = {}
        self._sources: dict[int, tuple[Document, Bearer]] = {}

    def turn_back(self) -> Earlier:
        """Let pages say what they said before this import put them right, as earlier rows read them."""
        return self._adding.pages.swap(self._earlier)

    def put_right(self, rows: Sequence[tuple[RecognisedClaim, Sides]], places: Places) -> PutRight:
        """Change pages of the batch; return what became of them.

        The sources of documents change with `apply`, when those that the rows bring are stored.
        """
        wrong = list(self._wrong(rows))
        if not wrong:
            return PutRight()
        query = select(Document).where(Document.id.in_({page.id for _, page, _, _ in wrong}))
        documents = {document.id: document for document in self._session.scalars(query)}
        bearing = document_trail.bearing_imports(self._session, documents.keys())
        writers = self._writers({str(recognised.import_uid) for recognised, *_ in wrong})
        stamps = document_trail.import_stamps(self._session) | {self._own_stamp}
        result = PutRight()
        for recognised, page, before, after in wrong:
            if page.id not in documents:
                continue
            document, written = documents[page.id], writers[page.uid]
            old, stays = self._holding(page, document, before, after)
            by_import = {name for name in old if written.get(name) in stamps}
            by_person = {name for name in (*old, *stays) if name in written and written[name] not in stamps}
            if by_person:
                result.edited[recognised.claim_id] = [_SHOWN[name] for name in _SHOWN if name in by_person]
            if bearing[page.id] <= {recognised.import_uid, self._adding.run.uid}:
                if by_import:
                    self._change(places, (document, page, after), by_import)
                if page.id in self._pending or page.id in self._earlier:
                    result.claims.add(recognised.claim_id)
            elif by_import:
                result.left[page.id] = self._kept(page, document, by_import)
        return result

    def apply(self) -> None:
        """Give the documents their sources."""
        for document, source in self._sources.values():
            document.source_id = source.id
        self._sources = {}

    def finish(self) -> None:
        """Remember what was changed, once its savepoint stands."""
        self._earlier = {**self._pending, **self._earlier}
        self._pending = {}

    def forget(self) -> None:
        """Forget what a rollback took back."""
        self._pending, self._sources = {}, {}

    def _wrong(self, rows: Iterable[tuple[RecognisedClaim, Sides]]) -> Iterator[_Wrong]:
        """Yield the stored pages of which a row says something else than at its last import."""
        for recognised, sides in rows:
            before, after = map(import_rows.carrying_document, (sides.before, sides.after))
            if recognised.import_uid is None or sides.said is not None:
                continue
            if before is None or after is None or before == after:
                continue
            page = self._adding.pages.stored(before)
            if page is not None and file_documents.key(before) == file_documents.key(after):
                yield recognised, page, before, after

    def _holding(
        self, page: Page, document: Document, before: DocumentDraft, after: DocumentDraft
    ) -> tuple[list[str], list[str]]:
        """Return the facts that a row says otherwise: those that hold what it said before, and those that hold a third.

        What a row did not say before is filled in where it is missing.
        """
        current = page.source.id, document.title, document.author, page.published
        old, new = self._stated(before), self._stated(after)
        sides = [side for side in zip(_SHOWN, current, old, new, strict=True) if side[2] and side[2] != side[3]]
        holding = [name for name, value, old, _ in sides if value == old]
        third = [name for name, value, old, new in sides if value not in {old, new}]
        return holding, third

    def _stated(self, draft: DocumentDraft) -> tuple[object, ...]:
        source = self._adding.sources.one(draft.source) if draft.source else None
        published = draft.published if draft.published.day else None
        return source.id if source else draft.source, draft.title, draft.author, published

    def _kept(self, page: Page, document: Document, names: Collection[str]) -> str:
        """Return facts that a document keeps, as in: source Herald, day 2024-06-04."""
        source = self._adding.sources.outlet(page.source) or "unknown"
        facts = dict(zip(_SHORT, (source, document.title, document.author, page.published), strict=True))
        shown = {_SHORT[name]: str(facts[name]) for name in _SHORT if name in names}
        return ", ".join(
            f"{word} {fact if len(fact) <= _LONGEST else f'{fact[:_LONGEST]}...'}" for word, fact in shown.items()
        )

    def _change(self, places: Places, subject: tuple[Document, Page, DocumentDraft], names: Collection[str]) -> None:
        document, page, after = subject
        before = self._facts(document)
        self._pending.setdefault(page.id, (page.source, page.published))
        if "source" in names:
            page.source = self._adding.pages.source_of(places.events, after)
            self._sources[document.id] = document, page.source
        if "published_on" in names:
            page.published = after.published
            document.published_on, document.published_precision = after.published.day, after.published.precision
        for name in {"title", "author"} & set(names):
            setattr(document, name, getattr(after, name))
        detail = DocumentChange(document.uid, before, self._facts(document)).detail
        places.events.add(DeskEvent.DOCUMENT_EDITED, detail)

    def _facts(self, document: Document) -> dict[str, object]:
        facts = self._filler.facts(document)
        return {**facts, "source": self._sources[document.id][1].uid} if document.id in self._sources else facts

    def _writers(self, imports: Collection[str]) -> dict[str, dict[str, Stamp]]:
        """Return who wrote the facts of documents since the first of these imports."""
        since = self._session.scalar(select(func.min(Import.at)).where(Import.uid.in_(imports)))
        if since is not None and (self._trail is None or since < self._trail[0]):
            self._trail = since, DocumentTrail(self._session, since)
        return self._trail[1].writers if self._trail else {}

    @property
    def _own_stamp(self) -> Stamp:
        return self._adding.actor.uid, dates.rfc3339(self._adding.actor.now)
