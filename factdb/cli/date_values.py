"""The types of option values that are dates and times, as people type them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from factdb.cli.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from factdb.domain.dates import PartialDate


class DateValue(click.ParamType[Any]):
    """A date as people write it, also `today` and `yesterday`: in the time zone of the person who types."""

    def __init__(self, name: str, read: Callable[[str, date], Any]) -> None:
        self.name = name
        self.read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return what `read` makes of a typed date; it raises a `FactdbError` with an example."""
        return self.read(value, local_day(ctx)) if isinstance(value, str) else value


class PastDateValue(DateValue):
    """The date of something that has happened: a later one is taken, with a notice, because it is often a slip."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the date; say so if it lies in the future."""
        read = super().convert(value, param, ctx)
        desk = ctx.find_object(Desk) if ctx and not ctx.resilient_parsing else None
        if desk and isinstance(value, str) and (first := read.first()) and first > local_day(ctx):
            desk.hint(f"{param.opts[0] if param else 'the date'} {value} is in the future")
        return read


def local_day(ctx: click.Context | None) -> date:
    """Return the day on which a command runs, where the person is."""
    from datetime import UTC, datetime

    desk = ctx.find_object(Desk) if ctx else None
    return (desk.now if desk else datetime.now(UTC)).astimezone().date()


def partial_date(text: str, today: date) -> PartialDate:
    """Read a date, a month, a year or `unknown`."""
    from factdb.domain import dates_as_written

    return dates_as_written.typed(text, today)


def last_day(text: str, today: date) -> date:
    """Read a date, and return its last day."""
    from factdb.domain import dates_as_written

    return dates_as_written.last_day(text, today)


def _first_day(text: str, today: date) -> date:
    from factdb.domain import dates_as_written

    return dates_as_written.first_day(text, today)


def _moment(text: str, today: date) -> datetime:
    from factdb.domain import dates, dates_as_written

    return dates.moment(dates_as_written.typed_day(text, today))


def _end_of_time(text: str, today: date) -> datetime:
    from factdb.domain import dates, dates_as_written

    return dates.end(dates_as_written.typed_day(text, today))


PARTIAL_DATE = PastDateValue("date", partial_date)
FIRST_DAY = DateValue("date", _first_day)
LAST_DAY = DateValue("date", last_day)
LAST_DAY_OR_NONE = DateValue("date", lambda text, today: partial_date(text or "unknown", today))
MOMENT = DateValue("time", _moment)
AT = DateValue("time", _end_of_time)
