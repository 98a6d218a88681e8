"""A name is found however it was typed, and a mistyped one is answered with the likely ones."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb import errors
from factdb.domain import names

SPEAKERS = ["William Burns", "Jen Psaki", "Joe Biden", "The Epoch Times", "Hunter Biden"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Joe Biden", "  joe \u00a0 BIDEN\n"),
        ("José", "Jose\u0301"),
        ("Straße", "STRASSE"),
        ("\uff2e\uff30\uff32", "npr"),
        ("ﬁrst", "First"),
    ],
)
def test_ways_to_type_one_name_have_one_key(one: str, other: str) -> None:
    assert names.name_key(one) == names.name_key(other)


def test_different_names_have_different_keys() -> None:
    assert names.name_key("Jose") != names.name_key("José")


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    key = names.name_key(name)
    assert names.name_key(key) == key


def test_every_letter_of_unicode_has_a_stable_key() -> None:
    # Unicode does nothing with private letters, halves of pairs and places without a letter: one of each will do.
    letters = ["\ue000", "\ud800", "\u0378"]
    letters += [ch for ch in map(chr, range(0x110000)) if unicodedata.category(ch) not in {"Co", "Cs", "Cn"}]
    assert not [ch for ch in letters if names.name_key(key := names.name_key(f"\u0345{ch}\u0345")) != key]


def test_a_clean_name_has_single_spaces() -> None:
    assert names.clean_name(" Jen\t\u00a0 Psaki\n", "speaker") == "Jen Psaki"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("\u200b\u00ad", "no visible character"),
        ("a" * 301, "more than 300"),
        ("Bi\x1b[2Jden", "U[+]001B at position 3"),
        ("Biden\x00", "U[+]0000"),
        ("\ud800", "U[+]D800"),
    ],
)
def test_a_name_that_is_none_is_refused(name: str, why: str) -> None:
    with pytest.raises(errors.BadValueError, match=rf"^The speaker .*{why}"):
        names.clean_name(name, "speaker")


def test_plain_letters_have_no_diacritics() -> None:
    assert names.plain_name("Ångström Łódź Søren Straße") == "angstrom lodz soren strasse"


@pytest.mark.parametrize(
    ("typed", "kept"), [("ana", "ana"), (" Ana.B ", "ana.b"), ("7-x_y", "7-x_y"), ("a" * 32, "a" * 32)]
)
def test_a_handle_is_kept_in_lower_case(typed: str, kept: str) -> None:
    assert names.handle(typed) == kept


@pytest.mark.parametrize("typed", ["", "-ana", "ana müller", "a" * 33, "ana\n.b", "\u212aarl"])
def test_a_handle_of_other_characters_is_refused_and_a_legal_one_offered(typed: str) -> None:
    with pytest.raises(errors.BadValueError, match=r"^The handle ") as refusal:
        names.handle(typed)
    assert names.handle(refusal.value.next_step.removeprefix("Use a handle such as ").removesuffix("."))


@pytest.mark.parametrize(
    ("login", "made"),
    [
        ("DOMAIN\\Ana Müller", "ana-muller"),
        ("ana@example.org", "ana"),
        ("root", "root"),
        ("Анна", "reviewer"),
        ("", "reviewer"),
        ("..x..", "x"),
    ],
)
def test_a_login_name_makes_a_handle(login: str, made: str) -> None:
    assert names.handle_from_login(login) == made


@given(st.text())
def test_any_login_name_makes_a_legal_handle(login: str) -> None:
    made = names.handle_from_login(login)
    assert names.handle(made) == made
    assert re.fullmatch("[a-z0-9][a-z0-9._-]{0,31}", made)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Bidne", "Joe Biden"),
        ("jo biden", "Joe Biden"),
        ("President Joe Biden", "Joe Biden"),
        ("epoch", "The Epoch Times"),
        ("Wiliam Burns", "William Burns"),
        ("PSAKI", "Jen Psaki"),
    ],
)
def test_the_likeliest_name_comes_first(typed: str, first: str) -> None:
    assert names.nearest_names(typed, SPEAKERS)[0] == first


def test_a_name_that_holds_what_was_typed_comes_before_one_that_looks_like_it() -> None:
    assert names.nearest_names("biden", ["Bidens", "Boden", "Bide", "Joe Biden"])[-1] == "Boden"


def test_nothing_is_near_to_nothing_and_far_names_are_left_out() -> None:
    assert names.nearest_names("", SPEAKERS) == []
    assert names.nearest_names("Zyx", SPEAKERS) == []


def test_no_more_names_are_given_than_wanted_and_none_twice() -> None:
    assert names.nearest_names("biden", [*SPEAKERS, *SPEAKERS], limit=1) == ["Joe Biden"]
    assert names.nearest_names("biden", [*SPEAKERS, *SPEAKERS]) == ["Joe Biden", "Hunter Biden"]
