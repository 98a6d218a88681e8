"""Finds the newest versions of verdicts, of one claim or of many at once.

The newest version on a question is the last one written, unless it was a correction that was withdrawn. It stands while
none of the evidence that it rests on is withdrawn.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from factdb.domain.enums import Question
from factdb.store.tables import EVIDENCE, PROPOSED_CHANGES, VERDICT_EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import BindParameter, Select
    from sqlalchemy.orm import Session

    from factdb.store.models import Verdict
    from factdb.store.sessions import OpenDatabase


def newest_verdicts(session: Session, claim_id: int) -> dict[Question, Verdict]:
    """Return the newest verdict on each question that has one, including proposed verdicts."""
    return newest_by_claim(session, [claim_id])[claim_id]


def newest_by_claim(session: Session, ids: Sequence[int]) -> dict[int, dict[Question, Verdict]]:
    """Return the newest verdicts of several claims, by claim."""
    verdicts: dict[int, list[Verdict]] = {claim_id: [] for claim_id in ids}
    for verdict in session.scalars(_verdicts(), {"ids": ids}):  # first, because it writes what the session has changed
        verdicts[verdict.claim_id].append(verdict)
    withdrawn = withdrawn_versions(session, ids)
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
    newest_verdicts_by_claim = newest_by_claim(session, ids)
    broken = {tuple(key) for key in session.execute(_broken(), {"ids": ids})}
    return {
        claim_id: {
            question: verdict
            for question, verdict in newest.items()
            if (claim_id, verdict.version, question) not in broken
        }
        for claim_id, newest in newest_verdicts_by_claim.items()
    }


def withdrawn_versions(session: OpenDatabase, ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return claim and version of each correction of several claims that was withdrawn."""
    return {(claim_id, version) for claim_id, version in session.execute(_withdrawn(), {"ids": ids})}


# Pages ask for these often, and to make a statement takes longer than to run it.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


@cache
def _verdicts() -> Select[Verdict]:
    from factdb.store.models import Verdict  # noqa: PLC0415 - the page of a claim needs no models

    return select(Verdict).where(Verdict.claim_id.in_(_IDS)).order_by(Verdict.claim_id, Verdict.version)


@cache
def _broken() -> Select[int, int, str]:
    """Select the verdicts that rest on evidence that was withdrawn since."""
    cited, evidence = VERDICT_EVIDENCE.c, EVIDENCE.c
    is_cited = (evidence.claim_id == cited.claim_id) & (evidence.n == cited.n)
    withdrawn = cited.claim_id.in_(_IDS), evidence.withdrawn_at.is_not(None)
    return select(cited.claim_id, cited.version, cited.question).join(EVIDENCE, is_cited).where(*withdrawn)


@cache
def _withdrawn() -> Select[int, int]:
    change = PROPOSED_CHANGES.c
    return select(change.claim_id, change.version).where(change.claim_id.in_(_IDS), change.withdrawn_at.is_not(None))
