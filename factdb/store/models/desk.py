"""The models of the desk's own work: policy, leases, searches, assessments, waiting corrections, contacts, erasures."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.enums import Channel, Confidence, ContactKind, Outcome, PolicyName, Question
from factdb.domain.erasure import ErasureState, ErasureSubject
from factdb.store.base import Base, ClaimKey, Number, one_of, reference, word
from factdb.store.models.claims import Claim
from factdb.store.models.people import Reviewer
from factdb.store.models.scales import Rating


class Policy(Base):
    """One rule of the desk's policy; a rule without a row has its default."""

    __tablename__ = "policies"
    __table_args__ = (
        one_of("name", PolicyName),
        {"comment": "rules of the desk that differ from the defaults"},
    )

    name: Mapped[PolicyName] = word(PolicyName, primary_key=True, comment="name of the rule")
    value: Mapped[str] = mapped_column(comment="on, off, a number or a name")


class Lease(Base):
    """A claim that a reviewer has taken to work on for a limited time. It is not part of the history."""

    __tablename__ = "leases"
    __table_args__ = ({"comment": "claims that a reviewer has taken to work on, for a limited time"},)

    claim_id: Mapped[ClaimKey]
    # Not part of the key: two people cannot take the same claim.
    reviewer_id: Mapped[int] = reference("reviewers.id", comment="reviewer who has taken the claim")
    until: Mapped[datetime] = mapped_column(comment="end of the lease; after this time anybody may take the claim")

    claim: Mapped[Claim] = relationship(lazy="raise")
    reviewer: Mapped[Reviewer] = relationship(lazy="raise")


class SavedSearch(Base):
    """The filters of a list that a reviewer keeps under a name. It is not part of the history."""

    __tablename__ = "saved_searches"
    __table_args__ = (
        CheckConstraint("length(name_key) > 0", name="name_key"),
        {"comment": "searches that reviewers keep under a name, each for themselves; in no history, export or view"},
    )

    reviewer_id: Mapped[int] = reference("reviewers.id", primary_key=True, comment="reviewer whose search this is")
    name_key: Mapped[str] = mapped_column(primary_key=True, comment="folded name: a reviewer has each name once")
    name: Mapped[str] = mapped_column(comment="name of the search")
    query: Mapped[str] = mapped_column(comment="filters of the search, as in the address of the list")
    saved_at: Mapped[datetime] = mapped_column(comment="when the filters were saved")

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
    question: Mapped[Question] = word(Question, primary_key=True, comment="question that the assessment answers")
    reviewer_id: Mapped[int] = reference("reviewers.id", primary_key=True, comment="reviewer whose assessment this is")
    # Part of the key: a second assessment starts a new round, and the earlier one stays.
    round: Mapped[int] = mapped_column(
        primary_key=True,
        autoincrement=False,
        comment="the reviewer's first assessment of this question is round 1, the next is round 2",
    )
    rating_id: Mapped[int] = reference("ratings.id", comment="rating that the reviewer gave")
    rationale: Mapped[str] = mapped_column(comment="reasons for the assessment")
    confidence: Mapped[Confidence | None] = word(Confidence, comment="confidence of the reviewer")
    submitted_at: Mapped[datetime] = mapped_column(comment="when the assessment was submitted")
    # Stored at that time: the policy on blind assessments can change, and then nobody could reconstruct it.
    saw_others: Mapped[bool] = mapped_column(
        comment="whether the reviewer could already see other assessments of the same round"
    )

    claim: Mapped[Claim] = relationship(lazy="raise")
    reviewer: Mapped[Reviewer] = relationship(lazy="raise")
    rating: Mapped[Rating] = relationship(lazy="raise")


class ProposedChange(Base):
    """A correction of a published claim that waits, or waited, for another editor's approval."""

    __tablename__ = "proposed_changes"
    __table_args__ = ({"comment": "corrections of published claims that wait, or waited, for approval"},)

    claim_id: Mapped[ClaimKey]
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="version of the correction")
    fields: Mapped[str] = mapped_column(comment="the claim's columns after the correction, as canonical JSON")
    # The row and its verdicts stay; only this column says that they were withdrawn.
    withdrawn_at: Mapped[datetime | None] = mapped_column(
        comment="when the correction was withdrawn; NULL if it was not"
    )

    claim: Mapped[Claim] = relationship(lazy="raise")


class Contact(Base):
    """A request for a reply or a correction, or a complaint; only the answer and the outcome are written later."""

    __tablename__ = "contacts"
    __table_args__ = (
        one_of("kind", ContactKind),
        one_of("how", Channel),
        one_of("outcome", Outcome),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered_at"),
        {"comment": "requests for a reply or a correction, and complaints"},
    )

    claim_id: Mapped[ClaimKey]
    n: Mapped[Number]
    kind: Mapped[ContactKind] = word(
        ContactKind,
        comment="reply (the desk asked for one), complaint (about the claim) or outreach (a request for a correction)",
    )
    who: Mapped[str] = mapped_column(comment="person or organisation in contact with the desk")
    how: Mapped[Channel] = word(Channel, comment="means of contact")
    made_on: Mapped[date] = mapped_column(comment="day of the contact")
    text: Mapped[str | None] = mapped_column(comment="what the desk asked, or the text of the complaint")
    answer: Mapped[str | None] = mapped_column(comment="the answer")
    outcome: Mapped[Outcome | None] = word(Outcome, comment="outcome of the contact; NULL if the contact is open")
    added_by_id: Mapped[int] = reference("reviewers.id", comment="reviewer who recorded the contact")
    added_at: Mapped[datetime] = mapped_column(comment="when the contact was recorded")
    answered_at: Mapped[datetime | None] = mapped_column(comment="when the outcome was recorded")

    claim: Mapped[Claim] = relationship(lazy="raise")


class Erasure(Base):
    """A request to erase personal words, and what became of it. Only the decision and the end are written later."""

    __tablename__ = "erasures"
    __table_args__ = (
        one_of("subject", ErasureSubject),
        one_of("state", ErasureState),
        CheckConstraint("(state = 'requested') = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_at"),
        {"comment": "erasures of personal words: asked, decided and done"},
    )

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="number of the erasure, from 1")
    subject: Mapped[ErasureSubject] = word(ErasureSubject, comment="kind of the words that are erased")
    claim_id: Mapped[int | None] = reference("claims.id", comment="claim that the words belong to")
    item: Mapped[int | None] = mapped_column(comment="number of the contact, note, evidence, origin or capture")
    document_id: Mapped[int | None] = reference("documents.id", comment="document that the words belong to")
    reviewer_id: Mapped[int | None] = reference("reviewers.id", comment="reviewer whose names are erased")
    ground: Mapped[str] = mapped_column(comment="legal ground or other reason for the erasure")
    asked_by_id: Mapped[int] = reference("reviewers.id", comment="admin who asked for the erasure")
    asked_at: Mapped[datetime] = mapped_column(comment="when the admin asked for it")
    state: Mapped[ErasureState] = word(ErasureState, comment="requested, refused, removing or done")
    decided_by_id: Mapped[int | None] = reference("reviewers.id", comment="admin who approved or refused the erasure")
    decided_at: Mapped[datetime | None] = mapped_column(comment="when it was approved or refused")
    reason: Mapped[str | None] = mapped_column(comment="reason of a refusal")
    done_at: Mapped[datetime | None] = mapped_column(comment="when no copy of the words was left in the database")
