"""Lists of a claim's verdicts, one row per version and question, for people and programs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from factdb.domain.enums import Question
from factdb.services.decisions import newest_versions
from factdb.services.reads.row_types import VerdictRow
from factdb.store.tables import APPROVALS, RATINGS, REVIEWERS, SCALES, VERDICT_EVIDENCE, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import BindParameter, Select

    from factdb.services.reads.row_types import StandingVerdictRow
    from factdb.store.sessions import OpenDatabase

COLUMNS = tuple(VerdictRow.__annotations__)
# The quotation first, because it is checked first.
_ORDER = (Question.QUOTE, Question.TRUTH)


def verdicts_of(
    session: OpenDatabase,
    claim: Any,  # noqa: ANN401 - a row of claims, or the model
) -> tuple[list[StandingVerdictRow], list[StandingVerdictRow]]:
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


def every(session: OpenDatabase, claim_id: int) -> list[VerdictRow]:
    """Return every version of a claim's verdicts, by question and version."""
    return _in_order([row for _, row in verdicts_by_claim(session, [claim_id])])


def _in_order(rows: list[VerdictRow]) -> list[VerdictRow]:
    return sorted(rows, key=lambda row: _ORDER.index(Question(row["on"])))


def verdicts_by_claim(session: OpenDatabase, ids: Sequence[int]) -> list[tuple[int, VerdictRow]]:
    """Return every version of several claims with the claim's number, by claim, version and question."""
    return [(verdict.claim_id, row) for verdict, row in _versions(session, ids)]


def _versions(session: OpenDatabase, ids: Sequence[int]) -> list[tuple[Any, VerdictRow]]:
    stood_on: dict[tuple[int, int, str], list[str]] = {}
    for row in session.execute(_evidence(), {"ids": ids}):  # the evidence, as names such as 7.2
        stood_on.setdefault((row.claim_id, row.version, row.question), []).append(f"{row.claim_id}.{row.n}")
    return [(row, _row(row, stood_on)) for row in session.execute(_verdicts(), {"ids": ids})]


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


@cache
def _evidence() -> Select[Any]:
    return select(VERDICT_EVIDENCE).where(VERDICT_EVIDENCE.c.claim_id.in_(_IDS)).order_by(VERDICT_EVIDENCE.c.n)


@cache
def _verdicts() -> Select[Any]:
    verdict, rating, approval, approver = VERDICTS.c, RATINGS.c, APPROVALS.c, REVIEWERS.alias("approver")
    rated_as = rating.code, rating.label, rating.category, SCALES.c.code.label("scale")
    approved = approver.c.handle.label("approved_by"), approval.at.label("approved_at")
    approves = (
        (approval.claim_id == verdict.claim_id)
        & (approval.version == verdict.version)
        & (approval.question == verdict.question)
    )
    return (
        select(VERDICTS, *rated_as, REVIEWERS.c.handle, *approved)
        .join(RATINGS, rating.id == verdict.rating_id)
        .join(SCALES, SCALES.c.id == rating.scale_id)
        .join(REVIEWERS, REVIEWERS.c.id == verdict.proposed_by_id)
        .outerjoin(APPROVALS, approves)
        .outerjoin(approver, approver.c.id == approval.approved_by_id)
        .where(verdict.claim_id.in_(_IDS))
        # As words, the questions are in the order in which they are checked.
        .order_by(verdict.claim_id, verdict.version, verdict.question)
    )


def _row(verdict: Any, stood_on: dict[tuple[int, int, str], list[str]]) -> VerdictRow:  # noqa: ANN401 - a row of the statement
    return {
        "on": verdict.question,
        "rating": verdict.code,
        "label": verdict.label,
        "scale": verdict.scale,
        "category": verdict.category,
        "because": verdict.rationale,
        "flags": [str(flag) for flag in verdict.flags],
        "as_of": verdict.as_of,
        "searched": verdict.searched,
        "version": verdict.version,
        "change": verdict.change_kind,
        "public_note": verdict.public_note,
        "decided_by": verdict.handle,
        "decided_at": verdict.proposed_at,
        "approved_by": verdict.approved_by,
        "approved_at": verdict.approved_at,
        "evidence": stood_on.get((verdict.claim_id, verdict.version, verdict.question), []),
        "although": verdict.although,
    }
