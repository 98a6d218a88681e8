"""Which verdicts of a claim stand, and which of them are in force: what the claim's row then says.

The newest version on a question stands, unless it was a correction that was withdrawn. It is in force when it is
decided and, where the desk decides by four eyes, approved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain.enums import Flag, Question
from factdb.errors.desk import FourEyesError
from factdb.services import policies
from factdb.store.models import Approval, ProposedChange, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from factdb.services.act import Act
    from factdb.store.models import Claim


def verdicts(session: Session, claim_id: int) -> dict[Question, Verdict]:
    """Return the standing verdict on each question that has one, the proposed too."""
    withdrawn = withdrawn_versions(session, claim_id)
    query = select(Verdict).where(Verdict.claim_id == claim_id).order_by(Verdict.version)
    found = {verdict.question: verdict for verdict in session.scalars(query) if verdict.version not in withdrawn}
    return {question: found[question] for question in Question if question in found}


def withdrawn_versions(session: Session, claim_id: int) -> set[int]:
    """Return the versions that were proposed as corrections and taken back."""
    taken_back = ProposedChange.claim_id == claim_id, ProposedChange.withdrawn_at.is_not(None)
    return set(session.scalars(select(ProposedChange.version).where(*taken_back)))


def next_version(session: Session, claim_id: int) -> int:
    """Return the number of the version that is written next: no number is given twice, withdrawn ones neither."""
    return (session.scalar(select(func.max(Verdict.version)).where(Verdict.claim_id == claim_id)) or 0) + 1


def in_force(found: Mapping[Question, Verdict]) -> dict[str, Any]:
    """Return the columns of a claim of which these verdicts are in force."""
    flags = {flag for verdict in found.values() for flag in verdict.flags}
    columns: dict[str, Any] = {"flags": tuple(flag for flag in Flag if flag in flags)}
    for question, verdict in found.items():
        columns[f"{question}_rating_id"] = verdict.rating_id
        columns[f"{question}_version"] = verdict.version
        columns["decided_at"] = max(columns.get("decided_at") or verdict.proposed_at, verdict.proposed_at)
    return columns


def approve(session: Session, claim: Claim, act: Act) -> tuple[list[list[object]], dict[str, Any]]:
    """Approve the standing verdicts that nobody has approved yet; they are in force from now on.

    Returns [version, question] of each, and the claim's columns. Under four eyes who proposed one can't.
    """
    found = verdicts(session, claim.id)
    if policies.current(session).four_eyes:
        for verdict in found.values():
            if verdict.proposed_by_id == act.actor_id:
                raise FourEyesError(claim.id, act.handle, verdict.version)
    approved: list[list[object]] = []
    for question, verdict in found.items():
        key = {"claim_id": claim.id, "version": verdict.version, "question": question}
        if session.get(Approval, tuple(key.values())) is None:
            session.add(Approval(**key, approved_by_id=act.actor_id, at=act.now))
            approved.append([verdict.version, str(question)])
    session.flush()
    return approved, in_force(found)
