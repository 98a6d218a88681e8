"""Lists of a claim's verdicts, one row per version and question, for people and programs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from factdb.domain.enums import Question
from factdb.services.decisions import newest_versions
from factdb.services.reads.row_types import VerdictRow
from factdb.store.models import Approval, Rating, Reviewer, Scale, Verdict, VerdictEvidence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, Select
    from sqlalchemy.orm import Session

    from factdb.services.reads.row_types import StandingVerdictRow
    from factdb.store.models import Claim

COLUMNS = tuple(VerdictRow.__annotations__)
# The quotation first, because it is checked first.
_ORDER = (Question.QUOTE, Question.TRUTH)


def verdicts_of(session: Session, claim: Claim) -> tuple[list[StandingVerdictRow], list[StandingVerdictRow]]:
    """Return the verdicts in force or proposed, and separately the earlier versions."""
    withdrawn = newest_versions.withdrawn_versions(session, [claim.id])
    listed = _versions(session, [claim.id])
    rows: list[StandingVerdictRow] = [
        {
            **row,
            "in_force": row["version"] == getattr(claim, f"{row['on']}_version"),
            "withdrawn": (claim.id, row["version"]) in withdrawn,
        }
        for row in _in_order([row for _, row in listed])
    ]
    newest = newest_versions.newest_of((verdict for verdict, _ in listed), withdrawn)
    standing = {(verdict.version, str(question)) for question, verdict in newest.items()}
    current = [row for row in rows if row["in_force"] or (row["version"], row["on"]) in standing]
    return current, [row for row in rows if row not in current]


def every(session: Session, claim_id: int) -> list[VerdictRow]:
    """Return every version of a claim's verdicts, by question and version."""
    return _in_order([row for _, row in verdicts_by_claim(session, [claim_id])])


def _in_order(rows: list[VerdictRow]) -> list[VerdictRow]:
    return sorted(rows, key=lambda row: _ORDER.index(Question(row["on"])))


def verdicts_by_claim(session: Session, ids: Sequence[int]) -> list[tuple[int, VerdictRow]]:
    """Return every version of several claims with the claim's number, by claim, version and question."""
    return [(verdict.claim_id, row) for verdict, row in _versions(session, ids)]


def _versions(session: Session, ids: Sequence[int]) -> list[tuple[Verdict, VerdictRow]]:
    stood_on: dict[tuple[int, int, str], list[str]] = {}
    for row in session.execute(_evidence(), {"ids": ids}):  # the evidence, as names such as 7.2
        stood_on.setdefault((row.claim_id, row.version, row.question), []).append(f"{row.claim_id}.{row.n}")
    return [(row[0], _row(*row, stood_on)) for row in session.execute(_verdicts(), {"ids": ids})]


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


@cache
def _evidence() -> Select[int, int, Question, int]:
    columns = VerdictEvidence.claim_id, VerdictEvidence.version, VerdictEvidence.question, VerdictEvidence.n
    return select(*columns).where(VerdictEvidence.claim_id.in_(_IDS)).order_by(VerdictEvidence.n)


@cache
def _verdicts() -> Select[Verdict, Rating, Scale, str, str, datetime]:
    approver = aliased(Reviewer)
    return (
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
        .where(Verdict.claim_id.in_(_IDS))
        # As words, the questions are in the order in which they are checked.
        .order_by(Verdict.claim_id, Verdict.version, Verdict.question)
    )


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
