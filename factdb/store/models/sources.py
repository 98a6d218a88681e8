"""The models of sources, of their documents, and of the captures of documents."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.enums import Medium, Precision, SourceKind
from factdb.domain.proposals import Judgement
from factdb.store.base import Base, BigInt, Id, Number, Uid, one_of, only_one_unknown, reference, word
from factdb.store.models.people import Reviewer


class Source(Base):
    """An outlet; exactly one is the unknown source."""

    __tablename__ = "sources"
    __table_args__ = (
        one_of("kind", SourceKind),
        CheckConstraint("merged_into_id <> id", name="merged_into_id"),
        only_one_unknown(),
        {"comment": "outlets that carry claims"},
    )

    id: Mapped[Id]
    uid: Mapped[Uid]
    name: Mapped[str] = mapped_column(comment="name that lists show")
    kind: Mapped[SourceKind] = word(SourceKind, comment="outlet or unknown; exactly one source is the unknown one")
    merged_into_id: Mapped[int | None] = reference("sources.id", comment="the source that this source was merged into")


class SourceName(Base):
    """A name or alias of a source."""

    __tablename__ = "source_names"
    __table_args__ = ({"comment": "names and aliases of sources"},)

    name_key: Mapped[str] = mapped_column(
        primary_key=True, comment="the name as searches compare it: NFKC, case folded, single spaces"
    )
    source_id: Mapped[int] = reference("sources.id", primary_key=True, comment="source that has this name")
    name: Mapped[str] = mapped_column(comment="the name as written")

    source: Mapped[Source] = relationship(lazy="raise")


class SourceDomain(Base):
    """A domain whose pages belong to a source; a domain that many sources share is not stored."""

    __tablename__ = "source_domains"
    __table_args__ = ({"comment": "web domains that belong to sources"},)

    # The source is part of the key: two sources can have the same domain, which then identifies neither.
    domain: Mapped[str] = mapped_column(primary_key=True, comment="domain in lower case, without www.")
    source_id: Mapped[int] = reference("sources.id", primary_key=True, comment="source that the domain belongs to")

    source: Mapped[Source] = relationship(lazy="raise")


class Document(Base):
    """One page, article, transcript, video or data set."""

    __tablename__ = "documents"
    __table_args__ = (
        one_of("published_precision", Precision),
        one_of("medium", Medium),
        CheckConstraint("(published_on IS NULL) = (published_precision = 'unknown')", name="published_on"),
        {"comment": "pages, articles, transcripts, videos and data sets"},
    )

    id: Mapped[Id]
    uid: Mapped[Uid]
    # UNIQUE allows many NULLs on both engines: letters and interviews have no URL.
    url: Mapped[str | None] = mapped_column(
        unique=True, comment="canonical URL; NULL if there is none, as for an interview, a letter or a file"
    )
    typed_url: Mapped[str | None] = mapped_column(comment="URL as it was typed")
    source_id: Mapped[int] = reference("sources.id", comment="source that published the document")
    title: Mapped[str | None] = mapped_column(comment="title or headline of the document")
    author: Mapped[str | None] = mapped_column(comment="byline of the document")
    published_on: Mapped[date | None] = mapped_column(
        comment="day of publication; the first day of the month or year if only that is known"
    )
    published_precision: Mapped[Precision] = word(Precision, comment="precision of published_on")
    medium: Mapped[Medium] = word(Medium, comment="medium of the document")
    language: Mapped[str | None] = mapped_column(comment="language as a BCP 47 code, such as en or pt-BR")
    is_article: Mapped[bool] = mapped_column(comment="whether the desk checks the claims of this document")

    source: Mapped[Source] = relationship(lazy="raise")


class Capture(Base):
    """What was read of a document at one moment. Append-only."""

    __tablename__ = "captures"
    __table_args__ = (
        CheckConstraint("sha256 IS NOT NULL OR archived_url IS NOT NULL", name="something"),
        CheckConstraint("text IS NULL OR sha256 IS NOT NULL", name="text"),
        Index(None, "sha256"),
        {"comment": "what was read of a document at one moment; append-only"},
    )

    document_id: Mapped[int] = reference("documents.id", primary_key=True, comment="document that was read")
    n: Mapped[Number]
    captured_at: Mapped[datetime] = mapped_column(comment="when the document was read")
    sha256: Mapped[str | None] = mapped_column(comment="SHA-256 of the bytes that were read, in hexadecimal")
    text: Mapped[str | None] = mapped_column(
        comment="text of the document, if it is text; offsets count its code points"
    )
    file_name: Mapped[str | None] = mapped_column(comment="name of the file that was read")
    archived_url: Mapped[str | None] = mapped_column(comment="URL of an archived copy")
    file_sha256: Mapped[str | None] = mapped_column(
        comment="SHA-256 of the file in the folder of captures; NULL if no file was kept"
    )
    text_sha256: Mapped[str | None] = mapped_column(
        comment="SHA-256 of the text, where it was read out of a page; NULL where the bytes are the text"
    )
    modified_on: Mapped[date | None] = mapped_column(comment="day on which the page says that it was last changed")

    document: Mapped[Document] = relationship(lazy="raise")


class ProposalDecision(Base):
    """The decision on a claim that factdb proposed from an article's text, so that it is not proposed again."""

    __tablename__ = "proposal_decisions"
    __table_args__ = (
        ForeignKeyConstraint(["document_id", "capture_n"], ["captures.document_id", "captures.n"], ondelete="RESTRICT"),
        one_of("decision", Judgement),
        CheckConstraint("span_start >= 0 AND span_start < span_end", name="span"),
        {"comment": "decisions on claims that factdb proposed from an article's text"},
    )

    document_id: Mapped[int] = mapped_column(
        BigInt, primary_key=True, autoincrement=False, comment="article that the claim was proposed from"
    )
    # Spans are positions in the text of one capture; in a newer text, the same words are looked for.
    capture_n: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="capture of the article that the claim was proposed from"
    )
    span_start: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="first code point of the proposed passage"
    )
    span_end: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="the code point after the end of the proposed passage"
    )
    decision: Mapped[Judgement] = word(Judgement, comment="accepted or rejected")
    by_id: Mapped[int] = reference("reviewers.id", comment="reviewer who decided")
    at: Mapped[datetime] = mapped_column(comment="when the decision was made")

    capture: Mapped[Capture] = relationship(lazy="raise")
    by: Mapped[Reviewer] = relationship(lazy="raise")
