"""Decides claims: writes a version of the verdict on each question that was rated, with the evidence it stands on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from factdb.domain import ratings, workflow
from factdb.domain.words import ChangeKind, Flag, Question, Status
from factdb.errors.rules import IllegalMoveError
from factdb.errors.verdicts import PublishedError, WrongEvidenceError
from factdb.services import evidence, ledger, reviewing
from factdb.store.models import Rating, Verdict, VerdictEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.act import Act
    from factdb.store.models import Claim, Evidence


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides on one question of a claim; `cited` are numbers of evidence, None: all that stands."""

    rating: Rating
    because: str
    flags: tuple[Flag, ...] = ()
    as_of: date | None = None
    searched: str | None = None
    cited: Sequence[int] | None = None


@dataclass(slots=True)
class Decided:
    """A version as it was written, and the moves that it took."""

    version: int
    moves: list[reviewing.Moved] = field(default_factory=list)


def decide(session: Session, claim: Claim, act: Act, decisions: Mapping[Question, Decision]) -> Decided:
    """Rate a locked claim: it passes to `reviewed`, each move in its history; a reviewed one gets a revision."""
    act.may("claims rate")
    path = _path(claim)
    moves = [reviewing.set_status(session, claim, act, step) for step in path[:-1]]
    version = _next_version(session, claim.id)
    bodies = {str(q): _write(session, claim, act, version, q, decisions[q]) for q in Question if q in decisions}
    ledger.record(
        session, claim, act, "rated", {"version": version, "verdicts": bodies},
        decided_at=act.now, flags=_flags(session, claim, decisions), **_in_force(version, decisions),
    )  # fmt: skip
    moves += [reviewing.set_status(session, claim, act, step) for step in path[-1:]]
    return Decided(version, moves)


def _path(claim: Claim) -> tuple[Status, ...]:
    """Return the moves that rating takes, or refuse with the one that must come first."""
    if claim.status in workflow.PATH_TO_REVIEWED:
        return workflow.PATH_TO_REVIEWED[claim.status]
    if claim.status in {Status.PUBLISHED, Status.CORRECTING}:
        raise PublishedError(claim.id, claim.status)
    moves = [str(status) for status in workflow.possible(claim.status)]
    hint = f'first: factdb claims status {claim.id} {moves[0]} --reason "..."' if moves else ""
    raise IllegalMoveError(claim.id, claim.status, "rated", moves, hint)


def _next_version(session: Session, claim_id: int) -> int:
    return (session.scalar(select(func.max(Verdict.version)).where(Verdict.claim_id == claim_id)) or 0) + 1


def _write(
    session: Session, claim: Claim, act: Act, version: int, question: Question, decision: Decision
) -> dict[str, object]:
    """Write one verdict and what it stands on; return what history keeps of it."""
    cited = _cited(session, claim, question, decision)
    stances = [row.stance for row in cited]
    rating = decision.rating
    ratings.must_be_founded(claim.id, question, rating.code, rating.category, stances, decision.searched)
    verdict = Verdict(
        claim_id=claim.id,
        version=version,
        question=question,
        rating_id=rating.id,
        rationale=decision.because,
        flags=decision.flags,
        as_of=decision.as_of,
        proposed_by_id=act.actor_id,
        proposed_at=act.now,
        searched=decision.searched,
        change_kind=_change_kind(claim, question),
        public_note=None,
    )
    session.add(verdict)
    session.flush()
    for row in cited:
        session.add(VerdictEvidence(claim_id=claim.id, version=version, question=question, n=row.n))
    session.flush()
    return _facts(session, verdict, [row.n for row in cited])


def _cited(session: Session, claim: Claim, question: Question, decision: Decision) -> list[Evidence]:
    standing = evidence.standing(session, claim.id, question)
    if decision.cited is None:
        return standing
    by_number = {row.n: row for row in standing}
    for n in decision.cited:
        if n not in by_number:
            row = evidence.named(session, claim.id, n)
            why = "was withdrawn" if row.withdrawn_at else f"is on the {row.question}, not on the {question}"
            raise WrongEvidenceError(claim.id, n, why)
    return [by_number[n] for n in sorted(set(decision.cited))]


def _change_kind(claim: Claim, question: Question) -> ChangeKind:
    before = claim.truth_version if question is Question.TRUTH else claim.quote_version
    return ChangeKind.FIRST if before is None else ChangeKind.REVISION


def _in_force(version: int, decisions: Mapping[Question, Decision]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for question, decision in decisions.items():
        changes[f"{question}_rating_id"] = decision.rating.id
        changes[f"{question}_version"] = version
    return changes


def _flags(session: Session, claim: Claim, decisions: Mapping[Question, Decision]) -> tuple[Flag, ...]:
    """Return the flags of both verdicts in force: those decided now, and the other question's as it stands."""
    flags = {flag for decision in decisions.values() for flag in decision.flags}
    versions = {Question.TRUTH: claim.truth_version, Question.QUOTE: claim.quote_version}
    for question, version in versions.items():
        if question not in decisions and version is not None:
            flags |= set(session.get_one(Verdict, (claim.id, version, question)).flags)
    return tuple(flag for flag in Flag if flag in flags)


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
