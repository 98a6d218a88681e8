"""Lists of a claim's verdicts, one row per version and question, for people and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from factdb.domain.enums import Question
from factdb.services.decisions import versions
from factdb.services.reads.row_types import VerdictRow
from factdb.store.models import Approval, Rating, Reviewer, Scale, Verdict, VerdictEvidence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from factdb.services.reads.row_types import StandingVerdictRow
    from factdb.store.models import Claim

COLUMNS = tuple(VerdictRow.__annotations__)
# The quotation first, because it is checked first.
_ORDER = (Question.QUOTE, Question.TRUTH)


def verdicts_of(session: Session, claim: Claim) -> tuple[list[StandingVerdictRow], list[StandingVerdictRow]]:
    """Return the verdicts in force or proposed, and separately the earlier versions."""
    withdrawn = versions.withdrawn_versions(session, claim.id)
    rows: list[StandingVerdictRow] = [
        {
            **row,
            "in_force": row["version"] == getattr(claim, f"{row['on']}_version"),
            "withdrawn": row["version"] in withdrawn,
        }
        for row in every(session, claim.id)
    ]
    standing = {
        (verdict.version, str(question)) for question, verdict in versions.newest_verdicts(session, claim.id).items()
    }
    current = [row for row in rows if row["in_force"] or (row["version"], row["on"]) in standing]
    return current, [row for row in rows if row not in current]


def every(session: Session, claim_id: int) -> list[VerdictRow]:
    """Return every version of a claim's verdicts, by question and version."""
    rows = [row for _, row in verdicts_by_claim(session, [claim_id])]
    return sorted(rows, key=lambda row: _ORDER.index(Question(row["on"])))


def verdicts_by_claim(session: Session, ids: Sequence[int]) -> list[tuple[int, VerdictRow]]:
    """Return every version of several claims with the claim's number, by claim, version and question."""
    approver = aliased(Reviewer)
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
        .where(Verdict.claim_id.in_(ids))
        # As words, the questions are in the order in which they are checked.
        .order_by(Verdict.claim_id, Verdict.version, Verdict.question)
    )
    stood_on = _evidence(session, ids)
    return [(row[0].claim_id, _row(*row, stood_on)) for row in session.execute(query)]


def _evidence(session: Session, ids: Sequence[int]) -> dict[tuple[int, int, str], list[str]]:
    """Return the evidence of each version on each question, as names such as 7.2."""
    names: dict[tuple[int, int, str], list[str]] = {}
    query = select(VerdictEvidence).where(VerdictEvidence.claim_id.in_(ids)).order_by(VerdictEvidence.n)
    for row in session.scalars(query):
        names.setdefault((row.claim_id, row.version, row.question), []).append(f"{row.claim_id}.{row.n}")
    return names


def _row(
    verdict: Verdict,
    rating: Rating,
    scale: Scale,
    by: str,
    approver: str | None,
    at: datetime | None,
    stood_on: dict[tuple[int, int, str], list[str]],
) -> VerdictRow:
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
        "evidence": stood_on.get((verdict.claim_id, verdict.version, verdict.question), []),
        "although": verdict.although,
    }
