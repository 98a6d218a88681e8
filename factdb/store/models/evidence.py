"""The models of evidence, of fact-checks by other publishers, and of imported rows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.enums import Question, SourceClass, Stance
from factdb.store.base import Base, ClaimKey, Number, one_of, reference, word
from factdb.store.models.claims import Claim
from factdb.store.models.scales import LABEL_KEY
from factdb.store.models.sources import Document, Source


class Evidence(Base):
    """Evidence on one question of a claim. Never deleted; only withdrawn_at may change."""

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(["document_id", "capture_n"], ["captures.document_id", "captures.n"], ondelete="RESTRICT"),
        one_of("question", Question),
        one_of("stance", Stance),
        one_of("source_class", SourceClass),
        # Question-and-answer evidence may have no document; then it must have an answer type.
        CheckConstraint("document_id IS NOT NULL OR answer_type IS NOT NULL", name="document_id"),
        CheckConstraint("(span_start IS NULL) = (span_end IS NULL)", name="span"),
        CheckConstraint("span_start >= 0 AND span_start < span_end", name="span_order"),
        Index(None, "document_id"),
        {"comment": "evidence on one question of a claim; only withdrawn_at may change"},
    )

    claim_id: Mapped[ClaimKey]
    n: Mapped[Number]
    question: Mapped[Question] = word(Question, comment="question that the evidence is about")
    stance: Mapped[Stance] = word(Stance, comment="stance on that question")
    document_id: Mapped[int | None] = reference("documents.id", comment="document that is the evidence")
    capture_n: Mapped[int | None] = mapped_column(comment="capture of the document that was read")
    excerpt: Mapped[str | None] = mapped_column(comment="the relevant words of the document")
    span_start: Mapped[int | None] = mapped_column(comment="first code point of the excerpt in the capture's text")
    span_end: Mapped[int | None] = mapped_column(comment="the code point after the end of the excerpt")
    note: Mapped[str | None] = mapped_column(comment="note by the reviewer who added the evidence")
    source_class: Mapped[SourceClass] = word(
        SourceClass, comment="primary (the original record) or secondary (an account of it)"
    )
    asked: Mapped[str | None] = mapped_column(comment="the question asked, for question-and-answer evidence")
    answer_type: Mapped[str | None] = mapped_column(comment="how that question was answered")
    added_by_id: Mapped[int] = reference("reviewers.id", comment="reviewer who added the evidence")
    added_at: Mapped[datetime] = mapped_column(comment="when the evidence was added")
    withdrawn_at: Mapped[datetime | None] = mapped_column(
        comment="when the evidence was withdrawn; NULL if it still counts"
    )

    claim: Mapped[Claim] = relationship(lazy="raise")
    document: Mapped[Document | None] = relationship(lazy="raise", foreign_keys=[document_id])


class OtherCheck(Base):
    """Another publisher's fact-check of the same claim. Append-only; a changed label is a new row."""

    __tablename__ = "other_checks"
    __table_args__ = (
        # Not unique: a changed label of a publisher is a new row, and the newest row counts.
        Index(None, "source_id"),
        {"comment": "fact-checks of a claim by other publishers; append-only"},
    )

    claim_id: Mapped[ClaimKey]
    n: Mapped[Number]
    source_id: Mapped[int] = reference("sources.id", comment="publisher of the check")
    url: Mapped[str | None] = mapped_column(comment="URL of the check")
    headline: Mapped[str | None] = mapped_column(comment="headline of the check")
    scale_code: Mapped[str | None] = mapped_column(comment="code of the publisher's rating scale")
    label: Mapped[str | None] = mapped_column(comment="the rating in the publisher's own words")
    reviewed_on: Mapped[date | None] = mapped_column(comment="day when the check was published")
    label_key: Mapped[str | None] = mapped_column(comment=LABEL_KEY)

    claim: Mapped[Claim] = relationship(lazy="raise")
    source: Mapped[Source] = relationship(lazy="raise")


class Origin(Base):
    """A row of an imported file, as the file had it. Append-only: a changed row is a new row, and the newest counts."""

    __tablename__ = "origins"
    __table_args__ = (
        CheckConstraint("nth >= 1", name="nth"),
        # Not UNIQUE: no key extends over several claims, so that a ledger could be split by claim.
        Index(None, "external_id", "format", "nth"),
        Index(None, "fingerprint", "format", "nth"),
        {"comment": "rows of imported files, exactly as the files had them; append-only"},
    )

    claim_id: Mapped[ClaimKey]
    n: Mapped[Number]
    format: Mapped[str] = mapped_column(comment="format of the file: csv, claimreview, liar, ...")
    file: Mapped[str] = mapped_column(comment="name of the file")
    external_id: Mapped[str | None] = mapped_column(comment="the format's own identifier of the row")
    fingerprint: Mapped[str] = mapped_column(comment="SHA-256 of raw")
    nth: Mapped[int] = mapped_column(comment="number among the rows of one file that are identified alike, from 1")
    raw: Mapped[str] = mapped_column(comment="the row as the file had it, as JSON with sorted keys")
    imported_at: Mapped[datetime] = mapped_column(comment="when the row was imported")

    claim: Mapped[Claim] = relationship(lazy="raise")
