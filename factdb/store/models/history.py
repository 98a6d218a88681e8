"""The models of the history: who did what, when and why; one hash chain per claim, and one for the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.store.base import Base, ClaimKey, Position, reference
from factdb.store.models.claims import Claim
from factdb.store.models.people import Reviewer


class History(Base):
    """One change of one claim. Append-only. kind, actor_id and at repeat values of the body."""

    __tablename__ = "history"
    __table_args__ = ({"comment": "who did what to a claim, in a chain of hashes for each claim; append-only"},)

    claim_id: Mapped[ClaimKey]
    seq: Mapped[Position]
    id: Mapped[str] = mapped_column(comment="identifier of the history row (UUIDv7)")
    kind: Mapped[str] = mapped_column(comment="kind of change")
    # Repeated for queries: the hash covers the handle in the body, not this number.
    actor_id: Mapped[int] = reference("reviewers.id", comment="reviewer who made the change")
    at: Mapped[datetime] = mapped_column(comment="when the change was made; sort by seq, not by time")
    # Text, not a JSON type: a database could rewrite JSON, and that would break the hash.
    body: Mapped[str] = mapped_column(comment="canonical JSON, exactly as hashed")
    prev: Mapped[str] = mapped_column(comment="hash of the row before")
    hash: Mapped[str] = mapped_column(comment="SHA-256 of the tag, prev, id, the claim's uid, seq and body")

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

    actor: Mapped[Reviewer] = relationship(lazy="raise")
