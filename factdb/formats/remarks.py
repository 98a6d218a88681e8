"""Lets a publisher's file pass though a date or an address in it is malformed: nobody at the desk can mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from factdb.errors import BadValueError
from factdb.formats import values
from factdb.formats.values import Options

if TYPE_CHECKING:
    from collections.abc import Callable

Read = TypeVar("Read")


class Remarks:
    """What of one row couldn't be taken, in sentences. The wrong type is refused all the same."""

    def __init__(self, options: Options | None = None) -> None:
        """Start without any; `options` say how dates are written."""
        self.said: list[str] = []
        self.options = options or Options()

    def taken(self, read: Callable[[object, str, Options], Read], value: object, column: str) -> Read | None:
        """Read a text, or leave it out with a remark."""
        given = values.string(value, column)
        try:
            return read(given, column, self.options)
        except BadValueError as error:
            self.add(f"{error}: it is kept in the raw row alone")
            return None

    def add(self, sentence: str) -> None:
        """Say something once."""
        if sentence not in self.said:
            self.said.append(sentence)
