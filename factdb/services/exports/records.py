"""Export records: one complete record per claim, which an import takes back."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from factdb.domain import new_claim
from factdb.domain.dates import PartialDate
from factdb.domain.enums import SourceKind, SpeakerKind
from factdb.errors.claims import NoSuchClaimError
from factdb.formats.records import claim_record
from factdb.formats.records.claim_record import ClaimRecord
from factdb.services.reads.evidence_list import archived_url_of
from factdb.store import counted_checks
from factdb.store.models import (
    Capture,
    Claim,
    ClaimTopic,
    Document,
    Evidence,
    Origin,
    OtherCheck,
    Source,
    Speaker,
    Topic,
)
from factdb.store.tables import living_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from factdb.domain.enums import Precision

    Parts = dict[int, list[Any]]

_AT_ONCE = 500
_said_by, _carried_by = aliased(Speaker), aliased(Source)  # as in the claim; Speaker and Source: after merges

_CLAIM_COLUMNS = (
    Claim.id, Claim.uid, Claim.claim, Claim.quote, Claim.attribution, Claim.attributed_to, Claim.kind,
    Claim.speaker_title, Claim.speaker_party, Claim.said_on, Claim.said_precision, Claim.said_basis, Claim.occasion,
    Claim.resolves_on, Claim.language, Claim.headline, Claim.published_url,
    Speaker.name.label("speaker"), Speaker.kind.label("speaker_kind"), Speaker.wikidata_id,
    Source.name.label("source"), Source.kind.label("source_kind"),
    # As it was typed: an import computes the canonical URL again, and stores the typed one.
    func.coalesce(Document.typed_url, Document.url).label("url"), Document.title.label("document_title"),
    Document.published_on, Document.published_precision, Document.author,
)  # fmt: skip
_EVIDENCE_COLUMNS = (
    Evidence.claim_id, Evidence.question, Evidence.stance, Evidence.excerpt, Evidence.note, Evidence.asked,
    Evidence.answer_type, Evidence.source_class, func.coalesce(Document.typed_url, Document.url).label("url"),
    Document.title, Document.medium,
    func.coalesce(Capture.archived_url, archived_url_of(Evidence.document_id)).label("archived_url"),
)  # fmt: skip
_CHECK_COLUMNS = (
    OtherCheck.claim_id, OtherCheck.url, OtherCheck.headline, OtherCheck.label, OtherCheck.scale_code,
    OtherCheck.reviewed_on, Source.name, Source.kind,
)  # fmt: skip


def record_of(session: Session, claim_id: int) -> ClaimRecord:
    """Return the record of one claim."""
    record = next(records_of(session, [claim_id]), None)
    if record is None:
        raise NoSuchClaimError(claim_id)
    return record


def records_of(session: Session, ids: Sequence[int]) -> Iterator[ClaimRecord]:
    """Yield the records of claims in the given order; some hundred are read at once.

    Merged speakers and sources appear as their targets. Withdrawn evidence is left out. An unknown day has the basis
    `none`, so that an import does not take the article's day. The unknown speaker of narration has the kind `unknown`,
    so that an import does not take the outlet.
    """
    for start in range(0, len(ids), _AT_ONCE):
        page = ids[start : start + _AT_ONCE]
        rows = {row.id: row for row in session.execute(_claims(page))}
        topics, evidence, checks = _topics(session, page), _evidence(session, page), _checks(session, page)
        external = _external_ids(session, page)
        for number in page:
            if number in rows:
                parts = topics[number], evidence[number], checks[number]
                yield _record(rows[number], external.get(number), *map(tuple, parts))


def _record(
    row: Row[Any], external_id: str | None, topics: tuple[str, ...], evidence: tuple[Any, ...], checks: tuple[Any, ...]
) -> ClaimRecord:
    is_known = row.speaker_kind is not SpeakerKind.UNKNOWN
    # Without a kind, an import would take the outlet as the speaker.
    is_narrated = new_claim.outlet_speaks(row.attribution, None, None)
    return ClaimRecord(
        uid=row.uid,
        external_id=external_id,
        claim=row.claim,
        quote=row.quote,
        attribution=row.attribution,
        attributed_to=row.attributed_to,
        kind=row.kind,
        speaker=row.speaker if is_known else None,
        speaker_kind=row.speaker_kind if is_known or is_narrated else None,
        speaker_title=row.speaker_title,
        speaker_party=row.speaker_party,
        speaker_wikidata=row.wikidata_id,
        said_on=_day(row.said_on, row.said_precision),
        said_basis=row.said_basis,
        occasion=row.occasion,
        source=row.source if row.source_kind is not SourceKind.UNKNOWN else None,
        url=row.url,
        archived_url=row.archived_url,
        document_title=row.document_title,
        document_published=_day(row.published_on, row.published_precision),
        author=row.author,
        resolves_on=row.resolves_on,
        language=row.language,
        headline=row.headline,
        published_url=row.published_url,
        topics=topics,
        evidence=evidence,
        checks=checks,
    )


@lru_cache(maxsize=4_096)
def _day(day: date | None, precision: Precision | None) -> PartialDate | None:
    return None if day is None or precision is None else PartialDate(day, precision)


def _claims(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    columns: tuple[Any, ...] = (*_CLAIM_COLUMNS, _archived().label("archived_url"))
    return (
        select(*columns)
        .join(_said_by, _said_by.id == Claim.speaker_id)
        .join(Speaker, Speaker.id == living_id(_said_by))
        .join(_carried_by, _carried_by.id == Claim.source_id)
        .join(Source, Source.id == living_id(_carried_by))
        # Outer join, because a claim can have no page.
        .outerjoin(Document, Document.id == Claim.document_id)
        .outerjoin(Capture, (Capture.document_id == Claim.document_id) & (Capture.n == Claim.capture_n))
        .where(Claim.id.in_(ids))
    )


def _archived() -> ColumnElement[str | None]:
    """Return the archived copy of the claim's page: of the claim's capture, or else the newest."""
    reading = aliased(Capture)
    of_page = select(reading.archived_url).where(
        reading.document_id == Claim.document_id, reading.archived_url.is_not(None)
    )
    newest = of_page.order_by(reading.n.desc()).limit(1).correlate(Claim).scalar_subquery()
    return func.coalesce(Capture.archived_url, newest)


def _topics(session: Session, ids: Sequence[int]) -> Parts:
    """Return the names of topics by claim; merged topics appear once."""
    tagged, living = aliased(Topic), Topic
    query = (
        select(ClaimTopic.claim_id, living.name, living.name_key)
        .join(tagged, tagged.id == ClaimTopic.topic_id)
        .join(living, living.id == living_id(tagged))
        .where(ClaimTopic.claim_id.in_(ids))
        .distinct()
    )
    topics: Parts = defaultdict(list)
    for claim_id, name, _ in sorted(session.execute(query), key=lambda row: row[2]):
        topics[claim_id].append(name)
    return topics


def _evidence(session: Session, ids: Sequence[int]) -> Parts:
    query = (
        select(*_EVIDENCE_COLUMNS)
        .outerjoin(Document, Document.id == Evidence.document_id)
        .outerjoin(Capture, (Capture.document_id == Evidence.document_id) & (Capture.n == Evidence.capture_n))
        .where(Evidence.claim_id.in_(ids), Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.claim_id, Evidence.n)
    )
    evidence: Parts = defaultdict(list)
    for claim_id, *values in session.execute(query):
        evidence[claim_id].append(claim_record.EvidenceRecord(**dict(zip(_EVIDENCE_FIELDS, values, strict=True))))
    return evidence


_EVIDENCE_FIELDS = tuple(column.name for column in _EVIDENCE_COLUMNS)[1:]


def _checks(session: Session, ids: Sequence[int]) -> Parts:
    publisher = aliased(Source)
    query = (
        select(*_CHECK_COLUMNS)
        .join(publisher, publisher.id == OtherCheck.source_id)
        .join(Source, Source.id == living_id(publisher))
        .where(OtherCheck.claim_id.in_(ids), counted_checks.counts())
        .order_by(OtherCheck.claim_id, OtherCheck.n)
    )
    checks: Parts = defaultdict(list)
    for row in session.execute(query):
        checks[row.claim_id].append(
            claim_record.CheckRecord(
                publisher=row.name if row.kind is not SourceKind.UNKNOWN else None,
                url=row.url,
                headline=row.headline,
                label=row.label,
                scale=row.scale_code,
                reviewed_on=row.reviewed_on,
            )
        )
    return checks


def _external_ids(session: Session, ids: Sequence[int]) -> dict[int, str | None]:
    """Return the external id of each claim in the file that was imported last."""
    query = select(Origin.claim_id, Origin.external_id).where(Origin.claim_id.in_(ids))
    # Oldest first, so that the newest stays in the dictionary.
    return dict(list(session.execute(query.order_by(Origin.claim_id, Origin.n))))
