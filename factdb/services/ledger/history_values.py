"""The values of a claim's columns as its history has them: codes, uids and text, never a database id."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, select

from factdb.domain import dates
from factdb.store.base import Word
from factdb.store.models import Claim, Document, Rating, Reviewer, Scale, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

# Derived from the history itself, or not part of the claim's content.
_UNRECORDED = frozenset({"id", "uid", "changed_at", "history_length", "history_head", "row_version"})
RECORDED = tuple(column.key for column in Claim.__table__.columns if column.key not in _UNRECORDED)

_BY_UID: dict[str, type[Any]] = {
    "speaker_id": Speaker,
    "source_id": Source,
    "document_id": Document,
    "repeats_id": Claim,
    "assignee_id": Reviewer,
    "added_by_id": Reviewer,
}
_BY_CODE = frozenset({"truth_rating_id", "quote_rating_id"})


def history_key(column: str) -> str:
    """Return the name of a column in the history: without the _id of a reference."""
    return column.removesuffix("_id")


RECORDED_NAMES = tuple(map(history_key, RECORDED))
"""The recorded columns as history names them."""
COLUMN_OF = dict(zip(RECORDED_NAMES, RECORDED, strict=True))
"""The recorded columns by these names."""


class HistoryValues:
    """Converts values of columns for the history and back; each reference is looked up once.

    Use one object within one command: after a rollback, SQLite can give the number of a row to another.
    """

    def __init__(self, session: Session) -> None:
        """Remember the session."""
        self._session = session
        self._uids: dict[tuple[type[Any], int], str] = {}
        self._numbers: dict[tuple[type[Any], str], int] = {}
        self._codes: dict[int, str] = {}

    def learn(self, claims: Iterable[Claim]) -> None:
        """Look up what these claims refer to, in a few statements."""
        claims = list(claims)
        for column in ("speaker_id", "source_id", "document_id"):
            model = _BY_UID[column]
            numbers = {getattr(claim, column) for claim in claims} - {None}
            for number, uid in self._session.execute(select(model.id, model.uid).where(model.id.in_(numbers))):
                self._uids[model, number], self._numbers[model, uid] = uid, number

    def learn_pair(self, column: str, number: int | None, uid: str | None) -> None:
        """Remember number and uid of a row to which a column will refer."""
        if number is not None and uid is not None:
            model = _BY_UID[column]
            self._uids[model, number], self._numbers[model, uid] = uid, number

    def to_history(self, column: str, value: Any) -> object:  # noqa: ANN401 - a value of any column
        """Return a column's value in the form of the history: a code, a uid or text."""
        if value is None:
            return None
        if column in _BY_UID:
            return self._uid(_BY_UID[column], value)
        if column in _BY_CODE:
            return self.rating_code(int(value))
        return json_value(value)

    def from_history(self, name: str, value: Any) -> tuple[str, object]:  # noqa: ANN401 - the same
        """Return the column for a name of the history, and its value in the claim's row."""
        column = COLUMN_OF[name]
        if value is None:
            return column, None
        if column in _BY_UID:
            return column, self._number(_BY_UID[column], value)
        kind = Claim.__table__.c[column].type
        if isinstance(kind, Word):
            return column, kind.words(str(value))
        return column, date.fromisoformat(str(value)) if isinstance(kind, Date) else value

    def rating_code(self, rating_id: int) -> str:
        """Return a rating in the form of the history: scale@version:code."""
        if rating_id not in self._codes:
            query = select(Scale.code, Scale.version, Rating.code).join(Rating.scale).where(Rating.id == rating_id)
            scale, version, code = self._session.execute(query).one()
            self._codes[rating_id] = f"{scale}@{version}:{code}"
        return self._codes[rating_id]

    def _uid(self, model: type[Any], number: int) -> str | None:
        if (model, number) not in self._uids:
            uid = self._session.scalar(select(model.uid).where(model.id == number))
            if uid is None:
                return None
            self._uids[model, number] = uid
        return self._uids[model, number]

    def _number(self, model: type[Any], uid: str) -> int:
        if (model, uid) not in self._numbers:
            self._numbers[model, uid] = self._session.scalars(select(model.id).where(model.uid == uid)).one()
        return self._numbers[model, uid]


def json_value(value: object) -> object:
    """Return a value that canonical JSON can hold."""
    if isinstance(value, datetime):
        return dates.rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [str(item) for item in value]
    return str(value) if isinstance(value, str) else value
