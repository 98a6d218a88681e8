"""The models of the history: who did what, when and why; one hash chain per claim, and one for the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.history.events import DeskEvent
from factdb.store.base import Base, ClaimKey, Position, reference
from factdb.store.models.claims import Claim
from factdb.store.models.people import Reviewer

TOPIC_RENAMED = f"kind = '{DeskEvent.TOPIC_RENAMED}'"
"""The condition of the renames of topics; only in this form an index serves it."""

DAY_MOVED = """replace(body, '"sort_on":{', '') <> body"""
"""The condition of the few rows that moved a claim to another day in lists; only in this form an index serves it.

The bodies have no spaces between names and values, and a quotation mark within a text is escaped.
"""
_WORDS = "personal words of the body with their salts, as JSON; NULL: it has none, or they were erased"


class History(Base):
    """One change of one claim. Append-only. kind, actor_id and at repeat values of the body."""

    __tablename__ = "history"
    __table_args__ = ({"comment": "who did what to a claim, in a chain of hashes for each claim; append-only"},)

    claim_id: Mapped[ClaimKey]
    seq: Mapped[Position]
    id: Mapped[str] = mapped_column(comment="identifier of the history row (UUIDv7)")
    kind: Mapped[str] = mapped_column(comment="kind of change")
    # Repeated for queries: the hash covers the uid in the body, not this number.
    actor_id: Mapped[int] = reference("reviewers.id", comment="reviewer who made the change")
    at: Mapped[datetime] = mapped_column(comment="when the change was made; sort by seq, not by time")
    # Text, not a JSON type: a database could rewrite JSON, and that would break the hash.
    body: Mapped[str] = mapped_column(comment="canonical JSON, exactly as hashed")
    prev: Mapped[str] = mapped_column(comment="hash of the row before")
    hash: Mapped[str] = mapped_column(comment="SHA-256 of the tag, prev, id, the claim's uid, seq and body")
    # Not hashed: an erasure empties it, and the body keeps the commitment.
    words: Mapped[str | None] = mapped_column(comment=_WORDS)

    claim: Mapped[Claim] = relationship(lazy="raise")
    actor: Mapped[Reviewer] = relationship(lazy="raise")


class DeskHistory(Base):
    """One change of reviewers, speakers, sources, documents, scales or policy: all that is not a claim. Append-only."""

    __tablename__ = "desk_history"
    __table_args__ = ({"comment": "who did what to the desk itself, in one chain of hashes; append-only"},)

    seq: Mapped[Position]
    id: Mapped[str] = mapped_column(comment="identifier of the history row (UUIDv7)")
    kind: Mapped[str] = mapped_column(comment="kind of change")
    actor_id: Mapped[int] = reference("reviewers.id", comment="reviewer who made the change")
    at: Mapped[datetime] = mapped_column(comment="when the change was made; sort by seq, not by time")
    body: Mapped[str] = mapped_column(comment="canonical JSON, exactly as hashed")
    prev: Mapped[str] = mapped_column(comment="hash of the row before")
    hash: Mapped[str] = mapped_column(comment="SHA-256 of the tag, prev, id, the word desk, seq and body")
    words: Mapped[str | None] = mapped_column(comment=_WORDS)

    actor: Mapped[Reviewer] = relationship(lazy="raise")


class DeskHead(Base):
    """The end of the desk history, in one row: without it, nobody would see that the newest rows were removed."""

    __tablename__ = "desk_head"
    __table_args__ = (CheckConstraint("id = 1", name="id"), {"comment": "the end of the desk history"})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="always 1")
    length: Mapped[int] = mapped_column(comment="number of rows of the desk history")
    head: Mapped[str] = mapped_column(comment="hash of the newest row; 64 zeros if there is none")


class OldChain(Base):
    """The end of a claim's history before revision 0016 wrote it anew. Append-only.

    The event `rechained` of the desk history has the SHA-256 of all of them, and old copies are held against them.
    """

    __tablename__ = "old_chains"
    __table_args__ = ({"comment": "the ends of the histories before they were written anew in version 2; append-only"},)

    claim_id: Mapped[ClaimKey]
    length: Mapped[int] = mapped_column(comment="rows of the claim's history in version 1")
    head: Mapped[str] = mapped_column(comment="hash of the last of them")

    claim: Mapped[Claim] = relationship(lazy="raise")
