"""The models of verdicts, of the evidence behind them, and of their approvals. All are append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.enums import ChangeKind, Flag, Question
from factdb.store.base import Base, ClaimKey, one_of, reference, word
from factdb.store.models.claims import Claim
from factdb.store.models.evidence import Evidence
from factdb.store.models.scales import Rating

CORRECTIONS = "change_kind IN ('correction', 'update', 'clarification')"
"""The condition of the few verdicts that changed a published claim; only in this form an index serves it."""

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
    version: Mapped[int] = mapped_column(
        primary_key=True,
        autoincrement=False,
        comment="version within the claim, from 1; two questions decided together share one version",
    )
    # Part of the key: two questions decided together share one version.
    question: Mapped[Question] = word(Question, primary_key=True, comment="question that the verdict decides")
    rating_id: Mapped[int] = reference("ratings.id", comment="rating of the verdict")
    rationale: Mapped[str] = mapped_column(comment="reasons for the verdict")
    flags: Mapped[tuple[Flag, ...]] = mapped_column(comment="flags: what else a reader should know")
    as_of: Mapped[date | None] = mapped_column(comment="the verdict considers what was known on this day")
    proposed_by_id: Mapped[int] = reference("reviewers.id", comment="reviewer who decided")
    proposed_at: Mapped[datetime] = mapped_column(comment="when the verdict was decided")
    searched: Mapped[str | None] = mapped_column(comment="where the desk looked for evidence")
    change_kind: Mapped[ChangeKind] = word(
        ChangeKind, comment="kind of change: first, revision, correction, update or clarification"
    )
    public_note: Mapped[str | None] = mapped_column(comment="what readers are told about the change")
    although: Mapped[str | None] = mapped_column(
        comment="why the desk decided so although evidence contradicts the verdict"
    )

    claim: Mapped[Claim] = relationship(lazy="raise")
    rating: Mapped[Rating] = relationship(lazy="raise")


class VerdictEvidence(Base):
    """A piece of evidence that a verdict rests on."""

    __tablename__ = "verdict_evidence"
    __table_args__ = (
        ForeignKeyConstraint(_KEY, _VERDICT, ondelete="RESTRICT"),
        # Both keys share claim_id: a verdict cannot rest on the evidence of another claim.
        ForeignKeyConstraint(["claim_id", "n"], ["evidence.claim_id", "evidence.n"], ondelete="RESTRICT"),
        {"comment": "the evidence that a verdict rests on; append-only"},
    )

    claim_id: Mapped[ClaimKey]
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="version of the verdict")
    question: Mapped[Question] = word(Question, primary_key=True, comment="question of the verdict")
    n: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="number of the evidence within the claim"
    )

    verdict: Mapped[Verdict] = relationship(lazy="raise")
    # Both relationships write claim_id; without `overlaps`, SQLAlchemy would warn about it.
    evidence: Mapped[Evidence] = relationship(lazy="raise", overlaps="verdict")


class Approval(Base):
    """An editor's approval of a verdict for publication."""

    __tablename__ = "approvals"
    __table_args__ = (
        ForeignKeyConstraint(_KEY, _VERDICT, ondelete="RESTRICT"),
        {"comment": "approvals of verdicts for publication; append-only"},
    )

    claim_id: Mapped[ClaimKey]
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="version of the verdict")
    question: Mapped[Question] = word(Question, primary_key=True, comment="question of the verdict")
    # A separate row: a verdict is append-only, so nothing in it can be set later.
    approved_by_id: Mapped[int] = reference("reviewers.id", comment="editor who approved the verdict")
    at: Mapped[datetime] = mapped_column(comment="when the verdict was approved")

    verdict: Mapped[Verdict] = relationship(lazy="raise")
