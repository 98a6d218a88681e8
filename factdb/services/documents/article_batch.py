"""Adds many articles with their accepted claims in one transaction, by the bulk path of imports.

The rules are those of `articles.add` and `proposals.accept`: an article is planned with the same functions, and only
its rows are written together with those of the others. What is no new article goes through these two as ever.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import dates, urls
from factdb.domain.dates import PartialDate
from factdb.errors import FactdbError
from factdb.errors.import_files import ArticleFactsDifferError, ArticleTextChangedError
from factdb.services.claims import proposals
from factdb.services.documents import articles, documents, editions
from factdb.services.documents.article_plans import ArticlePlanner
from factdb.services.documents.article_rows import ArticleRows
from factdb.services.ledger import desk_ledger
from factdb.services.people.namebook import SOURCES
from factdb.services.reads import article_list
from factdb.store.bulk.loader import Loader
from factdb.store.models import Capture, DeskHead, Document, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.extract.proposal import Proposal
    from factdb.services.actor import Actor
    from factdb.services.documents.article_plans import PlannedArticle
    from factdb.services.documents.article_reading import NewArticle

    Choose = Callable[[list[Proposal]], tuple[list[Proposal], int]]

_LENGTH = select(DeskHead.length)  # of the desk history: whatever is added makes it longer


@dataclass(frozen=True, slots=True)
class ArticleToAdd:
    """An article to add, with its name in refusals, and its proposals; None: they are extracted when it is added.

    `looked_up` are the answers of the desk on which the proposals rest, by the key of a speaker's name. Proposals that
    are `final` rest on nothing: they were written down, and perhaps edited.
    """

    name: str
    article: NewArticle
    proposals: list[Proposal] | None = None
    looked_up: Mapping[str, list[str]] = field(default_factory=dict)
    is_final: bool = False


@dataclass(slots=True)
class AddedArticle:
    """What became of an article: its document, the numbers of its claims, and how many minor proposals are left out.

    `summary` is that of an article that the ledger had; `has_older_quotations`: this is a newer edition of a
    transcript, and no check has held the quotations of the older one against it.
    """

    stored: documents.StoredDocument
    claims: list[int]
    left_out: int
    summary: dict[str, object] | None = None
    has_older_quotations: bool = False


def add_all(
    session: Session, actor: Actor, entries: Sequence[ArticleToAdd], choose: Choose | None
) -> list[AddedArticle | FactdbError]:
    """Add articles, and the claims that `choose` takes of their proposals (None: no claims); the caller commits.

    For each article the result is in its place: a refusal, where nothing of the article was added. `choose` also
    returns how many minor proposals it left out.
    """
    actor.require("articles add")
    desk_ledger.take_turn(session)  # before anything is looked up, so that nobody adds the same meanwhile
    return _ArticleBatch(session, actor, entries, choose).add()


class _ArticleBatch:
    """The articles of one transaction: new ones are planned, and written together before the next that is known."""

    def __init__(self, session: Session, actor: Actor, entries: Sequence[ArticleToAdd], choose: Choose | None) -> None:
        self._session = session
        self._actor = actor
        self._entries = entries
        self._choose = choose
        self._planner = ArticlePlanner(session, actor, entries)
        self._loader = Loader(session)
        self._planned: list[PlannedArticle] = []
        self._stored_keys = self._find_stored()

    def add(self) -> list[AddedArticle | FactdbError]:
        results: list[AddedArticle | FactdbError] = []
        for entry in self._entries:
            try:
                results.append(self._plan(entry) if self._is_new(entry) else self._add_singly(entry))
            except FactdbError as error:
                results.append(error)
        self._write()
        return results

    def _find_stored(self) -> set[str]:
        """Return the addresses, and the hashes of texts without an address, that the ledger has of these articles."""
        keys = {key for entry in self._entries if (key := _key(entry)) is not None}
        addresses = select(Document.url).where(Document.url.in_(keys))
        texts = select(Capture.sha256).join(Document, Document.id == Capture.document_id)
        texts = texts.where(Capture.sha256.in_(keys), Document.url.is_(None))
        return {key for query in (addresses, texts) for key in self._session.scalars(query) if key}

    def _is_new(self, entry: ArticleToAdd) -> bool:
        """Return whether the ledger lacks an article; one with a file to keep is not written with others."""
        key = _key(entry)
        return key is not None and key not in self._stored_keys and entry.article.reading.file is None

    def _plan(self, entry: ArticleToAdd) -> AddedArticle:
        planned = self._planner.plan(entry, self._choose)
        self._planned.append(planned)
        self._stored_keys.add(_key(entry) or "")
        stored = documents.StoredDocument(planned.document, planned.capture, added=True, newly_read=True)
        stored.notices += planned.notices
        return AddedArticle(stored, planned.claim_numbers, planned.left_out)

    def _write(self) -> None:
        if self._planned:
            ArticleRows(self._session, self._actor, self._planner, self._loader).write(self._planned)
            self._planned = []

    def _add_singly(self, entry: ArticleToAdd) -> AddedArticle:
        """Add an article that the ledger has, or that brings a file, as `articles add` does with one article."""
        self._write()
        length = self._session.scalar(_LENGTH)
        with self._session.begin_nested():
            added = self._add_one(entry)
        if self._session.scalar(_LENGTH) != length:
            self._planner.forget()
        return added

    def _add_one(self, entry: ArticleToAdd) -> AddedArticle:
        session, actor, article = self._session, self._actor, entry.article
        self._planner.require_facts(entry)
        stored = articles.add(session, actor, article.draft, article.reading)
        number = stored.document.id
        read = proposals.find_article(session, number)
        claims, left_out = self._accept(entry, read) if read is not None else ([], 0)
        # Whoever accepts an archive's claims does not go on with each article that is there already.
        summary = None if stored.added or self._choose else article_list.summary(session, number)
        has_older_quotations = stored.newly_read and number in editions.unseen(session)
        return AddedArticle(stored, claims, left_out, summary, has_older_quotations)

    def _accept(self, entry: ArticleToAdd, read: proposals.ReadArticle) -> tuple[list[int], int]:
        if self._choose is None:
            return [], 0
        waiting = proposals.undecided_proposals(self._session, read, self._usable_proposals(entry, read))
        chosen, left_out = self._choose(waiting)
        if chosen and entry.is_final:
            self._require_same_facts(entry, read.document)
        added = [proposals.accept(self._session, self._actor, read, proposal) for proposal in chosen]
        return [claim.claim.id for claim in added], left_out

    def _require_same_facts(self, entry: ArticleToAdd, document: Document) -> None:
        """Refuse written proposals that rest on another source or day than the ledger has for their article."""
        draft = entry.article.draft
        source = SOURCES.living_one(self._session, self._session.get_one(Source, document.source_id)).name
        stated = proposals.outlet_name(self._session, draft.source) if draft.source else None
        published = PartialDate(document.published_on, document.published_precision)
        is_other_day = draft.published.day is not None and draft.published != published
        if is_other_day or stated not in {None, source}:
            days = [dates.shown(day.day, day.precision) or "an unknown day" for day in (published, draft.published)]
            number = document.id
            raise ArticleFactsDifferError(entry.name, number, f"{source}, {days[0]},", f"{stated or source}, {days[1]}")

    def _usable_proposals(self, entry: ArticleToAdd, read: proposals.ReadArticle) -> list[Proposal] | None:
        """Return the proposals of an article if they hold for the text that the ledger has; None: extract them anew."""
        if entry.is_final:
            if read.text != entry.article.text:
                raise ArticleTextChangedError(entry.name, read.document.id)
            return entry.proposals
        is_same = read.text == entry.article.text and read.day == proposals.exact_day(entry.article.draft.published)
        return entry.proposals if is_same and self._planner.is_current(entry) else None


def _key(entry: ArticleToAdd) -> str | None:
    """Return by what the ledger knows an article: its address, or the hash of its text.

    None stands for an address that is none: such an article is refused when it is added.
    """
    url = entry.article.draft.url
    if not url:
        return entry.article.reading.sha256
    try:
        return urls.canonical(url)
    except FactdbError:
        return None
