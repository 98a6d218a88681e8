"""Adds a claim: finds its passage in the article, its speaker with the office of that day, its source and date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import ids, new_claim, passages, text
from factdb.domain.dates import UNKNOWN, PartialDate
from factdb.domain.enums import SourceKind
from factdb.errors import NoSuchError
from factdb.errors.claims import NoTextError, OneOriginError, WordsNeededError
from factdb.services.claims import editing
from factdb.services.documents import captures, documents
from factdb.services.ledger import claim_ledger
from factdb.services.people import sources, speakers, topics
from factdb.services.people.namebook import SOURCES
from factdb.store.base import select_unknown
from factdb.store.models import Capture, Claim, Document, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.domain.enums import Attribution, Basis, Kind
    from factdb.services.actor import Actor


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """The facts of a new claim; missing facts are taken from the article, or stay unknown."""

    claim: str | None = None
    quote: str | None = None
    article: int | None = None
    place: int | None = None
    span: passages.Span | None = None
    source: str | None = None
    url: str | None = None
    speaker: str | None = None
    attribution: Attribution | None = None
    attributed_to: str | None = None
    kind: Kind | None = None
    said_on: PartialDate | None = None
    said_basis: Basis | None = None
    occasion: str | None = None
    topics: Sequence[str] = ()
    resolves_on: date | None = None
    language: str | None = None
    number: int | None = None


@dataclass(slots=True)
class AddedClaim:
    """The new claim, with notices about facts that were assumed and rows that were added."""

    claim: Claim
    notices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ClaimPlace:
    """The place of a claim: its document, the capture, the span, and the source that carried it."""

    source: Source
    document: Document | None = None
    capture: Capture | None = None
    span: passages.Span | None = None


def add(session: Session, actor: Actor, draft: ClaimDraft) -> AddedClaim:
    """Add a claim with its topics and the first row of its history."""
    actor.require("claims add")
    notices: list[str] = []
    place = _find_place(session, actor, draft, notices)
    new = derive(actor, draft, place)
    speaker = _find_speaker(session, actor, new, notices)
    claim = make_claim(actor, draft, place, new, editing.speaker_columns(session, speaker, new.said_on.day))
    # Before the claim, because the first row of its history has the names of its topics.
    claim_topics = topics.find_or_add(session, actor, draft.topics)
    claim_ledger.add(session, claim, actor, [topic.name for topic in claim_topics])
    topics.add_to_claim(session, claim, claim_topics)
    _add_assumptions(session, claim, new.assumptions, notices)
    return AddedClaim(claim, notices)


def derive(actor: Actor, draft: ClaimDraft, place: ClaimPlace) -> new_claim.NewClaim:
    """Return what a draft says about a new claim at its place; texts that nobody may type are refused."""
    stated = new_claim.Statement(
        claim=text.clean_optional(draft.claim, "claim", lines=False),
        quote=_quoted_passage(draft, place),
        attribution=draft.attribution,
        kind=draft.kind,
        speaker=draft.speaker,
        said_on=draft.said_on,
        said_basis=draft.said_basis,
        source=draft.source,
    )
    return new_claim.derive(stated, _circumstances(actor, place))


def make_claim(
    actor: Actor, draft: ClaimDraft, place: ClaimPlace, new: new_claim.NewClaim, speaker: Mapping[str, Any]
) -> Claim:
    """Return the claim of a draft, which nobody has stored yet; `speaker` are the columns of its speaker."""
    return Claim(
        # Only the worked example has fixed numbers; for all other claims, the database chooses.
        id=draft.number,
        uid=ids.uuid7(actor.now),
        claim=new.claim,
        quote=new.stated.quote,
        attribution=new.attribution,
        attributed_to=new_claim.unnamed_source(draft.attributed_to),
        kind=new.kind,
        said_on=new.said_on.day,
        said_precision=new.said_on.precision,
        said_basis=new.said_basis,
        sort_on=new.sort_on,
        occasion=text.clean_optional(draft.occasion, "occasion", lines=False),
        resolves_on=draft.resolves_on,
        added_by_id=actor.id,
        added_at=actor.now,
        **speaker,
        **_place_columns(draft, place),
        **new_claim.UNTOUCHED,
    )


def _circumstances(actor: Actor, place: ClaimPlace) -> new_claim.Circumstances:
    """Return what the desk knows about the place. A claim in an article of the desk takes the article's day."""
    page = place.document
    return new_claim.Circumstances(
        actor.now.astimezone(UTC).date(),
        outlet=place.source.name if place.source.kind is not SourceKind.UNKNOWN else None,
        published=PartialDate(page.published_on, page.published_precision) if page else UNKNOWN,
        is_passage_read=place.span is not None,
        undated_as_published=True,
    )


def _place_columns(draft: ClaimDraft, place: ClaimPlace) -> dict[str, Any]:
    """Return the columns for the place of the claim."""
    before, after = _surrounding_text(place)
    article_language = place.document.language if place.document else None
    return {
        "source_id": place.source.id,
        "document_id": place.document.id if place.document else None,
        "capture_n": place.capture.n if place.capture else None,
        "span_start": place.span.start if place.span else None,
        "span_end": place.span.end if place.span else None,
        "prefix": before,
        "suffix": after,
        "language": text.clean_optional(draft.language, "language", lines=False) or article_language,
    }


def _find_place(session: Session, actor: Actor, draft: ClaimDraft, notices: list[str]) -> ClaimPlace:
    if draft.article is not None and (draft.source or draft.url):
        raise OneOriginError
    if draft.article is not None:
        return _place_in_article(session, draft)
    if not (draft.claim or draft.quote):
        raise WordsNeededError
    if draft.url:
        document_draft = documents.DocumentDraft(url=draft.url, source=draft.source)
        stored = documents.store_document(session, actor, document_draft)
        notices.extend(stored.notices)
        return ClaimPlace(_living_source(session, stored.document), stored.document)
    if draft.source:
        match = sources.find_or_add(session, actor, draft.source)
        notices.extend(_addition_notice("source", match.source.name, match.added, match.near))
        return ClaimPlace(match.source)
    return ClaimPlace(session.scalars(select_unknown(Source)).one())


def _place_in_article(session: Session, draft: ClaimDraft) -> ClaimPlace:
    document = session.get(Document, draft.article)
    if document is None:
        raise NoSuchError("article", draft.article or 0, next_step="See all articles: factdb articles list")
    source = _living_source(session, document)
    capture = captures.newest_text(session, document.id)
    if draft.quote is None and draft.span is None:
        return ClaimPlace(source, document, capture)
    if capture is None or capture.text is None:
        raise NoTextError(document.id)
    span = draft.span or passages.locate(capture.text, draft.quote or "", draft.place)
    return ClaimPlace(source, document, capture, span)


def _living_source(session: Session, document: Document) -> Source:
    """Return the current source of a page: if it was merged, the source that it was merged into."""
    return SOURCES.living_one(session, session.get_one(Source, document.source_id))


def _quoted_passage(draft: ClaimDraft, place: ClaimPlace) -> str | None:
    """Return the passage, in the exact letters of the article if it is in the article."""
    if place.span and place.capture and place.capture.text:
        return place.capture.text[place.span.start : place.span.end]
    return text.clean_optional(draft.quote, "quote")


def _surrounding_text(place: ClaimPlace) -> tuple[str | None, str | None]:
    if place.span and place.capture and place.capture.text:
        return passages.context(place.capture.text, place.span)
    return None, None


def _find_speaker(session: Session, actor: Actor, new: new_claim.NewClaim, notices: list[str]) -> Speaker:
    """Return the speaker with this name on that day; add an unknown name; without a name, the unknown speaker."""
    if new.speaker is None:
        nobody: Speaker = session.scalars(select_unknown(Speaker)).one()
        return nobody
    match = speakers.find_or_add(session, actor, new.speaker, new.said_on.day, new.speaker_kind)
    notices.extend(_addition_notice("speaker", match.speaker.name, match.added, match.near))
    return match.speaker


def _addition_notice(noun: str, name: str, added: bool, near: Sequence[str]) -> list[str]:  # noqa: FBT001 - a field of the match
    hint = f" (near: {', '.join(near)})" if near else ""
    return [f"new {noun}: {name}{hint}"] if added else []


def _add_assumptions(session: Session, claim: Claim, assumed: Sequence[str], notices: list[str]) -> None:
    if assumed:
        notices.append(f"assumed: {'; '.join(assumed)}")
    if claim.span_start is not None:
        overlapping = select(Claim.id).where(
            Claim.document_id == claim.document_id,
            Claim.span_start < claim.span_end,
            Claim.span_end > claim.span_start,
            Claim.id != claim.id,
        )
        overlapping_ids = sorted(session.scalars(overlapping))
        if overlapping_ids:
            notices.append(f"overlaps with claim {', '.join(map(str, overlapping_ids))}")
