"""Verdicts, the evidence they stood on, and who approved them. All append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.enums import ChangeKind, Flag, Question
from factdb.store.base import Base, ClaimKey, one_of, reference, word
from factdb.store.models.claims import Claim
from factdb.store.models.evidence import Evidence
from factdb.store.models.scales import Rating

_KEY = ["claim_id", "version", "question"]
_VERDICT = ["verdicts.claim_id", "verdicts.version", "verdicts.question"]


class Verdict(Base):
    """A decision on one question of a claim: one INSERT, never changed."""

    __tablename__ = "verdicts"
    __table_args__ = (
        one_of("question", Question),
        one_of("change_kind", ChangeKind),
        CheckConstraint("length(rationale) > 0", name="rationale"),
        CheckConstraint("version >= 1", name="version"),
        {"comment": "decisions on one question of a claim, by version; append-only"},
    )

    claim_id: Mapped[ClaimKey]
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="counts per claim, from 1")
    question: Mapped[Question] = word(Question, primary_key=True, comment="which question it decides")
    rating_id: Mapped[int] = reference("ratings.id", comment="the rating")
    rationale: Mapped[str] = mapped_column(comment="the reasons")
    flags: Mapped[tuple[Flag, ...]] = mapped_column(comment="what else a reader should know")
    as_of: Mapped[date | None] = mapped_column(comment="on what was known by that day")
    proposed_by_id: Mapped[int] = reference("reviewers.id", comment="who decided")
    proposed_at: Mapped[datetime] = mapped_column(comment="when")
    searched: Mapped[str | None] = mapped_column(comment="where the desk looked")
    change_kind: Mapped[ChangeKind] = word(ChangeKind, comment="why this version was written")
    public_note: Mapped[str | None] = mapped_column(comment="what readers are told of the change")

    claim: Mapped[Claim] = relationship(lazy="raise")
    rating: Mapped[Rating] = relationship(lazy="raise")


class VerdictEvidence(Base):
    """A verdict stood on a row of evidence."""

    __tablename__ = "verdict_evidence"
    __table_args__ = (
        ForeignKeyConstraint(_KEY, _VERDICT, ondelete="RESTRICT"),
        ForeignKeyConstraint(["claim_id", "n"], ["evidence.claim_id", "evidence.n"], ondelete="RESTRICT"),
        {"comment": "the evidence that a verdict stood on; append-only"},
    )

    claim_id: Mapped[ClaimKey]
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="the verdict's version")
    question: Mapped[Question] = word(Question, primary_key=True, comment="the verdict's question")
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="the evidence's number")

    verdict: Mapped[Verdict] = relationship(lazy="raise")
    evidence: Mapped[Evidence] = relationship(lazy="raise", overlaps="verdict")


class Approval(Base):
    """An editor let a verdict be published."""

    __tablename__ = "approvals"
    __table_args__ = (
        ForeignKeyConstraint(_KEY, _VERDICT, ondelete="RESTRICT"),
        {"comment": "who approved a verdict for publication; append-only"},
    )

    claim_id: Mapped[ClaimKey]
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="the verdict's version")
    question: Mapped[Question] = word(Question, primary_key=True, comment="the verdict's question")
    approved_by_id: Mapped[int] = reference("reviewers.id", comment="who approved it")
    at: Mapped[datetime] = mapped_column(comment="when")

    verdict: Mapped[Verdict] = relationship(lazy="raise")
