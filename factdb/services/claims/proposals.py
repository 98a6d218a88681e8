"""Proposes the claims of an article that was read, and keeps what people make of them: none is proposed twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import names, new_claim, passages, proposals
from factdb.domain.dates import PartialDate
from factdb.domain.enums import Precision, SourceKind, SpeakerKind
from factdb.domain.history.events import DeskEvent
from factdb.domain.proposals import Judgement
from factdb.errors.claims import NoTextError
from factdb.extract import propose
from factdb.services.claims import adding
from factdb.services.documents import documents
from factdb.services.ledger import desk_ledger
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store.models import Claim, Document, ProposalDecision, Source, Speaker, SpeakerName

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.extract.proposal import Proposal
    from factdb.services.actor import Actor
    from factdb.store.models import Capture


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person says otherwise than a proposal; None: as it was proposed. `unknown` is nobody's name."""

    claim: str | None = None
    speaker: str | None = None
    said_on: PartialDate | None = None
    span: passages.Span | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was read last."""

    document: Document
    capture: Capture

    @property
    def text(self) -> str:
        """Its text."""
        return self.capture.text or ""


@dataclass(frozen=True, slots=True)
class KnownSpeakers:
    """Tells the full names of the living speakers who bear a name; it can go to another process."""

    names: dict[str, list[str]]

    def __call__(self, name: str) -> Sequence[str]:
        """Return them."""
        return self.names.get(names.name_key(name), ())


def day(published: PartialDate) -> date | None:
    """Return the day of publishing as extraction needs it: a month or a year is none."""
    return published.day if published.precision is Precision.DAY else None


def waiting(session: Session, article: Article, found: list[Proposal] | None = None) -> list[Proposal]:
    """Return the proposals of an article of which nobody has made anything yet, in the order of the text.

    `found` are all of them, where they were made already. The article's own narration is spoken by its outlet.
    """
    if found is None:
        published = PartialDate(article.document.published_on, article.document.published_precision)
        found = propose(article.text, day(published), known(session))
    source = SOURCES.living_one(session, session.get_one(Source, article.document.source_id))
    outlet = source.name if source.kind is not SourceKind.UNKNOWN else None
    return with_narrator(
        proposals.undecided_proposals(found, _decided(session, article), _claimed(session, article)), outlet
    )


def with_narrator(proposed: Iterable[Proposal], outlet: str | None) -> list[Proposal]:
    """Return proposals with the outlet as the speaker of what its article narrates itself, as claims have it."""
    return [
        replace(proposal, speaker=outlet)
        if outlet and new_claim.outlet_speaks(proposal.attribution, proposal.speaker, None)
        else proposal
        for proposal in proposed
    ]


def outlet_name(session: Session, name: str) -> str | None:
    """Return an outlet's name as the ledger has it, where it has it; None for the unknown source."""
    bearers = SOURCES.bearers(session, name)
    if len(bearers) != 1:
        return name
    return bearers[0].name if bearers[0].kind is not SourceKind.UNKNOWN else None


def accept(
    session: Session, actor: Actor, article: Article, proposal: Proposal, edit: Edit = Edit()
) -> adding.AddedClaim:
    """Add a proposed claim, as it stands or as somebody edited it, and keep that it was accepted."""
    proposed_day = PartialDate(proposal.said_on, proposal.said_precision) if proposal.said_on else None
    added = adding.add(
        session,
        actor,
        adding.ClaimDraft(
            claim=edit.claim or proposal.claim,
            article=article.document.id,
            span=edit.span or passages.Span(proposal.start, proposal.end),
            speaker=edit.speaker or proposal.speaker,
            attribution=proposal.attribution,
            kind=proposal.kind,
            said_on=edit.said_on or proposed_day,
            said_basis=None if edit.said_on else proposal.said_basis if proposed_day else None,
            occasion=proposal.occasion,
        ),
    )
    _decide(session, actor, article, proposal, Judgement.ACCEPTED)
    return added


def reject(session: Session, actor: Actor, article: Article, proposal: Proposal) -> None:
    """Keep that a proposal is no claim for the desk."""
    actor.require("articles add")
    _decide(session, actor, article, proposal, Judgement.REJECTED)


def decide(session: Session, actor: Actor, number: int, proposal: Proposal, edit: Edit | None) -> int | None:
    """Accept a proposal of an article that was read, or with no edit at all reject it; return the claim's number."""
    found = article(session, number)
    if found is None:
        raise NoTextError(number)
    if edit is None:
        reject(session, actor, found, proposal)
        return None
    return accept(session, actor, found, proposal, edit).claim.id


def known(session: Session) -> KnownSpeakers:
    """Return what tells the full names of speakers."""
    found: dict[str, list[str]] = {}
    query = select(SpeakerName.name_key, SPEAKERS.living_id).join(Speaker, SpeakerName.speaker_id == Speaker.id)
    living = dict(session.execute(select(Speaker.id, Speaker.name).where(Speaker.kind != SpeakerKind.UNKNOWN)).all())
    for key, number in session.execute(query):
        if number in living and living[number] not in found.setdefault(key, []):
            found[key].append(living[number])
    return KnownSpeakers(found)


def article(session: Session, number: int) -> Article | None:
    """Return an article with the text that was read of it last; None where no text is kept."""
    capture = documents.newest_text(session, number)
    return Article(session.get_one(Document, number), capture) if capture else None


def _decide(session: Session, actor: Actor, article: Article, proposal: Proposal, judgement: Judgement) -> None:
    desk_ledger.take_turn(session)
    place = {"span_start": proposal.start, "span_end": proposal.end}
    session.add(
        ProposalDecision(
            document_id=article.document.id, capture_n=article.capture.n, decision=judgement, by_id=actor.id,
            at=actor.now, **place,
        )
    )  # fmt: skip
    detail = {"uid": article.document.uid, "capture": article.capture.n, **place, "decision": str(judgement)}
    desk_ledger.record(session, actor, DeskEvent.DOCUMENT_PROPOSAL_DECIDED, detail)


def _decided(session: Session, article: Article) -> set[tuple[int, int]]:
    """Return the places that were decided in this reading of the article."""
    here = ProposalDecision.document_id == article.document.id, ProposalDecision.capture_n == article.capture.n
    places = select(ProposalDecision.span_start, ProposalDecision.span_end).where(*here)
    return {(start, end) for start, end in session.execute(places)}


def _claimed(session: Session, article: Article) -> list[passages.Span]:
    here = Claim.document_id == article.document.id, Claim.capture_n == article.capture.n
    places = select(Claim.span_start, Claim.span_end).where(*here, Claim.span_start.is_not(None))
    return [passages.Span(start or 0, end or 0) for start, end in session.execute(places)]
