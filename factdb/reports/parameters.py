"""The parameters of reports: each is declared once, for the options of the command line and the form of the page.

What a person types is text. `Parameter.read` returns the value that it stands for, or refuses it in one sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from factdb.domain import dates, dates_as_written
from factdb.domain.text import member, whole_number
from factdb.errors import BadValueError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


class ParameterKind(StrEnum):
    """What the value of a parameter is."""

    TEXT = "text"
    NUMBER = "number"
    FIRST_DAY = "first day"
    LAST_DAY = "last day"
    TIME = "time"
    DURATION = "duration"
    WORD = "word"
    REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a report: its name, its value by default as text, and what it does.

    `words` are the choices of a WORD. A NUMBER is at least `least` and at most `most`. `is_repeatable`: several values
    mean any of them.
    """

    name: str
    default: str
    help: str
    kind: ParameterKind = ParameterKind.TEXT
    words: type[StrEnum] | None = None
    least: int = 0
    most: int | None = None
    is_repeatable: bool = False

    def read(self, typed: str, today: date) -> Any:  # noqa: ANN401 - as the kind has it
        """Return the value of a typed text, or refuse it; `today` is the day of the person who types."""
        if self.kind is ParameterKind.NUMBER:
            return self._number(typed)
        if self.words:
            return member(self.words, self.name, typed)
        return _READERS[self.kind](typed, today) if self.kind in _READERS else typed

    def _number(self, typed: str) -> int:
        number = whole_number(typed)
        if number is None:
            raise BadValueError(f"parameter {self.name}", typed, "is not a whole number", "Write a number, such as 3.")
        if number < self.least or (self.most is not None and number > self.most):
            limits = f"is not from {self.least:,} to {self.most:,}" if self.most else f"is less than {self.least:,}"
            raise BadValueError(f"parameter {self.name}", typed, limits, "Write another number.")
        return number


def written(value: object) -> str:
    """Return a value that was read as the text that stands for it on every day: not `today`, but the day itself."""
    if isinstance(value, datetime):
        return dates.rfc3339(value)
    return f"{value.days}d" if isinstance(value, timedelta) else str(value)


_READERS: dict[ParameterKind, Callable[[str, date], Any]] = {
    ParameterKind.FIRST_DAY: dates_as_written.first_day,
    ParameterKind.LAST_DAY: dates_as_written.last_day,
    ParameterKind.TIME: lambda typed, today: dates.moment(dates_as_written.typed_day(typed, today)),
    ParameterKind.DURATION: lambda typed, _: dates.duration(typed),
}
_DAYS = {"since": ParameterKind.FIRST_DAY, "until": ParameterKind.LAST_DAY}


def of_sql(name: str, default: str, help_text: str) -> Parameter:
    """Return the parameter of a report in SQL: since and until are days; with a number by default, it is a number."""
    kind = ParameterKind.NUMBER if default.isdecimal() else _DAYS.get(name, ParameterKind.TEXT)
    return Parameter(name, default, help_text, kind)
