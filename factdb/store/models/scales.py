"""Rating scales, which are data: the desk's own three, and other publishers'."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.enums import Category, Flag, Question
from factdb.store.base import Base, Id, one_of, reference, word

LABEL_KEY = "what it is found by: its name's key, without what some publishers write before a rating"


class Scale(Base):
    """One version of a rating scale. A changed mapping is a new version."""

    __tablename__ = "scales"
    __table_args__ = (
        one_of("question", Question),
        UniqueConstraint("code", "version"),
        {"comment": "rating scales, by version"},
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(comment="factdb-truth")
    version: Mapped[int] = mapped_column(comment="from 1; the newest counts")
    publisher: Mapped[str | None] = mapped_column(comment="whose scale; empty: the desk's own")
    question: Mapped[Question] = word(Question, comment="what its ratings decide")
    note: Mapped[str | None] = mapped_column(comment="how it is meant")


class Rating(Base):
    """One value of a scale."""

    __tablename__ = "ratings"
    __table_args__ = (
        one_of("category", Category),
        UniqueConstraint("scale_id", "code"),
        CheckConstraint("score IS NULL OR (category = 'truth' AND score BETWEEN 0 AND 4)", name="score"),
        Index(None, "scale_id", "label_key", unique=True),
        {"comment": "the values of the scales"},
    )

    id: Mapped[Id]
    scale_id: Mapped[int] = reference("scales.id", comment="of which scale")
    code: Mapped[str] = mapped_column(comment="mostly-true")
    label: Mapped[str] = mapped_column(comment="Mostly true")
    definition: Mapped[str | None] = mapped_column(comment="what it says")
    position: Mapped[int] = mapped_column(comment="its place in the scale, from 1")
    category: Mapped[Category | None] = word(Category, comment="across scales; empty: nobody has mapped it")
    score: Mapped[int | None] = mapped_column(comment="0 false to 4 true; for truth only")
    flags: Mapped[tuple[Flag, ...]] = mapped_column(comment="flags that the rating implies")
    mapping_reason: Mapped[str | None] = mapped_column(comment="why it was mapped so")
    label_key: Mapped[str | None] = mapped_column(comment=LABEL_KEY)

    scale: Mapped[Scale] = relationship(lazy="raise")
