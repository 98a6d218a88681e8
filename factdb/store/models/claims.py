"""Claims, the aggregate of the ledger, with their topics and links."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.enums import Attribution, Basis, Flag, Kind, LinkKind, LinkState, Precision, Status
from factdb.store.base import Base, ClaimKey, Id, Uid, one_of, reference, word
from factdb.store.models.people import Reviewer, Speaker
from factdb.store.models.scales import Rating
from factdb.store.models.sources import Document, Source


class Claim(Base):
    """One thing that one speaker said, or an article asserts, on one date, in one source.

    What follows `status` is a projection of the claim's history: kept for lists, checked by `factdb verify`.
    """

    __tablename__ = "claims"
    __table_args__ = (
        ForeignKeyConstraint(["document_id", "capture_n"], ["captures.document_id", "captures.n"], ondelete="RESTRICT"),
        one_of("attribution", Attribution),
        one_of("kind", Kind),
        one_of("said_precision", Precision),
        one_of("said_basis", Basis),
        one_of("status", Status),
        CheckConstraint("length(claim) > 0", name="claim"),
        CheckConstraint("(said_on IS NULL) = (said_precision = 'unknown')", name="said_on"),
        CheckConstraint("(said_on IS NULL) = (said_basis = 'none')", name="said_on_basis"),
        CheckConstraint("(span_start IS NULL) = (span_end IS NULL)", name="span"),
        CheckConstraint("span_start >= 0 AND span_start < span_end", name="span_order"),
        CheckConstraint("span_start IS NULL OR capture_n IS NOT NULL", name="span_capture"),
        CheckConstraint("(truth_rating_id IS NULL) = (truth_version IS NULL)", name="truth"),
        CheckConstraint("(quote_rating_id IS NULL) = (quote_version IS NULL)", name="quote_verdict"),
        CheckConstraint("repeats_id <> id", name="repeats_id"),
        CheckConstraint("priority BETWEEN 0 AND 3", name="priority"),
        CheckConstraint("evidence_count >= 0", name="evidence_count"),
        CheckConstraint(
            "published_at IS NOT NULL OR status NOT IN ('published', 'correcting', 'retracted')",
            name="published_at",
        ),
        {"comment": "who said what, when and where, and where the desk stands with it"},
    )

    id: Mapped[Id]
    uid: Mapped[Uid]
    claim: Mapped[str] = mapped_column(comment="what is claimed, in neutral words")
    quote: Mapped[str | None] = mapped_column(comment="the passage, to the letter")
    attribution: Mapped[Attribution] = word(Attribution, comment="how the article gives it")
    kind: Mapped[Kind] = word(Kind, comment="what sort of statement it is")
    speaker_id: Mapped[int] = reference("speakers.id", comment="who said it")
    speaker_title: Mapped[str | None] = mapped_column(comment="the speaker's office on that day")
    speaker_party: Mapped[str | None] = mapped_column(comment="the speaker's party on that day")
    said_on: Mapped[date | None] = mapped_column(comment="a month or a year is kept as its first day")
    said_precision: Mapped[Precision] = word(Precision, comment="how much of said_on is known")
    said_basis: Mapped[Basis] = word(Basis, comment="how said_on is known")
    sort_on: Mapped[date] = mapped_column(comment="said_on, else the document's date, else the day it was added")
    occasion: Mapped[str | None] = mapped_column(comment="where it was said")
    source_id: Mapped[int] = reference("sources.id", comment="the outlet that carried it")
    document_id: Mapped[int | None] = reference("documents.id", comment="the article")
    capture_n: Mapped[int | None] = mapped_column(comment="which reading of the article")
    span_start: Mapped[int | None] = mapped_column(comment="first code point of the passage in the capture's text")
    span_end: Mapped[int | None] = mapped_column(comment="the code point after its last")
    prefix: Mapped[str | None] = mapped_column(comment="the words before the passage")
    suffix: Mapped[str | None] = mapped_column(comment="the words after it")
    repeats_id: Mapped[int | None] = reference("claims.id", comment="the claim that this one says again")
    resolves_on: Mapped[date | None] = mapped_column(comment="when a promise or a prediction falls due")
    language: Mapped[str | None] = mapped_column(comment="BCP 47: en, pt-BR")
    headline: Mapped[str | None] = mapped_column(comment="the headline of the desk's fact-check")
    published_url: Mapped[str | None] = mapped_column(comment="where the desk published it")
    assignee_id: Mapped[int | None] = reference("reviewers.id", comment="who works on it")
    priority: Mapped[int] = mapped_column(comment="0 none to 3 urgent")
    added_by_id: Mapped[int] = reference("reviewers.id", comment="who added it")
    added_at: Mapped[datetime] = mapped_column(comment="when it was added")
    changed_at: Mapped[datetime] = mapped_column(comment="when its history last grew")
    status: Mapped[Status] = word(Status, comment="where it stands in the desk's work")
    truth_rating_id: Mapped[int | None] = reference("ratings.id", comment="the verdict in force on truth")
    truth_version: Mapped[int | None] = mapped_column(comment="its version")
    quote_rating_id: Mapped[int | None] = reference("ratings.id", comment="the verdict in force on the quotation")
    quote_version: Mapped[int | None] = mapped_column(comment="its version")
    flags: Mapped[tuple[Flag, ...]] = mapped_column(comment="the flags of both verdicts in force")
    decided_at: Mapped[datetime | None] = mapped_column(comment="when the newest verdict in force was decided")
    evidence_count: Mapped[int] = mapped_column(comment="standing rows of evidence, on both questions")
    published_at: Mapped[datetime | None] = mapped_column(comment="when it was last published")
    history_length: Mapped[int] = mapped_column(comment="the seq of its newest history row")
    history_head: Mapped[str] = mapped_column(comment="that row's hash")
    row_version: Mapped[int] = mapped_column(comment="what --if-version tests; grows with every change")

    speaker: Mapped[Speaker] = relationship(lazy="raise")
    source: Mapped[Source] = relationship(lazy="raise")
    document: Mapped[Document | None] = relationship(lazy="raise", foreign_keys=[document_id])
    assignee: Mapped[Reviewer | None] = relationship(lazy="raise", foreign_keys=[assignee_id])
    truth_rating: Mapped[Rating | None] = relationship(lazy="raise", foreign_keys=[truth_rating_id])
    quote_rating: Mapped[Rating | None] = relationship(lazy="raise", foreign_keys=[quote_rating_id])


class Topic(Base):
    """A subject that claims are about."""

    __tablename__ = "topics"
    __table_args__ = (
        CheckConstraint("merged_into_id <> id", name="merged_into_id"),
        {"comment": "what claims are about"},
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(comment="as written; holds no comma, lists are joined by them")
    name_key: Mapped[str] = mapped_column(unique=True, comment="NFKC, casefold, one space")
    merged_into_id: Mapped[int | None] = reference("topics.id", comment="the topic that this one turned out to be")


class ClaimTopic(Base):
    """A claim is about a topic."""

    __tablename__ = "claim_topics"
    __table_args__ = ({"comment": "which claims are about what"},)

    claim_id: Mapped[ClaimKey]
    topic_id: Mapped[int] = reference("topics.id", primary_key=True, comment="the topic")
    sort_on: Mapped[date] = mapped_column(
        comment="the claim's own, which a trigger follows: lists of a topic are read in this order"
    )

    claim: Mapped[Claim] = relationship(lazy="raise")
    topic: Mapped[Topic] = relationship(lazy="raise")


class ClaimLink(Base):
    """Two claims hang together; of a symmetric kind the smaller id comes first."""

    __tablename__ = "claim_links"
    __table_args__ = (
        one_of("kind", LinkKind),
        one_of("state", LinkState),
        CheckConstraint("claim_id <> other_id", name="other_id"),
        CheckConstraint("kind NOT IN ('contradicts', 'similar') OR claim_id < other_id", name="order"),
        Index(None, "other_id"),
        {"comment": "claims that contradict, repeat or update one another"},
    )

    claim_id: Mapped[ClaimKey]
    other_id: Mapped[int] = reference("claims.id", primary_key=True, comment="the other claim")
    kind: Mapped[LinkKind] = word(LinkKind, primary_key=True, comment="how they hang together")
    state: Mapped[LinkState] = word(LinkState, comment="what people made of it")
    by_id: Mapped[int] = reference("reviewers.id", comment="who said so")
    at: Mapped[datetime] = mapped_column(comment="when")

    claim: Mapped[Claim] = relationship(lazy="raise", foreign_keys="ClaimLink.claim_id")
    other: Mapped[Claim] = relationship(lazy="raise", foreign_keys="ClaimLink.other_id")
