"""Writes versions of a claim's verdicts, and keeps what waits for approval.

The newest version on a question (see `newest_versions`) is in force when it is decided and, under four eyes, approved.
What a correction or a retraction changes beside its verdicts waits here for that approval too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from factdb.domain import ratings
from factdb.domain.enums import PUBLIC_STATUSES, ChangeKind, Flag, Question
from factdb.domain.history import chain
from factdb.domain.history.claim_replay import DROPPED, RETRACTION
from factdb.errors.evidence import EvidenceContradictsError, NothingContradictsError, WrongEvidenceError
from factdb.services.claims import claim_evidence
from factdb.services.decisions import newest_versions, scales
from factdb.services.documents import captures
from factdb.services.ledger import claim_ledger
from factdb.store.models import Evidence, ProposedChange, Rating, Verdict, VerdictEvidence

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from factdb.services.actor import Actor
    from factdb.store.models import Claim


def verdict_columns(verdicts: Mapping[Question, Verdict]) -> dict[str, Any]:
    """Return the columns of a claim with these verdicts in force."""
    flags = {flag for verdict in verdicts.values() for flag in verdict.flags}
    columns: dict[str, Any] = {"flags": tuple(flag for flag in Flag if flag in flags)}
    for question, verdict in verdicts.items():
        columns[f"{question}_rating_id"] = verdict.rating_id
        columns[f"{question}_version"] = verdict.version
        columns["decided_at"] = max(columns.get("decided_at") or verdict.proposed_at, verdict.proposed_at)
    return columns


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on one question of a claim; `cited` has numbers of evidence, None means all that is not withdrawn.

    Flags can be in any order and repeated. A decision that is not `judged` repeats an older verdict, which the rules on
    evidence let through; `although` is the older verdict's reason to decide against evidence.
    """

    rating: Rating
    because: str
    flags: tuple[Flag, ...] = ()
    as_of: date | None = None
    searched: str | None = None
    cited: Sequence[int] | None = None
    judged: bool = True
    although: str | None = None


@dataclass(frozen=True, slots=True)
class PublicChange:
    """The kind of change of a published verdict, and the public note."""

    kind: ChangeKind
    public_note: str


@dataclass(frozen=True, slots=True)
class WrittenVersion:
    """A new version: its number, its facts and captures for the history, and a notice a verdict against evidence."""

    version: int
    verdicts: dict[str, dict[str, Any]]
    captures: list[dict[str, object]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def detail(self) -> dict[str, Any]:
        """The facts of the version in a history row."""
        facts: dict[str, Any] = {"version": self.version, "verdicts": self.verdicts}
        return facts | {"captures": self.captures} if self.captures else facts


def write(
    session: Session,
    claim: Claim,
    actor: Actor,
    decisions: Mapping[Question, Decision],
    change: PublicChange | None = None,
    although: str | None = None,
    dropped: Collection[int] = (),
) -> WrittenVersion:
    """Write the next version; the caller writes the history.

    `although` is the reason to decide against evidence, and is refused where no evidence contradicts a decision.
    `dropped` are numbers of evidence that will be withdrawn with the version.
    """
    before = newest_versions.newest_verdicts(session, claim.id)
    written = WrittenVersion(next_version(session, claim.id), {})
    has_contradiction = False
    for question in Question:
        if question not in decisions:
            continue
        decision = decisions[question]
        cited = _cited_evidence(session, claim, question, decision.cited)
        plain = ChangeKind.REVISION if question in before else ChangeKind.FIRST
        verdict = _verdict_row(claim, actor, written.version, question, decision)
        verdict.change_kind, verdict.public_note = (change.kind, change.public_note) if change else (plain, None)
        reason = although or decision.although
        contradiction = _judge(session, claim, question, decision, cited, dropped, may_contradict=reason is not None)
        if contradiction is not None:
            verdict.although = reason
            has_contradiction = True
            written.notices.append(f"{contradiction.summary} ({contradiction.evidence}): the rating says otherwise")
        _insert(session, verdict, cited)
        written.verdicts[str(question)] = facts_of(session, verdict)
    if although and not has_contradiction:
        raise NothingContradictsError(claim.id)
    numbers = {n for facts in written.verdicts.values() for n in facts["evidence"]}
    written.captures.extend(captures.bound_facts(session, claim.id, numbers))
    return written


def next_version(session: Session, claim_id: int) -> int:
    """Return the number of a locked claim's next version: no verdict and no proposal has it."""
    return max(
        claim_ledger.next_number(session, Verdict.version, Verdict.claim_id == claim_id),
        claim_ledger.next_number(session, ProposedChange.version, ProposedChange.claim_id == claim_id),
    )


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


def _judge(
    session: Session,
    claim: Claim,
    question: Question,
    decision: Decision,
    cited: Sequence[Evidence],
    dropped: Collection[int],
    *,
    may_contradict: bool,
) -> EvidenceContradictsError | None:
    """Return how evidence contradicts a decision; refuse one in silence, and one with too little evidence."""
    judged = judgement(claim.id, question, decision.rating, is_correction=claim.status in PUBLIC_STATUSES)
    if decision.judged:
        ratings.require_evidence(judged, [row.stance for row in cited], decision.searched)
    contradiction = contradiction_of(session, judged, dropped)
    if contradiction and decision.judged and not may_contradict:
        raise contradiction
    return contradiction


def judgement(claim_id: int, question: Question, rating: Rating, *, is_correction: bool = False) -> ratings.Judgement:
    """Return a rating on a question of a claim, as the rules on evidence need it."""
    direction = scales.direction_of(rating)
    return ratings.Judgement(claim_id, question, rating.code, rating.category, direction, is_correction)


def contradiction_of(
    session: Session, judged: ratings.Judgement, dropped: Collection[int] = ()
) -> EvidenceContradictsError | None:
    """Return the refusal of a rating that standing evidence on its question contradicts; None if none does."""
    stands = claim_evidence.active_evidence(session, judged.claim_id, judged.question)
    return ratings.contradiction(judged, {row.n: row.stance for row in stands if row.n not in dropped})


def _cited_evidence(
    session: Session, claim: Claim, question: Question, numbers: Sequence[int] | None
) -> list[Evidence]:
    """Return the evidence of a decision: what it names, or all that stands."""
    by_number = {row.n: row for row in claim_evidence.active_evidence(session, claim.id, question)}
    for n in numbers or ():
        if n not in by_number:
            row = claim_evidence.find_evidence(session, claim.id, n)
            why = "is withdrawn" if row.withdrawn_at else f"is for the question {row.question}, not {question}"
            raise WrongEvidenceError(claim.id, n, why)
    return [by_number[n] for n in sorted(by_number if numbers is None else set(numbers))]


def cited_numbers(session: Session, verdict: Verdict) -> set[int]:
    """Return the numbers of the evidence that a verdict rests on."""
    query = select(VerdictEvidence.n).where(
        VerdictEvidence.claim_id == verdict.claim_id,
        VerdictEvidence.version == verdict.version,
        VerdictEvidence.question == verdict.question,
    )
    return set(session.scalars(query))


def facts_of(session: Session, verdict: Verdict) -> dict[str, object]:
    """Return the facts of a verdict in the form of the history."""
    return {
        "rating": claim_ledger.rating_code(session, verdict.rating_id),
        "because": verdict.rationale,
        "flags": [str(flag) for flag in verdict.flags],
        "as_of": verdict.as_of.isoformat() if verdict.as_of else None,
        "searched": verdict.searched,
        "change": str(verdict.change_kind),
        "public_note": verdict.public_note,
        "although": verdict.although,
        "evidence": sorted(cited_numbers(session, verdict)),
    }


def pending_correction(session: Session, claim_id: int) -> ProposedChange | None:
    """Return the last proposed correction of a claim, unless it was withdrawn."""
    query = select(ProposedChange).where(ProposedChange.claim_id == claim_id, ProposedChange.withdrawn_at.is_(None))
    return session.scalar(query.order_by(ProposedChange.version.desc()).limit(1))


def _waiting(session: Session, claim: Claim) -> tuple[ProposedChange | None, dict[str, Any]]:
    """Return the proposal that waits on a claim in correction, and its fields; None and nothing for any other claim."""
    proposal = pending_correction(session, claim.id) if claim.status == "correcting" else None
    return proposal, chain.read(proposal.fields) if proposal else {}


def proposed_columns(session: Session, claim: Claim) -> dict[str, Any]:
    """Return the columns that a claim in correction gets on approval; empty for any other claim."""
    _, fields = _waiting(session, claim)
    columns = (item for item in fields.items() if item[0] not in {RETRACTION, DROPPED})
    return dict(claim_ledger.from_history(session, name, value) for name, value in columns)


def proposed_retraction(session: Session, claim: Claim) -> tuple[int, str] | None:
    """Return the version and the public note of a retraction that waits; None if none does."""
    proposal, fields = _waiting(session, claim)
    return (proposal.version, str(fields[RETRACTION])) if proposal and RETRACTION in fields else None


def dropped_evidence(session: Session, claim: Claim) -> list[int]:
    """Return the numbers of the evidence that is withdrawn with the correction that waits."""
    _, fields = _waiting(session, claim)
    return [int(n) for n in fields.get(DROPPED, ())]


def store_proposal(
    session: Session, claim: Claim, version: int, columns: Mapping[str, Any], beside: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Store columns until they are approved; return them in the form of the history.

    `beside` is what else waits: RETRACTION with the public note, or DROPPED with numbers of evidence.
    """
    # By code and uid, as in the history: so they mean the same after a merge or in a copy of the desk.
    coded = {
        claim_ledger.history_key(name): claim_ledger.to_history(session, name, value) for name, value in columns.items()
    }
    coded |= beside or {}
    session.add(ProposedChange(claim_id=claim.id, version=version, fields=chain.canonical(coded), withdrawn_at=None))
    session.flush()
    return coded


def withdraw_correction(session: Session, claim: Claim, actor: Actor) -> int | None:
    """Withdraw the correction that waits; return its version. The caller writes the history."""
    proposal, _ = _waiting(session, claim)
    if proposal is None:
        return None
    proposal.withdrawn_at = actor.now
    session.flush()
    return proposal.version
