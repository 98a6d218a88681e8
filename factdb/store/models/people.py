"""The models of reviewers, who use the ledger, and of speakers, whose claims are in it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.enums import Role, SpeakerKind
from factdb.domain.identities import IdentityJudgement, Owners
from factdb.store.base import Base, Id, Number, Uid, one_of, only_one_unknown, reference, word


class Reviewer(Base):
    """A person who may work on the desk."""

    __tablename__ = "reviewers"
    __table_args__ = (one_of("role", Role), {"comment": "people who may work on the desk"})

    id: Mapped[Id]
    handle: Mapped[str] = mapped_column(unique=True, comment="short name of the reviewer, for --as")
    name: Mapped[str | None] = mapped_column(comment="full name of the reviewer")
    role: Mapped[Role] = word(
        Role, comment="reader, reviewer, editor or admin; each role may do everything that the roles before it may do"
    )
    # Reviewers are never deleted, because their work refers to them.
    disabled_at: Mapped[datetime | None] = mapped_column(
        comment="when the reviewer was disabled; NULL if the reviewer may act"
    )
    # The last columns: revisions 0015 and 0016 add them to a table that has the others.
    pen_name: Mapped[str | None] = mapped_column(
        comment="name of the reviewer for outsiders; NULL: they see the name of the desk"
    )
    uid: Mapped[Uid]


class Speaker(Base):
    """A person or organisation that makes claims; exactly one is the unknown speaker."""

    __tablename__ = "speakers"
    __table_args__ = (
        one_of("kind", SpeakerKind),
        CheckConstraint("merged_into_id <> id", name="merged_into_id"),
        only_one_unknown(),
        {"comment": "people and organisations that make claims"},
    )

    id: Mapped[Id]
    uid: Mapped[Uid]
    name: Mapped[str] = mapped_column(comment="name that lists show")
    kind: Mapped[SpeakerKind] = word(
        SpeakerKind, comment="person, organization or unknown; exactly one speaker is the unknown one"
    )
    wikidata_id: Mapped[str | None] = mapped_column(comment="Wikidata identifier: Q and a number")
    # Always a speaker that is not merged itself: views and filters follow only one step.
    merged_into_id: Mapped[int | None] = reference(
        "speakers.id", comment="the speaker that this speaker was merged into"
    )


class SpeakerName(Base):
    """A name or alias of a speaker."""

    __tablename__ = "speaker_names"
    __table_args__ = ({"comment": "names and aliases of speakers"},)

    # The speaker is part of the key: two people can have the same name.
    name_key: Mapped[str] = mapped_column(
        primary_key=True, comment="the name as searches compare it: NFKC, case folded, single spaces"
    )
    speaker_id: Mapped[int] = reference("speakers.id", primary_key=True, comment="speaker who has this name")
    name: Mapped[str] = mapped_column(comment="the name as written")

    speaker: Mapped[Speaker] = relationship(lazy="raise")


class SpeakerRole(Base):
    """An office that a speaker held during some time."""

    __tablename__ = "speaker_roles"
    __table_args__ = (
        CheckConstraint("title IS NOT NULL OR organization IS NOT NULL OR party IS NOT NULL", name="something"),
        CheckConstraint("since <= until", name="since_until"),
        {"comment": "offices that speakers held"},
    )

    speaker_id: Mapped[int] = reference("speakers.id", primary_key=True, comment="speaker who held the office")
    n: Mapped[Number]
    title: Mapped[str | None] = mapped_column(comment="title of the office, such as President of the United States")
    organization: Mapped[str | None] = mapped_column(comment="organisation of the office")
    party: Mapped[str | None] = mapped_column(comment="party of the speaker at that time")
    since: Mapped[date | None] = mapped_column(comment="first day in the office; NULL if unknown")
    until: Mapped[date | None] = mapped_column(
        comment="last day in the office; NULL if unknown, or if the speaker still holds it"
    )

    speaker: Mapped[Speaker] = relationship(lazy="raise")


class IdentityDecision(Base):
    """The desk's decision on two speakers or sources; if they are the same, `a` was merged into `b`."""

    __tablename__ = "identity_decisions"
    __table_args__ = (
        one_of("kind", Owners),
        one_of("decision", IdentityJudgement),
        CheckConstraint("a <> b", name="b"),
        {"comment": "the desk's decisions on which speakers or sources are the same, and which are different"},
    )

    kind: Mapped[Owners] = word(Owners, primary_key=True, comment="speaker or source")
    # Undoing a merge needs each decision: merged_into_id only has the end of a series of merges.
    a: Mapped[str] = mapped_column(
        primary_key=True, comment="uid of the first one; if they are the same, of the one that was merged"
    )
    b: Mapped[str] = mapped_column(
        primary_key=True, comment="uid of the second one; if they are the same, of the one that it was merged into"
    )
    decision: Mapped[IdentityJudgement] = word(IdentityJudgement, comment="same or different")
    by_id: Mapped[int] = reference("reviewers.id", comment="reviewer who decided")
    at: Mapped[datetime] = mapped_column(comment="when the decision was made")

    by: Mapped[Reviewer] = relationship(lazy="raise")
