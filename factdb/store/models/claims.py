"""The models of claims, the center of the ledger, and of their topics and links."""

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

    The columns from `status` on are derived from the claim's history: stored for lists, checked by `factdb verify`.
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
        # A month is stored as its first day: without the precision, it would look like an exact day.
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
        {"comment": "who said what, when and where, and the state of the desk's work on it"},
    )

    id: Mapped[Id]
    # The history refers to a claim by its uid, because the number can differ in another copy of the ledger.
    uid: Mapped[Uid]
    claim: Mapped[str] = mapped_column(comment="what is claimed, in neutral words")
    quote: Mapped[str | None] = mapped_column(comment="the passage, word for word")
    attribution: Mapped[Attribution] = word(Attribution, comment="how the article reports the claim")
    # The speaker of such a claim stays the outlet, or unknown: nobody is made of "experts".
    attributed_to: Mapped[str | None] = mapped_column(
        comment="words by which the article names a source that it leaves unnamed, such as a senior official"
    )
    kind: Mapped[Kind] = word(Kind, comment="kind of statement")
    # Never NULL: an unnamed speaker is the one unknown speaker.
    # A merge does not change it: views follow merged_into_id, so the merge can be undone.
    speaker_id: Mapped[int] = reference("speakers.id", comment="speaker who made the claim")
    # Copied when the claim is added: a later change of the office does not change earlier claims.
    speaker_title: Mapped[str | None] = mapped_column(comment="office of the speaker on the day of the claim")
    speaker_party: Mapped[str | None] = mapped_column(comment="party of the speaker on the day of the claim")
    said_on: Mapped[date | None] = mapped_column(
        comment="day of the claim; the first day of the month or year if only that is known"
    )
    said_precision: Mapped[Precision] = word(Precision, comment="precision of said_on")
    said_basis: Mapped[Basis] = word(Basis, comment="how said_on is known")
    # Never NULL: lists are paged by it, and a claim without a date needs a place too.
    sort_on: Mapped[date] = mapped_column(
        comment="said_on, or else the document's date, or else the day when the claim was added"
    )
    occasion: Mapped[str | None] = mapped_column(comment="occasion of the claim, such as a press briefing")
    source_id: Mapped[int] = reference("sources.id", comment="outlet that carried the claim")
    document_id: Mapped[int | None] = reference("documents.id", comment="article that contains the claim")
    capture_n: Mapped[int | None] = mapped_column(comment="capture of the article that contains the passage")
    span_start: Mapped[int | None] = mapped_column(comment="first code point of the passage in the capture's text")
    span_end: Mapped[int | None] = mapped_column(comment="the code point after the end of the passage")
    prefix: Mapped[str | None] = mapped_column(comment="the words before the passage")
    suffix: Mapped[str | None] = mapped_column(comment="the words after the passage")
    # Always the original claim, never another repeat.
    repeats_id: Mapped[int | None] = reference("claims.id", comment="the claim that this claim repeats")
    resolves_on: Mapped[date | None] = mapped_column(comment="day when a promise or prediction falls due")
    language: Mapped[str | None] = mapped_column(comment="language as a BCP 47 code, such as en or pt-BR")
    headline: Mapped[str | None] = mapped_column(comment="headline of the desk's fact-check")
    published_url: Mapped[str | None] = mapped_column(comment="URL of the desk's published fact-check")
    assignee_id: Mapped[int | None] = reference("reviewers.id", comment="reviewer who works on the claim")
    priority: Mapped[int] = mapped_column(comment="priority, from 0 (none) to 3 (urgent)")
    added_by_id: Mapped[int] = reference("reviewers.id", comment="reviewer who added the claim")
    added_at: Mapped[datetime] = mapped_column(comment="when the claim was added")
    changed_at: Mapped[datetime] = mapped_column(comment="when the newest entry in the claim's history was written")
    status: Mapped[Status] = word(Status, comment="status of the desk's work on the claim; says nothing about truth")
    truth_rating_id: Mapped[int | None] = reference("ratings.id", comment="rating of the truth verdict in force")
    truth_version: Mapped[int | None] = mapped_column(comment="version of the truth verdict in force")
    quote_rating_id: Mapped[int | None] = reference("ratings.id", comment="rating of the quote verdict in force")
    quote_version: Mapped[int | None] = mapped_column(comment="version of the quote verdict in force")
    flags: Mapped[tuple[Flag, ...]] = mapped_column(comment="flags of both verdicts in force")
    decided_at: Mapped[datetime | None] = mapped_column(comment="when the newest verdict in force was decided")
    evidence_count: Mapped[int] = mapped_column(
        comment="number of rows of evidence that are not withdrawn, on both questions"
    )
    published_at: Mapped[datetime | None] = mapped_column(comment="when the claim was last published")
    # These two columns tell the writer that locked the row which history row comes before the next one.
    history_length: Mapped[int] = mapped_column(comment="seq of the claim's newest history row")
    history_head: Mapped[str] = mapped_column(comment="hash of the claim's newest history row")
    # A lock ends with its transaction; this detects changes since an earlier request.
    row_version: Mapped[int] = mapped_column(comment="grows with every change of the row; --if-version compares it")

    # Without relationships, a flush would insert rows by class name, and a child before its parent.
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
        {"comment": "subjects of claims"},
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(
        comment="name as written, without commas, because lists of topics are separated by commas"
    )
    name_key: Mapped[str] = mapped_column(
        unique=True, comment="the name as searches compare it: NFKC, case folded, single spaces"
    )
    merged_into_id: Mapped[int | None] = reference("topics.id", comment="the topic that this topic was merged into")


class ClaimTopic(Base):
    """The link between a claim and a topic."""

    __tablename__ = "claim_topics"
    __table_args__ = ({"comment": "topics of each claim"},)

    claim_id: Mapped[ClaimKey]
    topic_id: Mapped[int] = reference("topics.id", primary_key=True, comment="topic of the claim")
    sort_on: Mapped[date] = mapped_column(
        comment="copy of the claim's sort_on, kept equal by a trigger; sorts the lists of a topic"
    )

    claim: Mapped[Claim] = relationship(lazy="raise")
    topic: Mapped[Topic] = relationship(lazy="raise")


class ClaimLink(Base):
    """A link between two claims; in a symmetric kind, the smaller id comes first."""

    __tablename__ = "claim_links"
    __table_args__ = (
        one_of("kind", LinkKind),
        one_of("state", LinkState),
        CheckConstraint("claim_id <> other_id", name="other_id"),
        # Otherwise a symmetric link could exist twice, once in each direction.
        CheckConstraint("kind NOT IN ('contradicts', 'similar') OR claim_id < other_id", name="order"),
        # The key begins with claim_id, so links from the other claim need this index.
        Index(None, "other_id"),
        {"comment": "links between two claims, such as contradicts, repeats or updates"},
    )

    claim_id: Mapped[ClaimKey]
    other_id: Mapped[int] = reference("claims.id", primary_key=True, comment="the other claim")
    kind: Mapped[LinkKind] = word(LinkKind, primary_key=True, comment="kind of link between the two claims")
    state: Mapped[LinkState] = word(LinkState, comment="suggested, confirmed or rejected")
    by_id: Mapped[int] = reference("reviewers.id", comment="reviewer who set this state")
    at: Mapped[datetime] = mapped_column(comment="when this state was set")

    claim: Mapped[Claim] = relationship(lazy="raise", foreign_keys="ClaimLink.claim_id")
    other: Mapped[Claim] = relationship(lazy="raise", foreign_keys="ClaimLink.other_id")
