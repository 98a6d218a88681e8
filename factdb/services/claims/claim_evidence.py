"""Adds evidence to a question of a claim, with a stance and an excerpt; withdraws evidence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import passages, text
from factdb.domain.enums import PUBLIC_STATUSES, Medium, Question, Role, SourceClass, Stance
from factdb.domain.history.events import ClaimEvent
from factdb.errors import NoSuchError
from factdb.errors.evidence import EvidenceWithdrawnError, OneDocumentError, SameEvidenceError
from factdb.services.desk import desk_policy
from factdb.services.documents import captures, documents
from factdb.services.ledger import claim_ledger
from factdb.store.models import Document, Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.formats.records import claim_record
    from factdb.services.actor import Actor
    from factdb.store.models import Claim

    CitedEvidence = Evidence | claim_record.EvidenceRecord


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """The facts of new evidence: the document, its stance, its question, and more."""

    document: documents.DocumentDraft
    stance: Stance
    question: Question = Question.TRUTH
    reading: captures.Reading | None = None
    excerpt: str | None = None
    note: str | None = None
    source_class: SourceClass = SourceClass.SECONDARY


@dataclass(slots=True)
class AddedEvidence:
    """The new evidence, with notices for the user.

    `published_notice` says when readers see the evidence of a published claim; a correction rests on it already.
    """

    evidence: Evidence
    document: Document
    notices: list[str] = field(default_factory=list)
    published_notice: list[str] = field(default_factory=list)


def add(session: Session, claim: Claim, actor: Actor, draft: EvidenceDraft) -> AddedEvidence:
    """Add evidence to a locked claim and its history; refuse the same words of the same document."""
    actor.require("evidence add")
    published_notice = _after_publication(session, claim, actor)
    if not (draft.document.url or draft.reading or draft.document.medium is Medium.INTERVIEW):
        raise OneDocumentError
    # The document first: two URLs of one page are the same document.
    stored = documents.store_document(session, actor, draft.document, draft.reading)
    is_fetched = draft.reading is not None and draft.reading.is_fetched
    excerpt, span = _locate_excerpt(text.clean_optional(draft.excerpt, "excerpt"), stored, may_differ=is_fetched)
    draft = replace(draft, excerpt=excerpt, note=text.clean_optional(draft.note, "note"))
    _require_new(session, claim, draft, stored.document)
    row = _evidence_row(session, claim, actor, draft, stored, span)
    sha256 = stored.capture.sha256 if stored.capture else None
    record(
        session,
        claim,
        actor,
        row,
        history_facts(row, stored.document.uid, stored.document.url, row.capture_n, sha256, span),
    )
    return AddedEvidence(row, stored.document, stored.notices, published_notice)


def _after_publication(session: Session, claim: Claim, actor: Actor) -> list[str]:
    """Return a notice if the claim is published; where the desk requires a second editor, only an editor may add."""
    if claim.status not in PUBLIC_STATUSES:
        return []
    if desk_policy.current(session).four_eyes:
        actor.require_role(Role.EDITOR, "evidence add, to a published claim")
    return [f"claim {claim.id} is {claim.status}: readers see the evidence when a correction rests on it"]


def record(session: Session, claim: Claim, actor: Actor, row: Evidence, facts: Mapping[str, object]) -> None:
    """Write a new row of a locked claim, and its `facts` into the claim's history."""
    session.add(row)
    session.flush()
    detail = {"n": row.n, "evidence": facts}
    claim_ledger.record(
        session, claim, actor, ClaimEvent.EVIDENCE_ADDED, detail, evidence_count=claim.evidence_count + 1
    )


def next_number(session: Session, claim_id: int) -> int:
    """Return the next evidence number of a locked claim, from 1."""
    return claim_ledger.next_number(session, Evidence.n, Evidence.claim_id == claim_id)


def history_facts(
    cited: CitedEvidence,
    document: str | None,
    url: str | None,
    capture: int | None,
    sha256: str | None = None,
    span: passages.Span | None = None,
) -> dict[str, Any]:
    """Return the facts of evidence for the history: the cited words, and the document by its uid."""
    return {
        "question": str(cited.question),
        "stance": str(cited.stance),
        "document": document,
        "url": url,
        "capture": capture,
        "sha256": sha256,
        "excerpt": cited.excerpt,
        "span": [span.start, span.end] if span else None,
        "note": cited.note,
        "source_class": str(cited.source_class or SourceClass.SECONDARY),
        "asked": cited.asked,
        "answer_type": cited.answer_type,
    }


def withdraw(session: Session, claim: Claim, actor: Actor, n: int, reason: str, **columns: object) -> None:
    """Withdraw evidence of a locked claim, and change `columns` of it; `decisions.withdrawing` has the rules."""
    row = find_evidence(session, claim.id, n)
    if row.withdrawn_at is not None:
        raise EvidenceWithdrawnError(f"{claim.id}.{n}", row.withdrawn_at)
    detail = {"n": n, "reason": text.clean(reason, "reason")}
    # The row itself stays: verdicts that rest on it cite it permanently.
    row.withdrawn_at = actor.now
    columns["evidence_count"] = claim.evidence_count - 1
    claim_ledger.record(session, claim, actor, ClaimEvent.EVIDENCE_WITHDRAWN, detail, **columns)


def find_evidence(session: Session, claim_id: int, n: int) -> Evidence:
    """Return one row of evidence."""
    row = session.get(Evidence, (claim_id, n))
    if row is None:
        raise NoSuchError(
            "evidence", f"{claim_id}.{n}", next_step=f"See the evidence of the claim: factdb evidence list {claim_id}"
        )
    return row


def active_evidence(session: Session, claim_id: int, question: Question) -> list[Evidence]:
    """Return the evidence on a question that is not withdrawn, in order."""
    query = select(Evidence).where(
        Evidence.claim_id == claim_id, Evidence.question == question, Evidence.withdrawn_at.is_(None)
    )
    return list(session.scalars(query.order_by(Evidence.n)))


def _require_new(session: Session, claim: Claim, draft: EvidenceDraft, document: Document) -> None:
    # Only among evidence that is not withdrawn: withdrawn evidence can be added again.
    for row in active_evidence(session, claim.id, draft.question):
        if row.document_id == document.id and (row.excerpt or "") == (draft.excerpt or ""):
            raise SameEvidenceError(claim.id, draft.question, row.n)


def _evidence_row(
    session: Session,
    claim: Claim,
    actor: Actor,
    draft: EvidenceDraft,
    stored: documents.StoredDocument,
    span: passages.Span | None,
) -> Evidence:
    return Evidence(
        claim_id=claim.id,
        n=next_number(session, claim.id),
        question=draft.question,
        stance=draft.stance,
        document_id=stored.document.id,
        capture_n=stored.capture.n if stored.capture else None,
        excerpt=draft.excerpt,
        span_start=span.start if span else None,
        span_end=span.end if span else None,
        note=draft.note,
        source_class=draft.source_class,
        added_by_id=actor.id,
        added_at=actor.now,
    )


def _locate_excerpt(
    excerpt: str | None, stored: documents.StoredDocument, *, may_differ: bool
) -> tuple[str | None, passages.Span | None]:
    """Find the excerpt in the capture's text; without a text, take it as given.

    A fetched page may show another text than the person saw: there the excerpt stands, as not in the page.
    """
    capture = stored.capture
    if excerpt is None or capture is None or capture.text is None:
        return excerpt, None
    places = passages.find(capture.text, excerpt)
    if not places and not may_differ:
        raise NoSuchError("passage", excerpt, next_step="Copy the excerpt from the file, word for word.")
    if not places:
        return excerpt, None
    span = places[0]
    return capture.text[span.start : span.end], span
