"""Sources that carry claims, the documents they published, and what was read of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
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
    name: Mapped[str] = mapped_column(comment="the name that lists show")
    kind: Mapped[SourceKind] = word(SourceKind, comment="one source is the unknown one")
    merged_into_id: Mapped[int | None] = reference("sources.id", comment="the source that this one turned out to be")


class SourceName(Base):
    """A name or alias of a source."""

    __tablename__ = "source_names"
    __table_args__ = ({"comment": "names and aliases of sources"},)

    name_key: Mapped[str] = mapped_column(primary_key=True, comment="NFKC, casefold, one space")
    source_id: Mapped[int] = reference("sources.id", primary_key=True, comment="whose name it is")
    name: Mapped[str] = mapped_column(comment="as written")

    source: Mapped[Source] = relationship(lazy="raise")


class SourceDomain(Base):
    """A host whose pages are a source's own; a host that many share decides nothing and isn't kept."""

    __tablename__ = "source_domains"
    __table_args__ = ({"comment": "hosts that belong to sources"},)

    domain: Mapped[str] = mapped_column(primary_key=True, comment="lower case, without www.")
    source_id: Mapped[int] = reference("sources.id", primary_key=True, comment="whose pages these are")

    source: Mapped[Source] = relationship(lazy="raise")


class Document(Base):
    """One page, article, transcript, video or data set."""

    __tablename__ = "documents"
    __table_args__ = (
        one_of("published_precision", Precision),
        one_of("medium", Medium),
        CheckConstraint("(published_on IS NULL) = (published_precision = 'unknown')", name="published_on"),
        # Pages without an address are found by their title when they are imported again.
        Index("ix_documents_title", "title", sqlite_where=text("url IS NULL"), postgresql_where=text("url IS NULL")),
        {"comment": "pages, articles, transcripts, videos, data sets"},
    )

    id: Mapped[Id]
    uid: Mapped[Uid]
    url: Mapped[str | None] = mapped_column(unique=True, comment="canonical; empty for an interview, a letter, a file")
    typed_url: Mapped[str | None] = mapped_column(comment="as it was typed")
    source_id: Mapped[int] = reference("sources.id", comment="who published it")
    title: Mapped[str | None] = mapped_column(comment="its headline")
    author: Mapped[str | None] = mapped_column(comment="its byline")
    published_on: Mapped[date | None] = mapped_column(comment="a month or a year is kept as its first day")
    published_precision: Mapped[Precision] = word(Precision, comment="how much of published_on is known")
    medium: Mapped[Medium] = word(Medium, comment="what it is")
    language: Mapped[str | None] = mapped_column(comment="BCP 47: en, pt-BR")
    is_article: Mapped[bool] = mapped_column(comment="whether its claims are checked")

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

    document_id: Mapped[int] = reference("documents.id", primary_key=True, comment="of what")
    n: Mapped[Number]
    captured_at: Mapped[datetime] = mapped_column(comment="when it was read")
    sha256: Mapped[str | None] = mapped_column(comment="of the bytes that were read, in hex")
    text: Mapped[str | None] = mapped_column(comment="the text, where it is text; offsets count its code points")
    file_name: Mapped[str | None] = mapped_column(comment="the name of the file it was read from")
    archived_url: Mapped[str | None] = mapped_column(comment="an archive's copy")

    document: Mapped[Document] = relationship(lazy="raise")


class ProposalDecision(Base):
    """What somebody made of a claim that was proposed of an article's text: none is proposed twice."""

    __tablename__ = "proposal_decisions"
    __table_args__ = (
        ForeignKeyConstraint(["document_id", "capture_n"], ["captures.document_id", "captures.n"], ondelete="RESTRICT"),
        one_of("decision", Judgement),
        CheckConstraint("span_start >= 0 AND span_start < span_end", name="span"),
        {"comment": "what people made of proposed claims"},
    )

    document_id: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False, comment="the article")
    capture_n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="which reading of it")
    span_start: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="first code point proposed")
    span_end: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="the one after its last")
    decision: Mapped[Judgement] = word(Judgement, comment="accepted or rejected")
    by_id: Mapped[int] = reference("reviewers.id", comment="who decided it")
    at: Mapped[datetime] = mapped_column(comment="when")

    capture: Mapped[Capture] = relationship(lazy="raise")
    by: Mapped[Reviewer] = relationship(lazy="raise")
