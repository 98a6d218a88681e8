"""Counts rows by what they refer to: in one grouped read, which an index on that column answers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from factdb.services.people.namebook import NameBook


def by(session: Session, column: InstrumentedAttribute[Any], *where: ColumnElement[bool]) -> dict[int, int]:
    """Return how many rows refer to each id; an id that none refers to is left out."""
    query = select(column, func.count()).where(column.is_not(None), *where).group_by(column)
    return {row[0]: row[1] for row in session.execute(query)}


def by_owner(
    session: Session, book: NameBook[Any], column: InstrumentedAttribute[Any], *where: ColumnElement[bool]
) -> dict[int, int]:
    """Return how many rows refer to each living owner; those merged away count as what they were merged into."""
    each = select(column.label("id"), func.count().label("n")).where(*where).group_by(column).subquery()
    living = book.living_id
    query = select(living, func.sum(each.c.n)).join(each, each.c.id == book.owner.id).group_by(living)
    return {row[0]: int(row[1]) for row in session.execute(query)}
