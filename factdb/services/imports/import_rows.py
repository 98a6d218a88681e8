"""What one row becomes in the tables: its claim's columns, and the pages, checks and evidence that come with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from factdb.domain import dates, quotation_marks
from factdb.domain.enums import Attribution, Basis, Kind, Precision, SpeakerKind, Status
from factdb.services.documents import documents
from factdb.services.ledger import claim_ledger
from factdb.store.bulk import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from factdb.formats.records.claim_record import CheckRecord, ClaimRecord, EvidenceRecord
    from factdb.services.actor import Actor
    from factdb.services.imports.file_documents import Page, Pages
    from factdb.services.imports.file_people import Bearer, Sources, Speakers
    from factdb.services.ledger.desk_ledger import DeskBatch

Facts = dict[str, Any]

_RECORDED = itemgetter(*claim_ledger.RECORDED)
_EMPTY: Facts = dict.fromkeys(COLUMNS["claims"])


def carrying_document(record: ClaimRecord) -> documents.Draft | None:
    """Return what a row says of the page that carried its claim, None where it names none."""
    if not (record.url or record.archived_url or record.document_title):
        return None
    return documents.Draft(
        url=record.url or record.archived_url,
        source=record.source,
        title=record.document_title,
        author=record.author,
        published=record.document_published or documents.UNDATED,
    )


def of_evidence(evidence: EvidenceRecord) -> documents.Draft:
    """Return what a row says of a page of evidence."""
    return documents.Draft(url=evidence.url or evidence.archived_url, title=evidence.title, medium=evidence.medium)


def pages_of(record: ClaimRecord) -> Iterator[documents.Draft]:
    """Yield every page that a row names."""
    page = carrying_document(record)
    if page is not None:
        yield page
    yield from map(of_evidence, record.evidence)


@dataclass(slots=True)
class Places:
    """Who and what rows refer to: speakers, sources and pages, added when nobody has them."""

    actor: Actor
    speakers: Speakers
    sources: Sources
    pages: Pages
    events: DeskBatch
    uids: Iterator[str]
    at: str = ""
    fresh: Facts = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare what all new claims have alike."""
        self.at = dates.rfc3339(self.actor.now)
        new = {"added_by_id": self.actor.id, "added_at": self.at, "changed_at": self.at, "status": str(Status.NEW)}
        counts = {"priority": 0, "evidence_count": 0, "history_length": 1, "row_version": 1}
        self.fresh = {**_EMPTY, **new, **counts, "flags": ""}

    def columns(self, record: ClaimRecord) -> tuple[Facts, Facts]:
        """Return a new claim's columns, and the uids of whom and what it refers to, by their names in its history."""
        said_on = record.said_on or documents.UNDATED
        carrier = carrying_document(record)
        page = self.pages.one(self.events, carrier) if carrier else None
        source = self._source(record, page)
        speaker = self._speaker(record, said_on)
        title, party = record.speaker_title, record.speaker_party
        if not (title or party):
            title, party = self.speakers.office(speaker, said_on.day)
        day = said_on.day.isoformat() if said_on.day else None
        row = {
            **self.fresh,
            "uid": record.uid or next(self.uids),
            "claim": record.claim,
            "quote": record.quote,
            "attribution": str(record.attribution or _attribution(record)),
            "kind": str(record.kind or Kind.EVENT),
            "speaker_id": speaker.id,
            "speaker_title": title,
            "speaker_party": party,
            "said_on": day,
            "said_precision": str(said_on.precision),
            "said_basis": _basis(record),
            "sort_on": day or (page.published_on.isoformat() if page and page.published_on else self.at[:10]),
            "occasion": record.occasion,
            "source_id": source.id,
            "document_id": page.id if page else None,
            "capture_n": self.pages.copy(self.events, page, record.archived_url)
            if page and record.archived_url
            else None,
            "resolves_on": record.resolves_on.isoformat() if record.resolves_on else None,
            "language": record.language or (page.language if page else None),
            "headline": record.headline,
            "published_url": record.published_url,
            "evidence_count": len(record.evidence),
        }
        return row, {"speaker": speaker.uid, "source": source.uid, "document": page.uid if page else None}

    def told(self, row: Facts, uids: Facts) -> Facts:
        """Return a new claim's columns as its history tells them."""
        return {
            **dict(zip(claim_ledger.RECORDED_NAMES, _RECORDED(row), strict=True)),
            **uids,
            "added_by": self.actor.handle,
            "flags": [],
        }

    @property
    def fresh_told(self) -> Facts:
        """A claim of which nothing is said yet, as its history tells it."""
        return self.told(self.fresh, dict.fromkeys(("speaker", "source", "document")))

    def evidence(self, evidence: EvidenceRecord) -> tuple[Facts, Facts]:
        """Return a row of evidence's columns, and what the claim's history tells of it."""
        page = self.pages.one(self.events, of_evidence(evidence))
        copy = self.pages.copy(self.events, page, evidence.archived_url) if page and evidence.archived_url else None
        facts: Facts = {
            "question": str(evidence.question),
            "stance": str(evidence.stance),
            "document": page.uid if page else None,
            "url": page.url if page else None,
            "capture": copy,
            "sha256": None,
            "excerpt": evidence.excerpt,
            "span": None,
            "note": evidence.note,
            "source_class": str(evidence.source_class or "secondary"),
            "asked": evidence.asked,
            "answer_type": evidence.answer_type,
        }
        return {"document_id": page.id if page else None, "capture_n": copy}, facts

    def check(self, check: CheckRecord) -> tuple[Bearer, Facts]:
        """Return the publisher of an other check, and what the claim's history tells of it."""
        publisher = self._named_source(check.publisher) if check.publisher else self.sources.unknown
        return publisher, {
            "publisher": publisher.uid,
            "url": check.url,
            "headline": check.headline,
            "scale": check.scale,
            "label": check.label,
            "reviewed_on": check.reviewed_on.isoformat() if check.reviewed_on else None,
        }

    def _speaker(self, record: ClaimRecord, said_on: dates.PartialDate) -> Bearer:
        if not record.speaker:
            return self.speakers.unknown
        found = self.speakers.resolve(record.speaker, said_on.day)
        return found or self.speakers.add(self.events, record.speaker, _kind(record), record.speaker_wikidata)

    def _source(self, record: ClaimRecord, page: Page | None) -> Bearer:
        if record.source:
            return self._named_source(record.source)
        return page.source if page else self.sources.unknown

    def _named_source(self, name: str) -> Bearer:
        return self.sources.one(name) or self.sources.add(self.events, name)


def _kind(record: ClaimRecord) -> SpeakerKind:
    if record.speaker_kind not in {None, SpeakerKind.UNKNOWN}:
        return SpeakerKind(record.speaker_kind)
    return SpeakerKind.ORGANIZATION if record.speaker == record.source else SpeakerKind.PERSON


def _attribution(record: ClaimRecord) -> Attribution:
    if record.quote:
        return quotation_marks.attribution_of(record.quote, has_speaker=bool(record.speaker))
    return Attribution.PARAPHRASE if record.speaker else Attribution.NARRATION


def _basis(record: ClaimRecord) -> str:
    if record.said_on is None or record.said_on.precision is Precision.UNKNOWN:
        return str(Basis.NONE)
    return str(record.said_basis if record.said_basis not in {None, Basis.NONE} else Basis.EXPLICIT)


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Facts:
    """Return what a claim's history tells differently of two rows, by the names of history."""
    return {name: after[name] for name in claim_ledger.RECORDED_NAMES if before[name] != after[name]}
