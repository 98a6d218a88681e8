"""The models of rating scales and their ratings: the desk's own scales and those of other publishers."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from factdb.domain.enums import Category, Flag, Question, Stance
from factdb.store.base import Base, Id, one_of, reference, word

LABEL_KEY = "the label as searches compare it: without words before it, closing signs, hyphens and underscores"
DIRECTION = "what evidence that agrees with the rating does, where neither score nor code tells: supports or refutes"


class Scale(Base):
    """One version of a rating scale. A changed mapping is a new version."""

    __tablename__ = "scales"
    __table_args__ = (
        one_of("question", Question),
        # A version is never changed, because verdicts refer to its ratings.
        UniqueConstraint("code", "version"),
        {"comment": "rating scales, by version"},
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(comment="code of the scale, such as factdb-truth")
    version: Mapped[int] = mapped_column(comment="version of the scale, from 1; the newest counts")
    publisher: Mapped[str | None] = mapped_column(
        comment="publisher that uses the scale; NULL for the desk's own scales"
    )
    question: Mapped[Question] = word(Question, comment="question that the ratings answer")
    note: Mapped[str | None] = mapped_column(comment="note on the use of the scale")


class ScalePublisher(Base):
    """A name of a publisher that uses a scale; the sources that have it, also as an alias or by a merge.

    It refers to no source: a scale can come before its publisher, and a second source can get the same name.
    """

    __tablename__ = "scale_publishers"
    __table_args__ = ({"comment": "names of the publishers that use a scale"},)

    scale_id: Mapped[int] = reference("scales.id", primary_key=True, comment="version of a scale")
    name_key: Mapped[str] = mapped_column(
        primary_key=True, comment="key of the name: sources with this name use the scale"
    )
    name: Mapped[str] = mapped_column(comment="name of the publisher as the scale has it")

    scale: Mapped[Scale] = relationship(lazy="raise")


class Rating(Base):
    """One value of a scale."""

    __tablename__ = "ratings"
    __table_args__ = (
        one_of("category", Category),
        UniqueConstraint("scale_id", "code"),
        CheckConstraint("direction IN ('supports', 'refutes')", name="direction"),
        CheckConstraint("score IS NULL OR (category = 'truth' AND score BETWEEN 0 AND 4)", name="score"),
        Index(None, "scale_id", "label_key", unique=True),
        {"comment": "the values of the rating scales"},
    )

    id: Mapped[Id]
    scale_id: Mapped[int] = reference("scales.id", comment="scale that the rating belongs to")
    code: Mapped[str] = mapped_column(comment="code of the rating, such as mostly-true")
    label: Mapped[str] = mapped_column(comment="label of the rating, such as Mostly true")
    definition: Mapped[str | None] = mapped_column(comment="what the rating means")
    position: Mapped[int] = mapped_column(comment="position in the scale, from 1")
    category: Mapped[Category | None] = word(
        Category, comment="category, comparable across scales; NULL if nobody has mapped the rating"
    )
    score: Mapped[int | None] = mapped_column(comment="from 0 (false) to 4 (true), for category truth only")
    flags: Mapped[tuple[Flag, ...]] = mapped_column(comment="flags that the rating implies")
    mapping_reason: Mapped[str | None] = mapped_column(comment="reason for this mapping")
    # Stored, because SQLite can compute neither NFKC nor casefold.
    label_key: Mapped[str | None] = mapped_column(comment=LABEL_KEY)
    direction: Mapped[Stance | None] = word(Stance, comment=DIRECTION)

    scale: Mapped[Scale] = relationship(lazy="raise")
