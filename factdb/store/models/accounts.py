"""The models of the accounts of the review pages: passwords, invitations and sessions.

Only hashes of secrets are stored: whoever reads these tables cannot sign in with what they hold. They are in no
history, dump, export or view.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.store.base import Base, reference
from factdb.store.models.people import Reviewer


class Password(Base):
    """The password with which a reviewer signs in to the review pages."""

    __tablename__ = "passwords"
    __table_args__ = ({"comment": "passwords of the review pages, as hashes; in no dump, export or view"},)

    reviewer_id: Mapped[int] = reference(
        "reviewers.id", primary_key=True, comment="reviewer who signs in with the password"
    )
    hash: Mapped[str] = mapped_column(comment="hash of the password, with its salt and costs")
    set_at: Mapped[datetime] = mapped_column(comment="when the password was set")

    reviewer: Mapped[Reviewer] = relationship(lazy="raise")


class Invitation(Base):
    """The latest invitation of a reviewer: a link with which the reviewer sets a password once."""

    __tablename__ = "invitations"
    __table_args__ = (
        {"comment": "the latest invitation of each reviewer to set a password; in no dump, export or view"},
    )

    # The whole key: a new invitation takes the place of the one before it, which is then void.
    reviewer_id: Mapped[int] = reference("reviewers.id", primary_key=True, comment="reviewer who may set a password")
    token_hash: Mapped[str] = mapped_column(unique=True, comment="hash of the token in the link")
    made_by_id: Mapped[int] = reference("reviewers.id", comment="admin who made the invitation")
    expires_at: Mapped[datetime] = mapped_column(comment="end of the invitation")
    used_at: Mapped[datetime | None] = mapped_column(comment="when the reviewer used it; NULL if nobody has used it")

    reviewer: Mapped[Reviewer] = relationship(foreign_keys=[reviewer_id], lazy="raise")
    made_by: Mapped[Reviewer] = relationship(foreign_keys=[made_by_id], lazy="raise")


class WebSession(Base):
    """One sign-in of a reviewer in one browser."""

    __tablename__ = "web_sessions"
    __table_args__ = ({"comment": "sessions of the review pages; in no dump, export or view"},)

    token_hash: Mapped[str] = mapped_column(primary_key=True, comment="hash of the token in the cookie")
    reviewer_id: Mapped[int] = reference("reviewers.id", comment="reviewer who is signed in")
    created_at: Mapped[datetime] = mapped_column(comment="when the reviewer signed in")
    # Stored, and not counted from the last visit: one comparison decides, and most visits write nothing.
    expires_at: Mapped[datetime] = mapped_column(comment="end of the session, which moves on while it is used")
    revoked_at: Mapped[datetime | None] = mapped_column(comment="when the session was ended early; NULL if it was not")

    reviewer: Mapped[Reviewer] = relationship(lazy="raise")


SECRET_TABLES = frozenset({Password.__tablename__, Invitation.__tablename__, WebSession.__tablename__})
"""The tables that no dump has, and of which `verify` compares only passwords with the history."""
