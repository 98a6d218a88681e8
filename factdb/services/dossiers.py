"""Everything that is known of one claim, gathered for `claims show`: the same for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from factdb.domain import anchors, history
from factdb.domain.words import LinkState, Question
from factdb.errors import NoSuchError
from factdb.services import evidence_rows, listing, repeats
from factdb.store.models import (
    Approval,
    Capture,
    Claim,
    ClaimLink,
    History,
    Rating,
    Reviewer,
    Scale,
    Verdict,
    VerdictEvidence,
)
from factdb.store.views import V1_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

Dossier = dict[str, Any]


def of_claim(session: Session, name: int | str, *, with_history: bool = False) -> Dossier:
    """Return a claim with its passage, verdicts, evidence, links and notes; keys as `claims show --json` has them."""
    claim = _claim(session, name)
    row = session.execute(select(V1_CLAIMS).where(V1_CLAIMS.c.id == claim.id)).mappings().one()
    events = history_of(session, claim.id)
    dossier = {
        **listing.listed(dict(row)),
        "said_basis": str(claim.said_basis),
        "row_version": claim.row_version,
        "passage": _passage(session, claim),
        "verdicts": _verdicts(session, claim),
        "evidence": evidence_rows.of_claim(session, claim.id),
        "links": _links(session, claim.id),
        "repeats": repeats.of_claim(session, claim),
        "notes": [
            {"at": event["at"], "by": event["actor"], "note": event["body"]["note"]}
            for event in events
            if event["kind"] == "noted"
        ],
    }
    return {**dossier, "history": events} if with_history else dossier


def history_of(session: Session, claim_id: int) -> list[Dossier]:
    """Return a claim's history, oldest first."""
    query = (
        select(History, Reviewer.handle).join(History.actor).where(History.claim_id == claim_id).order_by(History.seq)
    )
    return [
        {
            "seq": event.seq,
            "at": event.at,
            "actor": handle,
            "kind": event.kind,
            "body": history.read(event.body),
            "hash": event.hash,
        }
        for event, handle in session.execute(query)
    ]


def form_of(session: Session, name: int | str, columns: Sequence[str]) -> Dossier:
    """Return a claim's columns as somebody edits them, with its number and version."""
    claim = _claim(session, name)
    row = session.execute(select(V1_CLAIMS).where(V1_CLAIMS.c.id == claim.id)).mappings().one()
    known = {**listing.listed(dict(row)), "headline": claim.headline, "priority": claim.priority}
    return {"id": claim.id, "row_version": claim.row_version, **{column: known[column] for column in columns}}


def _claim(session: Session, name: int | str) -> Claim:
    column = Claim.id if isinstance(name, int) else Claim.uid
    claim = session.scalar(select(Claim).where(column == name))
    if claim is None:
        raise NoSuchError("claim", name, next_step="those that there are: factdb claims list")
    return claim


def _passage(session: Session, claim: Claim) -> Dossier | None:
    if claim.span_start is None or claim.span_end is None:
        return None
    capture = session.get_one(Capture, (claim.document_id, claim.capture_n))
    span = anchors.Span(claim.span_start, claim.span_end)
    before, passage, after = anchors.marked(capture.text or "", span)
    return {
        "document_id": claim.document_id,
        "capture": claim.capture_n,
        "sha256": capture.sha256,
        "start": claim.span_start,
        "end": claim.span_end,
        "before": before,
        "text": passage,
        "after": after,
    }


def _verdicts(session: Session, claim: Claim) -> list[Dossier]:
    """Return the verdicts in force: on the quotation first, as it comes first in the work."""
    versions = {Question.QUOTE: claim.quote_version, Question.TRUTH: claim.truth_version}
    approver = aliased(Reviewer)
    found = []
    for question, version in versions.items():
        query = (
            select(Verdict, Rating, Scale, Reviewer.handle, approver.handle, Approval.at)
            .join(Verdict.rating)
            .join(Rating.scale)
            .join(Reviewer, Reviewer.id == Verdict.proposed_by_id)
            .outerjoin(
                Approval,
                (Approval.claim_id == Verdict.claim_id)
                & (Approval.version == Verdict.version)
                & (Approval.question == Verdict.question),
            )
            .outerjoin(approver, approver.id == Approval.approved_by_id)
            .where(Verdict.claim_id == claim.id, Verdict.version == version, Verdict.question == question)
        )
        found += [_verdict_row(session, *row) for row in session.execute(query)]
    return found


def _verdict_row(
    session: Session,
    verdict: Verdict,
    rating: Rating,
    scale: Scale,
    by: str,
    approver: str | None,
    at: object,
) -> Dossier:
    stood_on = select(VerdictEvidence.n).where(
        VerdictEvidence.claim_id == verdict.claim_id,
        VerdictEvidence.version == verdict.version,
        VerdictEvidence.question == verdict.question,
    )
    return {
        "on": str(verdict.question),
        "rating": rating.code,
        "label": rating.label,
        "scale": scale.code,
        "category": rating.category,
        "because": verdict.rationale,
        "flags": [str(flag) for flag in verdict.flags],
        "as_of": verdict.as_of,
        "searched": verdict.searched,
        "version": verdict.version,
        "change": str(verdict.change_kind),
        "public_note": verdict.public_note,
        "decided_by": by,
        "decided_at": verdict.proposed_at,
        "approved_by": approver,
        "approved_at": at,
        "evidence": [f"{verdict.claim_id}.{n}" for n in session.scalars(stood_on.order_by(VerdictEvidence.n))],
    }


def _links(session: Session, claim_id: int) -> list[Dossier]:
    other = aliased(Claim)
    query = (
        select(ClaimLink, other.id, other.claim)
        .join(
            other,
            (other.id != claim_id) & or_(other.id == ClaimLink.claim_id, other.id == ClaimLink.other_id),
        )
        .where(or_(ClaimLink.claim_id == claim_id, ClaimLink.other_id == claim_id))
        .where(ClaimLink.state != LinkState.REJECTED)
        .order_by(other.id)
    )
    return [
        {
            "kind": str(link.kind),
            "direction": "to" if link.claim_id == claim_id else "from",
            "claim": number,
            "says": words,
            "state": str(link.state),
        }
        for link, number, words in session.execute(query)
    ]
