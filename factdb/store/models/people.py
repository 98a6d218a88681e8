"""Reviewers, who use the ledger; speakers, who are in it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.enums import Role, SpeakerKind
from factdb.domain.identities import IdentityJudgement, Owners
from factdb.store.base import Base, Id, Number, Uid, one_of, only_one_unknown, reference, word


class Reviewer(Base):
    """Somebody who may act on the desk."""

    __tablename__ = "reviewers"
    __table_args__ = (one_of("role", Role), {"comment": "who may act on the desk"})

    id: Mapped[Id]
    handle: Mapped[str] = mapped_column(unique=True, comment="the short name that --as takes")
    name: Mapped[str | None] = mapped_column(comment="the name for people")
    role: Mapped[Role] = word(Role, comment="each role may do all that the ones before it may")
    disabled_at: Mapped[datetime | None] = mapped_column(comment="since when they may not act")


class Speaker(Base):
    """A person or organisation that makes claims; exactly one is the unknown speaker."""

    __tablename__ = "speakers"
    __table_args__ = (
        one_of("kind", SpeakerKind),
        CheckConstraint("merged_into_id <> id", name="merged_into_id"),
        only_one_unknown(),
        {"comment": "who makes claims"},
    )

    id: Mapped[Id]
    uid: Mapped[Uid]
    name: Mapped[str] = mapped_column(comment="the name that lists show")
    kind: Mapped[SpeakerKind] = word(SpeakerKind, comment="one speaker is the unknown one")
    wikidata_id: Mapped[str | None] = mapped_column(comment="Q and a number")
    merged_into_id: Mapped[int | None] = reference("speakers.id", comment="the speaker that this one turned out to be")


class SpeakerName(Base):
    """A name or alias of a speaker."""

    __tablename__ = "speaker_names"
    __table_args__ = ({"comment": "names and aliases of speakers"},)

    name_key: Mapped[str] = mapped_column(primary_key=True, comment="NFKC, casefold, one space")
    speaker_id: Mapped[int] = reference("speakers.id", primary_key=True, comment="whose name it is")
    name: Mapped[str] = mapped_column(comment="as written")

    speaker: Mapped[Speaker] = relationship(lazy="raise")


class SpeakerRole(Base):
    """An office that a speaker held, for a while."""

    __tablename__ = "speaker_roles"
    __table_args__ = (
        CheckConstraint("title IS NOT NULL OR organization IS NOT NULL OR party IS NOT NULL", name="something"),
        CheckConstraint("since <= until", name="since_until"),
        {"comment": "offices of speakers"},
    )

    speaker_id: Mapped[int] = reference("speakers.id", primary_key=True, comment="who held it")
    n: Mapped[Number]
    title: Mapped[str | None] = mapped_column(comment="President of the United States")
    organization: Mapped[str | None] = mapped_column(comment="of what")
    party: Mapped[str | None] = mapped_column(comment="the party, then")
    since: Mapped[date | None] = mapped_column(comment="first day; empty: not known")
    until: Mapped[date | None] = mapped_column(comment="last day; empty: not known, or still")

    speaker: Mapped[Speaker] = relationship(lazy="raise")


class IdentityDecision(Base):
    """What the desk decided of two speakers or sources; of the same, `a` is the one that was merged into `b`."""

    __tablename__ = "identity_decisions"
    __table_args__ = (
        one_of("kind", Owners),
        one_of("decision", IdentityJudgement),
        CheckConstraint("a <> b", name="b"),
        {"comment": "who is the same as whom and who is not, as the desk decided"},
    )

    kind: Mapped[Owners] = word(Owners, primary_key=True, comment="speaker or source")
    a: Mapped[str] = mapped_column(primary_key=True, comment="uid of the one: of the same, whichever was merged")
    b: Mapped[str] = mapped_column(primary_key=True, comment="uid of the other: of the same, what it was merged into")
    decision: Mapped[IdentityJudgement] = word(IdentityJudgement, comment="the same, or different")
    by_id: Mapped[int] = reference("reviewers.id", comment="who decided it")
    at: Mapped[datetime] = mapped_column(comment="when")

    by: Mapped[Reviewer] = relationship(lazy="raise")
