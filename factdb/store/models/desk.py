"""The desk's own work: its policy, who has which claim for now, what reviewers think, and what waits for approval."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.enums import Channel, Confidence, ContactKind, Outcome, PolicyName, Question
from factdb.store.base import Base, ClaimKey, Number, one_of, reference, word
from factdb.store.models.claims import Claim
from factdb.store.models.people import Reviewer
from factdb.store.models.scales import Rating


class Policy(Base):
    """One rule of the desk's own; what has no row is as on a desk of one."""

    __tablename__ = "policies"
    __table_args__ = (
        one_of("name", PolicyName),
        {"comment": "how the desk works, where it differs from a desk of one"},
    )

    name: Mapped[PolicyName] = word(PolicyName, primary_key=True, comment="what it rules")
    value: Mapped[str] = mapped_column(comment="on, off or a number")


class Lease(Base):
    """Somebody took a claim to work on, for a while. It says nothing of the claim, and so is in no history."""

    __tablename__ = "leases"
    __table_args__ = ({"comment": "who took which claim to work on, for a while"},)

    claim_id: Mapped[ClaimKey]
    reviewer_id: Mapped[int] = reference("reviewers.id", comment="who has it")
    until: Mapped[datetime] = mapped_column(comment="after this anybody may take it")

    claim: Mapped[Claim] = relationship(lazy="raise")
    reviewer: Mapped[Reviewer] = relationship(lazy="raise")


class Assessment(Base):
    """One reviewer's own opinion on one question of a claim, before the decision: one INSERT, never changed."""

    __tablename__ = "assessments"
    __table_args__ = (
        one_of("question", Question),
        one_of("confidence", Confidence),
        CheckConstraint("length(rationale) > 0", name="rationale"),
        CheckConstraint("round >= 1", name="round"),
        {"comment": "reviewers' own opinions before the decision; append-only"},
    )

    claim_id: Mapped[ClaimKey]
    question: Mapped[Question] = word(Question, primary_key=True, comment="which question it answers")
    reviewer_id: Mapped[int] = reference("reviewers.id", primary_key=True, comment="whose opinion it is")
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="counts a reviewer's own, from 1")
    rating_id: Mapped[int] = reference("ratings.id", comment="the rating")
    rationale: Mapped[str] = mapped_column(comment="the reasons")
    confidence: Mapped[Confidence | None] = word(Confidence, comment="how sure the reviewer is")
    submitted_at: Mapped[datetime] = mapped_column(comment="when")
    saw_others: Mapped[bool] = mapped_column(comment="others' of the same round could be seen before")

    claim: Mapped[Claim] = relationship(lazy="raise")
    reviewer: Mapped[Reviewer] = relationship(lazy="raise")
    rating: Mapped[Rating] = relationship(lazy="raise")


class ProposedChange(Base):
    """A correction of a published claim that waits, or waited, for another editor's approval."""

    __tablename__ = "proposed_changes"
    __table_args__ = ({"comment": "corrections of published claims that wait, or waited, for approval"},)

    claim_id: Mapped[ClaimKey]
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="the correction's version")
    fields: Mapped[str] = mapped_column(comment="canonical JSON: the claim's columns as they are to be")
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="since when it is no longer proposed")

    claim: Mapped[Claim] = relationship(lazy="raise")


class Contact(Base):
    """Somebody was asked for a reply or a correction, or complained; only answer and outcome are written later."""

    __tablename__ = "contacts"
    __table_args__ = (
        one_of("kind", ContactKind),
        one_of("how", Channel),
        one_of("outcome", Outcome),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered_at"),
        {"comment": "whom the desk asked for a reply or a correction, and who complained"},
    )

    claim_id: Mapped[ClaimKey]
    n: Mapped[Number]
    kind: Mapped[ContactKind] = word(ContactKind, comment="a reply asked for, a complaint, or a correction asked")
    who: Mapped[str] = mapped_column(comment="with whom")
    how: Mapped[Channel] = word(Channel, comment="by what means")
    made_on: Mapped[date] = mapped_column(comment="on which day")
    text: Mapped[str | None] = mapped_column(comment="what was asked or complained of")
    answer: Mapped[str | None] = mapped_column(comment="what was answered")
    outcome: Mapped[Outcome | None] = word(Outcome, comment="how it ended; empty: it is open")
    added_by_id: Mapped[int] = reference("reviewers.id", comment="who wrote it down")
    added_at: Mapped[datetime] = mapped_column(comment="when")
    answered_at: Mapped[datetime | None] = mapped_column(comment="when the answer was written down")

    claim: Mapped[Claim] = relationship(lazy="raise")
