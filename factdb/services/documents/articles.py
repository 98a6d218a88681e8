"""Adds articles, and corrects their facts; the claims that took their date or their outlet from an article follow.

One transaction: the desk history has the change of the article, and each claim that follows has a row of its own. A
published claim follows by a public correction, under the same rules as `claims correct`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import dates, names, text, urls
from factdb.domain.enums import Attribution, Basis, Precision, Status
from factdb.domain.history.events import DeskEvent
from factdb.errors import BadValueError, NoSuchError
from factdb.errors.claims import ArticleNoteNeededError, UrlTakenError
from factdb.errors.desk import ArticleChangedError, NothingToChangeError
from factdb.services.claims import editing
from factdb.services.decisions import correcting, rating
from factdb.services.documents import captures, documents
from factdb.services.ledger import claim_ledger, desk_ledger
from factdb.services.people import sources
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store.models import Claim, Document, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.orm import Session

    from factdb.domain.dates import PartialDate
    from factdb.services.actor import Actor
    from factdb.services.decisions.statuses import StatusChange

    Facts = Mapping[str, str | None]

_NO_RATING = rating.RatingRequest(ratings=(), because=())


@dataclass(frozen=True, slots=True)
class ArticleChanges:
    """The facts to change; None means no change. An empty title, URL, author or language is removed."""

    title: str | None = None
    source: str | None = None
    published: PartialDate | None = None
    url: str | None = None
    author: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Follower:
    """A claim that follows its article: the changes of its fields, and one line of text for each.

    `is_public` says that readers have seen the claim, so that only a public correction changes it.
    """

    number: int
    is_public: bool
    lines: list[str]
    claim: Claim
    changes: editing.ClaimChanges


@dataclass(slots=True)
class ArticleEdit:
    """An edit of an article: its changes as lines of text, the claims that follow, and what became of them.

    `retracted` are the numbers of claims that stay as they are, `waiting` those that another editor must publish.
    """

    number: int
    lines: list[str]
    followers: list[Follower]
    is_article: bool
    retracted: list[int] = field(default_factory=list)
    moves: list[StatusChange] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    @property
    def corrected(self) -> list[int]:
        """The numbers of the published claims that follow by a correction."""
        return [follower.number for follower in self.followers if follower.is_public]


def add(
    session: Session,
    actor: Actor,
    draft: documents.DocumentDraft,
    reading: captures.Reading,
    edition_of: int | None = None,
) -> documents.StoredDocument:
    """Store an article with its text; the same article again changes nothing.

    `edition_of` names the article of which this is another edition: it gets the text as a new capture.
    """
    actor.require("articles add")
    article = _article(session, edition_of) if edition_of is not None else None
    return documents.store_document(session, actor, draft, reading, article)


def _article(session: Session, number: int) -> Document:
    article = session.get(Document, number, populate_existing=True)
    if article is None or not article.is_article:
        raise NoSuchError("article", number, next_step="See all articles: factdb articles list")
    return article


def _of_claims(session: Session, number: int) -> Document:
    """Return an article, or another document in which claims stand: a page of an import is no article."""
    document = session.get(Document, number, populate_existing=True)
    stand = document is not None and session.scalar(select(Claim.id).where(Claim.document_id == number).limit(1))
    return document if document is not None and stand is not None else _article(session, number)


def edit(
    session: Session,
    actor: Actor,
    number: int,
    changes: ArticleChanges,
    public_note: str | None = None,
    seen: Facts | None = None,
) -> ArticleEdit:
    """Change an article, and the claims that follow; a published claim needs an editor and a note to readers.

    Another document in which claims stand is changed in the same way. `seen` are the facts that the person read: if
    they have changed since, the edit is refused.
    """
    planned = plan(session, actor, number, changes, seen)
    if planned.corrected:
        actor.require("claims correct")
        if not public_note:
            raise ArticleNoteNeededError(number, planned.corrected)
    for follower in planned.followers:
        if follower.is_public:
            correction = correcting.Correction(public_note or "", _NO_RATING, follower.changes)
            planned.moves += correcting.correct(session, follower.claim, actor, correction).moves
            planned.waiting += [follower.number] if follower.claim.status is Status.CORRECTING else []
        else:
            editing.edit(session, follower.claim, actor, follower.changes)
    return planned


def plan(
    session: Session, actor: Actor, number: int, changes: ArticleChanges, seen: Facts | None = None
) -> ArticleEdit:
    """Change the article alone, and return which claims follow; a dry run takes this back."""
    actor.require("articles edit")
    if all(getattr(changes, change.name) is None for change in fields(changes)):
        raise NothingToChangeError("--title, --source, --published, --url, --author or --language")
    # All claims of the article, before the desk: which of them follow is known only when nobody else changes the desk.
    claims = claim_ledger.lock(session, session.scalars(select(Claim.id).where(Claim.document_id == number)))
    desk_ledger.take_turn(session)
    article = _of_claims(session, number)
    outlet = SOURCES.living_one(session, session.get_one(Source, article.source_id))
    if seen is not None and (differing := _differing(_shown(article, outlet), seen)):
        raise ArticleChangedError(number, differing)
    lines = _change(session, actor, article, outlet, changes)
    planned = ArticleEdit(number, lines, [], article.is_article)
    for claim, claim_changes in _following(session, claims, article, outlet, changes):
        if claim.status is Status.RETRACTED:  # final: it stays as it was retracted
            planned.retracted.append(claim.id)
            continue
        columns = editing.changed_columns(session, claim, actor, claim_changes)
        if columns:
            is_public = claim.status not in editing.EDITABLE
            described = editing.describe_changes(session, claim, columns)
            planned.followers.append(Follower(claim.id, is_public, described, claim, claim_changes))
    return planned


def _change(session: Session, actor: Actor, article: Document, outlet: Source, changes: ArticleChanges) -> list[str]:
    """Change the columns of the article, with the desk history; return one line per change."""
    # Before any column changes, since the object is the row.
    before = documents.history_facts(session, actor, article)
    shown_before = _shown(article, outlet)
    for column, value in _columns(session, actor, article, outlet, changes).items():
        setattr(article, column, value)
    session.flush()
    after = documents.history_facts(session, actor, article)
    if after == before:
        return []
    desk_ledger.record(session, actor, DeskEvent.DOCUMENT_EDITED, {"uid": article.uid, "was": before, "now": after})
    shown_after = _shown(article, SOURCES.living_one(session, session.get_one(Source, article.source_id)))
    return [
        f"{name}: {was or 'none'} -> {shown_after[name] or 'none'}"
        for name, was in shown_before.items()
        if shown_after[name] != was
    ]


def _columns(
    session: Session, actor: Actor, article: Document, outlet: Source, changes: ArticleChanges
) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in ("title", "author", "language"):
        if (typed := getattr(changes, name)) is not None:
            columns[name] = text.clean_optional(typed.strip(), name, lines=False)
    if changes.published is not None:
        if changes.published.precision is Precision.UNKNOWN:
            raise BadValueError("date", "unknown", "is not a date of publication", "Write 2021-07-26, 2021-07 or 2021.")
        columns |= {"published_on": changes.published.day, "published_precision": changes.published.precision}
    if changes.url is not None:
        columns |= _url_columns(session, article, changes.url.strip())
    if changes.source is not None:
        named = sources.find_or_add(session, actor, changes.source, columns.get("url", article.url)).source
        if named.id != outlet.id:
            columns["source_id"] = named.id
    return columns


def _url_columns(session: Session, article: Document, typed: str) -> dict[str, Any]:
    key = urls.canonical(typed) if typed else None
    other = session.scalar(select(Document.id).where(Document.url == key, Document.id != article.id)) if key else None
    if other is not None:
        raise UrlTakenError(typed, other)
    return {"url": key, "typed_url": text.clean_optional(typed, "URL", lines=False)}


def _differing(facts: Facts, seen: Facts) -> list[str]:
    """Return what facts are now, where they are not as they were seen: as in "title is now The bridge"."""
    return [
        f"{name} is now {now or 'empty'}" for name, now in facts.items() if name in seen and (now or None) != seen[name]
    ]


def _shown(article: Document, outlet: Source) -> Facts:
    published = dates.shown(article.published_on, article.published_precision)
    facts = {"title": article.title, "source": outlet.name, "published_on": published, "url": article.url}
    return {**facts, "author": article.author, "language": article.language}


def _following(
    session: Session, claims: list[Claim], article: Document, outlet: Source, changes: ArticleChanges
) -> Iterator[tuple[Claim, editing.ClaimChanges]]:
    """Yield the claims that took their day or their outlet from the article, with the changes of each.

    The outlet is also the speaker of its own narration.
    """
    has_moved = SOURCES.living_one(session, session.get_one(Source, article.source_id)).id != outlet.id
    for claim in claims:
        follows: dict[str, Any] = {}
        if changes.published is not None and claim.said_basis is Basis.PUBLISHED:
            follows |= {"said_on": changes.published, "said_basis": Basis.PUBLISHED}
        if has_moved and SOURCES.living_one(session, session.get_one(Source, claim.source_id)).id == outlet.id:
            follows["source"] = changes.source
            if claim.attribution is Attribution.NARRATION and _is_spoken_by(session, claim, outlet):
                follows["speaker"] = changes.source
        if follows:
            yield claim, editing.ClaimChanges(**follows)


def _is_spoken_by(session: Session, claim: Claim, outlet: Source) -> bool:
    speaker = SPEAKERS.living_one(session, session.get_one(Speaker, claim.speaker_id))
    return names.name_key(speaker.name) == names.name_key(outlet.name)
