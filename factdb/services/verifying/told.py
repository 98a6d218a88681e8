"""A column as histories tell it, in SQL: by code, uid or handle, days and moments as text; so rows come ready to hold.

Stored text is read as it stands, by no type of ours that could refuse what a forger left there.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Text, cast, func, select, type_coerce

from factdb.store.base import FlagList, UtcDateTime, Word
from factdb.store.models import Claim, Document, Rating, Reviewer, Scale, Source, Speaker

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, FromClause

_NAMED_BY: dict[str, tuple[FromClause, str]] = {
    "speakers": (Speaker.__table__, "uid"),
    "sources": (Source.__table__, "uid"),
    "documents": (Document.__table__, "uid"),
    "claims": (Claim.__table__, "uid"),
    "reviewers": (Reviewer.__table__, "handle"),
}
_RFC3339 = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


@cache
def told(column: ColumnElement[Any], *, postgresql: bool) -> ColumnElement[Any]:
    """Return a column's value as history keeps it."""
    owner = next((key.column.table.name for key in column.foreign_keys if key.column.name == "id"), None)
    if owner in _NAMED_BY:
        return of_row(column, *_NAMED_BY[owner])
    if owner == "ratings":
        return _rating(column)
    if isinstance(column.type, UtcDateTime) and postgresql:
        # An infinite moment, which no service writes, has no such text: it is told as the server writes it.
        return func.coalesce(func.to_char(func.timezone("UTC", column), _RFC3339), cast(column, Text))
    if isinstance(column.type, Date) and postgresql:
        return cast(column, Text)
    return type_coerce(column, Text) if isinstance(column.type, Date | UtcDateTime | Word | FlagList) else column


def of_row(reference: ColumnElement[Any], table: FromClause, wanted: str) -> ColumnElement[Any]:
    """Return a column of the row that a reference points at; NULL where there is none."""
    there = table.alias()
    return select(there.c[wanted]).where(there.c.id == reference).scalar_subquery()


def _rating(reference: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a rating as scale@version:code."""
    rating, scale = Rating.__table__.alias(), Scale.__table__.alias()
    name = scale.c.code + "@" + cast(scale.c.version, Text) + ":" + rating.c.code
    return select(name).where(rating.c.id == reference, scale.c.id == rating.c.scale_id).scalar_subquery()
