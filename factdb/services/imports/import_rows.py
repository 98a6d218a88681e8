"""Converts an imported row to table rows: the claim's columns, and its pages, checks and evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from factdb.domain import dates, new_claim, ratings
from factdb.domain.new_claim import Circumstances
from factdb.domain.text import CONTROLS
from factdb.services.claims import claim_evidence
from factdb.services.documents import documents
from factdb.services.ledger import claim_ledger
from factdb.store.bulk.loader import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from factdb.domain.new_claim import NewClaim
    from factdb.formats.records.claim_record import CheckRecord, ClaimRecord, EvidenceRecord
    from factdb.services.actor import Actor
    from factdb.services.imports.file_documents import Page, Pages
    from factdb.services.imports.file_people import Bearer, Sources, Speakers
    from factdb.services.ledger.desk_ledger import DeskBatch
    from factdb.store.bulk.loader import Row

Facts = dict[str, Any]

_RECORDED = itemgetter(*claim_ledger.RECORDED)
_EMPTY: Facts = dict.fromkeys(COLUMNS["claims"])


def carrying_document(record: ClaimRecord) -> documents.DocumentDraft | None:
    """Return a row's facts about the page that carried its claim; None if it has no page."""
    if not (record.url or record.archived_url or record.document_title):
        return None
    return documents.DocumentDraft(
        url=record.url or record.archived_url,
        source=record.source,
        title=record.document_title,
        author=record.author,
        published=record.document_published or documents.UNDATED,
        allowed=CONTROLS,
    )


def of_evidence(cited: EvidenceRecord) -> documents.DocumentDraft:
    """Return a row's facts about a page of evidence."""
    url = cited.url or cited.archived_url
    return documents.DocumentDraft(url=url, title=cited.title, medium=cited.medium, allowed=CONTROLS)


def is_by_outlet(record: ClaimRecord) -> bool:
    """Return whether the outlet of a row is its speaker."""
    return new_claim.outlet_speaks(record.attribution, record.speaker, record.speaker_kind)


def pages_of(record: ClaimRecord) -> Iterator[documents.DocumentDraft]:
    """Yield every page of a row."""
    page = carrying_document(record)
    if page is not None:
        yield page
    yield from map(of_evidence, record.evidence)


@dataclass(slots=True)
class Places:
    """The references of rows: speakers, sources and pages, which are added if they are new."""

    actor: Actor
    speakers: Speakers
    sources: Sources
    pages: Pages
    events: DeskBatch
    uids: Iterator[str]
    undated_as_published: bool = False
    at: str = ""
    day: date = date.min
    fresh: Facts = field(default_factory=dict)
    without_page: dict[int, Circumstances] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the columns that all new claims share."""
        self.at, self.day = dates.rfc3339(self.actor.now), self.actor.now.astimezone(UTC).date()
        untouched = {**new_claim.UNTOUCHED, "flags": "", "history_length": 1, "row_version": 1}
        added = {"added_by_id": self.actor.id, "added_at": self.at, "changed_at": self.at}
        self.fresh = {**_EMPTY, **added, **untouched, "status": str(untouched["status"])}

    def columns(self, record: ClaimRecord) -> tuple[Facts, Facts]:
        """Return a new claim's columns, and the uids of its references by their names in the history."""
        carrier = carrying_document(record)
        page = self.pages.one(self.events, carrier) if carrier else None
        source = self._source(record, page)
        new = new_claim.derive(record, self._circumstances(page, source))
        speaker = self._speaker(record, new)
        title, party = new.office or self.speakers.office(speaker, new.said_on.day)
        sort_on = new.sort_on.isoformat()
        row = {
            **self.fresh,
            "uid": record.uid or next(self.uids),
            "claim": new.claim,
            "quote": record.quote,
            "attribution": str(new.attribution),
            "attributed_to": record.attributed_to,
            "kind": str(new.kind),
            "speaker_id": speaker.id,
            "speaker_title": title,
            "speaker_party": party,
            "said_on": sort_on if new.said_on.day else None,  # a claim with a day is sorted by that day
            "said_precision": str(new.said_on.precision),
            "said_basis": str(new.said_basis),
            "sort_on": sort_on,
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
        """Return a new claim's columns in the form of the history."""
        return {
            **dict(zip(claim_ledger.RECORDED_NAMES, _RECORDED(row), strict=True)),
            **uids,
            "added_by": self.actor.uid,
            "flags": [],
        }

    @property
    def fresh_told(self) -> Facts:
        """The columns of a claim without any stated fact, in the form of the history."""
        return self.told(self.fresh, dict.fromkeys(("speaker", "source", "document")))

    def evidence(self, cited: EvidenceRecord) -> tuple[Facts, Facts]:
        """Return the columns of evidence, and its facts for the history."""
        page = self.pages.one(self.events, of_evidence(cited))
        copy = self.pages.copy(self.events, page, cited.archived_url) if page and cited.archived_url else None
        where: Facts = {"document_id": page.id if page else None, "capture_n": copy}
        return where, claim_evidence.history_facts(cited, page.uid if page else None, page.url if page else None, copy)

    def check(self, check: CheckRecord) -> tuple[Bearer, Facts]:
        """Return the publisher of another check, and the facts of the check for the history."""
        publisher = self._named_source(check.publisher) if check.publisher else self.sources.unknown
        return publisher, {
            "publisher": publisher.uid,
            "url": check.url,
            "headline": check.headline,
            "scale": check.scale,
            "label": check.label,
            "reviewed_on": check.reviewed_on.isoformat() if check.reviewed_on else None,
        }

    def _circumstances(self, page: Page | None, source: Bearer) -> Circumstances:
        """Return what the desk knows about a row's page and outlet; files bring no text of the page."""
        if page:
            outlet = self.sources.outlet(source)
            return Circumstances(self.day, outlet, page.published, undated_as_published=self.undated_as_published)
        if source.id not in self.without_page:
            self.without_page[source.id] = Circumstances(self.day, self.sources.outlet(source))
        return self.without_page[source.id]

    def _speaker(self, record: ClaimRecord, new: NewClaim) -> Bearer:
        if new.speaker is None:
            return self.speakers.unknown
        match = self.speakers.resolve(new.speaker, new.said_on.day)
        if match is not None:
            return match
        wikidata = record.speaker_wikidata if record.speaker else None
        return self.speakers.add(self.events, new.speaker, new.speaker_kind, wikidata)

    def _source(self, record: ClaimRecord, page: Page | None) -> Bearer:
        if record.source:
            return self._named_source(record.source)
        return page.source if page else self.sources.unknown

    def _named_source(self, name: str) -> Bearer:
        return self.sources.one(name) or self.sources.add(self.events, name)


def check_row(numbers: tuple[int, int, int], publisher: Bearer, told: Facts) -> Row:
    """Return the row of another check; `numbers` are those of the claim, of the check in it, and of the import."""
    claim_id, n, import_id = numbers
    key = ratings.label_key(told["label"]) if told["label"] else None
    return (claim_id, n, publisher.id, *(told[column] for column in _CHECK_COLUMNS), key, import_id)


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Facts:
    """Return the facts that differ between two rows, by their names in the history."""
    return {name: after[name] for name in claim_ledger.RECORDED_NAMES if before[name] != after[name]}


_CHECK_COLUMNS = ("url", "headline", "scale", "label", "reviewed_on")  # between source_id and label_key
