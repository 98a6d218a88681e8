"""The models of kept pages: captures that were tied to evidence later, requests to archives, and checks of pages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.page_states import SEEN_STATES, ArchiveState, PageState
from factdb.store.base import Base, BigInt, Number, one_of, reference, word
from factdb.store.models.evidence import Evidence
from factdb.store.models.people import Reviewer
from factdb.store.models.sources import Capture, Document

NOT_AS_CITED = "state NOT IN ('ok', 'moved')"
"""The condition of the checks that did not see a page as it was cited; only in this form an index serves it."""


class EvidenceCapture(Base):
    """A capture of a page that was made after the page was cited as evidence. Append-only."""

    __tablename__ = "evidence_captures"
    __table_args__ = (
        ForeignKeyConstraint(["claim_id", "n"], ["evidence.claim_id", "evidence.n"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["document_id", "capture_n"], ["captures.document_id", "captures.n"], ondelete="RESTRICT"),
        {"comment": "captures that were made after the evidence was added; append-only"},
    )

    claim_id: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False, comment="number of the claim")
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="number of the evidence")
    capture_n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="capture of the document")
    document_id: Mapped[int] = mapped_column(BigInt, comment="document that the evidence cites")
    at: Mapped[datetime] = mapped_column(comment="when the capture was tied to the evidence")
    by_id: Mapped[int] = reference("reviewers.id", comment="reviewer who fetched the page")

    evidence: Mapped[Evidence] = relationship(lazy="raise")
    capture: Mapped[Capture] = relationship(lazy="raise")


class ArchiveRequest(Base):
    """What a web archive answered to a request to keep a page. Append-only: a later answer is a new row."""

    __tablename__ = "archive_requests"
    __table_args__ = (
        one_of("state", ArchiveState),
        CheckConstraint("(state = 'confirmed') = (archived_url IS NOT NULL)", name="archived_url"),
        {"comment": "requests to web archives and their answers, a row for each answer; append-only"},
    )

    document_id: Mapped[int] = reference("documents.id", primary_key=True, comment="document that is observed")
    n: Mapped[Number]
    at: Mapped[datetime] = mapped_column(comment="when")
    by_id: Mapped[int] = reference("reviewers.id", comment="reviewer who asked")
    archive: Mapped[str] = mapped_column(comment="archive that was asked: wayback")
    state: Mapped[ArchiveState] = word(ArchiveState, comment="what the archive answered; asked is not confirmed")
    job: Mapped[str | None] = mapped_column(comment="the archive's name for the request, to ask about it again")
    archived_url: Mapped[str | None] = mapped_column(comment="URL of the copy, where the archive confirmed it")
    why: Mapped[str | None] = mapped_column(comment="what the archive said")

    document: Mapped[Document] = relationship(lazy="raise")
    by: Mapped[Reviewer] = relationship(lazy="raise")


class PageCheck(Base):
    """What one check of a cited page saw: an observation. Append-only."""

    __tablename__ = "page_checks"
    __table_args__ = (
        ForeignKeyConstraint(["document_id", "capture_n"], ["captures.document_id", "captures.n"], ondelete="RESTRICT"),
        one_of("state", SEEN_STATES),
        CheckConstraint("likeness BETWEEN 0 AND 100", name="likeness"),
        CheckConstraint("excerpts_intact BETWEEN 0 AND excerpts", name="excerpts_intact"),
        {"comment": "what checks of cited pages saw; append-only"},
    )

    document_id: Mapped[int] = reference("documents.id", primary_key=True, comment="document that is observed")
    n: Mapped[Number]
    at: Mapped[datetime] = mapped_column(comment="when")
    by_id: Mapped[int] = reference("reviewers.id", comment="reviewer who asked")
    state: Mapped[PageState] = word(PageState, comment="what the check saw")
    why: Mapped[str] = mapped_column(comment="why, in a sentence")
    final_url: Mapped[str | None] = mapped_column(comment="address that the redirects led to")
    likeness: Mapped[int | None] = mapped_column(comment="words in common with the earlier text, in percent")
    excerpts: Mapped[int] = mapped_column(comment="number of cited excerpts that were looked for")
    excerpts_intact: Mapped[int] = mapped_column(comment="how many are in the page, word for word")
    capture_n: Mapped[int | None] = mapped_column(comment="capture that the page was compared with")
    etag: Mapped[str | None] = mapped_column(comment="the server's mark of this version of the page")
    last_modified: Mapped[str | None] = mapped_column(comment="the server's time of this version of the page")

    document: Mapped[Document] = relationship(lazy="raise", foreign_keys=[document_id])
    by: Mapped[Reviewer] = relationship(lazy="raise")
