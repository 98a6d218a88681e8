"""Names that may be one's: why they look alike, and which are never compared."""

from __future__ import annotations

import pytest

from factdb.domain.search.similar_names import Name, keys, reason


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("jane-doe", "Jane Doe", "punctuation"),
        ("José Doe", "Jose Doe", "diacritics"),
        ("Doe, Jane", "Jane Doe", "order of names"),
        ("Dr. Jane Doe", "Jane Doe", "honorific"),
        ("The UK Prime Minister, Jane Doe", "Jane Doe", "honorific"),
        ("President of Arcadia Jane Doe", "Jane Doe", "honorific"),
        ("Jane O\u2018Doe", "Jane O'Doe", "punctuation"),
        ("J. Q. Doe", "Jane Quentin Doe", "initials"),
        ("Jane Doe", "Jane Quentin Doe", "initials"),
        ("Dr. Jane Doe MP", "Jane Doe", "honorific"),
        ("Jane Doe, Ph.D.", "Jane Doe", "honorific"),
        ("Rt Hon. Jane Doe MP QC", "Jane Doe", "honorific"),
        ("JANE DOE M.P.", "Jane Q. Doe", "initials"),
        ("Jane Doe Jr. MP", "Jane Doe MP", None),
        ("President Doe", "Jane Doe", "last name alone"),
        ("Jane Doe Jr.", "Jane Doe", None),
        ("Jane Doe", "John Doe", None),
        ("Jane Doe", "Jane Roe", None),
        ("Doe Foundation", "Jane Doe", None),
    ],
)
def test_people_look_alike_for_a_reason(one: str, other: str, why: str | None) -> None:
    first, second = (Name.parse(name, is_person=True) for name in (one, other))
    for found in (reason(first, second), reason(second, first)):
        assert (found and found[1]) == why
    assert why is None or set(keys(first)) & set(keys(second))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("The Gazette", "gazette.com", "article or form of company"),
        ("BBG", "British Bridge Gazette", "initials"),
        ("Gazette", "Bridge Gazette", None),
    ],
)
def test_outlets_look_alike_for_a_reason(one: str, other: str, why: str | None) -> None:
    first, second = (Name.parse(name, is_person=False) for name in (one, other))
    found = reason(first, second)
    assert (found and found[1]) == why
    assert why is None or set(keys(first)) & set(keys(second))


def test_a_letter_more_or_less_still_meets_and_strangers_do_not() -> None:
    one, slip, other = (
        Name.parse(name, is_person=True) for name in ("Muhammadu Buhari", "Muhamadu Buharri", "Ann Roe")
    )
    assert set(keys(one)) & set(keys(slip))
    assert not set(keys(one)) & set(keys(other))
