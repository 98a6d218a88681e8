"""The models of evidence, of fact-checks by other publishers, of imports and of imported rows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.enums import Question, SourceClass, Stance
from factdb.store.base import Base, BigInt, ClaimKey, Id, Number, Uid, one_of, reference, word
from factdb.store.models.claims import Claim
from factdb.store.models.people import Reviewer
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


class Import(Base):
    """An import of a file. Of a row only its numbers and its undoing may change."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_at"),
        {"comment": "imports of files, with their options"},
    )

    id: Mapped[Id]
    uid: Mapped[Uid]
    format: Mapped[str] = mapped_column(comment="format of the file: csv, claimreview, liar, ...")
    file: Mapped[str] = mapped_column(comment="name of the file, without its folder")
    sha256: Mapped[str | None] = mapped_column(comment="SHA-256 of the file, in hexadecimal")
    options: Mapped[str] = mapped_column(
        comment="options of the import, as JSON: the field of each column, the order of dates, the scale and the outlet"
    )
    by_id: Mapped[int] = reference("reviewers.id", comment="reviewer who imported the file")
    at: Mapped[datetime] = mapped_column(comment="when the file was imported")
    added: Mapped[int] = mapped_column(comment="number of rows that became new claims")
    changed: Mapped[int] = mapped_column(comment="number of rows that changed their claims")
    same: Mapped[int] = mapped_column(comment="number of rows that changed nothing")
    refused: Mapped[int] = mapped_column(comment="number of rows that were refused and left out")
    undone_by_id: Mapped[int | None] = reference("reviewers.id", comment="reviewer who undid the import")
    undone_at: Mapped[datetime | None] = mapped_column(comment="when the import was undone; NULL if it was not")

    by: Mapped[Reviewer] = relationship(lazy="raise", foreign_keys=[by_id])
    undone_by: Mapped[Reviewer | None] = relationship(lazy="raise", foreign_keys=[undone_by_id])


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
    import_id: Mapped[int | None] = reference(
        "imports.id", comment="import that brought the check; NULL for a check of before imports were recorded"
    )

    claim: Mapped[Claim] = relationship(lazy="raise")
    source: Mapped[Source] = relationship(lazy="raise")


class WithdrawnCheck(Base):
    """A check that an earlier import had read wrongly, and that a later import of the row took back. Append-only."""

    __tablename__ = "withdrawn_checks"
    __table_args__ = (
        ForeignKeyConstraint(["claim_id", "n"], ["other_checks.claim_id", "other_checks.n"], ondelete="RESTRICT"),
        {"comment": "other checks that an earlier import had read wrongly; append-only"},
    )

    claim_id: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False, comment="number of the claim")
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="number of the check")
    import_id: Mapped[int] = reference(
        "imports.id",
        primary_key=True,
        comment="import that read the row anew, without the check; once it is undone, the check counts again",
    )

    check: Mapped[OtherCheck] = relationship(lazy="raise")


class Origin(Base):
    """A row of an imported file, as the file had it. Append-only: a changed row is a new row, and the newest counts."""

    __tablename__ = "origins"
    __table_args__ = (
        CheckConstraint("nth >= 1", name="nth"),
        # Not UNIQUE: no key extends over several claims, so that a ledger could be split by claim.
        Index(None, "external_id", "format", "nth"),
        Index(None, "fingerprint", "format", "nth"),
        Index(None, "import_id"),
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
    import_id: Mapped[int | None] = reference(
        "imports.id", comment="import that brought the row; NULL for a row of before imports were recorded"
    )

    claim: Mapped[Claim] = relationship(lazy="raise")
