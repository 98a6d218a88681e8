"""What waits on claims for an approval: the verdicts without one, and the evidence that they must agree with.

It is read for many claims at once: whether a reviewer can approve them is asked for all that wait on a desk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from factdb.domain.enums import Question, Stance
from factdb.services.decisions import newest_versions
from factdb.store.models import Approval, Evidence, Rating

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from factdb.store.models import Claim, Verdict


@dataclass(frozen=True, slots=True)
class PendingWork:
    """A claim with its standing verdicts and their ratings, by question; `unapproved` are those that wait.

    `stances` has the evidence that is not withdrawn: its numbers, and what each piece says.
    """

    claim: Claim
    verdicts: Mapping[Question, Verdict]
    ratings: Mapping[Question, Rating]
    unapproved: Sequence[Question]
    stances: dict[Question, dict[int, Stance]] = field(default_factory=lambda: {question: {} for question in Question})

    @property
    def newest(self) -> int:
        """The version of the newest verdict that stands; 0 without one."""
        return max((verdict.version for verdict in self.verdicts.values()), default=0)


def of_claims(session: Session, claims: Sequence[Claim]) -> list[PendingWork]:
    """Return what waits on each of several claims, in their order."""
    ids = [claim.id for claim in claims]
    standing = newest_versions.standing_by_claim(session, ids)
    approved = _approved(session, ids)
    rating_ids = {verdict.rating_id for verdicts in standing.values() for verdict in verdicts.values()}
    ratings = {row.id: row for row in session.scalars(select(Rating).where(Rating.id.in_(rating_ids)))}
    works = {
        claim.id: PendingWork(
            claim,
            verdicts := standing[claim.id],
            {question: ratings[verdict.rating_id] for question, verdict in verdicts.items()},
            [question for question, row in verdicts.items() if (claim.id, row.version, question) not in approved],
        )
        for claim in claims
    }
    facts = select(Evidence.claim_id, Evidence.question, Evidence.n, Evidence.stance).order_by(Evidence.n)
    for claim_id, question, n, stance in session.execute(
        facts.where(Evidence.claim_id.in_(ids), Evidence.withdrawn_at.is_(None))
    ):
        works[claim_id].stances[question][n] = stance
    return [works[number] for number in ids]


def _approved(session: Session, ids: Sequence[int]) -> set[tuple[int, int, Question]]:
    """Return claim, version and question of each verdict that is approved."""
    key = select(Approval.claim_id, Approval.version, Approval.question).where(Approval.claim_id.in_(ids))
    return {(claim_id, version, question) for claim_id, version, question in session.execute(key)}
