"""Pages in an imported file, of claims and of evidence: finds them by URL or title, or adds them, with archived copies.

Within a batch, the facts of all rows about one page are combined.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import dates, ids, urls
from factdb.domain.enums import Medium
from factdb.domain.history.events import DeskEvent
from factdb.services.documents.document_filling import DocumentFiller
from factdb.services.ledger import desk_ledger
from factdb.store.models import Capture, Document, Source, SourceDomain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.services.documents import documents
    from factdb.services.imports.file_people import Bearer, Sources
    from factdb.services.ledger.desk_ledger import DeskBatch
    from factdb.store.bulk.loader import Loader, Row

    SourceAndDay = tuple[Bearer, dates.PartialDate]

Key = tuple[str, ...]


@dataclass(slots=True)
class Page:
    """A document in the ledger or added with the batch; `copies` has its captures by the URL of the archived copy."""

    id: int
    uid: str
    url: str | None
    source: Bearer
    published: dates.PartialDate
    language: str | None
    captures: int = 0
    copies: dict[str, int] = field(default_factory=dict)


def key(draft: documents.DocumentDraft) -> Key | None:
    """Return the key of a page: its URL, or else its title; None if it has neither."""
    if draft.url:
        return ("url", urls.canonical(draft.url))
    return ("title", draft.title, str(draft.published)) if draft.title else None


class Pages:
    """The pages of one batch."""

    def __init__(self, session: Session, actor: Actor, sources: Sources, loader: Loader) -> None:
        """Read the sources of all domains."""
        self._loader = loader
        self.session = session
        self.actor = actor
        self.sources = sources
        self.numbers: Iterator[int] = iter(())
        self.rows: list[Row] = []
        self.capture_rows: list[Row] = []
        self.domain_rows: list[Row] = []
        self._drafts: dict[Key, documents.DocumentDraft] = {}
        self._known: dict[Key, Page] = {}
        self._owners: dict[str, list[Bearer]] | None = None

    def look_up(self, drafts: Iterable[documents.DocumentDraft]) -> int:
        """Look up pages and fill in their missing facts; return the number of new pages."""
        self.rows, self.capture_rows, self.domain_rows = [], [], []
        self._drafts, self._known = {}, {}
        for draft in drafts:
            if (page_key := key(draft)) is not None:
                self._drafts[page_key] = _together(self._drafts[page_key], draft) if page_key in self._drafts else draft
        if not self._drafts:
            return 0
        there = ((document, self._drafts[_key_of(document)]) for document in self._there())
        self._fill_in([(document, draft) for document, draft in there if self._lacks(document, draft)])
        return len(self._drafts.keys() - self._known.keys())

    def _lacks(self, document: Document, draft: documents.DocumentDraft) -> bool:
        """Return whether a row has a fact about a page that is missing in the ledger."""
        is_unknown = self._known[_key_of(document)].source == self.sources.unknown
        return _lacks(document, draft) or (draft.source is not None and is_unknown)

    def _fill_in(self, lacking: Sequence[tuple[Document, documents.DocumentDraft]]) -> None:
        """Fill in what pages lack; their events are written together."""
        if not lacking:
            return
        filler = DocumentFiller(self.session, self.actor)
        for document, draft in lacking:
            filler.source(document, draft)  # a new source writes its own event, and so comes before the batch
        desk = desk_ledger.DeskBatch(self.session, self.actor)
        for document, draft in lacking:
            change = filler.fill(document, draft)
            if change is not None:
                desk.add(DeskEvent.DOCUMENT_EDITED, change.detail)
        self._loader.write({"desk_history": desk.rows})
        desk.move_end()
        # A name that was unknown in an earlier batch can be a source now, and own a domain.
        self.sources.forget()
        self.forget()
        for document, _ in lacking:
            self.refresh(document)

    def refresh(self, document: Document) -> None:
        """Take over the facts of a page of the batch that was changed."""
        page = self._known[_key_of(document)]
        page.source = self.sources.numbered(document.source_id)
        page.published, page.language = _published(document), document.language

    def forget(self) -> None:
        """Read the sources of domains again; pages are looked up with each batch anyway."""
        self._owners = None

    def one(self, events: DeskBatch, draft: documents.DocumentDraft) -> Page | None:
        """Return the page of a row, and add it if it is new; None if the row has no page."""
        page_key = key(draft)
        if page_key is None:
            return None
        if page_key not in self._known:
            self._known[page_key] = self._add(events, self._drafts[page_key])
        return self._known[page_key]

    def stored(self, draft: documents.DocumentDraft) -> Page | None:
        """Return the page of a row that was looked up; None if it is new, or the row has none."""
        page_key = key(draft)
        return self._known.get(page_key) if page_key else None

    def swap(
        self, facts: Mapping[int, tuple[Bearer, dates.PartialDate]]
    ) -> dict[int, tuple[Bearer, dates.PartialDate]]:
        """Give pages another source and day, by their numbers; return those that they had."""
        before = {}
        for page in self._known.values():
            if page.id in facts:
                before[page.id] = page.source, page.published
                page.source, page.published = facts[page.id]
        return before

    def source_of(self, events: DeskBatch, draft: documents.DocumentDraft) -> Bearer:
        """Return the source that a row gives to its page, and add it if it is new."""
        return self._source(events, draft, urls.canonical(draft.url) if draft.url else None)

    def outlet(self, draft: documents.DocumentDraft) -> str | None:
        """Return the name of the source of a page before the page is added; None for the unknown source."""
        page_key = key(draft)
        if page_key is None or page_key not in self._drafts:
            return None
        page, stated = self._known.get(page_key), self._drafts[page_key].source
        if page is None and stated:
            return self.sources.outlet(self.sources.one(stated), stated)
        return self.sources.outlet(page.source if page else self._owner(page_key[1]) if draft.url else None)

    def copy(self, events: DeskBatch, page: Page, archived_url: str) -> int:
        """Return the number of the capture for an archived copy, and add it if it is new."""
        if archived_url not in page.copies:
            page.captures += 1
            page.copies[archived_url] = page.captures
            at = dates.rfc3339(self.actor.now)
            self.capture_rows.append((page.id, page.captures, at, None, None, None, archived_url, None, None, None))
            detail = {"uid": page.uid, "n": page.captures, "sha256": None, "archived_url": archived_url}
            events.add(DeskEvent.DOCUMENT_CAPTURED, detail)
        return page.copies[archived_url]

    def _there(self) -> list[Document]:
        """Return the pages that are in the ledger, and read their sources and captures."""
        by_url = [page_key[1] for page_key in self._drafts if page_key[0] == "url"]
        titles = {page_key[1] for page_key in self._drafts if page_key[0] == "title"}
        found = list(self.session.scalars(select(Document).where(Document.url.in_(by_url)))) if by_url else []
        if titles:
            query = (
                select(Document).where(Document.url.is_(None), Document.title.in_(titles)).order_by(Document.id.desc())
            )
            found += [each for each in self.session.scalars(query) if _key_of(each) in self._drafts]
        # If several have the same title, the oldest stays, because they come newest first.
        there = {_key_of(each): each for each in found}
        self._known = {
            page_key: Page(
                each.id, each.uid, each.url, self.sources.numbered(each.source_id), _published(each), each.language
            )
            for page_key, each in there.items()
        }
        self._learn_captures({page.id: page for page in self._known.values()})
        return list(there.values())

    def _learn_captures(self, pages: dict[int, Page]) -> None:
        query = select(Capture.document_id, Capture.n, Capture.archived_url, Capture.sha256)
        for number, n, archived_url, sha256 in self.session.execute(query.where(Capture.document_id.in_(pages))):
            page = pages[number]
            page.captures = max(page.captures, n)
            if archived_url and not sha256:
                page.copies[archived_url] = n

    def _add(self, events: DeskBatch, draft: documents.DocumentDraft) -> Page:
        address = urls.canonical(draft.url) if draft.url else None
        source = self._source(events, draft, address)
        page = Page(next(self.numbers), ids.uuid7(self.actor.now), address, source, draft.published, draft.language)
        published = draft.published.day.isoformat() if draft.published.day else None
        facts: dict[str, Any] = {
            "url": address,
            "typed_url": draft.url,
            "source": source.uid,
            "title": draft.title,
            "author": draft.author,
            "published_on": published,
            "published_precision": str(draft.published.precision),
            "medium": str(draft.medium or (Medium.WEB if address else Medium.OTHER)),
            "language": draft.language,
            "is_article": draft.is_article,
        }
        self.rows.append((page.id, page.uid, *{**facts, "source": source.id}.values()))
        events.add(DeskEvent.DOCUMENT_ADDED, {"uid": page.uid, "number": page.id, "document": facts})
        return page

    def _source(self, events: DeskBatch, draft: documents.DocumentDraft, address: str | None) -> Bearer:
        """Return the source of a page: the source in the row, or else the owner of the domain."""
        owner = self._owner(address) if address else None
        if not draft.source:
            return owner or self.sources.unknown
        source = self.sources.one(draft.source) or self.sources.add(events, draft.source)
        if address and owner is None and urls.is_name_of_domain(draft.source, address):
            domain = urls.host(address)
            self._hosts().setdefault(domain, []).append(source)
            self.domain_rows.append((domain, source.id))
            events.add(DeskEvent.SOURCE_DOMAIN_ADDED, {"uid": source.uid, "domain": domain})
        return source

    def _owner(self, address: str) -> Bearer | None:
        for domain in urls.domains(address):
            owners = self._hosts().get(domain, ())
            if len(owners) == 1:
                return owners[0]
        return None

    def _hosts(self) -> dict[str, list[Bearer]]:
        if self._owners is None:
            owners: dict[str, list[Bearer]] = defaultdict(list)
            living = self.sources.book.living_id
            query = select(SourceDomain.domain, living).join(Source, SourceDomain.source_id == Source.id)
            for domain, number in self.session.execute(query):
                bearer = self.sources.numbered(number)
                if bearer not in owners[domain]:
                    owners[domain].append(bearer)
            self._owners = owners
        return self._owners


def _key_of(document: Document) -> Key:
    if document.url:
        return ("url", document.url)
    return ("title", document.title or "", str(_published(document)))


def _published(document: Document) -> dates.PartialDate:
    return dates.PartialDate(document.published_on, document.published_precision)


def _together(first: documents.DocumentDraft, second: documents.DocumentDraft) -> documents.DocumentDraft:
    """Return the combined facts of two rows about one page; the first has priority."""
    published = first.published if first.published.day else second.published
    facts = {name: getattr(first, name) or getattr(second, name) for name in _FACTS}
    return replace(first, published=published, **facts)


def _lacks(document: Document, draft: documents.DocumentDraft) -> bool:
    """Return whether a row has a fact about a page that is missing in the ledger."""
    told = any(getattr(draft, name) and not getattr(document, name) for name in ("title", "author", "language"))
    return told or (draft.published.day is not None and document.published_on is None)


_FACTS = ("source", "title", "author", "medium", "language")
