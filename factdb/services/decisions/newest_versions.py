"""Finds the newest versions of verdicts, of one claim or of many at once.

The newest version on a question is the last one written, unless it was a correction that was withdrawn. It stands while
none of the evidence that it rests on is withdrawn.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from factdb.domain.enums import Question
from factdb.store.models import Evidence, ProposedChange, Verdict, VerdictEvidence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import BindParameter, Select
    from sqlalchemy.orm import Session


def newest_verdicts(session: Session, claim_id: int) -> dict[Question, Verdict]:
    """Return the newest verdict on each question that has one, including proposed verdicts."""
    return newest_by_claim(session, [claim_id])[claim_id]


def newest_by_claim(session: Session, ids: Sequence[int]) -> dict[int, dict[Question, Verdict]]:
    """Return the newest verdicts of several claims, by claim."""
    withdrawn = withdrawn_versions(session, ids)
    verdicts: dict[int, list[Verdict]] = {claim_id: [] for claim_id in ids}
    for verdict in session.scalars(_verdicts(), {"ids": ids}):
        verdicts[verdict.claim_id].append(verdict)
    return {claim_id: newest_of(rows, withdrawn) for claim_id, rows in verdicts.items()}


def newest_of(verdicts: Iterable[Verdict], withdrawn: Collection[tuple[int, int]]) -> dict[Question, Verdict]:
    """Return the newest of a claim's verdicts by question; they come oldest first, with `withdrawn_versions`."""
    # Oldest first, so that the newest version of a question stays in the dictionary.
    verdict_by_question = {
        verdict.question: verdict for verdict in verdicts if (verdict.claim_id, verdict.version) not in withdrawn
    }
    return {question: verdict_by_question[question] for question in Question if question in verdict_by_question}


def standing_verdicts(session: Session, claim_id: int) -> dict[Question, Verdict]:
    """Return the newest verdicts without those that rest on evidence that was withdrawn since: they do not count."""
    return standing_by_claim(session, [claim_id])[claim_id]


def standing_by_claim(session: Session, ids: Sequence[int]) -> dict[int, dict[Question, Verdict]]:
    """Return the standing verdicts of several claims, by claim."""
    broken = {tuple(key) for key in session.execute(_broken(), {"ids": ids})}
    return {
        claim_id: {
            question: verdict
            for question, verdict in newest.items()
            if (claim_id, verdict.version, question) not in broken
        }
        for claim_id, newest in newest_by_claim(session, ids).items()
    }


def withdrawn_versions(session: Session, ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return claim and version of each correction of several claims that was withdrawn."""
    return {(claim_id, version) for claim_id, version in session.execute(_withdrawn(), {"ids": ids})}


# Pages ask for these often, and to make a statement takes longer than to run it.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


@cache
def _verdicts() -> Select[Verdict]:
    return select(Verdict).where(Verdict.claim_id.in_(_IDS)).order_by(Verdict.claim_id, Verdict.version)


@cache
def _broken() -> Select[int, int, Question]:
    """Select the verdicts that rest on evidence that was withdrawn since."""
    key = VerdictEvidence.claim_id, VerdictEvidence.version, VerdictEvidence.question
    withdrawn = VerdictEvidence.claim_id.in_(_IDS), Evidence.withdrawn_at.is_not(None)
    return select(*key).join(VerdictEvidence.evidence).where(*withdrawn)


@cache
def _withdrawn() -> Select[int, int]:
    withdrawn = ProposedChange.claim_id.in_(_IDS), ProposedChange.withdrawn_at.is_not(None)
    return select(ProposedChange.claim_id, ProposedChange.version).where(*withdrawn)
