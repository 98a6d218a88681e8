"""Adds a claim: finds its passage in the article, its speaker with the office of that day, its source and date."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import ids, passages, quotation_marks, text
from factdb.domain.dates import PartialDate
from factdb.domain.enums import Attribution, Basis, Kind, Precision, SpeakerKind, Status
from factdb.errors import NoSuchError
from factdb.errors.claims import NoTextError, OneOriginError, WordsNeededError
from factdb.services.documents import documents
from factdb.services.ledger import claim_ledger
from factdb.services.people import sources, speakers, topics
from factdb.store.models import Capture, Claim, Document, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody says of a claim; what isn't given is taken from the article, or stays unknown."""

    claim: str | None = None
    quote: str | None = None
    article: int | None = None
    place: int | None = None
    span: passages.Span | None = None
    source: str | None = None
    url: str | None = None
    speaker: str | None = None
    attribution: Attribution | None = None
    kind: Kind | None = None
    said_on: PartialDate | None = None
    said_basis: Basis | None = None
    occasion: str | None = None
    topics: Sequence[str] = ()
    resolves_on: date | None = None
    language: str | None = None
    number: int | None = None


@dataclass(slots=True)
class Added:
    """A claim as it was added, and what was assumed or made on the way."""

    claim: Claim
    said: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Place:
    """Where a claim stands: its document, the capture, the span, and the source that carried it."""

    source: Source
    document: Document | None = None
    capture: Capture | None = None
    span: passages.Span | None = None


def add(session: Session, actor: Actor, draft: Draft) -> Added:
    """Add a claim, with its topics and its history."""
    actor.require("claims add")
    said: list[str] = []
    place = _place(session, actor, draft, said)
    quote = _quote(draft, place)
    said_on, basis = _date(draft, place.document)
    attribution = draft.attribution or quotation_marks.attribution_of(
        quote or "", has_speaker=draft.speaker is not None
    )
    speaker = _speaker(session, actor, draft, place.source, attribution, said_on, said)
    claim = Claim(
        id=draft.number,
        uid=ids.uuid7(actor.now),
        claim=text.clean(draft.claim or quotation_marks.unmarked(quote or ""), "claim", lines=False),
        quote=quote,
        attribution=attribution,
        kind=draft.kind or Kind.EVENT,
        said_on=said_on.day,
        said_precision=said_on.precision,
        said_basis=basis,
        sort_on=said_on.day or (place.document and place.document.published_on) or actor.now.date(),
        occasion=text.clean_optional(draft.occasion, "occasion", lines=False),
        resolves_on=draft.resolves_on,
        **_who(session, speaker, said_on),
        **_where(draft, place),
        **_beginning(actor),
    )
    given = topics.find_or_add(session, actor, draft.topics)
    claim_ledger.add(session, claim, actor, [topic.name for topic in given])
    topics.add_to_claim(session, claim, given)
    _say_assumptions(session, draft, claim, said)
    return Added(claim, said)


def _who(session: Session, speaker: Speaker, on: PartialDate) -> dict[str, Any]:
    """Return the columns that say who spoke, in the office of that day."""
    office = speakers.office(session, speaker.id, on.day)
    return {
        "speaker_id": speaker.id,
        "speaker_title": office.title if office else None,
        "speaker_party": office.party if office else None,
    }


def _where(draft: Draft, place: _Place) -> dict[str, Any]:
    """Return the columns that say where the claim stands."""
    before, after = _context(place)
    of_article = place.document.language if place.document else None
    return {
        "source_id": place.source.id,
        "document_id": place.document.id if place.document else None,
        "capture_n": place.capture.n if place.capture else None,
        "span_start": place.span.start if place.span else None,
        "span_end": place.span.end if place.span else None,
        "prefix": before,
        "suffix": after,
        "language": text.clean_optional(draft.language, "language", lines=False) or of_article,
    }


def _beginning(actor: Actor) -> dict[str, Any]:
    """Return the columns of a claim with which nothing was done yet."""
    return {
        "added_by_id": actor.id,
        "added_at": actor.now,
        "status": Status.NEW,
        "priority": 0,
        "flags": (),
        "evidence_count": 0,
    }


def _place(session: Session, actor: Actor, draft: Draft, said: list[str]) -> _Place:
    if draft.article is not None and (draft.source or draft.url):
        raise OneOriginError
    if draft.article is not None:
        return _in_article(session, draft)
    if not (draft.claim or draft.quote):
        raise WordsNeededError
    if draft.url:
        about = documents.Draft(url=draft.url, source=draft.source)
        kept = documents.keep(session, actor, about)
        said.extend(kept.said)
        return _Place(session.get_one(Source, kept.document.source_id), kept.document)
    if draft.source:
        found = sources.find_or_add(session, actor, draft.source)
        said.extend(_news("source", found.source.name, found.added, found.near))
        return _Place(found.source)
    return _Place(sources.unknown(session))


def _in_article(session: Session, draft: Draft) -> _Place:
    document = session.get(Document, draft.article)
    if document is None:
        raise NoSuchError("article", draft.article or 0, next_step="those that there are: factdb articles list")
    source = session.get_one(Source, document.source_id)
    capture = documents.newest_text(session, document.id)
    if draft.quote is None and draft.span is None:
        return _Place(source, document, capture)
    if capture is None or capture.text is None:
        raise NoTextError(document.id)
    span = draft.span or passages.locate(capture.text, draft.quote or "", draft.place)
    return _Place(source, document, capture, span)


def _quote(draft: Draft, place: _Place) -> str | None:
    """Return the passage: the article's own letters where it stands there."""
    if place.span and place.capture and place.capture.text:
        return place.capture.text[place.span.start : place.span.end]
    return text.clean_optional(draft.quote, "quote")


def _context(place: _Place) -> tuple[str | None, str | None]:
    if place.span and place.capture and place.capture.text:
        return passages.context(place.capture.text, place.span)
    return None, None


def _date(draft: Draft, document: Document | None) -> tuple[PartialDate, Basis]:
    if draft.said_on is not None:
        known = draft.said_on.precision is not Precision.UNKNOWN
        return draft.said_on, (draft.said_basis or Basis.EXPLICIT) if known else Basis.NONE
    if document is not None and document.published_on is not None:
        return PartialDate(document.published_on, document.published_precision), Basis.PUBLISHED
    return documents.UNDATED, Basis.NONE


def _speaker(
    session: Session,
    actor: Actor,
    draft: Draft,
    source: Source,
    attribution: Attribution,
    on: PartialDate,
    said: list[str],
) -> Speaker:
    """Return the speaker given; for narration the outlet; else the unknown one."""
    narrator = (
        source.name if attribution is Attribution.NARRATION and source.id != sources.unknown(session).id else None
    )
    name = draft.speaker or narrator
    if name is None:
        return speakers.unknown(session)
    kind = SpeakerKind.PERSON if draft.speaker and draft.speaker != source.name else SpeakerKind.ORGANIZATION
    found = speakers.find_or_add(session, actor, name, on.day, kind)
    said.extend(_news("speaker", found.speaker.name, found.added, found.near))
    return found.speaker


def _news(what: str, name: str, added: bool, near: Sequence[str]) -> list[str]:  # noqa: FBT001 - told as it was found
    hint = f" (near: {', '.join(near)})" if near else ""
    return [f"new {what}: {name}{hint}"] if added else []


def _say_assumptions(session: Session, draft: Draft, claim: Claim, said: list[str]) -> None:
    assumed = []
    if draft.attribution is None:
        assumed.append(f"attribution {claim.attribution}")
    if draft.kind is None:
        assumed.append(f"kind {claim.kind}")
    if draft.said_on is None:
        shown = PartialDate(claim.said_on, claim.said_precision)
        assumed.append(f"said on {shown}" + (", the day of publication" if claim.said_on else ""))
    if assumed:
        said.append(f"assumed: {'; '.join(assumed)}")
    if claim.span_start is not None:
        same = select(Claim.id).where(
            Claim.document_id == claim.document_id,
            Claim.span_start < claim.span_end,
            Claim.span_end > claim.span_start,
            Claim.id != claim.id,
        )
        others = sorted(session.scalars(same))
        if others:
            said.append(f"overlaps with claim {', '.join(map(str, others))}")
