"""Writes versions of a claim's verdicts, and finds the newest versions and those in force.

The newest version on a question is the last one written, unless it was a correction that was withdrawn. It is in force
when it is decided and, under four eyes, approved. A correction's changes to the claim's own fields wait here for that
approval too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import ratings
from factdb.domain.enums import ChangeKind, Flag, Question
from factdb.domain.history import chain
from factdb.errors.decisions import WrongEvidenceError
from factdb.errors.desk import FourEyesError
from factdb.services.claims import claim_evidence
from factdb.services.desk import desk_policy
from factdb.services.ledger import claim_ledger
from factdb.store.models import Approval, ProposedChange, Rating, Verdict, VerdictEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.models import Claim, Evidence


def newest_verdicts(session: Session, claim_id: int) -> dict[Question, Verdict]:
    """Return the newest verdict on each question that has one, including proposed verdicts."""
    withdrawn = withdrawn_versions(session, claim_id)
    # Oldest first, so that the newest version of a question stays in the dictionary.
    query = select(Verdict).where(Verdict.claim_id == claim_id).order_by(Verdict.version)
    verdict_by_question = {
        verdict.question: verdict for verdict in session.scalars(query) if verdict.version not in withdrawn
    }
    return {question: verdict_by_question[question] for question in Question if question in verdict_by_question}


def withdrawn_versions(session: Session, claim_id: int) -> set[int]:
    """Return the versions of corrections that were withdrawn."""
    withdrawn = ProposedChange.claim_id == claim_id, ProposedChange.withdrawn_at.is_not(None)
    return set(session.scalars(select(ProposedChange.version).where(*withdrawn)))


def verdict_columns(verdicts: Mapping[Question, Verdict]) -> dict[str, Any]:
    """Return the columns of a claim with these verdicts in force."""
    flags = {flag for verdict in verdicts.values() for flag in verdict.flags}
    columns: dict[str, Any] = {"flags": tuple(flag for flag in Flag if flag in flags)}
    for question, verdict in verdicts.items():
        columns[f"{question}_rating_id"] = verdict.rating_id
        columns[f"{question}_version"] = verdict.version
        columns["decided_at"] = max(columns.get("decided_at") or verdict.proposed_at, verdict.proposed_at)
    return columns


def approve(session: Session, claim: Claim, actor: Actor) -> tuple[list[list[object]], dict[str, Any]]:
    """Approve the newest verdicts that are not approved yet, which puts them in force.

    Return [version, question] of each, and the claim's columns. Under four eyes, the proposer cannot approve.
    """
    verdicts = newest_verdicts(session, claim.id)
    # Before the first approval is written: the proposer of one of two verdicts can approve neither.
    if desk_policy.current(session).four_eyes:
        for verdict in verdicts.values():
            if verdict.proposed_by_id == actor.id:
                raise FourEyesError(claim.id, actor.handle, verdict.version)
    approved: list[list[object]] = []
    for question, verdict in verdicts.items():
        key = {"claim_id": claim.id, "version": verdict.version, "question": question}
        if session.get(Approval, tuple(key.values())) is None:
            session.add(Approval(**key, approved_by_id=actor.id, at=actor.now))
            approved.append([verdict.version, str(question)])
    session.flush()
    return approved, verdict_columns(verdicts)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on one question of a claim; `cited` has numbers of evidence, None means all that is not withdrawn.

    Flags can be in any order and repeated.
    """

    rating: Rating
    because: str
    flags: tuple[Flag, ...] = ()
    as_of: date | None = None
    searched: str | None = None
    cited: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class PublicChange:
    """The kind of change of a published verdict, and the public note."""

    kind: ChangeKind
    public_note: str


@dataclass(frozen=True, slots=True)
class WrittenVersion:
    """A new version: its number, and its facts for the history."""

    version: int
    verdicts: dict[str, dict[str, object]]

    @property
    def detail(self) -> dict[str, Any]:
        """The facts of the version in a history row."""
        return {"version": self.version, "verdicts": self.verdicts}


def write(
    session: Session,
    claim: Claim,
    actor: Actor,
    decisions: Mapping[Question, Decision],
    change: PublicChange | None = None,
) -> WrittenVersion:
    """Write the next version; the caller writes the history."""
    before = newest_verdicts(session, claim.id)
    version = claim_ledger.next_number(session, Verdict.version, Verdict.claim_id == claim.id)
    verdicts: dict[str, dict[str, object]] = {}
    for question in Question:
        if question not in decisions:
            continue
        cited = _evidence_for(session, claim, question, decisions[question])
        plain = ChangeKind.REVISION if question in before else ChangeKind.FIRST
        verdict = _verdict_row(claim, actor, version, question, decisions[question])
        verdict.change_kind, verdict.public_note = (change.kind, change.public_note) if change else (plain, None)
        _insert(session, verdict, cited)
        verdicts[str(question)] = _history_facts(session, verdict, [row.n for row in cited])
    return WrittenVersion(version, verdicts)


def _verdict_row(claim: Claim, actor: Actor, version: int, question: Question, decision: Decision) -> Verdict:
    return Verdict(
        claim_id=claim.id,
        version=version,
        question=question,
        rating_id=decision.rating.id,
        rationale=decision.because,
        flags=tuple(flag for flag in Flag if flag in decision.flags),
        as_of=decision.as_of,
        proposed_by_id=actor.id,
        proposed_at=actor.now,
        searched=decision.searched,
    )


def _insert(session: Session, verdict: Verdict, cited: Sequence[Evidence]) -> None:
    session.add(verdict)
    session.flush()
    key = {"claim_id": verdict.claim_id, "version": verdict.version, "question": verdict.question}
    for row in cited:
        session.add(VerdictEvidence(**key, n=row.n))
    session.flush()


def _evidence_for(session: Session, claim: Claim, question: Question, decision: Decision) -> list[Evidence]:
    """Return the evidence of a decision; raise an error if it is not enough."""
    stands = claim_evidence.active_evidence(session, claim.id, question)
    cited = stands if decision.cited is None else _select_cited(session, claim, question, stands, decision.cited)
    rating, stances = decision.rating, [row.stance for row in cited]
    ratings.require_evidence(claim.id, question, rating.code, rating.category, stances, decision.searched)
    return cited


def _select_cited(
    session: Session, claim: Claim, question: Question, stands: Sequence[Evidence], numbers: Sequence[int]
) -> list[Evidence]:
    by_number = {row.n: row for row in stands}
    for n in numbers:
        if n not in by_number:
            row = claim_evidence.find_evidence(session, claim.id, n)
            why = "is withdrawn" if row.withdrawn_at else f"is for the question {row.question}, not {question}"
            raise WrongEvidenceError(claim.id, n, why)
    return [by_number[n] for n in sorted(set(numbers))]


def _history_facts(session: Session, verdict: Verdict, cited: list[int]) -> dict[str, object]:
    return {
        "rating": claim_ledger.rating_code(session, verdict.rating_id),
        "because": verdict.rationale,
        "flags": [str(flag) for flag in verdict.flags],
        "as_of": verdict.as_of.isoformat() if verdict.as_of else None,
        "searched": verdict.searched,
        "change": str(verdict.change_kind),
        "public_note": verdict.public_note,
        "evidence": list(cited),
    }


def pending_correction(session: Session, claim_id: int) -> ProposedChange | None:
    """Return the last proposed correction of a claim, unless it was withdrawn."""
    query = select(ProposedChange).where(ProposedChange.claim_id == claim_id, ProposedChange.withdrawn_at.is_(None))
    return session.scalar(query.order_by(ProposedChange.version.desc()).limit(1))


def proposed_columns(session: Session, claim: Claim) -> dict[str, Any]:
    """Return the columns that a claim in correction gets on approval; empty for any other claim."""
    proposal = pending_correction(session, claim.id) if claim.status == "correcting" else None
    if proposal is None:
        return {}
    stored_fields = chain.read(proposal.fields)
    return dict(claim_ledger.from_history(session, name, value) for name, value in stored_fields.items())


def store_correction(session: Session, claim: Claim, version: int, columns: dict[str, Any]) -> dict[str, object]:
    """Store columns until they are approved; return them in the form of the history."""
    # By code and uid, as in the history: so they mean the same after a merge or in a copy of the desk.
    coded = {
        claim_ledger.history_key(name): claim_ledger.to_history(session, name, value) for name, value in columns.items()
    }
    session.add(ProposedChange(claim_id=claim.id, version=version, fields=chain.canonical(coded), withdrawn_at=None))
    session.flush()
    return coded


def withdraw_correction(session: Session, claim: Claim, actor: Actor) -> int | None:
    """Withdraw the correction that waits; return its version. The caller writes the history."""
    proposal = pending_correction(session, claim.id) if claim.status == "correcting" else None
    if proposal is None:
        return None
    proposal.withdrawn_at = actor.now
    session.flush()
    return proposal.version
