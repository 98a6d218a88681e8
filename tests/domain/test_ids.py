"""A uid sorts by its time, and a claim is named by number or uid."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factdb import errors
from factdb.domain import ids

UID = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
moments = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


def test_the_example_of_rfc_9562_comes_out() -> None:
    moment = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    random = bytes.fromhex("cc318c4dc0c0c07398ff")
    assert ids.uuid7(moment, random) == UID


@given(moments, st.binary(min_size=10, max_size=10))
def test_a_uid_is_of_version_7_and_holds_the_millisecond(moment: datetime, random: bytes) -> None:
    made = uuid.UUID(ids.uuid7(moment, random))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def test_two_uids_of_one_moment_differ() -> None:
    moment = datetime(2021, 7, 26, tzinfo=UTC)
    assert len({ids.uuid7(moment) for _ in range(100)}) == 100


def test_uids_made_in_order_sort_as_they_came() -> None:
    moment = datetime(2021, 7, 26, tzinfo=UTC)
    made = [uuid.UUID(each) for each in islice(ids.uuids_in_order(moment), 3_000)]
    assert made == sorted({*made})
    assert {(each.version, each.variant) for each in made} == {(7, uuid.RFC_4122)}
    assert {each.int >> 80 for each in made} == {uuid.UUID(ids.uuid7(moment)).int >> 80}


@pytest.mark.parametrize("moment", [datetime(1969, 12, 31, tzinfo=UTC)])
def test_a_moment_before_the_epoch_has_no_uid(moment: datetime) -> None:
    with pytest.raises(ValueError, match="before 1970"):
        ids.uuid7(moment)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (UID, True),
        (UID.upper(), True),
        (UID + "\n", False),
        (UID.replace("-", ""), False),
        (f"{{{UID}}}", False),
        ("7", False),
    ],
)
def test_a_uid_has_36_characters(text: str, is_one: bool) -> None:  # noqa: FBT001 - a row of the table
    assert ids.is_uid(text) is is_one


@pytest.mark.parametrize(
    ("text", "meant"),
    [("7", 7), ("#7", 7), (" 7 ", 7), (UID.upper(), UID), ("9223372036854775807", 2**63 - 1)],
)
def test_a_claim_is_named_by_number_or_uid(text: str, meant: int | str) -> None:
    assert ids.claim_name(text) == meant


@pytest.mark.parametrize("text", ["", "seven", "7.2", "-1", "+7", "1_000", "\u0667", "²", "##7", UID[:-1]])
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(errors.BadValueError, match=r"^The claim .*is not a number or a uid\.$"):
        ids.claim_name(text)


@pytest.mark.parametrize("text", ["0", "9223372036854775808", "9" * 5000])
def test_numbers_that_no_database_holds_are_refused(text: str) -> None:
    with pytest.raises(errors.BadValueError, match=r"^The claim .*is out of range"):
        ids.claim_name(text)


@pytest.mark.parametrize(("text", "meant"), [("7.2", (7, 2)), ("#7.12", (7, 12)), (f"{UID}.1", (UID, 1))])
def test_an_item_is_named_within_its_claim(text: str, meant: tuple[int | str, int]) -> None:
    assert ids.item_name(text) == meant


@pytest.mark.parametrize("text", ["", "7", "7.", ".2", "7.2.1", "7.0", "7.x", UID, "x.1"])
def test_what_names_no_item_is_refused(text: str) -> None:
    with pytest.raises(errors.BadValueError, match=r"^The item "):
        ids.item_name(text)


@pytest.mark.parametrize(
    ("read", "text", "next_step"),
    [
        (ids.claim_name, "30,31", "Name one claim, such as 7. See all claims: factdb claims list"),
        (ids.claim_name, "0", "Name one claim, such as 7. See all claims: factdb claims list"),
        (ids.claim_names, "seven", "Name claims as 7, 1-5 or 1-5,7. See all claims: factdb claims list"),
        (ids.claim_names, "3-1", "Write the lower number first: 1-3"),
        (ids.claim_names, "1-99999", "Name at most 10000 claims in one range."),
        (ids.item_name, "7", "See the numbers: factdb claims show 7"),
        (ids.item_name, "7.n1", "See the numbers: factdb claims show 7"),
        (lambda text: ids.item_name(text, "c"), "7.n1", "See the numbers: factdb claims show 7"),
        (ids.item_name, "7.0", "See the numbers: factdb claims show 7"),
        (lambda text: ids.item_name(text, "c"), "x", "See the numbers: factdb claims show CLAIM"),
    ],
)
def test_a_refused_name_has_a_next_step(read: Callable[[str], object], text: str, next_step: str) -> None:
    with pytest.raises(errors.BadValueError) as caught:
        read(text)
    assert caught.value.next_step == next_step


@pytest.mark.parametrize(
    ("words", "claims", "others"),
    [
        (["7", "8", "true"], [7, 8], ["true"]),
        (["1-3,7", "#9", "true", "verbatim"], [1, 2, 3, 7, 9], ["true", "verbatim"]),
        (["7", "7", "politifact:1"], [7], ["politifact:1"]),
        (["true", "7"], [], ["true", "7"]),
        (["7.1", "true"], [], ["7.1", "true"]),
        ([], [], []),
    ],
)
def test_claims_lead_the_words(words: list[str], claims: list[int], others: list[str]) -> None:
    assert ids.leading_claims(words) == (claims, others)
