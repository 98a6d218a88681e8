"""Writes a version of a claim's verdicts: one row for each question that is decided, with the evidence it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factdb.domain import ratings
from factdb.domain.enums import ChangeKind, Flag, Question
from factdb.errors.decisions import WrongEvidenceError
from factdb.services import evidence, ledger, standing
from factdb.store.models import Rating, Verdict, VerdictEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.act import Act
    from factdb.store.models import Claim, Evidence


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides on one question of a claim; `cited` are numbers of evidence, None: all that stands.

    Flags may stand in any order, and more than once.
    """

    rating: Rating
    because: str
    flags: tuple[Flag, ...] = ()
    as_of: date | None = None
    searched: str | None = None
    cited: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Why a version is written, where what was published changes, and what readers are told of it."""

    kind: ChangeKind
    public_note: str


@dataclass(frozen=True, slots=True)
class Written:
    """A version as it was written: its number, and what history keeps of it."""

    version: int
    verdicts: dict[str, dict[str, object]]

    @property
    def detail(self) -> dict[str, Any]:
        """What a row of history holds of it."""
        return {"version": self.version, "verdicts": self.verdicts}


def write(
    session: Session,
    claim: Claim,
    act: Act,
    decisions: Mapping[Question, Decision],
    change: Change | None = None,
) -> Written:
    """Write the next version; the caller writes the history."""
    before = standing.verdicts(session, claim.id)
    version = standing.next_version(session, claim.id)
    verdicts: dict[str, dict[str, object]] = {}
    for question in Question:
        if question not in decisions:
            continue
        cited = _cited(session, claim, question, decisions[question])
        plain = ChangeKind.REVISION if question in before else ChangeKind.FIRST
        verdict = _row(claim, act, version, question, decisions[question])
        verdict.change_kind, verdict.public_note = (change.kind, change.public_note) if change else (plain, None)
        _insert(session, verdict, cited)
        verdicts[str(question)] = _facts(session, verdict, [row.n for row in cited])
    return Written(version, verdicts)


def _row(claim: Claim, act: Act, version: int, question: Question, decision: Decision) -> Verdict:
    return Verdict(
        claim_id=claim.id,
        version=version,
        question=question,
        rating_id=decision.rating.id,
        rationale=decision.because,
        flags=tuple(flag for flag in Flag if flag in decision.flags),
        as_of=decision.as_of,
        proposed_by_id=act.actor_id,
        proposed_at=act.now,
        searched=decision.searched,
    )


def _insert(session: Session, verdict: Verdict, cited: Sequence[Evidence]) -> None:
    session.add(verdict)
    session.flush()
    key = {"claim_id": verdict.claim_id, "version": verdict.version, "question": verdict.question}
    for row in cited:
        session.add(VerdictEvidence(**key, n=row.n))
    session.flush()


def _cited(session: Session, claim: Claim, question: Question, decision: Decision) -> list[Evidence]:
    """Return the evidence that a decision names, or refuse one that stands on too little."""
    stands = evidence.standing(session, claim.id, question)
    cited = stands if decision.cited is None else _named(session, claim, question, stands, decision.cited)
    rating, stances = decision.rating, [row.stance for row in cited]
    ratings.must_be_founded(claim.id, question, rating.code, rating.category, stances, decision.searched)
    return cited


def _named(
    session: Session, claim: Claim, question: Question, stands: Sequence[Evidence], numbers: Sequence[int]
) -> list[Evidence]:
    by_number = {row.n: row for row in stands}
    for n in numbers:
        if n not in by_number:
            row = evidence.named(session, claim.id, n)
            why = "was withdrawn" if row.withdrawn_at else f"is on the {row.question}, not on the {question}"
            raise WrongEvidenceError(claim.id, n, why)
    return [by_number[n] for n in sorted(set(numbers))]


def _facts(session: Session, verdict: Verdict, cited: list[int]) -> dict[str, object]:
    return {
        "rating": ledger.rating_code(session, verdict.rating_id),
        "because": verdict.rationale,
        "flags": [str(flag) for flag in verdict.flags],
        "as_of": verdict.as_of.isoformat() if verdict.as_of else None,
        "searched": verdict.searched,
        "change": str(verdict.change_kind),
        "public_note": verdict.public_note,
        "evidence": list(cited),
    }
