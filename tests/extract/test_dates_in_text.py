"""Dates of news are read as their readers read them: backwards from the day of the article."""

from __future__ import annotations

import datetime as dt

import pytest

from factdb.extract import dates_in_text, tokens

TUESDAY = dt.date(2024, 5, 14)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("said Tuesday", "2024-05-14"),
        ("said last Tuesday", "2024-05-07"),
        ("said on Monday", "2024-05-13"),
        ("said Wednesday", "2024-05-08"),
        ("said yesterday", "2024-05-13"),
        ("said last night", "2024-05-13"),
        ("said last month", "2024-04"),
        ("said earlier this year", "2024"),
        ("said last week", "2024-05"),
        ("said in March", "2024-03"),
        ("said in June", "2023-06"),
        ("said on July 26", "2023-07-26"),
        ("said on Feb. 29", "2024-02-29"),
        ("said on 3 March 2021", "2021-03-03"),
        ("said on the 3rd of March, 2021", "2021-03-03"),
        ("said on July 4, 1999,", "1999-07-04"),
        ("said in 2003", "2003"),
        ("said in December 1999", "1999-12"),
        ("said on 2021-07-26", "2021-07-26"),
        ("may march in a second", None),
        ("about 2000 people said in a", None),
        ("will meet next Tuesday", None),
        ("the sun said we", None),
        ("on Feb. 30 said", None),
    ],
)
def test_a_date_is_read(text: str, expected: str | None) -> None:
    words = tokens.cut_words(text)
    found = dates_in_text.find_dates(words, 0, len(words), TUESDAY)
    assert [str(each.date) for each in found] == ([expected] if expected else [])


def test_without_a_day_of_publishing_no_year_is_made_up() -> None:
    words = tokens.cut_words("She said on July 26 and on Monday that it rained.")
    assert [str(each.date) for each in dates_in_text.find_dates(words, 0, len(words), None)] == ["unknown", "unknown"]
    assert dates_in_text.guess_publication_day(words) is None


def test_the_articles_latest_day_stands_for_its_own() -> None:
    assert dates_in_text.guess_publication_day(
        tokens.cut_words("On July 26 he spoke of 2021; on May 3 too.")
    ) == dt.date(2021, 7, 26)


@pytest.mark.parametrize("published", [dt.date.min, dt.date.max])
def test_the_ends_of_the_calendar_are_no_trap(published: dt.date) -> None:
    words = tokens.cut_words("He said last week, yesterday, last year, in March and on Feb. 3 that it rained.")
    assert len(dates_in_text.find_dates(words, 0, len(words), published)) == 5
