"""Lists of evidence, one row per piece of evidence, for people and programs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from factdb.domain import dates
from factdb.services.reads import recording_times
from factdb.services.reads.row_types import EvidenceRow
from factdb.store.tables import ARCHIVE_REQUESTS, CAPTURES, DOCUMENTS, EVIDENCE, REVIEWERS, SOURCES, living_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select, SQLColumnExpression
    from sqlalchemy.orm import Session

    from factdb.store.sessions import OpenDatabase

COLUMNS = tuple(EvidenceRow.__annotations__)


def evidence_of(session: OpenDatabase, claim_id: int) -> list[EvidenceRow]:
    """Return a claim's evidence, including withdrawn evidence, in order."""
    return [row for _, row in evidence_by_claim(session, [claim_id])]


def evidence_by_claim(session: OpenDatabase, ids: Sequence[int]) -> list[tuple[int, EvidenceRow]]:
    """Return the evidence of several claims with the claim's number, in order of claim and number."""
    return [(row.claim_id, _row(row)) for row in session.execute(_evidence(), {"ids": ids})]


@cache
def _evidence() -> Select[Any]:
    evidence, document, capture = EVIDENCE.c, DOCUMENTS.c, CAPTURES.c
    published_by = SOURCES.alias("published_by")
    of_document = (getattr(document, name) for name in _OF_DOCUMENT)
    of_capture = (getattr(capture, name) for name in ("text", "archived_url", "sha256", "file_name"))
    source = SOURCES.c.name.label("source"), SOURCES.c.kind.label("source_kind")
    confirmed_copy = archived_url_of(evidence.document_id).label("confirmed_copy")
    return (
        select(EVIDENCE, *of_document, *source, *of_capture, REVIEWERS.c.handle, confirmed_copy)
        .outerjoin(DOCUMENTS, document.id == evidence.document_id)
        .outerjoin(published_by, published_by.c.id == document.source_id)
        .outerjoin(SOURCES, SOURCES.c.id == living_id(published_by.c))
        .outerjoin(CAPTURES, (capture.document_id == document.id) & (capture.n == evidence.capture_n))
        .join(REVIEWERS, REVIEWERS.c.id == evidence.added_by_id)
        .where(evidence.claim_id.in_(bindparam("ids", expanding=True)))
        .order_by(evidence.claim_id, evidence.n)
    )


_OF_DOCUMENT = ("title", "url", "typed_url", "published_on", "published_precision", "medium")


def archived_url_of(document_id: SQLColumnExpression[Any]) -> ColumnElement[str | None]:
    """Return the newest confirmed copy of a document as a column; NULL where no archive confirmed one."""
    requests = ARCHIVE_REQUESTS.c
    newest = select(requests.archived_url).where(
        requests.document_id == document_id, requests.archived_url.is_not(None)
    )
    return newest.order_by(requests.n.desc()).limit(1).scalar_subquery()


def evidence_row(session: Session, claim_id: int, n: int) -> EvidenceRow:
    """Return one row of a claim's evidence."""
    from factdb.services.claims import claim_evidence  # noqa: PLC0415 - the page of a claim needs no models

    claim_evidence.find_evidence(session, claim_id, n)
    return next(row for row in evidence_of(session, claim_id) if row["id"] == f"{claim_id}.{n}")


def _row(row: Any) -> EvidenceRow:  # noqa: ANN401 - a row of the statement
    seconds = recording_times.seconds_in(row.medium, row.text, row.span_start)
    time, link = recording_times.time_and_link(seconds, row.typed_url or row.url)
    return {
        "id": f"{row.claim_id}.{row.n}",
        "on": row.question,
        "stance": row.stance,
        "source": row.source if row.source_kind != "unknown" else None,
        "title": row.title,
        "url": row.url,
        "typed_url": row.typed_url,
        "published_on": dates.shown(row.published_on, row.published_precision) if row.medium else None,
        "medium": row.medium,
        "source_class": row.source_class,
        "excerpt": row.excerpt,
        "recording_time": time,
        "recording_url": link,
        "note": row.note,
        "asked": row.asked,
        "answer_type": row.answer_type,
        "archived_url": row.archived_url or row.confirmed_copy,
        "sha256": row.sha256,
        "file_name": row.file_name,
        "document_id": row.document_id,
        "added_by": row.handle,
        "added_at": row.added_at,
        "withdrawn_at": row.withdrawn_at,
    }
