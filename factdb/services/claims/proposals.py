"""Proposes claims from an article's text, and records the decisions, so that no claim is proposed twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import names, new_claim, passages, proposals, workflow
from factdb.domain.dates import PartialDate
from factdb.domain.enums import Precision, SourceKind, SpeakerKind
from factdb.domain.history.events import DeskEvent
from factdb.domain.proposals import Judgement
from factdb.errors.claims import NoTextError, ProposalDecidedError
from factdb.extract import propose
from factdb.services.claims import adding, decided_passages
from factdb.services.documents import captures, documents
from factdb.services.ledger import desk_ledger
from factdb.services.people.namebook import SOURCES, SPEAKERS
from factdb.store.models import Document, ProposalDecision, Reviewer, Source, Speaker, SpeakerName

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.domain.enums import Attribution, Kind
    from factdb.extract.proposal import Proposal
    from factdb.services.actor import Actor
    from factdb.services.documents.article_reading import NewArticle
    from factdb.store.models import Capture


@dataclass(frozen=True, slots=True)
class ProposalEdit:
    """A person's changes to a proposal; None means as proposed. `unknown` means that nobody knows the speaker.

    An empty occasion or attributed_to removes the proposed one. Topics and the day on which a claim falls due are never
    proposed.
    """

    claim: str | None = None
    speaker: str | None = None
    said_on: PartialDate | None = None
    span: passages.Span | None = None
    occasion: str | None = None
    attribution: Attribution | None = None
    attributed_to: str | None = None
    kind: Kind | None = None
    topics: Sequence[str] = ()
    resolves_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with its newest text."""

    document: Document
    capture: Capture

    @property
    def text(self) -> str:
        """The text of the article."""
        return self.capture.text or ""

    @property
    def day(self) -> date | None:
        """The day of publication, for extraction."""
        return exact_day(PartialDate(self.document.published_on, self.document.published_precision))


@dataclass(frozen=True, slots=True)
class KnownSpeakers:
    """Returns the full names of the speakers with a name; an instance can be sent to another process."""

    names: dict[str, list[str]]

    def __call__(self, name: str) -> Sequence[str]:
        """Return the full names for a name."""
        return self.names.get(names.name_key(name), ())


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What the ledger knows of an article that somebody hands in: its number if it is there, and what was decided."""

    speakers: KnownSpeakers
    outlet: str | None
    number: int | None = None
    decided: Sequence[passages.Span] = ()
    claimed: Sequence[passages.Span] = ()

    def waiting(self, proposed: Iterable[Proposal], text: str) -> list[Proposal]:
        """Return the proposals of its text that nobody has decided, with the outlet as the narrator."""
        return with_narrator(proposals.undecided_proposals(proposed, self.decided, self.claimed, text), self.outlet)


@dataclass(frozen=True, slots=True)
class Extraction:
    """All proposals of an article, and the speakers that the desk knew by the names in it; often none by a name."""

    proposals: list[Proposal]
    speakers: KnownSpeakers


def exact_day(published: PartialDate) -> date | None:
    """Return the day of publication for extraction; None for a month or a year."""
    return published.day if published.precision is Precision.DAY else None


def undecided_proposals(
    session: Session, article: ReadArticle, proposed: list[Proposal] | None = None
) -> list[Proposal]:
    """Return the proposals of an article that nobody has decided, in the order of the text.

    `proposed` has all proposals if they are known already. The outlet is the speaker of the article's own narration.
    """
    if proposed is None:
        proposed = all_proposals(session, article)
    source = SOURCES.living_one(session, session.get_one(Source, article.document.source_id))
    outlet = source.name if source.kind is not SourceKind.UNKNOWN else None
    number, text = article.document.id, article.text
    decided = decided_passages.decided_spans(session, number, text)
    claimed = decided_passages.claimed_spans(session, number, text)
    return with_narrator(proposals.undecided_proposals(proposed, decided, claimed, text), outlet)


def known_article(session: Session, article: NewArticle, speakers: KnownSpeakers | None = None) -> KnownArticle:
    """Return what the ledger knows of an article that is handed in, and perhaps not added.

    Whoever asks about many articles looks up the speakers once.
    """
    speakers = known_speakers(session) if speakers is None else speakers
    source = article.draft.source
    outlet = outlet_name(session, source) if source else None
    document = documents.find_document(session, article.draft, article.reading)
    if document is None:
        return KnownArticle(speakers, outlet)
    decided = decided_passages.decided_spans(session, document.id, article.text)
    claimed = decided_passages.claimed_spans(session, document.id, article.text)
    return KnownArticle(speakers, outlet, document.id, decided, claimed)


def all_proposals(session: Session, article: ReadArticle) -> list[Proposal]:
    """Return what an article proposes, whatever was decided; extraction takes seconds for a transcript of hours."""
    return extract(session, article).proposals


def extract(session: Session, article: ReadArticle) -> Extraction:
    """Extract all proposals of an article, and remember which speakers it asked for: it need not be done twice."""
    known = known_speakers(session)
    looked_up: set[str] = set()

    def ask(name: str) -> Sequence[str]:
        looked_up.add(names.name_key(name))
        return known(name)

    proposed = propose(article.text, article.day, ask)
    return Extraction(proposed, KnownSpeakers({key: known.names.get(key, []) for key in looked_up}))


def is_current(session: Session, extraction: Extraction) -> bool:
    """Return whether the desk still answers as it did; a speaker who was added, renamed or merged changes that."""
    looked_up = extraction.speakers.names
    now = known_speakers(session, looked_up).names
    return all(sorted(now.get(key, ())) == sorted(full_names) for key, full_names in looked_up.items())


def with_narrator(proposed: Iterable[Proposal], outlet: str | None) -> list[Proposal]:
    """Return proposals with the outlet as the speaker of the article's own narration, as in claims."""
    return [
        replace(proposal, speaker=outlet)
        if outlet and new_claim.outlet_speaks(proposal.attribution, proposal.speaker, None)
        else proposal
        for proposal in proposed
    ]


def outlet_name(session: Session, name: str) -> str | None:
    """Return an outlet's name, in the ledger's spelling if it is known; None for the unknown source."""
    bearers = SOURCES.bearers(session, name)
    if len(bearers) != 1:
        return name
    return bearers[0].name if bearers[0].kind is not SourceKind.UNKNOWN else None


def accept(
    session: Session, actor: Actor, article: ReadArticle, proposal: Proposal, edit: ProposalEdit = ProposalEdit()
) -> adding.AddedClaim:
    """Add a proposed claim, with the user's changes, and record that it was accepted."""
    added = adding.add(session, actor, claim_draft(article.document.id, proposal, edit))
    _record_decision(session, actor, article, proposal, Judgement.ACCEPTED)
    return added


def claim_draft(article: int, proposal: Proposal, edit: ProposalEdit = ProposalEdit()) -> adding.ClaimDraft:
    """Return the draft of the claim that accepting a proposal adds, with the user's changes."""
    proposed_day = PartialDate(proposal.said_on, proposal.said_precision) if proposal.said_on else None
    return adding.ClaimDraft(
        claim=edit.claim or proposal.claim,
        article=article,
        span=edit.span or passages.Span(proposal.start, proposal.end),
        speaker=edit.speaker or proposal.speaker,
        attribution=edit.attribution or proposal.attribution,
        attributed_to=proposal.attributed_to if edit.attributed_to is None else edit.attributed_to or None,
        kind=edit.kind or proposal.kind,
        said_on=edit.said_on or proposed_day,
        said_basis=None if edit.said_on else proposal.said_basis if proposed_day else None,
        occasion=proposal.occasion if edit.occasion is None else edit.occasion or None,
        topics=edit.topics,
        resolves_on=edit.resolves_on,
    )


def reject(session: Session, actor: Actor, article: ReadArticle, proposal: Proposal) -> None:
    """Record that a proposal was rejected."""
    actor.require("articles add")
    _record_decision(session, actor, article, proposal, Judgement.REJECTED)


def decide(session: Session, actor: Actor, number: int, proposal: Proposal, edit: ProposalEdit | None) -> int | None:
    """Accept a proposal with an edit, or reject it if `edit` is None; return the number of the new claim."""
    read_article = find_article(session, number)
    if read_article is None:
        raise NoTextError(number)
    if edit is None:
        reject(session, actor, read_article, proposal)
        return None
    return accept(session, actor, read_article, proposal, edit).claim.id


def reopen(session: Session, actor: Actor, decided: Mapping[str, Any]) -> None:
    """Take a decision back, so that the proposal waits again; `decided` is its row in the desk history."""
    desk_ledger.take_turn(session)
    document = session.scalars(select(Document).where(Document.uid == decided["uid"])).one()
    place = decided["capture"], decided["span_start"], decided["span_end"]
    session.delete(session.get_one(ProposalDecision, (document.id, *place)))
    session.flush()
    names_of_place = ("uid", "capture", "span_start", "span_end")
    detail = {**{name: decided[name] for name in names_of_place}, "reason": workflow.UNDONE}
    desk_ledger.record(session, actor, DeskEvent.DOCUMENT_PROPOSAL_REOPENED, detail)


def decisions(session: Session, article: ReadArticle) -> dict[Judgement, int]:
    """Return how many proposals of this reading of an article were accepted, and how many rejected."""
    in_this_reading = (
        ProposalDecision.document_id == article.document.id,
        ProposalDecision.capture_n == article.capture.n,
    )
    query = select(ProposalDecision.decision, func.count()).where(*in_this_reading)
    counts = dict(session.execute(query.group_by(ProposalDecision.decision)).all())
    return {judgement: counts.get(judgement, 0) for judgement in Judgement}


def require_undecided(session: Session, article: ReadArticle, place: proposals.Placed) -> None:
    """Refuse a second decision: the first one wins, and nobody's claim is added twice."""
    key = article.document.id, article.capture.n, place.start, place.end
    decision = session.get(ProposalDecision, key)
    if decision is not None:
        handle = session.get_one(Reviewer, decision.by_id).handle
        moment = f"{decision.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        raise ProposalDecidedError(f"{handle} {decision.decision} it at {moment}")


def known_speakers(session: Session, keys: Collection[str] | None = None) -> KnownSpeakers:
    """Return the look-up of full names of speakers; with `keys`, only by these names."""
    names_by_key: dict[str, list[str]] = {}
    query = select(SpeakerName.name_key, SPEAKERS.living_id).join(Speaker, SpeakerName.speaker_id == Speaker.id)
    people = select(Speaker.id, Speaker.name).where(Speaker.kind != SpeakerKind.UNKNOWN)
    if keys is not None:
        query = query.where(SpeakerName.name_key.in_(keys))
    rows = session.execute(query).all()
    if keys is not None:
        people = people.where(Speaker.id.in_({number for _, number in rows}))
    living = dict(session.execute(people).all())
    for key, number in rows:
        if number in living and living[number] not in names_by_key.setdefault(key, []):
            names_by_key[key].append(living[number])
    return KnownSpeakers(names_by_key)


def find_article(session: Session, number: int) -> ReadArticle | None:
    """Return an article with its newest text; None if it has no text."""
    capture = captures.newest_text(session, number)
    return ReadArticle(session.get_one(Document, number), capture) if capture else None


def _record_decision(
    session: Session, actor: Actor, article: ReadArticle, proposal: Proposal, judgement: Judgement
) -> None:
    desk_ledger.take_turn(session)
    require_undecided(session, article, proposal)
    session.add(decision_of(actor, article, proposal, judgement))
    desk_ledger.record(
        session, actor, DeskEvent.DOCUMENT_PROPOSAL_DECIDED, decision_facts(article, proposal, judgement)
    )


def decision_of(actor: Actor, article: ReadArticle, place: proposals.Placed, judgement: Judgement) -> ProposalDecision:
    """Return the decision on a proposal, which nobody has stored yet."""
    return ProposalDecision(
        document_id=article.document.id, capture_n=article.capture.n, span_start=place.start, span_end=place.end,
        decision=judgement, by_id=actor.id, at=actor.now,
    )  # fmt: skip


def decision_facts(article: ReadArticle, place: proposals.Placed, judgement: Judgement) -> dict[str, object]:
    """Return what the desk history says of a decision on a proposal."""
    span = {"span_start": place.start, "span_end": place.end}
    return {"uid": article.document.uid, "capture": article.capture.n, **span, "decision": str(judgement)}
