"""Partly known dates (a day, a month or a year), and times in UTC."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from factdb import errors
from factdb.domain.enums import Precision

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,12})?)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
)
_SHOWN = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}  # characters of 2021-07-26
_DECEMBER = 12
# 99999w ends in a year that a date can hold; one more digit would not.
_LONGEST_DURATION = 6
_PRECISIONS = (Precision.YEAR, Precision.MONTH, Precision.DAY)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date and its precision.

    `day` is None if nothing is known; a month or a year is stored as its first day.
    """

    day: dt.date | None
    precision: Precision

    def __post_init__(self) -> None:
        if (self.day is None) != (self.precision is Precision.UNKNOWN):
            message = f"{self.day} can't have the precision {self.precision}"
            raise ValueError(message)
        object.__setattr__(self, "day", self.first())

    def __str__(self) -> str:
        return shown(self.day, self.precision) or Precision.UNKNOWN.value

    def first(self) -> dt.date | None:
        """Return the first day that the date covers."""
        if self.day is None or self.precision is Precision.DAY:
            return self.day
        whole_year = self.precision is Precision.YEAR
        return self.day.replace(month=1, day=1) if whole_year else self.day.replace(day=1)

    def last(self) -> dt.date | None:
        """Return the last day that the date covers."""
        if self.day is None or self.precision is Precision.DAY:
            return self.day
        if self.precision is Precision.YEAR or self.day.month == _DECEMBER:
            return self.day.replace(month=_DECEMBER, day=31)
        return self.day.replace(month=self.day.month + 1, day=1) - dt.timedelta(days=1)


UNKNOWN = PartialDate(None, Precision.UNKNOWN)


def parse(text: str, field: str = "date") -> PartialDate:
    """Read 2021-07-26, 2021-07, 2021 or unknown."""
    if text == Precision.UNKNOWN:
        return UNKNOWN
    hint = "Write the date as 2021-07-26, 2021-07, 2021 or unknown."
    if not (match := _PARTIAL.fullmatch(text)):
        raise errors.UnreadableValueError(field, text, hint)
    numbers = [int(part) for part in match.groups() if part]
    try:
        day = dt.date(*[*numbers, 1, 1][:3])
    except ValueError:
        raise errors.BadValueError(field, text, "does not exist in the calendar", hint) from None
    return PartialDate(day, _PRECISIONS[len(numbers) - 1])


def shown(day: dt.date | None, precision: str) -> str | None:
    """Return a stored date as lists show it, such as 2021-07 for a month; None if it is not known."""
    return None if day is None else day.isoformat()[: _SHOWN[Precision(precision)]]


def shown_text(day: str | None, precision: str | None) -> str | None:
    """Return a day of a history, which is text, as lists show it; without a precision, as it stands."""
    return shown(dt.date.fromisoformat(day), precision) if day and precision else day


def moment(text: str, field: str = "time") -> dt.datetime:
    """Read a day (its start in UTC) or an RFC 3339 time.

    Without an offset it is UTC; the seconds may be left out.
    """
    hint = "Write the time as 2021-07-26 or 2021-07-26T14:30:00Z."
    if not _MOMENT.fullmatch(text):
        raise errors.UnreadableValueError(field, text, hint)
    try:
        read = dt.datetime.fromisoformat(text.upper())
        return read.replace(tzinfo=read.tzinfo or dt.UTC).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise errors.BadValueError(field, text, "does not exist in the calendar or on the clock", hint) from None


def end(text: str, field: str = "time") -> dt.datetime:
    """Read a day (its end in UTC) or an RFC 3339 time, as `moment` does."""
    start = moment(text, field)
    return start + dt.timedelta(days=1, microseconds=-1) if len(text) == len("2021-07-26") else start


def duration(text: str) -> dt.timedelta:
    """Read a number of days or weeks, as in 30d and 6w."""
    unit = {"d": 1, "w": 7}.get(text[-1:], 0)
    # isdigit alone accepts ², which int cannot read.
    if not unit or not text[:-1].isascii() or not text[:-1].isdigit() or len(text) > _LONGEST_DURATION:
        raise errors.BadValueError("time", text, "is not a number of days or weeks", "Write 30d or 6w.")
    return dt.timedelta(days=int(text[:-1]) * unit)


@lru_cache(maxsize=8)  # everything that one command writes has the same time
def rfc3339(moment: dt.datetime) -> str:
    """Return an aware time as text for the history: UTC, six decimals, Z. Raise ValueError for a naive time."""
    if moment.utcoffset() is None:
        message = f"{moment} has no time zone"
        raise ValueError(message)
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
