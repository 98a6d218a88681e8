"""Plans new articles with their claims: everything is looked up and checked, and nothing is written yet.

So an article that is refused leaves nothing behind, and the rows of many articles can be written at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain import names, urls
from factdb.domain.enums import SourceKind
from factdb.domain.text import CONTROLS
from factdb.errors.claims import ArticleFactsNeededError
from factdb.errors.import_files import ProposalLineError
from factdb.extract import propose
from factdb.services.claims import adding, proposals
from factdb.services.documents import captures, documents
from factdb.services.imports.file_people import Sources, Speakers
from factdb.store.models import Source, SourceName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.domain.new_claim import NewClaim
    from factdb.extract.proposal import Proposal
    from factdb.services.actor import Actor
    from factdb.services.documents.article_batch import ArticleToAdd, Choose
    from factdb.store.models import Capture, Claim, Document


@dataclass(frozen=True, slots=True)
class PlannedClaim:
    """A claim of a planned article, without the numbers of what it refers to; `speaker` is the cleaned name, if any."""

    claim: Claim
    new: NewClaim
    speaker: str | None
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class PlannedArticle:
    """An article that is not written yet; `claim_numbers` are known when it is. `draft` has the source's clean name."""

    draft: documents.DocumentDraft
    document: Document
    capture: Capture
    claims: list[PlannedClaim]
    claim_numbers: list[int]
    left_out: int
    notices: list[str]


class ArticlePlanner:
    """Plans the articles of one transaction, which has the turn of the desk, and remembers which names it will add."""

    def __init__(self, session: Session, actor: Actor, entries: Sequence[ArticleToAdd]) -> None:
        """Look up the names that the articles bring, all at once."""
        self._session = session
        self._actor = actor
        self._keys = {key for entry in entries for key in entry.looked_up}
        self._answers: dict[str, list[str]] = {}
        self.speakers = Speakers(session, actor)
        self.sources = Sources(session, actor)
        self.speakers.look_up(proposal.speaker for entry in entries for proposal in entry.proposals or ())
        self.sources.look_up(entry.article.draft.source for entry in entries)
        self.new_speakers: dict[str, str] = {}
        """The names of speakers that are to be added, by key."""
        self.new_sources: dict[str, str] = {}
        self._source_names: list[str] | None = None

    def forget(self) -> None:
        """Look everything up anew: something was written, or taken back."""
        self._answers, self._source_names = {}, None
        self.written()
        self.speakers.forget()
        self.sources.forget()

    def written(self) -> None:
        """Forget which names are to be added: they are in the ledger."""
        self._answers |= {key: [name] for key, name in self.new_speakers.items()}
        self.new_speakers, self.new_sources = {}, {}
        self._source_names = None

    def require_facts(self, entry: ArticleToAdd) -> None:
        """Refuse an article without a source or a date, unless the ledger has it."""
        _refuse_missing(entry, entry.article.missing_facts(self._session))

    def plan(self, entry: ArticleToAdd, choose: Choose | None) -> PlannedArticle:
        """Plan a new article with the claims that `choose` takes of its proposals."""
        article, reading = entry.article, entry.article.reading
        _refuse_missing(entry, article.missing_facts(None))
        source, notices = self._source(article.draft.source or "")
        draft = replace(article.draft, source=source.name)
        document = documents.make_document(self._actor, draft, urls.canonical(draft.url) if draft.url else None)
        capture = captures.make_capture(self._actor, reading)
        outlet = source.name if source.kind is not SourceKind.UNKNOWN else None
        chosen, left_out = choose(proposals.with_narrator(self._proposals(entry), outlet)) if choose else ([], 0)
        self.speakers.look_up(proposal.speaker for proposal in chosen)
        if len({(proposal.start, proposal.end) for proposal in chosen}) < len(chosen):
            raise ProposalLineError(entry.name, "two proposals have the same passage", "Leave one of them out.")
        if chosen:
            self._actor.require("claims add")
        claims = [self._claim(adding.ClaimPlace(source, document, capture), proposal) for proposal in chosen]
        self._remember(source, claims)
        return PlannedArticle(draft, document, capture, claims, [], left_out, notices)

    def is_current(self, entry: ArticleToAdd) -> bool:
        """Return whether the desk still answers as it did when the claims of an article were proposed."""
        return all(sorted(self._full_names(key)) == sorted(answer) for key, answer in entry.looked_up.items())

    def _proposals(self, entry: ArticleToAdd) -> list[Proposal]:
        """Return the proposals of an article; speakers that the desk got since they were made change them."""
        if entry.proposals is not None and (entry.is_final or self.is_current(entry)):
            return entry.proposals
        day = proposals.exact_day(entry.article.draft.published)
        return propose(entry.article.text, day, lambda name: self._full_names(names.name_key(name)))

    def _full_names(self, key: str) -> Sequence[str]:
        """Return the full names of the speakers with a name, those included that are to be added."""
        if key in self.new_speakers:
            return [self.new_speakers[key]]
        if key not in self._answers:
            keys = {key} if self._answers else self._keys | {key}
            stored: Mapping[str, list[str]] = proposals.known_speakers(self._session, keys).names
            self._answers |= {speaker_key: stored.get(speaker_key, []) for speaker_key in keys}
        return self._answers[key]

    def _source(self, typed: str) -> tuple[Source, list[str]]:
        """Return the source with this name, or one that is to be added, with the notice on it."""
        name = names.clean_name(typed, "source", CONTROLS)
        bearer = self.sources.one(name)
        if bearer is not None:
            kind = SourceKind.UNKNOWN if bearer == self.sources.unknown else SourceKind.OUTLET
            return Source(id=bearer.id, uid=bearer.uid, name=bearer.name, kind=kind), []
        if (key := names.name_key(name)) in self.new_sources:
            return Source(name=self.new_sources[key], kind=SourceKind.OUTLET), []
        name = names.clean_name(name, "source")
        near = names.nearest_names(name, [*self._stored_source_names(), *self.new_sources.values()])
        return Source(name=name, kind=SourceKind.OUTLET), [documents.new_source_notice(name, near)]

    def _stored_source_names(self) -> list[str]:
        if self._source_names is None:
            self._source_names = list(self._session.scalars(select(SourceName.name)))
        return self._source_names

    def _claim(self, place: adding.ClaimPlace, proposal: Proposal) -> PlannedClaim:
        draft = proposals.claim_draft(0, proposal)
        place = replace(place, span=draft.span)
        new = adding.derive(self._actor, draft, place)
        speaker = names.clean_name(new.speaker, "speaker", CONTROLS) if new.speaker is not None else None
        title = party = None
        if speaker is not None and names.name_key(speaker) not in self.new_speakers:
            match = self.speakers.resolve(speaker, new.said_on.day)
            if match is None:
                speaker = names.clean_name(speaker, "speaker")
            else:
                title, party = self.speakers.office(match, new.said_on.day)
        columns = {"speaker_title": title, "speaker_party": party}
        return PlannedClaim(adding.make_claim(self._actor, draft, place, new, columns), new, speaker, proposal)

    def _remember(self, source: Source, claims: Iterable[PlannedClaim]) -> None:
        """Remember which names an article adds, once nothing of it can be refused any more."""
        if source.id is None:
            self.new_sources.setdefault(names.name_key(source.name), source.name)
        for planned in claims:
            if planned.speaker is not None and self.speakers.resolve(planned.speaker, planned.new.said_on.day) is None:
                self.new_speakers.setdefault(names.name_key(planned.speaker), planned.speaker)


def _refuse_missing(entry: ArticleToAdd, missing: Sequence[str]) -> None:
    """Refuse an article that lacks facts; for one of a file of proposals, another command takes the options."""
    if missing:
        where = " to factdb articles propose, or write them into the line" if entry.is_final else ""
        raise ArticleFactsNeededError(entry.name, [f"--{fact}" for fact in missing], where)
