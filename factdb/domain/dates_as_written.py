"""Reads dates in other notations: 26/7/2021, 7/26/2021, 26 July 2021. It never guesses between two possible days."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum

from factdb import errors
from factdb.domain import dates
from factdb.domain.dates import PartialDate
from factdb.domain.enums import Precision

_HINT = "Write the date as 2021-07-26, 2021-07 or 2021."
_SHORT_YEAR_HINT = "A year of two digits is ambiguous. Write all four, as in 2021-07-26."
_TYPED_HINT = "Write the date as 2021-07-26, 26 July 2021, 2021-07, 2021, today or yesterday."
_NAME_ORDER = "Name the order: --date-order dmy, or --date-order mdy"
_DAYS_BACK = {"today": 0, "yesterday": 1}
_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905 - one line reads better than twelve
# Names with at least three letters: Jan, Sept, Sept. and the whole name.
_BY_NAME = {name[:length]: at for at, name in enumerate(_MONTHS, start=1) for length in range(3, len(name) + 1)}
_NUMERIC_MONTHS = 12
_LONGEST = 100  # characters; a longer text is not a date, and would keep the patterns busy

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})[Tt ][0-9]{1,2}:[0-9]{2}.*", re.DOTALL)
_WEEKDAY = re.compile(r"(?i)^(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+")
_CLOCK = re.compile(r"(?i)[\s,]+(?:at\s+)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?.*$", re.DOTALL)
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})(?:\2([0-9]{1,2}))?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_DAY_NAME = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?\.?[\s-]+(?:of\s+)?([A-Za-z]+)\.?,?[\s-]+([0-9]{4})")
_NAME_DAY = re.compile(r"([A-Za-z]+)\.?[\s-]+([0-9]{1,2})(?:st|nd|rd|th)?,?[\s-]+([0-9]{4})")
_SHORT_YEAR = re.compile(
    r"[0-9]{1,2}([-/.])[0-9]{1,2}\1'?[0-9]{2}|[0-9]{1,2}[\s-]+[A-Za-z]+\.?,?[\s-]+'?[0-9]{2}|"
    r"[A-Za-z]+\.?[\s-]+[0-9]{1,2},?[\s-]+'?[0-9]{2}"
)
_NAME_YEAR = re.compile(r"([A-Za-z]+)\.?,?[\s-]+([0-9]{4})")


class DateOrder(StrEnum):
    """The order in which a file writes day, month and year as numbers."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


def read(text: str, field: str, order: DateOrder | None = None, next_step: str = _NAME_ORDER) -> PartialDate:
    """Read a date in any supported notation, with its precision; the time of day is ignored.

    Supported: ISO 8601 in full or in part, numbers with the year first or last (separated by - / or .), English names
    of months, RFC 3339 times and those of feeds. Refused: a two-digit year; numbers that could be two days, unless
    `order` decides; numbers that contradict `order`. `next_step` says how to write a date that could be two days.
    """
    if len(text) > _LONGEST:
        raise errors.UnreadableValueError(field, text, _HINT)
    written = _without_time(text.strip())
    if written in {"", Precision.UNKNOWN}:
        return dates.UNKNOWN
    if _SHORT_YEAR.fullmatch(written):
        raise errors.UnreadableValueError(field, text, _SHORT_YEAR_HINT)
    partial = _numbers(written, field, order, next_step) or _names(written, field)
    return partial or dates.parse(written, field)


def readable(text: str, order: DateOrder | None = None) -> PartialDate | None:
    """Return a date as far as it is known, or None for a text that cannot be read."""
    try:
        partial = read(text, "date", order)
    except errors.BadValueError:
        return None
    return partial if partial.day else None


def orders(text: str) -> frozenset[DateOrder]:
    """Return the orders that a date in numbers with the year last may have; none for other texts, and for 4/4/2021."""
    match = _YEAR_LAST.fullmatch(_without_time(text.strip())) if len(text) <= _LONGEST else None
    if match is None:
        return frozenset()
    first, second = int(match[1]), int(match[3])
    if _could_be_two_days(first, second):
        return frozenset({DateOrder.DMY, DateOrder.MDY})
    if first == second:
        return frozenset()
    return frozenset({DateOrder.DMY if first > _NUMERIC_MONTHS else DateOrder.MDY})


def typed(text: str, today: dt.date, field: str = "date") -> PartialDate:
    """Read a date that a person types: also `today` and `yesterday`. Numbers that could be two days are refused."""
    word = text.strip().lower()
    if word in _DAYS_BACK:
        return PartialDate(today - dt.timedelta(days=_DAYS_BACK[word]), Precision.DAY)
    if not word:  # nothing typed is not the same as unknown
        raise errors.UnreadableValueError(field, text, _TYPED_HINT)
    return read(text, field, next_step="Write the month as a word, as in 3 April 2026, or the date as 2026-04-03.")


def first_day(text: str, today: dt.date) -> dt.date:
    """Read a date that a person types, and return its first day; refuse `unknown`."""
    return _require_day(typed(text, today).first(), text)


def last_day(text: str, today: dt.date) -> dt.date:
    """Read a date that a person types, and return its last day; refuse `unknown`."""
    return _require_day(typed(text, today).last(), text)


def _require_day(day: dt.date | None, text: str) -> dt.date:
    if day is None:
        next_step = "Write 2021-07-26, 2021-07 or 2021."
        raise errors.BadValueError("date", text, "cannot be compared with other dates", next_step)
    return day


def typed_day(text: str, today: dt.date) -> str:
    """Return a day as people type it in the form 2021-07-26; a text that is no such day, or has a time, unchanged."""
    if _ISO_DAY.match(text) or _CLOCK.search(text):
        return text
    try:
        partial = typed(text, today, "time")
    except errors.UnreadableValueError:
        return text
    return str(partial) if partial.precision is Precision.DAY else text


def day(text: str, field: str, order: DateOrder | None = None) -> dt.date | None:
    """Read a date that must have a day; None for an empty text."""
    partial = read(text, field, order)
    if partial.precision not in {Precision.DAY, Precision.UNKNOWN}:
        raise errors.BadValueError(field, text, "has no day", "Write the date as 2021-07-26.")
    return partial.day


def _without_time(text: str) -> str:
    if match := _TIME.fullmatch(text):
        return match[1]
    return _CLOCK.sub("", _WEEKDAY.sub("", text))


def _numbers(text: str, field: str, order: DateOrder | None, next_step: str) -> PartialDate | None:
    if match := _YEAR_FIRST.fullmatch(text):
        year, _, month, day_ = match.groups()
        return _date(text, field, int(year), int(month), int(day_) if day_ else None)
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if order is None and _could_be_two_days(first, second):
            pairs = ((first, second), (second, first))
            meant = " or ".join(f"{day_} {_MONTHS[month - 1].title()}" for day_, month in pairs)
            raise errors.BadValueError(field, text, f"could be {meant}", next_step)
        day_first = _is_day_first(text, field, first, second, order)
        day_, month = (first, second) if day_first else (second, first)
        return _date(text, field, year, month, day_)
    return None


def _could_be_two_days(first: int, second: int) -> bool:
    """Return whether numbers are two days: 4/5/2021 is, 4/4/2021 and 26/7/2021 are one. The wrong one would be kept."""
    return first != second and min(first, second) > 0 and max(first, second) <= _NUMERIC_MONTHS


def _is_day_first(text: str, field: str, first: int, second: int, order: DateOrder | None) -> bool:
    if order is not None:
        return _as_ordered(text, field, first, second, order)
    return first > _NUMERIC_MONTHS or second <= _NUMERIC_MONTHS


def _as_ordered(text: str, field: str, first: int, second: int, order: DateOrder) -> bool:
    month = second if order is DateOrder.DMY else first
    if order is DateOrder.YMD or month > _NUMERIC_MONTHS:
        raise errors.BadValueError(
            field, text, f"is not in the order {order}", "Correct the date, or name the order: --date-order ORDER"
        )
    return order is DateOrder.DMY


def _names(text: str, field: str) -> PartialDate | None:
    if match := _DAY_NAME.fullmatch(text):
        return _date_by_name(text, field, match[3], match[2], match[1])
    if match := _NAME_DAY.fullmatch(text):
        return _date_by_name(text, field, match[3], match[1], match[2])
    if match := _NAME_YEAR.fullmatch(text):
        return _date_by_name(text, field, match[2], match[1], None)
    return None


def _date_by_name(text: str, field: str, year: str, name: str, day_: str | None) -> PartialDate:
    month = _BY_NAME.get(name.lower())
    if month is None:
        raise errors.BadValueError(field, text, "does not name an English month", _HINT)
    return _date(text, field, int(year), month, int(day_) if day_ else None)


def _date(text: str, field: str, year: int, month: int, day_: int | None) -> PartialDate:
    try:
        first = dt.date(year, month, day_ or 1) if day_ != 0 else None
    except ValueError:
        first = None
    if first is None:
        raise errors.BadValueError(field, text, "does not exist in the calendar", _HINT)
    return PartialDate(first, Precision.MONTH if day_ is None else Precision.DAY)
