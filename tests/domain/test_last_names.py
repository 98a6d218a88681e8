"""Which single words may be somebody's last name, and which are bodies that files took for people."""

from __future__ import annotations

import pytest

from factdb.domain.search.last_names import body_words, may_be_last_name
from factdb.domain.search.similar_names import Name


def person(name: str) -> Name:
    return Name.parse(name, is_person=True)


@pytest.mark.parametrize(
    ("word", "longer", "expected"),
    [
        ("Doe", "Jane Doe", True),
        ("DOE", "JANE DOE", True),
        ("doe", "jane doe", True),
        ("LULA", "Luiz Inacio Lula", True),
        ("O'Brien", "Ann O\u2019Brien", True),
        ("Bank", "Ann Bank", True),
        ("Council", "City Council", False),
        ("Police", "Lindhaven Police", False),
        ("polic\u00eda", "La Polic\u00eda", False),
        ("officials", "Health Officials", False),
        ("brae", "Ann Brae", False),
        ("NHS", "Wales NHS", False),
        ("UN", "The UN", False),
        ("HMRC", "Britain's HMRC", False),
        ("4chan", "The 4chan", False),
    ],
)
def test_a_single_word_is_somebody_s_last_name_or_a_body(word: str, longer: str, *, expected: bool) -> None:
    assert may_be_last_name(person(word), person(longer)) is expected


def test_a_ledger_s_own_bodies_are_nobody_s_last_names() -> None:
    named = ("Bloomberg", "The Fakta", "Lind Gazette", "Brae Gazette", "Morgan Stanley", "Ernst Young", "Ernst & Young")
    bodies = body_words(Name.parse(name, is_person=False) for name in named)
    assert bodies == {"bloomberg", "fakta", "gazette"}
    assert not may_be_last_name(person("Gazette"), person("Ann Gazette"), bodies)
    assert may_be_last_name(person("Stanley"), person("Ann Stanley"), bodies)
