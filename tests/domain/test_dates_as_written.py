"""Dates as people write them are read or refused, never guessed."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain.dates_as_written import DateOrder, day, read, typed, typed_day
from factdb.domain.enums import Precision
from factdb.errors import BadValueError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-07-26", "2021-07-26"),
        ("2021-7-6", "2021-07-06"),
        ("2021/07/26", "2021-07-26"),
        ("2021.7", "2021-07"),
        ("2021-07", "2021-07"),
        ("2021", "2021"),
        (" 2021 ", "2021"),
        ("", "unknown"),
        ("unknown", "unknown"),
        ("2021-07-26T23:30:00-08:00", "2021-07-26"),
        ("2021-07-26 10:15", "2021-07-26"),
        ("26/7/2021", "2021-07-26"),
        ("7/26/2021", "2021-07-26"),
        ("5.5.2021", "2021-05-05"),
        ("26/7/2021 10:00", "2021-07-26"),
        ("26 July 2021", "2021-07-26"),
        ("26th of July, 2021", "2021-07-26"),
        ("July 26th, 2021", "2021-07-26"),
        ("Jul. 26 2021", "2021-07-26"),
        ("26-Sept-2021", "2021-09-26"),
        ("July 2021", "2021-07"),
        ("Mon, 26 Jul 2021 14:00:00 GMT", "2021-07-26"),
        ("Monday, July 26, 2021 at 2:30 pm", "2021-07-26"),
        ("29 February 2020", "2020-02-29"),
    ],
)
def test_a_date_is_read_as_far_as_it_is_known(text: str, expected: str) -> None:
    assert str(read(text, "said_on")) == expected


@pytest.mark.parametrize(
    ("order", "expected"), [(DateOrder.DMY, "2020-10-01"), (DateOrder.MDY, "2020-01-10")], ids=["dmy", "mdy"]
)
def test_an_order_decides_what_could_be_two_days(order: DateOrder, expected: str) -> None:
    assert str(read("1-10-2020", "said_on", order)) == expected
    with pytest.raises(BadValueError, match=r'said_on "1-10-2020" could be 1 October or 10 January'):
        read("1-10-2020", "said_on")


@pytest.mark.parametrize(
    ("text", "order", "why"),
    [
        ("7/26/2021", DateOrder.DMY, "is not in the order dmy"),
        ("26/7/2021", DateOrder.MDY, "is not in the order mdy"),
        ("26/7/2021", DateOrder.YMD, "is not in the order ymd"),
        ("0/7/2021", None, "does not exist in the calendar"),
        ("31/2/2021", None, "does not exist in the calendar"),
        ("30/30/2021", None, "does not exist in the calendar"),
        ("2021-00", None, "does not exist in the calendar"),
        ("2021-07-00", None, "does not exist in the calendar"),
        ("0000", None, "does not exist in the calendar"),
        ("26.7.21", None, "Cannot read the said_on"),
        ("20210726", None, "Cannot read the said_on"),
        ("yesterday", None, "Cannot read the said_on"),
        ("26 Juli 2021", None, "does not name an English month"),
        ("26/7-2021", None, "Cannot read the said_on"),
        ("\u0662\u0666/\u0667/\u0662\u0660\u0662\u0661", None, "Cannot read the said_on"),
        (" " * 100_000 + "x", None, "Cannot read the said_on"),
    ],
)
def test_what_is_no_date_is_refused(text: str, order: DateOrder | None, why: str) -> None:
    with pytest.raises(BadValueError, match=why):
        read(text, "said_on", order)


def test_a_day_is_asked_for_where_a_day_is_needed() -> None:
    assert day("26 July 2021", "reviewed_on") == date(2021, 7, 26)
    assert day("unknown", "reviewed_on") is None
    with pytest.raises(BadValueError, match="has no day"):
        day("July 2021", "reviewed_on")


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_back_however_it_was_written(when: date) -> None:
    forms = ["%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%a, %d %b %Y 00:00:00 GMT"]
    assert {read(when.strftime(form), "d").day for form in forms} == {when}
    assert read(when.strftime("%d.%m.%Y"), "d", DateOrder.DMY).day == when
    assert read(when.strftime("%m/%d/%Y"), "d", DateOrder.MDY).day == when


@given(st.text(max_size=40))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with contextlib.suppress(BadValueError):
        assert read(text, "d").precision in set(Precision)


# -- what people type ----------------------------------------------------------------------------------------

TODAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 May 2026", "2026-05-04"),
        ("May 4, 2026", "2026-05-04"),
        ("today", "2026-05-04"),
        (" Yesterday ", "2026-05-03"),
        ("26/7/2021", "2021-07-26"),
        ("May 2026", "2026-05"),
        ("unknown", "unknown"),
    ],
)
def test_a_date_is_typed_as_people_write_it(text: str, expected: str) -> None:
    assert str(typed(text, TODAY)) == expected


@pytest.mark.parametrize(
    ("text", "why", "example"),
    [
        ("03/04/2026", "could be 3 April or 4 March", "3 April 2026"),
        ("May 4", "Cannot read", "2021-07-26"),
        ("tomorrow", "Cannot read", "2021-07-26"),
        ("4/5/26", "Cannot read", "A year of two digits is ambiguous. Write all four, as in 2021-07-26."),
        ("31 Dec '24", "Cannot read", "A year of two digits is ambiguous."),
        ("Dec 31, 24", "Cannot read", "A year of two digits is ambiguous."),
        ("", "Cannot read", "26 July 2021"),
    ],
)
def test_what_could_be_two_days_is_refused_with_an_example(text: str, why: str, example: str) -> None:
    with pytest.raises(BadValueError, match=why) as refusal:
        typed(text, TODAY)
    assert example in refusal.value.next_step


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 May 2026", "2026-05-04"),
        ("yesterday", "2026-05-03"),
        ("2026-05-04T10:00Z", "2026-05-04T10:00Z"),
        ("4 May 2026 10:00", "4 May 2026 10:00"),
        ("May 2026", "May 2026"),
        ("soon", "soon"),
    ],
)
def test_a_day_is_a_time_too_and_nothing_else_is_changed(text: str, expected: str) -> None:
    assert typed_day(text, TODAY) == expected
