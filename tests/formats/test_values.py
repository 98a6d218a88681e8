"""One value becomes one field, or is refused under its column's name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb.domain import urls
from factdb.domain.enums import Kind
from factdb.errors import BadValueError
from factdb.formats.records import values
from factdb.formats.records.values import Options


@given(st.from_regex(values._PLAIN_URL, fullmatch=True))  # noqa: SLF001 - the short way must let nothing more pass
def test_the_short_way_takes_only_addresses_that_the_rule_takes(url: str) -> None:
    if len(url) <= values._SHORT:  # noqa: SLF001 - as above
        assert urls.valid_url(url) == values.url(f" {url} ", "url") == url


@pytest.mark.parametrize("url", ["https://a_b.example/x", "https://a.example/é", "https://A.example:8080/?q=1#top"])
def test_an_address_stays_as_it_was_typed(url: str) -> None:
    assert values.url(f"{url} ", "url") == url


@pytest.mark.parametrize(
    "url", ["https://a.example/a b", "https://user@a.example/", "a.example", "https://", "ftp://a.b/"]
)
def test_what_is_no_address_is_refused_under_its_column(url: str) -> None:
    with pytest.raises(BadValueError) as refusal:
        values.url(url, "Link")
    assert (refusal.value.field, refusal.value.value) == ("Link", url)


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (values.identity, 17, "17"),
        (values.identity, " a\tb ", "a b"),
        (values.label, 3, "3"),
        (values.label, 2.50, "2.5"),
        (values.label, " Half\n true ", "Half true"),
        (values.language, " pt-BR ", "pt-BR"),
        (values.wikidata, "q6279", "Q6279"),
        (values.uid, " 0190A0B0-0000-7000-8000-00000000ABCD ", "0190a0b0-0000-7000-8000-00000000abcd"),
        (values.one_of(Kind), "Numerical", Kind.NUMERICAL),
        (values.name_list, "b; a,b\nB", ("b", "a")),
        (values.name_list, None, ()),
        (values.words, "  \n", None),
    ],
)
def test_a_value_is_read_as_its_field_takes_it(read: values.CellReader, value: object, expected: object) -> None:
    assert read(value, "x", Options()) == expected


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (values.identity, True),
        (values.identity, 1.5),
        (values.label, False),
        (values.language, "Norwegian (Bokmål)"),
        (values.wikidata, "P17"),
        (values.uid, "17"),
        (values.date, True),
        (values.day, 2021),
        (values.name, "\u200b"),
        (values.identity, "x" * 2001),
    ],
)
def test_a_value_that_its_field_does_not_take_is_refused(read: values.CellReader, value: object) -> None:
    with pytest.raises(BadValueError):
        read(value, "x", Options())
