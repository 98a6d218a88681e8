"""Lists of evidence, one row per piece of evidence, for people and programs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from factdb.domain import dates
from factdb.services.claims import claim_evidence
from factdb.services.documents.archive_requests import archived_url_of
from factdb.services.people.namebook import SOURCES
from factdb.services.reads import recording_times
from factdb.services.reads.row_types import EvidenceRow
from factdb.store.models import Capture, Document, Evidence, Reviewer, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

COLUMNS = tuple(EvidenceRow.__annotations__)


def evidence_of(session: Session, claim_id: int) -> list[EvidenceRow]:
    """Return a claim's evidence, including withdrawn evidence, in order."""
    return [row for _, row in evidence_by_claim(session, [claim_id])]


def evidence_by_claim(session: Session, ids: Sequence[int]) -> list[tuple[int, EvidenceRow]]:
    """Return the evidence of several claims with the claim's number, in order of claim and number."""
    return [(row[0].claim_id, _row(*row)) for row in session.execute(_evidence(), {"ids": ids})]


@cache
def _evidence() -> Select[Evidence, Document, Source, Capture, str, str | None]:
    return (
        select(Evidence, Document, Source, Capture, Reviewer.handle, archived_url_of(Evidence.document_id))
        .outerjoin(Document, Document.id == Evidence.document_id)
        .outerjoin(Source, Source.id == SOURCES.living_id_of(Document.source_id))
        .outerjoin(Capture, (Capture.document_id == Document.id) & (Capture.n == Evidence.capture_n))
        .join(Reviewer, Reviewer.id == Evidence.added_by_id)
        .where(Evidence.claim_id.in_(bindparam("ids", expanding=True)))
        .order_by(Evidence.claim_id, Evidence.n)
    )


def evidence_row(session: Session, claim_id: int, n: int) -> EvidenceRow:
    """Return one row of a claim's evidence."""
    claim_evidence.find_evidence(session, claim_id, n)
    return next(row for row in evidence_of(session, claim_id) if row["id"] == f"{claim_id}.{n}")


def _row(
    row: Evidence,
    document: Document | None,
    source: Source | None,
    capture: Capture | None,
    handle: str,
    confirmed_copy: str | None,
) -> EvidenceRow:
    seconds = recording_times.seconds_in(document, capture.text, row.span_start) if document and capture else None
    time, link = recording_times.time_and_link(seconds, document.typed_url or document.url if document else None)
    published = dates.shown(document.published_on, document.published_precision) if document else None
    return {
        "id": f"{row.claim_id}.{row.n}",
        "on": str(row.question),
        "stance": str(row.stance),
        "source": source.name if source and source.kind != "unknown" else None,
        "title": document.title if document else None,
        "url": document.url if document else None,
        "typed_url": document.typed_url if document else None,
        "published_on": published,
        "medium": str(document.medium) if document else None,
        "source_class": str(row.source_class),
        "excerpt": row.excerpt,
        "recording_time": time,
        "recording_url": link,
        "note": row.note,
        "asked": row.asked,
        "answer_type": row.answer_type,
        "archived_url": (capture.archived_url if capture else None) or confirmed_copy,
        "sha256": capture.sha256 if capture else None,
        "file_name": capture.file_name if capture else None,
        "document_id": row.document_id,
        "added_by": handle,
        "added_at": row.added_at,
        "withdrawn_at": row.withdrawn_at,
    }
