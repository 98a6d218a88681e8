"""A date is shown as far as it is known, and never invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb import errors
from factdb.domain import dates
from factdb.domain.enums import Precision

known = st.sampled_from([Precision.DAY, Precision.MONTH, Precision.YEAR])


@pytest.mark.parametrize("text", ["2021-07-26", "2021-07", "2021", "unknown", "0001", "9999-12-31", "2024-02-29"])
def test_a_date_is_shown_as_it_was_written(text: str) -> None:
    assert str(dates.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 2021",
        "2021-7-26",
        "26.07.2021",
        "2021-07-26T00:00",
        "20210726",
        "21",
        "Unknown",
        "2021-",
        "2021\n",
        "٢٠٢١",
    ],
)
def test_what_is_no_date_is_refused_with_the_field_and_the_three_ways_to_write_it(text: str) -> None:
    with pytest.raises(errors.BadValueError, match=r'^Cannot read the said on "') as refusal:
        dates.parse(text, "said on")
    assert refusal.value.next_step == "Write the date as 2021-07-26, 2021-07, 2021 or unknown."


@pytest.mark.parametrize("text", ["2021-02-29", "2021-13", "2021-00-01", "0000", "2021-04-31"])
def test_what_is_not_in_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(errors.BadValueError, match="does not exist in the calendar"):
        dates.parse(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-07-26", date(2021, 7, 26), date(2021, 7, 26)),
        ("2021-07", date(2021, 7, 1), date(2021, 7, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("unknown", None, None),
    ],
)
def test_a_month_or_a_year_covers_all_its_days(text: str, first: date | None, last: date | None) -> None:
    covered = dates.parse(text)
    assert (covered.first(), covered.last()) == (first, last)


@given(st.dates(), known)
def test_whatever_day_a_month_or_year_was_made_of_it_is_kept_as_its_first(day: date, precision: Precision) -> None:
    made = dates.PartialDate(day, precision)
    assert made.day == made.first()
    assert made == dates.parse(str(made))
    first, last = made.first(), made.last()
    assert first is not None
    assert last is not None
    assert first <= day <= last


@pytest.mark.parametrize(("day", "precision"), [(None, Precision.DAY), (date(2021, 7, 26), Precision.UNKNOWN)])
def test_a_day_is_missing_exactly_when_nothing_is_known(day: date | None, precision: Precision) -> None:
    with pytest.raises(ValueError, match="can't have the precision"):
        dates.PartialDate(day, precision)


def test_a_listing_shows_as_much_as_is_known() -> None:
    day = date(2021, 7, 1)
    assert [dates.shown(day, one) for one in ("day", "month", "year")] == ["2021-07-01", "2021-07", "2021"]
    assert dates.shown(None, "unknown") is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2021-07-26", datetime(2021, 7, 26, tzinfo=UTC)),
        ("2021-07-26T14:30:00Z", datetime(2021, 7, 26, 14, 30, tzinfo=UTC)),
        ("2021-07-26t14:30:00z", datetime(2021, 7, 26, 14, 30, tzinfo=UTC)),
        ("2021-07-26 14:30", datetime(2021, 7, 26, 14, 30, tzinfo=UTC)),
        ("2021-07-26T14:30:00.5+02:00", datetime(2021, 7, 26, 12, 30, 0, 500000, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_day_or_a_time_and_utc_without_an_offset(text: str, meant: datetime) -> None:
    read = dates.moment(text)
    assert read == meant
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2021-07",
        "yesterday",
        "2021-07-26T25:00",
        "2021-02-30",
        "0001-01-01T00:00+01:00",
        "2021-07-26T1:00",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(errors.BadValueError, match=r"[Tt]he changed since "):
        dates.moment(text, "changed since")


def test_a_written_moment_always_has_six_decimals_and_is_utc() -> None:
    noon = datetime(2021, 7, 26, 12, tzinfo=timezone(timedelta(hours=2)))
    assert dates.rfc3339(noon) == "2021-07-26T10:00:00.000000Z"


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_written_moment_is_read_back_as_it_was(moment: datetime) -> None:
    assert dates.moment(dates.rfc3339(moment)) == moment


def test_a_moment_without_a_time_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        dates.rfc3339(datetime(2021, 7, 26))  # noqa: DTZ001 - the very case
