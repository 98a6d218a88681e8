"""The types of columns that differ between the engines, or hold words of a closed list.

They need no models: `factdb sql` describes the views with them, and starts a third quicker without SQLAlchemy's ORM.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, Text
from sqlalchemy.types import TypeDecorator

from factdb.domain import dates
from factdb.domain.enums import Flag

if TYPE_CHECKING:
    from sqlalchemy import Dialect
    from sqlalchemy.types import TypeEngine


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC: timestamptz on PostgreSQL; on SQLite RFC 3339 text, which sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose text on SQLite."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """Write UTC; raise ValueError for a naive time."""
        if value is None:
            return None
        text = dates.rfc3339(value)
        return text if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base class's signature
        """Read an aware time, in UTC for every time zone of the server."""
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """A word of a closed list, stored as text; a named CHECK enforces the list in the database."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the word; raise ValueError for a word that is not in the list."""
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        """Read the member of the list."""
        return None if value is None else self.words(value)


class FlagList(TypeDecorator[tuple[Flag, ...]]):
    """Flags as text joined by ", ", in the order of the closed list, so that SQL users can read them."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Flag, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write each flag once, in order."""
        return None if value is None else ", ".join(flag for flag in Flag if flag in value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Flag, ...] | None:  # noqa: ARG002
        """Read the flags."""
        return None if value is None else tuple(Flag(word) for word in value.split(", ") if word)
