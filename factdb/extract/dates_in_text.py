"""Reads the dates of a news article: "Tuesday" on a Tuesday, "last month", "July 26" without a year."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from factdb.domain.dates import UNKNOWN, PartialDate
from factdb.domain.enums import Basis, Precision
from factdb.extract import vocabulary

if TYPE_CHECKING:
    from factdb.extract.tokens import ArticleWords

_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"(1[89]\d\d|20\d\d)")
_NUMERIC = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LAST_DAY = 31
_YEARS_COUNTED_FROM = range(dt.MINYEAR + 1, dt.MAXYEAR)  # years with a year before and after them
_WEEK = 7
_DATE_OPENERS = vocabulary.DATE_WORDS | {"last", "this", "earlier"}
_MONTHS_OR_WORDS = frozenset({"may", "march"})  # also a verb, and something to do
_PERIODS = frozenset({"week", "month", "year"})
# "2,000 troops" is written "2000 troops" too: a number that counts something is not a year.
_NO_YEAR_BEFORE = frozenset({"%", "percent", "people", "troops", "votes", "dollars", "jobs", "miles", "men", "women"})


class DateMention(NamedTuple):
    """A date in a text: what is known of it, whether it depends on the article's day, and its place."""

    date: PartialDate
    basis: Basis
    first: int
    last: int
    relative: bool = False  # it is computed from the day of the article: its year, or all of it


def find_dates(words: ArticleWords, first: int, last: int, published: dt.date | None) -> list[DateMention]:
    """Return the dates within a range of words; one that needs the day of publishing is unknown without it."""
    if published is not None and published.year not in _YEARS_COUNTED_FROM:
        published = None
    dates: list[DateMention] = []
    for at in [at for at in range(first, last) if words.low[at] in _DATE_OPENERS or words.low[at][0].isdigit()]:
        is_in_last = bool(dates) and at < dates[-1].last
        date = None if is_in_last else _date_at(words, at, last, published)
        if date is not None:
            dates.append(date)
    return dates


def guess_publication_day(words: ArticleWords) -> dt.date | None:
    """Guess the day of an article that does not give it: its latest day and month, if it names a year anywhere."""
    years = [int(word) for word in words.low if _YEAR.fullmatch(word)]
    if not years:
        return None
    year = max(years)
    days = [
        mention.date.day
        for mention in find_dates(words, 0, len(words), dt.date(year, 12, _LAST_DAY))
        if mention.date.precision is Precision.DAY
    ]
    return max((day for day in days if day is not None and day.year == year), default=None)


def _date_at(words: ArticleWords, at: int, last: int, published: dt.date | None) -> DateMention | None:
    low = words.low[at]
    if low in vocabulary.MONTHS:
        return _date_at_month(words, at, last, published)
    if low[0].isdigit():
        return _date_at_number(words, at, last, published)
    if low in vocabulary.DAY_WORDS:
        return _date_at_weekday(words, at, published)
    if low in {"last", "this", "earlier"} and at + 1 < last:
        return _relative_period(words, at, last, published)
    return None


def _date_at_number(words: ArticleWords, at: int, last: int, published: dt.date | None) -> DateMention | None:
    low = words.low[at]
    if match := _NUMERIC.fullmatch(low):
        day = _valid_day(*map(int, match.groups()))
        return DateMention(PartialDate(day, Precision.DAY), Basis.EXPLICIT, at, at + 1) if day else None
    if _YEAR.fullmatch(low):
        before = words.low[at - 1] if at else ""
        behind = words.low[at + 1] if at + 1 < last else ""
        if behind in _NO_YEAR_BEFORE or before in {
            "$",
            "#",
            "\u00a3",
            "\u20ac",
            "no.",
            "about",
            "some",
            "nearly",
            "over",
        }:
            return None
        return DateMention(PartialDate(dt.date(int(low), 1, 1), Precision.YEAR), Basis.EXPLICIT, at, at + 1)
    month = at + 1 + (words.low[at + 1 : at + 2] == ["of"])
    match = _DAY.fullmatch(low)
    if match and month < last and words.low[month] in vocabulary.MONTHS and words.written[month][0].isupper():
        return _day_of_month(words, int(match[1]), month, (at, month + 1), last, published)
    return None


def _date_at_month(words: ArticleWords, at: int, last: int, published: dt.date | None) -> DateMention | None:
    if not words.written[at][0].isupper():
        return None
    behind = _DAY.fullmatch(words.low[at + 1]) if at + 1 < last else None
    if behind and 1 <= int(behind[1]) <= _LAST_DAY:
        return _day_of_month(words, int(behind[1]), at, (at, at + 2), last, published)
    year, end = _year_at(words, at + 1, last)
    if (
        year is None
        and words.low[at] in _MONTHS_OR_WORDS
        and (at == 0 or words.low[at - 1] not in {"in", "last", "since", "early", "late", "this", "until", "by", "of"})
    ):
        return None
    month = vocabulary.MONTHS[words.low[at]]
    if year is None and published is not None and words.low[at + 1 : at + 3] in (["last", "year"], ["this", "year"]):
        year, end = published.year - (words.low[at + 1] == "last"), at + 3
    if year is not None:
        return DateMention(PartialDate(dt.date(year, month, 1), Precision.MONTH), Basis.EXPLICIT, at, end)
    if published is None:
        return DateMention(UNKNOWN, Basis.NONE, at, at + 1, relative=True)
    past = published.year - (month > published.month)
    return DateMention(PartialDate(dt.date(past, month, 1), Precision.MONTH), Basis.EXPLICIT, at, at + 1, relative=True)


def _year_at(words: ArticleWords, at: int, last: int) -> tuple[int | None, int]:
    """Read the year at or after a comma at a place, and where it ends."""
    place = at + (words.low[at : at + 1] in ([","], ["of"]))
    if place < last and _YEAR.fullmatch(words.low[place]):
        return int(words.low[place]), place + 1
    return None, at


def _day_of_month(
    words: ArticleWords, number: int, month_at: int, place: tuple[int, int], last: int, published: dt.date | None
) -> DateMention | None:
    """Return a day of a month: in its year, or in the one that makes it the last such day before the article's."""
    month = vocabulary.MONTHS[words.low[month_at]]
    year, end = _year_at(words, place[1], last)
    if year is not None:
        day = _valid_day(year, month, number)
        return DateMention(PartialDate(day, Precision.DAY), Basis.EXPLICIT, place[0], end) if day else None
    if published is None:
        return DateMention(UNKNOWN, Basis.NONE, *place, relative=True)
    day = _valid_day(published.year, month, number)
    if day is None or day > published:
        day = _valid_day(published.year - 1, month, number) or day
    return DateMention(PartialDate(day, Precision.DAY), Basis.EXPLICIT, *place, relative=True) if day else None


def _valid_day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _date_at_weekday(words: ArticleWords, at: int, published: dt.date | None) -> DateMention | None:
    low = words.low[at]
    if low == "tomorrow" or (at and words.low[at - 1] in {"next", "coming"}):
        return None
    if published is None:
        return DateMention(UNKNOWN, Basis.NONE, at, at + 1, relative=True)
    if low in {"today", "tonight"}:
        back = 0
    elif low == "yesterday":
        back = 1
    else:
        if not words.written[at][0].isupper():
            return None
        back = (published.weekday() - vocabulary.WEEKDAYS.index(low)) % _WEEK
        if back == 0 and at and words.low[at - 1] == "last":
            back = _WEEK
    return DateMention(
        PartialDate(published - dt.timedelta(days=back), Precision.DAY), Basis.EXPLICIT, at, at + 1, relative=True
    )


def _relative_period(words: ArticleWords, at: int, last: int, published: dt.date | None) -> DateMention | None:
    """Read "last month", "earlier this year", "this week"; a week within one month is that month."""
    start = at
    if words.low[at] == "earlier":
        at += 1
    if (
        at + 1 >= last
        or words.low[at] not in {"last", "this"}
        or words.low[at + 1] not in _PERIODS | {"morning", "afternoon", "evening", "night"}
    ):
        return None
    if published is None:
        return DateMention(UNKNOWN, Basis.NONE, start, at + 2, relative=True)
    return DateMention(
        _period_before(words.low[at] == "last", words.low[at + 1], published),
        Basis.INFERRED,
        start,
        at + 2,
        relative=True,
    )


def _period_before(past: bool, word: str, published: dt.date) -> PartialDate:  # noqa: FBT001 - last or this
    if word == "year":
        return PartialDate(dt.date(published.year - past, 1, 1), Precision.YEAR)
    if word == "month":
        first = published.replace(day=1)
        return PartialDate(first - dt.timedelta(days=1) if past else first, Precision.MONTH)
    if word == "week":
        monday = published - dt.timedelta(days=published.weekday() + _WEEK * past)
        sunday = min(monday + dt.timedelta(days=_WEEK - 1), published)
        precision = Precision.MONTH if monday.month == sunday.month else Precision.YEAR
        return PartialDate(monday, precision) if monday.year == sunday.year else UNKNOWN
    return PartialDate(published - dt.timedelta(days=past), Precision.DAY)
